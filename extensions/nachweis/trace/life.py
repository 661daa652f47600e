"""The life of a requirement between the parties: desired, offered, refined, agreed."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Mapping
from typing import NamedTuple

from nachweis.model.items import Item
from nachweis.model.steering_types import DEMAND_STATUS
from nachweis.trace.graph import Graph


class Life(NamedTuple):
    """How far a requirement has come.

    :param requirement: its ID
    :param status: the furthest that a demand on it has come; nothing where none asks for it
    :param history: the demands on it, oldest first
    """

    requirement: str
    status: str | None = None
    history: tuple[Item, ...] = ()

    @property
    def furthest(self) -> Item | None:
        """The newest of the demands that have come furthest."""
        return next((d for d in reversed(self.history) if d.get("status") == self.status), None)


def lives(graph: Graph, as_of: datetime.date) -> Mapping[str, Life]:
    """Return the life of every selected requirement at a date, in the catalogue's order.

    :param graph: catalogue and project
    :param as_of: the date of judgement; later demands do not count yet
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
        requirement: _life(requirement, demands.get(requirement, []))
        for requirement in graph.requirements
    }


def _life(requirement: str, demands: list[Item]) -> Life:
    if not demands:
        return Life(requirement=requirement)
    history = sorted(demands, key=lambda demand: demand.get("date"))
    known = [d.get("status") for d in history if d.get("status") in DEMAND_STATUS]
    status = max(known, key=DEMAND_STATUS.index, default=None)
    return Life(requirement=requirement, status=status, history=tuple(history))
