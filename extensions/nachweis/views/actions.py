"""Corrective actions: what each corrects, how far it has come, and by when."""

from __future__ import annotations

import dataclasses
import datetime
import enum
from collections.abc import Sequence

from nachweis.model.items import Item
from nachweis.trace.actions import FollowUp, follow_up
from nachweis.trace.coverage import Coverage
from nachweis.trace.graph import Graph


class ActionState(enum.StrEnum):
    """How far a corrective action has come; what is most urgent first."""

    OVERDUE = "overdue"
    OPEN = "open"
    DONE = "done"
    """Done, and its effect has still to be shown."""
    EFFECTIVE = "effective"


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class ActionRow:
    """A corrective action.

    :param check: the record that shows that it works
    :param until: last day by which it has to be done, or shown to work once it is done
    """

    action: Item
    state: ActionState
    check: Item | None
    until: datetime.date | None

    @property
    def occasions(self) -> tuple[str, ...]:
        """IDs of what it follows up: records that did not pass, and risks."""
        return (*self.action.targets("corrects"), *self.action.targets("reduces"))


def build_actions(
    graph: Graph, actions: Sequence[Item], coverage: Coverage
) -> tuple[ActionRow, ...]:
    """Return where corrective actions stand, in their order.

    :param graph: catalogue and project
    :param actions: the actions to show
    :param coverage: for the date
    """
    found = (follow_up(graph, action, coverage.as_of) for action in actions)
    return tuple(
        ActionRow(
            action=f.action,
            state=_state(f, coverage.as_of),
            check=f.check,
            until=None if f.check else f.until,
        )
        for f in found
    )


def open_actions(graph: Graph, coverage: Coverage) -> tuple[ActionRow, ...]:
    """Return the corrective actions of a project that are open, the first due first.

    :param graph: catalogue and project
    :param coverage: for the date
    """
    rows = build_actions(graph, graph.of_type("action"), coverage)
    still_open = (row for row in rows if row.state is not ActionState.EFFECTIVE)
    return tuple(
        sorted(still_open, key=lambda row: (row.until or datetime.date.min, row.action.id))
    )


def _state(found: FollowUp, as_of: datetime.date) -> ActionState:
    if found.check is not None:
        return ActionState.EFFECTIVE
    if found.is_overdue(as_of):
        return ActionState.OVERDUE
    return ActionState.DONE if found.done else ActionState.OPEN
