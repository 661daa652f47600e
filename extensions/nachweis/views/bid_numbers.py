"""Points of bids as people read them: never more than they are, and no share of nothing."""

from __future__ import annotations

import math

from nachweis.i18n import Words
from nachweis.model.texts import shown_number
from nachweis.trace.bids import Score


def points(_: Words, score: Score, value: float) -> str:
    """Write a part of the weight of all that is asked, with its percentage if there is one.

    :param _: translates to the language of the table
    :param score: what it is a part of
    :param value: the part
    """
    share = score.share(value)
    if share is None:
        return "–"
    text = _("%(points)s of %(all)s (%(percent)s %%)")
    return text % {
        "points": number(_, value),
        "all": number(_, score.asked),
        "percent": percent(_, share),
    }


def percent(_: Words, share: float) -> str:
    """Write a share as a percentage, rounded down: only all of it is 100.

    :param _: the language
    :param share: from 0 to 1
    """
    return number(_, math.floor(1000 * share + 1e-6) / 10)


def number(_: Words, value: float) -> str:
    """Write a number as the language does, with three decimals at most.

    :param _: the language
    :param value: the number
    """
    return shown_number(f"{value:.3f}".rstrip("0").rstrip("."), _.language)
