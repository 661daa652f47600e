"""How findings name what they are about."""

from __future__ import annotations

import pytest

from nachweis.trace.rules.subjects import listed, named


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["record"], "record"),
        (["record", "clause"], "clause and record"),
        (["section", "record", "clause"], "clause and record and section"),
    ],
)
def test_words_are_listed_in_order(words: list[str], said: str) -> None:
    assert listed(words) == said


@pytest.mark.parametrize(
    ("identifiers", "said"),
    [
        (["A"], "A"),
        (["A", "B", "C"], "A, B, C"),
        (["A", "B", "C", "D"], "A, B, C and 1 more"),
        (["A", "B", "C", "D", "E"], "A, B, C and 2 more"),
    ],
)
def test_the_first_few_are_named(identifiers: list[str], said: str) -> None:
    assert named(identifiers) == said
