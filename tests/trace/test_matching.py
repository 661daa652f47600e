"""Matching the words of two texts: what fits, and how long a hostile text takes."""

from __future__ import annotations

import itertools
import random
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nachweis.trace.matching import matching

FEW = st.lists(st.sampled_from("abc"), max_size=40)


class Word(str):
    """A word that counts how often it is looked at."""

    __slots__ = ()
    looks = 0

    def __hash__(self) -> int:
        """Count, and return the hash of the word."""
        Word.looks += 1
        return super().__hash__()

    def __eq__(self, other: object) -> bool:
        """Count, and compare the words."""
        Word.looks += 1
        return super().__eq__(other)


@given(FEW, FEW)
def test_pairs_are_of_the_same_word_and_in_order(old: list[str], new: list[str]) -> None:
    pairs = matching(old, new)
    assert all(old[a] == new[b] for a, b in pairs)
    assert all(a < c and b < d for (a, b), (c, d) in itertools.pairwise(pairs))
    assert bool(pairs) == bool({*old} & {*new})
    assert len(matching(old, old)) == len(old)


@given(st.permutations(range(9)))
def test_of_words_that_occur_once_as_many_as_possible_are_paired(order: list[int]) -> None:
    longest: list[int] = []
    for place, word in enumerate(order):
        before = [length for other, length in zip(order, longest, strict=False) if other < word]
        longest.append(1 + max(before[:place], default=0))
    assert len(matching(range(9), order)) == max(longest)


def _unravelling(length: int, between: str) -> Iterator[str]:
    """Yield a text in which each match makes the word behind it unique."""
    for number in range(length):
        yield from (f"w{number + 1}", f"w{number}", between)


def _gaps(count: int, choice: random.Random) -> Iterator[str]:
    """Yield a text of many small gaps of few words."""
    for number in range(count):
        yield from (*choice.choices("ab", k=99), f"u{number}")


@pytest.mark.parametrize("kind", ["unravelling", "gaps"])
def test_a_hostile_text_takes_as_long_as_it_is(kind: str) -> None:
    choice = random.Random(1)
    looks = {}
    for factor in (1, 4):
        if kind == "gaps":
            old, new = list(_gaps(25 * factor, choice)), list(_gaps(25 * factor, choice))
        else:
            old, new = list(_unravelling(500 * factor, "p")), list(_unravelling(500 * factor, "q"))
        Word.looks = 0
        matching([Word(word) for word in old], [Word(word) for word in (*new, "end")])
        looks[factor] = Word.looks
    assert looks[4] < 6 * looks[1]


def test_a_long_text_with_many_small_changes_is_matched_to_its_end() -> None:
    old = [word for n in range(1000) for word in (f"u{n}", "p", "a", "a", "q")]
    new = [word for n in range(1000) for word in (f"u{n}", "r", "a", "a", "s")]
    assert len(matching(old, new)) == 3000
