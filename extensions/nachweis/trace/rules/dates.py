"""Rules about dates: what was done has passed, nothing ends before it began, none is far off."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from typing import Final

from nachweis.model.findings import Finding, Rule
from nachweis.model.intervals import Interval, parse_interval
from nachweis.model.items import Item
from nachweis.model.kinds import Field, FieldKind, Tense
from nachweis.model.messages import Message
from nachweis.model.objects import TYPE
from nachweis.model.terms import Severity
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

_A_DAY: Final = datetime.date(2000, 1, 1)


def dates(graph: Graph, coverage: Coverage, /) -> Iterator[Finding]:
    """Yield a finding for every date that cannot be, or that is too far off to mean anything.

    Rows that are tagged *example* are another rule's: nothing in them has happened.

    :param graph: catalogue and project
    :param coverage: for the date of judgement
    """
    as_of = coverage.as_of
    ahead, behind = (
        AHEAD.after(as_of),
        as_of.replace(year=max(as_of.year - BEHIND, datetime.MINYEAR), day=1),
    )
    for name, items in graph.by_type.items():
        for field in TYPE[name].of_kind(FieldKind.DATE):
            if field.tense is None and not field.not_before:
                continue
            for item in items:
                day = item.date(field.name) if field.name in item.fields else None
                if day is not None and "example" not in item.list("tags"):
                    yield from _odd(item, field, day, as_of, ahead, behind)


def _odd(
    item: Item,
    field: Field,
    day: datetime.date,
    as_of: datetime.date,
    ahead: datetime.date,
    behind: datetime.date,
) -> Iterator[Finding]:
    """Yield what is odd about a date; of several things the one that explains the others."""
    earlier = item.date(field.not_before) if field.not_before else None
    what = {"id": item.id, "field": field.name, "date": day}
    if earlier is not None and day < earlier:
        message = Message(
            "{id}: {field} is {date}, which is before {other}, {earlier}; correct one of them",
            other=field.not_before,
            earlier=earlier,
            **what,
        )
        rule = DATE_ORDER
    elif field.tense is Tense.PAST and day > as_of and item.get("status") not in UNFINISHED:
        message = Message(
            "{id}: {field} is {date}, which has not come yet; enter the day on which it was done",
            **what,
        )
        rule = DATE_IN_THE_FUTURE
    elif field.tense is Tense.PAST and day < behind:
        message = Message(
            "{id}: {field} is {date}, more than ten years ago; correct it, or do it again", **what
        )
        rule = DISTANT_DATE
    elif field.tense is Tense.PLANNED and day > ahead:
        message = Message(
            "{id}: {field} is {date}, more than three years ahead; choose a day on which somebody "
            "decides anew",
            **what,
        )
        rule = DISTANT_DATE
    else:
        return
    yield rule.about(item, message, field.name, related=field.name)


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

    :param graph: catalogue and project
    :source: M 2.256, OPS.3.1.M10: checks, meetings and exercises are repeated regularly
    """
    settings = graph.project.settings
    for name, interval in settings.intervals.items():
        if _is_long(interval):
            message = Message(
                "the interval of {name} is longer than five years; nothing is regular about that, "
                "shorten it",
                name=name,
            )
            place = settings.place_of(f"intervals.{name}")
            yield LONG_INTERVAL.at(place, settings.key, message, related=name)
    for name, items in graph.by_type.items():
        for field in TYPE[name].of_kind(FieldKind.DURATION):
            for item in items:
                try:
                    interval = parse_interval(item.get(field.name))
                except ValueError:
                    continue  # the reader objects to it
                if _is_long(interval):
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
    meaning="An interval is longer than five years.",
    check=intervals,
    source="M 2.256, OPS.3.1.M10",
)


def _is_long(interval: Interval) -> bool:
    return interval.after(_A_DAY) > LONGEST.after(_A_DAY)


RULES: Final = (
    DATE_ORDER,
    DATE_IN_THE_FUTURE,
    DISTANT_DATE,
    LONG_INTERVAL,
)
