"""Rules about what other parties state: each says what was signed, and nothing contradicts it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Final

from nachweis.model.findings import Finding, Rule
from nachweis.model.foreign import STATED_BY, TARGET, UNCLOSED, Figure, Foreign
from nachweis.model.items import Item
from nachweis.model.messages import Message, Term
from nachweis.model.places import Place
from nachweis.model.reading_rules import BROKEN_STATEMENT
from nachweis.model.spans import in_short, parse_span
from nachweis.model.terms import Phase, Result, Severity, State
from nachweis.trace.coverage import Coverage
from nachweis.trace.graph import Graph
from nachweis.trace.rules.cells import about_cell, name_of
from nachweis.trace.rules.subjects import GATE

if TYPE_CHECKING:
    from nachweis.trace.figures import Clash
    from nachweis.trace.stated import Made


def altered(graph: Graph, _: Coverage, /) -> Iterator[Finding]:
    """Yield an error for every object that says other than the envelope it rests on.

    :param graph: catalogue and project
    """
    if not graph.project.foreign and not graph.incoming.get(STATED_BY):
        return
    from nachweis.trace.stated import COVERING, party_of, taken  # few projects rest on others

    parties = graph.of_type("party")
    kept: dict[str, Foreign] = {}
    for foreign in graph.project.foreign:
        party = party_of(foreign, parties)
        if party is None:
            message = Message(
                "is of {domain}, signed with a key that no party of the register has ({key}); if "
                "it is right, write it into 'key' of the party",
                domain=foreign.sender,
                key=foreign.pin,
            )
            yield BROKEN_STATEMENT.at(Place(path=foreign.path), "", message, related=foreign.path)
        else:
            kept[party.id] = foreign
    made = {name: taken(foreign, graph).made for name, foreign in kept.items()}
    for kind in COVERING:
        for item in graph.of_type(kind):
            if by := item.targets(STATED_BY):
                yield from _altered(item, by[0], made)


def _altered(item: Item, party: str, made: Mapping[str, Mapping[str, Made]]) -> Iterator[Finding]:
    from nachweis.trace.stated import differs

    said = made.get(party, {}).get(item.id)
    if item.get("status") == "superseded" and said is None:
        return
    if said is None:
        message = Message(
            "{id} is stated by {party}, but no envelope of it that is kept says so; delete it, "
            "or run 'nachweis accept' with the envelope",
            id=item.id,
            party=party,
        )
        yield ALTERED_STATEMENT.about(item, message, STATED_BY)
    elif name := differs(item, said):
        message = Message(
            "{id}: {name} is not as {party} stated it; run 'nachweis accept' with the kept "
            "envelope, which writes it again",
            id=item.id,
            name=name,
            party=party,
        )
        yield ALTERED_STATEMENT.about(item, message, name)


ALTERED_STATEMENT: Final = Rule(
    name="altered-statement",
    severity=Severity.ERROR,
    meaning="An object says that another party states it, and what that party signed says "
    "something else, or nothing.",
    check=altered,
)


def ended(graph: Graph, coverage: Coverage, /) -> Iterator[Finding]:
    """Yield an error for every cell that rests on a statement which counts no more.

    :param graph: catalogue and project
    :param coverage: the states of all cells
    """
    for cell in coverage.cells:
        if not cell.stated_by:
            continue
        item, severity = graph.items[cell.by[0]], GATE.get(coverage.status_of(cell))
        if cell.state is State.STALE:
            message = Message(
                "{requirement}: what {party} states in {id} counted until {until}; ask for a new "
                "statement and run 'nachweis accept'",
                requirement=name_of(cell),
                party=cell.stated_by[0],
                id=item.id,
                until=cell.fresh_until,
            )
            place = item.where("valid_until")
            yield about_cell(cell, STALE_STATEMENT, Severity.ERROR, message, place)
        elif item.get("status") == "superseded" and severity is not None:
            message = Message(
                "{requirement}: {party} states no longer what {id} says; ask why, and bring "
                "another proof, or decide on it",
                requirement=name_of(cell),
                party=cell.stated_by[0],
                id=item.id,
            )
            yield about_cell(cell, WITHDRAWN_STATEMENT, severity, message, item.where("status"))


STALE_STATEMENT: Final = Rule(
    name="stale-statement",
    severity=Severity.ERROR,
    meaning="What another party states is all that there is, and the day has passed until which "
    "it counts.",
    check=ended,
    overdue=True,
)


WITHDRAWN_STATEMENT: Final = Rule(
    name="withdrawn-statement",
    severity=Severity.ERROR,
    meaning="A proof rested on what another party stated, and it states that no longer.",
    check=ended,
)


def contradicted(graph: Graph, coverage: Coverage, /) -> Iterator[Finding]:
    """Yield a warning where what another party states contradicts what stands here.

    :param graph: catalogue and project
    :param coverage: the states of all cells, for the date
    :source: M 2.254: the partial concepts are coordinated among the parties
    """
    if not graph.project.foreign:
        return
    from nachweis.trace.figures import clashes, figures  # few projects rest on others
    from nachweis.trace.stated import party_of

    parties = graph.of_type("party")
    ours = {(known.figure.about, known.figure.name): known for known in figures(graph)}
    side = graph.project.settings.side
    own = next((party for party in parties if party.get("role") == side), None)
    for foreign in graph.project.foreign:
        party = party_of(foreign, parties)
        if party is None:
            continue
        supplies = own is not None and own.id in party.targets("works_for")
        owes = own is not None and bool(own.targets("works_for"))
        for clash in clashes(ours, foreign.figures, supplies=supplies, owes=owes):
            yield _clash(clash, party)
        yield from _failures(graph, coverage, foreign, party)


def _clash(clash: Clash, party: Item) -> Finding:
    known, figure = clash.ours, clash.ours.figure
    parts = {
        "about": figure.about,
        "name": _name(figure),
        "ours": _value(figure),
        "theirs": _value(figure._replace(value=clash.theirs)),
        "party": party.id,
    }
    if figure.name == "closed" and figure.value == UNCLOSED:
        message = Message(
            "{phase} is not closed here, and closed since {theirs} with {party}; settle what is "
            "open",
            phase=Term(figure.about),
            **parts,
        )
    elif figure.name == "closed":
        message = Message(
            "{phase} is closed here since {ours}, and not with {party}; settle what is open",
            phase=Term(figure.about),
            **parts,
        )
    elif clash.reserve:
        message = Message(
            "{about}: {name} is {ours} here and with {party}, which leaves nothing of what is owed "
            "to others; agree on less",
            **parts,
        )
    else:
        message = Message(
            "{about}: {name} is {ours} here, and {theirs} with {party}; settle which is right",
            **parts,
        )
    subject = known.item.id if known.item else figure.about
    related = f"{party.id} {figure.about} {figure.name}"
    phase = _phase(figure)
    return CONTRADICTED_STATEMENT.at(known.place, subject, message, phase=phase, related=related)


def _phase(figure: Figure) -> Phase:
    """Return the phase in which both sides settle a figure."""
    if figure.name == "closed":
        return Phase(figure.about)
    return Phase.OPERATION if figure.name == "interval" else Phase.CONTRACT


def _name(figure: Figure) -> str:
    """Return what a figure says of its subject, for people."""
    if figure.name.startswith(TARGET):
        return Message("the target in {unit}", unit=figure.name.removeprefix(TARGET))
    names = {
        "status": Message("the status"),
        "interval": Message("the interval"),
    }
    return names.get(figure.name, figure.name.upper())


def _value(figure: Figure) -> str:
    if figure.name == "status":
        return Term(figure.value)
    try:
        return in_short(parse_span(figure.value))
    except ValueError:
        return figure.value.removesuffix("0D") if figure.name == "interval" else figure.value


def _failures(graph: Graph, coverage: Coverage, foreign: Foreign, party: Item) -> Iterator[Finding]:
    """Yield where the newest record of our own says that something stated does not hold."""
    stated = {said.requirement for said in foreign.statements if said.kind == "record"}
    for cell in coverage.cells:
        if cell.kind != "record" or cell.requirement.id not in stated or cell.stated_by:
            continue
        newest = graph.items.get(cell.by[0]) if cell.by else None
        if newest is not None and newest.get("result") in (Result.FAIL, Result.PARTIAL):
            message = Message(
                "{requirement}: {party} states that it is proven, and {id} of {date} says "
                "{result}; settle which is right",
                requirement=cell.requirement.id,
                party=party.id,
                id=newest.id,
                date=newest.get("date"),
                result=Term(newest.get("result")),
            )
            related = f"{party.id} {cell.requirement.id}"
            yield CONTRADICTED_STATEMENT.about(
                newest, message, "result", phase=cell.due, related=related
            )


CONTRADICTED_STATEMENT: Final = Rule(
    name="contradicted-statement",
    severity=Severity.WARNING,
    meaning="What another party states contradicts what stands here: a time or a service level, "
    "the status of a clause, a phase that only one has closed, or the result of a record.",
    check=contradicted,
    source="M 2.254",
    hardened=True,
)

RULES: Final = (
    BROKEN_STATEMENT,
    ALTERED_STATEMENT,
    STALE_STATEMENT,
    WITHDRAWN_STATEMENT,
    CONTRADICTED_STATEMENT,
)
