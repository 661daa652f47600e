"""Values that both sides of a project know by the same name, and where they contradict."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from nachweis.model.foreign import TARGET, UNCLOSED, Figure
from nachweis.model.intervals import parse_interval
from nachweis.model.items import Item
from nachweis.model.places import Place
from nachweis.model.spans import parse_span, written_span
from nachweis.model.terms import NOT_LINKED, Phase
from nachweis.trace.graph import Graph
from nachweis.trace.recovery import promises


class Known(NamedTuple):
    """A figure of a project, and where it says so.

    :param item: the object; None: ``project.yaml``
    """

    figure: Figure
    place: Place
    item: Item | None = None


def figures(graph: Graph) -> Iterator[Known]:
    """Yield what a project says of clauses, assets, phases and intervals.

    :param graph: the project
    """
    yield from _recovery(graph)
    yield from _clauses(graph)
    yield from _levels(graph)
    settings = graph.project.settings
    for phase in Phase:
        closing = settings.closed.get(phase)
        value = str(closing.date) if closing else UNCLOSED
        place = closing.place if closing else settings.place
        yield Known(Figure(about=phase.value, name="closed", value=value), place)
    for name, interval in settings.intervals.items():
        if name in graph.requirements:
            value = f"P{interval.months}M{interval.days}D"
            figure = Figure(about=name, name="interval", value=value)
            yield Known(figure, settings.places[f"intervals.{name}"])


def _recovery(graph: Graph) -> Iterator[Known]:
    """Yield the longest time that is promised for each asset and process."""
    longest: dict[tuple[str, str], tuple[datetime.timedelta, Item, str]] = {}
    for promise in promises(graph):
        if promise.source.type in ("clause", "sla"):  # what a supplier says is not what we owe
            key = (promise.target, promise.time)
            known = longest.get(key)
            if known is None or promise.span > known[0]:
                longest[key] = promise.span, promise.source, promise.option
    for (target, time), (span, item, option) in longest.items():
        figure = Figure(about=_common(graph, target), name=time, value=written_span(span))
        yield Known(figure, item.where(option), item)


def _clauses(graph: Graph) -> Iterator[Known]:
    for item in graph.of_type("clause"):
        if item.get("number") and item.get("status") != "open":
            figure = Figure(about=_section(item), name="status", value=item.get("status"))
            yield Known(figure, item.where("status"), item)


def _levels(graph: Graph) -> Iterator[Known]:
    """Yield the target of each service level that is the only one of its clauses and unit."""
    found: dict[Figure, list[Item]] = defaultdict(list)
    for item in graph.of_type("sla"):
        clauses = [graph.items[name] for name in item.targets("agreed_in") if name in graph.items]
        unit = item.get("unit").partition(" ")[0].rstrip(",")
        if clauses and item.get("target") and item.get("status") not in NOT_LINKED:
            about = ", ".join(sorted(map(_section, clauses)))
            found[Figure(about=about, name=f"{TARGET}{unit}", value="")].append(item)
    for figure, items in found.items():
        if len(items) == 1:
            value = figure._replace(value=items[0].get("target"))
            yield Known(value, items[0].where("target"), items[0])


def _section(clause: Item) -> str:
    return f"§ {clause.get('number')}"


def _common(graph: Graph, identifier: str) -> str:
    """Return an ID without the project's key, by which the other side knows the same thing."""
    return identifier.removeprefix(f"{graph.project.settings.key}_")


class Clash(NamedTuple):
    """A figure of ours that another party has otherwise.

    :param theirs: what it says
    :param reserve: whether it is the same, and leaves nothing of what we owe to somebody else
    """

    ours: Known
    theirs: str
    reserve: bool = False


def clashes(
    ours: Mapping[tuple[str, str], Known], theirs: tuple[Figure, ...], *, supplies: bool, owes: bool
) -> Iterator[Clash]:
    """Yield the figures that contradict.

    A supplier may be better than we count on, and we may be better than whom we supply counts on.

    :param ours: our figures by what they are about, and by name
    :param theirs: those of the other party
    :param supplies: whether that party works for us
    :param owes: whether we work for somebody ourselves
    """
    for figure in theirs:
        known = ours.get((figure.about, figure.name))
        if known is None:
            continue
        mine = known.figure.value
        if figure.name in ("rto", "rpo", "interval"):
            order = _order(figure.value, mine)
            if order is None:
                continue
            worse = order > 0 if supplies else order < 0
            if worse:
                yield Clash(known, figure.value)
            elif order == 0 and supplies and owes and figure.name == "rto":
                yield Clash(known, figure.value, reserve=True)
        elif figure.name == "closed":
            if (mine == UNCLOSED) != (figure.value == UNCLOSED):
                yield Clash(known, figure.value)
        elif mine != figure.value:
            yield Clash(known, figure.value)


def _order(one: str, other: str) -> int | None:
    """Return whether a span is longer (1) than another, shorter (-1), or the same (0)."""
    try:
        first, second = _length(one), _length(other)
    except ValueError:
        return None
    return (first > second) - (first < second)


def _length(text: str) -> datetime.timedelta:
    try:
        return parse_span(text)
    except ValueError:
        day = datetime.date(2001, 1, 1)
        return parse_interval(text).after(day) - day
