"""Rules about dates: what was done has passed, nothing ends before it began, none is far off."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from typing import Final

from nachweis.model.findings import Finding, Rule
from nachweis.model.intervals import DEFAULT_INTERVALS, Interval, parse_interval
from nachweis.model.items import Item
from nachweis.model.kinds import Field, FieldKind, Tense
from nachweis.model.measurements import parse_measurements
from nachweis.model.messages import Message, gettext_noop
from nachweis.model.named_tuples import NamedTuple
from nachweis.model.objects import TYPE
from nachweis.model.project import Settings
from nachweis.model.terms import Phase, Recurrence, Severity
from nachweis.trace.coverage import Coverage
from nachweis.trace.graph import Graph

UNFINISHED: Final = frozenset({"open", "draft"})
"""Statuses of objects whose dates are plans still."""

AHEAD: Final = Interval(months=36, days=0)
"""How far a planned day may lie ahead: the three years for which a certificate holds."""

BEHIND: Final = 10
"""Years that what was done may lie behind: the usual time for which papers are kept."""

LONGEST: Final = Interval(months=60, days=0)
"""The longest interval of anything that is called regular."""

YEARLY: Final = Interval(months=12, days=0)
"""The longest interval that a project may have for all that recurs: once a year at least."""

_A_DAY: Final = datetime.date(2000, 1, 1)


class _Span(NamedTuple):
    """The days between which a date may lie, seen from the date of judgement."""

    behind: datetime.date
    as_of: datetime.date
    ahead: datetime.date


def dates(graph: Graph, coverage: Coverage, /) -> Iterator[Finding]:
    """Yield a finding for every date that cannot be, or that is too far off to mean anything.

    Rows that are tagged *example* are another rule's: nothing in them has happened. A phase may
    have been closed long ago, but not long before the one that was closed after it.

    :param graph: catalogue and project
    :param coverage: for the date of judgement
    """
    as_of = coverage.as_of
    span = _Span(behind=_behind(as_of), as_of=as_of, ahead=AHEAD.after(as_of))
    settings = graph.project.settings
    oldest = _oldest_closings(settings, as_of)
    for found in settings.dates:
        lasting = span._replace(behind=oldest.get(found.name, datetime.date.min))
        odd = _odd(settings.key, found.name, found.date, found.tense, lasting)
        if odd is not None:
            yield odd[0].at(found.place, settings.key, odd[1], related=found.name)
    for name in graph.by_type:
        for field in TYPE[name].of_kind(FieldKind.DATE):
            dated = graph.having(name, field.name)
            for item in dated if field.tense is not Tense.OPEN or field.not_before else ():
                day = item.date(field.name)
                if day is not None and "example" not in item.list("tags"):
                    yield from _of(item, field, day, span)
        for field in TYPE[name].of_kind(FieldKind.MEASUREMENTS):
            for item in graph.having(name, field.name):
                yield from _measured(item, field, as_of)


def _behind(day: datetime.date) -> datetime.date:
    return day.replace(year=max(day.year - BEHIND, datetime.MINYEAR), day=1)


def _oldest_closings(settings: Settings, as_of: datetime.date) -> dict[str, datetime.date]:
    """Return the oldest day on which each phase may have been closed, by the name of its setting.

    The phases up to the contract's execution follow each other; operation may take decades.
    """
    oldest, following = {}, as_of
    for phase in reversed(Phase):
        if phase.position < Phase.MIGRATION.position:
            oldest[f"phases.{phase}.closed"] = _behind(following)
        following = settings.closed[phase].date if phase in settings.closed else following
    return oldest


def _of(item: Item, field: Field, day: datetime.date, span: _Span) -> Iterator[Finding]:
    """Yield what is odd about a date of an object; of several things the first."""
    earlier = item.date(field.not_before) if field.not_before else None
    if earlier is not None and day < earlier:
        message = Message(
            "{id}: {field} is {date}, which is before {other}, {earlier}; correct one of them",
            id=item.id,
            field=field.name,
            date=day,
            other=field.not_before,
            earlier=earlier,
        )
        yield DATE_ORDER.about(item, message, field.name, related=field.name)
        return
    planned = field.tense is Tense.PAST and item.get("status") in UNFINISHED and day > span.as_of
    odd = None if planned else _odd(item.id, field.name, day, field.tense, span)
    if odd is not None:
        yield odd[0].about(item, odd[1], field.name, related=field.name)


def _odd(
    subject: str, name: str, day: datetime.date, tense: Tense | None, span: _Span
) -> tuple[Rule, Message] | None:
    """Return the rule that a date breaks, and what is wrong; None if it is as it may be."""
    what = {"id": subject, "field": name, "date": day}
    if tense is Tense.PAST and day > span.as_of:
        message = Message(
            "{id}: {field} is {date}, which has not come yet; enter the day on which it was done",
            **what,
        )
        return DATE_IN_THE_FUTURE, message
    if tense is Tense.PAST and day < span.behind:
        message = Message(
            "{id}: {field} is {date}, more than ten years ago; correct it, or do it again", **what
        )
        return DISTANT_DATE, message
    if tense is Tense.PLANNED and day > span.ahead:
        message = Message(
            "{id}: {field} is {date}, more than three years ahead; choose a day on which somebody "
            "decides anew",
            **what,
        )
        return DISTANT_DATE, message
    return None


def _measured(item: Item, field: Field, as_of: datetime.date) -> Iterator[Finding]:
    """Yield where a value is said to have been measured in a period that has not begun."""
    try:
        newest = parse_measurements(item.fields[field.name])[-1]
    except ValueError:
        return  # the reader objects to it
    if newest.end - datetime.timedelta(days=newest.days) >= as_of:
        message = Message(
            "{id}: {field} has a value for {period}, which has not begun; correct the period",
            id=item.id,
            field=field.name,
            period=newest.period,
        )
        yield DATE_IN_THE_FUTURE.about(item, message, field.name, related=field.name)


DATE_ORDER: Final = Rule(
    name="date-order",
    severity=Severity.ERROR,
    meaning="Something ended, was reviewed or withdrawn before it began.",
    check=dates,
)


DATE_IN_THE_FUTURE: Final = Rule(
    name="date-in-the-future",
    severity=Severity.WARNING,
    meaning="A date that says what was done is later than the date of judgement.",
    check=dates,
)


DISTANT_DATE: Final = Rule(
    name="distant-date",
    severity=Severity.WARNING,
    meaning="An end is planned more than three years ahead, or something was done more than ten "
    "years ago.",
    check=dates,
)


def intervals(graph: Graph, _: Coverage, /) -> Iterator[Finding]:
    """Yield a warning for every interval that is so long that nothing is regular about it.

    What the project sets for all is a year at most; a requirement or duty may have a longer one.

    :param graph: catalogue and project
    :source: M 2.256, OPS.3.1.M10: checks, meetings and exercises are repeated regularly; C5: every
        year
    """
    settings = graph.project.settings
    for name, interval in settings.intervals.items():
        template = _too_long(graph, name, interval)
        if template:
            message = Message(template, name=name)
            place = settings.place_of(f"intervals.{name}")
            yield LONG_INTERVAL.at(place, settings.key, message, related=name)
    for name in graph.by_type:
        for field in TYPE[name].of_kind(FieldKind.DURATION):
            for item in graph.having(name, field.name):
                try:
                    interval = parse_interval(item.get(field.name))
                except ValueError:
                    continue  # the reader objects to it
                if _is_long(interval, LONGEST):
                    message = Message(
                        "{id}: {field} is longer than five years; nothing is regular about that, "
                        "shorten it",
                        id=item.id,
                        field=field.name,
                    )
                    yield LONG_INTERVAL.about(item, message, field.name, related=field.name)


LONG_INTERVAL: Final = Rule(
    name="long-interval",
    severity=Severity.WARNING,
    meaning="An interval is longer than five years; or `regular`, `continuous` or `first` of the "
    "project, or that of a requirement which is to be met all the time, longer than one.",
    check=intervals,
    source="M 2.256, OPS.3.1.M10",
)


def _too_long(graph: Graph, name: str, interval: Interval) -> str:
    """Return what is wrong with an interval of the settings, as a template, or nothing."""
    if _is_long(interval, LONGEST):
        return gettext_noop(
            "the interval of {name} is longer than five years; nothing is regular about that, "
            "shorten it"
        )
    if not _is_long(interval, YEARLY):
        return ""
    if name in DEFAULT_INTERVALS:
        return gettext_noop(
            "the interval of {name} is longer than a year; shorten it, and give a longer one "
            "to the requirements that have a reason for it"
        )
    requirement = graph.requirements.get(name)
    if requirement is None or requirement.recurrence is not Recurrence.CONTINUOUS:
        return ""
    return gettext_noop(
        "the interval of {name} is longer than a year, and the catalogue asks for it all the time; "
        "shorten it"
    )


def _is_long(interval: Interval, longest: Interval) -> bool:
    return interval.after(_A_DAY) > longest.after(_A_DAY)


RULES: Final = (
    DATE_ORDER,
    DATE_IN_THE_FUTURE,
    DISTANT_DATE,
    LONG_INTERVAL,
)
