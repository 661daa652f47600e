"""Rules about texts, asked of models in memory: unwritten ones, numbers, repetitions, examples."""

from __future__ import annotations

import pytest

from nachweis.model.items import Item
from nachweis.model.terms import Phase
from nachweis.trace.coverage import cover
from nachweis.trace.graph import build_graph
from nachweis.trace.rules.cells import unproven
from nachweis.trace.rules.references import answered_standards, dead_references
from nachweis.trace.rules.texts import examples, repeated_numbers, repeated_texts, unwritten
from tests.support.models import NOW, item, project, small_catalogue, told


def stub(what: str, link: str, /, *targets: str, **fields: str) -> Item:
    return item(what, 1, {link: [*targets]}, **fields)._replace(body="TODO")


def clause(*targets: str, **fields: str) -> Item:
    return stub("clause", "fulfils", *targets, **fields)


def decision(*targets: str, **fields: str) -> Item:
    known = {"date": "2026-01-01", "until": "2027-01-01", "kind": "deferred", "approved_by": "Us"}
    return stub("decision", "concerns", *targets, **{**known, **fields})


def derogation(**fields: str) -> Item:
    return stub("derogation", "departs_from", "TSA_M1_01", **fields)


@pytest.mark.parametrize(
    ("made", "found"),
    [
        (clause("TSA_M1_01", status="agreed"), "error contract"),
        (clause("TSA_M1_01", status="draft"), "error contract"),
        (clause("TSA_M1_01", status="open"), None),
        (clause("TSA_M1_01", status="superseded"), None),
        (clause("TSA_M1"), "error contract"),
        (clause("TSA_GEN_01"), "warning -"),
        (clause("TSA_GEN_01", status="draft"), None),
        (clause("TSB_M1_01"), "warning -"),
        (clause(), "warning -"),
        (stub("section", "addresses", "TSA_M1_02"), "warning concept"),
        (stub("section", "addresses", "TSA_M1_02", status="draft"), "warning concept"),
        (stub("section", "addresses", "TSA_M1_02", "TSA_GEN_01"), "error strategy"),
        (stub("record", "proves", "TSA_M1_02"), "warning operation"),
        (stub("record", "proves", "TSA_M1_02", status="draft"), "- operation"),
        (stub("record", "proves", "TSA_M1_02", "TSA_M2_OPS_01"), "warning concept"),
        (decision("TSA_M1_01"), "error contract"),
        (decision("TSA_M1"), "error contract"),
        (decision("TSA_M1_01", status="rejected"), None),
        (decision("TSA_M1_01", status="draft"), None),
        (decision("TSA_M1_01")._replace(body=""), None),
        (decision("TSB_M1_01"), "warning -"),
        (derogation(since="2026-06-01"), "error -"),
        (derogation(since="2026-06-02"), "warning -"),
        (derogation(since="2026-05-01", lifted="2026-05-02"), "warning -"),
        (derogation(), "warning -"),
        (item("contact", 1, {})._replace(body="TODO"), None),
        (clause("TSA_M1_01")._replace(id=""), None),
    ],
)
def test_a_text_is_due_when_its_phase_wants_it(made: Item, found: str | None) -> None:
    said = told(
        unwritten, made, item("section", 2, {"addresses": ["TSA_M1_02"]}), closed=Phase.CONTRACT
    )
    silent = found is None or found.startswith("-")
    assert said == ([] if silent else [f"unwritten-text {found} {made.id}"])


MISSING = "missing-clause error contract TSA_M1_01"


@pytest.mark.parametrize(
    ("made", "waits"),
    [
        (clause("TSA_M1_01", status="agreed"), True),
        (clause("TSA_M1", status="draft"), True),
        (clause("TSA_M1_01", status="open"), False),
        (clause("TSA_M1_01", status="superseded"), False),
        (clause("TSA_M1_03"), False),
        (stub("derogation", "fulfils", "TSA_M1_01"), False),
        (decision("TSA_M1_01"), True),
        (decision("TSA_M1"), True),
        (decision("TSA_M1_01", approved_by=""), False),
        *((decision("TSA_M1_01", status=word), False) for word in ("open", "draft", "rejected")),
        (stub("derogation", "concerns", "TSA_M1_01", approved_by="Us"), False),
    ],
)
def test_a_cell_waits_for_the_text_that_would_prove_it(made: Item, *, waits: bool) -> None:
    written = clause("TSA_M1_01", status="superseded")._replace(id="TEST_0")
    said = told(unproven, written, made, closed=Phase.CONTRACT)
    assert (MISSING not in [line.replace("  ", " ") for line in said]) == waits


def number(index: int, text: str, document: str = "a.md", **fields: str) -> Item:
    return item("clause", index, {}, number=text, **fields)._replace(document=document)


@pytest.mark.parametrize(
    ("clauses", "found"),
    [
        ([number(1, "1"), number(2, "2"), number(3, "1")], [3]),
        ([number(1, "1"), number(2, "1"), number(3, "1")], [2, 3]),
        ([number(1, "1"), number(2, "1", "b.md")], []),
        ([number(1, ""), number(2, "")], []),
        ([number(1, "1", status="superseded"), number(2, "1"), number(3, "1")], [3]),
        ([number(1, "1"), number(2, "1", status="superseded"), number(3, "1")], [3]),
        ([number(1, "1"), number(2, "1", status="draft")], [2]),
        ([number(1, "1"), number(1, "1")], []),
    ],
)
def test_no_two_clauses_of_a_document_have_one_number(
    clauses: list[Item], found: list[int]
) -> None:
    assert told(repeated_numbers, *clauses) == [
        f"duplicate-number error - TEST_CLAUSE_00{index} number" for index in found
    ]


@pytest.mark.parametrize(
    ("kind", "count", "fields", "found"),
    [
        ("clause", 4, {}, True),
        ("section", 4, {}, True),
        ("record", 4, {}, False),
        ("clause", 3, {}, False),
        ("clause", 4, {"status": "draft"}, False),
        ("clause", 4, {"status": "open"}, False),
        ("clause", 4, {"status": "superseded"}, False),
        ("clause", 4, {"status": "agreed"}, True),
    ],
)
def test_a_text_that_fits_many_says_nothing_of_each(
    kind: str, count: int, fields: dict[str, str], *, found: bool
) -> None:
    same = [
        item(kind, index, {}, **fields)._replace(body=f"Same.{index * ' '}")
        for index in range(count)
    ]
    others = [item(kind, index, {})._replace(body="") for index in range(10, 15)]
    line = f"repeated-text warning - TEST_{kind.upper()}_000 text"
    assert told(repeated_texts, *others, *reversed(same)) == ([line] if found else [])


def example(index: int, body: str = "It is so.", **fields: str) -> Item:
    return item("clause", index, {}, **fields)._replace(body=body)


@pytest.mark.parametrize(
    ("made", "found"),
    [
        (example(1, tags="urgent, example"), True),
        (example(1, tags="examples"), False),
        (example(1, mail="iso@ours.example"), True),
        (example(1, site="https://ours.example/x"), True),
        (example(1, site="ours.example"), True),
        (example(1, site="see.example.md"), False),
        (example(1, name="an .example"), False),
        (example(1, "Write to iso@ours.example."), True),
        (example(1, "See https://a.b.example for it."), True),
        (example(1, "The domain .example is kept."), False),
        (example(1, "ours.example"), False),
        (example(1, tags="example")._replace(plain=True), False),
    ],
)
def test_what_is_an_example_is_told(made: Item, *, found: bool) -> None:
    other = example(2)
    expected = [f"example-entry {{}} - {made.id}"] if found else []
    for closed, weight in ((None, "warning"), (Phase.STRATEGY, "error")):
        said = told(examples, other, made, example(3), closed=closed)
        assert said == [line.format(weight) for line in expected]
    assert told(examples, made, example=True) == []


def test_examples_are_told_once_for_each_file() -> None:
    place = example(1).place
    objects = [
        example(2, tags="example"),
        example(1, tags="example"),
        example(3, tags="example")._replace(place=place._replace(path="b.md")),
    ]
    assert told(examples, *objects) == [
        f"example-entry error - TEST_CLAUSE_00{index}" for index in (2, 3)
    ]


KNOWN = frozenset({"GDPR 28.3.a", "GDPR 33.2", "GDPR 35.", "GDPR 33.1.", "C5_2026 OPS-01"})


@pytest.mark.parametrize(
    ("reference", "hint"),
    [
        ("GDPR 28.3.a", None),
        ("C5_2026 OPS-01", None),
        ("GDPR 35", None),
        ("GDPR 35.7.a", None),
        ("GDPR 33.1.x.y", None),
        ("GDPR 33", "write it as the page of the standard does"),
        ("GDPR 350", "write it as the page of the standard does"),
        ("GDPR 28.3.a.b", "write it as the page of the standard does"),
        ("C5_2026 OPS-02", "write it as the page of the standard does"),
        ("gdpr 28(3)(a)", "did you mean GDPR 28.3.a?"),
        ("C5 2026 ops 01", "did you mean C5_2026 OPS-01?"),
        (f"GDPR {'1.' * 20}35.7", "write it as the page of the standard does"),
    ],
)
def test_a_paragraph_that_is_answered_is_one_of_a_standard(
    reference: str, hint: str | None
) -> None:
    made = item("clause", 1, {}, answers=f"GDPR 33.2, {reference}", status="agreed")
    made = made._replace(lines={"answers": 55})
    catalogue = small_catalogue()._replace(references=dict.fromkeys(KNOWN))
    graph = build_graph(catalogue, project(made))
    found = list(dead_references(graph, cover(graph, NOW)))
    said = (
        f"{made.id} answers {reference}, which no crosswalk has, so that no page shows it; {hint}"
    )
    expected = [(said, "warning", 55, reference)] if hint else []
    assert [(f.message, f.severity, f.place.line, f.related) for f in found] == expected
    superseded = made._replace(fields={**made.fields, "status": "superseded"})
    assert told(dead_references, superseded, catalogue=catalogue) == []
    assert told(dead_references, made) == []  # nobody knows any standard


def test_the_standards_that_objects_answer_are_named_before_the_paragraph() -> None:
    made = item("clause", 1, {}, answers="GDPR 33.2, C5_2026 OPS-01, HOUSE")
    assert answered_standards([made, item("section", 1, {})]) == {"GDPR", "C5_2026", "HOUSE"}


@pytest.mark.parametrize(
    ("fields", "body", "found"),
    [
        ({"model": "NOTICE 2026-11/5661990b0fcf8a40"}, "It tells {{ where }} of it.", False),
        ({"model": "NOTICE 2026-11/5661990b0fcf8a40"}, "TODO", True),
        ({}, "It tells {{ where }} of it.", True),
    ],
)
def test_an_open_parameter_of_a_model_is_told_by_another_rule(
    fields: dict[str, str], body: str, *, found: bool
) -> None:
    made = item("clause", 1, {"fulfils": ["TSA_M1_01"]}, status="agreed", **fields)
    made = made._replace(body=body)
    behind = item("clause", 2, {"fulfils": ["TSA_M1_01"]}, status="agreed")._replace(body="TBD")
    subjects = [line.split(" ")[3] for line in told(unwritten, made, behind)]
    assert subjects == [*([made.id] if found else []), behind.id]
