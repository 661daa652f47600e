"""Rules about cells of the coverage matrix."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from nachweis.model.findings import DRAFT, MISSING, Finding, Rule
from nachweis.model.items import Item
from nachweis.model.messages import Message, Term, noted
from nachweis.model.objects import PROVES, TYPE
from nachweis.model.places import Place
from nachweis.model.terms import Phase, PhaseStatus, ProofKind, Result, Severity, State
from nachweis.trace.coverage import Cell, Coverage
from nachweis.trace.graph import Graph

_DRAFTS: Final = {
    ProofKind.CLAUSE: noted("{requirement} rests on the draft {id} only; agree it"),
    ProofKind.SECTION: noted("{requirement} rests on the draft {id} only; approve it"),
    ProofKind.RECORD: noted("{requirement} rests on the draft {id} only; carry out and record it"),
}
_ENTRY: Final = {PhaseStatus.CLOSED: Severity.ERROR, PhaseStatus.IN_PROGRESS: Severity.WARNING}


def unproven(graph: Graph, coverage: Coverage, /) -> Iterator[Finding]:
    """Yield a finding for every cell whose proof is missing, unfinished, old or failed.

    :param graph: catalogue and project
    :param coverage: the states of all cells
    :source: B 1.11, phases 1-7: a phase builds on what the one before it has settled
    """
    for cell in coverage.cells:
        status = coverage.status[cell.due]
        if cell.state in (State.MISSING, State.DUE):
            yield _missing(graph, cell, _ENTRY[status])
        elif cell.state is State.DRAFT and status in _ENTRY:
            yield _draft(graph, cell, _ENTRY[status])
        elif cell.state is State.STALE:
            item = graph.items[cell.by[0]]
            message = Message(
                "{requirement}: the newest record {id} of {date} was fresh until {until}; "
                "repeat it and record it",
                requirement=_name(cell),
                id=item.id,
                date=item.get("date"),
                until=cell.fresh_until,
            )
            yield _about(cell, Rule.STALE_RECORD, Severity.ERROR, message, item.where("date"))
        elif cell.state is State.FAILED:
            item = _first_failed(graph, cell)
            message = Message(
                "{requirement}: the newest record {id} of {date} has the result fail; "
                "mend the cause, repeat and record it",
                requirement=_name(cell),
                id=item.id,
                date=item.get("date"),
            )
            yield _about(cell, Rule.FAILED_RECORD, Severity.ERROR, message, item.where("result"))
        elif cell.state is State.EXPIRED and cell.decision:
            item = graph.items[cell.decision]
            message = Message(
                "{requirement}: the decision {id} ended on {date}; "
                "bring the {kind}, or decide anew",
                requirement=_name(cell),
                id=item.id,
                date=item.get("until"),
                kind=Term(cell.kind),
            )
            place = item.where("until")
            yield _about(cell, Rule.EXPIRED_DECISION, Severity.ERROR, message, place)


def partial(graph: Graph, coverage: Coverage, /) -> Iterator[Finding]:
    """Yield a warning for every record that alone covers a cell and is only a partial success.

    :param graph: catalogue and project
    :param coverage: the states of all cells
    """
    for cell in coverage.cells:
        if cell.state is not State.COVERED or cell.kind != "record":
            continue
        item = graph.items[cell.by[0]]
        if item.get("result") == Result.PARTIAL:
            message = Message(
                "{requirement}: the newest record {id} is partial; settle what it left",
                requirement=_name(cell),
                id=item.id,
            )
            place = item.where("result")
            yield _about(cell, Rule.PARTIAL_RECORD, Severity.WARNING, message, place)


def waived(graph: Graph, coverage: Coverage, /) -> Iterator[Finding]:
    """Yield a note for every cell for which a decision stands, so that it stays listed.

    :param graph: catalogue and project
    :param coverage: the states of all cells
    """
    for cell in coverage.cells:
        if cell.state is State.WAIVED and cell.decision:
            item = graph.items[cell.decision]
            message = Message(
                "{requirement}: {id} stands for the {kind} until {date}",
                requirement=_name(cell),
                id=item.id,
                kind=Term(cell.kind),
                date=item.get("until"),
            )
            yield _about(cell, Rule.WAIVED, Severity.NOTE, message, item.where("until"))


def _missing(graph: Graph, cell: Cell, severity: Severity) -> Finding:
    settings = graph.project.settings
    what = Term(TYPE[cell.kind].title["en"].lower())
    stub = _stub(graph, cell)
    if stub is not None:
        message = Message(
            "{requirement} has no {what} yet; fill in {id} and give it its status",
            requirement=_name(cell),
            what=what,
            id=stub.id,
        )
        return _about(cell, MISSING[cell.kind], severity, message, stub.where("status"))
    message = Message(
        "{requirement} has no {what}; link one with ':{link}: {id}', or decide on it",
        requirement=_name(cell),
        what=what,
        link=PROVES[cell.kind],
        id=cell.requirement.id,
    )
    place = _selection(graph, cell, settings.place)
    return _about(cell, MISSING[cell.kind], severity, message, place)


def _stub(graph: Graph, cell: Cell) -> Item | None:
    """Return an object that was made for the proof and is still open."""
    link = PROVES[cell.kind]
    for target in (cell.requirement.id, cell.requirement.part_of):
        for item in graph.sources(target, link):
            if item.type == cell.kind and item.get("status") == "open":
                return item
    return None


def _selection(graph: Graph, cell: Cell, fallback: Place) -> Place:
    """Return the line of ``project.yaml`` by which the requirement applies."""
    places = graph.project.settings.places
    for above in (cell.requirement.id, *graph.catalogue.chain(cell.requirement.id)):
        if f"catalog.{above}" in places:
            return places[f"catalog.{above}"]
    return fallback


def _draft(graph: Graph, cell: Cell, severity: Severity) -> Finding:
    item = graph.items[cell.by[0]]
    message = Message(_DRAFTS[cell.kind], requirement=_name(cell), id=item.id)
    finished = cell.kind == "record" and item.get("status") != "draft"
    place = item.where("date" if finished else "status")
    return _about(cell, DRAFT[cell.kind], severity, message, place)


def _first_failed(graph: Graph, cell: Cell) -> Item:
    items = [graph.items[identifier] for identifier in cell.by]
    return next((i for i in items if i.get("result") == Result.FAIL), items[0])


def _name(cell: Cell) -> str:
    return f"{cell.requirement.id} ({cell.requirement.label})"


def _about(cell: Cell, rule: Rule, severity: Severity, message: str, place: Place) -> Finding:
    phase: Phase = cell.due
    return Finding(
        rule=rule,
        severity=severity,
        subject=cell.requirement.id,
        message=message,
        place=place,
        phase=phase,
        state=cell.state,
        kind=cell.kind,
    )
