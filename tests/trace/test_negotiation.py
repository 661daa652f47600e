"""The negotiation of a requirement: how far the demands on it have come, and by which steps."""

from __future__ import annotations

import datetime

from nachweis.trace.negotiation import negotiations
from tests.support.sandbox import Sandbox

DEMANDS = """\
demands:
  - {id: TEST_B_06, title: One, status: desired, date: 2026-08-01, asks_for: TSA_M1_01}
  - {id: TEST_B_03, title: Two hours, status: offered, date: 2026-03-01, asks_for: TSA_M1_01}
  - {id: TEST_B_01, title: One hour, status: desired, date: 2026-01-01, asks_for: TSA_M1}
  - {id: TEST_B_02, title: Hour, status: refined, date: 2026-02-01, asks_for: [TSA_M1_01, TSA_M1]}
  - {id: TEST_B_04, title: Two hours, status: agreed, date: 2026-06-01, asks_for: TSA_M1_01}
  - {id: TEST_B_05, title: Nothing, status: desired, date: 2026-01-01, asks_for: TSX_01}
"""


def test_furthest_status_and_history_by_date(bare: Sandbox) -> None:
    bare.write("registers/demands.yaml", DEMANDS)
    graph = bare.judge().graph

    found = negotiations(graph, datetime.date(2026, 5, 31))

    assert list(found) == list(graph.requirements)
    first = found["TSA_M1_01"]
    assert first.status == "refined"
    assert [d.id for d in first.history] == ["TEST_B_01", "TEST_B_02", "TEST_B_03"]
    assert first.furthest is not None
    assert first.furthest.id == "TEST_B_02"
    assert [d.id for d in found["TSA_M1_03"].history] == ["TEST_B_01", "TEST_B_02"]
    assert negotiations(graph, datetime.date(2026, 6, 1))["TSA_M1_01"].status == "agreed"


def test_nobody_asked(bare: Sandbox) -> None:
    negotiation = negotiations(bare.judge().graph, datetime.date(2026, 5, 31))["TSA_M2_OPS_01"]

    assert (negotiation.status, negotiation.history, negotiation.furthest) == (None, (), None)
