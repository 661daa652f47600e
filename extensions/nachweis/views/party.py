"""Everything about one party: its place in the chain, its people, and all that names either."""

from __future__ import annotations

import dataclasses
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from nachweis.model.items import Item
from nachweis.model.kinds import FieldKind
from nachweis.model.objects import TYPE
from nachweis.model.terms import Party
from nachweis.trace.gate import Verdict
from nachweis.trace.graph import Graph

INDEX = "index"
"""Argument of the page over all parties."""

MOST_TIES: Final = 400
"""Objects that the page of a party shows in its table, whatever their types."""
MOST_OF_A_TYPE: Final = 50
"""Objects of a type that it shows where there are more; it counts the rest by document."""


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Tie:
    """An object that has to do with a party.

    :param relation: name of the link or field that ties it
    :param is_link: whether that is a link
    :param by: the contact that it names; None where it names the party itself
    """

    item: Item
    relation: str
    is_link: bool
    by: Item | None = None


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class PartyView:
    """A party with all that has to do with it.

    :param above: the parties up the chain of contracts, the nearest first
    :param below: its subcontractors with their depth, counted from 1
    :param ties: objects that name it or one of its contacts, in the order of the types
    :param rest: IDs of objects that name it, too, where there are many of a type
    :param types: how many of them are of each type, with the rest
    :param clauses: how many clauses oblige its role
    :param open: how many proofs its role answers for that do not pass
    """

    party: Item
    above: tuple[Item, ...]
    below: tuple[tuple[int, Item], ...]
    contacts: tuple[Item, ...]
    ties: tuple[Tie, ...]
    rest: tuple[str, ...]
    types: Mapping[str, int]
    clauses: int
    open: int


def party_pages(verdict: Verdict) -> list[str]:
    """Return the arguments of the pages of parties: the one over all, then their IDs.

    :param verdict: the judged project
    """
    found = [item.id for item in verdict.graph.of_type("party") if item.id]
    return [INDEX, *found] if found else []


def build_parties(verdict: Verdict) -> Mapping[str, PartyView]:
    """Collect everything about each party, by its ID, in one pass over the objects.

    :param verdict: the judged project
    """
    graph = verdict.graph
    parties = [item for item in graph.of_type("party") if item.id]
    contacts: dict[str, list[Item]] = {party.id: [] for party in parties}
    for contact in graph.of_type("contact"):
        for party in dict.fromkeys(contact.targets("party")):
            if party in contacts:
                contacts[party].append(contact)
    ties = _ties(graph, contacts)
    clauses = Counter(role for c in graph.of_type("clause") for role in {*c.list("obliges")})
    owed: Counter[str] = Counter(
        role
        for cell in verdict.coverage.cells
        if cell.is_open
        for role in {*cell.requirement.responsible}
    )
    views = {}
    for own in parties:
        shown, rest = _first_of_each_type(ties[own.id])
        views[own.id] = PartyView(
            party=own,
            above=tuple(chain_above(graph, own)),
            below=tuple(chain_below(graph, own)),
            contacts=tuple(contacts[own.id]),
            ties=tuple(shown),
            rest=tuple(tie.item.id for tie in rest),
            types=Counter(tie.item.type for tie in ties[own.id]),
            clauses=clauses[_role(own)],
            open=owed[_role(own)],
        )
    return views


def _first_of_each_type(ties: Sequence[Tie]) -> tuple[list[Tie], list[Tie]]:
    """Part what a page shows in its table from what it counts by document."""
    if len(ties) <= MOST_TIES:
        return list(ties), []
    parts: tuple[list[Tie], list[Tie]] = ([], [])
    seen: Counter[str] = Counter()
    for tie in ties:
        seen[tie.item.type] += 1
        parts[seen[tie.item.type] > MOST_OF_A_TYPE].append(tie)
    return parts


def _role(party: Item) -> str:
    """Return the role of a party, one of :class:`~nachweis.model.terms.Party` or empty."""
    role = party.get("role")
    return role if role in set(Party) else ""


def chain_above(graph: Graph, party: Item) -> Iterator[Item]:
    """Yield the parties up the chain of contracts, the nearest first.

    :param graph: the project
    :param party: where to begin
    """
    seen, waiting = {party.id}, list(party.targets("works_for"))
    while waiting:
        item = graph.items.get(waiting.pop(0))
        if item is not None and item.id not in seen:
            seen.add(item.id)
            waiting += item.targets("works_for")
            yield item


def chain_below(graph: Graph, party: Item) -> Iterator[tuple[int, Item]]:
    """Yield the subcontractors down the chain with their depth, each once.

    :param graph: the project
    :param party: where to begin
    """
    seen, waiting = {party.id}, [(1, item) for item in graph.sources(party.id, "works_for")]
    while waiting:
        depth, item = waiting.pop(0)
        if item.id not in seen:
            seen.add(item.id)
            waiting[:0] = [(depth + 1, below) for below in graph.sources(item.id, "works_for")]
            yield depth, item


def _ties(graph: Graph, contacts: Mapping[str, Sequence[Item]]) -> Mapping[str, list[Tie]]:
    """Return the ties of each party, in the order of the types."""
    named: dict[str, list[tuple[str, Item | None]]] = {party: [(party, None)] for party in contacts}
    for party, people in contacts.items():
        for contact in people:
            named.setdefault(contact.id, []).append((party, contact))
    found: dict[str, list[Tie]] = {party: [] for party in contacts}
    for kind in TYPE:
        for item in () if kind in ("party", "contact") else graph.by_type.get(kind, ()):
            for party, tie in _ties_of(item, named):
                found[party].append(tie)
    return found


def _ties_of(
    item: Item, named: Mapping[str, Sequence[tuple[str, Item | None]]]
) -> Iterator[tuple[str, Tie]]:
    """Yield at most one tie for each party by each link or field of an object."""
    fields = TYPE[item.type].of_kind(FieldKind.CONTACT)
    relations = [(name, True, targets) for name, targets in item.links.items()]
    relations += [(field.name, False, item.list(field.name)) for field in fields]
    for relation, is_link, targets in relations:
        ends: dict[str, Item | None] = {}
        for target in targets:
            for party, contact in named.get(target, ()):
                ends.setdefault(party, contact)
        for party, contact in ends.items():
            yield party, Tie(item=item, relation=relation, is_link=is_link, by=contact)
