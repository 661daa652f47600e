"""Completions of IDs: current, complete, and the same bytes every time."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Final

from click.testing import CliRunner, Result
from tests.support.sandbox import Sandbox

from nachweis.cli.group import main

ROOT: Final = Path(__file__).resolve().parents[2]


def export(root: Path, *arguments: str) -> Result:
    return CliRunner().invoke(main, ["export", "snippets", "--root", str(root), *arguments])


def test_the_committed_ones_of_the_catalogue_are_current() -> None:
    committed = (ROOT / ".vscode" / "nachweis.code-snippets").read_text(encoding="utf-8")
    command = "run 'nachweis export snippets --output .vscode/nachweis.code-snippets'"
    assert export(ROOT).stdout == committed, command


def test_snippets_of_a_project(workspace: Sandbox) -> None:
    result = export(workspace.root, "TEST")
    assert result.exit_code == 0
    assert export(workspace.root, "TEST").stdout == result.stdout
    snippets = json.loads(result.stdout)
    assert snippets["TEST_C_01"] == {
        "scope": "markdown,yaml",
        "prefix": ["TEST_C_01", "clause Notice of security incidents"],
        "body": "TEST_C_01",
        "description": "clause: Notice of security incidents",
    }
    assert sorted(workspace.judge().graph.items) == list(snippets)
    assert snippets["TSA_T01"]["description"] == "TSA: Power is lost"


def test_words_of_a_project_in_a_language(workspace: Sandbox) -> None:
    result = export(workspace.root, "TEST", "--format", "words", "--lang", "en")
    lines = result.stdout.splitlines()
    assert lines == sorted(lines)
    assert "TEST_C_01\tclause\tNotice of security incidents" in lines
    assert all(line.count("\t") == 2 for line in lines)


def test_the_catalogue_alone_needs_no_project(tmp_path: Path) -> None:
    result = export(tmp_path, "--format", "words")
    assert result.exit_code == 0
    assert result.stdout.count("\n") > 500
    assert "\nOPS31_M02_EMG_04\tOPS.3.1.M2\t" in result.stdout


def test_an_unknown_project_is_told(workspace: Sandbox) -> None:
    result = export(workspace.root, "NONE")
    assert result.exit_code == 2
    assert "there is no project 'NONE' here" in result.stderr
