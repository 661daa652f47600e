"""The project FAIL, on the real catalogue: everything that can be wrong, and nothing else."""

from __future__ import annotations

import datetime
from collections import Counter
from pathlib import Path

import pytest

from nachweis.load import judge_projects
from nachweis.model.terms import State
from nachweis.trace.gate import Verdict

AS_OF = datetime.date(2026, 11, 20)

STATES = {
    "OPS31_M04_01 clause": "covered",
    "OPS31_M04_01 section": "draft",
    "OPS31_M04_02 record": "covered",
    "OPS31_M04_04 record": "missing",
    "OPS31_M04_06 section": "missing",
    "OPS31_M04_10 record": "missing",
    "OPS31_M05_01 record": "due",
    "OPS31_M05_02 record": "draft",
    "OPS31_M05_03 record": "partial",
    "OPS31_M05_04 section": "suspect",
    "OPS31_M05_05 record": "stale",
    "OPS31_M05_06 record": "failed",
    "OPS31_M15_01 clause": "covered",
    "OPS31_M15_02 clause": "draft",
    "OPS31_M15_03 section": "missing",
    "OPS31_M15_04 clause": "missing",
    "OPS31_M15_05 clause": "waived",
    "OPS31_M15_06 record": "expired",
    "OPS31_M15_07 record": "n/a",
    "OPS31_M15_08 record": "later",
    "OPS31_M16_01 section": "n/a",
}
"""The states of cells, by requirement and kind of proof."""

ERRORS = {
    "bad-directive": ["FAIL_C_05"],
    "bad-id": [""],
    "bad-value": ["FAIL_C_04"],
    "decision-without-end": ["FAIL_D_04"],
    "decision-without-reason": ["FAIL_D_04"],
    "derogation-without-end": ["FAIL_X_01"],
    "draft-clause": ["OPS31_M15_02"],
    "draft-section": ["OPS31_M04_01"],
    "duplicate-id": ["FAIL_C_03"],
    "expired-decision": ["OPS31_M15_06"],
    "failed-record": ["OPS31_M05_06"],
    "missing-action": ["FAIL_R_02", "FAIL_R_04"],
    "missing-clause": ["OPS31_M15_04"],
    "evidence-missing": ["FAIL_R_02"],
    "example-entry": ["FAIL_K_ALL"],
    "missing-record": [
        *("OPS31_M04_04", "OPS31_M04_10", "OPS31_M05_08", "OPS31_M05_09", "OPS31_M05_10"),
    ],
    "missing-register": ["FAIL", "FAIL"],
    "missing-section": ["OPS31_M04_06", "OPS31_M15_03"],
    "open-derogation": ["FAIL_X_02"],
    "partial-record": ["OPS31_M05_03"],
    "phase-order": ["FAIL"],
    "stale-record": ["OPS31_M05_05"],
    "unknown-field": ["FAIL_C_04"],
    "unknown-target": ["FAIL_C_03"],
    "wrong-target": ["FAIL_C_03"],
}
WARNINGS = {
    "date-in-the-future": ["FAIL_R_01"],
    "draft-record": ["OPS31_M05_02"],
    "missing-field": ["FAIL_C_04", "FAIL_C_04", "FAIL_C_04"],
    "missing-record": ["OPS31_M05_01"],
    "not-selected": ["FAIL_C_03"],
    "phase-without-approval": ["FAIL"],
    "suspect-link": ["FAIL_S_01"],
    "unknown-contact": ["FAIL", "FAIL_S_01"],
    "useless-link": ["FAIL_C_03"],
}
NOTES = {"waived": ["OPS31_M15_05"]}


@pytest.fixture(scope="module")
def verdict() -> Verdict:
    [verdict] = judge_projects(Path(__file__).parent, ["FAIL"], AS_OF)
    return verdict


def test_the_catalogue_is_the_one_of_the_package(verdict: Verdict) -> None:
    assert len(verdict.graph.catalogue.requirements) > 400


def test_its_gate_fails(verdict: Verdict) -> None:
    assert not verdict.holds


def test_its_cells(verdict: Verdict) -> None:
    states = {f"{c.requirement.id} {c.kind}": c.state.value for c in verdict.coverage.cells}
    assert {name: states[name] for name in STATES} == STATES


def test_it_shows_every_state(verdict: Verdict) -> None:
    elsewhere = {State.UNDECIDED, State.UNDISCLOSED, State.PROVEN}  # imported, or for an audience
    assert {cell.state for cell in verdict.coverage.cells} == set(State) - elsewhere


@pytest.mark.parametrize(
    ("severity", "expected"), [("error", ERRORS), ("warning", WARNINGS), ("note", NOTES)]
)
def test_its_findings(verdict: Verdict, severity: str, expected: dict[str, list[str]]) -> None:
    found: dict[str, list[str]] = {}
    for finding in verdict.findings:
        if finding.severity == severity:
            found.setdefault(finding.rule, []).append(finding.subject)
    assert {rule: sorted(subjects) for rule, subjects in found.items()} == expected


def test_every_finding_about_a_cell_knows_its_phase_and_state(verdict: Verdict) -> None:
    cells = Counter((c.requirement.id, c.due, c.state) for c in verdict.coverage.cells)
    for finding in verdict.findings:
        if finding.subject in verdict.graph.requirements:
            assert finding.phase is not None
            assert finding.state is not None
            assert cells[finding.subject, finding.phase, finding.state]
