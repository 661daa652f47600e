"""What other parties state as objects of a project: made when accepted, compared ever after."""

from __future__ import annotations

import datetime
import hashlib
from collections.abc import Iterable, Mapping, Sequence
from typing import Final, NamedTuple

from nachweis.model.catalogue import Requirement
from nachweis.model.foreign import STATED_BY, Foreign, Said
from nachweis.model.items import Item
from nachweis.model.objects import PROOFS
from nachweis.trace.applicability import not_owed
from nachweis.trace.graph import Graph

COVERING: Final = ("section", "record")
"""Kinds of proof that a statement can bring: of a contract both sides hold the text."""
_WORDS: Final = {
    "en": (
        "Stated by {party}: {id}",
        "{party} states that {id} is proven there ({kind}); nobody here has looked at it.",
        "For {id}, {party} rests on what {other} stated to it.",
        "Since {date}.",
        {"section": "concept", "record": "record"},
    ),
    "de": (
        "Angabe von {party}: {id}",
        "{party} gibt an, dass {id} dort nachgewiesen ist ({kind}); hier hat es niemand geprüft.",
        "Für {id} stützt sich {party} auf das, was {other} angegeben hat.",
        "Seit {date}.",
        {"section": "Konzept", "record": "Beleg"},
    ),
}
OURS: Final = ("infoclass", "tags")
"""Fields that are ours to set, and stay when an object is written again."""


class Made(NamedTuple):
    """What a statement becomes: an object without a place."""

    type: str
    id: str
    title: str
    fields: Mapping[str, str]
    links: Mapping[str, tuple[str, ...]]
    body: str


class Taken(NamedTuple):
    """What becomes of the statements of a party.

    :param made: objects by ID
    :param unknown: statements about what is not selected here, or is not the sender's duty alone
    """

    made: Mapping[str, Made]
    unknown: int


def party_of(foreign: Foreign, parties: Iterable[Item]) -> Item | None:
    """Return the party whose pinned key signed a statement, and whose domain it names.

    :param foreign: the statement
    :param parties: the register of parties
    """
    known = [party for party in parties if pin_of(party) == foreign.pin]
    fits = len(known) == 1 and known[0].get("domain").casefold() == foreign.sender.casefold()
    return known[0] if fits else None


def pin_of(party: Item) -> str:
    """Return the pinned key of a party: SHA-256 in hexadecimal, without colons.

    :param party: an entry of the register of parties
    """
    return party.get("key").replace(":", "").casefold()


def taken(foreign: Foreign, graph: Graph) -> Taken:
    """Return what the statements of a party become in a project.

    A statement covers what is the other side's duty alone: where both have to act, that one of
    them did proves nothing of the other.

    :param foreign: what it states
    :param graph: our project
    """
    parties = graph.of_type("party")
    sender = party_of(foreign, parties)
    if sender is None:
        return Taken(made={}, unknown=len(foreign.statements))
    made: dict[str, Made] = {}
    unknown = 0
    stated: dict[str, list[_Statement]] = {}
    for said in foreign.statements:
        found = _statement(foreign, said, sender, parties)
        requirement = graph.requirements.get(said.requirement)
        if found is not None:
            stated.setdefault(said.requirement, []).append(found)
        if requirement is None or found is None or not _owes_alone(found, requirement, graph):
            unknown += said.kind in COVERING
        elif _proves(said, requirement):
            one = _object(found, requirement.id, said.kind, graph)
            made[one.id] = one
    for requirement in graph.requirements.values():
        if not requirement.stated or not_owed(requirement, "record", graph.project.settings):
            continue
        parts = [part for name in requirement.stated for part in stated.get(name, ())]
        kinds = {(part.said.requirement, part.said.kind) for part in parts}
        if all((name, kind) in kinds for name in requirement.stated for kind in COVERING):
            one = _object(_together(parts), requirement.id, "record", graph)
            made[one.id] = one
    return Taken(made=made, unknown=unknown)


class _Statement(NamedTuple):
    """A statement with those who state it, the sender first, and how long it counts."""

    foreign: Foreign
    said: Said
    parties: tuple[Item, ...]
    until: datetime.date


def _statement(
    foreign: Foreign, said: Said, sender: Item, parties: Sequence[Item]
) -> _Statement | None:
    """Return a statement with what it rests on; nothing where we do not know who stated that."""
    ends = [foreign.until, *filter(None, (said.fresh_until,))]
    chain = [sender]
    for other, below in foreign.below(said):
        party = party_of(other, parties)
        if party is None:
            return None
        chain.append(party)
        ends += [other.until, *filter(None, (below.fresh_until,))]
    return _Statement(foreign=foreign, said=said, parties=tuple(chain), until=min(ends))


def _together(parts: Sequence[_Statement]) -> _Statement:
    """Return several statements as one: as old as the newest, and as lasting as the shortest."""
    text = "\n".join(sorted(part.said.digest for part in parts))
    days = [part.said.since for part in parts if part.said.since]
    first = parts[0]
    said = first.said._replace(
        digest=hashlib.sha256(text.encode()).hexdigest(),
        since=max(days, default=None),
        texts=(),
    )
    chain = {party.id: party for part in parts for party in part.parties}
    ends = [part.until for part in parts]
    return first._replace(said=said, parties=tuple(chain.values()), until=min(ends))


def _owes_alone(statement: _Statement, requirement: Requirement, graph: Graph) -> bool:
    role, settings = statement.parties[-1].get("role"), graph.project.settings
    owed = {party.value for party in requirement.responsible}
    asked = not_owed(requirement, statement.said.kind, settings) is None
    return role in owed and settings.side.value not in owed and asked


def _proves(said: Said, requirement: Requirement) -> bool:
    if said.kind not in COVERING or said.kind not in requirement.proofs:
        return False
    kinds = requirement.record_kinds
    return said.kind != "record" or not kinds or "statement" in kinds or said.by in kinds


def _object(statement: _Statement, requirement: str, kind: str, graph: Graph) -> Made:
    foreign, said = statement.foreign, statement.said
    settings = graph.project.settings
    title, states, rests, since, kinds = _WORDS.get(settings.language, _WORDS["en"])
    sender, *others = statement.parties
    letter = "S" if kind == "section" else "R"
    identifier = f"{settings.key}_{letter}_{foreign.project}_{requirement}"
    body = [states.format(party=sender.title, kind=kinds[said.kind], id=requirement)]
    body += [rests.format(party=sender.title, other=o.title, id=requirement) for o in others]
    body += [since.format(date=said.since)] if said.since else []
    body += [f"{head}: {text}" for head, text in said.texts]
    common = {"statement": said.digest, "valid_until": str(statement.until)}
    role = statement.parties[-1].get("role")
    if kind == "section":
        fields = {"status": "approved", "concept": role, "owner": sender.title, **common}
    else:
        fields = {
            "kind": "statement",
            "date": str(said.since or foreign.issued),
            "result": "pass",
            "by": sender.title,
            **common,
        }
    links = {
        PROOFS[kind].link: (requirement,),
        STATED_BY: tuple(party.id for party in statement.parties),
    }
    return Made(
        type=kind,
        id=identifier,
        title=title.format(party=sender.title, id=requirement),
        fields=fields,
        links=links,
        body="\n\n".join(body),
    )


def differs(item: Item, made: Made) -> str:
    """Return the name of what an object says otherwise than its statement; empty: nothing.

    :param item: an object of a project
    :param made: what its statement says
    """
    if item.type != made.type or item.title != made.title:
        return "title"
    for name in dict.fromkeys((*made.fields, *item.fields)):
        if name not in OURS and item.get(name) != made.fields.get(name, ""):
            return name
    for name in dict.fromkeys((*made.links, *item.links)):
        if item.targets(name) != made.links.get(name, ()):
            return name
    return "" if item.body.split() == made.body.split() else "text"
