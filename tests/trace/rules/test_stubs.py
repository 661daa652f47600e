"""What a cell without a proof waits for: stubs, texts and decisions, of equivalents as well."""

from __future__ import annotations

from typing import Any

import pytest

from nachweis.model.catalogue import Equivalent
from nachweis.model.items import Item
from nachweis.model.places import Place
from nachweis.model.relations import Certainty, Relation
from nachweis.model.terms import Phase
from nachweis.trace.coverage import cover
from nachweis.trace.graph import build_graph
from nachweis.trace.rules.actions import missing
from nachweis.trace.rules.cells import unproven
from nachweis.trace.rules.registers import reviews
from tests.support.models import FIRST, NOW, item, project, small_catalogue, told
from tests.support.statements import PRO

PAIR = Equivalent(
    one="TSA_M1_01",
    other="TSA_M1_03",
    relation=Relation.EQUAL,
    certainty=next(iter(Certainty)),
    reason={"en": "Same"},
    place=Place(path="catalog/equivalents.yaml"),
)


def said(*items: Item, **more: Any) -> list[str]:
    """Return what is said of the clause of TSA_M1_01 once the contract is closed."""
    closed = {phase: FIRST for phase in Phase if phase.position <= Phase.CONTRACT.position}
    catalogue = small_catalogue()._replace(equivalents=(PAIR,))
    graph = build_graph(catalogue, project(*items, closed=closed))
    found = unproven(graph, cover(graph, NOW))
    return [str(f.message) for f in found if (f.subject, f.kind) == ("TSA_M1_01", "clause")]


def clause(number: int, target: str, **fields: str) -> Item:
    return item("clause", number, {"fulfils": [target]}, **fields)


LINK = "TSA_M1_01 (TS.A.M1) has no clause; link one with ':fulfils: TSA_M1_01', or decide on it"
FILL = "TSA_M1_01 (TS.A.M1) has no clause yet; fill in {} and give it its status"


@pytest.mark.parametrize(
    ("items", "expected"),
    [
        ([], [LINK]),
        ([clause(1, "TSA_M1_01", status="open")], [FILL.format("TEST_CLAUSE_001")]),
        ([clause(1, "TSA_M1", status="open")], [FILL.format("TEST_CLAUSE_001")]),
        ([clause(1, "TSA_M1_03", status="open")], [FILL.format("TEST_CLAUSE_001")]),
        ([clause(1, "TSA_M1_02", status="open")], [LINK]),
        ([item("section", 1, {"fulfils": ["TSA_M1_01"]}, status="open")], [LINK]),
        ([clause(1, "TSA_M1_01", status="superseded")], [LINK]),
        ([clause(1, "TSA_M1_01", status="agreed")._replace(body="TODO")], []),
        ([clause(1, "TSA_M1_03", status="agreed")._replace(body="TODO")], []),
        ([clause(1, "TSA_M1", status="agreed")._replace(body="")], []),
        ([clause(1, "TSA_M1_02", status="agreed")._replace(body="TODO")], [LINK]),
        ([clause(1, "TSA_M1_01", status="superseded")._replace(body="TODO")], [LINK]),
    ],
)
def test_what_waits_for_its_text_is_said_once(items: list[Item], expected: list[str]) -> None:
    assert said(*items) == expected


def decision(target: str, **fields: str) -> Item:
    known = {"date": "2026-01-01", "approved_by": "Us", "until": "2026-12-31", **fields}
    return item("decision", 1, {"concerns": [target]}, **known)._replace(body="TODO")


@pytest.mark.parametrize(
    ("made", "waits"),
    [
        (decision("TSA_M1_01"), True),
        (decision("TSA_M1"), True),
        (decision("TSA_M1_03"), False),
        (decision("TSA_M1_01", approved_by=""), False),
        (decision("TSA_M1_01", status="rejected"), False),
        (decision("TSA_M1_01", status="draft"), False),
    ],
)
def test_a_decision_that_was_taken_waits_for_its_reason(made: Item, *, waits: bool) -> None:
    assert said(made) == ([] if waits else [LINK])


@pytest.mark.parametrize(
    ("fields", "found"),
    [
        ({"result": "fail"}, True),
        ({"result": "partial"}, True),
        ({"result": "pass"}, False),
        ({"result": "fail", "status": "open"}, False),
        ({"result": "fail", "status": "draft"}, False),
        ({"result": "fail", "date": "2026-06-02"}, False),
        ({"result": "fail", "date": ""}, False),
    ],
)
def test_what_did_not_pass_is_followed_up(fields: dict[str, str], *, found: bool) -> None:
    record = item("record", 1, {}, **{"date": "2026-06-01", **fields})
    expected = ["missing-action error operation TEST_RECORD_001"]
    assert told(missing, record) == (expected if found else [])
    action = item("action", 2, {"corrects": ["TEST_RECORD_001"]}, due="2026-01-01")
    assert told(missing, record, action) == []


def record(number: int, **fields: str) -> Item:
    known = {"date": "2026-05-01", "kind": "audit", "result": "pass", **fields}
    return item("record", number, {"proves": ["TSA_GEN_02"]}, **known)


@pytest.mark.parametrize(
    ("records", "state"),
    [
        ([record(1)], "covered"),
        ([record(1)._replace(body="")], "missing"),
        ([record(1, result="fail")._replace(body="")], "failed"),
        ([record(1, result="partial")._replace(body="")], "missing"),
        ([record(1), record(2, result="fail", date="2026-05-02")._replace(body="TODO")], "failed"),
        ([record(1), record(2, result="fail", date="2026-04-02")._replace(body="TODO")], "covered"),
    ],
)
def test_that_something_failed_needs_no_text(records: list[Item], state: str) -> None:
    closed = {phase: FIRST for phase in Phase if phase.position <= Phase.CONCEPT.position}
    graph = build_graph(small_catalogue(), project(*records, closed=closed))
    [cell] = [c for c in cover(graph, NOW).cells if c.requirement.id == "TSA_GEN_02"]
    assert cell.state == state


@pytest.mark.parametrize(
    ("own", "others", "by"),
    [
        (["OWN"], ["OTHER"], "OWN"),
        (["STATED"], ["OTHER"], "OTHER"),
        (["STATED", "OWN"], ["OTHER"], "OWN"),
        (["STATED"], ["STATED"], "STATED"),
        (["OWN"], ["STATED"], "OWN"),
        ([], ["OTHER"], "OTHER"),
        ([], ["STATED"], "STATED"),
        (["OWN"], [], "OWN"),
    ],
)
def test_what_others_state_settles_less_than_an_equivalent_of_our_own(
    own: list[str], others: list[str], by: str
) -> None:
    def made(name: str, number: int, target: str) -> Item:
        stated = {"stated_by": [PRO.id]} if name == "STATED" else {}
        clause = item("clause", number, {"fulfils": [target], **stated}, status="agreed")
        return clause._replace(id=f"TEST_{name}_{target}")

    items = [made(name, n, "TSA_M1_01") for n, name in enumerate(own)]
    items += [made(name, n + 5, "TSA_M1_03") for n, name in enumerate(others)]
    graph = build_graph(small_catalogue()._replace(equivalents=(PAIR,)), project(PRO, *items))
    [cell] = [c for c in cover(graph, NOW).cells if c.requirement.id == "TSA_M1_01"]
    target = "TSA_M1_01" if by in own else "TSA_M1_03"
    assert cell.by == (f"TEST_{by}_{target}",)
    assert cell.via == (None if by in own else "TSA_M1_03")
    assert cell.is_via_equivalent == (by not in own)


def test_a_section_that_has_ended_says_how_to_go_on() -> None:
    text = item("section", 1, {"addresses": ["TSA_GEN_01"]}, status="approved")
    old = text._replace(fields={**text.fields, "valid_until": "2026-05-31"})
    graph = build_graph(small_catalogue(), project(old))
    [found] = [f for f in unproven(graph, cover(graph, NOW)) if f.rule == "stale-record"]
    assert found.message == (
        "TSA_GEN_01 (TS.A): TEST_SECTION_001 counted until 2026-05-31; renew it, or change "
        "'valid_until'"
    )


def test_what_nobody_looked_at_has_no_day_on_which_to_look_again() -> None:
    entries = [item(kind, 1, {}) for kind in ("right", "partner", "dependency")]
    assert told(reviews, *entries) == []
