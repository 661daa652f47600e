"""Spans of days, hours and minutes: how long a process may stand still, or its data be lost."""

from __future__ import annotations

import datetime
import re
from typing import Final

from nachweis.model.messages import Message
from nachweis.model.patterns import regex

SPAN: Final = regex(r"P(?:(\d{1,4})D)?(?:T(?=\d)(?:(\d{1,5})H)?(?:(\d{1,6})M)?)?")
_UNITS: Final = {"min": "minutes", "h": "hours", "d": "days"}


def parse_span(text: str) -> datetime.timedelta:
    """Read an ISO 8601 duration of days, hours and minutes, such as ``PT4H`` or ``P1D``.

    :param text: the duration; ``PT0M`` is none at all
    :raises ValueError: if it is not such a duration
    :source: ISO 8601-1:2019, 5.5.2
    """
    match = SPAN.fullmatch(text)
    if match is None or text == "P":
        raise ValueError(
            Message("{text!r} is not an ISO 8601 duration such as PT4H or P1D", text=text)
        )
    days, hours, minutes = (int(group or 0) for group in match.groups())
    return datetime.timedelta(days=days, hours=hours, minutes=minutes)


def span_of(number: str, unit: str) -> datetime.timedelta | None:
    """Return the span that a number and its unit mean; nothing where they mean none.

    :param number: as written, with a decimal point
    :param unit: ``min``, ``h`` or ``d``
    """
    try:
        return datetime.timedelta(**{_UNITS[unit]: float(number)})
    except (KeyError, ValueError, OverflowError):
        return None


def written_span(span: datetime.timedelta) -> str:
    """Write a span as an ISO 8601 duration.

    :param span: whole minutes
    """
    minutes = round(span.total_seconds() / 60)
    return f"P{minutes // 1440}DT{minutes % 1440}M"


def in_short(span: datetime.timedelta) -> str:
    """Write a span with the signs of its units, ``1 d 12 h``, the same in every language.

    :param span: whole minutes
    """
    minutes = round(span.total_seconds() / 60)
    days, hours = divmod(minutes // 60, 24)
    if days and days * 24 + hours <= 72 and hours:
        days, hours = 0, days * 24 + hours
    parts = ((days, "d"), (hours, "h"), (minutes % 60, "min"))
    # A no-break space: a line does not end between a number and its unit.
    return " ".join(f"{n}\u00a0{unit}" for n, unit in parts if n) or "0\u00a0min"


def spoken(text: str, language: str = "en") -> str:
    """Write an ISO 8601 duration for readers; what is none stays as it is.

    :param text: as written
    :param language: of the readers; in German days are a word, as *d* is read nowhere there
    """
    try:
        short = in_short(parse_span(text))
    except ValueError:
        return text
    if language != "de":
        return short
    return re.sub(r"(\d+)\u00a0d\b", lambda m: f"{m[1]}\u00a0Tag{'e' * (m[1] != '1')}", short)
