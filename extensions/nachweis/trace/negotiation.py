"""The negotiation of each requirement between the parties: desired, offered, refined, agreed."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Mapping

from nachweis.model.items import Item
from nachweis.model.named_tuples import NamedTuple
from nachweis.model.steering_types import DEMAND_STATUS
from nachweis.trace.graph import Graph


class Negotiation(NamedTuple):
    """How far the parties have come with a requirement.

    :param requirement: its ID
    :param status: the furthest status of its demands; None if there are none
    :param history: the demands on it, oldest first
    """

    requirement: str
    status: str | None = None
    history: tuple[Item, ...] = ()

    @property
    def furthest(self) -> Item | None:
        """The newest of the demands that have come furthest."""
        return next((d for d in reversed(self.history) if d.get("status") == self.status), None)


def negotiations(graph: Graph, as_of: datetime.date) -> Mapping[str, Negotiation]:
    """Map every selected requirement to its negotiation at a date, in the catalogue's order.

    :param graph: catalogue and project
    :param as_of: later demands do not count yet
    :source: M 2.251: requirements are worked out in rounds
    """
    demands: dict[str, list[Item]] = defaultdict(list)
    for demand in graph.of_type("demand"):
        if (demand.date("date") or as_of) > as_of:
            continue
        reached = (graph.stands_for(target) for target in demand.targets("asks_for"))
        for requirement in dict.fromkeys(r for group in reached for r in group):
            demands[requirement].append(demand)
    return {
        requirement: _negotiation(requirement, demands.get(requirement, []))
        for requirement in graph.requirements
    }


def _negotiation(requirement: str, demands: list[Item]) -> Negotiation:
    if not demands:
        return Negotiation(requirement=requirement)
    history = sorted(demands, key=lambda demand: demand.get("date"))
    known = [d.get("status") for d in history if d.get("status") in DEMAND_STATUS]
    status = max(known, key=DEMAND_STATUS.index, default=None)
    return Negotiation(requirement=requirement, status=status, history=tuple(history))
