"""Risks of the register of threats: how high each is, and who has signed what remains."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from nachweis.model.items import Item
from nachweis.model.objects import TYPE
from nachweis.model.terms import NOT_TAKEN, DecisionKind
from nachweis.trace.graph import Graph

LEVELS: Final = ("low", "medium", "high", "very high")
"""Levels of a risk, in their order."""

_OF_DAMAGE: Final[Mapping[str, tuple[int, ...]]] = {
    "low": (0, 0, 0, 0),
    "limited": (0, 0, 1, 2),
    "considerable": (1, 1, 2, 3),
    "existential": (1, 2, 3, 3),
}
"""Level by damage, then by likelihood from *rare* on (BSI 200-3, 5.2)."""


def scale(name: str) -> tuple[str, ...]:
    """Return the words of a scale, the least first.

    :param name: ``likelihood`` or ``damage``
    """
    field = TYPE["threat"].field(name)
    return field.values if field else ()


def level_of(likelihood: str, damage: str) -> str:
    """Return the level of a risk; empty where it is not rated.

    :param likelihood: as written
    :param damage: as written
    :source: BSI 200-3, 5.2
    """
    chances = scale("likelihood")
    if likelihood not in chances or damage not in _OF_DAMAGE:
        return ""
    return LEVELS[_OF_DAMAGE[damage][chances.index(likelihood)]]


def level(threat: Item) -> str:
    """Return the level of a risk before its treatment.

    :param threat: an entry of the register of threats
    """
    return level_of(threat.get("likelihood"), threat.get("damage"))


def residual(threat: Item) -> tuple[str, str]:
    """Return likelihood and damage that remain; an accepted risk remains as it is.

    :param threat: an entry of the register of threats
    """
    accepted = threat.get("treatment") == "accept"
    likelihood = threat.get("residual_likelihood") or (accepted and threat.get("likelihood")) or ""
    damage = threat.get("residual_damage") or (accepted and threat.get("damage")) or ""
    return likelihood, damage


def signatures(graph: Graph, threat: Item) -> Iterator[Item]:
    """Yield the decisions that accept what remains of a risk, whether or not they have ended.

    :param graph: catalogue and project
    :param threat: an entry of the register of threats
    """
    for item in graph.sources(threat.id, "concerns"):
        if (
            item.get("kind") == DecisionKind.ACCEPTED_RISK
            and item.get("status") not in NOT_TAKEN
            and item.get("approved_by")
        ):
            yield item
