"""Taking what another party says of its proofs: verified, kept as it came, and as objects."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from nachweis.exchange.offer import own_party
from nachweis.model.foreign import ENVELOPE, STATED_BY, Foreign, stem_of
from nachweis.model.items import Item
from nachweis.model.messages import Message
from nachweis.model.objects import PROOFS, TYPE
from nachweis.model.places import Place
from nachweis.model.terms import State
from nachweis.report.json_text import json_text
from nachweis.scaffold.imported import yaml_text
from nachweis.sources.files import problem
from nachweis.sources.lock import LOCK_FILE, format_lock
from nachweis.sources.statements import read_statement
from nachweis.sources.workspace import STATEMENTS
from nachweis.trace.gate import Verdict
from nachweis.trace.graph import build_graph
from nachweis.trace.stated import COVERING, OURS, Made, party_of, pin_of, taken


class Accepted(NamedTuple):
    """What an accepted statement becomes.

    :param party: who states it
    :param files: texts by path below the project
    :param proven: IDs of the requirements that it covers
    :param unknown: statements about requirements that are not selected here, or no duty of the
        sender alone
    :param contradicted: requirements of which a record of our own says something else
    :param changed: requirements that it states otherwise than the one before
    :param withdrawn: requirements that it states no longer
    """

    party: Item
    files: Mapping[str, str]
    proven: tuple[str, ...]
    unknown: int
    contradicted: tuple[str, ...]
    changed: tuple[str, ...]
    withdrawn: tuple[str, ...]


def verify(data: bytes, name: str, verdict: Verdict, today: datetime.date) -> Foreign:
    """Return what an envelope says, if it is signed, of a party we know, for us, and in force.

    :param data: the file
    :param name: its path, for messages
    :param verdict: our project
    :param today: the day on which it is to be in force
    :raises SourceError: with the one reason why it is refused
    """
    foreign = read_statement(data, name)
    place = Place(path=name, line=0)
    sender = _known(foreign, verdict, place)
    ours = own_party(verdict).get("domain").casefold()
    if not ours or foreign.recipient.casefold() != ours:
        raise problem(place, Message("is for {other}, not for us", other=foreign.recipient))
    _refuse_ended(foreign, today, place)
    for below in foreign.rests_on:
        _known(below, verdict, place)
        _refuse_ended(below, today, place)
    for before in _kept(verdict, sender):
        is_same = foreign.sequence == before.sequence and foreign.path == before.path
        if foreign.sequence <= before.sequence and not is_same:
            message = Message(
                "has the number {number}, and {last} was accepted before; it is an old one",
                number=foreign.sequence,
                last=before.sequence,
            )
            raise problem(place, message)
        older = {below.sender: below.sequence for below in before.rests_on}
        for below in foreign.rests_on:
            if below.sequence < older.get(below.sender, 0):
                message = Message(
                    "rests on an old statement of {domain}: number {number}, and {last} was "
                    "accepted before",
                    domain=below.sender,
                    number=below.sequence,
                    last=older[below.sender],
                )
                raise problem(place, message)
    return foreign


def _known(foreign: Foreign, verdict: Verdict, place: Place) -> Item:
    """Return the party that signed a statement.

    :raises SourceError: if its key is pinned for none, or for another one
    """
    parties = verdict.graph.of_type("party")
    pinned = [party for party in parties if pin_of(party) == foreign.pin]
    if len(pinned) != 1:
        message = Message(
            "is signed with a key of nobody here ({key}); if it is right, write it into 'key' of "
            "the party",
            key=foreign.pin,
        )
        raise problem(place, message)
    if party_of(foreign, parties) is None:
        message = Message(
            "is of {domain}, but signed by {id}", domain=foreign.sender, id=pinned[0].id
        )
        raise problem(place, message)
    return pinned[0]


def _refuse_ended(foreign: Foreign, today: datetime.date, place: Place) -> None:
    if not foreign.issued <= today <= foreign.until:
        message = Message(
            "counts from {begin} to {end}; ask for another one",
            begin=foreign.issued,
            end=foreign.until,
        )
        raise problem(place, message)


def _kept(verdict: Verdict, sender: Item) -> Iterator[Foreign]:
    """Yield what the party stated before, as far as it is kept."""
    parties = verdict.graph.of_type("party")
    for before in verdict.graph.project.foreign:
        if party_of(before, parties) == sender:
            yield before


def accept(foreign: Foreign, data: bytes, verdict: Verdict) -> Accepted:
    """Return what a statement becomes: the envelope as it came, and an object for each proof.

    To accept something for the first time confirms it. What a later statement says otherwise keeps
    the confirmation of the earlier one, and is suspect until somebody confirms it again; what it
    says no longer stays, marked as superseded, until somebody has settled that and deletes it.

    :param foreign: what it says, verified
    :param data: the file
    :param verdict: our project
    """
    graph = verdict.graph
    sender = party_of(foreign, graph.of_type("party"))
    if sender is None:  # it has been verified
        raise ValueError
    stem = stem_of(sender)
    found = taken(foreign, graph)
    written = f"evidence/stated-{stem}.yaml"
    before = {
        item.id: item
        for kind in COVERING
        for item in graph.of_type(kind)
        if item.targets(STATED_BY)[:1] == (sender.id,)
    }
    earlier = {name for old in _kept(verdict, sender) for name in taken(old, graph).made}
    gone = [
        item
        for name, item in before.items()
        if name not in found.made and (name in earlier or item.get("status") == "superseded")
    ]
    objects = [
        *(_entry(made, before.get(name)) for name, made in found.made.items()),
        *(_withdrawn(item) for item in gone),
    ]
    locks = _locks(verdict, found.made, before, written)
    stated = {target for made in found.made.values() for target in _targets(made)}
    contradicted = {
        cell.requirement.id
        for cell in verdict.coverage.cells
        if cell.kind == "record"
        and cell.state in (State.FAILED, State.PARTIAL)
        and not cell.stated_by
    }
    changed = (
        target
        for name, made in found.made.items()
        if name in before and before[name].get("statement") != made.fields["statement"]
        for target in _targets(made)
    )
    return Accepted(
        party=sender,
        files={
            **({LOCK_FILE: format_lock(locks)} if locks else {}),
            **({written: _head(sender, foreign, objects)} if objects or before else {}),
            # last: with its number it says that all of it was accepted
            f"{STATEMENTS}/{stem}{ENVELOPE}": data.decode(),
        },
        proven=tuple(sorted(stated)),
        unknown=found.unknown,
        contradicted=tuple(sorted(contradicted & stated)),
        changed=tuple(sorted({*changed})),
        withdrawn=tuple(
            sorted({name for item in gone for name in item.targets(PROOFS[item.type].link)})
        ),
    )


def _targets(made: Made) -> tuple[str, ...]:
    return made.links[PROOFS[made.type].link]


def _entry(made: Made, before: Item | None) -> tuple[str, dict[str, Any]]:
    """Return an object as it is written, with what is ours of the one before."""
    ours = {name: before.get(name) for name in OURS} if before else {}
    return _written(made, {**made.fields, **{n: value for n, value in ours.items() if value}})


def _withdrawn(item: Item) -> tuple[str, dict[str, Any]]:
    return _written(item, {**item.fields, "status": "superseded"})


def _written(item: Item | Made, fields: Mapping[str, str]) -> tuple[str, dict[str, Any]]:
    """Return the type of an object, and its entry in a file."""
    links = {name: list(targets) for name, targets in item.links.items()}
    return item.type, {"id": item.id, "title": item.title, **fields, **links, "text": item.body}


def _head(sender: Item, foreign: Foreign, objects: Iterable[tuple[str, dict[str, Any]]]) -> str:
    lists: dict[str, list[dict[str, Any]]] = {}
    for kind, entry in objects:
        lists.setdefault(TYPE[kind].plural, []).append(entry)
    head = (
        f"# Stated by {sender.title}, number {foreign.sequence}. Written by 'nachweis accept', "
        f"which writes it again; what is signed lies in {STATEMENTS}.\n"
    )
    return head + (yaml_text(lists) if lists else "records: []\n")


def _locks(
    verdict: Verdict, made: Mapping[str, Made], before: Mapping[str, Item], written: str
) -> dict[tuple[str, str, str], str]:
    """Return the locks of the project, with those of what is stated for the first time."""
    project = verdict.graph.project
    items = [
        Item(
            type=new.type,
            id=new.id,
            title=new.title,
            fields=new.fields,
            links=new.links,
            body=new.body,
            place=Place(path=written),
            document=written,
        )
        for new in made.values()
        if new.id not in before
    ]
    graph = build_graph(verdict.graph.catalogue, project._replace(items=(*project.items, *items)))
    new = {
        (item.id, PROOFS[item.type].link, target): graph.link_fingerprint(item, target)
        for item in items
        for target in item.targets(PROOFS[item.type].link)
    }
    return {**project.locks, **new}


def as_json(accepted: Accepted, foreign: Foreign) -> str:
    """Return what was accepted as JSON.

    :param accepted: what it became
    :param foreign: what it says
    """
    data = {
        "schema": "nachweis/accepted/1",
        "party": accepted.party.id,
        "sequence": foreign.sequence,
        "until": str(foreign.until),
        "proven": len(accepted.proven),
        "unknown": accepted.unknown,
        "contradicted": list(accepted.contradicted),
        "changed": list(accepted.changed),
        "withdrawn": list(accepted.withdrawn),
    }
    return json_text(data)
