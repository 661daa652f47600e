"""The entry point of the ``nachweis`` command; click is imported only where it is needed."""

from __future__ import annotations

import sys

from nachweis import __version__


def run() -> None:
    """Entry point of the installed command."""
    if sys.argv[1:] in (["--version"], ["-V"]):
        sys.stdout.write(f"nachweis {__version__}\n")
        return
    from nachweis.cli.group import main

    main(prog_name="nachweis")
