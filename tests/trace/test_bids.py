"""Bids side by side: weights, totals with and without *partly*, what is open, knock-outs."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nachweis.model.items import Item
from nachweis.model.project import Tender
from nachweis.model.tender_types import RENDERED_BY, Answer
from nachweis.trace.bids import (
    Bids,
    Weighing,
    collect,
    first_answer,
    is_shared,
    is_subcontracted,
    weighing,
    weight_of,
)
from nachweis.trace.coverage import cover
from nachweis.trace.graph import build_graph
from tests.support.models import NOW, item, project, small_catalogue

A, B = "TEST_PARTY_001", "TEST_PARTY_002"
BIDDERS = (item("party", 1, {}, role="bidder"), item("party", 2, {}, role="bidder"))
TOPIC = ("TSA_M2_OPS_01", "TSA_M2_OPS_02", "TSA_M2_OPS_03")


def criterion(number: int, weighs: str, weight: str, /, **fields: str) -> Item:
    return item("criterion", number, {"weighs": [weighs]}, weight=weight, **fields)


def offer(number: int, bidder: str, requirement: str, answer: str, by: str = "bidder") -> Item:
    links = {"offered_by": [bidder], "responds_to": [requirement]}
    return item("offer", number, links, answer=answer, rendered_by=by, date="2026-03-01")


def bids(*items: Item, asks: tuple[str, ...] = TOPIC) -> Bids:
    made = project(*BIDDERS, *items)
    settings = made.settings._replace(tender=Tender(asks=asks))
    graph = build_graph(small_catalogue(), made._replace(settings=settings))
    return collect(graph, cover(graph, NOW))


def test_the_nearest_criterion_weighs_a_requirement() -> None:
    found = bids(
        criterion(1, "TSA_M2", "2"),
        criterion(2, "TSA_M2_OPS", "3", knock_out="yes", minimum="Always"),
        criterion(3, "TSA_M2_OPS_01", "7"),
        asks=("TSA_M2", "TSA_M1_01"),
    ).weighings
    assert {name: w.weight for name, w in found.items()} == {
        "TSA_M1_01": 1,  # nobody weighs it
        "TSA_M2_OPS_01": 7,
        "TSA_M2_OPS_02": 3,
        "TSA_M2_OPS_03": 3,
        "TSA_M2_EMG_01": 2,
        "TSA_M2_EMG_02": 2,
    }
    assert [w.knock_out for name, w in found.items() if "OPS" in name] == [False, True, True]
    assert found["TSA_M2_OPS_02"].minimum == "Always"


def test_a_criterion_names_the_clauses_that_its_answers_become() -> None:
    weighs = {"weighs": ["TSA_M2_OPS"], "clause": ["TEST_CLAUSE_001"]}
    assert bids(item("criterion", 1, weighs)).weighings[TOPIC[0]].clauses == ("TEST_CLAUSE_001",)


def test_what_is_not_answered_is_told_apart_from_what_is_not_fulfilled() -> None:
    found = bids(offer(1, A, TOPIC[0], "fulfilled"), offer(2, B, TOPIC[0], "not"))
    first, second = found.score(A), found.score(B)
    assert (first.total(1), first.open, first.unanswered, first.refused) == (1, 2, 2, 0)
    assert (second.total(1), second.open, second.unanswered, second.refused) == (0, 2, 2, 1)


def test_partly_and_alternative_count_by_the_factor() -> None:
    found = bids(
        criterion(1, TOPIC[1], "4"),
        offer(1, A, TOPIC[0], "fulfilled"),
        offer(2, A, TOPIC[1], "partly"),
        offer(3, A, TOPIC[2], "alternative"),
    ).score(A)
    assert (found.asked, found.fulfilled, found.partly) == (6, 1, 5)
    assert [found.total(factor) for factor in (0, 0.5, 1)] == [1, 3.5, 6]
    assert found.share(found.total(0.5)) == pytest.approx(3.5 / 6)


def test_of_nothing_there_is_no_share() -> None:
    found = bids(criterion(1, "TSA_M2", "0"), offer(1, A, TOPIC[0], "fulfilled"))
    assert found.score(A).share(0) is None
    assert found.score(A, ()).share(0) is None


def test_a_knock_out_is_met_by_fulfilling_it_alone() -> None:
    answers = ("fulfilled", "partly", "not", "alternative", "")
    for answer in answers:
        offers = [offer(1, A, TOPIC[0], answer)] if answer else []
        found = bids(criterion(1, TOPIC[0], "1", knock_out="yes"), *offers).score(A)
        failed = (TOPIC[0],) if answer in ("partly", "not") else ()
        pending = (TOPIC[0],) if answer in ("alternative", "") else ()
        assert (found.failed, found.pending) == (failed, pending), answer


def test_what_rests_on_a_subcontractor_is_counted_unless_it_is_not_offered() -> None:
    found = bids(
        criterion(1, TOPIC[0], "5"),
        offer(1, A, TOPIC[0], "partly", "bidder, subcontractor"),
        offer(2, A, TOPIC[1], "not", "subcontractor"),
        offer(3, A, TOPIC[2], "fulfilled", "client"),
    ).score(A)
    assert (found.by_subcontractors, found.subcontracted) == (1, 5)


def test_a_party_that_was_chosen_stays_in_the_comparison() -> None:
    provider = item("party", 3, {}, role="provider")
    found = bids(provider, offer(1, provider.id, TOPIC[0], "fulfilled"))
    assert [party.id for party in found.bidders] == [A, B, provider.id]


@pytest.mark.parametrize(
    ("written", "weight"),
    [
        *(("3", 3), ("2.5", 2.5), ("0", 0), ("-0.5", None), ("inf", None), ("nan", None)),
        *(("", None), ("much", None)),
    ],
)
def test_a_weight_is_a_number_from_nought(written: str, weight: float | None) -> None:
    made = criterion(1, TOPIC[0], written)
    assert weight_of(made) == weight
    assert weighing(made).weight == (1 if weight is None else weight)


def test_a_criterion_says_what_is_wanted() -> None:
    assert weighing(None) == Weighing(
        weight=1, knock_out=False, minimum="", clauses=(), criterion=""
    )
    links = {"weighs": [TOPIC[0]], "clause": ["TEST_C_1"]}
    made = item("criterion", 1, links, weight="2", knock_out="no", minimum="Two hours")
    assert weighing(made) == Weighing(
        weight=2,
        knock_out=False,
        minimum="Two hours",
        clauses=("TEST_C_1",),
        criterion="TEST_CRITERION_001",
    )


@pytest.mark.parametrize(
    ("by", "shared", "subcontracted"),
    [
        ("bidder", False, False),
        ("", False, False),
        ("subcontractor", True, True),
        ("bidder, subcontractor", True, True),
        ("client", True, False),
    ],
)
def test_an_offer_says_who_renders_it(by: str, *, shared: bool, subcontracted: bool) -> None:
    made = offer(1, A, TOPIC[0], "partly", by)
    assert (is_shared(made), is_subcontracted(made)) == (shared, subcontracted)
    assert not is_subcontracted(offer(1, A, TOPIC[0], "not", by))


def test_the_first_answer_is_the_oldest() -> None:
    days = ("2026-03-05", "2026-03-01", "", "2026-03-09")
    offers = [item("offer", number, {}, date=day) for number, day in enumerate(days)]
    assert str(first_answer(offers)) == "2026-03-01"
    assert first_answer(offers[2:3]) is None


def test_the_first_of_two_answers_counts_and_what_is_no_answer_is_none() -> None:
    found = bids(
        offer(1, A, TOPIC[0], "partly"),
        offer(2, A, TOPIC[0], "fulfilled"),
        offer(3, A, TOPIC[1], "perhaps"),
    )
    first = found.offer(A, TOPIC[0])
    assert first is not None
    assert first.id == "TEST_OFFER_001"
    assert found.offer(A, TOPIC[1]) is None
    assert found.offer(B, TOPIC[0]) is None
    score = found.score(A)
    assert score.answers == {"fulfilled": 0, "partly": 1, "alternative": 0, "not": 0}
    assert (score.requirements, score.unanswered) == (3, 2)


def test_requirements_are_grouped_by_their_measure() -> None:
    found = bids(asks=("TSA_M2_OPS_02", "TSA_M1_01", "TSA_M2_OPS_01")).by_measure()
    assert {name: [r.id for r in group] for name, group in found.items()} == {
        "TSA_M1": ["TSA_M1_01"],
        "TSA_M2": ["TSA_M2_OPS_01", "TSA_M2_OPS_02"],
    }


def test_parts_of_the_score_are_weights() -> None:
    found = bids(
        criterion(1, TOPIC[0], "2"),
        criterion(2, TOPIC[1], "3"),
        criterion(3, TOPIC[2], "5"),
        offer(1, A, TOPIC[0], "not", "subcontractor"),
        offer(2, A, TOPIC[1], "alternative", "subcontractor"),
    ).score(A)
    assert (found.asked, found.refused, found.partly, found.fulfilled) == (10, 2, 3, 0)
    assert (found.open, found.subcontracted, found.by_subcontractors) == (5, 3, 1)
    assert found.share(5) == pytest.approx(0.5)


ANSWERS = st.dictionaries(
    st.tuples(st.sampled_from([A, B]), st.sampled_from(TOPIC)),
    st.tuples(st.sampled_from(list(Answer)), st.sampled_from(RENDERED_BY)),
)
WEIGHTS = st.lists(st.sampled_from(["0", "1", "2.5", "100", "-3", "x"]), min_size=3, max_size=3)


@given(ANSWERS, WEIGHTS, st.floats(0, 1))
def test_points_add_up_to_the_weight_of_all(
    answers: dict[tuple[str, str], tuple[Answer, str]], weights: list[str], factor: float
) -> None:
    found = bids(
        *(criterion(n, name, w) for n, (name, w) in enumerate(zip(TOPIC, weights, strict=True))),
        *(offer(n, *key, *answer) for n, (key, answer) in enumerate(answers.items())),
    )
    for bidder in (A, B):
        score = found.score(bidder)
        assert sum(score.answers.values()) + score.unanswered == score.requirements == 3
        assert 0 <= score.fulfilled <= score.total(factor) <= score.total(1)
        assert score.total(1) + score.refused + score.open == pytest.approx(score.asked)
        parts = [found.score(bidder, [r]) for r in found.asked]
        assert sum(part.total(factor) for part in parts) == pytest.approx(score.total(factor))
