"""Calendar dates as ``YYYY-MM-DD``, the only form of ISO 8601 that is accepted."""

from __future__ import annotations

import datetime
import functools
from typing import Final

from nachweis.model.messages import Message
from nachweis.model.patterns import regex

DATE: Final = regex(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def last_of_month(year: int, month: int) -> datetime.date:
    """Return the last day of a month.

    :param year: of four digits
    :param month: counted from 1
    :raises ValueError: if there is no such month
    """
    first = datetime.date(year, month, 1)
    if month == 12:  # the last December of the calendar has no day after it
        return first.replace(day=31)
    return first.replace(month=month + 1) - datetime.timedelta(days=1)


@functools.lru_cache(maxsize=4096)  # a project has few days, and names each of them often
def parse_date(text: str) -> datetime.date:
    """Read a date such as ``2026-11-20``.

    Dates are compared and sorted as they are written, so ``20261120`` and ``2026-W47-5``,
    which the standard library reads, are refused.

    :param text: the date
    :raises ValueError: if it is not a date of that form
    """
    if not DATE.fullmatch(text):
        raise ValueError(Message("{text!r} is not a date; write it as YYYY-MM-DD", text=text))
    try:
        return datetime.date.fromisoformat(text)
    except ValueError:
        raise ValueError(Message("{text!r} is not a date of the calendar", text=text)) from None
