"""Commands that are killed, or fail, at one of their writes, or have only so much of the machine.

A process imports the commands once and forks for each run. In the fork a hook of Python's audit
events counts what is about to be written: files that are opened for it, renamed, deleted, folders
that are made. At the write of a number it strikes.
"""

from __future__ import annotations

import enum
import errno
import importlib
import json
import os
import signal
import subprocess
import sys
import traceback
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final, NamedTuple, NoReturn, Self

KILLED: Final = 137
CUT: Final = -signal.SIGXFSZ
"""Exit codes of a process that was killed before a write, and within one."""
_FEW: Final = 8
"""Bytes of a file that still fit when the disk is full, or the process is cut."""
_GIT: Final = frozenset({"add", "commit", "tag", "rm", "update-ref"})
_WRITING: Final = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND
_CHANGES: Final = frozenset(
    {"os.rename", "os.remove", "os.mkdir", "os.rmdir", "os.link", "os.symlink", "os.truncate"}
)


IMPORTED: Final = (
    *(f"nachweis.cli.{name}" for name in ("add", "assemble", "attach", "build", "check")),
    *(f"nachweis.cli.{name}" for name in ("confirm", "export", "new", "release", "annex")),
    *("nachweis.load", "nachweis.export.ics", "nachweis.editor.schemas", "nachweis.report.text"),
    *("nachweis.scaffold.new_object", "nachweis.scaffold.attach", "nachweis.scaffold.project"),
    *("nachweis.releases.release", "nachweis.sources.baselines", "nachweis.trace.compare"),
)
"""What the commands import when they run: a fork does not import it again."""


class How(enum.StrEnum):
    """What happens at the write."""

    NOTHING = "nothing"
    KILL = "killed before it"
    CUT = "killed within it"
    FULL = "disk full from it on"
    NO_SPACE = "no space for it"
    READ_ONLY = "read-only from it on"

    @property
    def kills(self) -> bool:
        """Whether the process cannot tidy up."""
        return self in (How.KILL, How.CUT)


class Done(NamedTuple):
    """What a run came to.

    :param code: exit code; negative: the signal that ended it
    :param stderr: what it said
    :param struck: the event it was struck at; empty where it has fewer writes
    """

    code: int
    stderr: str
    struck: str


class Striker:
    """Runs commands in forks of a process that has imported them."""

    def __init__(self, environment: Mapping[str, str], prepare: str = "") -> None:
        """Start the process.

        :param environment: variables, in addition to those of this process
        :param prepare: Python to run first, such as ``import sphinx`` or a replacement
        """
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.support.strikes", prepare],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env={**os.environ, **environment},
            text=True,
        )

    def __enter__(self) -> Self:
        """Begin."""
        return self

    def __exit__(self, *_: object) -> None:
        """End the process."""
        self._process.communicate()

    def run(
        self,
        arguments: Sequence[str],
        how: How = How.NOTHING,
        number: int = 0,
        *,
        limits: Mapping[str, int] | None = None,
    ) -> Done:
        """Run a command.

        :param arguments: the command with its arguments
        :param how: what happens
        :param number: at which of its writes, from 1
        :param limits: how much it may have, by the names of the module ``resource``
        """
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        strike = {"how": how.name, "number": number, "limits": dict(limits or {})}
        job = {"arguments": list(arguments), **strike}
        self._process.stdin.write(f"{json.dumps(job)}\n")
        self._process.stdin.flush()
        return Done(**json.loads(self._process.stdout.readline()))

    def strikes(self, how: How, arguments: Sequence[str], *, most: int) -> Iterator[Done]:
        """Yield what a command did that was struck at its first write, at its second, …

        :param how: what happens
        :param arguments: the command with its arguments
        :param most: how many writes it may have
        """
        for number in range(1, most + 2):
            done = self.run(arguments, how, number)
            if not done.struck:
                assert number > 1, f"has no writes: {done}"
                return
            yield done
        raise AssertionError(f"{arguments} has more than {most} writes")


def _is_write(event: str, arguments: tuple[Any, ...], how: How) -> bool:
    if event == "open":
        path, _, flags = arguments
        return isinstance(path, (str, bytes)) and bool(flags & _WRITING) and path != os.devnull
    if event == "subprocess.Popen":  # git's own writes are git's
        return how is How.KILL and not _GIT.isdisjoint(arguments[1])
    if event == "ctypes.dlsym":
        return bool(arguments[1] == "renameat2")
    return event in _CHANGES


def _install(how: How, number: int, mark: int) -> None:
    """Strike at a write."""
    count = 0

    def hook(event: str, arguments: tuple[Any, ...]) -> None:
        nonlocal count
        if not _is_write(event, arguments, how):
            return
        count += 1
        if count == number or not number:
            os.write(mark, f"{event} {arguments[:1]}\n".encode())
        if count == number and how is How.KILL:
            os._exit(KILLED)
        if count == number and how in (How.CUT, How.FULL):
            import resource

            resource.setrlimit(resource.RLIMIT_FSIZE, (_FEW, _FEW))
            if how is How.CUT:
                signal.signal(signal.SIGXFSZ, signal.SIG_DFL)
        if how is How.NO_SPACE and count == number:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        if how is How.READ_ONLY and count >= number:
            raise OSError(errno.EROFS, os.strerror(errno.EROFS))

    sys.addaudithook(hook)


def strike_here(how: str, number: str, count_to: str) -> None:
    """Strike in this process, or count its writes.

    :param how: name of what happens
    :param number: at which write; 0: count
    :param count_to: file that the number of writes is written to
    """
    _install(How[how], int(number), os.open(count_to, os.O_WRONLY | os.O_CREAT | os.O_APPEND))


def _fork(job: dict[str, Any]) -> NoReturn:
    """Run the command of a job, and end."""
    from nachweis.cli.main import run

    sys.argv = ["nachweis", *job["arguments"]]
    code: object = 0
    for name, most in job["limits"].items():
        import resource

        resource.setrlimit(getattr(resource, name), (most, most))
    try:
        if job["number"]:
            _install(How[job["how"]], job["number"], job["mark"])
        run()
    except SystemExit as end:
        code = end.code or 0
    except BaseException:  # noqa: BLE001 - as the interpreter would
        traceback.print_exc()
        code = 1
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code if isinstance(code, int) else 1)


def _serve() -> None:
    exec(sys.argv[1], {})
    for name in IMPORTED:
        importlib.import_module(name)
    for line in sys.stdin:
        job = json.loads(line)
        said, stderr = os.pipe()
        struck, mark = os.pipe()
        child = os.fork()
        if not child:
            os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
            os.dup2(stderr, 2)
            sys.stdout, sys.stderr = os.fdopen(1, "w"), os.fdopen(2, "w")
            _fork({**job, "mark": mark})
        os.close(stderr)
        os.close(mark)
        with os.fdopen(said, "rb") as stream, os.fdopen(struck, "rb") as marks:
            told = {"stderr": stream.read().decode(), "struck": marks.read().decode()}
        code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        sys.stdout.write(f"{json.dumps({**told, 'code': code})}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    _serve()
