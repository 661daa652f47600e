"""Measure what the worst files of strangers cost each command, and fail where one is too dear.

``python -m tests.limits.run`` (``make limits``) prints a line for each input and command: CPU
seconds and memory of the command with all that it starts, its exit code, and the lines it printed.
"""

from __future__ import annotations

import argparse
import os
import resource
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
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
}


class Cost(NamedTuple):
    """What a command took.

    :param lines: how many it printed
    :param refused: the first of them, if it could not be judged
    """

    seconds: float
    mebibytes: int
    code: int
    lines: int
    refused: str

    @property
    def too_dear(self) -> bool:
        """Whether it is more than any file may cost, or ended otherwise than a command does."""
        over = self.seconds > MOST_SECONDS or self.mebibytes > MOST_MIB
        return over or self.code not in (0, 1, 2)


def measure(arguments: Sequence[str], cwd: Path, environment: Mapping[str, str]) -> Cost:
    """Run a command, and return what it took with all that it started."""
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
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        said.seek(0)
        lines = said.read().decode(errors="replace").splitlines()
    refused = lines[0] if lines and process.returncode not in (0, 1) else ""
    mebibytes = used.ru_maxrss // 1024
    return Cost(_seconds(used), mebibytes, process.returncode, len(lines), refused)


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
    for name, text in files.items():
        path = root / PROJECT / name.rstrip("+")
        path.parent.mkdir(exist_ok=True)
        before = path.read_bytes() if name.endswith("+") else b""
        path.write_bytes(before + (text if isinstance(text, bytes) else text.encode()))
    _commit(root, "change")


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
            lay(root, INPUTS[name]())
            git(root, "tag", "start")
            for command in commands:
                cache = f"{folder}/cache"
                cost = measure(COMMANDS[command], root, {"NACHWEIS_CACHE": cache, **NAME})
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
