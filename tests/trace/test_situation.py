"""How a project stands: closed phases, phases in progress, and what is overdue."""

from __future__ import annotations

from typing import Any

import pytest

from nachweis.model.findings import Finding
from nachweis.model.places import Place
from nachweis.model.terms import Phase, Severity, State
from nachweis.trace.gate import judge
from nachweis.trace.situation import situation
from tests.support.models import FIRST, NOW, project, small_catalogue
from tests.support.sandbox import Sandbox

BEFORE_OPERATION = ("strategy", "requirements", "selection", "contract", "concept", "migration")


def test_a_new_project_has_nothing_closed_and_everything_open(bare: Sandbox) -> None:
    bare.configure(phases=None)

    found = situation(bare.judge())

    assert (found.closed, found.amiss, found.overdue, found.elsewhere) == (0, 0, 0, 0)
    [strategy] = found.running
    assert (strategy.phase, strategy.open, strategy.errors) == (Phase.STRATEGY, 1, 0)


def test_closed_phases_are_in_order_while_the_one_in_progress_has_things_open(
    workspace: Sandbox,
) -> None:
    workspace.write("concept/overall.md", "")

    found = situation(workspace.judge())

    assert found.closed == 4
    assert [running.phase for running in found.running] == [Phase.CONCEPT]


def test_what_running_operation_waited_for_too_long_is_overdue(bare: Sandbox) -> None:
    bare.configure(phases={phase: {"closed": "2025-02-01"} for phase in BEFORE_OPERATION})

    found = situation(bare.judge())

    [operation] = found.running
    assert (operation.phase, operation.open, operation.errors) == (Phase.OPERATION, 1, 1)
    assert found.overdue == 1
    assert found.amiss > 0, "what the closed phases owe is not there"
    assert found.elsewhere == 0


def test_exit_runs_beside_operation_from_the_notice_on(bare: Sandbox) -> None:
    phases = {phase: {"closed": "2026-02-01"} for phase in BEFORE_OPERATION}
    bare.configure(phases={**phases, "exit": {"begun": "2026-11-01"}})

    found = situation(bare.judge())

    assert [running.phase for running in found.running] == [Phase.OPERATION, Phase.EXIT]


def _finding(**fields: Any) -> Finding:
    known = {"rule": "bad-id", "severity": Severity.ERROR, "subject": "A", "message": ""}
    return Finding(**{**known, "place": Place(path="a.md"), **fields})


WARNING, NOTE = Severity.WARNING, Severity.NOTE
RUNNING = {"phase": Phase.CONCEPT, "state": State.MISSING}


@pytest.mark.parametrize(
    ("findings", "numbers"),
    [
        ([], "4 0 0/0 0 0"),
        ([_finding()], "4 0 0/0 0 1"),
        ([_finding(severity=WARNING)], "4 0 0/0 0 0"),
        ([_finding(phase=Phase.CONTRACT)], "4 1 0/0 0 0"),
        ([_finding(phase=Phase.CONTRACT, severity=WARNING)], "4 0 0/0 0 0"),
        ([_finding(phase=Phase.CONCEPT, severity=WARNING)], "4 0 1/0 0 0"),
        ([_finding(phase=Phase.CONCEPT)], "4 0 1/1 0 0"),
        ([_finding(phase=Phase.CONCEPT, severity=NOTE)], "4 0 0/0 0 0"),
        ([_finding(phase=Phase.EXIT)], "4 0 0/0 0 1"),
        ([_finding(rule="stale-record")], "4 0 0/0 1 1"),
        ([_finding(rule="stale-record", severity=NOTE)], "4 0 0/0 0 0"),
        ([_finding(rule="unreviewed-right", severity=WARNING)], "4 0 0/0 1 0"),
        ([_finding(rule="of-no-rule")], "4 0 0/0 0 1"),
        ([_finding(**RUNNING)], "4 0 1/1 1 0"),
        ([_finding(**{**RUNNING, "state": State.DRAFT})], "4 0 1/1 1 0"),
        ([_finding(**{**RUNNING, "state": State.FAILED})], "4 0 1/1 0 0"),
        ([_finding(**RUNNING, severity=WARNING)], "4 0 1/0 0 0"),
        ([_finding(**{**RUNNING, "phase": Phase.CONTRACT})], "4 1 0/0 0 0"),
        ([_finding(**{**RUNNING, "phase": None})], "4 0 0/0 0 1"),
        ([_finding(**RUNNING), _finding(phase=Phase.EXIT), _finding()], "4 0 1/1 1 2"),
    ],
)
def test_each_finding_is_counted_where_it_belongs(findings: list[Finding], numbers: str) -> None:
    closed = {phase: FIRST for phase in Phase if phase.position <= Phase.CONTRACT.position}
    verdict = judge(small_catalogue(), project(closed=closed), NOW)._replace(
        findings=tuple(findings)
    )
    found = situation(verdict)
    [one] = found.running
    assert one.phase is Phase.CONCEPT
    assert numbers == (
        f"{found.closed} {found.amiss} {one.open}/{one.errors} {found.overdue} {found.elsewhere}"
    )
    assert found.withheld == 0


def test_what_may_not_be_known_is_counted() -> None:
    verdict = judge(small_catalogue(), project(), NOW)
    cells = verdict.coverage.cells
    hidden = [cell._replace(state=State.UNDISCLOSED) for cell in cells[:3]]
    told = verdict._replace(coverage=verdict.coverage._replace(cells=(*hidden, *cells[3:])))
    assert situation(told).withheld == 3
