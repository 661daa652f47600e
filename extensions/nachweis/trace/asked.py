"""How much requirements and objects ask for: a branch cannot lower it unseen.

Which change of a field asks for less is declared with the field (:class:`~.kinds.Guard`).
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from nachweis.model.catalogue import Requirement
from nachweis.model.intervals import parse_interval
from nachweis.model.items import Item, split_list
from nachweis.model.kinds import Field, FieldKind, Guard, Link, Origin, Tense, Weaker
from nachweis.model.objects import TYPE
from nachweis.model.spans import parse_span
from nachweis.model.terms import (
    NOT_TAKEN,
    BasicValue,
    Level,
    Modal,
    Phase,
    Recurrence,
)
from nachweis.model.weakening import Bound
from nachweis.trace.actions import NOT_PASSED
from nachweis.trace.graph import Graph

_MODALS: Final = {Modal.MUST: ("must", "should"), Modal.SHOULD: ("should",), Modal.MAY: ()}
_RECURRENCES: Final = {
    Recurrence.ONCE: ("once",),
    Recurrence.EVENT: ("once", "event"),
    Recurrence.REGULAR: ("once", "regular"),
    Recurrence.REGULAR_AND_EVENT: ("once", "regular", "event"),
    Recurrence.CONTINUOUS: ("once", "regular", "event", "continuous"),
}
NEEDED: Final = tuple(value.name.lower() for value in BasicValue)
"""Fields of processes and assets that are protection needs."""
_A_DAY: Final = datetime.date(2000, 1, 1)
_WRITTEN: Final = (".md", ".yaml", ".yml")
"""Endings of what people write; a report is made anew, also on the same day."""
_LISTS: Final = frozenset({FieldKind.LIST, FieldKind.ENUM_LIST, FieldKind.MEASUREMENTS})


def asks(requirement: Requirement) -> Iterator[str]:
    """Yield words for all that a requirement asks for; who asks for less has fewer of them.

    :param requirement: the requirement
    """
    for kind, due in requirement.proofs.items():
        yield from (f"{kind} by {phase}" for phase in Phase if phase.position >= due.position)
    yield from requirement.responsible
    yield from _MODALS[requirement.modal]
    yield from _RECURRENCES.get(requirement.recurrence, ())
    yield f"part of {requirement.part_of}"  # a proof of the group counts for it
    yield f"stated by {' '.join(sorted(requirement.stated)) or 'nobody'}"  # counts for it, too
    if requirement.record_kinds:
        yield f"one of {' '.join(sorted(requirement.record_kinds))}"
    if requirement.level is Level.INCREASED:
        yield from (f"for {value}" for value in requirement.cia)
    else:
        yield "always"
        yield from (f"for {value}" for value in BasicValue)


def bounds(graph: Graph, as_of: datetime.date) -> Iterator[tuple[Bound, float]]:
    """Yield what entries of registers, and records, limit, and how far: more is weaker.

    What is gone, and was there, is weaker than all.

    :param graph: catalogue and project
    :param as_of: the date of judgement
    """
    for kind, items in graph.by_type.items():
        if kind not in TYPE:
            continue
        if TYPE[kind].origin is Origin.REGISTER:
            yield from _of_entries(kind, items, graph, as_of)
        elif kind == "record":
            yield from _of_records(items, graph)


def bounds_of_entry(item: Item, graph: Graph, as_of: datetime.date) -> dict[Bound, float]:
    """Return what an entry of a register limits, and how far.

    :param item: the entry, as it is or was
    :param graph: catalogue and project
    :param as_of: the date of judgement
    """
    return dict(_of_entries(item.type, [item], graph, as_of))


def _of_entries(
    kind: str, items: Iterable[Item], graph: Graph, as_of: datetime.date
) -> Iterator[tuple[Bound, float]]:
    guarded = _guarded(kind)
    past = [field.name for field in TYPE[kind].fields if field.tense is Tense.PAST]
    is_plain = all(field.name != "status" for field in TYPE[kind].fields)
    for item in items:
        for part, guard in guarded:
            yield from _bounds_of(item, part, guard, graph)
        for name in past:
            day = item.date(name)
            yield Bound(item.id, name, "ahead"), max((day - as_of).days if day else 0, 0)
        if is_plain:  # a type with words of its own for that says by its guard what they mean
            yield Bound(item.id, "status"), float(item.get("status") in NOT_TAKEN)


def _of_records(items: Iterable[Item], graph: Graph) -> Iterator[tuple[Bound, float]]:
    """Yield what is said for the same day, and what a record stands for that did not pass."""
    guarded = [(part, guard) for part, guard in _guarded("record") if guard.same_day]
    for item in items:
        if item.place.path.endswith(_WRITTEN):
            for part, guard in guarded:
                yield from _bounds_of(item, part, guard, graph)
        if has_not_passed(item):
            bound = Bound(item.id, "proves", day=item.get("date"))
            yield from _each(bound, item.targets("proves"))


def has_not_passed(record: Item) -> bool:
    """Return whether a record counts against what it proves.

    :param record: the record
    """
    return record.get("result") in NOT_PASSED and record.get("status") not in NOT_TAKEN


def _guarded(kind: str) -> tuple[tuple[Field | Link, Guard], ...]:
    parts: tuple[Field | Link, ...] = (*TYPE[kind].fields, *TYPE[kind].links)
    return tuple((part, part.guard) for part in parts if part.guard)


def _bounds_of(
    item: Item, part: Field | Link, guard: Guard, graph: Graph
) -> Iterator[tuple[Bound, float]]:
    bound = Bound(item.id, part.name, day=item.get("date") if guard.same_day else "")
    if isinstance(part, Link):
        targets = item.targets(part.name)
        if guard.weaker is Weaker.MORE:
            ids = (other.id for kind in part.targets for other in graph.of_type(kind))
            yield from _each(bound, set(ids).difference(targets))
        else:
            yield from _each(bound, targets)
        return
    value = item.get(part.name) or guard.unset
    if part.kind in _LISTS:
        yield from _each(bound, split_list(value))
    elif guard.weaker is Weaker.OTHER:
        yield from _each(bound, [value] if value else ())
    elif (size := _size(part, value, item)) is not None:
        yield bound, size if guard.weaker is Weaker.MORE else -size


def _each(bound: Bound, parts: Iterable[str]) -> Iterator[tuple[Bound, float]]:
    for part in parts:
        yield bound._replace(part=part), 0


def _size(field: Field, value: str, item: Item) -> float | None:
    """Return how much a value is; nothing where there is none, or the reader refuses it."""
    try:
        match field.kind:
            case FieldKind.ENUM:
                return field.values.index(value)
            case FieldKind.SPAN:
                return parse_span(value).total_seconds()
            case FieldKind.DURATION:
                return parse_interval(value).after(_A_DAY).toordinal()
            case FieldKind.DATE:
                day = item.date(field.name)
                return day.toordinal() if day else None
            case _:
                size = float(value)
                return -size if _is_best_small(field, item) else size
    except (ValueError, OverflowError):
        return None


def _is_best_small(field: Field, item: Item) -> bool:
    """Whether a smaller target is the higher one: hours until something runs again."""
    return field.name == "target" and item.get("direction") != "at least"


def is_weaker(bound: Bound, before: float, after: Mapping[Bound, float], graph: Graph) -> bool:
    """Return whether an object asks for less than before.

    :param bound: what it limited
    :param before: how far
    :param after: what objects limit now
    :param graph: catalogue and project as they are now
    """
    now = after.get(bound)
    if now is not None:
        return now > before
    if bound.day and graph.items[bound.item].get("date") != bound.day:
        return False
    # of what is gone itself, somebody else says so
    is_link = bound.name in TYPE[graph.items[bound.item].type].relations
    return not is_link or bound.part in graph.items
