"""Rules about cells of the coverage matrix."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator
from typing import Final

from nachweis.model.findings import Finding, Rule
from nachweis.model.items import Item
from nachweis.model.kinds import Proof
from nachweis.model.messages import Message, Term, gettext_noop
from nachweis.model.objects import PROOFS, TYPE
from nachweis.model.places import Place
from nachweis.model.terms import Result, Severity, State
from nachweis.trace.coverage import Cell, Coverage
from nachweis.trace.graph import Graph
from nachweis.trace.rules.subjects import GATE, named
from nachweis.trace.rules.texts import waits_for_text

_FILL: Final = gettext_noop("{requirement} has no {what} yet; fill in {id} and give it its status")
_FILL_DATED: Final = gettext_noop(
    "{requirement} has no {what} yet; fill in {id} with date and result, and delete its status"
)


def unproven(graph: Graph, coverage: Coverage, /) -> Iterator[Finding]:
    """Yield a finding for every cell whose proof is missing, unfinished, old or failed.

    :param graph: catalogue and project
    :param coverage: the states of all cells
    :source: B 1.11, phases 1-7: a phase builds on what the one before it has settled
    """
    for cell in coverage.cells:
        status = coverage.status_of(cell)
        if cell.state in (State.MISSING, State.DUE):
            if not waits_for_text(graph, cell):
                yield _missing(graph, cell, GATE[status])
        elif cell.state is State.DRAFT and status in GATE:
            yield _draft(graph, cell, GATE[status], coverage.as_of)
        elif cell.state is State.STALE and not cell.stated_by:
            yield _stale(graph, cell)
        elif cell.state is State.FAILED:
            item = graph.items[cell.by[0]]
            message = Message(
                "{requirement}: the newest record {id} of {date} has the result fail; "
                "correct the cause, repeat and record it",
                requirement=name_of(cell),
                id=item.id,
                date=item.get("date"),
            )
            yield about_cell(cell, FAILED_RECORD, Severity.ERROR, message, item.where("result"))
        elif cell.state is State.PARTIAL:
            yield _partial(graph, cell)
        elif cell.state is State.EXPIRED and cell.decision:
            item = graph.items[cell.decision]
            message = Message(
                "{requirement}: the decision {id} ended on {date}; "
                "bring the {kind}, or decide anew",
                requirement=name_of(cell),
                id=item.id,
                date=item.get("until"),
                kind=Term(cell.kind),
            )
            place = item.where("until")
            yield about_cell(cell, EXPIRED_DECISION, Severity.ERROR, message, place)


def missing_rule(proof: Proof) -> Rule:
    """Return the rule that a kind of proof is linked where it is needed.

    :param proof: the kind of proof
    """
    return Rule(
        name=f"missing-{proof.name}",
        severity=Severity.ERROR,
        meaning=proof.missing,
        check=unproven,
    )


def draft_rule(proof: Proof) -> Rule:
    """Return the rule that a proof rests on more than drafts.

    :param proof: the kind of proof
    """
    return Rule(
        name=f"draft-{proof.name}",
        severity=Severity.ERROR,
        meaning=proof.unfinished,
        check=unproven,
    )


def proof_rules(proofs: Iterable[Proof]) -> tuple[Rule, ...]:
    """Return the rules that follow from kinds of proof.

    :param proofs: the kinds of proof
    """
    proofs = tuple(proofs)
    return (*map(missing_rule, proofs), *map(draft_rule, proofs))


STALE_RECORD: Final = Rule(
    name="stale-record",
    severity=Severity.ERROR,
    meaning="The newest record is older than the interval by which it has to be renewed, or the "
    "last day of a section has passed.",
    check=unproven,
    source="B 1.11, phases 1-7",
    overdue=True,
)


FAILED_RECORD: Final = Rule(
    name="failed-record",
    severity=Severity.ERROR,
    meaning="The newest record has the result *fail*.",
    check=unproven,
    source="B 1.11, phases 1-7",
)


EXPIRED_DECISION: Final = Rule(
    name="expired-decision",
    severity=Severity.ERROR,
    meaning="A decision stood for a proof, and its end date has passed.",
    check=unproven,
    source="B 1.11, phases 1-7",
    overdue=True,
)


PARTIAL_RECORD: Final = Rule(
    name="partial-record",
    severity=Severity.ERROR,
    meaning="The newest record has the result *partial*: it counts only while a corrective action "
    "is open and not overdue.",
    check=unproven,
    source="B 1.11, phases 1-7",
)


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
                requirement=name_of(cell),
                id=item.id,
                kind=Term(cell.kind),
                date=item.get("until"),
            )
            yield about_cell(cell, WAIVED, Severity.NOTE, message, item.where("until"))


WAIVED: Final = Rule(
    name="waived",
    severity=Severity.NOTE,
    meaning="A decision stands for a proof; listed so that it is not forgotten.",
    check=waived,
)


def _missing(graph: Graph, cell: Cell, severity: Severity) -> Finding:
    settings = graph.project.settings
    what = Term(TYPE[cell.kind].title["en"].lower())
    rule, stub = missing_rule(PROOFS[cell.kind]), _stub(graph, cell)
    if stub is not None:
        fill = _FILL_DATED if PROOFS[cell.kind].is_dated else _FILL
        message = Message(fill, requirement=_dated_name(cell), what=what, id=stub.id)
        return about_cell(cell, rule, severity, message, stub.where("status"))
    message = Message(
        "{requirement} has no {what}; link one with ':{link}: {id}', or decide on it",
        requirement=_dated_name(cell),
        what=what,
        link=PROOFS[cell.kind].link,
        id=cell.requirement.id,
    )
    place = _selection(graph, cell, settings.place)
    return about_cell(cell, rule, severity, message, place)


def _stub(graph: Graph, cell: Cell) -> Item | None:
    """Return an object that was made for the proof and is still open."""
    link = PROOFS[cell.kind].link
    for target, _ in graph.proven_at(cell.requirement, cell.kind):
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


def _draft(graph: Graph, cell: Cell, severity: Severity, as_of: datetime.date) -> Finding:
    item = graph.items[cell.by[0]]
    message = Message(PROOFS[cell.kind].finish, requirement=_dated_name(cell), id=item.id)
    finished = PROOFS[cell.kind].is_dated and item.get("status") != "draft"
    day = item.date("date") if finished else None
    if day and day > as_of:
        message = Message(
            "{requirement} rests on {id} only, which is of {date}, later than {day}; carry out "
            "and record it, or correct the date",
            requirement=_dated_name(cell),
            id=item.id,
            date=day,
            day=as_of,
        )
    place = item.where("date" if finished else "status")
    return about_cell(cell, draft_rule(PROOFS[cell.kind]), severity, message, place)


def _partial(graph: Graph, cell: Cell) -> Finding:
    """Describe what to do about a cell whose newest record is partial."""
    item = graph.items[cell.by[0]]
    if not cell.lapsed:
        message = Message(
            "{requirement}: the newest record {id} is partial; {actions} must settle the rest",
            requirement=name_of(cell),
            id=item.id,
            actions=named(cell.actions),
        )
    elif item.get("result") != Result.PARTIAL:
        message = Message(
            "{requirement}: the newest record {id} has no file that shows it, and counts as "
            "partial; attach one with 'nachweis attach'",
            requirement=name_of(cell),
            id=item.id,
        )
    else:
        message = Message(
            "{requirement}: the newest record {id} is partial, and no corrective action follows "
            "that up in time; settle what it left and record it",
            requirement=name_of(cell),
            id=item.id,
        )
    severity = Severity.ERROR if cell.lapsed else Severity.WARNING
    return about_cell(cell, PARTIAL_RECORD, severity, message, item.where("result"))


def _stale(graph: Graph, cell: Cell) -> Finding:
    item = graph.items[cell.by[0]]
    if not PROOFS[cell.kind].is_dated:
        message = Message(
            "{requirement}: {id} counted until {until}; renew it, or change 'valid_until'",
            requirement=name_of(cell),
            id=item.id,
            until=cell.fresh_until,
        )
        return about_cell(cell, STALE_RECORD, Severity.ERROR, message, item.where("valid_until"))
    message = Message(
        "{requirement}: the newest record {id} of {date} was fresh until {until}; "
        "repeat it and record it",
        requirement=name_of(cell),
        id=item.id,
        date=item.get("date"),
        until=cell.fresh_until,
    )
    return about_cell(cell, STALE_RECORD, Severity.ERROR, message, item.where("date"))


def name_of(cell: Cell) -> str:
    """Return the name of a cell's requirement, with the equivalent one whose proof it has.

    :param cell: the cell
    """
    if cell.is_via_equivalent:
        return Message(
            "{id} ({label}, via equivalent {other})",
            id=cell.requirement.id,
            label=cell.requirement.label,
            other=cell.via,
        )
    return f"{cell.requirement.id} ({cell.requirement.label})"


def _dated_name(cell: Cell) -> str:
    """Return the name of a requirement, with the day by which its proof is due."""
    if cell.due_by is None:
        return name_of(cell)
    return Message(
        "{id} ({label}, due by {date})",
        id=cell.requirement.id,
        label=cell.requirement.label,
        date=cell.due_by,
    )


def about_cell(cell: Cell, rule: Rule, severity: Severity, message: str, place: Place) -> Finding:
    """Make a finding about a cell.

    :param cell: the cell
    :param rule: the rule
    :param severity: how severe it is
    :param message: what is wrong and what to do
    :param place: where to correct it
    """
    found = rule.at(place, cell.requirement.id, message, severity=severity, phase=cell.due)
    return found._replace(state=cell.state, kind=cell.kind)


RULES: Final = (
    *proof_rules(PROOFS.values()),
    STALE_RECORD,
    FAILED_RECORD,
    EXPIRED_DECISION,
    PARTIAL_RECORD,
    WAIVED,
)
