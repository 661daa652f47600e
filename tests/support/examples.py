"""How many examples of a property are tried: fewer where slow tests are left out."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

import pytest
from _pytest.mark import ParameterSet
from hypothesis import settings

ALL: Final = 100
"""Examples of a property that does not say how many."""


def examples(number: int) -> int:
    """Return the part of a number of examples that this run tries.

    :param number: how many ``make test-all`` tries
    """
    return max(number * settings().max_examples // ALL, 5)


def every(number: int, names: Iterable[str]) -> list[ParameterSet]:
    """Return cases of one path, of which all but every so manyth are slow.

    :param number: one of how many runs where slow tests are left out
    """
    return [
        pytest.param(name, marks=pytest.mark.slow if place % number else (), id=name)
        for place, name in enumerate(names)
    ]
