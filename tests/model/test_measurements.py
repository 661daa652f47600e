"""Measured values are read by their periods, and sorted by when these end."""

from __future__ import annotations

import datetime
import re

import pytest

from nachweis.model.measurements import meets, parse_measurements


@pytest.mark.parametrize(
    ("period", "end"),
    [
        ("2026", "2026-12-31"),
        ("2026-H1", "2026-06-30"),
        ("2026-Q3", "2026-09-30"),
        ("2028-02", "2028-02-29"),
        ("2026-W33", "2026-08-16"),
        ("2026-08-14", "2026-08-14"),
    ],
)
def test_periods_end_on_their_last_day(period: str, end: str) -> None:
    [found] = parse_measurements(f" {period} :  99.81")

    assert (found.period, found.end.isoformat(), found.value) == (period, end, 99.81)


def test_values_come_in_the_order_of_their_periods() -> None:
    found = parse_measurements("2026-09: 3, 2025: -1.5,\n 2026-Q2: 2e1")

    assert [(m.period, m.value) for m in found] == [("2025", -1.5), ("2026-Q2", 20), ("2026-09", 3)]
    assert found[0].end < datetime.date(2026, 6, 30) == found[1].end


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "not a value for a period"),
        ("99.81", "'99.81', which is not a value for a period"),
        ("2026-13: 1", "'2026-13: 1'"),
        ("2026-02-30: 1", "not a value for a period"),
        ("2026-W60: 1", "not a value for a period"),
        ("0000: 1", "not a value for a period"),
        ("2026-08: nan", "not a value for a period"),
        ("2026-08: many", "not a value for a period"),
        ("2026-08: 99,81", "'81'"),
        ("2026-08: 1, 2026-08: 2", "names 2026-08 twice"),
    ],
)
def test_what_is_no_value_is_named(text: str, words: str) -> None:
    with pytest.raises(ValueError, match=re.escape(words)):
        parse_measurements(text)


def test_the_target_itself_is_kept() -> None:
    assert meets(99.5, 99.5, "at least")
    assert meets(4, 4, "at most")
    assert not meets(99.4, 99.5, "at least")
    assert not meets(4.1, 4, "at most")
