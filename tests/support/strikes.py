"""Commands that are killed, or fail, at one of their writes, or have only so much of the machine.

A process imports the commands once and forks for each run; what an undisturbed run had to import
in addition it imports, too, before the next one. In the fork a hook of Python's audit events counts
what is about to be written: files that are opened for it, renamed, deleted, folders that are made.
At the write of a number it strikes.
"""

from __future__ import annotations

import contextlib
import enum
import errno
import importlib
import itertools
import json
import mmap
import os
import re
import signal
import subprocess
import sys
import tempfile
import traceback
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final, NamedTuple, NoReturn, Self

from tests.support.processes import LIMIT

KILLED: Final = -signal.SIGKILL
CUT: Final = -signal.SIGXFSZ
"""Exit codes of a process that was killed before a write, and within one."""
EVERY: Final = os.environ.get("CRASHES") == "all"
"""Whether no write stands for others: that takes hours, see ``make crashes-all``."""
_FEW: Final = 8
"""Bytes of a file that still fit when the disk is full, or the process is cut."""
_GIT: Final = frozenset({"add", "commit", "tag", "rm", "update-ref"})
_WRITING: Final = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND
_OF_TWO: Final = frozenset({"os.rename", "os.link", "os.symlink"})
_CHANGES: Final = frozenset(
    {"os.rename", "os.remove", "os.mkdir", "os.rmdir", "os.link", "os.symlink", "os.truncate"}
)


class How(enum.StrEnum):
    """What happens at the write."""

    NOTHING = "nothing"
    KILL = "killed before it"
    CUT = "killed within it"
    FULL = "disk full from it on"
    NO_SPACE = "no space for it"
    READ_ONLY = "read-only from it on"
    MEANWHILE = "another command runs meanwhile"

    @property
    def kills(self) -> bool:
        """Whether the process cannot tidy up."""
        return self in (How.KILL, How.CUT)


class Done(NamedTuple):
    """What a run came to.

    :param code: exit code; negative: the signal that ended it
    :param stderr: what it said
    :param struck: the write it was struck at; empty where it has fewer writes; without a strike
        all its writes
    :param other: exit code of the command that ran meanwhile
    """

    code: int
    stderr: str
    struck: str
    other: int = 0


class Write(NamedTuple):
    """Something that is about to be written.

    :param event: Python's audit event
    :param paths: of the file or folder; of both, where one is renamed
    """

    event: str
    paths: tuple[str, ...]

    @property
    def place(self) -> str:
        """The folder in which nobody sees the paths, or finds them under these names.

        It is hidden until it is filled, one of the system's for temporary files, one that is being
        deleted, or has files with hidden names beside those that they are to replace. Empty: they
        can be seen.
        """
        folders = {_unseen(path) for path in self.paths}
        return folders.pop() if len(folders) == 1 else ""


_HIDDEN: Final = re.compile(r".*?/\.[^/]+-[a-z0-9_]{8}(?=/)|.*/(?=\.[^/]+\.[0-9a-f]{8}$)")


def _unseen(path: str) -> str:
    if not path.startswith("/"):  # below a folder that is open, which is being deleted
        return "."
    temporary = f"{os.environ.get('TMPDIR', tempfile.gettempdir())}/nachweis-"
    if path.startswith(temporary) and "/" in path[len(temporary) :]:
        return temporary
    found = _HIDDEN.match(path)
    return found[0] if found else ""


def telling(writes: Sequence[Write]) -> list[int]:
    """Return the numbers of the writes, from 1, that a command is to be struck at.

    All but these: of a row of writes in one place where nobody sees them, the first, the middle
    one and the last stand for all, and the first of each kind. What any of them leaves is deleted
    unread by the next run, or left to the system.
    """
    if EVERY:
        return [*range(1, len(writes) + 1)]
    numbers: list[int] = []
    begin = 0
    for place, row in itertools.groupby(writes, key=lambda write: write.place):
        events = [write.event for write in row]
        chosen = {*range(len(events))}
        if place:
            chosen = {0, len(events) // 2, len(events) - 1, *map(events.index, events)}
        numbers += sorted(begin + index + 1 for index in chosen)
        begin += len(events)
    return numbers


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
        environment: Mapping[str, str] | None = None,
        meanwhile: Sequence[str] = (),
    ) -> Done:
        """Run a command.

        :param arguments: the command with its arguments
        :param how: what happens
        :param number: at which of its writes, from 1
        :param limits: how much it may have, by the names of the module ``resource``
        :param environment: variables of this run
        :param meanwhile: another command, which runs from beginning to end before that write
        """
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        strike = {"how": how.name, "number": number, "limits": dict(limits or {})}
        job = {"arguments": [*arguments], "environment": dict(environment or {}), **strike}
        job["meanwhile"] = [*meanwhile]
        self._process.stdin.write(f"{json.dumps(job)}\n")
        self._process.stdin.flush()
        return Done(**json.loads(self._process.stdout.readline()))

    def writes(self, how: How, arguments: Sequence[str], **more: Any) -> list[Write]:
        """Return the writes that something can happen to, in a run to which nothing does.

        :param how: what can happen
        :param arguments: the command with its arguments
        :param more: what else there is to say of a run
        """
        struck = self.run(arguments, how, **more).struck
        return [Write(event, (*paths,)) for event, *paths in map(json.loads, struck.splitlines())]


def _is_write(event: str, arguments: tuple[Any, ...], how: How) -> bool:
    if event == "open":
        path, _, flags = arguments
        return isinstance(path, (str, bytes)) and bool(flags & _WRITING) and path != os.devnull
    if event == "subprocess.Popen":  # git's own writes are git's
        return how in (How.KILL, How.MEANWHILE) and not _GIT.isdisjoint(arguments[1])
    if event == "ctypes.dlsym":
        return bool(arguments[1] == "renameat2")
    return event in _CHANGES


def _paths(event: str, arguments: tuple[Any, ...]) -> list[str]:
    named = arguments[: 2 if event in _OF_TWO else 1]
    return [os.fsdecode(path) for path in named if isinstance(path, str | bytes | os.PathLike)]


def _install(how: How, number: int, mark: int, pause: Callable[[], object] | None = None) -> None:
    """Strike at a write; they are counted over the process and all that it forks."""
    counted = mmap.mmap(-1, 8)
    if how is How.CUT:
        signal.signal(signal.SIGXFSZ, signal.SIG_DFL)  # Python goes on, with an error

    def hook(event: str, arguments: tuple[Any, ...]) -> None:
        if not _is_write(event, arguments, how):
            return
        count = int.from_bytes(counted[:]) + 1
        counted[:] = count.to_bytes(8)
        if count == number or not number:
            os.write(mark, f"{json.dumps([event, *_paths(event, arguments)])}\n".encode())
        if pause is not None and how is How.MEANWHILE and count == number:
            pause()
        if number and count >= number:
            _strike(how, first=count == number)

    sys.addaudithook(hook)


def _strike(how: How, *, first: bool) -> None:
    """Do what happens at a write: at the first one, and from it on."""
    if how is How.KILL and first:
        os.kill(os.getpid(), signal.SIGKILL)
    if how in (How.CUT, How.FULL):
        import resource

        resource.setrlimit(resource.RLIMIT_FSIZE, (_FEW, _FEW))
    if how is How.NO_SPACE and first:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
    if how is How.READ_ONLY:
        raise OSError(errno.EROFS, os.strerror(errno.EROFS))


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
    os.environ.update(job["environment"])
    signal.alarm(LIMIT)
    for name, most in job["limits"].items():
        import resource

        resource.setrlimit(getattr(resource, name), (most, most))
    try:
        if job["how"] != How.NOTHING.name:
            _install(How[job["how"]], job["number"], job["mark"], job["pause"])
        run()
    except SystemExit as end:
        code = end.code or 0
    except BaseException:  # noqa: BLE001 - as the interpreter would
        traceback.print_exc()
        code = 1
    sys.stdout.flush()
    sys.stderr.flush()
    if job["how"] == How.NOTHING.name:
        os.write(job["mark"], "\n".join(sys.modules.keys() - job["modules"]).encode())
    os._exit(code if isinstance(code, int) else 1)


def _import(names: Sequence[str]) -> None:
    """Import what a run had to import, so that no other run has to."""
    for name in sorted(names):
        with contextlib.suppress(ImportError):
            importlib.import_module(name)


def _serve() -> None:
    exec(sys.argv[1], {})
    for line in sys.stdin:
        told = _run(json.loads(line))
        sys.stdout.write(f"{json.dumps(told)}\n")
        sys.stdout.flush()


def _run(job: dict[str, Any]) -> dict[str, Any]:
    """Run a job in a fork, and that of the other command when it pauses; return what they did."""
    said, stderr = os.pipe()
    struck, mark = os.pipe()
    paused, waits = os.pipe()
    goes, go = os.pipe()
    child = os.fork()
    if not child:
        os.close(go)
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        os.dup2(stderr, 2)
        sys.stdout, sys.stderr = os.fdopen(1, "w"), os.fdopen(2, "w")

        def pause() -> None:
            os.write(waits, b".")
            os.read(goes, 1)

        more = {"mark": mark, "modules": frozenset(sys.modules), "pause": pause}
        _fork({**job, **more})
    for end in (stderr, mark, waits, goes):
        os.close(end)
    other = {"code": 0}
    if job["meanwhile"] and os.read(paused, 1):
        other = _run({**job, "arguments": job["meanwhile"], "how": "NOTHING", "meanwhile": []})
    os.close(go)
    os.close(paused)
    with os.fdopen(said, "rb") as stream, os.fdopen(struck, "rb") as marks:
        told = {"stderr": stream.read().decode(), "struck": marks.read().decode()}
    code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    if job["how"] == How.NOTHING.name:
        if not job["limits"]:
            _import(told["struck"].split())
        told["struck"] = ""
    return {**told, "code": code, "other": other["code"]}


if __name__ == "__main__":
    _serve()
