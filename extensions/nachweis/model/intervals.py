"""ISO 8601 durations in whole years, months, weeks and days: how long a proof stays fresh."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Final

from nachweis.model.dates import last_of_month
from nachweis.model.messages import Message
from nachweis.model.named_tuples import NamedTuple
from nachweis.model.patterns import regex

DURATION: Final = regex(r"P(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)W)?(?:(\d+)D)?")


class Interval(NamedTuple):
    """A period by which a proof has to be renewed.

    :param months: calendar months
    :param days: days on top of them
    """

    months: int
    days: int

    def after(self, start: datetime.date) -> datetime.date:
        """Return the last day on which a proof of that date is fresh.

        A month is added in the calendar's sense: 31 January and one month is the last
        day of February.

        :param start: date of the proof
        """
        year, month = divmod(start.year * 12 + start.month - 1 + self.months, 12)
        if year > datetime.MAXYEAR:
            return datetime.date.max
        day = min(start.day, last_of_month(year, month + 1).day)
        try:
            return datetime.date(year, month + 1, day) + datetime.timedelta(days=self.days)
        except OverflowError:
            return datetime.date.max

    @property
    def text(self) -> str:
        """The interval as ISO 8601 writes it."""
        months = f"{self.months}M" if self.months or not self.days else ""
        return f"P{months}{self.days}D" if self.days else f"P{months}"

    @property
    def period(self) -> tuple[str, int]:
        """The interval as a number of its largest whole unit; no unit if it mixes several."""
        match self.months, self.days:
            case months, 0:
                return ("months", months) if months % 12 else ("years", months // 12)
            case 0, days:
                return ("days", days) if days % 7 else ("weeks", days // 7)
        return "", 0


DEFAULT_INTERVALS: Final[Mapping[str, Interval]] = {
    "regular": Interval(months=12, days=0),
    "continuous": Interval(months=3, days=0),
    "first": Interval(months=3, days=0),
}
"""Defaults of ``intervals`` in ``project.yaml``, by key: how long proofs stay fresh, and
(``first``) how long running operation and exit wait for the first proof."""


def parse_interval(text: str) -> Interval:
    """Read an ISO 8601 duration such as ``P12M``.

    :param text: the duration; years, months, weeks and days, no times
    :raises ValueError: if it is not such a duration, or is zero
    :source: ISO 8601-1:2019, 5.5.2
    """
    match = DURATION.fullmatch(text)
    years, months, weeks, days = (int(g or 0) for g in match.groups()) if match else (0,) * 4
    interval = Interval(months=years * 12 + months, days=weeks * 7 + days)
    if not interval.months and not interval.days:
        raise ValueError(
            Message("{text!r} is not an ISO 8601 duration such as P12M or P90D", text=text)
        )
    return interval
