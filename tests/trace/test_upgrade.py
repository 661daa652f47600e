"""What a project takes along to another edition, asked of models in memory."""

from __future__ import annotations

from typing import Any

import pytest

from nachweis.model.catalogue import Catalogue, Equivalent
from nachweis.model.items import Item
from nachweis.model.places import Place
from nachweis.model.relations import Certainty, Relation
from nachweis.model.terms import Phase, PhaseStatus, Side
from nachweis.trace.graph import Graph, build_graph
from nachweis.trace.upgrade import Carried, Upgrade, plan_upgrade
from tests.support.models import FIRST, NOW, changed_catalogue, item, project

OLDER, NEWER = "TSA", "TSB"


def _pair(one: str, relation: Relation, other: str) -> Equivalent:
    return Equivalent(one, other, relation, Certainty.SEEN, {}, Place(path="equivalents.yaml"))


def _catalogue(**changed: dict[str, Any]) -> Catalogue:
    """Return a catalogue in which TSB succeeds TSA, as far as pairs say so."""
    known: dict[str, dict[str, Any]] = {
        "TSB_M1_02": {"level": None, "record_kinds": ("exercise", "test")},
        "TSB_M1_03": {"level": None},
    }
    return changed_catalogue(**{**known, **changed})._replace(
        equivalents=(
            _pair("TSB_M1_04", Relation.EQUAL, "TSA_M1_01"),
            _pair("TSB_M1_02", Relation.SUBSET, "TSA_M2_EMG_01"),
            _pair("TSB_M1_03", Relation.SUPERSET, "TSA_M1_03"),
        ),
    )


def _graph(*items: Item, catalogue: Catalogue | None = None, side: Side = Side.CLIENT) -> Graph:
    made = project(*items, closed={Phase.STRATEGY: FIRST})
    settings = made.settings._replace(catalog=(OLDER,), side=side)
    return build_graph(catalogue or _catalogue(), made._replace(settings=settings))


def _plan(graph: Graph) -> Upgrade:
    return plan_upgrade(graph, [NEWER], NOW, (".md", ".yaml"))


def _said(entries: tuple[Carried, ...]) -> list[str]:
    return [f"{e.item.id} {e.link} {e.target} < {e.origin}" for e in entries]


def clause(number: int, *targets: str, **fields: str) -> Item:
    return item("clause", number, {"fulfils": [*targets]}, **{"status": "agreed", **fields})


def record(number: int, *targets: str, **fields: str) -> Item:
    known = {"kind": "exercise", "date": "2026-05-01", "result": "pass"}
    return item("record", number, {"proves": [*targets]}, **{**known, **fields})


def decision(number: int, *targets: str, **fields: str) -> Item:
    known = {"kind": "accepted-risk", "date": "2026-05-01", "until": "2026-12-01"}
    return item(
        "decision", number, {"concerns": [*targets]}, **{**known, "approved_by": "Us", **fields}
    )


@pytest.mark.parametrize(
    ("proof", "carried"),
    [
        (clause(1, "TSA_M1_01"), ["TEST_CLAUSE_001 fulfils TSB_M1_04 < TSA_M1_01"]),
        (clause(1, "TSA_M1"), ["TEST_CLAUSE_001 fulfils TSB_M1_04 < TSA_M1_01"]),
        (clause(1, "TSA_M1", "TSA_M1_01"), ["TEST_CLAUSE_001 fulfils TSB_M1_04 < TSA_M1_01"]),
        (clause(1, "TSA_M1_01", status="superseded"), []),
        (clause(1, "TSA_M1_03"), []),
        (record(1, "TSA_M2_EMG_01"), ["TEST_RECORD_001 proves TSB_M1_02 < TSA_M2_EMG_01"]),
        (record(1, "TSA_M2_EMG"), ["TEST_RECORD_001 proves TSB_M1_02 < TSA_M2_EMG_01"]),
        (record(1, "TSA_M2_EMG_01", kind="meeting"), []),
        (record(1, "TSA_M2_OPS_01"), []),
    ],
)
def test_links_go_along_where_a_proof_counts_for_the_newer_one(
    proof: Item, carried: list[str]
) -> None:
    plan = _plan(_graph(proof))
    assert _said(plan.carried) == carried
    assert (plan.known, plan.by_hand, plan.modules) == (0, (), (NEWER,))


def test_one_that_stays_behind_keeps_none_of_the_others_back() -> None:
    meeting = record(1, "TSA_M2_EMG_01", kind="meeting")
    retired = clause(1, "TSA_M1_01", status="superseded")
    plan = _plan(_graph(retired, clause(2, "TSA_M1_01"), meeting, record(2, "TSA_M2_EMG_01")))
    assert [entry.item.id for entry in plan.carried] == ["TEST_RECORD_002", "TEST_CLAUSE_002"]


def test_nothing_goes_from_a_newer_requirement_to_another() -> None:
    catalogue = _catalogue(TSB_M1_01={"level": None})
    pairs = (_pair("TSB_M1_04", Relation.EQUAL, "TSB_M1_01"), *catalogue.equivalents)
    graph = _graph(
        clause(1, "TSB_M1_01"),
        decision(1, "TSB_M1_01"),
        decision(2, "TSA_M1_01"),
        catalogue=catalogue._replace(equivalents=pairs),
    )
    plan = _plan(graph)
    assert not plan.carried
    assert [entry.item.id for entry in plan.decisions] == ["TEST_DECISION_002"]


def test_links_that_are_there_are_counted_and_those_of_reports_are_left_to_people() -> None:
    made = record(2, "TSA_M2_EMG_01")._replace(place=Place(path="evidence/tests.xml", line=3))
    graph = _graph(clause(1, "TSA_M1_01", "TSB_M1_04"), record(1, "TSA_M2_EMG_01"), made)
    plan = _plan(graph)
    assert plan.known == 1
    assert _said(plan.carried) == ["TEST_RECORD_001 proves TSB_M1_02 < TSA_M2_EMG_01"]
    assert _said(plan.by_hand) == ["TEST_RECORD_002 proves TSB_M1_02 < TSA_M2_EMG_01"]


def test_what_the_other_side_owes_alone_and_what_does_not_apply_gets_no_links() -> None:
    proof = record(1, "TSA_M2_EMG_01")
    theirs = _catalogue(TSB_M1_02={"level": None, "responsible": ("client",)})
    assert len(_plan(_graph(proof, catalogue=theirs)).carried) == 1
    assert not _plan(_graph(proof, catalogue=theirs, side=Side.PROVIDER)).carried
    increased = _catalogue(TSB_M1_02={"record_kinds": ()})
    assert not _plan(_graph(proof, catalogue=increased)).carried


def test_new_links_are_locked_with_the_older_requirement_but_for_those_of_stubs() -> None:
    stub = clause(2, "TSA_M1_01")._replace(body="TODO")
    graph = _graph(clause(1, "TSA_M1_01"), stub)
    plan = _plan(graph)
    assert [entry.item.id for entry in plan.carried] == ["TEST_CLAUSE_001", "TEST_CLAUSE_002"]
    prints = graph.fingerprints
    ends = [prints.of(graph.items[name]) for name in ("TEST_CLAUSE_001", "TSA_M1_01")]
    assert plan.locks == {("TEST_CLAUSE_001", "fulfils", "TSB_M1_04"): "".join(ends)}


@pytest.mark.parametrize(
    ("taken", "told"),
    [
        (decision(1, "TSA_M1_01"), ["TEST_DECISION_001 < TSA_M1_01"]),
        (decision(1, "TSA_M1_01", "TSB_M1_04"), []),
        (decision(1, "TSA_M1_01", kind="weakening"), []),
        (decision(1, "TSA_M1_01", approved_by=""), []),
        (decision(1, "TSA_M1_02"), []),
    ],
)
def test_decisions_do_not_go_along(taken: Item, told: list[str]) -> None:
    plan = _plan(_graph(taken))
    assert [f"{e.item.id} < {e.origin}" for e in plan.decisions] == told
    assert {e.target for e in plan.decisions} <= {"TSB_M1_04"}


@pytest.mark.parametrize(
    ("proof", "ends"),
    [
        (clause(1, "TSA_M1_01"), None),
        (clause(1, "TSA_M1"), ("TSA_M1_02", "TSA_M1_03")),
        (clause(1, "TSA_M1_02", "TSA_M1", "TSB_M1_03"), ("TSA_M1_02", "TSA_M1_03")),
        (clause(1, "TSA_M1_02", status="superseded"), None),
        (clause(1, "TSA_GEN_02"), None),
        (record(1, "TSA_M1_02"), ("TSA_M1_02",)),
        (decision(1, "TSA_M1_02"), None),
    ],
)
def test_what_has_no_successor_is_left(proof: Item, ends: tuple[str, ...] | None) -> None:
    left = _plan(_graph(proof)).left
    assert [(entry.id, names) for entry, names in left] == ([(proof.id, ends)] if ends else [])


def test_what_is_new_and_rests_on_nothing_is_told_with_what_proves_a_part_of_it() -> None:
    graph = _graph(
        clause(1, "TSA_M1_03"),
        clause(2, "TSA_M1"),
        record(1, "TSA_M1_03"),
        decision(1, "TSB_M1_02"),
        clause(3, "TSA_M1_01"),
    )
    plan = _plan(graph)
    assert [(u.cell.requirement.id, u.cell.kind, u.nearby) for u in plan.unproven] == [
        ("TSB_M1_03", "clause", ("TEST_CLAUSE_001", "TEST_CLAUSE_002")),
    ]
    assert plan.status[Phase.STRATEGY] is PhaseStatus.CLOSED
    assert plan.graph.project.settings.catalog == (OLDER, NEWER)


def test_a_module_that_is_selected_already_is_not_selected_twice() -> None:
    plan = plan_upgrade(_graph(), [OLDER, NEWER], NOW, (".md",))
    assert plan.modules == (NEWER,)
    assert plan.graph.project.settings.catalog == (OLDER, NEWER)
