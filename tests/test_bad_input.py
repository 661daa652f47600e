"""Nothing that a user can type ends in a traceback: the exact words, by the tables beside.

A case changes the workspace of the project TEST, whose gate holds without a finding, and lists
every line that the command then prints about a place.
"""

from __future__ import annotations

import dataclasses
import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from nachweis.model.kinds import Origin
from nachweis.model.objects import TYPE
from tests.support.examples import examples
from tests.support.sandbox import Sandbox

TABLES = sorted((Path(__file__).parent / "bad_input").glob("*.yaml"))


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Case:
    """What is done to the workspace, and what must be said about it.

    :param says: all lines that name a place, errors and warnings alike
    :param files: texts of files, by path
    :param edits: what is replaced in a file, by path
    :param bytes: contents of files as hexadecimal digits, by path
    :param sizes: sizes of files without any sense, by path
    :param links: targets of symbolic links, by path
    :param removed: files that are taken away
    """

    name: str
    exit: int
    says: list[str]
    arguments: list[str] = dataclasses.field(default_factory=list)
    environment: dict[str, str] = dataclasses.field(default_factory=dict)
    files: dict[str, str] = dataclasses.field(default_factory=dict)
    edits: dict[str, dict[str, str]] = dataclasses.field(default_factory=dict)
    bytes: dict[str, str] = dataclasses.field(default_factory=dict)
    sizes: dict[str, int] = dataclasses.field(default_factory=dict)
    links: dict[str, str] = dataclasses.field(default_factory=dict)
    removed: list[str] = dataclasses.field(default_factory=list)


def bad_input(*names: str) -> list[Any]:
    """Return the cases of some tables, or of all."""
    return [
        pytest.param(Case(**entry), id=f"{path.stem}: {entry['name']}")
        for path in TABLES
        if not names or path.stem in names
        for entry in yaml.safe_load(path.read_text(encoding="utf-8"))
    ]


@pytest.mark.parametrize("case", bad_input())
def test_bad_input_is_explained_in_a_line_each(
    case: Case, workspace: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    prepare(case, workspace.root)
    for name, value in case.environment.items():
        monkeypatch.setenv(name, value)
    output = workspace.root / "result.txt"
    output.write_text("from the last run\n", encoding="utf-8")

    as_of = None if case.environment else "2026-11-20"
    result = workspace.check(
        "--output", str(output), *_in(workspace.root, case.arguments), as_of=as_of
    )

    text = output.read_text(encoding="utf-8")
    if result.exit_code == 2:
        assert text == "from the last run\n"
        assert result.stdout == ""
        assert result.stderr.splitlines() == _in(workspace.root, case.says)
    else:
        assert result.stderr == ""
        found = [line for line in text.splitlines() if re.match(r"\S+:\d+: ", line)]
        assert found == _in(workspace.root, case.says)
    assert result.exit_code == case.exit


def test_the_workspace_of_the_cases_has_nothing_to_say(workspace: Sandbox) -> None:
    result = workspace.check("--verbose")
    assert result.exit_code == 0
    assert result.stdout.endswith("3 later, 3 n/a; nothing to do\n")


def _in(root: Path, lines: list[str]) -> list[str]:
    """Return lines with the words of this test run: its folder, and the names in the model."""
    words = {
        "ROOT": str(root),
        "LISTS": ", ".join(
            kind.plural for kind in TYPE.values() if kind.origin is not Origin.CATALOGUE
        ),
        "CLAUSE": ", ".join(TYPE["clause"].options[4:]),
        "CONTACT": ", ".join(TYPE["contact"].options[4:]),
    }
    return [re.sub(r"\b(ROOT|LISTS|CLAUSE|CONTACT)\b", lambda m: words[m[0]], x) for x in lines]


def prepare(case: Case, root: Path) -> None:
    """Change a workspace as a case wants it."""
    for path, text in case.files.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text, encoding="utf-8")
    for path, pairs in case.edits.items():
        changed = (root / path).read_text(encoding="utf-8")
        for old, new in pairs.items():
            assert changed.count(old) == 1, (path, old)
            changed = changed.replace(old, new)
        (root / path).write_text(changed, encoding="utf-8")
    for path, digits in case.bytes.items():
        (root / path).write_bytes(bytes.fromhex(digits))
    for path, size in case.sizes.items():
        (root / path).write_bytes(b"x" * size)
    for path, target in case.links.items():
        (root / path).symlink_to(target.replace("ROOT", str(root)))
    for path in case.removed:
        (root / path).unlink()


@settings(
    max_examples=examples(60),
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    st.sampled_from(["project.yaml", "trace.lock", "concept/new.md", "registers/new.yaml"]),
    st.binary(max_size=40)
    | st.text(":{}clause\n id`~-#&*[]!|>TEST_C", max_size=80).map(str.encode),
)
def test_no_bytes_at_all_end_in_a_traceback(workspace: Sandbox, name: str, data: bytes) -> None:
    target = workspace.root / "projects/TEST" / name
    before = target.read_bytes() if target.exists() else b""
    target.write_bytes(data)
    result = workspace.check()
    target.unlink()
    if before:
        target.write_bytes(before)
    assert result.exit_code in (0, 1, 2)
    assert (result.exit_code == 2) == (result.stdout == "")
    for line in result.stderr.splitlines():
        assert re.match(r"projects/TEST/\S+:\d+:\d+: \S", line), line
