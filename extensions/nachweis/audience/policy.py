"""Leaving out what an audience may not see, before anything else is made of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TypeAlias

from nachweis.model.items import Item

Policy: TypeAlias = Callable[[Item], bool]
"""Says of an object whether the audience may see it."""


def everybody(_: Item, /) -> bool:
    """Let everything through: the policy of a build without an audience."""
    return True


def visible(items: Iterable[Item], policy: Policy) -> tuple[Item, ...]:
    """Return the objects that an audience may see, in their order.

    :param items: the objects of a project
    :param policy: says which of them may be seen
    """
    return tuple(items if policy is everybody else filter(policy, items))
