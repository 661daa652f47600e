"""Everything about one party: its place in the chain, its people, and all that names either."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping, Sequence

from nachweis.model.items import Item
from nachweis.model.kinds import FieldKind
from nachweis.model.objects import TYPE
from nachweis.model.terms import Party
from nachweis.trace.gate import Verdict
from nachweis.trace.graph import Graph

INDEX = "index"
"""Argument of the page over all parties."""


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
    :param types: how many of them are of each type
    :param clauses: how many clauses oblige its role
    :param open: how many proofs its role answers for that do not pass
    """

    party: Item
    above: tuple[Item, ...]
    below: tuple[tuple[int, Item], ...]
    contacts: tuple[Item, ...]
    ties: tuple[Tie, ...]
    types: Mapping[str, int]
    clauses: int
    open: int


def party_pages(verdict: Verdict) -> list[str]:
    """Return the arguments of the pages of parties: the one over all, then their IDs.

    :param verdict: the judged project
    """
    found = [item.id for item in verdict.graph.of_type("party") if item.id]
    return [INDEX, *found] if found else []


def build_party(verdict: Verdict, identifier: str) -> PartyView:
    """Collect everything about a party.

    :param verdict: the judged project
    :param identifier: its ID
    """
    graph, role = verdict.graph, graph_role(verdict.graph, identifier)
    party = graph.items[identifier]
    contacts = [i for i in graph.of_type("contact") if identifier in i.targets("party")]
    order = list(TYPE)
    ties = sorted(_ties(graph, party, contacts), key=lambda tie: order.index(tie.item.type))
    counts: dict[str, int] = {}
    for tie in ties:
        counts[tie.item.type] = counts.get(tie.item.type, 0) + 1
    return PartyView(
        party=party,
        above=tuple(chain_above(graph, party)),
        below=tuple(chain_below(graph, party)),
        contacts=tuple(contacts),
        ties=tuple(ties),
        types=counts,
        clauses=sum(role in item.list("obliges") for item in graph.of_type("clause")),
        open=sum(
            role in cell.requirement.responsible and not cell.passes
            for cell in verdict.coverage.cells
        ),
    )


def graph_role(graph: Graph, identifier: str) -> str:
    """Return the role of a party, one of :class:`~nachweis.model.terms.Party` or empty.

    :param graph: the project
    :param identifier: ID of the party
    """
    role = graph.items[identifier].get("role")
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


def _ties(graph: Graph, party: Item, contacts: Sequence[Item]) -> Iterator[Tie]:
    people = {contact.id: contact for contact in contacts}
    for item in graph.project.items:
        if item.type in ("party", "contact"):
            continue
        yield from _ties_of(item, party, people)


def _ties_of(item: Item, party: Item, people: Mapping[str, Item]) -> Iterator[Tie]:
    """Yield at most one tie by each link or field of an object."""
    for link, targets in item.links.items():
        found = [target for target in targets if target == party.id or target in people]
        if found:
            yield Tie(item=item, relation=link, is_link=True, by=people.get(found[0]))
    for field in TYPE[item.type].of_kind(FieldKind.CONTACT):
        named = [name for name in item.list(field.name) if name == party.id or name in people]
        if named:
            yield Tie(item=item, relation=field.name, is_link=False, by=people.get(named[0]))
