"""Recurring duties: when each was done last, and when it is due again."""

from __future__ import annotations

import datetime
from collections.abc import Iterator

from nachweis.model.intervals import parse_interval
from nachweis.model.items import Item
from nachweis.model.named_tuples import NamedTuple
from nachweis.model.terms import Phase
from nachweis.trace.graph import Graph
from nachweis.trace.linked import is_final
from nachweis.trace.phases import begin_of


class DutyStatus(NamedTuple):
    """Status of a recurring duty at a date.

    :param last: the newest record that shows that it was done
    :param due: last day by which it has to be done next; None if unknown
    """

    duty: Item
    last: Item | None
    due: datetime.date | None


def duty_statuses(graph: Graph, as_of: datetime.date) -> Iterator[DutyStatus]:
    """Yield the status of every recurring duty at a date, in the order of the files.

    :param graph: catalogue and project
    :param as_of: the date of judgement; later records do not count yet
    :source: M 2.256, OPS.3.1.M10: checks, meetings and exercises are repeated regularly
    """
    begin = begin_of(graph.project.settings, Phase.OPERATION, as_of)
    for duty in graph.of_type("duty"):
        last = max(_records(graph, duty, as_of), key=lambda r: (r.get("date"), r.id), default=None)
        yield DutyStatus(duty=duty, last=last, due=_due(duty, last, begin))


def _records(graph: Graph, duty: Item, as_of: datetime.date) -> Iterator[Item]:
    """Yield the records of the duty's kind that prove something which the duty renews."""
    kind = duty.get("kind")
    for target in _proven(graph, duty):
        for record in graph.sources(target, "proves"):
            fits = record.type == "record" and kind in ("", record.get("kind"))
            if fits and is_final(record, as_of):
                yield record


def _proven(graph: Graph, duty: Item) -> set[str]:
    """Return the IDs by which a record may prove what a duty renews: topics and requirements."""
    wanted: set[str] = set()
    for target in duty.targets("renews"):
        wanted.update((target, *graph.members.get(target, ())))
        if target in graph.requirements:
            wanted.add(graph.requirements[target].part_of)
    return wanted


def _due(duty: Item, last: Item | None, begin: datetime.date | None) -> datetime.date | None:
    """Return the day by which a duty is due; one without a first day counts from operation on."""
    first = duty.date("first")
    done = last.date("date") if last else None
    if done is None:
        if first is not None or begin is None:
            return first
        done = begin
    try:
        again = parse_interval(duty.get("interval")).after(done)
    except ValueError:
        return None
    return max(again, first) if first else again
