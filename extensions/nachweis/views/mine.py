"""What one party has to do: its open proofs, its clauses, and the sections it owns."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping

from nachweis.model.catalogue import Group
from nachweis.model.items import Item
from nachweis.model.terms import Party, State
from nachweis.trace.coverage import Cell
from nachweis.trace.gate import Verdict
from nachweis.views.matrix import count_states, measures_of


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Mine:
    """The duties of a party.

    :param open: cells of requirements that it answers for and that are not in order, worst first
    :param counts: how many of them are in each state
    :param measures: the measures that they belong to
    :param clauses: clauses that oblige it
    :param sections: sections of its concept, or owned by one of its contacts
    :param contacts: its contacts
    """

    party: Party
    open: tuple[Cell, ...]
    counts: Mapping[State, int]
    measures: tuple[Group, ...]
    clauses: tuple[Item, ...]
    sections: tuple[Item, ...]
    contacts: tuple[Item, ...]


def build_mine(verdict: Verdict, party: Party) -> Mine:
    """List the open work of a party.

    :param verdict: the judged project
    :param party: the party
    """
    items = verdict.graph.project.items
    organisations = {i.id for i in items if i.type == "party" and i.get("role") == party}
    contacts = [
        i for i in items if i.type == "contact" and organisations.intersection(i.targets("party"))
    ]
    owners = {contact.id for contact in contacts}
    cells = [
        cell
        for cell in verdict.coverage.cells
        if party in cell.requirement.responsible and cell.is_open
    ]
    cells.sort(key=lambda cell: (cell.state.rank, cell.due.position))
    return Mine(
        party=party,
        open=tuple(cells),
        counts=count_states(iter(cells)),
        measures=measures_of(verdict.graph, (cell.requirement for cell in cells)),
        clauses=tuple(i for i in items if i.type == "clause" and party in i.list("obliges")),
        sections=tuple(
            i
            for i in items
            if i.type == "section"
            and (owners.intersection(i.list("owner")) or i.get("concept") == party)
        ),
        contacts=tuple(contacts),
    )


def parties_of(verdict: Verdict) -> tuple[Party, ...]:
    """Return the parties that a project gives something to do.

    :param verdict: the judged project
    """
    found: set[str] = set()
    for requirement in verdict.graph.requirements.values():
        found.update(requirement.responsible)
    for item in verdict.graph.project.items:
        if item.type == "clause":
            found.update(item.list("obliges"))
    return tuple(party for party in Party if party in found)
