"""Dates and intervals: what is read, what is refused, and until when a proof is fresh."""

from __future__ import annotations

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nachweis.model.dates import parse_date
from nachweis.model.intervals import Interval, parse_interval

DAYS = st.dates()
INTERVALS = st.builds(Interval, months=st.integers(0, 60), days=st.integers(0, 400))


@given(DAYS)
def test_a_date_is_read_as_it_is_written(day: datetime.date) -> None:
    assert parse_date(day.isoformat()) == day


@pytest.mark.parametrize(
    "text",
    [
        *(
            "",
            "soon",
            "20261120",
            "2026-W47-5",
            "2026-11",
            "26-11-20",
            "2026-11-20 ",
            " 2026-11-20",
        ),
        *(
            "2026-11-20T12:00:00",
            "20.11.2026",
            "2026-13-01",
            "2026-02-29",
            "٢٠٢٦-١١-٢٠",
            "2026-1-1",
        ),
    ],
)
def test_nothing_else_is_a_date(text: str) -> None:
    with pytest.raises(ValueError, match="is not a date"):
        parse_date(text)


@pytest.mark.parametrize(
    ("text", "months", "days"),
    [("P12M", 12, 0), ("P1Y", 12, 0), ("P1Y6M", 18, 0), ("P2W", 0, 14), ("P1M2W3D", 1, 17)],
)
def test_a_duration_is_read(text: str, months: int, days: int) -> None:
    assert parse_interval(text) == Interval(months=months, days=days)


@pytest.mark.parametrize("text", ["", "P", "P0D", "P0Y0M", "12M", "PT1H", "p1y", "P1.5Y", "P-1M"])
def test_nothing_else_is_a_duration(text: str) -> None:
    with pytest.raises(ValueError, match=r"is not an ISO 8601 duration such as P12M or P90D"):
        parse_interval(text)


@pytest.mark.parametrize(
    ("day", "text", "last"),
    [
        ("2026-01-31", "P1M", "2026-02-28"),
        ("2024-01-31", "P1M", "2024-02-29"),
        ("2024-02-29", "P1Y", "2025-02-28"),
        ("2026-12-31", "P2M", "2027-02-28"),
        ("2026-11-20", "P90D", "2027-02-18"),
        ("2026-01-31", "P1M1D", "2026-03-01"),
        ("9999-12-01", "P1M", "9999-12-31"),
        ("2026-01-01", "P9999999999Y", "9999-12-31"),
        ("2026-01-01", "P9999999999D", "9999-12-31"),
    ],
)
def test_the_last_fresh_day(day: str, text: str, last: str) -> None:
    assert parse_interval(text).after(parse_date(day)) == parse_date(last)


@given(DAYS, DAYS, INTERVALS)
def test_a_later_proof_is_never_stale_earlier(
    one: datetime.date, other: datetime.date, interval: Interval
) -> None:
    earlier, later = sorted((one, other))
    assert interval.after(earlier) <= interval.after(later)
    assert interval.after(later) >= later
