"""What may be said of cells and findings to somebody who does not see all of a project."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

import pytest

from nachweis.model.findings import Finding
from nachweis.model.places import Place
from nachweis.model.terms import Phase, Severity, State
from nachweis.trace.coverage import Cell, Coverage
from nachweis.trace.disclosure import TOLD_FILE, Told, read_told, told, write_told
from tests.support.models import NOW, small_catalogue

KEY = "TSA_M1_01 clause"


def _cell(state: State, **fields: Any) -> Cell:
    requirement = small_catalogue().requirements["TSA_M1_01"]
    return Cell(requirement=requirement, kind="clause", due=Phase.CONTRACT, state=state, **fields)


def _finding(rule: str, subject: str) -> Finding:
    place = Place(path="a.md")
    return Finding(
        rule=rule, severity=Severity.ERROR, subject=subject, message="Words", place=place
    )


@pytest.mark.parametrize(
    ("cell", "hidden", "proven", "state"),
    [
        (_cell(State.MISSING), [], False, State.MISSING),
        (_cell(State.MISSING), ["A"], False, None),
        (_cell(State.MISSING), ["A"], True, None),
        (_cell(State.COVERED, by=("A", "B")), [], False, State.COVERED),
        (_cell(State.COVERED, by=("B",)), ["A"], False, State.COVERED),
        (_cell(State.COVERED, by=("A", "B")), ["A"], False, None),
        (_cell(State.COVERED, by=("A", "B")), ["A"], True, State.PROVEN),
        (_cell(State.STALE, by=("A",)), ["A"], True, None),
        (_cell(State.STALE, by=("B",)), ["A"], False, State.STALE),
        (_cell(State.PARTIAL, by=("B",), actions=("A",)), ["A"], False, None),
        (_cell(State.PARTIAL, by=("B",), actions=("C",)), ["A"], False, State.PARTIAL),
        (_cell(State.WAIVED, decision="A"), ["A"], False, None),
        (_cell(State.WAIVED, decision="B"), ["A"], False, State.WAIVED),
    ],
)
def test_a_state_is_told_where_nothing_that_it_rests_on_is_withheld(
    cell: Cell, hidden: list[str], state: State | None, *, proven: bool
) -> None:
    said = told([cell], [], frozenset(hidden), proven=proven)
    assert said.states == ({KEY: state} if state else {})


def test_findings_are_told_unless_they_are_about_what_is_withheld() -> None:
    found = [_finding("bad-id", "A"), _finding("bad-id", "B"), _finding("self-link", "B")]
    said = told([], found, frozenset({"A"}), proven=True)
    assert [said.may_say(finding) for finding in found] == [False, True, True]
    assert not said.may_say(_finding("self-link", "A"))


@pytest.mark.parametrize(
    ("seen", "states", "shown"),
    [
        (_cell(State.COVERED, by=("B",)), {}, _cell(State.COVERED, by=("B",))),
        (_cell(State.LATER), {KEY: State.MISSING}, _cell(State.LATER)),
        (_cell(State.MISSING), {}, _cell(State.UNDISCLOSED)),
        (_cell(State.MISSING), {KEY: State.PROVEN}, _cell(State.PROVEN)),
        (
            _cell(State.STALE, by=("B",), fresh_until=NOW),
            {KEY: State.STALE},
            _cell(State.STALE, by=("B",), fresh_until=NOW),
        ),
        (
            _cell(State.SUSPECT, by=("B",), via="TSA_M1", fresh_until=NOW),
            {KEY: State.COVERED},
            _cell(State.COVERED, by=("B",), via="TSA_M1"),
        ),
        (
            _cell(State.STALE, by=("B",), via="TSA_M1", decision="C"),
            {KEY: State.FAILED},
            _cell(State.FAILED),
        ),
    ],
)
def test_what_is_seen_says_what_may_be_said(
    seen: Cell, states: dict[str, State], shown: Cell
) -> None:
    coverage = Coverage(as_of=NOW, cells=(seen,), status={})
    assert Told(states=states, findings=frozenset()).coverage(coverage) == Coverage(
        as_of=NOW, cells=(shown,), status={}
    )


def test_what_may_be_said_is_read_as_it_was_written(tmp_path: Path) -> None:
    said = Told(
        states={"Z clause": State.NA, KEY: State.PROVEN},
        findings=frozenset({("self-link", "B"), ("bad-id", "Ä")}),
    )
    text = write_told(said)
    (tmp_path / TOLD_FILE).write_text(text, encoding="utf-8")
    digest = hashlib.sha256(text.encode()).hexdigest()
    assert read_told(tmp_path, f"{'0' * 64} {digest}") == said
    with pytest.raises(ValueError, match=TOLD_FILE):
        read_told(tmp_path, "0" * 64)
    assert list(json.loads(write_told(said))["states"]) == [KEY, "Z clause"]
    assert json.loads(write_told(said))["findings"] == [["bad-id", "Ä"], ["self-link", "B"]]
