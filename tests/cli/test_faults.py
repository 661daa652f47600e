"""Every command ends in one line and exit code 2, whatever keeps it from reading a file."""

from __future__ import annotations

import builtins
import errno
import gc
import io
import os
import re
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Final, NoReturn

import pytest

from nachweis.cli import main as entry
from nachweis.git import GitError
from nachweis.model.places import Place
from nachweis.sources.errors import Problem
from tests.support.annexes import ANNEXES
from tests.support.commands import commands
from tests.support.repository import Repository

ARGUMENTS: Final[Mapping[str, str]] = {
    "new": "MORE --side client --title More",
    "add": "clause TEST --title More",
    "attach": "TEST_R_01 conf.py",
    "check": "",
    "build": "TEST",
    "annex": "TEST contract",
    "plan": "",
    "assemble": "built --out site",
    "release": "TEST 2.0.0",
    "verify": "TEST/1.0.0",
    "diff": "TEST 1.0.0",
    "confirm": "TEST --yes",
    "upgrade": "TEST --to 2023",
    "import oscal": "conf.py --as imp",
    "offer": "TEST --to TEST_P_PROVIDER --number 1 --sign conf.py",
    "accept": "TEST conf.py",
    "tender": "TEST --compare",
    "learn": "TEST TEST_C_01",
    "list unmapped": "imp",
    "explain": "TEST_C_01",
    "docs": "",
    "export oscal": "TEST --model ssp",
    "export schemas": "",
    "list drift": "",
    "list models": "",
    "list abbreviations": "",
}
"""What follows the name of a command; where nothing is said, the key of the project."""
READS_NOTHING: Final = {"docs", "export schemas", "plan"}
"""Commands that ask no file of the workspace but for the language in which they speak."""
WAITS: Final = {"serve"}
"""Commands that say so and wait until it is mended."""
ERRORS: Final[Mapping[str, Callable[[object], Exception]]] = {
    "MemoryError": lambda _: MemoryError(),
    "RecursionError": lambda _: RecursionError("maximum recursion depth exceeded"),
    "OSError": lambda name: OSError(errno.EIO, "Input/output error", str(name)),
    "GitError": lambda _: GitError([Problem(place=Place(path="x"), message="bad object HEAD")]),
}
SECOND: Final = ("RecursionError", "GitError")


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    repository = Repository(tmp_path_factory.mktemp("faults") / "workspace")
    repository.write("annexes.yaml", ANNEXES)
    repository.commit("An annex")
    repository.tag("1.0.0")
    (repository.root / "built/TEST/draft").mkdir(parents=True)
    (repository.root / "built/TEST/draft/version.json").write_text("{}", encoding="utf-8")
    return repository.root


@pytest.fixture
def fail_to_read(root: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], list[str]]:
    """Return a function that makes each file of the workspace raise an error when it is opened."""
    real, opened = io.open, list[str]()

    def fail(name: str) -> list[str]:
        def open_or_raise(file: Any, *arguments: Any, **named: Any) -> Any:
            if isinstance(file, str | Path) and Path(root, file).is_relative_to(root):
                opened.append(str(file))
                raise ERRORS[name](file)
            return real(file, *arguments, **named)

        monkeypatch.setattr(io, "open", open_or_raise)
        monkeypatch.setattr(builtins, "open", open_or_raise)
        return opened

    return fail


def _run(monkeypatch: pytest.MonkeyPatch, root: Path, command: str) -> int:
    """Run a command as the shell does, but in this process."""

    def leave(code: int) -> NoReturn:
        raise SystemExit(code)

    arguments = ARGUMENTS.get(command, "TEST").split()
    monkeypatch.chdir(root)
    monkeypatch.setattr(os, "_exit", leave)
    monkeypatch.setattr(sys, "argv", ["nachweis", *command.split(), *arguments])
    try:
        entry.run()
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else 0
    finally:
        gc.enable()
    return 0


@pytest.mark.parametrize(
    "error",
    ["MemoryError", "OSError", *(pytest.param(n, marks=pytest.mark.slow) for n in SECOND)],
)
@pytest.mark.parametrize("command", [name for name, _ in commands() if name not in WAITS])
def test_a_file_that_cannot_be_read_is_told_in_a_line(
    command: str,
    error: str,
    root: Path,
    fail_to_read: Callable[[str], list[str]],
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> None:
    opened = fail_to_read(error)
    code = _run(monkeypatch, root, command)
    monkeypatch.undo()
    said = capfd.readouterr()
    assert opened or command in READS_NOTHING
    assert code == 2 or (code == 0 and command in READS_NOTHING), said
    if code:
        assert said.out == ""
        lines = said.err.splitlines()
        assert lines
        assert all(re.match(r"nachweis: |[\w./-]+: |[\w./-]+:\d+:\d+: ", line) for line in lines)
        assert len(lines) == 1 or error in ("OSError", "GitError"), lines  # one for each file
