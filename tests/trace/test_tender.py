"""What a tender asks of bidders, and by which criterion, asked of models."""

from __future__ import annotations

from typing import Any

import pytest

from nachweis.model.items import Item
from nachweis.model.project import Tender
from nachweis.model.terms import Modal, Party, Side
from nachweis.trace.coverage import cover
from nachweis.trace.graph import Graph, build_graph
from nachweis.trace.tender import (
    answered_questions,
    asked,
    bidders,
    criteria_by_requirement,
    fingerprint,
    version_of,
)
from tests.support.models import NOW, changed_catalogue, item, project, small_catalogue


def graph_of(*items: Item, **settings: Any) -> Graph:
    made = project(*items)
    changed = made.settings._replace(catalog=("TSA",), **settings)
    return build_graph(small_catalogue(), made._replace(settings=changed))


def tailored(target: str) -> Item:
    known = {"kind": "not-applicable", "date": "2026-01-01", "approved_by": "Us"}
    return item("decision", 1, {"concerns": [target]}, **known)


M1, EMG = ["TSA_M1_01", "TSA_M1_02", "TSA_M1_03"], ["TSA_M2_EMG_01", "TSA_M2_EMG_02"]


@pytest.mark.parametrize(
    ("asks", "items", "expected"),
    [
        (("TSA_M1",), [], M1),
        (("TSA_M1_02",), [], M1[1:2]),
        (("TSA_M1_03", "TSA_M1_01"), [], [M1[0], M1[2]]),
        (("TSA_M1",), [tailored("TSA_M1_01")], M1[1:]),
        (("TSB",), [], []),
    ],
)
def test_a_tender_asks_what_it_names(
    asks: tuple[str, ...], items: list[Item], expected: list[str]
) -> None:
    graph = graph_of(*items, tender=Tender(asks=asks))
    assert [r.id for r in asked(graph, cover(graph, NOW))] == expected


def test_the_name_of_a_module_or_topic_stands_for_all_in_it() -> None:
    graph = graph_of(tender=Tender(asks=("TSA",)))
    assert [r.id for r in asked(graph, cover(graph, NOW))] == [*graph.requirements]
    graph = graph_of(tender=Tender(asks=("TSA_M2_EMG",)))
    assert {r.part_of for r in asked(graph, cover(graph, NOW))} == {"TSA_M2_EMG"}


@pytest.mark.parametrize("tender", [None, Tender()])
@pytest.mark.parametrize(
    ("side", "responsible", "items", "found"),
    [
        (Side.CLIENT, (Party.PROVIDER,), [], True),
        (Side.CLIENT, (Party.CLIENT,), [], False),
        (Side.CLIENT, (Party.CLIENT, Party.PROVIDER), [], True),
        (Side.PROVIDER, (Party.PROVIDER,), [], False),
        (Side.PROVIDER, (Party.NETWORK_PROVIDER,), [], True),
        (Side.JOINT, (Party.PROVIDER,), [], True),
        (Side.JOINT, (Party.CLIENT,), [], True),
        (Side.CLIENT, (Party.PROVIDER,), [tailored("TSA_M1_02")], False),
    ],
)
def test_a_tender_that_names_nothing_asks_what_others_owe(
    tender: Tender | None,
    side: Side,
    responsible: tuple[Party, ...],
    items: list[Item],
    *,
    found: bool,
) -> None:
    made = project(*items)
    settings = made.settings._replace(side=side, tender=tender)
    catalogue = changed_catalogue(TSA_M1_02={"responsible": responsible})
    graph = build_graph(catalogue, made._replace(settings=settings))
    names = [r.id for r in asked(graph, cover(graph, NOW))]
    assert ("TSA_M1_02" in names) == found
    assert "TSA_GEN_02" not in names  # it wants no clause
    assert len(set(names)) == len(names)


def criterion(number: int, *targets: str, **fields: str) -> Item:
    return item("criterion", number, {"weighs": [*targets]}, **fields)


def test_the_nearest_criterion_counts() -> None:
    graph = graph_of(
        criterion(1, "TSA"),
        criterion(2, "TSA_M2"),
        criterion(3, "TSA_M2_EMG"),
        criterion(4, "TSA_M1_01", "TSA_M1_02"),
        criterion(5, "TSA_M1_01"),
    )
    found = {name: one.id[-1] for name, one in criteria_by_requirement(graph).items()}
    assert found.keys() == graph.requirements.keys()
    groups = {name: graph.requirements[name].part_of for name in found}
    assert {found[name] for name, group in groups.items() if group == "TSA_M2_EMG"} == {"3"}
    assert {found[name] for name, group in groups.items() if group == "TSA_M2_OPS"} == {"2"}
    assert [found[name] for name in M1] == ["4", "4", "1"]


def test_what_no_criterion_reaches_has_none() -> None:
    found = criteria_by_requirement(graph_of(criterion(1, "TSA_M1_01")))
    assert [*found] == ["TSA_M1_01"]
    assert criteria_by_requirement(graph_of()) == {}


def test_bidders_are_parties_with_an_id_of_the_role() -> None:
    one, two = (item("party", number, {}, role="bidder") for number in (2, 1))
    other = item("party", 3, {}, role="provider")
    graph = graph_of(one, other, two, one._replace(id="../x"), one._replace(id=""))
    assert bidders(graph) == (one, two)


def test_questions_are_listed_in_the_order_of_their_answers() -> None:
    days = ("2026-03-01", "2026-02-01", "", "2026-03-01")
    asked_for = [item("question", 4 - n, {}, answered=day) for n, day in enumerate(days)]
    found = answered_questions(graph_of(*asked_for))
    assert [one.id[-1] for one in found] == ["3", "1", "4"]


def test_a_fingerprint_is_of_text_modal_and_minimum() -> None:
    requirement = small_catalogue().requirements["TSA_M1_01"]
    known = fingerprint(requirement, None)
    assert known == "006a1c07"
    assert fingerprint(requirement, criterion(1)) == known
    weighed = criterion(1, weight="3", minimum="two hours")
    assert fingerprint(requirement, weighed) == "35f37614"
    assert fingerprint(requirement, weighed._replace(id="TEST_W_9")) == "35f37614"
    others = (
        requirement._replace(modal=Modal.MAY),
        requirement._replace(text={"en": "Ä"}),
        requirement._replace(id="TSA_M1_09"),
    )
    assert len({fingerprint(other, None) for other in (requirement, *others)}) == 4
    assert fingerprint(others[1], None) == "86237d41"
    turned = requirement._replace(text={"en": "A", "de": "B"})
    assert fingerprint(turned, None) == fingerprint(
        turned._replace(text={"de": "B", "en": "A"}), None
    )


def test_a_version_is_of_all_fingerprints_in_any_order() -> None:
    assert version_of(["b", "a"]) == version_of(["a", "b"]) == "c8687a08aa5d"
    assert version_of(["ab"]) != version_of(["a", "b"])
