"""Texts of two states that belong together, many and long ones, too."""

from __future__ import annotations

import random
import time
from collections.abc import Sequence

import pytest

from nachweis.annex.redline.alike import opcodes, similar_pairs


def made(old: Sequence[str], new: Sequence[str]) -> list[str]:
    """Make the new texts of the old ones."""
    found: list[str] = []
    for kind, a, b, c, d in opcodes(old, new):
        assert (kind == "equal") == (old[a:b] == new[c:d])
        found += old[a:b] if kind == "equal" else new[c:d]
    return found


@pytest.mark.parametrize("count", [10, 1_000])
def test_the_new_texts_are_made_of_the_old_ones(count: int) -> None:
    old = [f"text {number % 700}" for number in range(count)]
    new = [*old[3:], "one more", *old[:2]]
    assert made(old, new) == new
    assert made(old, []) == []
    assert made([], new) == new


def test_a_changed_text_belongs_to_what_it_was() -> None:
    old = ["the provider restores the service", "audits happen yearly", "a third one stays"]
    new = ["something else entirely", "the provider restores each service", "a third one stays"]
    assert [*similar_pairs(old, new)] == [(1, 0), (2, 2)]


@pytest.mark.parametrize(
    ("count", "length", "words"), [(2, 200_000, 9), (100, 1_000, 2), (400, 9, 2), (20_000, 9, 500)]
)
def test_many_and_long_texts_take_as_long_as_they_are(count: int, length: int, words: int) -> None:
    chance = random.Random(1)

    def texts() -> list[str]:
        return [" ".join(str(chance.randrange(words)) for _ in range(length)) for _ in range(count)]

    begun = time.process_time()
    pairs = [*similar_pairs(old := texts(), new := texts())]
    made(old, new)
    assert pairs == sorted(pairs)
    assert time.process_time() - begun < 10
