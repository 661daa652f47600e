"""When a phase that runs has begun."""

from __future__ import annotations

import datetime

import pytest

from nachweis.model.terms import Phase, PhaseStatus
from nachweis.trace.phases import begin_of, current_phase, phase_status
from tests.support.sandbox import Sandbox


@pytest.mark.parametrize(
    ("phase", "day", "begun"),
    [
        (Phase.EXIT, "2026-12-31", False),
        (Phase.EXIT, "2027-01-01", True),
        (Phase.OPERATION, "2026-01-31", False),
        (Phase.OPERATION, "2026-02-01", True),
        (Phase.CONTRACT, "2027-01-01", False),
    ],
)
def test_a_phase_runs_from_its_day_on(
    bare: Sandbox, phase: Phase, day: str, *, begun: bool
) -> None:
    closed = {"migration": {"closed": "2026-02-01"}}
    bare.configure(phases={**closed, "exit": {"begun": "2027-01-01"}})
    settings = bare.judge().graph.project.settings
    assert (begin_of(settings, phase, datetime.date.fromisoformat(day)) is not None) == begun


DAY = datetime.date(2026, 2, 1)


@pytest.mark.parametrize(
    ("as_of", "closing", "statuses", "current"),
    [
        (
            DAY,
            None,
            "closed in-progress later later later closed later in-progress",
            "requirements",
        ),
        (datetime.date(2026, 1, 31), None, "in-progress" + " later" * 7, "strategy"),
        (DAY, Phase.CONTRACT, "closed " * 4 + "in-progress closed later in-progress", "concept"),
        (DAY, Phase.EXIT, "closed " * 8, None),
    ],
)
def test_phases_are_closed_in_progress_or_later(
    bare: Sandbox, as_of: datetime.date, closing: Phase | None, statuses: str, current: str | None
) -> None:
    closed = {phase: {"closed": "2026-02-01"} for phase in ("strategy", "migration")}
    bare.configure(phases={**closed, "exit": {"begun": "2026-02-01"}})
    status = phase_status(bare.judge().graph.project.settings, as_of, closing=closing)
    assert [*status.values()] == [PhaseStatus(word.replace("-", " ")) for word in statuses.split()]
    assert current_phase(status) == current
