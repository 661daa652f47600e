"""The calendar of a project as iCalendar, for whatever people plan their days with."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from typing import Any

import icalendar

from nachweis.export.formats import Exported, ExportRequest
from nachweis.i18n import translator
from nachweis.model.catalogue import in_language
from nachweis.model.intervals import parse_interval
from nachweis.views.calendar import Calendar, Event, build_calendar

Translate = Callable[[str], str]
"""Returns a text for a text."""


def export(request: ExportRequest) -> Exported:
    """Return the calendar of a project as a file.

    :param request: names the project
    """
    verdict = request.project
    settings, items = verdict.graph.project.settings, verdict.graph.items
    calendar = build_calendar(verdict)
    text = to_ics(
        calendar,
        verdict.key,
        in_language(settings.title, settings.language),
        translate=translator(settings.language).word,
        name=lambda identifier: items[identifier].title if identifier in items else identifier,
    )
    return Exported(content=text, what=f"{len(calendar.events)} dates")


def to_ics(
    calendar: Calendar, key: str, title: str, *, translate: Translate = str, name: Translate = str
) -> str:
    """Return a calendar as an iCalendar object, the same text for the same input.

    :param calendar: what falls due
    :param key: key of the project, part of the permanent names of its events
    :param title: title of the project
    :param translate: translates the kinds of events
    :param name: returns what a contact is called, by its ID
    :source: RFC 5545
    """
    made = icalendar.Calendar()
    made.add("version", "2.0")
    made.add("prodid", "-//Nachweis//Calendar//EN")
    made.add("calscale", "GREGORIAN")
    made.add("method", "PUBLISH")
    made.add("x-wr-calname", icalendar.vText(plain(title)))
    for event in calendar.events:
        made.add_component(_event(event, key, calendar.as_of, translate, name))
    text: bytes = made.to_ical(sorted=False)
    return text.decode()


def _event(
    event: Event, key: str, as_of: datetime.date, translate: Translate, name: Translate
) -> icalendar.Event:
    kind = translate(event.kind)
    title = event.item.title if event.item else translate(str(event.phase))
    about = [event.item.id] if event.item else []
    about += [name(event.owner)] if event.owner else []
    about += event.requirements
    made = icalendar.Event()
    made.add("uid", plain(f"{event.id.replace('/', '.')}@{key.lower()}.nachweis.invalid"))
    made.add("dtstamp", datetime.datetime.combine(as_of, datetime.time(), datetime.UTC))
    made.add("dtstart", event.date)
    if rule := recurrence(event.date, event.interval):
        made.add("rrule", rule)
    made.add("summary", plain(f"{key}: {title} ({kind})"))
    if about:
        made.add("description", plain(", ".join(about)))
    made.add("categories", [plain(kind)])
    made.add("transp", "TRANSPARENT")
    return made


def recurrence(start: datetime.date, interval: str) -> dict[str, Any]:
    """Return the rule by which a day comes again, empty where the format has none for it.

    A month that lacks the day has its last one instead, as in the project's own calendar;
    the format would leave that month out.

    :param start: the first day
    :param interval: an ISO 8601 duration
    :source: RFC 5545, 3.3.10
    """
    try:
        unit, number = parse_interval(interval).period
    except ValueError:
        return {}
    if not unit:
        return {}
    frequency = {"years": "YEARLY", "months": "MONTHLY", "weeks": "WEEKLY", "days": "DAILY"}[unit]
    rule: dict[str, Any] = {"freq": frequency, "interval": number}
    leap_day = (start.month, start.day) == (2, 29)
    if (unit == "months" and start.day > 28) or (unit == "years" and leap_day):
        if unit == "years":
            rule["bymonth"] = 2
        rule["bymonthday"] = list(range(28, start.day + 1))
        rule["bysetpos"] = -1
    return rule


def plain(text: str) -> str:
    """Return a text without control characters, which no value of the format may have.

    :param text: any text
    :source: RFC 5545, 3.3.11
    """
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    return "".join(c for c in lines if c in "\n\t" or (c >= " " and c != "\x7f"))
