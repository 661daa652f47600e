"""Objects around and inside each example of the CommonMark specification are those of MyST."""

from __future__ import annotations

from collections.abc import Iterable

import pytest

from tests.support.commonmark import POSITIONS, examples, page
from tests.support.myst import myst_directives, myst_tokens, our_directives, our_tokens


def differing(pages: Iterable[tuple[int, str]]) -> list[tuple[int, str]]:
    """Return the examples and positions in which the file reader sees something else."""
    spec = examples()
    found = []
    for number, position in pages:
        text = page(position, spec[number], "TEST_C")
        same = our_directives(text) == myst_directives(text)
        if not same or our_tokens(text) != myst_tokens(text):
            found.append((number + 1, position))
    return found


def test_the_specification_is_there() -> None:
    assert len(examples()) == 652


def test_every_other_example_in_one_position() -> None:
    positions = list(POSITIONS)
    pages = [(n, positions[n // 2 % len(positions)]) for n in range(0, len(examples()), 2)]
    assert differing(pages) == []


@pytest.mark.slow
@pytest.mark.parametrize("position", POSITIONS)
def test_each_example_in_every_position(position: str) -> None:
    assert differing((n, position) for n in range(len(examples()))) == []
