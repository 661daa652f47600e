"""The coverage of a project in terms of another standard."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping

from nachweis.model.catalogue import Catalogue
from nachweis.model.crosswalk import Crosswalk, CrosswalkRow
from nachweis.trace.coverage import Cell, Coverage
from nachweis.views.matrix import SETTLED, Tally, tally


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class SeenRow:
    """A paragraph with the project's coverage of the requirements that correspond to it.

    :param tally: None if the project selects none of the requirements
    :param clauses: IDs of the clauses that stand for them, each once
    """

    row: CrosswalkRow
    tally: Tally | None
    clauses: tuple[str, ...] = ()

    @property
    def state(self) -> str:
        """The worst state of its proofs, *gap* without counterpart, *other* without selection."""
        if self.tally is not None:
            return self.tally.worst
        return "other" if self.row.pairs else "gap"

    @property
    def open(self) -> bool:
        """Whether it lacks a counterpart, or somebody has something to do about a proof."""
        return self.state == "gap" or (self.tally is not None and self.tally.worst not in SETTLED)


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
    return tuple(_seen(cells, row) for row in crosswalk.rows)


def _seen(cells: Mapping[str, Mapping[tuple[str, str], Cell]], row: CrosswalkRow) -> SeenRow:
    """Return a row with its cells, each counted once however many pairs lead to it."""
    answering: dict[tuple[str, str], Cell] = {}
    for pair in row.pairs:
        answering.update(cells.get(pair.to, {}))
    by = (name for cell in answering.values() if cell.kind == "clause" for name in cell.by)
    return SeenRow(
        row=row,
        tally=tally(list(answering.values())) if answering else None,
        clauses=tuple(dict.fromkeys(by)),
    )
