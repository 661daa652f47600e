"""Rules about cells, asked of models in memory: what each state says, and where it points to."""

from __future__ import annotations

from typing import Any

import pytest

from nachweis.model.intervals import DEFAULT_INTERVALS
from nachweis.model.items import Item
from nachweis.model.objects import PROOFS
from nachweis.model.places import Place
from nachweis.model.project import Closing
from nachweis.model.terms import Phase
from nachweis.trace.coverage import cover
from nachweis.trace.graph import build_graph
from nachweis.trace.rules.cells import unproven, waived
from tests.support.models import FIRST, NOW, item, project, small_catalogue

ALL_BUT_EXIT = tuple(phase for phase in Phase if phase is not Phase.EXIT)


def said(requirement: str, kind: str, *items: Item, check: Any = unproven, **settings: Any) -> str:
    """Return what is said of a cell of a project whose concept is in progress.

    The place is the line of an option where an object has one: ``status`` 1, ``date`` 2, and so on.
    """
    options = ("status", "date", "result", "until")
    lined = [
        made._replace(lines={name: number for number, name in enumerate(options, start=1)})
        for made in items
    ]
    phases = {phase: FIRST for phase in Phase if phase.position <= Phase.CONTRACT.position}
    made = project(*lined, closed=phases)
    made = made._replace(settings=made.settings._replace(**settings))
    graph = build_graph(small_catalogue(), made)
    found = [
        f for f in check(graph, cover(graph, NOW)) if (f.subject, f.kind) == (requirement, kind)
    ]
    lines = [
        f"{f.rule} {f.severity} {f.state} {f.phase} {f.place.line}: {f.message}" for f in found
    ]
    return "; ".join(line.split("; ")[0] for line in lines)


def clause(**fields: str) -> Item:
    return item("clause", 1, {"fulfils": ["TSA_M1_01"]}, **fields)


def record(number: int = 1, /, *targets: str, **fields: str) -> Item:
    known = {"kind": "report", "result": "pass"}
    return item(
        "record", number, {"proves": [*(targets or ("TSA_GEN_02",))]}, **{**known, **fields}
    )


def test_what_is_missing_is_told_with_how_to_bring_it() -> None:
    assert said("TSA_M1_01", "clause") == (
        "missing-clause error missing contract 1: TSA_M1_01 (TS.A.M1) has no clause"
    )
    assert said("TSA_M1_02", "section") == (
        "missing-section warning due concept 1: TSA_M1_02 (TS.A.M1) has no concept section"
    )
    assert said("TSA_M1_02", "record") == ""


@pytest.mark.parametrize(
    ("stub", "filled"),
    [
        (clause(status="open"), True),
        (clause(status="open")._replace(links={"fulfils": ("TSA_M1",)}), True),
        (clause(status="superseded"), False),
        (clause(status="open")._replace(links={"fulfils": ("TSA_M1_03",)}), False),
        (clause(status="open")._replace(type="derogation"), False),
    ],
)
def test_a_stub_that_was_made_for_it_is_to_be_filled_in(stub: Item, *, filled: bool) -> None:
    other = clause(status="superseded")._replace(id="TEST_0")
    line = "1: TSA_M1_01 (TS.A.M1) has no clause"
    assert said("TSA_M1_01", "clause", other, stub).endswith(f"{line} yet" if filled else line)


def test_it_points_to_the_line_that_selects_the_requirement() -> None:
    def at(*names: str) -> str:
        places = {
            f"catalog.{name}": Place(path="project.yaml", line=number)
            for number, name in enumerate(names, start=5)
        }
        return said("TSA_M1_01", "clause", places=places).split(":")[0].split()[-1]

    assert at("TSA", "TSB") == "5"
    assert at("TSB", "TSA") == "6"
    assert at("TSA", "TSA_M1", "TSA_M1_01") == "7"
    assert at("TSA", "TSA_M1") == "6"
    assert at("TSB") == "1"


@pytest.mark.parametrize(
    ("made", "line", "why"),
    [
        (
            record(date="2026-06-02"),
            2,
            "TEST_RECORD_001 only, which is of 2026-06-02, later than 2026-06-01",
        ),
        (record(status="draft", date="2026-05-01"), 1, "the draft TEST_RECORD_001 only"),
        (record(status="draft", date="2026-06-02"), 1, "the draft TEST_RECORD_001 only"),
    ],
)
def test_a_draft_points_to_what_makes_it_one(made: Item, line: int, why: str) -> None:
    expected = f"draft-record error draft selection {line}: TSA_GEN_02 (TS.A) rests on {why}"
    assert said("TSA_GEN_02", "record", made) == expected


def test_a_draft_of_a_later_phase_is_no_matter_yet() -> None:
    made = record(1, "TSA_M1_02", status="draft", date="2026-05-01")
    assert said("TSA_M1_02", "record", made) == ""
    assert said("TSA_M1_01", "clause", clause(status="draft")) == (
        "draft-clause error draft contract 1: TSA_M1_01 (TS.A.M1) rests on the draft "
        "TEST_CLAUSE_001 only"
    )


def test_what_is_old_failed_or_half_done_is_told_of_the_newest_record() -> None:
    old = record(1, "TSA_M2_OPS_02", date="2026-01-01")
    assert said("TSA_M2_OPS_02", "record", old) == (
        "stale-record error stale contract 2: TSA_M2_OPS_02 (TS.A.M2): the newest record "
        "TEST_RECORD_001 of 2026-01-01 was fresh until 2026-04-01"
    )
    bad = record(2, "TSA_M2_OPS_02", date="2026-05-01", result="fail")
    assert said("TSA_M2_OPS_02", "record", old, bad) == (
        "failed-record error failed contract 3: TSA_M2_OPS_02 (TS.A.M2): the newest record "
        "TEST_RECORD_002 of 2026-05-01 has the result fail"
    )
    half = record(2, "TSA_M2_OPS_02", date="2026-05-01", result="partial")
    newest = "TSA_M2_OPS_02 (TS.A.M2): the newest record TEST_RECORD_002"
    assert said("TSA_M2_OPS_02", "record", half) == (
        f"partial-record error partial contract 3: {newest} is partial, and no corrective action "
        "follows that up in time"
    )
    actions = [
        item("action", n, {"corrects": ["TEST_RECORD_002"]}, due="2026-12-01") for n in (1, 2)
    ]
    assert said("TSA_M2_OPS_02", "record", half, *actions) == (
        f"partial-record warning partial contract 3: {newest} is partial"
    )
    bare = record(2, "TSA_M2_OPS_02", date="2026-05-01")
    assert said("TSA_M2_OPS_02", "record", bare, evidence=("report",)) == (
        f"partial-record error partial contract 3: {newest} has no file that shows it, and counts "
        "as partial"
    )


def test_of_what_failed_on_one_day_a_failure_is_named() -> None:
    made = [
        record(number, "TSA_M2_OPS_02", date="2026-05-01", result=result)
        for number, result in ((1, "pass"), (2, "fail"), (3, "fail"))
    ]
    assert "the newest record TEST_RECORD_002 of" in said("TSA_M2_OPS_02", "record", *made)


def decision(until: str) -> Item:
    known = {"kind": "deferred", "date": "2026-01-01", "approved_by": "Us"}
    return item("decision", 1, {"concerns": ["TSA_M1_01"]}, until=until, **known)


def test_a_decision_stands_for_a_proof_and_is_listed_until_it_ends() -> None:
    assert said("TSA_M1_01", "clause", decision("2026-05-31")) == (
        "expired-decision error expired contract 4: TSA_M1_01 (TS.A.M1): the decision "
        "TEST_DECISION_001 ended on 2026-05-31"
    )
    assert said("TSA_M1_01", "clause", decision("2026-06-01")) == ""
    assert said("TSA_M1_01", "clause", decision("2026-05-31"), check=waived) == ""
    assert said("TSA_M1_01", "clause", decision("2026-06-01"), check=waived) == (
        "waived note waived contract 4: TSA_M1_01 (TS.A.M1): TEST_DECISION_001 stands for the "
        "clause until 2026-06-01"
    )


@pytest.mark.parametrize(
    ("begun", "weight", "due"),
    [("2026-03-01", "warning due", "2026-06-01"), ("2026-02-28", "error missing", "2026-05-28")],
)
def test_running_operation_waits_for_the_first_proof_until_a_day(
    begun: str, weight: str, due: str
) -> None:
    day = FIRST.fromisoformat(begun)
    place = Place(path="project.yaml")
    closed = {
        phase: Closing(date=day, approved_by="Us", place=place) for phase in ALL_BUT_EXIT[:-1]
    }
    intervals = {**DEFAULT_INTERVALS, "TSA_M1_02": DEFAULT_INTERVALS["first"]}
    assert said("TSA_M1_02", "record", closed=closed, intervals=intervals) == (
        f"missing-record {weight} operation 1: TSA_M1_02 (TS.A.M1, due by {due}) has no record"
    )
    draft = record(1, "TSA_M1_02", status="draft", date="2026-05-01")
    assert said("TSA_M1_02", "record", draft, closed=closed, intervals=intervals) == (
        f"draft-record {weight.split(maxsplit=1)[0]} draft operation 1: "
        f"TSA_M1_02 (TS.A.M1, due by {due}) "
        "rests on the draft TEST_RECORD_001 only"
    )


@pytest.mark.parametrize(
    ("ends", "state", "until"),
    [
        (["2026-06-01"], "covered", "2026-06-01"),
        (["2026-05-31"], "stale", "2026-05-31"),
        (["2026-05-31", "2026-07-01"], "covered", "2026-07-01"),
        (["2026-05-31", ""], "covered", "None"),
        ([""], "covered", "None"),
    ],
)
def test_texts_that_end_cover_until_the_last_of_them_does(
    ends: list[str], state: str, until: str
) -> None:
    texts = [
        item("section", n, {"addresses": ["TSA_GEN_01"]}, status="approved", valid_until=end)
        for n, end in enumerate(ends)
    ]
    cells = cover(build_graph(small_catalogue(), project(*texts)), NOW).cells
    [cell] = [cell for cell in cells if cell.requirement.id == "TSA_GEN_01"]
    assert (cell.state, str(cell.fresh_until)) == (state, until)


@pytest.mark.parametrize(("status", "state"), [("draft", "draft"), ("", "covered")])
def test_of_a_kind_without_valid_statuses_all_but_drafts_count(
    monkeypatch: pytest.MonkeyPatch, status: str, state: str
) -> None:
    house = {**PROOFS, "section": PROOFS["section"]._replace(valid=frozenset())}
    monkeypatch.setattr("nachweis.trace.linked.PROOFS", house)
    text = item("section", 1, {"addresses": ["TSA_GEN_01"]}, status=status)
    cells = cover(build_graph(small_catalogue(), project(text)), NOW).cells
    assert [c.state for c in cells if c.requirement.id == "TSA_GEN_01"] == [state]
