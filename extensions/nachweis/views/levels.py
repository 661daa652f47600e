"""Service levels with their measured values, and a plot of them against the target."""

from __future__ import annotations

import dataclasses
import datetime
from collections.abc import Sequence
from typing import Final

from nachweis.model.items import Item
from nachweis.model.measurements import Measurement, meets, parse_measurements

WIDTH: Final = 320
HEIGHT: Final = 110
LEFT: Final = 44
"""Left edge of the plot; the labels of its scale are to the left of it."""
RIGHT: Final = WIDTH - 10
TOP: Final = 10
BOTTOM: Final = HEIGHT - 22
_MARGIN: Final = 0.12


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Value:
    """A measured value, and its position in the plot.

    :param kept: whether it meets the target; None if there is none
    """

    measurement: Measurement
    kept: bool | None
    x: float
    y: float


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Level:
    """A service level.

    :param values: of periods that are over, oldest first
    :param target: the agreed value, if it is a number
    :param target_y: position of its line in the plot
    """

    item: Item
    target: float | None
    values: tuple[Value, ...]
    target_y: float | None

    @property
    def newest(self) -> Value | None:
        """The value of the last period."""
        return self.values[-1] if self.values else None

    @property
    def missed(self) -> tuple[Value, ...]:
        """The values that miss the target."""
        return tuple(value for value in self.values if value.kept is False)

    @property
    def line(self) -> str:
        """The values as the points of an SVG line."""
        return " ".join(f"{value.x:g},{value.y:g}" for value in self.values)


def build_levels(items: Sequence[Item], as_of: datetime.date) -> tuple[Level, ...]:
    """Build service levels with the values measured by a date.

    :param items: the service levels
    :param as_of: the date of judgement; values of periods that are not over are left out
    :source: OPS.3.1.M1, M2: service levels are measurable, and measured
    """
    return tuple(_level(item, as_of) for item in items)


def _level(item: Item, as_of: datetime.date) -> Level:
    target = _number(item.get("target"))
    measured = [m for m in _measured(item) if m.end <= as_of]
    numbers = [m.value for m in measured] + ([] if target is None else [target])
    low, high = _range(numbers)

    def y_of(value: float) -> float:
        return round(BOTTOM - (value - low) / (high - low) * (BOTTOM - TOP), 1)

    days = [m.end.toordinal() for m in measured]
    direction = item.get("direction")
    values = tuple(
        Value(
            measurement=m,
            kept=None if target is None or not direction else meets(m.value, target, direction),
            x=_x_of(day, days),
            y=y_of(m.value),
        )
        for m, day in zip(measured, days, strict=True)
    )
    target_y = None if target is None else y_of(target)
    return Level(item=item, target=target, values=values, target_y=target_y)


def _x_of(day: int, days: list[int]) -> float:
    first, last = days[0], days[-1]
    if first == last:
        return (LEFT + RIGHT) / 2
    inset = 8
    return round(LEFT + inset + (day - first) / (last - first) * (RIGHT - LEFT - 2 * inset), 1)


def _range(numbers: list[float]) -> tuple[float, float]:
    """Return the ends of the scale, with space above and below the numbers."""
    if not numbers:
        return 0.0, 1.0
    low, high = min(numbers), max(numbers)
    room = (high - low) * _MARGIN or abs(high) * _MARGIN or 1.0
    return low - room, high + room


def _measured(item: Item) -> tuple[Measurement, ...]:
    """Return the measured values; the reader reports invalid ones."""
    try:
        return parse_measurements(item.get("measured")) if item.get("measured") else ()
    except ValueError:
        return ()


def _number(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None
