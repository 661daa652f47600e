"""The coverage of a project in terms of another standard."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable

from nachweis.model.crosswalk import Crosswalk, CrosswalkRow
from nachweis.trace.coverage import Cell, Coverage
from nachweis.views.matrix import Tally, tally


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class SeenRow:
    """A paragraph with the project's coverage of the measures that correspond to it.

    :param tally: None if the project selects none of the measures
    """

    row: CrosswalkRow
    tally: Tally | None


def build_crosswalk(crosswalk: Crosswalk, coverage: Coverage) -> tuple[SeenRow, ...]:
    """Build the rows of a crosswalk with the coverage of a project.

    :param crosswalk: the crosswalk
    :param coverage: the states of all cells of the project
    """
    cells: dict[str, list[Cell]] = {}
    for cell in coverage.cells:
        cells.setdefault(cell.requirement.measure, []).append(cell)
    return tuple(SeenRow(row=row, tally=_of(cells, row.measures)) for row in crosswalk.rows)


def _of(cells: dict[str, list[Cell]], measures: Iterable[str]) -> Tally | None:
    states = [cell.state for measure in measures for cell in cells.get(measure, ())]
    return tally(states) if states else None
