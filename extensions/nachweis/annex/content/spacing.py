"""Blanks at which no line may end: within a telephone number, and between a number and its unit."""

from __future__ import annotations

import re
from typing import Final

_NO_BREAK: Final = "\u00a0"
_UNITS: Final = (
    *(
        "%",
        "‰",
        "€",
        "EUR",
        "USD",
        "CHF",
        "GBP",
        "°C",
        "VA",
        "kVA",
        "V",
        "kV",
        "W",
        "kW",
        "MW",
        "A",
    ),
    *("Hz", "kHz", "MHz", "GHz", "bit", "kbit/s", "Mbit/s", "Gbit/s", "kB", "MB", "GB", "TB", "PB"),
    *(
        "KiB",
        "MiB",
        "GiB",
        "TiB",
        "ms",
        "s",
        "min",
        "h",
        "d",
        "a",
        "mm",
        "cm",
        "m",
        "km",
        "m²",
        "kg",
    ),
    *("per cent", "percent", "euros?", "seconds?", "minutes?", "hours?", "days?", "weeks?"),
    *("months?", "years?", "working days?", "Prozent", "Euro", "Sekunden?", "Minuten?", "Stunden?"),
    *("Tagen?", "Tage?", "Wochen?", "Monate?n?", "Jahre?n?", "Arbeitstagen?", "Werktagen?", "Uhr"),
)
_UNIT: Final = re.compile(rf"(?<=\d) (?=(?:{'|'.join(_UNITS)})(?![\w]))")
_SECTION: Final = re.compile(r"(?<=§) (?=\d)")
_PHONE: Final = re.compile(r"(?<![\w+])(?:\+\d{1,3}|0\d{2,5}) (?:\(0\) ?)?\d[\d /-]{3,16}\d(?!\w)")


def unparted(text: str) -> str:
    """Return a text with blanks that do not end a line, where numbers need them.

    :param text: words between single blanks
    """
    text = _SECTION.sub(_NO_BREAK, _UNIT.sub(_NO_BREAK, text))
    return _PHONE.sub(lambda match: match[0].replace(" ", _NO_BREAK), text)


def words(text: str) -> list[str]:
    """Return what lies between the blanks of a text at which lines may end."""
    return [word for word in re.split(r"[ \t\r\n\f\v]+", unparted(text)) if word]
