"""What entries of registers and records limit, and how far, as a branch is compared by it."""

from __future__ import annotations

import datetime
from typing import Any

import pytest

from nachweis.model.items import Item
from nachweis.model.weakening import Bound
from nachweis.trace.asked import bounds, is_weaker
from nachweis.trace.graph import build_graph
from tests.support.models import NOW, item, project, small_catalogue


def limits(*items: Item) -> dict[tuple[str, ...], float]:
    """Return what each field and link limits, by the number of the object, name, part and day."""
    graph = build_graph(small_catalogue(), project(*items))
    return {
        (bound.item[-1], *filter(None, (bound.name, bound.part, bound.day))): size
        for bound, size in bounds(graph, NOW)
    }


DAY = datetime.date(2000, 1, 1).toordinal()


@pytest.mark.parametrize(
    ("made", "name", "size"),
    [
        (item("threat", 1, {}, likelihood="frequent"), "likelihood", -2),
        (item("threat", 1, {}, treatment="accept"), "treatment", 3),
        (item("threat", 1, {}, likelihood="once in a while"), "likelihood", None),
        (item("threat", 1, {}), "likelihood", None),
        (item("process", 1, {}, rto="PT4H"), "rto", 4 * 3600),
        (item("process", 1, {}, rto="soon"), "rto", None),
        (item("process", 1, {}), "rto", None),
        (item("duty", 1, {}, interval="P1M"), "interval", DAY + 31),
        (item("duty", 1, {}, interval="often"), "interval", None),
        (item("duty", 1, {}, first="2026-05-01"), "first", datetime.date(2026, 5, 1).toordinal()),
        (item("duty", 1, {}, first="in May"), "first", None),
        (item("sla", 1, {}, target="99.5", direction="at least"), "target", -99.5),
        (item("sla", 1, {}, target="4", direction="at most"), "target", 4),
        (item("sla", 1, {}, target="4"), "target", 4),
        (item("sla", 1, {}, target="few", direction="at least"), "target", None),
        (item("infoclass", 1, {}, rank="3"), "rank", -3),
        (item("asset", 1, {}, count="7"), "count", -7),
    ],
)
def test_the_size_of_a_value(made: Item, name: str, size: float | None) -> None:
    assert limits(made).get(("1", name)) == size


@pytest.mark.parametrize(
    ("made", "found"),
    [
        (item("party", 1, {}, key="AA:11"), {("1", "key", "AA:11"): 0}),
        (item("party", 1, {}), {}),
        (
            item("offer", 1, {}, answer="not", date="2026-01-01"),
            {("1", "answer", "not", "2026-01-01"): 0},
        ),
        (item("process", 1, {}), {("1", "personal_data"): 0}),
        (item("process", 1, {}, personal_data="special"), {("1", "personal_data"): -2}),
        (item("asset", 1, {}), {("1", "effect"): 1}),
        (item("asset", 1, {}, effect="distribution"), {("1", "effect"): 2}),
        (item("asset", 1, {}, modules="APP.6; SYS.1"), {("1", "modules", "SYS.1"): 0}),
    ],
)
def test_words_count_each_by_itself_and_what_is_not_there_by_its_default(
    made: Item, found: dict[tuple[str, ...], float]
) -> None:
    assert found.items() <= limits(made).items()


@pytest.mark.parametrize(
    ("made", "ahead"),
    [
        (item("right", 1, {}, granted="2026-06-01"), 0),
        (item("right", 1, {}, granted="2026-06-03"), 2),
        (item("right", 1, {}, granted="2026-05-03"), 0),
        (item("right", 1, {}), 0),
    ],
)
def test_a_day_of_what_was_done_may_not_go_ahead(made: Item, ahead: int) -> None:
    assert limits(made)["1", "granted", "ahead"] == ahead


@pytest.mark.parametrize(
    ("made", "size"),
    [
        (item("right", 1, {}), 0.0),
        (item("right", 1, {}, status="draft"), 1.0),
        (item("right", 1, {}, status="superseded"), 1.0),
        (item("agreement", 1, {}, status="agreed"), -1),
        (item("agreement", 1, {}, status="draft"), 0),
    ],
)
def test_a_status_says_whether_an_entry_counts(made: Item, size: float) -> None:
    assert limits(made)["1", "status"] == size


def record(number: int = 1, path: str = "evidence/a.md", **fields: str) -> Item:
    known = {"date": "2026-05-01", "result": "pass", **fields}
    made = item("record", number, {"proves": ["TSA_GEN_02", "TSA_M1_02"]}, **known)
    return made._replace(place=made.place._replace(path=path))


@pytest.mark.parametrize("path", ["evidence/a.md", "evidence/a.yaml", "evidence/a.yml"])
def test_a_record_that_people_write_is_compared_on_its_day(path: str) -> None:
    assert limits(record(path=path, valid_until="2026-09-01")) == {
        ("1", "result", "2026-05-01"): 0,
        ("1", "valid_until", "2026-05-01"): datetime.date(2026, 9, 1).toordinal(),
    }


def test_a_report_of_a_machine_is_made_anew() -> None:
    assert limits(record(path="evidence/a.xml")) == {}


@pytest.mark.parametrize(
    ("fields", "counts"),
    [
        ({"result": "pass"}, False),
        ({"result": "fail"}, True),
        ({"result": "partial"}, True),
        ({"result": "fail", "status": "draft"}, False),
    ],
)
def test_what_did_not_pass_stands_for_what_it_proves(
    fields: dict[str, Any], *, counts: bool
) -> None:
    found = limits(record(path="evidence/a.xml", **fields))
    expected = {("1", "proves", name, "2026-05-01"): 0 for name in ("TSA_GEN_02", "TSA_M1_02")}
    assert found == (expected if counts else {})


def test_links_limit_by_what_they_name_or_leave_out() -> None:
    duty = item("duty", 1, {"renews": ["TSA_GEN_02"]})
    assert limits(duty)["1", "renews", "TSA_GEN_02"] == 0
    classes = [item("infoclass", number, {}) for number in (2, 3)]
    partner = item("partner", 1, {"may_receive": ["TEST_INFOCLASS_002"]})
    found = [name for name in limits(partner, *classes) if name[1] == "may_receive"]
    assert found == [("1", "may_receive", "TEST_INFOCLASS_003")]
    other = item("clause", 4, {"restores": ["TEST_ASSET_001"]}, status="agreed", rto="PT4H")
    assert not any(name[0] == "4" for name in limits(duty, other))


ASSET = item("asset", 1, {"carries": ["TEST_ASSET_002"]}, reason="So")
OTHER = item("asset", 2, {})
RECORD = item("record", 3, {}, date="2026-05-01")


@pytest.mark.parametrize(
    ("bound", "before", "after", "weaker"),
    [
        (Bound(ASSET.id, "count"), -3, -3, False),
        (Bound(ASSET.id, "count"), -3, -2, True),
        (Bound(ASSET.id, "count"), -3, -4, False),
        (Bound(ASSET.id, "count"), -3, None, True),
        (Bound(ASSET.id, "carries", OTHER.id), 0, None, True),
        (Bound(ASSET.id, "carries", "TEST_ASSET_009"), 0, None, False),
        (Bound(ASSET.id, "modules", "APP.6"), 0, None, True),
        (Bound(RECORD.id, "result", day="2026-05-01"), 0, None, True),
        (Bound(RECORD.id, "result", day="2026-04-01"), 0, None, False),
        (Bound(RECORD.id, "result", day="2026-05-01"), 0, 1, True),
    ],
)
def test_what_is_gone_is_weaker_than_all(
    bound: Bound, before: float, after: float | None, *, weaker: bool
) -> None:
    graph = build_graph(small_catalogue(), project(ASSET, OTHER, RECORD))
    now = {} if after is None else {bound: after}
    assert is_weaker(bound, before, now, graph) == weaker
