"""A register that several requirements ask for is owed from the first of their phases on."""

from __future__ import annotations

import itertools

import pytest

from nachweis.model.objects import TYPE
from nachweis.model.terms import Phase, State
from nachweis.trace.rules.registers import missing
from tests.support.sandbox import Sandbox

DUES = (Phase.CONTRACT, Phase.STRATEGY, Phase.REQUIREMENTS)


@pytest.mark.parametrize("dues", list(itertools.permutations(DUES)), ids=str)
def test_the_first_phase_counts_in_whatever_order_they_come(
    bare: Sandbox, dues: tuple[Phase, ...]
) -> None:
    verdict = bare.judge()
    cell = verdict.coverage.cells[0]._replace(state=State.MISSING)
    asked = TYPE["threat"].demanded_by[0]
    cells = tuple(
        cell._replace(requirement=cell.requirement._replace(id=asked), due=due) for due in dues
    )
    [found] = missing(verdict.graph, verdict.coverage._replace(cells=cells))
    assert (found.related, found.phase) == ("threat", Phase.STRATEGY)
