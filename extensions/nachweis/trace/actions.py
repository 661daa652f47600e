"""Corrective actions: how far each has come, and what follows up a record that did not pass."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from typing import Final

from nachweis.model.items import Item
from nachweis.model.named_tuples import NamedTuple
from nachweis.model.project import Settings
from nachweis.model.terms import Result
from nachweis.trace.evidence import result_of
from nachweis.trace.graph import Graph
from nachweis.trace.linked import is_final

NOT_PASSED: Final = frozenset({Result.PARTIAL, Result.FAIL})
"""Results that a corrective action has to follow."""


class FollowUp(NamedTuple):
    """Where a corrective action stands at a date.

    :param done: when it was done, if it was
    :param check: the later record that shows that it works; nothing while it is open
    :param until: last day by which it has to be done, or shown to work once it is done; nothing
        where no day is known
    """

    action: Item
    done: datetime.date | None
    check: Item | None
    until: datetime.date | None

    def is_overdue(self, as_of: datetime.date) -> bool:
        """Return whether it is open although its last day has passed, or has none."""
        return self.check is None and (self.until is None or self.until < as_of)


def follow_ups(graph: Graph, record: Item, as_of: datetime.date) -> Iterator[FollowUp]:
    """Yield where the corrective actions stand that correct a record.

    :param graph: catalogue and project
    :param record: the record
    :param as_of: the date of judgement
    """
    for action in graph.sources(record.id, "corrects"):
        if action.type == "action":
            yield follow_up(graph, action, as_of)


def follow_up(graph: Graph, action: Item, as_of: datetime.date) -> FollowUp:
    """Return where a corrective action stands at a date.

    It is open until a later record shows that it works. For that it has, from the day on which it
    was done, as long as the project gives to what does not recur.

    :param graph: catalogue and project
    :param action: the action
    :param as_of: the date of judgement
    :source: M 2.256, OPS.3.1.M10: deviations are followed up until they are settled
    """
    done = action.date("done")
    if done is None or done > as_of:
        return FollowUp(action=action, done=None, check=None, until=action.date("due"))
    settings = graph.project.settings
    checks = (graph.items.get(target) for target in action.targets("checked_by"))
    check = next((c for c in checks if c and _shows_effect(c, done, as_of, settings)), None)
    until = settings.intervals["first"].after(done)
    return FollowUp(action=action, done=done, check=check, until=until)


def _shows_effect(
    record: Item, done: datetime.date, as_of: datetime.date, settings: Settings
) -> bool:
    day = record.date("date")
    return (
        record.type == "record"
        and is_final(record, as_of)
        and result_of(record, settings.evidence) not in NOT_PASSED
        and day is not None
        and day >= done
    )
