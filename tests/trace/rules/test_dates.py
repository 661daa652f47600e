"""Rules about dates and intervals, asked of models in memory."""

from __future__ import annotations

import pytest

from nachweis.model.intervals import DEFAULT_INTERVALS, Interval, parse_interval
from nachweis.model.items import Item
from nachweis.model.kinds import FieldKind
from nachweis.model.objects import TYPE
from nachweis.trace.rules.dates import dates, intervals
from tests.support.models import item, told


def test_each_date_says_whether_it_speaks_of_what_was_done_or_is_planned() -> None:
    fields = [field for kind in TYPE.values() for field in kind.of_kind(FieldKind.DATE)]
    assert [field.name for field in fields if field.tense is None] == []


def record(date: str, /, **fields: str) -> Item:
    return item("record", 1, {}, date=date, **fields)


def decision(until: str, /, **fields: str) -> Item:
    return item("decision", 1, {}, **{"date": "2026-01-01", "until": until, **fields})


ORDER, FUTURE, DISTANT = "date-order error", "date-in-the-future warning", "distant-date warning"


@pytest.mark.parametrize(
    ("made", "found"),
    [
        (record("2026-06-01"), ""),
        (record("2026-06-02"), f"{FUTURE} date"),
        (record("2026-06-02", status="draft"), ""),
        (record("2026-06-02", status="open"), ""),
        (record("2026-06-02", status="superseded"), f"{FUTURE} date"),
        (record("2026-06-02", tags="x, example"), ""),
        (record("2016-06-01"), ""),
        (record("2016-05-31"), f"{DISTANT} date"),
        (record("2016-05-31", status="draft"), f"{DISTANT} date"),
        (record("soon"), ""),
        (record("2026-05-01", valid_until="2026-05-01"), ""),
        (record("2026-05-01", valid_until="2026-04-30"), f"{ORDER} valid_until"),
        (record("2026-05-01", valid_until="2099-01-01"), ""),
        (decision("2029-06-01"), ""),
        (decision("2029-06-02"), f"{DISTANT} until"),
        (decision("2026-01-01"), ""),
        (decision("2025-12-31"), f"{ORDER} until"),
        (decision("2010-01-01", date="2010-01-02"), f"{DISTANT} date {ORDER} until"),
        (decision("", date="2026-06-02"), f"{FUTURE} date"),
    ],
)
def test_what_was_done_has_passed_and_nothing_is_far_off(made: Item, found: str) -> None:
    name = f" - {made.id}"
    right = item("right", 1, {}, granted="2026-01-01", reviewed="2026-02-01")
    assert " ".join(told(dates, right, made)).replace(name, "") == found


def test_every_date_of_every_object_is_looked_at() -> None:
    late = {"granted": "2026-06-02", "reviewed": "2026-06-03", "withdrawn": "2026-06-01"}
    objects = [
        item("right", 1, {}, tags="example", **late),
        item("right", 2, {}, granted="2026-01-01"),
        item("right", 3, {}, **late),
    ]
    assert told(dates, *objects) == [
        "date-in-the-future warning - TEST_RIGHT_003 granted",
        "date-in-the-future warning - TEST_RIGHT_003 reviewed",
        "date-order error - TEST_RIGHT_003 withdrawn",
    ]


@pytest.mark.parametrize(
    ("written", "is_long"),
    [("P60M", False), ("P61M", True), ("P5Y", False), ("P1827D", False), ("P1828D", True)],
)
def test_nothing_regular_is_as_rare_as_that(written: str, *, is_long: bool) -> None:
    duty = [
        item("duty", number, {}, interval=text) for number, text in ((2, "often"), (1, written))
    ]
    found = ["long-interval warning - TEST_DUTY_001 interval"] if is_long else []
    assert told(intervals, *duty) == found
    own = {**DEFAULT_INTERVALS, "TSA_M1_01": parse_interval(written), "first": Interval(1, 0)}
    found = ["long-interval warning - TEST TSA_M1_01"] if is_long else []
    assert told(intervals, intervals=own) == found
