"""Bidders never see each other: what an audience that may be one of them is not shown."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from nachweis.model.items import Item
from nachweis.model.kinds import Origin
from nachweis.model.objects import TYPE
from nachweis.model.tender_types import BIDDER, COMPARED


def own_entry(items: Iterable[Item], audience: str) -> str:
    """Return the ID of the bidder that an audience is, of which it sees the entry; else nothing.

    :param items: objects of the project
    :param audience: ID of a party, partner or class
    """
    return audience if audience in _bidders(items) else ""


def competes(items: Sequence[Item], audience: str) -> bool:
    """Return whether an audience may be a bidder: not if all of it are parties in other roles.

    :param items: objects of the project
    :param audience: ID of a party, partner or class; several with ``+`` between them
    """
    others = {item.id for item in items if item.type == "party"} - _bidders(items)
    return not all(names <= others for names in _parties(items, audience))


def not_for_bidders(items: Sequence[Item], audience: str) -> frozenset[str]:
    """Return the IDs of other bidders with all that belongs to them, and of what is compared.

    Questions without an answer are nobody else's, either. A class of information may be a bidder's;
    a party in another role sees what its classes allow.

    :param items: objects of the project
    :param audience: ID of a party, partner or class; several with ``+`` between them
    :source: M 2.251: offers are compared by the client, and by nobody else
    """
    if not competes(items, audience):
        return frozenset()
    registers = [item for item in items if TYPE[item.type].origin is Origin.REGISTER]
    seen_by = list(_parties(items, audience))
    hidden = {name for name in _bidders(items) if any(name not in names for names in seen_by)}
    hidden |= {i.id for i in registers if i.type == "question" and not i.get("answered")}
    hidden |= {item.id for item in registers if item.type in COMPARED}
    while True:
        more = {
            item.id
            for item in registers
            if item.id not in hidden and any(hidden.intersection(t) for t in item.links.values())
        }
        if not more:
            return frozenset(hidden)
        hidden |= more


def _bidders(items: Iterable[Item]) -> set[str]:
    return {item.id for item in items if item.type == "party" and item.get("role") == BIDDER}


def _parties(items: Iterable[Item], audience: str) -> Iterator[set[str]]:
    """Yield the parties behind each of an audience; a class is left as it is, as it is no party."""
    partners = {item.id: set(item.targets("party")) for item in items if item.type == "partner"}
    for name in audience.split("+"):
        yield partners.get(name, {name})
