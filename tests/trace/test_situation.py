"""How a project stands: closed phases, phases in progress, and what is overdue."""

from __future__ import annotations

from nachweis.model.terms import Phase
from nachweis.trace.situation import situation
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
