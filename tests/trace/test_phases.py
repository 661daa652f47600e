"""When a phase that runs has begun."""

from __future__ import annotations

import datetime

import pytest

from nachweis.model.terms import Phase
from nachweis.trace.phases import begin_of
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
