"""The coverage matrix: requirements by kind of proof, and phases by measures."""

from __future__ import annotations

import dataclasses
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from operator import attrgetter
from typing import Final

from nachweis.model.catalogue import Group, Requirement
from nachweis.model.objects import PROOFS
from nachweis.model.terms import Party, Phase, State
from nachweis.trace.coverage import IN_ORDER, Cell, Coverage
from nachweis.trace.graph import Graph
from nachweis.trace.negotiation import Negotiation, negotiations

SETTLED = IN_ORDER | {State.LATER, State.UNDISCLOSED}
"""States that ask nothing of anybody now."""

SYMBOLS: Final[Mapping[State, str]] = {
    State.COVERED: "✓",
    State.PROVEN: "✓",
    State.UNDISCLOSED: "·",
    State.PARTIAL: "◐",
    State.WAIVED: "‖",
    State.NA: "–",
    State.LATER: "○",
    State.DUE: "◔",
    State.SUSPECT: "?",
    State.DRAFT: "◇",
    State.UNDECIDED: "…",
    State.STALE: "◷",
    State.MISSING: "✗",
    State.FAILED: "✗",
    State.EXPIRED: "✗",
}
"""A symbol for each state, so that colour is never the only indication; fonts of screens and of
annexes have them all."""


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Selection:
    """Which cells a matrix shows; an empty part selects all.

    :param measures: IDs of measures, modules or topics
    :param parties: parties that are responsible
    """

    phases: frozenset[Phase] = frozenset()
    measures: frozenset[str] = frozenset()
    parties: frozenset[Party] = frozenset()
    states: frozenset[State] = frozenset()
    kinds: frozenset[str] = frozenset()


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Row:
    """A requirement with its cells.

    :param negotiation: how far the parties have come with it; None if there is no demand
    """

    requirement: Requirement
    cells: Mapping[str, Cell]
    negotiation: Negotiation | None = None

    @property
    def worst(self) -> State:
        """The worst state among the cells."""
        return min((cell.state for cell in self.cells.values()), key=attrgetter("rank"))

    @property
    def open(self) -> bool:
        """Whether somebody has something to do about one of the cells."""
        return any(cell.state not in SETTLED for cell in self.cells.values())


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Matrix:
    """Rows in the order of the catalogue, and how many cells are in each state.

    :param kinds: kinds of proof that at least one row needs
    :param measures: the measures that the rows are part of
    """

    rows: tuple[Row, ...]
    kinds: tuple[str, ...]
    counts: Mapping[State, int]
    measures: tuple[Group, ...]

    @property
    def has_demands(self) -> bool:
        """Whether the parties negotiate one of the requirements."""
        return any(row.negotiation and row.negotiation.status for row in self.rows)

    @property
    def open_first(self) -> tuple[Row, ...]:
        """The rows: those that are open by their worst state, then the others."""
        return tuple(sorted(self.rows, key=lambda row: row.worst.rank if row.open else len(State)))


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Tally:
    """How many cells there are of those that apply, and how many of them are in order.

    :param worst: the worst state among all of them
    """

    in_order: int
    total: int
    worst: State

    @property
    def percent(self) -> int:
        """Cells in order in whole percent, 100 only where all are."""
        return self.in_order * 100 // max(self.total, 1)


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class HeatMap:
    """Measures by phases; a pair without cells is absent."""

    measures: tuple[Group, ...]
    phases: tuple[Phase, ...]
    cells: Mapping[tuple[str, Phase], Tally]
    totals: Mapping[Phase, Tally]


def build_matrix(graph: Graph, coverage: Coverage, selection: Selection) -> Matrix:
    """Return the matrix of the selected cells.

    :param graph: catalogue and project
    :param coverage: the states of all cells
    :param selection: which of them to show
    """
    rows: dict[str, dict[str, Cell]] = {}
    for cell in coverage.cells:
        if _selects(graph, selection, cell):
            rows.setdefault(cell.requirement.id, {})[cell.kind] = cell
    kinds = {kind for cells in rows.values() for kind in cells}
    negotiation = negotiations(graph, coverage.as_of)
    return Matrix(
        rows=tuple(
            Row(
                requirement=graph.requirements[i],
                cells=cells,
                negotiation=negotiation[i] if negotiation[i].history else None,
            )
            for i, cells in rows.items()
        ),
        kinds=tuple(kind for kind in PROOFS if kind in kinds),
        counts=count_states(cell for cells in rows.values() for cell in cells.values()),
        measures=measures_of(graph, (graph.requirements[i] for i in rows)),
    )


def build_heat_map(graph: Graph, coverage: Coverage) -> HeatMap:
    """Return how much of each measure passes in each phase.

    :param graph: catalogue and project
    :param coverage: the states of all cells
    """
    grouped: dict[tuple[str, Phase], list[Cell]] = {}
    for cell in coverage.cells:
        grouped.setdefault((cell.requirement.measure, cell.due), []).append(cell)
    by_phase: dict[Phase, list[Cell]] = {}
    for (_, phase), cells in grouped.items():
        by_phase.setdefault(phase, []).extend(cells)
    return HeatMap(
        measures=measures_of(graph, (cell.requirement for cell in coverage.cells)),
        phases=tuple(phase for phase in Phase if phase in by_phase),
        cells={pair: tally(cells) for pair, cells in grouped.items()},
        totals={phase: tally(cells) for phase, cells in by_phase.items()},
    )


def measures_of(graph: Graph, requirements: Iterable[Requirement]) -> tuple[Group, ...]:
    """Return the measures that requirements are part of, each once, in their order.

    :param graph: catalogue and project
    :param requirements: the requirements
    """
    measures = dict.fromkeys(requirement.measure for requirement in requirements)
    return tuple(graph.catalogue.groups[measure] for measure in measures)


def count_states(cells: Iterator[Cell]) -> Mapping[State, int]:
    """Return how many cells are in each state, worst first, absent states left out.

    :param cells: the cells
    """
    counter = Counter(cell.state for cell in cells)
    return {state: counter[state] for state in State if counter[state]}


def tally(cells: Sequence[Cell]) -> Tally:
    """Return how many of the cells that apply are in order, and the worst of their states.

    :param cells: at least one
    """
    applying = [cell for cell in cells if cell.state is not State.NA]
    return Tally(
        in_order=sum(cell.in_order for cell in applying),
        total=len(applying),
        worst=min((cell.state for cell in cells), key=attrgetter("rank")),
    )


def _selects(graph: Graph, selection: Selection, cell: Cell) -> bool:
    requirement = cell.requirement
    return (
        (not selection.phases or cell.due in selection.phases)
        and (not selection.states or cell.state in selection.states)
        and (not selection.kinds or cell.kind in selection.kinds)
        and (not selection.parties or not selection.parties.isdisjoint(requirement.responsible))
        and (
            not selection.measures
            or not selection.measures.isdisjoint(
                (requirement.id, *graph.catalogue.chain(requirement.id))
            )
        )
    )
