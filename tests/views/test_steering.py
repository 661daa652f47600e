"""The set of concepts, agreements, rights, communication, and the negotiation of requirements."""

from __future__ import annotations

import datetime
from collections.abc import Callable

from nachweis.model.items import Item
from nachweis.trace.gate import Verdict
from nachweis.views.communication import build_communication
from nachweis.views.matrix import Selection, build_matrix
from nachweis.views.rights import build_rights
from nachweis.views.steering import build_agreements, build_concepts
from nachweis.views.trace import prepare_traces

Entries = Callable[[str], tuple[Item, ...]]


def test_concepts_with_their_sections_and_records(verdict: Verdict, entries: Entries) -> None:
    as_of = verdict.coverage.as_of
    client, provider = build_concepts(verdict.graph, entries("concept"), as_of)

    assert (client.sections, client.approved, client.coordinated, client.audited) == (
        *(2, 2),
        True,
        None,
    )
    assert (provider.sections, provider.coordinated, provider.audited) == (0, False, False)


def test_agreements_with_what_they_settle_and_leave(verdict: Verdict, entries: Entries) -> None:
    [row] = build_agreements(verdict.graph, entries("agreement"), verdict.coverage)

    assert row.settled == ("TSA_M2_EMG_01",)
    assert row.open == ("TSA_M1_01", "TSA_M1_02", "TSA_M1_03")


def test_rights_are_open_due_or_withdrawn(verdict: Verdict, entries: Entries) -> None:
    rows = build_rights(verdict.graph, entries("right"), verdict.coverage)

    assert [(row.right.id, row.state, row.until) for row in rows] == [
        ("TEST_G_01", "open", datetime.date(2027, 10, 15)),
        ("TEST_G_02", "review due", datetime.date(2026, 7, 1)),
        ("TEST_G_03", "withdrawn", None),
    ]


def test_communication_by_rank_with_who_is_not_authorised(
    verdict: Verdict, entries: Entries
) -> None:
    as_of = verdict.coverage.as_of
    matrix = build_communication(verdict.graph, entries("partner"), as_of)

    assert [c.id for c in matrix.classes] == ["TEST_L_INT", "TEST_L_CONF", "TEST_L_ODD"]
    assert [(row.receives, row.authorised) for row in matrix.rows] == [
        ((True, True, False), True),
        ((True, False, False), False),
    ]


def test_the_matrix_and_the_trace_know_how_far_a_requirement_came(verdict: Verdict) -> None:
    matrix = build_matrix(verdict.graph, verdict.coverage, Selection())
    negotiations = {row.requirement.id: row.negotiation for row in matrix.rows if row.negotiation}

    assert matrix.has_demands
    assert {key: n.status for key, n in negotiations.items()} == {
        "TSA_M2_EMG_01": "agreed",
        "TSA_M2_EMG_02": "agreed",
    }
    history = prepare_traces(verdict.graph, verdict.coverage).negotiations["TSA_M2_EMG_01"].history
    assert [demand.id for demand in history] == ["TEST_B_01", "TEST_B_02"]
