"""The gate reads the editions that a project names, and says the same as with all of them."""

from __future__ import annotations

import datetime
from pathlib import Path

import pytest

from nachweis.load import judge_projects
from nachweis.trace.gate import Verdict
from tests.support.sandbox import TODAY, Sandbox

OTHER = """\
measure:
  id: OTHER
  label: OTHER
  title: {en: Measure of another edition}
  source: OTHER
requirements:
  - id: OTHER_01
    uuid: 3f8f3c52-4a53-4f8c-9d0f-3f3b4a0d1c11
    source: OTHER / sentence 1
    modal: must
    text: {en: Do something else}
    phases: [operation]
    responsible: [client]
    proofs: {section: operation}
    recurrence: once
"""


@pytest.fixture
def workspace(workspace: Sandbox) -> Sandbox:
    edition = workspace.root / "catalog" / "grundschutz-other"
    edition.mkdir()
    (edition / "OTHER.yaml").write_text(OTHER, encoding="utf-8")
    return workspace


def judged(root: Path, *, whole: bool) -> Verdict:
    date = datetime.date.fromisoformat(TODAY)
    [verdict] = judge_projects(root, ["TEST"], date, named=None if whole else ())
    return verdict


def has_other(verdict: Verdict) -> bool:
    return "OTHER_01" in verdict.graph.catalogue.requirements


def test_an_edition_that_nothing_names_is_left_out(workspace: Sandbox) -> None:
    assert has_other(judged(workspace.root, whole=True))
    assert not has_other(judged(workspace.root, whole=False))


def test_a_link_to_another_edition_is_no_link_to_nothing(workspace: Sandbox) -> None:
    workspace.add("section S_70 concept=client status=approved addresses=OTHER_01")
    verdict = judged(workspace.root, whole=False)
    assert has_other(verdict)
    assert verdict.findings == judged(workspace.root, whole=True).findings


def test_a_reference_within_the_catalogue_brings_the_edition_in(workspace: Sandbox) -> None:
    head = next((workspace.root / "catalog").glob("grundschutz-*/TSA_M1.yaml"))
    text = head.read_text(encoding="utf-8")
    head.write_text(text.replace("  title:", "  see: [OTHER]\n  title:", 1), encoding="utf-8")
    assert has_other(judged(workspace.root, whole=False))


def test_both_editions_are_read_where_a_project_selects_both(workspace: Sandbox) -> None:
    workspace.configure(catalog=["TSA", "OTHER"])
    assert has_other(judged(workspace.root, whole=False))


def test_a_threat_needs_no_edition_that_nothing_else_names(workspace: Sandbox) -> None:
    module = "module: {id: OTHERS, label: OTHER.S, title: {en: A module}, source: OTHER}\n"
    (workspace.root / "catalog/grundschutz-other/OTHERS.yaml").write_text(module, encoding="utf-8")
    threats = "threats:\n  - {id: OTHERS_T01, module: OTHERS, title: Fire, text: It burns}\n"
    (workspace.root / "catalog/threats.yaml").write_text(threats, encoding="utf-8")
    workspace.write(
        "registers/threats.yaml",
        "threats:\n  - {id: TEST_T_01, title: Fire in the mill, based_on: OTHERS_T01}\n",
    )
    verdict = judged(workspace.root, whole=False)
    assert not has_other(verdict)
    assert verdict.findings == judged(workspace.root, whole=True).findings
