"""What words of a fact say."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nachweis.model.spans import spoken
from nachweis.trace.facts import says

UNITS = st.sampled_from(["h", "hours", "min", "Minuten", "d", "Tage", "x", ""])


@pytest.mark.parametrize(
    ("words", "value"),
    [
        ("4 h", "4 h"),
        ("240 min", "4 h"),
        ("4 Stunden", "4\u00a0h"),
        ("1 d 12 h", "36 hours"),
        ("zwei Stunden", "120 min"),
        ("one day", "24 h"),
        ("vier\u00a0Stunden", "4 h"),
    ],
)
def test_the_same_span_in_other_units(words: str, value: str) -> None:
    assert says(words, value)


@pytest.mark.parametrize(
    "words",
    [
        "5 h",
        "4 d",
        "about 4 h",
        "4",
        "",
        "no hours",
        "a" * 50_000,
        "9" * 5000 + " h",
        "99999999999999999999 h",
    ],
)
def test_other_words_and_numbers_that_no_span_has(words: str) -> None:
    assert not says(words, "4 h")


@given(st.lists(st.tuples(st.integers(min_value=0), UNITS), max_size=20))
def test_no_number_ends_the_check(parts: list[tuple[int, str]]) -> None:
    words = " ".join(f"{number} {unit}" for number, unit in parts)
    assert says(words, words)
    assert says(words, "4 h") in (True, False)


@pytest.mark.parametrize(
    ("text", "english", "german"),
    [
        ("PT4H", "4\u00a0h", "4\u00a0h"),
        ("P1D", "1\u00a0d", "1\u00a0Tag"),
        ("P30DT90M", "30\u00a0d 1\u00a0h 30\u00a0min", "30\u00a0Tage 1\u00a0h 30\u00a0min"),
        ("soon", "soon", "soon"),
    ],
)
def test_days_are_a_word_in_german(text: str, english: str, german: str) -> None:
    assert spoken(text) == english
    assert spoken(text, "de") == german
