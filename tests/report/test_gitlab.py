"""``--format gitlab``: what GitLab documents of code quality reports."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema_rs
from syrupy.assertion import SnapshotAssertion

from tests.report.conftest import schema
from tests.support.repository import Repository
from tests.support.sandbox import Sandbox


def _issues(workspace: Sandbox, *arguments: str) -> list[dict[str, Any]]:
    result = workspace.check("--format", "gitlab", *arguments)
    issues: list[dict[str, Any]] = json.loads(result.stdout)
    jsonschema_rs.validate(schema("gitlab-code-quality.json"), issues)
    prints = [issue["fingerprint"] for issue in issues]
    assert len(set(prints)) == len(prints)
    return issues


def test_document(messy: Sandbox, snapshot: SnapshotAssertion) -> None:
    assert json.dumps(_issues(messy, "--verbose"), indent=1) == snapshot


def test_no_finding_is_an_empty_report(workspace: Sandbox) -> None:
    assert _issues(workspace) == []


def test_every_file_is_there(messy: Sandbox) -> None:
    for issue in _issues(messy):
        lines = (messy.root / issue["location"]["path"]).read_text(encoding="utf-8").splitlines()
        assert 1 <= issue["location"]["lines"]["begin"] <= len(lines)


def test_paths_are_relative_to_the_repository(tmp_path: Path) -> None:
    outer = Repository(tmp_path / "outer")
    inner = Sandbox(outer.root / "security concept", documents=True)
    inner.edit("contract/agreement.md", "TSA_M1_03", "TSA_M1_0333")
    [path] = {issue["location"]["path"] for issue in _issues(inner) if "0333" in str(issue)}
    assert path == "security concept/projects/TEST/contract/agreement.md"


def test_a_base_leaves_the_comparison_to_gitlab(branch: Repository) -> None:
    assert _issues(branch, "--base", "main") != []
    assert {i["fingerprint"] for i in _issues(branch, "--base", "main")} == {
        i["fingerprint"] for i in _issues(branch)
    }


def test_whatever_is_typed_stays_in_its_line(hostile: Sandbox) -> None:
    assert all("\x1b" not in issue["description"] for issue in _issues(hostile))
