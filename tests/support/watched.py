"""Commands under watch: which files they open, which programs they start, whom they call."""

from __future__ import annotations

import dataclasses
import os
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final

STRACE: Final = ("strace", "-f", "--seccomp-bpf")
"""A program and what it starts stop at the calls that are watched, and not at all others."""

_LINE: Final = re.compile(r"(\d+) +(.*)")
_OPENED: Final = re.compile(
    r"(?:openat\(|<\.\.\. openat resumed>).* = \d+<([^>]+)>(?:\(deleted\))?"
)
_NAMED: Final = "O_PATH"
"""How a file is opened to give rights to it, which lets nobody read it."""
_STARTED: Final = re.compile(r'execve\("([^"]+)".*(?:= 0|<unfinished \.\.\.>)')
_CALLED: Final = re.compile(r"connect\(.*sa_family=AF_INET6?\b.*")

HOOK: Final = """
import os, sys
from pathlib import Path

log = os.open(os.environ["WATCH_LOG"], os.O_WRONLY | os.O_APPEND | os.O_CREAT)


def note(event, arguments):
    if event == "open" and isinstance(arguments[0], (str, bytes)):
        what, target = "open", os.path.realpath(os.fsdecode(arguments[0]))
    elif event == "subprocess.Popen":
        what, target = "start", os.fsdecode(arguments[0])
    elif event == "os.system":
        what, target = "start", os.fsdecode(arguments[0])
    elif event in ("socket.connect", "socket.sendto") and isinstance(arguments[1], tuple):
        what, target = "call", str(arguments[1])
    elif event == "socket.getaddrinfo":
        what, target = "call", str(arguments[0])
    else:
        return
    os.write(log, f"{what}\\0{target}\\n".encode("utf-8", "surrogateescape"))


sys.addaudithook(note)
"""


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Watched:
    """A command that has ended.

    :param done: how it ended
    :param opened: the program that opened a file, and the file, wherever links led
    :param started: programs that were started
    :param called: addresses that were called
    """

    done: subprocess.CompletedProcess[str]
    opened: frozenset[tuple[str, str]]
    started: frozenset[str]
    called: tuple[str, ...]


def watch(
    command: Sequence[str],
    folder: Path,
    cwd: Path,
    environment: Mapping[str, str],
    *,
    trace: bool,
    visit: Callable[[str], object] | None = None,
) -> Watched:
    """Run a command under watch, with all processes that it starts.

    :param command: of Python
    :param folder: for what is noted
    :param environment: added to this process's own
    :param trace: whether ``strace`` watches, which sees all that the kernel does; else Python does
    :param visit: given the first line that a server prints; then the server is ended by Ctrl-C
    """
    log = folder / "watched"
    log.unlink(missing_ok=True)
    log.touch()
    variables = {**os.environ, **environment}
    before: list[str] = []
    if trace:
        calls = ("-qq", "-s", "300", "-e", "trace=openat,connect,execve", "-o", str(log))
        before = [*STRACE, "-y", *calls]
    else:
        hook = folder / "hook"
        hook.mkdir(exist_ok=True)
        (hook / "sitecustomize.py").write_text(HOOK, encoding="utf-8")
        path = os.pathsep.join((str(hook), *filter(None, [os.environ.get("PYTHONPATH")])))
        variables.update(PYTHONPATH=path, WATCH_LOG=str(log))
    done = _ended([*before, *command], cwd, variables, visit)
    text = log.read_text(encoding="utf-8", errors="replace")
    events = [*(_traced(text) if trace else _noted(text))]
    return Watched(
        done=done,
        opened=frozenset((program, path) for what, program, path in events if what == "open"),
        started=frozenset(Path(path).name for what, _, path in events if what == "start"),
        called=tuple(path for what, _, path in events if what == "call"),
    )


def _ended(
    command: Sequence[str],
    cwd: Path,
    environment: Mapping[str, str],
    visit: Callable[[str], object] | None,
) -> subprocess.CompletedProcess[str]:
    """Return how a command ended, with all that it started."""
    pipe = subprocess.PIPE
    with subprocess.Popen(
        command, cwd=cwd, env=environment, stdout=pipe, stderr=pipe, text=True, process_group=0
    ) as process:
        if visit is not None:
            assert process.stdout is not None
            visit(process.stdout.readline())
            os.killpg(process.pid, signal.SIGINT)
        stdout, stderr = process.communicate()
    return subprocess.CompletedProcess(command, process.returncode, stdout, stderr)


def _traced(text: str) -> Iterator[tuple[str, str, str]]:
    """Yield what happened, the program by which, and to what."""
    programs: dict[str, str] = {}
    begun: dict[str, str] = {}
    for line in text.splitlines():
        found = _LINE.match(line)
        if found is None:
            continue
        process, said = found.groups()
        program = programs.get(process, Path(sys.executable).name)
        if said.endswith("<unfinished ...>"):
            begun[process] = said
        call = begun.pop(process, "") + said if "resumed>" in said else said
        if _NAMED in call:
            continue
        if opened := _OPENED.match(said):
            yield "open", program, opened[1]
        elif started := _STARTED.match(said):
            programs[process] = Path(started[1]).name
            yield "start", program, started[1]
        elif _CALLED.match(said):
            yield "call", program, said


def _noted(text: str) -> Iterator[tuple[str, str, str]]:
    for line in text.splitlines():
        what, _, target = line.partition("\0")
        yield what, Path(sys.executable).name, target


def traceable() -> bool:
    """Whether ``strace`` is here, and may watch."""
    if shutil.which(STRACE[0]) is None:
        return False
    command = [*STRACE, "-qq", "true"]
    return subprocess.run(command, check=False, capture_output=True).returncode == 0
