"""``sphinx-build`` for our command line, in a process of its own.

It builds like ``sphinx-build``, but its messages are English in any locale, name files
relative to the workspace, and report a crash in one line.
"""

from __future__ import annotations

import contextlib
import errno
import gc
import importlib
import io
import json
import logging
import os
import pkgutil
import re
import sys
import traceback
from collections.abc import Sequence
from pathlib import Path
from typing import IO, TYPE_CHECKING, Final, NoReturn, TextIO, cast

from nachweis.landlock import end_with_parent
from nachweis.model.places import CONTROLS, one_line

if TYPE_CHECKING:
    import argparse

    from sphinx.application import Sphinx

CRASHED: Final = 3
"""Exit code of a build that ended with an unexpected error, reported in its last line."""
TOLD: Final = "--told"
"""Argument of a process that is told later what to build."""
_STOPPED: Final = 2
_NOT_WRITTEN: Final = (errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EFBIG, errno.EIO)


_UNSHOWN: Final = re.compile(rf"(?![\n\t]|\x1b\[[\d;]*m){CONTROLS}")
"""What controls a terminal, but for lines and colours."""


class Relative(io.TextIOBase):
    """A stream that makes paths in messages relative to the workspace."""

    def __init__(self, target: TextIO, root: Path) -> None:
        """Begin.

        :param target: where to write
        :param root: the workspace
        """
        self._target = target
        self._above = f"{root}/"

    def write(self, text: str) -> int:
        """Write a message.

        :param text: the message
        """
        plain = text.replace(self._above, "")
        self._target.write(_UNSHOWN.sub(lambda found: ascii(found[0])[1:-1], plain))
        return len(text)

    def flush(self) -> None:
        """Flush the stream."""
        self._target.flush()


def main(arguments: Sequence[str]) -> int:
    """Build, and return the exit code: 0, 1 with warnings, 2 stopped, or 3 crashed.

    :param arguments: those of ``sphinx-build``; ``-T`` adds the traceback of a crash
    """
    from sphinx.cmd.build import get_parser

    options = get_parser().parse_args(arguments)
    root = Path(options.sourcedir).resolve()
    begun: list[Sphinx] = []
    try:
        return _build(options, root, begun)
    except KeyboardInterrupt:
        return _STOPPED
    except SystemExit as end:  # what could not be read has been reported
        return CRASHED if end.code == CRASHED else _STOPPED
    except BaseException as error:  # noqa: BLE001 - some extensions raise BaseException
        _tell(error, options, root, begun)
        return CRASHED


def _build(options: argparse.Namespace, root: Path, begun: list[Sphinx]) -> int:
    from sphinx.application import Sphinx
    from sphinx.util.console import color_terminal, nocolor
    from sphinx.util.docutils import docutils_namespace, patch_docutils

    from nachweis.site import confinement
    from nachweis.site.garbage import collect_when_large

    confinement.prepare(Path(options.outputdir), Path(options.doctreedir))
    if not color_terminal():
        nocolor()
    _drop_half(Path(options.outputdir, ".buildinfo"))
    confdir = None if options.noconfig else options.confdir or options.sourcedir
    with patch_docutils(confdir), docutils_namespace():
        app = Sphinx(
            srcdir=root,
            confdir=confdir,
            outdir=options.outputdir,
            doctreedir=options.doctreedir,
            buildername=options.builder,
            confoverrides=_settings(options),
            status=None if options.quiet else sys.stdout,
            warning=cast("IO[str]", Relative(sys.stderr, root)),
            warningiserror=options.warningiserror,
        )
        begun.append(app)
        collect_when_large(app)
        app.verbosity = int(options.traceback)  # builds of projects are to report as much
        disk = _Disk()
        logging.getLogger("sphinx").addHandler(disk)
        app.build()
        if disk.error is not None:
            raise disk.error
    return app.statuscode


class _Disk(logging.Handler):
    """Looks for what could not be written: Sphinx warns of it, and leaves the file out."""

    error: OSError | None = None

    def emit(self, record: logging.LogRecord) -> None:
        for value in record.args if isinstance(record.args, tuple) else ():
            if isinstance(value, OSError) and value.errno in _NOT_WRITTEN:
                self.error = value


def _drop_half(info: Path) -> None:
    """Delete the notes of a build that was killed while it wrote them: Sphinx warns of them."""
    with contextlib.suppress(OSError, UnicodeError):
        if not re.search(r"^tags: \w+\n", info.read_text(encoding="utf-8"), re.MULTILINE):
            info.unlink()


def _settings(options: argparse.Namespace) -> dict[str, str]:
    return {name: value for name, _, value in (text.partition("=") for text in options.define)}


def _tell(
    error: BaseException, options: argparse.Namespace, root: Path, begun: Sequence[Sphinx]
) -> None:
    from nachweis.site.crash import describe

    app = begun[0] if begun else None
    # What was half written must be written again, even if its source is unchanged.
    (Path(options.doctreedir) / "environment.pickle").unlink(missing_ok=True)
    sys.stdout.flush()
    if options.traceback:
        traceback.print_exception(error)
    settings = _settings(options)
    released = settings.get("nachweis_version", "draft") not in ("", "draft")
    hint = _confined(error)
    if not (options.traceback or released):
        command = " ".join(("nachweis build", settings.get("nachweis_project", ""))).strip()
        hint += f"; correct it, or see the whole report with: {command} --verbose"
    sys.stderr.write(f"{one_line(describe(error, root, app))}{hint}\n")


def _confined(error: BaseException) -> str:
    from nachweis.site import confinement

    if not confinement.confined() or not isinstance(error, PermissionError):
        return ""
    remedy = "name the file in conf.py, or set 'confined = false' in nachweis.toml"
    return f"; builds are confined: {remedy}"


def describe_kill(code: int, what: str = "the build") -> str:
    """Describe why the system ended a build.

    :param code: exit code of the process
    :param what: name of what was built
    """
    return f"{what} was ended by signal {-code}; memory may have run out"


def _end(code: int) -> NoReturn:
    """End without taking the interpreter apart: a tenth to a fifth of a build's CPU time."""
    logging.shutdown()
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)


def _standard_output() -> int:
    """Take standard output for ourselves, as what is run from ``conf.py`` may print."""
    channel = os.dup(sys.stdout.fileno())
    with Path(os.devnull).open("w", encoding="utf-8") as nowhere:
        os.dup2(nowhere.fileno(), sys.stdout.fileno())
    return channel


def _told() -> Sequence[str]:
    """Import and compile what every build needs, and then wait for the arguments of one.

    They come as a line of JSON with the pages that somebody looks at, which go to standard output.
    """
    from sphinx.application import builtin_extensions

    from nachweis import site
    from nachweis.site import ahead
    from nachweis.site.render import compile_templates

    with contextlib.suppress(KeyboardInterrupt):
        for found in pkgutil.walk_packages(site.__path__, f"{site.__name__}."):
            importlib.import_module(found.name)
        for name in builtin_extensions:
            importlib.import_module(name)
        compile_templates()
        if line := sys.stdin.readline():
            told = json.loads(line)
            ahead.ask(told["ahead"], _standard_output())
            arguments: list[str] = told["arguments"]
            return arguments
    _end(_STOPPED)  # whoever began this has ended


if __name__ == "__main__":
    gc.disable()  # before the libraries are imported and what Sphinx knows is read: 0.2 s
    end_with_parent()
    os.register_at_fork(after_in_child=end_with_parent)
    _end(main(_told() if sys.argv[1:] == [TOLD] else sys.argv[1:]))
