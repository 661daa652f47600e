"""Figures of both sides that contradict, asked of models."""

from __future__ import annotations

import pytest

from nachweis.model.foreign import UNCLOSED, Figure
from nachweis.model.places import Place
from nachweis.trace.figures import Known, clashes


@pytest.mark.parametrize(
    ("ours", "theirs", "contradicts"),
    [
        ("2026-01-15", "2026-03-01", False),  # each side closes a phase on its own day
        (UNCLOSED, UNCLOSED, False),
        ("2026-01-15", UNCLOSED, True),
        (UNCLOSED, "2026-03-01", True),
    ],
)
def test_a_phase_that_only_one_side_has_closed_is_a_contradiction(
    ours: str, theirs: str, *, contradicts: bool
) -> None:
    closed = Figure(about="contract", name="closed", value=ours)
    known = {("contract", "closed"): Known(closed, Place(path="project.yaml"))}
    found = clashes(known, (closed._replace(value=theirs),), supplies=True, owes=False)
    assert [clash.theirs for clash in found] == ([theirs] if contradicts else [])
