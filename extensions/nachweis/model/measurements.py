"""Measured values of a service level: one reader for the rules and the plots."""

from __future__ import annotations

import datetime
import math
import re
from collections.abc import Callable
from typing import Final

from nachweis.model.dates import last_of_month
from nachweis.model.items import split_list
from nachweis.model.messages import Message
from nachweis.model.named_tuples import NamedTuple

_PERIODS: Final[tuple[tuple[str, int, Callable[..., datetime.date]], ...]] = (
    (r"(\d{4})", 366, lambda year: last_of_month(year, 12)),
    (r"(\d{4})-H([12])", 184, lambda year, half: last_of_month(year, half * 6)),
    (r"(\d{4})-Q([1-4])", 92, lambda year, quarter: last_of_month(year, quarter * 3)),
    (r"(\d{4})-(\d{2})", 31, last_of_month),
    (r"(\d{4})-W(\d{2})", 7, lambda y, week: datetime.date.fromisocalendar(y, week, 7)),
    (r"(\d{4})-(\d{2})-(\d{2})", 1, datetime.date),
)
"""Notations of a period, with the most days that it has, and its last one."""


class Measurement(NamedTuple):
    """What was measured in a period.

    :param period: as written: ``2026``, ``2026-H2``, ``2026-Q3``, ``2026-08``, ``2026-W33`` or
        a day
    :param end: last day of the period
    :param days: the most that such a period has
    """

    period: str
    end: datetime.date
    value: float
    days: int


def parse_measurements(text: str) -> tuple[Measurement, ...]:
    """Read measured values, ordered by period.

    :param text: such as ``2026-08: 99.81, 2026-09: 99.72``
    :raises ValueError: if a part is not a period with a number, or a period occurs twice
    """
    found: dict[str, Measurement] = {}
    for part in split_list(text) or ("",):
        period, colon, number = (piece.strip() for piece in part.partition(":"))
        last, value = _last_day(period), _number(number)
        if not colon or last is None or value is None:
            raise ValueError(
                Message(
                    "{part!r}, which is not a value for a period; write it as '2026-08: 99.81', "
                    "with commas between the periods",
                    part=part,
                )
            )
        if period in found:
            raise ValueError(
                Message("a list that names {period} twice; keep one value", period=period)
            )
        days, end = last
        found[period] = Measurement(period=period, end=end, value=value, days=days)
    return tuple(sorted(found.values(), key=lambda m: (m.end, m.period)))


def meets(value: float, target: float, direction: str) -> bool:
    """Return whether a value meets a target.

    :param value: what was measured
    :param target: what was agreed
    :param direction: ``at least`` or ``at most``
    """
    return value <= target if direction == "at most" else value >= target


def _last_day(period: str) -> tuple[int, datetime.date] | None:
    for pattern, days, last in _PERIODS:
        match = re.fullmatch(pattern, period)
        if match:
            try:
                return days, last(*(int(group) for group in match.groups()))
            except ValueError:
                return None
    return None


def _number(text: str) -> float | None:
    try:
        value = float(text)
    except ValueError:
        return None
    return value if math.isfinite(value) else None
