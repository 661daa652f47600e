"""Rules about IDs and links, asked of models in memory."""

from __future__ import annotations

import dataclasses

import pytest

from nachweis.model.findings import Finding
from nachweis.model.items import Item
from nachweis.model.terms import Phase, Severity, State
from nachweis.trace.coverage import cover
from nachweis.trace.graph import build_graph
from nachweis.trace.rules.links import contacts, duplicates, suspects, targets, useless
from tests.support.models import FIRST, NOW, changed_catalogue, item, project, small_catalogue, told


def clause(number: int, *targets: str, **fields: str) -> Item:
    return item("clause", number, {"fulfils": [*targets]}, **fields)


def test_what_comes_second_is_told_whoever_had_the_id_first() -> None:
    objects = [
        clause(1),
        clause(2),
        clause(3)._replace(id=""),
        clause(4)._replace(id=""),
        item("section", 1, {})._replace(id="TEST_CLAUSE_002"),
        item("section", 2, {})._replace(id="TSA_M1_01"),
        item("section", 3, {})._replace(id="TSA_M2_EMG"),
        clause(5)._replace(id="TEST_CLAUSE_002"),
    ]
    assert told(duplicates, *objects) == [
        f"duplicate-id error - {name}"
        for name in ("TEST_CLAUSE_002", "TSA_M1_01", "TSA_M2_EMG", "TEST_CLAUSE_002")
    ]
    assert told(duplicates, *objects[:4]) == []


def test_the_first_place_of_an_id_is_named() -> None:
    objects = [clause(1), clause(2)._replace(id="TEST_CLAUSE_001"), clause(3)._replace(id="TSA_M1")]
    graph = build_graph(
        small_catalogue(), project(*objects, clause(4)._replace(id="TEST_CLAUSE_001"))
    )
    first = objects[0].place
    of_catalogue = small_catalogue().groups["TSA_M1"].place
    assert [f.message.split("; ")[0] for f in duplicates(graph, cover(graph, NOW))] == [
        f"the ID TEST_CLAUSE_001 is used twice, first at {first}",
        f"the ID TSA_M1 is used twice, first at {of_catalogue}",
        f"the ID TEST_CLAUSE_001 is used twice, first at {first}",
    ]


@pytest.mark.parametrize(
    ("made", "found"),
    [
        (clause(1, "TSA_M1_01"), []),
        (clause(1, "TSA_M1"), []),
        (clause(1, "TSA_NONE"), ["unknown-target fulfils TSA_NONE"]),
        (clause(1, "TSA_M2"), ["wrong-target fulfils TSA_M2"]),
        (clause(1, "TEST_CLAUSE_002"), ["wrong-target fulfils TEST_CLAUSE_002"]),
        (clause(1, "TSA_\u0007", "TSA_M1"), []),
        (clause(1, "REFUSED", "TSA_X"), ["unknown-target fulfils TSA_X"]),
        (
            clause(1, "TSA_X", "TSA_M1", "TSA"),
            ["unknown-target fulfils TSA_X", "wrong-target fulfils TSA"],
        ),
        (clause(1, "TSA_X")._replace(id=""), ["unknown-target fulfils TSA_X"]),
        (clause(2, "TSA_X"), ["unknown-target fulfils TSA_X"]),
    ],
)
def test_a_link_leads_to_what_it_may_lead_to(made: Item, found: list[str]) -> None:
    refused = Finding(
        rule="unknown-directive",
        severity=Severity.ERROR,
        subject="REFUSED",
        message="",
        place=made.place,
    )
    objects = project(
        clause(2, "TSA_M1_01"), item("section", 1, {"implements": ["TEST_CLAUSE_002"]}), made
    )
    graph = build_graph(small_catalogue(), objects._replace(findings=(refused,)))
    said = [f"{f.rule} {f.related}" for f in targets(graph, cover(graph, NOW))]
    assert said == found


@pytest.mark.parametrize(
    ("made", "found"),
    [
        (clause(1, "TSA_M1_01", "TSA_M1", "TSA_M2_EMG"), []),
        (clause(1, "TSA_M2_OPS"), ["useless-link fulfils TSA_M2_OPS"]),
        (clause(1, "TSA_GEN_01", "TSA_M1"), ["useless-link fulfils TSA_GEN_01"]),
        (clause(1, "TSB_M1_01"), ["not-selected fulfils TSB_M1_01"]),
        (
            clause(1, "TSB_M1", "TSA_GEN_02"),
            ["not-selected fulfils TSB_M1", "useless-link fulfils TSA_GEN_02"],
        ),
        (clause(1, "TSA_M2"), []),
        (clause(1, "TSA"), []),
        (clause(1, "TSA_NONE", "TEST_CLAUSE_002"), []),
        (item("section", 1, {"addresses": ["TSA_M1_02"]}), []),
        (item("section", 1, {"addresses": ["TSA_M1_01"]}), ["useless-link addresses TSA_M1_01"]),
        (item("decision", 1, {"concerns": ["TSB_M1_01"]}), []),
    ],
)
def test_a_proof_is_linked_to_what_asks_for_it(made: Item, found: list[str]) -> None:
    said = told(useless, clause(2, "TSA_M1_01"), made, catalog=("TSA",))
    rules = [line.replace(" ", f" warning - {made.id} ", 1) for line in found]
    assert said == rules


def test_what_asks_for_nothing_yet_is_linked_to_in_vain_by_nobody() -> None:
    catalogue = changed_catalogue(TSA_GEN_01={"proofs": {}}, TSA_GEN_02={"proofs": {}})
    assert told(useless, clause(1, "TSA_GEN_01", "TSA_GEN"), catalogue=catalogue) == []


def test_a_link_is_suspect_in_the_phase_that_waits_for_it() -> None:
    objects = [
        clause(1, "TSA_M1_01", "TSA_M1_03", status="agreed"),
        clause(2, "TSA_M1_02", status="draft"),
        item(
            "record",
            1,
            {"proves": ["TSA_GEN_02"], "checks": ["TEST_CLAUSE_001"]},
            date="2026-05-01",
        ),
    ]
    made = project(*objects, closed={Phase.STRATEGY: FIRST})
    graph = build_graph(small_catalogue(), made)
    right = graph.link_fingerprint(objects[0], "TSA_M1_03")
    locks = {
        ("TEST_CLAUSE_001", "fulfils", "TSA_M1_01"): "other",
        ("TEST_CLAUSE_001", "fulfils", "TSA_M1_03"): right,
        ("TEST_CLAUSE_001", "fulfils", "TSA_M1_02"): "gone",
        ("TEST_CLAUSE_002", "fulfils", "TSA_M1_02"): "other",
        ("TEST_GONE", "fulfils", "TSA_M1_02"): "other",
        ("TEST_RECORD_001", "checks", "TEST_CLAUSE_001"): "other",
        ("TEST_RECORD_001", "proves", "TSA_GEN_02"): "other",
    }
    graph = build_graph(small_catalogue(), made._replace(locks=locks))
    found = list(suspects(graph, cover(graph, NOW)))
    assert [(f.subject, f.related, f.phase, f.severity) for f in found] == [
        ("TEST_CLAUSE_001", "fulfils TSA_M1_01", "contract", "warning"),
        ("TEST_CLAUSE_002", "fulfils TSA_M1_02", None, "warning"),
        ("TEST_RECORD_001", "checks TEST_CLAUSE_001", None, "warning"),
        ("TEST_RECORD_001", "proves TSA_GEN_02", "selection", "warning"),
    ]
    assert {f.state for f in found} == {State.SUSPECT}


@dataclasses.dataclass(frozen=True)
class Naming:
    """An object that names somebody, and whom of those no register holds."""

    made: Item
    unknown: list[str]


@pytest.mark.parametrize(
    "case",
    [
        Naming(item("section", 1, {}, owner="TEST_CONTACT_001"), []),
        Naming(item("section", 1, {}, owner="TEST_K_2"), ["owner TEST_K_2"]),
        Naming(item("section", 1, {}, owner="The board and TEST_K_2"), ["owner TEST_K_2"]),
        Naming(item("section", 1, {}, owner="The board"), []),
        Naming(item("section", 1, {}, owner="OTHER_K_2"), []),
        Naming(
            item("record", 1, {}, by="TEST_K_2, TEST_CONTACT_001, TEST_K_3"),
            ["by TEST_K_2", "by TEST_K_3"],
        ),
        Naming(
            item("decision", 1, {}, approved_by="Us, TEST_K_2"),
            ["approved_by Us", "approved_by TEST_K_2"],
        ),
        Naming(item("process", 1, {}, owner="The board"), []),
        Naming(item("process", 1, {}, owner="TEST_CONTACT_001"), []),
    ],
)
def test_who_is_named_stands_in_a_register(case: Naming) -> None:
    expected = [f"unknown-contact warning - {case.made.id} {line}" for line in case.unknown]
    assert told(contacts, item("contact", 1, {}), item("section", 2, {}), case.made) == expected
    assert told(contacts, case.made) == ["unknown-contact warning - TEST"]


OLD, NEW = (
    item("clause", number, {}, status=status)
    for number, status in enumerate(("superseded", "agreed"), 1)
)


@pytest.mark.parametrize(
    ("kind", "link"),
    [
        ("section", "implements"),
        ("agreement", "contains"),
        ("sla", "agreed_in"),
        ("dependency", "passes_on"),
    ],
)
def test_nothing_in_force_rests_on_superseded_clauses_alone(kind: str, link: str) -> None:
    def found(*ends: Item, **fields: str) -> list[str]:
        return told(useless, OLD, NEW, item(kind, 1, {link: [end.id for end in ends]}, **fields))

    name = f"TEST_{kind.upper()}_001"
    assert found(OLD) == [f"useless-link warning - {name} {link} {OLD.id}"]
    assert found(OLD, NEW) == found(NEW) == found() == found(OLD, status="open") == []
    assert found(OLD, status="superseded") == []
    assert told(useless, OLD, item("record", 1, {"checks": [OLD.id]})) == []
