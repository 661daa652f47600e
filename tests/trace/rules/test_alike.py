"""What is suggested for an ID that does not exist."""

from __future__ import annotations

import pytest

from nachweis.model.catalogue import ImportSource
from nachweis.model.items import Item
from nachweis.model.places import Place
from nachweis.sources.limits import SUGGESTED
from nachweis.trace.graph import build_graph
from nachweis.trace.rules.alike import Alike
from tests.support.models import item, project, small_catalogue

NONE = "correct the ID or add the object"


def _hint(target: str, *known: str, types: tuple[str, ...] = ("clause",)) -> str:
    return str(
        Alike(build_graph(small_catalogue(), project(*map(_clause, known)))).hint(target, types)
    )


def _clause(identifier: str) -> Item:
    return item("clause", 1, {})._replace(id=identifier)


@pytest.mark.parametrize(
    ("target", "known", "meant"),
    [
        ("TEST_C_02", ["TEST_C_01", "TEST_C_03X"], "did you mean TEST_C_01?"),
        ("TEST_C_12345", ["TEST_C_1"], "did you mean TEST_C_1?"),
        ("TEST_C_123456", ["TEST_C_1"], NONE),
        ("TEST_C_01", ["OTHER_C_01"], NONE),
        ("T" * 60, ["T" * 59], f"did you mean {'T' * 59}?"),
        ("T" * 61, ["T" * 60], NONE),
        ("T" * 59, ["T" * 60], f"did you mean {'T' * 60}?"),
        ("T" * 60, ["T" * 61], NONE),
        ("test_c_01", ["TEST_C_01"], "did you mean TEST_C_01?"),
        ("TEST_C_01 TEST_C_02", ["TEST_C_01", "TEST_C_02"], None),
        ("TEST_C_01 TEST_C_X", ["TEST_C_01"], NONE),
    ],
)
def test_an_id_that_is_nearly_the_same(target: str, known: list[str], meant: str | None) -> None:
    expected = "separate the IDs with commas: TEST_C_01, TEST_C_02" if meant is None else meant
    assert _hint(target, *known) == expected


def test_only_objects_that_the_link_may_point_to_are_suggested() -> None:
    assert _hint("TEST_C_02", "TEST_C_01", types=("section",)) == NONE
    assert _hint("test_c_01", "TEST_C_01", types=("section",)) == NONE


@pytest.mark.parametrize(
    ("target", "meant"),
    [
        ("tsa_m1_01", "did you mean TSA_M1_01?"),
        ("TS.A.M2", "it has topics; name one of them, such as TSA_M2_OPS"),
        ("ts a m 2", "it has topics; name one of them, such as TSA_M2_OPS"),
        ("TS.A.M1", "did you mean TSA_M1?"),
    ],
)
def test_a_label_or_small_letters(target: str, meant: str) -> None:
    assert _hint(target, types=("req", "req_topic", "measure")) == meant


def test_suggestions_are_for_the_first_few() -> None:
    alike = Alike(build_graph(small_catalogue(), project(_clause("TEST_C_01"))))
    said = [str(alike.hint("TEST_C_02", ("clause",))) for _ in range(SUGGESTED + 2)]
    assert said == ["did you mean TEST_C_01?"] * SUGGESTED + [NONE] * 2


def test_an_id_of_an_earlier_release_is_told_what_became_of_it() -> None:
    other = ImportSource(
        name="NET",
        title="Net",
        version="2",
        publisher="",
        licence="",
        origin="net.json",
        place=Place(path="catalog/net.yaml"),
    )
    source = other._replace(aliases={"NET_9": "NET_10"}, withdrawn={"NET_1": "not used"})
    catalogue = small_catalogue()._replace(sources={"one": other, "net": source})
    alike = Alike(build_graph(catalogue, project(_clause("NET_11"))))
    assert alike.hint("NET_9", ("req",)) == "Net 2 calls it NET_10"
    assert alike.hint("NET_1", ("req",)) == (
        "Net 2 withdrew it: not used; link what replaces it, or drop the link"
    )
    assert alike.hint("NET_12", ("clause",)) == "did you mean NET_11?"
