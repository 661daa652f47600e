"""The entry point of the ``nachweis`` command; click is imported only where it is needed."""

from __future__ import annotations

import atexit
import gc
import sys

from nachweis import __version__


def run() -> None:
    """Entry point of the installed command."""
    if sys.argv[1:] in (["--version"], ["-V"]):
        sys.stdout.write(f"nachweis {__version__}\n")
        return
    # What a command reads lives to its end: to look for garbage in it is wasted work.
    gc.disable()
    atexit.register(gc.freeze)
    from nachweis.cli.group import main

    main(prog_name="nachweis")
