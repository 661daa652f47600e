"""Rules about what is measured, asked of models in memory: service levels and objectives."""

from __future__ import annotations

import pytest

from nachweis.model.items import Item
from nachweis.model.terms import Phase
from nachweis.trace.rules.levels import objectives, service_levels
from tests.support.models import item, told

MISSED = ["missed-sla warning operation TEST_SLA_001"]
LATE = ["unmeasured-sla warning operation TEST_SLA_001"]


def sla(number: int = 1, /, **fields: str) -> Item:
    known = {"target": "4", "direction": "at most", "interval": "P1M", "measured": "2026-05: 4"}
    return item("sla", number, {}, **{**known, **fields})


@pytest.mark.parametrize(
    ("fields", "found"),
    [
        pytest.param({}, [], id="on the target"),
        pytest.param({"measured": "2026-05: 4.01"}, MISSED, id="above it"),
        pytest.param({"direction": "at least", "measured": "2026-05: 3.99"}, MISSED, id="below"),
        pytest.param({"direction": "at least"}, [], id="at least"),
        pytest.param({"measured": "2026-04: 5, 2026-05: 3"}, [], id="kept again"),
        pytest.param({"measured": "2026-05: 5, 2026-06: 3"}, MISSED, id="June is not over"),
        pytest.param({"measured": ""}, LATE, id="never measured"),
        pytest.param({"measured": "2026-06: 3"}, LATE, id="only June is"),
        pytest.param({"measured": "good"}, LATE, id="no measurement"),
        pytest.param({"measured": "2026-04: 3"}, [], id="the day of judgement is the last"),
        pytest.param({"measured": "2026-03: 3"}, LATE, id="a month more"),
        pytest.param({"measured": "2026-03: 5"}, MISSED, id="late and missed"),
        pytest.param({"measured": "2020: 3", "interval": "often"}, [], id="no interval"),
        pytest.param({"measured": "2026-05: 9", "target": "few"}, [], id="no target"),
        pytest.param({"measured": "2026-05: 9", "target": "0"}, MISSED, id="none at all"),
        pytest.param({"measured": "2026-05: 0", "target": "0"}, [], id="none, as agreed"),
        pytest.param({"measured": "2026-05: 9", "direction": ""}, [], id="no direction"),
    ],
)
def test_a_service_level_is_measured_and_kept(fields: dict[str, str], found: list[str]) -> None:
    assert told(service_levels, sla(2, **fields)) == [
        line.replace("SLA_001", "SLA_002") for line in found
    ]
    assert told(service_levels, sla(3), sla(**fields)) == found


@pytest.mark.parametrize(
    ("closed", "late", "missed"),
    [
        (Phase.CONCEPT, [], ["missed-sla warning migration TEST_SLA_001"]),
        (Phase.MIGRATION, LATE, MISSED),
        (
            Phase.OPERATION,
            ["unmeasured-sla warning exit TEST_SLA_001"],
            [MISSED[0].replace("operation", "exit")],
        ),
        (Phase.EXIT, [], ["missed-sla warning - TEST_SLA_001"]),
    ],
)
def test_values_are_asked_for_while_operation_runs(
    closed: Phase, late: list[str], missed: list[str]
) -> None:
    assert told(service_levels, sla(measured=""), closed=closed) == late
    assert told(service_levels, sla(measured="2026-01: 3"), closed=closed) == late
    assert told(service_levels, sla(measured="2026-05: 5"), closed=closed) == missed


def objective(number: int = 1, *ends: str, due: str = "") -> Item:
    return item("objective", number, {"measured_by": [*ends]}, due=due)


OPEN = ["unmeasured-objective warning operation TEST_OBJECTIVE_001"]
R1, V1, V2 = "TEST_RECORD_001", "TEST_SLA_001", "TEST_SLA_002"


@pytest.mark.parametrize(
    ("made", "found"),
    [
        pytest.param(objective(), OPEN, id="neither day nor measure"),
        pytest.param(objective(1, "TEST_GONE"), OPEN, id="a measure that is gone"),
        pytest.param(objective(1, V2), [], id="a measure without a day"),
        pytest.param(objective(due="2026-06-01"), [], id="due today"),
        pytest.param(objective(due="2026-05-31"), OPEN, id="due yesterday"),
        pytest.param(objective(1, V2, due="2026-05-31"), OPEN, id="nothing measured yet"),
        pytest.param(objective(1, V1, due="2026-05-31"), [], id="measured"),
        pytest.param(objective(1, V2, V1, due="2026-05-31"), [], id="one of two"),
        pytest.param(objective(1, R1, due="2026-05-31"), [], id="by a record"),
        pytest.param(objective(1, "TEST_RECORD_002", due="2026-05-31"), OPEN, id="by a draft"),
    ],
)
def test_an_objective_is_measured_when_it_is_due(made: Item, found: list[str]) -> None:
    ends = [
        sla(),
        sla(2, measured=""),
        item("record", 1, {}, date="2026-05-01"),
        item("record", 2, {}, date="2026-05-01", status="draft"),
    ]
    assert told(objectives, objective(2, V1), made, *ends) == found
