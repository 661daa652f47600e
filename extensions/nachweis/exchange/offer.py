"""What a party tells another one of its proofs: what is covered, since when, and until when."""

from __future__ import annotations

import datetime
import hashlib
import json
from collections.abc import Mapping
from typing import Any, Final, NamedTuple

from nachweis.exchange.envelope import STATEMENT
from nachweis.model.items import Item
from nachweis.model.messages import Message
from nachweis.model.terms import State
from nachweis.sources.files import problem
from nachweis.trace.coverage import Cell
from nachweis.trace.gate import Verdict

PREDICATE: Final = "https://nachweis.example/offer/1"
"""Type of the predicate; another number stands for another schema."""


class Terms(NamedTuple):
    """For whom, in which order and how long statements are made.

    :param recipient: ID of the party
    :param sequence: greater than in every bundle before: a later one replaces an earlier one
    :param issued: day on which they are made
    :param until: last day on which they count
    """

    recipient: str
    sequence: int
    issued: datetime.date
    until: datetime.date


def offer(
    verdict: Verdict,
    hidden: frozenset[str],
    terms: Terms,
    oscal: Mapping[str, Any],
    *,
    proven: bool,
) -> dict[str, Any]:
    """Return a statement of what is proven, with the texts that the recipient may see.

    :param verdict: the project, judged
    :param hidden: IDs of the objects that it may not see
    :param terms: for whom, and how long
    :param oscal: what it may see as a security plan in OSCAL
    :param proven: whether it may know that something is proven whose proof it may not see
    :raises SourceError: if sender or recipient has no domain by which the other side knows it
    """
    items = verdict.graph.items
    sender = own_party(verdict)
    said = [
        _stated(cell, items, hidden)
        for cell in verdict.coverage.cells
        if cell.state is State.COVERED
        and sender.get("role") in cell.requirement.responsible
        and (proven or hidden.isdisjoint(cell.by))
    ]
    predicate = {
        "from": {
            "key": verdict.key,
            "title": sender.title,
            "domain": _domain(sender),
        },
        "to": {"domain": _domain(items[terms.recipient])},
        "sequence": terms.sequence,
        "issued": str(terms.issued),
        "until": str(terms.until),
        "as_of": str(verdict.coverage.as_of),
        "statements": said,
        "oscal": oscal,
    }
    digest = _digest(predicate)
    name = f"{_domain(sender)} to {_domain(items[terms.recipient])}"
    return {
        "_type": STATEMENT,
        "subject": [{"name": name, "digest": {"sha256": digest}}],
        "predicateType": PREDICATE,
        "predicate": predicate,
    }


def own_party(verdict: Verdict) -> Item:
    """Return the party whose project it is: the one in the role of its side.

    :param verdict: the project
    :raises SourceError: if there is none, or several are
    """
    side = verdict.graph.project.settings.side
    found = [item for item in verdict.graph.of_type("party") if item.get("role") == side]
    if len(found) != 1:
        message = Message(
            "the register of parties must have one party in the role {role}; there are {count}",
            role=side,
            count=len(found),
        )
        raise problem(verdict.graph.project.settings.place, message)
    return found[0]


def _domain(party: Item) -> str:
    if not party.get("domain"):
        message = Message(
            "{id} has no domain, by which the other side knows it; add it", id=party.id
        )
        raise problem(party.place, message)
    return party.get("domain").casefold()


def _stated(cell: Cell, items: Mapping[str, Item], hidden: frozenset[str]) -> dict[str, Any]:
    resting = [items[name] for name in cell.by if name in items]
    days = [day for item in resting if (day := item.date("date"))]
    shown = [item for item in resting if item.id not in hidden]
    made: dict[str, Any] = {
        "requirement": cell.requirement.id,
        "kind": cell.kind,
        "digest": _digest([[item.type, item.title, item.body] for item in resting]),
    }
    if days:
        made["since"] = str(max(days))
    if cell.fresh_until:
        made["fresh_until"] = str(cell.fresh_until)
    if shown:
        made["texts"] = [{"title": item.title, "text": item.body} for item in shown]
    return made


def _digest(value: object) -> str:
    text = json.dumps(value, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()
