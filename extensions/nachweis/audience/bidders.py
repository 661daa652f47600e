"""Bidders never see each other: what an audience that may be one of them is not shown of others."""

from __future__ import annotations

from collections.abc import Iterable

from nachweis.model.items import Item
from nachweis.model.kinds import Origin
from nachweis.model.objects import TYPE
from nachweis.model.tender_types import BIDDER


def own_entry(items: Iterable[Item], audience: str) -> str:
    """Return the ID of the bidder that an audience is, of which it sees the entry; else nothing.

    :param items: objects of the project
    :param audience: ID of a party, partner or class
    """
    bidders = {item.id for item in items if item.type == "party" and item.get("role") == BIDDER}
    return audience if audience in bidders else ""


def of_others(items: Iterable[Item], audience: str) -> frozenset[str]:
    """Return the IDs of what other bidders are, have or offer, and of questions without an answer.

    A class of information may be a bidder's; a party in another role sees what its classes allow.

    :param items: objects of the project
    :param audience: ID of a party, partner or class; several with ``+`` between them
    :source: M 2.251: offers are compared by the client, and by nobody else
    """
    registers = [item for item in items if TYPE[item.type].origin is Origin.REGISTER]
    kinds = {item.id: item for item in registers}
    parties = {item.id for item in registers if item.type == "party"}
    bidders = {i.id for i in registers if i.type == "party" and i.get("role") == BIDDER}
    seen_by: list[set[str]] = []
    for name in audience.split("+"):
        partner = kinds.get(name)
        is_partner = partner is not None and partner.type == "partner"
        seen_by.append(set(partner.targets("party")) if partner and is_partner else {name})
    if all(names <= parties - bidders for names in seen_by):
        return frozenset()
    hidden = {name for name in bidders if any(name not in names for names in seen_by)}
    hidden |= {i.id for i in registers if i.type == "question" and not i.get("answered")}
    while True:
        more = {
            item.id
            for item in registers
            if item.id not in hidden and any(hidden.intersection(t) for t in item.links.values())
        }
        if not more:
            return frozenset(hidden)
        hidden |= more
