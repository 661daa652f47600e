"""The entry point of the ``nachweis`` command; click is imported only where it is needed."""

from __future__ import annotations

import gc
import io
import os
import sys
from typing import TextIO

from nachweis import __version__


def run() -> None:
    """Entry point of the installed command."""
    if sys.getfilesystemencoding() != "utf-8" and not sys.flags.utf8_mode:
        _restart_in_utf8()
    _prepare_streams()
    try:
        _run()
    except BrokenPipeError:  # the reader of the output closed the pipe
        _discard(sys.stdout)
        sys.exit(1)
    except OSError as error:  # from writing output: reading sources reports its own errors
        _report_write_error(error)


def _run() -> None:
    if sys.argv[1:] in (["--version"], ["-V"]):
        sys.stdout.write(f"nachweis {__version__}\n")
        sys.stdout.flush()
        return
    gc.disable()  # saves 0.02 to 0.04 s at 5000 objects: nothing that was read is garbage
    from nachweis.cli.group import main

    try:
        main(prog_name="nachweis")
    except SystemExit as end:
        if sys.argv[1:2] == ["check"] and isinstance(end.code, int):
            sys.stdout.flush()
            sys.stderr.flush()
            os._exit(end.code)  # saves 0.01 s at 5000 objects, which would be freed one by one
        raise


def _restart_in_utf8() -> None:
    """Restart where the locale, or ``PYTHONUTF8=0``, would garble file names and arguments."""
    os.environ["PYTHONUTF8"] = "1"  # also for the processes that build versions
    os.execv(sys.executable, [sys.executable, "-X", "utf8", *sys.orig_argv[1:]])  # noqa: S606 - no shell


def _prepare_streams() -> None:
    """Make both streams UTF-8, and replace those that were closed before the start by devnull."""
    sys.stdout = sys.stdout or open(os.devnull, "w", encoding="utf-8")  # noqa: PTH123, SIM115 - stays open
    sys.stderr = sys.stderr or open(os.devnull, "w", encoding="utf-8")  # noqa: PTH123, SIM115 - stays open
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")


def _report_write_error(error: OSError) -> None:
    """End with exit code 2 where something cannot be written, such as to a full disk."""
    from nachweis.model.places import one_line  # a stranger may have named the file

    name = error.filename or _written_file(error)
    reason = (error.strerror or str(error)).lower()
    said = f"{name or 'standard output'}: cannot be read or written ({reason})"
    if error.args and isinstance(error.args[0], list):  # of a folder that was copied
        from nachweis.sources.errors import told

        said = told(error)
    elif not name:
        _discard(sys.stdout)
    try:
        sys.stderr.write(f"nachweis: {one_line(said)}\n")
        sys.stderr.flush()
    except OSError:
        _discard(sys.stderr)
    sys.exit(2)


def _written_file(error: OSError) -> str:
    """Return the file that a method of a path was writing: Python does not name it."""
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    path = trace.tb_frame.f_locals.get("self") if trace else None
    return str(path) if isinstance(path, os.PathLike) else ""


def _discard(stream: TextIO) -> None:
    """Redirect a stream to devnull so that the final flush of the interpreter cannot fail."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
