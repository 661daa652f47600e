"""The coverage of a project in terms of another standard."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping

from nachweis.model.catalogue import Catalogue
from nachweis.model.crosswalk import Crosswalk, CrosswalkRow
from nachweis.model.items import Item
from nachweis.model.terms import NOT_LINKED
from nachweis.trace.coverage import Cell, Coverage
from nachweis.views.matrix import SETTLED, Tally, tally


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class SeenRow:
    """A paragraph with the project's coverage of the requirements that correspond to it.

    :param tally: None if the project selects none of the requirements
    :param clauses: IDs of the clauses that stand for them, each once
    :param answers: IDs of the objects that answer the paragraph by themselves
    """

    row: CrosswalkRow
    tally: Tally | None
    clauses: tuple[str, ...] = ()
    answers: tuple[str, ...] = ()

    @property
    def state(self) -> str:
        """The worst state of its proofs, *gap* without counterpart, *other* without selection."""
        if self.tally is not None:
            return self.tally.worst
        if self.answers:
            return "answered"
        return "other" if self.row.pairs else "gap"

    @property
    def open(self) -> bool:
        """Whether it lacks a counterpart, or somebody has something to do about a proof."""
        return self.state == "gap" or (self.tally is not None and self.tally.worst not in SETTLED)


def build_crosswalk(
    crosswalk: Crosswalk, catalogue: Catalogue, coverage: Coverage, items: Iterable[Item] = ()
) -> tuple[SeenRow, ...]:
    """Build the rows of a crosswalk with the coverage of a project.

    :param crosswalk: the crosswalk
    :param catalogue: what its pairs name
    :param coverage: the states of all cells of the project
    :param items: the objects of the project, of which some answer paragraphs by themselves
    """
    answers: dict[str, list[str]] = {}
    for item in items:
        for reference in item.list("answers") if item.get("status") not in NOT_LINKED else ():
            answers.setdefault(reference, []).append(item.id)
    cells: dict[str, dict[tuple[str, str], Cell]] = {}
    for cell in coverage.cells:
        for name in (cell.requirement.id, *catalogue.chain(cell.requirement.id)):
            cells.setdefault(name, {})[cell.requirement.id, cell.kind] = cell
    return tuple(
        dataclasses.replace(
            _seen(cells, row),
            answers=tuple(answers.get(f"{crosswalk.id} {row.reference}", ())),
        )
        for row in crosswalk.rows
    )


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
