"""What words of a fact say."""

from __future__ import annotations

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nachweis.model.facts import says, with_values
from nachweis.model.items import Item
from nachweis.model.places import Place
from nachweis.model.spans import parse_span, spoken

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


def entry(kind: str, name: str, **fields: str) -> Item:
    return Item(
        type=kind, id=name, title=name, place=Place(path="r.yaml"), document="", fields=fields
    )


def test_fields_of_registers_take_the_value_that_their_kind_needs() -> None:
    items = (
        entry("process", "W", rto="PT4H", rpo="PT90M", reason="as {fact}`W.rto` says"),
        entry("sla", "HOURS", target="{fact}`W.rto`", unit="h"),
        entry("sla", "MINUTES", target="{fact}`W.rpo`", unit="min"),
        entry("sla", "AGAIN", target="{fact}`HOURS.target`", unit="h"),
        entry("dependency", "SPAN", rto="{fact}`MINUTES.target`"),
        entry("objective", "TEXT", goal="at most {fact}`HOURS.target`", due="{fact}`D.due`"),
        entry("action", "D", due="2026-03-01"),
    )
    found = {item.id: item.fields for item in with_values(items, {"r.yaml"}, "en")}
    assert found["W"]["reason"] == "as 4\u00a0h says"
    assert found["HOURS"]["target"] == "4"
    assert found["MINUTES"]["target"] == "90"
    assert found["AGAIN"]["target"] == "4"
    assert parse_span(found["SPAN"]["rto"]) == datetime.timedelta(minutes=90)
    assert found["TEXT"] == {"goal": "at most 4\u00a0h", "due": "2026-03-01"}
    assert with_values(items, set(), "en") == items


def test_long_texts_are_no_facts_and_let_no_other_grow() -> None:
    items = (
        entry("process", "W", reason="x" * 301),
        entry("objective", "O", goal="{fact}`W.reason`" * 9, due="{fact}`W.reason`"),
    )
    assert with_values(items, {"r.yaml"}, "en") == items


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
