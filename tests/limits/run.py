"""Measure what the worst files of strangers cost each command, and fail where one is too dear.

``python -m tests.limits.run`` (``make limits``) prints a line for each input and command: CPU
seconds and memory of the command with all that it starts, its exit code, and the lines it printed.
"""

from __future__ import annotations

import argparse
import http
import multiprocessing
import os
import re
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final, NamedTuple

from tests.limits.worst import INPUTS, Files
from tests.support.repository import NAME
from tests.support.sandbox import PROJECT, TEMPLATE, TODAY

CONF: Final = Path(__file__).resolve().parents[2] / "conf.py"
MOST_SECONDS: Final = 10.0
MOST_MIB: Final = 1024
STOP: Final = f'ulimit -t 120 -v {6 * 1024**2}; exec "$@"'
"""Ends what would take the machine."""
ANNEXES: Final = """annexes:
  all:
    title: All
    content:
    - documents: ["contract/*.md"]
    - register: {type: contact}
"""
COMMANDS: Final[Mapping[str, tuple[str, ...]]] = {
    "check": ("check", "--no-cache", "--as-of", TODAY),
    "check --base": ("check", "--base", "main", "--as-of", TODAY),
    "check --format sarif": ("check", "--format", "sarif", "--as-of", TODAY),
    "check --format markdown": ("check", "--format", "markdown", "--as-of", TODAY),
    "diff": ("diff", "TEST", "main", "--as-of", TODAY),
    "confirm": ("confirm", "TEST", "--yes"),
    "export ics": ("export", "ics", "TEST"),
    "export xlsx": ("export", "xlsx", "TEST", "--output", "o.xlsx"),
    "export csv": ("export", "csv", "TEST"),
    "export interview": ("export", "interview", "TEST", "--output", "i.xlsx"),
    "export snippets": ("export", "snippets", "TEST"),
    "export oscal ssp": ("export", "oscal", "TEST", "--model", "ssp"),
    "export oscal results": ("export", "oscal", "TEST", "--model", "assessment-results"),
    "list abbreviations": ("list", "abbreviations"),
    "list drift": ("list", "drift"),
    "list audiences": ("list", "audiences", "TEST"),
    "explain": ("explain", "TEST_C_01"),
    "learn": ("learn", "TEST", "TEST_C_01"),
    "add": ("add", "clause", "TEST", "--title", "A"),
    "attach": ("attach", "TEST_R_01", f"{PROJECT}/contract/agreement.md"),
    "release": ("release", "TEST", "9.9.9", "--allow-failing", "x", "--as-of", TODAY),
    "build": ("build", "TEST", "--as-of", TODAY),
    "annex": ("annex", "TEST", "all", "--as-of", TODAY),
    "annex --docx": ("annex", "TEST", "all", "--docx", "--as-of", TODAY),
    "annex --against": ("annex", "TEST", "all", "--against", "main", "--as-of", TODAY),
    "plan": ("plan", "--as-of", TODAY),
    "list models": ("list", "models"),
    "add --from": ("add", "clause", "TEST", "--from", "M_0"),
    "check --watch": ("check", "--watch", "--no-cache", "--as-of", TODAY),
    "serve": ("serve", "--port", "0", "--as-of", TODAY),
    "build --versions": ("build", "--versions", "--as-of", TODAY),
    "assemble": ("assemble", "_build/parts", "--out", "_build/whole"),
    "tender --to": ("tender", "TEST", "TEST_P_A", "--to", "--without-site", "--as-of", TODAY),
    "tender --to, with a site": ("tender", "TEST", "TEST_P_A", "--to", "--as-of", TODAY),
    "tender --compare": ("tender", "TEST", "--compare", "--as-of", TODAY),
    "tender --award": ("tender", "TEST", "--award", "TEST_P_A", "--yes", "--as-of", TODAY),
}
BUILDS: Final = {"build --versions": 3, "serve": 2, "tender --to, with a site": 2}
"""How often a command builds, or judges before it: each time may cost what a file may cost."""
BIDDERS: Final[Files] = {
    "registers/bidders.yaml": """parties:
  - id: TEST_P_A
    title: A first bidder
    role: bidder
    sphere: Its own
  - id: TEST_P_B
    title: Another bidder
    role: bidder
    sphere: Its own
infoclasses:
  - id: TEST_L_OPEN
    title: Open
    rank: 1
    handling: As one likes
partners:
  - id: TEST_Q_A
    title: Bid office
    party: TEST_P_A
    may_receive: TEST_L_OPEN
    channel: Mail
    purpose: Tender
    authorised: 2026-01-01
    authorised_by: TEST_K_ISB
""",
    "tender/offers/TEST_P_A.yaml": """offers:
  - id: TEST_J_01
    title: Answer
    answer: partly
    date: 2026-03-01
    offered_by: TEST_P_A
    responds_to: TSA_M1_01
    text: We do it.
""",
    "project.yaml+": "infoclass: Open\ntender: {asks: [TSA, TSB], partly: 0.5}\n",
}
"""A tender with two bidders, of whom one may see all and has answered."""
FOR_SERVER: Final = 300
"""Seconds after which a page that does not come is waited for no longer."""


class Cost(NamedTuple):
    """What a command took.

    :param lines: how many it printed
    :param refused: the first of them, if it could not be judged
    :param builds: how often it builds
    """

    seconds: float
    mebibytes: int
    code: int
    lines: int
    refused: str
    builds: int = 1

    @property
    def too_dear(self) -> bool:
        """Whether it is more than any file may cost, or ended otherwise than a command does."""
        over = self.seconds > MOST_SECONDS * self.builds or self.mebibytes > MOST_MIB
        return over or self.code not in (0, 1, 2)


def measure(command: str, cwd: Path, environment: Mapping[str, str]) -> Cost:
    """Run a command, and return what it took with all that it started."""
    arguments = COMMANDS[command]
    nachweis = (sys.executable, "-m", "nachweis", *arguments)
    with tempfile.TemporaryFile() as said:
        process = subprocess.Popen(
            ["bash", "-c", STOP, "bash", *nachweis],
            cwd=cwd,
            env={**os.environ, **environment},
            stdin=subprocess.DEVNULL,
            stdout=said,
            stderr=subprocess.STDOUT,
        )
        apart, most = 0.0, 0
        if command in SERVERS:
            apart, most = _interrupt(
                process.pid, Path(f"/proc/self/fd/{said.fileno()}"), SERVERS[command]
            )
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        said.seek(0)
        lines = said.read().decode(errors="replace").splitlines()
    refused = lines[0] if lines and process.returncode not in (0, 1) else ""
    mebibytes = max(used.ru_maxrss // 1024, most)
    code, builds = process.returncode, BUILDS.get(command, 1)
    return Cost(_seconds(used) + apart, mebibytes, code, len(lines), refused, builds)


def _interrupt(pid: int, said: Path, is_ready: Callable[[str], bool]) -> tuple[float, int]:
    """Press Ctrl-C once a command that does not end by itself has come to what it shows.

    :returns: CPU seconds and MiB of what it has started, and does not wait for
    """
    end = time.monotonic() + FOR_SERVER
    while time.monotonic() < end and Path(f"/proc/{pid}/exe").exists():
        if is_ready(said.read_text(encoding="utf-8", errors="replace")):
            break
        time.sleep(0.2)
    used = [_used(child) for child in _below(pid)]
    os.kill(pid, signal.SIGINT)
    return sum(seconds for seconds, _ in used), max((mebibytes for _, mebibytes in used), default=0)


def _below(pid: int) -> Iterator[int]:
    """Yield the processes that a process has started, and those that these have."""
    for path in Path(f"/proc/{pid}/task").glob("*/children"):
        for child in path.read_text(encoding="utf-8").split():
            yield int(child)
            yield from _below(int(child))


def _used(pid: int) -> tuple[float, int]:
    """Return the CPU seconds of a process and of those that it waited for, and its MiB at most."""
    try:
        numbers = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
        status = Path(f"/proc/{pid}/status").read_text(encoding="utf-8")
    except OSError:  # it has ended meanwhile
        return 0.0, 0
    peak = re.search(r"VmHWM:\s+(\d+) kB", status)
    ticks = sum(map(int, numbers[11:15]))
    return ticks / os.sysconf("SC_CLK_TCK"), int(peak[1]) // 1024 if peak else 0


def _shows_a_page(said: str) -> bool:
    address = re.search(r"http://[\d.:]+/", said)
    if not address:
        return False
    try:
        with urllib.request.urlopen(address[0]) as answer:
            return bool(answer.status == http.HTTPStatus.OK)
    except OSError:  # not built yet
        return False


SERVERS: Final[Mapping[str, Callable[[str], bool]]] = {
    "check --watch": bool,
    "serve": _shows_a_page,
}
"""Commands that wait for changes, with what they have come to when they begin to."""


def _seconds(used: resource.struct_rusage) -> float:
    return used.ru_utime + used.ru_stime


def lay(root: Path, files: Files) -> None:
    """Make a workspace with a branch that adds files to those of the tests."""
    shutil.copytree(TEMPLATE, root)
    shutil.copy(CONF, root)
    (root / PROJECT / "annexes.yaml").write_text(ANNEXES, encoding="utf-8")
    (root / ".gitignore").write_text("_build/\n*.xlsx\n", encoding="utf-8")
    git(root, "init", "-q", "-b", "main")
    _commit(root, "base")
    git(root, "checkout", "-qb", "branch")
    _write(root, files)
    _commit(root, "change")


def _lay_input(root: Path, name: str) -> None:
    lay(root, INPUTS[name]())


def _write(root: Path, files: Files) -> None:
    for name, text in files.items():
        path = root / PROJECT / name.rstrip("+")
        path.parent.mkdir(parents=True, exist_ok=True)
        before = path.read_bytes() if name.endswith("+") else b""
        path.write_bytes(before + (text if isinstance(text, bytes) else text.encode()))


def _prepare(root: Path, command: str) -> None:
    """Make what a command works on, beside the files of the input."""
    if command.startswith("tender"):
        _write(root, BIDDERS)
        _commit(root, "bidders")
    if command in ("build --versions", "assemble"):
        git(root, "tag", "--force", "TEST/1.0.0")
    if command == "assemble":
        job = ("build", "--job", "TEST/1.0.0", "--out", "_build/parts", "--as-of", TODAY)
        subprocess.run(
            [sys.executable, "-m", "nachweis", *job], cwd=root, capture_output=True, check=False
        )


def _commit(root: Path, message: str) -> None:
    git(root, "add", "-A")
    git(root, "commit", "-qm", message, "--allow-empty")


def git(root: Path, *arguments: str) -> None:
    """Run git in a workspace."""
    environment = {**os.environ, **NAME}
    subprocess.run(["git", *arguments], cwd=root, check=True, capture_output=True, env=environment)


def rows(inputs: Sequence[str], commands: Sequence[str]) -> Iterator[tuple[str, str, Cost]]:
    """Yield inputs and commands, with what each took."""
    for name in inputs:
        with tempfile.TemporaryDirectory() as folder:
            root = Path(folder) / "workspace"
            laying = multiprocessing.Process(target=_lay_input, args=(root, name))
            laying.start()  # what this process holds would count as what its commands take
            laying.join()
            git(root, "tag", "start")
            for command in commands:
                cache = f"{folder}/cache"
                _prepare(root, command)
                cost = measure(command, root, {"NACHWEIS_CACHE": cache, **NAME})
                yield name, command, cost
                git(root, "reset", "-q", "--hard", "start")
                git(root, "clean", "-fdqx")
                shutil.rmtree(cache, ignore_errors=True)


def main() -> int:
    """Measure and print; return 1 if anything is too dear."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--input", action="append", choices=INPUTS)
    parser.add_argument("--command", action="append", choices=COMMANDS)
    options = parser.parse_args()
    signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell's background jobs ignore it
    over = 0
    for name, command, cost in rows(options.input or [*INPUTS], options.command or [*COMMANDS]):
        over += cost.too_dear
        sys.stdout.write(
            f"{name:28} {command:23} {cost.seconds:6.2f} s {cost.mebibytes:5} MiB  code {cost.code}"
            f" {cost.lines:6} lines{'  TOO DEAR' * cost.too_dear}  {cost.refused[:100]}\n"
        )
        sys.stdout.flush()
    return 1 if over else 0


if __name__ == "__main__":
    sys.exit(main())
