"""Running Sphinx as a separate process: importing it would slow down every command."""

from __future__ import annotations

import collections
import contextlib
import dataclasses
import json
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final

from nachweis.site.run import CRASHED, TOLD, describe_kill
from nachweis.sources.workspace import sphinx_options

FAILED: Final = 2
_PROGRAM: Final = (sys.executable, "-P", "-m", "nachweis.site.run")
_COLOURS: Final = re.compile(r"\x1b\[[\d;]*m")


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Run:
    """A build of a site.

    :param root: the workspace that is built
    :param out: folder of the pages
    :param doctrees: folder in which Sphinx keeps what it has read
    :param settings: configuration values
    :param verbose: whether Sphinx reports its progress, and tracebacks in full
    """

    root: Path
    out: Path
    doctrees: Path
    settings: Mapping[str, str]
    verbose: bool = False

    @property
    def command(self) -> list[str]:
        """The command line."""
        values = [
            part for name, value in self.settings.items() for part in ("-D", f"{name}={value}")
        ]
        report = "-T" if self.verbose else "-q"
        return [
            *(*_PROGRAM, "-b", "html", "-W", report),
            *sphinx_options(self.root),
            *("-d", str(self.doctrees), *values, str(self.root), str(self.out)),
        ]


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Finished:
    """The result of a build.

    :param code: 0, 1 with warnings, or 2 without pages
    :param lines: what Sphinx printed to standard error, without empty lines
    :param crashed: whether it crashed, for the reason in the last line
    :param progress: what it printed to standard output: nothing, unless the build is verbose
    """

    code: int
    lines: tuple[str, ...]
    crashed: bool = False
    progress: str = ""

    @property
    def first(self) -> str:
        """The first problem, or the reason of a crash."""
        if self.crashed and self.lines:
            return self.lines[-1]
        plain = [line for line in self.lines if "WARNING:" not in line]
        return next(iter((*plain, *self.lines)), "Sphinx failed without a message")


def run(build: Run) -> int:
    """Build, and let Sphinx print to the terminal.

    :param build: what to build
    :returns: 0, 1 with warnings, or 2 without pages
    """
    done = subprocess.run(build.command, check=False)  # noqa: S603 - a fixed command, no shell
    if done.returncode < 0:
        sys.stderr.write(f"{describe_kill(done.returncode)}\n")
    return _code(done.returncode)


def run_quietly(build: Run) -> Finished:
    """Build, and capture what Sphinx prints.

    :param build: what to build
    """
    done = subprocess.run(  # noqa: S603 - a fixed command, no shell
        build.command, check=False, capture_output=True, text=True, errors="replace"
    )
    return _finished(done.returncode, done.stderr, done.stdout)


class Spare:
    """A Sphinx that begins before there is something to build: to import it takes a second.

    It builds once.
    """

    def __init__(self) -> None:
        """Begin it."""
        self._begin()

    def _begin(self) -> None:
        self._said = tempfile.TemporaryFile("w+", errors="replace")  # noqa: SIM115 - read at the end
        self._process = subprocess.Popen(  # noqa: S603 - a fixed command, no shell
            [*_PROGRAM, TOLD],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._said,
            text=True,
            errors="replace",
        )

    def start(self, build: Run, ahead: Sequence[str] = ()) -> None:
        """Say what to build, and return while it is built.

        :param build: what to build
        :param ahead: names of the pages that are wanted before the others
        """
        if self._process.poll() is not None:
            self._begin()
        told = {"arguments": build.command[len(_PROGRAM) :], "ahead": ahead}
        with contextlib.suppress(BrokenPipeError):  # it was ended: its code says so
            print(json.dumps(told), file=self._process.stdin, flush=True)

    def ahead(self) -> Iterator[tuple[str, str]]:
        """Yield the name and the HTML of each page that is made before the others."""
        for line in self._process.stdout or ():
            with contextlib.suppress(ValueError):  # the end of a process that was ended
                name, page = json.loads(line)
                yield name, page

    def finish(self) -> Finished:
        """Wait for what is built, and return what Sphinx printed."""
        collections.deque(self.ahead(), maxlen=0)
        code = self._process.wait()
        with self._said as said:
            said.seek(0)
            return _finished(code, said.read())


def _finished(returned: int, said: str, progress: str = "") -> Finished:
    lines = tuple(line.strip() for line in _COLOURS.sub("", said).splitlines() if line.strip())
    if returned < 0:
        lines = (*lines, describe_kill(returned))
    crashed = returned < 0 or returned == CRASHED
    return Finished(code=_code(returned), lines=lines, crashed=crashed, progress=progress)


def _code(returned: int) -> int:
    return min(returned, FAILED) if returned >= 0 else FAILED
