"""The entry point of the ``nachweis`` command; click is imported only where it is needed."""

from __future__ import annotations

import atexit
import gc
import io
import os
import sys

from nachweis import __version__


def run() -> None:
    """Entry point of the installed command."""
    if sys.getfilesystemencoding() != "utf-8" and not sys.flags.utf8_mode:
        _again_in_utf8()
    _open_streams()
    try:
        _run()
    except BrokenPipeError:  # whoever read it has read enough
        _hush()
        sys.exit(1)
    except OSError as error:  # of sources they are told where they are read: this is output
        _give_up(error)


def _run() -> None:
    if sys.argv[1:] in (["--version"], ["-V"]):
        sys.stdout.write(f"nachweis {__version__}\n")
        sys.stdout.flush()
        return
    # What a command reads lives to its end: to look for garbage in it is wasted work.
    gc.disable()
    atexit.register(gc.freeze)
    try:
        _command()
    except SystemExit as end:
        if sys.argv[1:2] == ["check"] and isinstance(end.code, int):
            sys.stdout.flush()
            sys.stderr.flush()
            os._exit(end.code)  # nor is it worth while to take it apart object by object
        raise


def _command() -> None:
    if sys.argv[1:2] == ["check"]:
        from nachweis.cli.glance import at_a_glance

        options = at_a_glance(sys.argv[2:])
        if options is not None:
            from nachweis.cli.ending import stop
            from nachweis.cli.gate import run_gate

            try:
                run_gate(options)
            except KeyboardInterrupt:
                stop("interrupted")
    from nachweis.cli.group import main

    main(prog_name="nachweis")


def _again_in_utf8() -> None:
    """Start anew where the locale, or ``PYTHONUTF8=0``, garbles names and arguments."""
    os.environ["PYTHONUTF8"] = "1"  # for the processes that build versions, too
    os.execv(sys.executable, [sys.executable, "-X", "utf8", *sys.orig_argv[1:]])  # noqa: S606 - no shell


def _open_streams() -> None:
    """Write UTF-8 whatever the locale; into nothing where a stream was closed before the start."""
    sys.stdout = sys.stdout or open(os.devnull, "w", encoding="utf-8")  # noqa: PTH123, SIM115 - stays open
    sys.stderr = sys.stderr or open(os.devnull, "w", encoding="utf-8")  # noqa: PTH123, SIM115 - stays open
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # whatever the locale, and the file names
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")


def _give_up(error: OSError) -> None:
    """End with exit code 2 where something cannot be written, such as a full disk."""
    name = error.filename or "standard output"
    reason = (error.strerror or str(error)).lower()
    sys.stderr.write(f"nachweis: {name}: cannot be read or written ({reason})\n")
    if error.filename is None:
        _hush()
    sys.exit(2)


def _hush() -> None:
    """Let what is still to be written go nowhere, or Python tries again when it ends."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
