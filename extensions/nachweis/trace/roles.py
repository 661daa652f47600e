"""The roles that requirements name, and the contacts who fill them."""

from __future__ import annotations

import functools
from collections.abc import Mapping

from nachweis.model.items import Item
from nachweis.model.terms import PhaseStatus, State
from nachweis.trace.coverage import Cell, Coverage


@functools.cache  # requirements repeat the same few roles
def slug(role: str) -> str:
    """Return the ID of a role: ``provider-iso`` for *provider ISO*.

    :param role: a role as the catalogue or a contact writes it
    """
    return "-".join(role.lower().split())


def roles_of(contact: Item) -> tuple[str, ...]:
    """Return the IDs of the roles that a contact fills.

    :param contact: the contact
    """
    return tuple(map(slug, contact.list("roles")))


def demanded_roles(coverage: Coverage) -> Mapping[str, tuple[str, Cell]]:
    """Collect the roles, of both sides, that requirements name which apply by now.

    :param coverage: the states of all cells
    :returns: for the ID of each role its name, and the first cell by phase that asks for it
    """
    found: dict[str, tuple[str, Cell]] = {}
    for cell in coverage.cells:
        if cell.state is State.NA or coverage.status[cell.due] is PhaseStatus.LATER:
            continue
        for role in (role for roles in cell.requirement.roles.values() for role in roles):
            known = found.get(slug(role))
            if known is None or cell.due.position < known[1].due.position:
                found[slug(role)] = (role, cell)
    return found
