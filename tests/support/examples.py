"""How many examples of a property are tried: fewer where slow tests are left out."""

from __future__ import annotations

from typing import Final

from hypothesis import settings

ALL: Final = 100
"""Examples of a property that does not say how many."""


def examples(number: int) -> int:
    """Return the part of a number of examples that this run tries.

    :param number: how many ``make test-all`` tries
    """
    return max(number * settings.default.max_examples // ALL, 5)
