"""Rules about registers as a whole: that they are there, kept up, and fit what they speak of."""

from __future__ import annotations

import datetime
import functools
from collections.abc import Collection, Iterable, Iterator, Set
from itertools import chain
from pathlib import PurePosixPath
from typing import Final

from nachweis.model.catalogue import Requirement
from nachweis.model.findings import Finding, Rule
from nachweis.model.items import Item
from nachweis.model.kinds import ObjectType
from nachweis.model.messages import Message, Term, gettext_noop
from nachweis.model.objects import TYPE
from nachweis.model.places import Place
from nachweis.model.terms import (
    NOT_LINKED,
    DecisionKind,
    Party,
    Phase,
    PhaseStatus,
    Severity,
    State,
)
from nachweis.trace.coverage import Cell, Coverage
from nachweis.trace.graph import Graph
from nachweis.trace.rules.network import WRITERS
from nachweis.trace.rules.subjects import GATE, listed, named

_SIDES: Final = frozenset({Party.CLIENT.value, Party.PROVIDER.value})


def missing(graph: Graph, coverage: Coverage, /) -> Iterator[Finding]:
    """Yield a finding for every register that is empty and that something asks for.

    One that an applicable requirement demands is owed from the first phase on in which a proof of
    such a requirement is due; one without which the entries of another say nothing, at once.

    :param graph: catalogue and project
    :param coverage: the states of all cells
    """
    wanted: dict[str, list[str]] = {}
    empty = [kind for kind in TYPE.values() if not graph.of_type(kind.name)]
    for kind in empty:
        for identifier in kind.demanded_by:
            wanted.setdefault(identifier, []).append(kind.name)
    first: dict[str, Cell] = {}
    for cell in coverage.cells if wanted else ():
        if cell.state not in (State.NA, State.WAIVED):
            for name in wanted.get(cell.requirement.id, ()):
                known = first.get(name)
                if known is None or cell.due.position < known.due.position:
                    first[name] = cell
    settings = graph.project.settings
    told = set[str]()
    for name, cell in first.items():
        severity = GATE.get(coverage.status[cell.due])
        if severity is not None:
            told.add(name)
            message = Message(
                "there is no {kind} in any register, and {requirement} ({label}) asks for them; "
                "add them with 'nachweis add {kind} {key}'",
                kind=name,
                requirement=cell.requirement.id,
                label=cell.requirement.label,
                key=settings.key,
            )
            yield MISSING_REGISTER.at(
                settings.place,
                settings.key,
                message,
                severity=severity,
                phase=cell.due,
                related=name,
            )
    yield from _needed(graph, [kind for kind in empty if kind.name not in told])


def _needed(graph: Graph, empty: Iterable[ObjectType]) -> Iterator[Finding]:
    """Yield the types without an entry that those of another type need."""
    settings = graph.project.settings
    for kind in empty:
        others = [item.id for name in kind.needed_by for item in graph.of_type(name)]
        if others:
            message = Message(
                "there is no {kind} in any register, and entries need one ({names}); add them "
                "with 'nachweis add {kind} {key}'",
                kind=kind.name,
                names=named(others),
                key=settings.key,
            )
            yield MISSING_REGISTER.at(
                settings.place,
                settings.key,
                message,
                severity=Severity.WARNING,
                related=kind.name,
            )


MISSING_REGISTER: Final = Rule(
    name="missing-register",
    severity=Severity.ERROR,
    meaning="A register is empty, and a requirement asks for it in a phase that has begun, or "
    "entries of another one say nothing without it.",
    check=missing,
)


def reviews(graph: Graph, coverage: Coverage, /) -> Iterator[Finding]:
    """Yield a warning for every entry that has to be looked at again, and was not for long.

    :param graph: catalogue and project
    :param coverage: for the date and the phases
    :source: OPS.3.1.M4: who may receive what is reviewed regularly; M11: rights likewise
    """
    if coverage.status[Phase.EXIT] is PhaseStatus.CLOSED:
        return
    for name, items in graph.by_type.items():
        rule = UNREVIEWED_RIGHT if name == "right" else UNREVIEWED_ENTRY
        for item in items if TYPE[name].review else ():
            until = review_due(graph, item)
            if until is None or until >= coverage.as_of or not is_kept(item, coverage.as_of):
                continue
            last, looked = _looked_at(item)
            message = Message(
                "{id} was last looked at on {date}, which held until {until}; review it and enter "
                "the date in 'reviewed'",
                id=item.id,
                date=looked,
                until=until,
            )
            yield rule.about(item, message, last, phase=coverage.phase)


UNREVIEWED_RIGHT: Final = Rule(
    name="unreviewed-right",
    severity=Severity.WARNING,
    meaning="An access right was granted or reviewed longer ago than the regular interval.",
    check=reviews,
    source="OPS.3.1.M11",
    overdue=True,
)


UNREVIEWED_ENTRY: Final = Rule(
    name="unreviewed-entry",
    severity=Severity.WARNING,
    meaning="A communication partner, a dependency, or tailoring without an end was last looked at "
    "longer ago than the regular interval.",
    check=reviews,
    source="OPS.3.1.M4",
    overdue=True,
)


def review_due(graph: Graph, item: Item) -> datetime.date | None:
    """Return the last day by which an entry has to be reviewed, where one is known.

    :param graph: the project, for its intervals
    :param item: an object of a type that is reviewed
    """
    review = TYPE[item.type].review
    if review is None:
        return None
    intervals = graph.project.settings.intervals
    interval = intervals.get(review.requirement) or intervals.get("regular")
    _, looked = _looked_at(item)
    return interval.after(looked) if interval and looked else None


def is_kept(item: Item, as_of: datetime.date) -> bool:
    """Return whether an entry still stands at a date, so that somebody has to look after it.

    :param item: an object of a type that is reviewed
    :param as_of: the date of judgement
    """
    withdrawn = item.date("withdrawn")
    if item.get("status") in NOT_LINKED or (withdrawn is not None and withdrawn <= as_of):
        return False
    if item.type != "decision":
        return True
    is_tailoring = item.get("kind") == DecisionKind.NOT_APPLICABLE and not item.get("until")
    return is_tailoring and item.get("status") in ("", "taken")


def _looked_at(item: Item) -> tuple[str, datetime.date | None]:
    """Return when somebody looked at an entry last, and the field that says so."""
    review = TYPE[item.type].review
    found = [(day, name) for name in (review.days if review else ()) if (day := item.date(name))]
    day, name = max(found, default=(None, ""))
    return name, day


def parties(graph: Graph, _: Coverage, /) -> Iterator[Finding]:
    """Yield a warning for every clause that obliges nobody who has to meet the requirement.

    Likewise for every section on what this side alone owes in the concept of another party.

    Two ways are right: a clause that hands a duty down, which a dependency names in
    ``passes_on``; and a demand that the client sets before a provider is known, which the
    contract then lays on that provider.

    :param graph: catalogue and project
    :source: the responsible parties of each requirement in the catalogue
    """

    @functools.cache
    def said(parties: Collection[str]) -> str:
        return listed({*parties})

    handed_down = {t for item in graph.of_type("dependency") for t in item.targets("passes_on")}
    owers: dict[str, frozenset[str]] = {}
    for clause in graph.of_type("clause"):
        obliged = clause.list("obliges")
        if not obliged or clause.id in handed_down or clause.get("status") in NOT_LINKED:
            continue
        for target in clause.targets("fulfils"):
            if target not in owers:
                owers[target] = _owers(graph, target)
            owed_by = owers[target]
            if not owed_by or not owed_by.isdisjoint(obliged):
                continue
            message = Message(
                "{id} obliges {obliged}, but {target} is a duty of {parties}; correct 'obliges', "
                "or name the clause in 'passes_on' of the dependency that takes the duty over",
                id=clause.id,
                obliged=said(obliged),
                target=target,
                parties=said(owed_by),
            )
            yield WRONG_PARTY.about(clause, message, "obliges", related=target)
    yield from _in_concept_of_another(graph)


def _in_concept_of_another(graph: Graph) -> Iterator[Finding]:
    own = graph.project.settings.side.value
    mine: dict[str, bool] = {}
    for section in graph.of_type("section"):
        concept = section.get("concept")
        if concept == own:
            yield from _owned_by_the_other_side(graph, section, own)
        if concept == own or concept not in WRITERS or section.get("status") in NOT_LINKED:
            continue
        for target in section.targets("addresses"):
            if target not in mine:
                owing = (graph.requirements[r].responsible for r in graph.stands_for(target))
                mine[target] = set(chain.from_iterable(owing)) == {own}
            if mine[target]:
                message = Message(
                    "{id} stands in the concept of {concept}, but {target} is a duty of {party} "
                    "alone; correct 'concept', or write a section of the right one",
                    id=section.id,
                    concept=Term(concept),
                    target=target,
                    party=Term(own),
                )
                yield WRONG_PARTY.about(section, message, "concept", related=target)


def _owned_by_the_other_side(graph: Graph, section: Item, own: str) -> Iterator[Finding]:
    """Yield if somebody of the other side answers for a section of this side's own concept."""
    contact = graph.items.get(section.get("owner"))
    ends = (graph.items.get(end) for end in (contact.targets("party") if contact else ()))
    roles = {end.get("role") for end in ends if end is not None}
    if contact is not None and roles and roles <= _SIDES - {own}:
        message = Message(
            "{id} stands in the concept of {concept}, and {contact}, who answers for it, is of the "
            "other side; name somebody of this side",
            id=section.id,
            concept=Term(own),
            contact=contact.id,
        )
        yield WRONG_PARTY.about(section, message, "owner", related="owner")


def _owers(graph: Graph, target: str) -> frozenset[str]:
    """Return the parties of which a clause has to oblige one; none where anybody will do."""
    requirements = [graph.requirements[r] for r in graph.stands_for(target)]
    if all(map(_is_a_demand, requirements)):
        return frozenset()
    return frozenset(party for r in requirements for party in r.responsible)


def _is_a_demand(requirement: Requirement) -> bool:
    dues = requirement.proofs.values()
    is_early = any(due.position < Phase.CONTRACT.position for due in dues)
    return requirement.responsible == (Party.CLIENT,) and is_early


WRONG_PARTY: Final = Rule(
    name="wrong-party",
    severity=Severity.WARNING,
    meaning="A clause obliges none of the parties that have to meet the requirement which it "
    "fulfils, a section on what this side alone owes stands in the concept of another party, or "
    "somebody of the other side answers for one of this side's own.",
    check=parties,
)


def sides(graph: Graph, _: Coverage, /) -> Iterator[Finding]:
    """Yield a warning for every phase that somebody of the other side closed.

    :param graph: catalogue and project
    """
    settings = graph.project.settings
    for phase, closing in settings.closed.items():
        who = graph.items.get(closing.approved_by or "")
        ends = (graph.items.get(end) for end in (who.targets("party") if who else ()))
        roles = {end.get("role") for end in ends if end is not None}
        if roles & _SIDES and settings.side in _SIDES and settings.side not in roles:
            message = Message(
                "{phase} was approved by {contact} of the side {role}, but the project is written "
                "from the side {side}; correct 'side' or 'approved_by'",
                phase=Term(phase),
                contact=closing.approved_by,
                role=listed(roles),
                side=Term(settings.side),
            )
            yield WRONG_SIDE.at(closing.place, settings.key, message, phase=phase, related=phase)


WRONG_SIDE: Final = Rule(
    name="wrong-side",
    severity=Severity.WARNING,
    meaning="A phase was closed by a contact of the other side than the project's.",
    check=sides,
)

_AUDIENCES: Final = ("party", "partner", "infoclass")


def classes(graph: Graph, _: Coverage, /) -> Iterator[Finding]:
    """Yield a warning for every information class or audience that no register holds.

    A project without any class is not warned: it has no register yet.

    :param graph: catalogue and project
    :source: OPS.3.1.M3, M4: a common scheme of classes, and measures that follow from it
    """
    known = {name for item in graph.of_type("infoclass") for name in (item.id, item.title)}
    if not known:
        return
    settings = graph.project.settings
    template = gettext_noop(
        "{id} has the information class {name}, which no register holds; allowed are {known}"
    )
    allowed = ", ".join(item.title for item in graph.of_type("infoclass"))
    if settings.infoclass and settings.infoclass not in known:
        message = Message(template, id=settings.key, name=repr(settings.infoclass), known=allowed)
        yield UNKNOWN_INFOCLASS.at(settings.place, settings.key, message)
    for item in graph.project.items:
        name = item.get("infoclass")
        if name and name not in known:
            message = Message(template, id=item.id, name=repr(name), known=allowed)
            yield UNKNOWN_INFOCLASS.about(item, message, "infoclass")
    for page in graph.project.classes:
        if page.name not in known:
            path = page.place.path
            message = Message(template, id=path, name=repr(page.name), known=allowed)
            yield UNKNOWN_INFOCLASS.at(page.place, settings.key, message, related=path)
    file = str(PurePosixPath(settings.place.path).with_name("annexes.yaml"))
    for annex in graph.project.annexes:
        if annex.infoclass and annex.infoclass not in known:
            message = Message(template, id=annex.name, name=repr(annex.infoclass), known=allowed)
            place = Place(path=file, line=annex.line)
            yield UNKNOWN_INFOCLASS.at(place, settings.key, message, related=annex.name)
    yield from _disclosed(graph, known, template, allowed)


def _disclosed(graph: Graph, known: Set[str], template: str, allowed: str) -> Iterator[Finding]:
    """Yield a warning for each class and audience that ``disclosure`` names and nothing has."""
    settings = graph.project.settings
    told = settings.disclosure
    for part, given in (("folders", told.folders), ("particulars", told.particulars)):
        for name, kind in given.items():
            if kind not in known:
                message = Message(template, id=name, name=repr(kind), known=allowed)
                place = settings.place_of(f"disclosure.{part}")
                yield UNKNOWN_INFOCLASS.at(place, settings.key, message, related=name)
    audiences = {item.id for kind in _AUDIENCES for item in graph.of_type(kind)}
    for part, names in (("proven_to", told.proven_to), ("other_ids", told.other_ids)):
        for name in names:
            if name not in audiences:
                message = Message(
                    "{part} names {id}, which is no party, communication partner or information "
                    "class; correct the ID",
                    part=repr(part),
                    id=name,
                )
                place = settings.place_of(f"disclosure.{part}")
                yield UNKNOWN_INFOCLASS.at(place, settings.key, message, related=f"{part} {name}")


UNKNOWN_INFOCLASS: Final = Rule(
    name="unknown-infoclass",
    severity=Severity.WARNING,
    meaning="An object, a page, a folder, an annex or the project has an information class that no "
    "register holds, or `disclosure` names an audience that none does.",
    check=classes,
    source="OPS.3.1.M3, M4",
)


def selves(graph: Graph, _: Coverage, /) -> Iterator[Finding]:
    """Yield an error for every object that a link of its own points to.

    :param graph: catalogue and project
    """
    for name, items in graph.by_type.items():
        for link in (link.name for link in TYPE[name].links if name in link.targets):
            for item in items:
                if item.id in item.targets(link):
                    message = Message(
                        "{id}: {link} names {id} itself; name another", id=item.id, link=link
                    )
                    yield SELF_LINK.about(item, message, link, related=link)


SELF_LINK: Final = Rule(
    name="self-link",
    severity=Severity.ERROR,
    meaning="An object is linked to itself, such as a contact that is its own deputy.",
    check=selves,
)

RULES: Final = (
    MISSING_REGISTER,
    UNREVIEWED_RIGHT,
    UNREVIEWED_ENTRY,
    WRONG_PARTY,
    WRONG_SIDE,
    UNKNOWN_INFOCLASS,
    SELF_LINK,
)
