"""The coverage of a project in terms of another standard."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping

from nachweis.model.catalogue import Catalogue
from nachweis.model.crosswalk import Crosswalk, CrosswalkRow
from nachweis.trace.coverage import Cell, Coverage
from nachweis.views.matrix import Tally, tally


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class SeenRow:
    """A paragraph with the project's coverage of the requirements that correspond to it.

    :param tally: None if the project selects none of the requirements
    """

    row: CrosswalkRow
    tally: Tally | None


def build_crosswalk(
    crosswalk: Crosswalk, catalogue: Catalogue, coverage: Coverage
) -> tuple[SeenRow, ...]:
    """Build the rows of a crosswalk with the coverage of a project.

    :param crosswalk: the crosswalk
    :param catalogue: what its pairs name
    :param coverage: the states of all cells of the project
    """
    cells: dict[str, dict[tuple[str, str], Cell]] = {}
    for cell in coverage.cells:
        for name in (cell.requirement.id, *catalogue.chain(cell.requirement.id)):
            cells.setdefault(name, {})[cell.requirement.id, cell.kind] = cell
    return tuple(SeenRow(row=row, tally=_of(cells, row)) for row in crosswalk.rows)


def _of(cells: Mapping[str, Mapping[tuple[str, str], Cell]], row: CrosswalkRow) -> Tally | None:
    """Return the tally of a row's cells, each counted once however many pairs lead to it."""
    answering: dict[tuple[str, str], Cell] = {}
    for pair in row.pairs:
        answering.update(cells.get(pair.to, {}))
    return tally(list(answering.values())) if answering else None
