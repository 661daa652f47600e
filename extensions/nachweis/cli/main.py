"""The entry point of the ``nachweis`` command; click is imported only where it is needed."""

from __future__ import annotations

import atexit
import gc
import io
import sys

from nachweis import __version__


def run() -> None:
    """Entry point of the installed command."""
    if sys.argv[1:] in (["--version"], ["-V"]):
        sys.stdout.write(f"nachweis {__version__}\n")
        return
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # whatever the locale, and the file names
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    # What a command reads lives to its end: to look for garbage in it is wasted work.
    gc.disable()
    atexit.register(gc.freeze)
    from nachweis.cli.group import main

    main(prog_name="nachweis")
