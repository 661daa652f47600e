"""``--format github``: annotations that GitHub shows, and nothing that it would run."""

from __future__ import annotations

import re
from pathlib import Path

from syrupy.assertion import SnapshotAssertion

from tests.support.repository import Repository
from tests.support.sandbox import Sandbox

COMMAND = re.compile(
    r"::(error|warning|notice) file=([^,:]+),line=(\d+),col=(\d+),title=([^,:]+)::(.+)"
)


def _annotations(text: str) -> list[re.Match[str]]:
    head = text.partition("::group::")[0]
    matches = [COMMAND.fullmatch(line) for line in head.splitlines()]
    assert all(matches), head
    return [match for match in matches if match]


def test_document(messy: Sandbox, snapshot: SnapshotAssertion) -> None:
    assert messy.check("--format", "github").stdout == snapshot


def test_paths_are_relative_to_the_repository(tmp_path: Path) -> None:
    outer = Repository(tmp_path / "outer")
    inner = Sandbox(outer.root / "security concept", documents=True)
    inner.edit("contract/agreement.md", "TSA_M1_03", "TSA_M1_0333")
    found = _annotations(inner.check("--format", "github").stdout)
    [path] = {match[2] for match in found if "0333" in match[6]}
    assert path == "security concept/projects/TEST/contract/agreement.md"


def test_ten_of_a_level_and_the_rest_is_counted(workspace: Sandbox) -> None:
    for number in range(13):
        workspace.add(f"clause C_2{number:02} status=agreed obliges=provider fulfils=NOTHING")
    result = workspace.check("--format", "github", "--quiet")
    assert len(_annotations(result.stdout)) == 10
    assert result.stdout.endswith(
        "3 more findings have no annotation, as GitHub shows 10 of a level; "
        "the log above and the other formats have them all\n"
    )
    assert result.stdout.count("(unknown-target)") == 13


def test_a_gate_that_holds_annotates_nothing(workspace: Sandbox) -> None:
    result = workspace.check("--format", "github")
    assert result.exit_code == 0
    assert result.stdout.startswith("::group::All findings\nTEST holds on 2026-11-20")


def test_what_was_there_before_is_in_the_log_only(branch: Repository) -> None:
    result = branch.check("--format", "github", "--base", "main")
    assert not any("TSA_M1_0222" in match[6] for match in _annotations(result.stdout))
    assert any("TSA_M1_033" in match[6] for match in _annotations(result.stdout))
    assert re.search(r"TEST_S_02 addresses TSA_M1_0222.*\(unknown-target, old\)", result.stdout)


def test_whatever_is_typed_is_no_command(hostile: Sandbox) -> None:
    text = hostile.check("--format", "github").stdout
    assert len(_annotations(text)) == 9
    log = text.partition("::group::All findings\n")[2].partition("::endgroup::")[0]
    assert log
    for line in log.splitlines():
        assert not line.lstrip().startswith("::")
        assert "##[" not in line


def test_what_ends_a_command_is_escaped(workspace: Sandbox) -> None:
    workspace.edit("contract/agreement.md", "TEST_C_02", "TEST_100%0A::error::x")
    [match] = [
        m for m in _annotations(workspace.check("--format", "github").stdout) if "%25" in m[6]
    ]
    assert "TEST_100%250A::error::x" in match[6]
    assert match[5] == "TEST%3A bad-id"
