"""The calendar of a project as iCalendar, for whatever people plan their days with.

The format is lines: what is written here is the small part of it that whole days need.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterator
from typing import Final

from nachweis.export.formats import Exported, ExportRequest
from nachweis.i18n import translator
from nachweis.model.catalogue import in_language
from nachweis.model.intervals import parse_interval
from nachweis.views.calendar import Calendar, Event, build_calendar

LINE: Final = 75
"""Octets that a line may have before it has to be folded (RFC 5545, 3.1)."""

Speak = Callable[[str], str]
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
        speak=translator(settings.language).word,
        name=lambda identifier: items[identifier].title if identifier in items else identifier,
    )
    return Exported(content=text, what=f"{len(calendar.events)} dates")


def to_ics(
    calendar: Calendar, key: str, title: str, *, speak: Speak = str, name: Speak = str
) -> str:
    """Return a calendar as an iCalendar object, the same text for the same input.

    :param calendar: what falls due
    :param key: key of the project, part of the permanent names of its events
    :param title: title of the project
    :param speak: translates the kinds of events
    :param name: returns what a contact is called, by its ID
    :source: RFC 5545
    """
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Nachweis//Calendar//EN",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
        f"X-WR-CALNAME:{escape(title)}",
    ]
    for event in calendar.events:
        lines += _event(event, key, calendar.as_of, speak, name)
    lines.append("END:VCALENDAR")
    return "".join(f"{fold(line)}\r\n" for line in lines)


def _event(
    event: Event, key: str, as_of: datetime.date, speak: Speak, name: Speak
) -> Iterator[str]:
    kind = speak(event.kind)
    title = event.item.title if event.item else speak(str(event.phase))
    about = [event.item.id] if event.item else []
    about += [name(event.owner)] if event.owner else []
    about += event.requirements
    yield "BEGIN:VEVENT"
    yield f"UID:{escape(event.id.replace('/', '.'))}@{key.lower()}.nachweis.invalid"
    yield f"DTSTAMP:{as_of:%Y%m%d}T000000Z"
    yield f"DTSTART;VALUE=DATE:{event.date:%Y%m%d}"
    if rule := recurrence(event.date, event.interval):
        yield f"RRULE:{rule}"
    yield f"SUMMARY:{escape(f'{key}: {title} ({kind})')}"
    if about:
        yield f"DESCRIPTION:{escape(', '.join(about))}"
    yield f"CATEGORIES:{escape(kind)}"
    yield "TRANSP:TRANSPARENT"
    yield "END:VEVENT"


def recurrence(start: datetime.date, interval: str) -> str:
    """Return the rule by which a day comes again, or nothing where the format has none for it.

    A month that lacks the day has its last one instead, as in the project's own calendar;
    the format would leave that month out.

    :param start: the first day
    :param interval: an ISO 8601 duration
    :source: RFC 5545, 3.3.10
    """
    try:
        unit, number = parse_interval(interval).period
    except ValueError:
        return ""
    if not unit:
        return ""
    frequency = {"years": "YEARLY", "months": "MONTHLY", "weeks": "WEEKLY", "days": "DAILY"}[unit]
    parts = [f"FREQ={frequency}", f"INTERVAL={number}"]
    leap_day = (start.month, start.day) == (2, 29)
    if (unit == "months" and start.day > 28) or (unit == "years" and leap_day):
        if unit == "years":
            parts.append("BYMONTH=2")
        days = ",".join(str(day) for day in range(28, start.day + 1))
        parts += [f"BYMONTHDAY={days}", "BYSETPOS=-1"]
    return ";".join(parts)


def escape(text: str) -> str:
    """Return a text as a value of the format: special signs escaped, none that controls.

    :param text: any text
    :source: RFC 5545, 3.3.11
    """
    for sign in ("\\", ";", ","):
        text = text.replace(sign, f"\\{sign}")
    lines = text.replace("\r\n", "\n").replace("\r", "\n").replace("\n", "\\n")
    return "".join(c for c in lines if c == "\t" or (c >= " " and c != "\x7f"))


def fold(line: str) -> str:
    """Return a line cut into pieces of at most 75 octets, no character cut in two.

    :param line: a line without its end
    :source: RFC 5545, 3.1
    """
    pieces = [""]
    size = 0
    for character in line:
        octets = len(character.encode())
        if size + octets > LINE:
            pieces.append("")
            size = 1  # the blank in front of what continues a line
        pieces[-1] += character
        size += octets
    return "\r\n ".join(pieces)
