"""What depends on what: who needs an asset back first, and whether what is promised suffices."""

from __future__ import annotations

import datetime

import pytest

from nachweis.model.items import Item
from nachweis.model.terms import Phase
from nachweis.trace.coverage import cover
from nachweis.trace.graph import Graph, build_graph
from nachweis.trace.inheritance import inherited, needed_by
from nachweis.trace.recovery import needs, promises
from nachweis.trace.rules.processes import (
    agreed_values,
    impact_assessments,
    plans,
    recovery,
    unpromised,
)
from tests.support.models import FIRST, NOW, item, project, small_catalogue, told

W1, W2, W3 = (f"TEST_PROCESS_00{number}" for number in (1, 2, 3))
A1, A2, A3 = (f"TEST_ASSET_00{number}" for number in (1, 2, 3))


def graph_of(*items: Item, closed: Phase = Phase.OPERATION) -> Graph:
    phases = {phase: FIRST for phase in Phase if phase.position <= closed.position}
    return build_graph(small_catalogue(), project(*items, closed=phases))


def process(number: int, *uses: str, **fields: str) -> Item:
    return item("process", number, {"uses": [*uses]}, **fields)


def asset(number: int, *carries: str, **fields: str) -> Item:
    return item("asset", number, {"carries": [*carries]}, **fields)


def clause(number: int, *restores: str, **fields: str) -> Item:
    return item("clause", number, {"restores": [*restores]}, **fields)


def sla(number: int, *restores: str, **fields: str) -> Item:
    return item("sla", number, {"restores": [*restores]}, **fields)


def exercise(number: int, *restores: str, **fields: str) -> Item:
    return item("record", number, {"restores": [*restores]}, **{"kind": "exercise", **fields})


def gaps(*items: Item) -> list[str]:
    """Return who promises or shows too little, with the field that says so."""
    graph = graph_of(*items)
    return [f"{f.subject} {f.related}".strip() for f in recovery(graph, cover(graph, NOW))]


def needed(*items: Item, time: str = "rto") -> dict[str, str]:
    return {identifier: source.id for identifier, source in needs(graph_of(*items), time).items()}


@pytest.mark.parametrize(
    ("rto", "mtpd", "found"),
    [
        pytest.param("PT4H", "PT5H", [], id="sooner"),
        pytest.param("P1D", "PT24H", [W1], id="at the very end"),
        pytest.param("PT0M", "P0D", [W1], id="at once, and no outage at all"),
        pytest.param("P2D", "P1D", [W1], id="later"),
        pytest.param("P2D", "", [], id="no bound"),
        pytest.param("", "P1D", [], id="no time of recovery"),
        pytest.param("P1M", "P1D", [], id="a time that nobody can read"),
    ],
)
def test_a_process_runs_again_before_its_outage_is_unbearable(
    rto: str, mtpd: str, found: list[str]
) -> None:
    assert gaps(process(1, rto=rto, mtpd=mtpd)) == found


@pytest.mark.parametrize(
    ("promised", "found"),
    [("PT3H", []), ("PT4H", []), ("PT241M", [f"TEST_CLAUSE_001 rto {A1}"]), ("P0D", [])],
)
def test_a_promise_suffices_up_to_the_minute_that_is_needed(
    promised: str, found: list[str]
) -> None:
    assert gaps(process(1, A1, rto="PT4H"), asset(1), clause(1, A1, rto=promised)) == found


def test_who_needs_something_at_once_is_promised_too_little_by_any_time() -> None:
    objects = process(1, A1, rto="P0D"), asset(1)
    assert gaps(*objects, clause(1, A1, rto="PT1M")) == [f"TEST_CLAUSE_001 rto {A1}"]
    assert gaps(*objects, clause(1, A1, rto="P0D")) == []


def test_loss_of_data_is_no_time_of_recovery() -> None:
    objects = process(1, A1, rto="PT4H"), asset(1)
    assert gaps(*objects, clause(1, A1, rpo="P1D")) == []
    objects = process(1, A1, rto="P2D", rpo="PT4H"), asset(1)
    assert gaps(*objects, clause(1, A1, rto="P1D", rpo="P1D")) == [f"TEST_CLAUSE_001 rpo {A1}"]


def test_every_target_of_a_promise_is_looked_at() -> None:
    objects = process(1, A1, rto="P9D"), process(2, A3, rto="PT1H"), asset(1), asset(2), asset(3)
    assert gaps(*objects, clause(1, A1, A2, A3, rto="PT4H")) == [f"TEST_CLAUSE_001 rto {A3}"]


@pytest.mark.parametrize(
    ("fields", "found"),
    [
        pytest.param({"quantity": "rto"}, [f"TEST_SLA_001 rto {A1}"], id="time of recovery"),
        pytest.param({"quantity": "availability"}, [], id="another quantity"),
        pytest.param({"quantity": "rto", "unit": "%"}, [], id="a unit that is no time"),
        pytest.param({"quantity": "rto", "target": "soon"}, [], id="no number"),
        pytest.param({"quantity": "rto", "target": "4"}, [], id="in time"),
        pytest.param({"quantity": "rto", "status": "superseded"}, [], id="superseded"),
        pytest.param({"quantity": "rto", "status": "open"}, [], id="open"),
        pytest.param({"quantity": "rto", "target": "4", "rto": "P9D"}, [], id="it has no other"),
    ],
)
def test_a_service_level_promises_its_target(fields: dict[str, str], found: list[str]) -> None:
    objects = process(1, A1, rto="PT4H"), asset(1)
    assert gaps(*objects, sla(1, A1, **{"target": "4.1", "unit": "h", **fields})) == found


SLOW = exercise(1, A1, rto="PT9H", date="2026-03-01")
TOO_SLOW = [f"TEST_RECORD_001 rto {A1}"]


@pytest.mark.parametrize(
    ("others", "found"),
    [
        pytest.param([], TOO_SLOW, id="the only one"),
        pytest.param([exercise(2, A1, rto="PT3H", date="2026-03-02")], [], id="a newer one"),
        pytest.param([exercise(2, A1, rto="PT3H", date="2026-03-01")], [], id="later that day"),
        pytest.param([exercise(2, A1, rto="PT3H", date="2026-02-28")], TOO_SLOW, id="an older one"),
        pytest.param([exercise(2, A2, rto="PT3H", date="2026-03-02")], TOO_SLOW, id="of another"),
        pytest.param([exercise(2, A1, rpo="PT3H", date="2026-03-02")], TOO_SLOW, id="of its data"),
        pytest.param([exercise(2, A1, rto="PT3H", date="2026-06-02")], TOO_SLOW, id="to come"),
        pytest.param([exercise(2, A1, rto="PT3H", date="2026-06-01")], [], id="of today"),
        pytest.param(
            [exercise(2, A1, rto="PT3H", date="2026-03-02", status="draft")], TOO_SLOW, id="a draft"
        ),
    ],
)
def test_the_newest_exercise_counts(others: list[Item], found: list[str]) -> None:
    assert gaps(process(1, A1, rto="PT4H"), asset(1), asset(2), SLOW, *others) == found


def test_what_is_needed_goes_down_through_all_that_carries_it() -> None:
    objects = process(1, A1, rto="PT4H"), asset(1), asset(2, A1), asset(3, A2)
    assert needed(*objects) == dict.fromkeys((W1, A1, A2, A3), W1)
    assert needed(*objects, time="rpo") == {}


def test_who_needs_it_soonest_is_meant() -> None:
    objects = asset(1), asset(2, A1)
    hurried = process(1, A1, rto="PT2H"), process(2, A1, rto="PT1H"), process(3, A1)
    assert needed(*objects, *hurried) == {W1: W1, W2: W2, A1: W2, A2: W2}


def test_of_two_that_need_it_equally_the_first_is_meant() -> None:
    equal = process(1, A1, rto="PT2H"), process(2, A1, rto="PT120M")
    assert needed(asset(1), *equal) == {W1: W1, W2: W2, A1: W1}


@pytest.mark.parametrize(("own", "source"), [("PT4H", W1), ("PT2H", W1), ("PT1H", W2), ("", W1)])
def test_a_process_that_another_one_uses_is_needed_as_soon(own: str, source: str) -> None:
    assert needed(process(1, W2, rto="PT2H"), process(2, rto=own))[W2] == source


def test_processes_that_use_each_other_end_somewhere() -> None:
    objects = process(1, W2, rto="PT2H"), process(2, W1, A1, rto="PT3H"), asset(1, A1)
    assert needed(*objects) == {W1: W1, W2: W1, A1: W1}


def test_below_a_distribution_nothing_is_needed_sooner() -> None:
    pair = asset(1, effect="distribution")
    objects = process(1, A1, rto="PT4H"), pair, asset(2, A1)
    assert needed(*objects) == {W1: W1}
    assert needed(*objects, process(2, A2, rto="P1D")) == {W1: W1, W2: W2, A2: W2}
    assert needed(*objects[:1], asset(1, effect="cumulation"), asset(2, A1))[A2] == W1


def test_the_highest_need_is_inherited_and_none_of_zero_is_none() -> None:
    graph = graph_of(process(1, A1, rank="0"), process(2, A2, rank="1"), asset(1), asset(2, A1))
    ranks = {W1: 0, W2: 1}
    assert {k: v.id for k, v in inherited(graph, lambda i: ranks.get(i.id)).items()} == {
        A1: W1,
        A2: W2,
    }


def test_only_assets_and_processes_are_one_step_below() -> None:
    section = item("section", 1, {"carries": [A1]})
    graph = graph_of(
        process(1, A1, section.id, W2, "TEST_GONE"), process(2), section, asset(1), asset(2, A1)
    )
    assert [end.id for end in needed_by(graph, graph.items[W1])] == [A1, W2]
    assert [end.id for end in needed_by(graph, graph.items[A1])] == [A2]


def test_what_counts_for_nothing_promises_nothing() -> None:
    graph = graph_of(
        clause(1, A1, rto="PT1H"),
        clause(2, A1, rto="PT1H", status="superseded"),
        clause(3, rto="PT1H"),
        clause(4, A1, rto="an hour"),
        asset(1),
    )
    assert [promise.source.id for promise in promises(graph)] == ["TEST_CLAUSE_001"]


@pytest.mark.parametrize(
    ("other", "found"),
    [
        pytest.param(clause(2, A1, rto="PT60M"), [], id="the same in another unit"),
        pytest.param(clause(2, A1, rto="PT59M"), ["TEST_CLAUSE_002"], id="less"),
        pytest.param(clause(2, A1, rto="PT61M"), ["TEST_CLAUSE_002"], id="more"),
        pytest.param(clause(2, A1, rto="P0D"), ["TEST_CLAUSE_002"], id="at once"),
        pytest.param(clause(2, A2, rto="PT2H"), [], id="of another asset"),
        pytest.param(clause(2, A1, rpo="PT2H"), [], id="of its data"),
        pytest.param(sla(1, A1, target="2", unit="h", quantity="rto"), ["TEST_SLA_001"], id="SLA"),
        pytest.param(exercise(1, A1, rto="PT2H", date="2026-03-01"), [], id="what was shown"),
    ],
)
def test_two_promises_of_the_same_agree(other: Item, found: list[str]) -> None:
    graph = graph_of(clause(1, A1, rto="PT1H"), other, asset(1), asset(2))
    said = list(agreed_values(graph, cover(graph, NOW)))
    assert sorted(f.subject for f in said) == found


S1, S2 = (f"TEST_SECTION_00{number}" for number in (1, 2))


def planned(*items: Item, closed: Phase = Phase.OPERATION) -> list[str]:
    """Return what is said of a process that sections S1 and S2 recover."""
    recovered = {"recovered_by": [S1, S2]}
    graph = graph_of(item("process", 1, recovered, rto="PT0M"), *items, closed=closed)
    return [f"{f.rule} {f.severity}" for f in plans(graph, cover(graph, NOW))]


def tried(number: int = 1, section: str = S1, **fields: str) -> Item:
    known = {"kind": "exercise", "date": "2026-03-01", **fields}
    return item("record", number, {"checks": [section]}, **known)


UNPLANNED, UNTRIED = "unplanned-recovery error", "untried-recovery warning"
PLAN = item("section", 1, {}, status="draft")


@pytest.mark.parametrize(
    ("objects", "found"),
    [
        pytest.param([], [UNPLANNED], id="no plan"),
        pytest.param([PLAN._replace(fields={"status": "open"})], [UNPLANNED], id="an open plan"),
        pytest.param([PLAN], [UNTRIED], id="a plan that nobody has tried"),
        pytest.param([PLAN, tried()], [], id="an exercise"),
        pytest.param([PLAN, tried(kind="test")], [], id="a test"),
        pytest.param([PLAN, tried(kind="report")], [UNTRIED], id="a report"),
        pytest.param([PLAN, tried(status="superseded")], [UNTRIED], id="superseded"),
        pytest.param([PLAN, tried(status="draft")], [UNTRIED], id="a draft"),
        pytest.param([PLAN, tried(date="2025-06-01")], [], id="twelve months ago to the day"),
        pytest.param([PLAN, tried(date="2025-05-31")], [UNTRIED], id="a day more"),
        pytest.param([PLAN, tried(date="2026-06-01")], [], id="today"),
        pytest.param([PLAN, tried(date="2026-06-02")], [UNTRIED], id="tomorrow"),
        pytest.param([PLAN, tried(date="")], [UNTRIED], id="no date"),
        pytest.param([PLAN, tried(date="2020-01-01"), tried(2)], [], id="an old one, too"),
        pytest.param(
            [PLAN, item("section", 2, {}), tried(section=S2)], [], id="another plan was tried"
        ),
    ],
)
def test_a_process_has_a_plan_that_was_tried(objects: list[Item], found: list[str]) -> None:
    assert planned(*objects) == found


@pytest.mark.parametrize(
    ("closed", "missing", "found"),
    [
        (Phase.CONTRACT, "unplanned-recovery warning", []),
        (Phase.CONCEPT, UNPLANNED, []),
        (Phase.MIGRATION, UNPLANNED, [UNTRIED]),
        (Phase.SELECTION, None, []),
    ],
)
def test_a_plan_is_due_with_the_concept_and_is_tried_in_operation(
    closed: Phase, missing: str | None, found: list[str]
) -> None:
    assert planned(closed=closed) == ([missing] if missing else [])
    assert planned(PLAN, closed=closed) == found


@pytest.mark.parametrize(
    ("objects", "found"),
    [
        pytest.param([process(1, A1, rto="PT4H"), asset(1, sphere="provider")], [1], id="theirs"),
        pytest.param([process(1, A1, rto="PT4H"), asset(1, sphere="client")], [], id="ours"),
        pytest.param([process(1, A1, rto="PT4H"), asset(1)], [], id="nobody's"),
        pytest.param([process(1, A1), asset(1, sphere="provider")], [], id="no time"),
        pytest.param(
            [process(1, A1), process(2, A1, rto="P1D"), asset(1, sphere="provider")],
            [2],
            id="the second of two",
        ),
        pytest.param(
            [process(1, A2), process(2, A1, rto="P1D"), asset(1), asset(2, sphere="provider")],
            [],
            id="another process uses theirs",
        ),
        pytest.param(
            [
                process(1, A1, rto="PT4H"),
                process(2, W1, rto="PT4H"),
                asset(1, sphere="client"),
                asset(2, A1, sphere="client"),
                asset(3, A2, sphere="third-party"),
            ],
            [1, 2],
            id="far below",
        ),
        pytest.param(
            [
                process(1, A1, rto="PT4H"),
                asset(1, A2, sphere="client"),
                asset(2, sphere="provider"),
            ],
            [],
            id="above",
        ),
    ],
)
def test_who_rests_on_others_is_promised_a_return(objects: list[Item], found: list[int]) -> None:
    def said(*more: Item, closed: Phase = Phase.CONTRACT) -> list[str]:
        return told(unpromised, *objects, *more, closed=closed)

    expected = [f"unpromised-recovery warning contract TEST_PROCESS_00{number}" for number in found]
    assert said() == said(closed=Phase.SELECTION) == expected
    assert said(closed=Phase.REQUIREMENTS) == []
    lowest = [name for name in (A1, A2, A3) if name in {made.id for made in objects}][-1]
    assert said(clause(1, lowest, rto="PT1H")) == []
    assert said(sla(1, lowest, target="1", unit="h", quantity="rto")) == []
    assert said(item("dependency", 1, {"restores": [lowest]}, rto="PT1H")) == []
    assert said(clause(1, lowest, rpo="PT1H")) == expected
    assert said(clause(1, "TEST_GONE", rto="PT1H")) == expected
    assert said(exercise(1, lowest, rto="PT1H", date="2026-05-01")) == expected


@pytest.mark.parametrize(
    ("data", "status", "found"),
    [
        ("special", None, True),
        ("special", "draft", False),
        ("special", "open", True),
        ("special", "superseded", True),
        ("personal", None, False),
        ("", None, False),
    ],
)
def test_special_personal_data_is_assessed(data: str, status: str | None, *, found: bool) -> None:
    assessment = [] if status is None else [item("section", 1, {}, status=status)]
    graph = graph_of(item("process", 1, {"assessed_by": [S1]}, personal_data=data), *assessment)
    assert bool([*impact_assessments(graph, cover(graph, NOW))]) == found


def test_spans_are_read_as_they_are_written() -> None:
    graph = graph_of(clause(1, A1, rto="P1DT2H30M"), asset(1))
    span = datetime.timedelta(days=1, hours=2, minutes=30)
    assert [(p.span, p.time, p.option, p.target) for p in promises(graph)] == [
        (span, "rto", "rto", A1)
    ]
