"""The trace of a requirement: its clauses, the sections behind them, and what proves them."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping

from nachweis.model.items import Item
from nachweis.model.objects import PROOFS, TYPE
from nachweis.model.terms import State
from nachweis.trace.coverage import Cell, Coverage
from nachweis.trace.graph import Graph
from nachweis.trace.negotiation import Negotiation, negotiations


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Branch:
    """An object of a trace with the objects that depend on it.

    :param relation: its link to the object above it
    :param via: ID of the topic, or of the equivalent requirement, by which it is linked to the
        requirement, if not directly
    """

    item: Item
    relation: str
    via: str | None = None
    branches: tuple[Branch, ...] = ()


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Strand:
    """One kind of proof of a requirement: its cell, if it needs that kind, and its objects.

    :param branches: its objects, those first that the state rests on
    """

    kind: str
    cell: Cell | None
    branches: tuple[Branch, ...]


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Traces:
    """The cells of a project by requirement, so that each trace costs what it shows.

    :param negotiations: how far the parties have come with each requirement
    """

    graph: Graph
    cells: Mapping[str, tuple[Cell, ...]]
    negotiations: Mapping[str, Negotiation]


def prepare_traces(graph: Graph, coverage: Coverage) -> Traces:
    """Collect the data that traces are made from.

    :param graph: catalogue and project
    :param coverage: the states of all cells
    """
    cells: dict[str, list[Cell]] = {}
    for cell in coverage.cells:
        cells.setdefault(cell.requirement.id, []).append(cell)
    return Traces(
        graph=graph,
        cells={key: tuple(value) for key, value in cells.items()},
        negotiations=negotiations(graph, coverage.as_of),
    )


def trace_requirement(traces: Traces, identifier: str) -> tuple[Strand, ...]:
    """Trace a requirement; kinds of proof without cell and objects are left out.

    :param traces: the graph with its cells
    :param identifier: ID of a requirement
    """
    requirement = traces.graph.catalogue.requirements[identifier]
    cells = {cell.kind: cell for cell in traces.cells.get(identifier, ())}
    strands = []
    for kind in PROOFS:
        found: dict[str, tuple[Item, str | None]] = {}
        for target, via in traces.graph.proven_at(requirement, kind):
            if via is None or kind in requirement.proofs:
                for item in traces.graph.sources(target, PROOFS[kind].link):
                    found.setdefault(item.id, (item, via))
        cell = cells.get(kind)
        by = {name: place for place, name in enumerate(cell.by if cell else ())}
        first = sorted(found.values(), key=lambda pair: by.get(pair[0].id, len(by)))
        branches = tuple(_branch(traces.graph, item, via) for item, via in first)
        if branches or cell:
            strands.append(Strand(kind=kind, cell=cell, branches=branches))
    return tuple(strands)


def _branch(graph: Graph, item: Item, via: str | None) -> Branch:
    """Return an object with its implementations and checks."""
    below: list[Branch] = []
    for link in ("implements", "checks"):
        for source in graph.sources(item.id, link):
            relation = next(entry for entry in TYPE[source.type].links if entry.name == link)
            checks = tuple(
                Branch(item=record, relation="checked by")
                for record in graph.sources(source.id, "checks")
                if source.type == "section"
            )
            below.append(Branch(item=source, relation=relation.incoming, branches=checks))
    relation = next(
        entry for entry in TYPE[item.type].links if entry.name == PROOFS[item.type].link
    )
    return Branch(item=item, relation=relation.incoming, via=via, branches=tuple(below))


def state_of(traces: Traces, identifier: str) -> State | None:
    """Return the worst state of a requirement's cells, or None without cells.

    :param traces: the graph with its cells
    :param identifier: ID of a requirement
    """
    order = list(State)
    states = [cell.state for cell in traces.cells.get(identifier, ())]
    return min(states, key=order.index) if states else None
