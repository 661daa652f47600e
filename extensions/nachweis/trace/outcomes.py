"""Events of decisions and derogations between two states of a project."""

from __future__ import annotations

import enum

from nachweis.model.baseline import Baseline
from nachweis.model.changes import DecisionChange, DecisionEvent
from nachweis.model.items import Item


class _Standing(enum.Enum):
    ABSENT = enum.auto()
    PLANNED = enum.auto()
    OPEN = enum.auto()
    EXPIRED = enum.auto()
    ENDED = enum.auto()


def decision_changes(old: Baseline, new: Baseline) -> tuple[DecisionChange, ...]:
    """Return the decisions and derogations that opened, were prolonged, ended or expired.

    :param old: the earlier state
    :param new: the later state
    """
    changes = []
    for identifier in sorted({*old.items, *new.items}):
        before, after = old.items.get(identifier), new.items.get(identifier)
        item = after or before
        if item is None or item.type not in ("decision", "derogation"):
            continue
        event = _event(before, _standing(before, old), after, _standing(after, new))
        if event is not None:
            changes.append(DecisionChange(event=event, item=item))
    return tuple(changes)


def _standing(item: Item | None, state: Baseline) -> _Standing:
    """Return the status of a decision or derogation at the date of a state."""
    if item is None:
        return _Standing.ABSENT
    begun = item.date("since" if item.type == "derogation" else "date")
    lifted, until = item.date("lifted"), item.date("until")
    if begun is not None and begun > state.date:
        return _Standing.PLANNED
    if lifted is not None and lifted <= state.date:
        return _Standing.ENDED
    ends_with = item.get("ends_with")
    if (until is not None and until < state.date) or ends_with in state.closed:
        return _Standing.EXPIRED
    return _Standing.OPEN


def _event(
    before: Item | None, was: _Standing, after: Item | None, now: _Standing
) -> DecisionEvent | None:
    if was is now:
        if was is not _Standing.OPEN or before is None or after is None:
            return None
        return DecisionEvent.PROLONGED if _is_longer(before, after) else None
    if now is _Standing.OPEN:
        again = was in (_Standing.EXPIRED, _Standing.ENDED)
        return DecisionEvent.PROLONGED if again else DecisionEvent.OPENED
    if now is _Standing.EXPIRED:
        return DecisionEvent.EXPIRED
    if now is _Standing.ENDED or was in (_Standing.OPEN, _Standing.EXPIRED):
        return DecisionEvent.ENDED
    return None


def _is_longer(before: Item, after: Item) -> bool:
    """Return whether a last day was postponed or removed."""
    was, now = before.date("until"), after.date("until")
    return was is not None and (now is None or now > was)
