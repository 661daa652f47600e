"""Figures of both sides that contradict, asked of models."""

from __future__ import annotations

import pytest

from nachweis.model.foreign import UNCLOSED, Figure
from nachweis.model.intervals import DEFAULT_INTERVALS, parse_interval
from nachweis.model.items import Item
from nachweis.model.places import Place
from nachweis.model.terms import Phase
from nachweis.trace.figures import Known, clashes, figures
from nachweis.trace.graph import build_graph
from tests.support.models import FIRST, item, project, small_catalogue


@pytest.mark.parametrize(
    ("ours", "theirs", "contradicts"),
    [
        ("2026-01-15", "2026-03-01", False),  # each side closes a phase on its own day
        (UNCLOSED, UNCLOSED, False),
        ("2026-01-15", UNCLOSED, True),
        (UNCLOSED, "2026-03-01", True),
    ],
)
def test_a_phase_that_only_one_side_has_closed_is_a_contradiction(
    ours: str, theirs: str, *, contradicts: bool
) -> None:
    closed = Figure(about="contract", name="closed", value=ours)
    known = {("contract", "closed"): Known(closed, Place(path="project.yaml"))}
    found = clashes(known, (closed._replace(value=theirs),), supplies=True, owes=False)
    assert [clash.theirs for clash in found] == ([theirs] if contradicts else [])


def told(*items: Item) -> list[str]:
    """Return the figures of objects, each with where it stands."""
    found = figures(build_graph(small_catalogue(), project(*items)))
    return [
        f"{one.figure.about} {one.figure.name} {one.figure.value} {one.item.id}:{one.place.line}"
        for one in found
        if one.item
    ]


def promise(kind: str, number: int, /, *targets: str, **fields: str) -> Item:
    made = item(kind, number, {"restores": [*targets]}, **fields)
    return made._replace(lines={name: number * 10 + 1 + n for n, name in enumerate(fields, 1)})


A, B = "TEST_A_1", "TEST_P_1"


@pytest.mark.parametrize(
    ("items", "expected"),
    [
        (
            [promise("clause", 1, A, B, rto="PT6H", rpo="PT1H")],
            [
                *(
                    f"A_1 rto P0DT360M {'TEST_CLAUSE_001'}:12",
                    "P_1 rto P0DT360M TEST_CLAUSE_001:12",
                ),
                *("A_1 rpo P0DT60M TEST_CLAUSE_001:13", "P_1 rpo P0DT60M TEST_CLAUSE_001:13"),
            ],
        ),
        (
            [promise("clause", 1, A, rto="PT6H"), promise("clause", 2, A, rto="PT5H")],
            ["A_1 rto P0DT360M TEST_CLAUSE_001:12"],
        ),
        (
            [promise("clause", 1, A, rto="PT6H"), promise("clause", 2, A, rto="PT6H")],
            ["A_1 rto P0DT360M TEST_CLAUSE_001:12"],
        ),
        (
            [promise("clause", 1, A, rto="PT6H"), promise("clause", 2, A, rto="PT7H")],
            ["A_1 rto P0DT420M TEST_CLAUSE_002:22"],
        ),
        (
            [promise("sla", 1, A, target="90", unit="min", quantity="rto")],
            ["A_1 rto P0DT90M TEST_SLA_001:12"],
        ),
        ([promise("dependency", 1, A, rto="PT6H")], []),
        ([promise("record", 1, A, rto="PT6H", date="2026-05-01")], []),
    ],
)
def test_of_each_asset_it_is_the_longest_time_that_we_owe(
    items: list[Item], expected: list[str]
) -> None:
    assert told(*items) == expected


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"number": "7.1", "status": "agreed"}, ["§ 7.1 status agreed TEST_CLAUSE_001:13"]),
        ({"number": "7.1", "status": "draft"}, ["§ 7.1 status draft TEST_CLAUSE_001:13"]),
        ({"number": "7.1", "status": "open"}, []),
        ({"status": "agreed"}, []),
    ],
)
def test_of_a_clause_it_is_the_status(fields: dict[str, str], expected: list[str]) -> None:
    assert told(promise("clause", 1, **fields)) == expected


def clause(number: int) -> Item:
    return item("clause", number, {}, number=f"7.{number}", status="open")


def level(number: int, *clauses: int, **fields: str) -> Item:
    known = {"target": "98", "unit": "%", "status": "agreed", **fields}
    agreed = [f"TEST_CLAUSE_{n:03}" for n in clauses]
    made = item("sla", number, {"agreed_in": agreed}, **known)
    return made._replace(lines={"target": number})


@pytest.mark.parametrize(
    ("levels", "expected"),
    [
        ([level(1, 1)], ["§ 7.1 target in % 98 TEST_SLA_001:1"]),
        ([level(1, 2, 1)], ["§ 7.1, § 7.2 target in % 98 TEST_SLA_001:1"]),
        ([level(1, 1, 9)], ["§ 7.1 target in % 98 TEST_SLA_001:1"]),
        ([level(1, 9)], []),
        ([level(1)], []),
        ([level(1, 1, target="")], []),
        ([level(1, 1, status="open")], []),
        ([level(1, 1, unit="h, in time")], ["§ 7.1 target in h 98 TEST_SLA_001:1"]),
        ([level(1, 1, unit="")], ["§ 7.1 target in  98 TEST_SLA_001:1"]),
        ([level(1, 1), level(2, 1)], []),
        (
            [level(1, 1), level(2, 1, unit="h", target="4")],
            ["§ 7.1 target in % 98 TEST_SLA_001:1", "§ 7.1 target in h 4 TEST_SLA_002:2"],
        ),
        (
            [level(1, 1), level(2, 2, target="97")],
            ["§ 7.1 target in % 98 TEST_SLA_001:1", "§ 7.2 target in % 97 TEST_SLA_002:2"],
        ),
        ([level(1, 1), level(2, 1, status="open")], ["§ 7.1 target in % 98 TEST_SLA_001:1"]),
    ],
)
def test_of_a_service_level_it_is_the_target_where_it_is_the_only_one(
    levels: list[Item], expected: list[str]
) -> None:
    assert told(clause(1), clause(2), *levels) == expected


def test_phases_and_the_intervals_of_requirements_have_figures() -> None:
    made = project(closed={Phase.STRATEGY: FIRST})
    intervals = {**DEFAULT_INTERVALS, "TSA_M1_02": parse_interval("P6M")}
    place = made.settings.place
    settings = made.settings._replace(
        intervals=intervals,
        places={"intervals.TSA_M1_02": place._replace(line=7)},
        closed={
            Phase.STRATEGY: made.settings.closed[Phase.STRATEGY]._replace(
                place=place._replace(line=5)
            )
        },
    )
    found = figures(build_graph(small_catalogue(), made._replace(settings=settings)))
    said = [(*one.figure, one.place.line, one.item) for one in found]
    assert said == [
        ("strategy", "closed", "2025-01-01", 5, None),
        *((phase.value, "closed", UNCLOSED, 1, None) for phase in [*Phase][1:]),
        ("TSA_M1_02", "interval", "P6M0D", 7, None),
    ]


@pytest.mark.parametrize(
    ("name", "theirs", "supplies", "owes", "clash"),
    [
        ("rto", "PT7H", True, False, "PT7H"),
        ("rto", "PT7H", False, False, None),
        ("rto", "PT5H", True, True, None),
        ("rto", "PT5H", False, True, "PT5H"),
        ("rto", "PT6H", True, True, "PT6H, no reserve"),
        ("rto", "PT6H", True, False, None),
        ("rto", "PT6H", False, True, None),
        ("rpo", "PT6H", True, True, None),
        ("rpo", "PT7H", True, False, "PT7H"),
        ("interval", "PT7H", True, False, "PT7H"),
        ("interval", "PT5H", True, False, None),
        ("interval", "P1M", True, False, "P1M"),
        ("interval", "ever", True, False, None),
        ("status", "PT7H", True, False, "PT7H"),
        ("status", "PT6H", True, True, None),
    ],
)
def test_a_figure_contradicts_where_it_is_worse(
    name: str, theirs: str, clash: str | None, *, supplies: bool, owes: bool
) -> None:
    ours = Figure(about="A_1", name=name, value="PT6H")
    known = {("A_1", name): Known(ours, Place(path="project.yaml"))}
    others = (Figure("A_2", name, "PT99H"), ours._replace(value=theirs))
    found = list(clashes(known, others, supplies=supplies, owes=owes))
    said = [f"{one.theirs}{', no reserve' if one.reserve else ''}" for one in found]
    assert said == ([clash] if clash else [])
    assert all(one.ours is known["A_1", name] for one in found)


def test_a_month_is_as_long_as_its_days() -> None:
    ours = Figure(about="A_1", name="interval", value="P31D")
    known = {("A_1", "interval"): Known(ours, Place(path="project.yaml"))}
    month, two = ours._replace(value="P1M"), ours._replace(value="P2M")
    assert list(clashes(known, (month,), supplies=True, owes=False)) == []
    assert len(list(clashes(known, (two,), supplies=True, owes=False))) == 1
