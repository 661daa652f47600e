"""Confirmed links and the fingerprints of their ends, asked of models."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from nachweis.model.items import Item
from nachweis.trace.confirmation import End, changed_ends, current_locks, is_stub
from nachweis.trace.coverage import cover
from nachweis.trace.fingerprint import digest, fingerprint, together
from nachweis.trace.graph import Graph, build_graph
from nachweis.trace.rules.links import suspects
from tests.support.models import NOW, item, project, small_catalogue
from tests.support.statements import PRO


def graph_of(*items: Item) -> Graph:
    return build_graph(small_catalogue(), project(*items))


def clause(number: int = 1, *targets: str, **fields: str) -> Item:
    return item("clause", number, {"fulfils": [*targets]}, **{"status": "agreed", **fields})


@pytest.mark.parametrize(
    ("made", "stub"),
    [
        (clause(), False),
        (clause(status="draft"), False),
        (clause(status="open"), True),
        (clause()._replace(body="TODO"), True),
        (clause()._replace(body=""), True),
        (item("asset", 1, {}), False),
    ],
)
def test_a_stub_waits_for_its_text(made: Item, *, stub: bool) -> None:
    assert is_stub(graph_of(made), made) is stub


def test_links_of_written_objects_to_what_exists_can_be_confirmed() -> None:
    objects = (
        clause(1, "TSA_M1_01", "TSA_M1", "TSA_NONE"),
        clause(2, "TSA_M1_01", status="open"),
        item("section", 3, {"addresses": ["TSA_GEN_01"], "implements": ["TEST_CLAUSE_001"]}),
        item("threat", 4, {"motivates": ["TSA_M1_01"]}),
        item("record", 5, {"proves": ["TSA_GEN_02"], "stated_by": [PRO.id]}, statement="ab"),
        PRO,
    )
    graph = graph_of(*objects)
    whole = current_locks(graph)
    assert [*whole] == [
        ("TEST_CLAUSE_001", "fulfils", "TSA_M1_01"),
        ("TEST_CLAUSE_001", "fulfils", "TSA_M1"),
        ("TEST_SECTION_003", "addresses", "TSA_GEN_01"),
        ("TEST_SECTION_003", "implements", "TEST_CLAUSE_001"),
        ("TEST_RECORD_005", "proves", "TSA_GEN_02"),
    ]
    assert whole["TEST_SECTION_003", "implements", "TEST_CLAUSE_001"] == (
        fingerprint(objects[2]) + fingerprint(objects[0])
    )
    assert [*current_locks(graph, stubs=True)] == [("TEST_CLAUSE_002", "fulfils", "TSA_M1_01")]


def test_a_topic_is_locked_with_all_that_it_stands_for() -> None:
    graph = graph_of(clause(1, "TSA_M1"))
    parts = {name: fingerprint(graph.items[name]) for name in graph.members["TSA_M1"]}
    far = together(fingerprint(graph.items["TSA_M1"]), parts)
    own = fingerprint(graph.items["TEST_CLAUSE_001"])
    assert graph.link_fingerprint(graph.items["TEST_CLAUSE_001"], "TSA_M1") == own + far
    assert graph.link_fingerprint(graph.items["TEST_CLAUSE_001"], "TSA_NONE") == own
    measure = graph.link_fingerprint(graph.items["TEST_CLAUSE_001"], "TSA_M2")
    assert measure == own + fingerprint(graph.items["TSA_M2"])


LINK = ("TEST_C_1", "fulfils", "TSA_M1_01")


@pytest.mark.parametrize(
    ("locked", "ends"),
    [
        ("a" * 16 + "b" * 16, ()),
        ("c" * 16 + "b" * 16, (End(id="TEST_C_1", fingerprint="c" * 16),)),
        ("a" * 16 + "c" * 16, (End(id="TSA_M1_01", fingerprint="c" * 16),)),
        (
            "c" * 16 + "d" * 16,
            (
                End(id="TEST_C_1", fingerprint="c" * 16),
                End(id="TSA_M1_01", fingerprint="d" * 16),
            ),
        ),
    ],
)
def test_the_ends_that_changed_are_told(locked: str, ends: tuple[End, ...]) -> None:
    assert changed_ends(LINK, locked, "a" * 16 + "b" * 16) == ends


WORDS = item("clause", 1, {}, number="7.1", obliges="provider")._replace(body="Two hours  at most.")


@pytest.mark.parametrize(
    ("change", "same"),
    [
        ({"body": "Two hours\nat most."}, True),
        ({"title": "A  clause"}, True),
        ({"fields": {**WORDS.fields, "status": "agreed"}}, True),
        ({"fields": {**WORDS.fields, "tags": "a"}}, True),
        ({"fields": {**WORDS.fields, "file": "a.pdf", "sha256": "00"}}, True),
        ({"fields": {**WORDS.fields, "model": "A 2026-01/00"}}, True),
        ({"fields": {"obliges": "provider", "number": "7.1"}}, True),
        ({"links": {"fulfils": ("TSA_M1_01",)}}, True),
        ({"id": "TEST_C_9"}, True),
        ({"body": "Three hours at most."}, False),
        ({"title": "Another clause"}, False),
        ({"fields": {**WORDS.fields, "number": "7.2"}}, False),
        ({"fields": {"number": "7.1"}}, False),
        ({"fields": {**WORDS.fields, "status2": "agreed"}}, False),
    ],
)
def test_a_fingerprint_is_of_words(change: Mapping[str, Any], *, same: bool) -> None:
    assert (fingerprint(WORDS._replace(**change)) == fingerprint(WORDS)) == same


def test_fingerprints_are_what_they_always_were() -> None:
    assert fingerprint(WORDS) == digest(
        "A clause\x1fnumber=7.1\x1fobliges=provider\x1fTwo hours at most."
    )
    assert digest("ä") == "33e6d73fee82904c"
    assert together("a", {}) == "a"
    assert together("a", {"2": "y", "1": "x"}) == digest("a\n1 x\n2 y")


def test_what_others_state_has_the_fingerprint_of_their_proof() -> None:
    stated = item("section", 1, {"stated_by": [PRO.id]}, statement="ab12")
    assert fingerprint(stated) == digest("ab12")
    assert fingerprint(stated._replace(body="Other words.")) == digest("ab12")


def test_a_suspect_link_is_told_with_the_phase_that_rests_on_it() -> None:
    made = clause(1, "TSA_M1_01", "TSA_M1_03")._replace(lines={"fulfils": 14})
    other = item("section", 2, {"implements": ["TEST_CLAUSE_001"]}, status="approved")
    locks = {
        ("TEST_CLAUSE_001", "fulfils", "TSA_M1_01"): "0" * 32,
        ("TEST_CLAUSE_001", "fulfils", "TSA_M1_02"): "0" * 32,  # there is no such link any more
        ("TEST_CLAUSE_009", "fulfils", "TSA_M1_01"): "0" * 32,  # nor such an object
        ("TEST_SECTION_002", "implements", "TEST_CLAUSE_001"): "0" * 32,
    }
    graph = build_graph(small_catalogue(), project(made, other)._replace(locks=locks))
    found = list(suspects(graph, cover(graph, NOW)))
    assert [(f.subject, f.related, f.phase, f.state, f.severity, f.place.line) for f in found] == [
        ("TEST_CLAUSE_001", "fulfils TSA_M1_01", "contract", "suspect", "warning", 14),
        ("TEST_SECTION_002", "implements TEST_CLAUSE_001", None, "suspect", "warning", 21),
    ]
    assert found[0].message == (
        "TEST_CLAUSE_001 fulfils TSA_M1_01: the text at one end changed since the link was "
        "confirmed; read both and run 'nachweis confirm TEST TEST_CLAUSE_001'"
    )
