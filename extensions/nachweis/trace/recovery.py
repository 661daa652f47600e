"""Business impact: how soon each process has to run again, and what is promised for it."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from nachweis.model.items import Item
from nachweis.model.named_tuples import NamedTuple
from nachweis.model.objects import TYPE
from nachweis.model.recovery import RECOVERY_TIMES
from nachweis.model.spans import parse_span, span_of
from nachweis.model.terms import NOT_LINKED
from nachweis.trace.graph import Graph
from nachweis.trace.inheritance import inherited

_PROMISING: Final = ("clause", "sla", "dependency")
"""Types by which somebody owes a restoration; a record shows one."""


class Promise(NamedTuple):
    """How soon something runs again, or how much of its data may be lost, by one source.

    :param source: the service level, clause, dependency or record that says so
    :param target: ID of the asset or process
    :param time: ``rto`` or ``rpo``
    :param option: the field that says it
    """

    source: Item
    target: str
    time: str
    span: datetime.timedelta
    option: str


def needs(graph: Graph, time: str) -> Mapping[str, Item]:
    """Return for each process and asset the process that needs it back first, which may be itself.

    An asset with a distribution may fail: a second one bears the load.

    :param graph: catalogue and project
    :param time: ``rto`` or ``rpo``
    """

    def urgency(item: Item) -> datetime.timedelta | None:
        needed = read_span(item, time)  # of an asset it is what needs it that counts
        return None if needed is None else -needed

    found = {item.id: item for item in graph.of_type("process") if urgency(item) is not None}
    for identifier, source in inherited(graph, urgency).items():
        own, other = (urgency(item) for item in (found.get(identifier, source), source))
        is_sooner = own is not None and other is not None and other >= own
        if is_sooner and graph.items[identifier].get("effect") != "distribution":
            found[identifier] = source
    return found


def promises(graph: Graph) -> Iterator[Promise]:
    """Yield what service levels, clauses, dependencies and records say about restoration.

    :param graph: catalogue and project
    """
    for kind in TYPE.values():
        if "restores" not in graph.summary.options.get(kind.name, ()):
            continue
        for item in graph.of_type(kind.name):
            targets = item.targets("restores")
            if targets and item.get("status") not in NOT_LINKED:
                for time, span, option in _said(item):
                    yield from (Promise(item, target, time, span, option) for target in targets)


def promised(graph: Graph) -> set[str]:
    """Return the IDs of what some clause, service level or dependency restores in time.

    :param graph: catalogue and project
    """
    owed = (p for p in promises(graph) if p.time == "rto" and p.source.type in _PROMISING)
    return _resting_on(graph, (promise.target for promise in owed))


def outsourced(graph: Graph) -> set[str]:
    """Return the IDs of what lies with another party, or rests on what does.

    :param graph: catalogue and project
    """
    side = graph.project.settings.side
    return _resting_on(
        graph, (i.id for i in graph.of_type("asset") if i.get("sphere") not in ("", side))
    )


def _resting_on(graph: Graph, identifiers: Iterable[str]) -> set[str]:
    """Return IDs with those of what they carry, and of the processes that use one of all these."""
    found = set(identifiers)
    waiting = [*found]
    while waiting:
        item = graph.items.get(waiting.pop())
        if item is None:
            continue
        users = (user.id for user in graph.sources(item.id, "uses"))
        new = {*item.targets("carries"), *users} - found
        found |= new
        waiting += new
    return found


def _said(item: Item) -> Iterator[tuple[str, datetime.timedelta, str]]:
    if item.type == "sla":
        span = span_of(item.get("target"), item.get("unit"))
        if span is not None and item.get("quantity") in RECOVERY_TIMES:
            yield item.get("quantity"), span, "target"
        return
    for time in RECOVERY_TIMES:
        if (span := read_span(item, time)) is not None:
            yield time, span, time


def read_span(item: Item, name: str) -> datetime.timedelta | None:
    """Return the span in a field; nothing where there is none, or one that the reader refuses.

    :param item: the object
    :param name: name of the field
    """
    try:
        return parse_span(item.get(name)) if item.get(name) else None
    except ValueError:
        return None
