"""Edges of rules that no catalogue for tests has, asked of models in memory."""

from __future__ import annotations

import datetime

import pytest

from nachweis.model.terms import Party, Phase
from nachweis.trace.coverage import cover
from nachweis.trace.graph import build_graph
from nachweis.trace.rules.records import kinds
from nachweis.trace.rules.registers import parties
from tests.support.models import NOW, changed_catalogue, item, project


@pytest.mark.parametrize(
    ("due", "found"),
    [(Phase.SELECTION, []), (Phase.CONTRACT, ["TSA_M1_01"]), (Phase.CONCEPT, ["TSA_M1_01"])],
)
def test_only_what_is_due_before_the_contract_is_a_demand(due: Phase, found: list[str]) -> None:
    duty = {"responsible": (Party.CLIENT,), "proofs": {"section": due}}
    clause = item("clause", 1, {"fulfils": ["TSA_M1_01"]}, obliges="provider")
    graph = build_graph(changed_catalogue(TSA_M1_01=duty), project(clause))
    assert [f.related for f in parties(graph, cover(graph, NOW))] == found


def test_a_record_of_a_later_phase_hides_none_of_an_earlier_one() -> None:
    wanted = {"record_kinds": ("exercise", "test")}
    catalogue = changed_catalogue(TSA_M2_OPS_01=wanted, TSA_M2_OPS_02=wanted, TSA_M2_OPS_03=wanted)
    record = item("record", 1, {"proves": ["TSA_M2_OPS"]}, kind="meeting", date="2026-05-01")
    closed = dict.fromkeys([Phase.STRATEGY, Phase.REQUIREMENTS, Phase.SELECTION], NOW)
    graph = build_graph(catalogue, project(record, closed=closed))
    found = list(kinds(graph, cover(graph, NOW + datetime.timedelta(days=1))))
    assert [(f.related, f.severity, f.phase) for f in found] == [
        ("TSA_M2_OPS_02", "warning", Phase.CONTRACT)
    ]
    assert "is proven by exercise or test, and" in found[0].message
