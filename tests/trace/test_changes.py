"""Two states of a project compared whole: each field of each change, without files."""

from __future__ import annotations

import dataclasses
import datetime
from typing import Any

import pytest

from nachweis.model.baseline import Approval, Baseline, BaselineCell, BaselineFinding, Entry
from nachweis.model.changes import (
    CellChange,
    DecisionChange,
    Direction,
    FieldChange,
    FindingChange,
    LinkChange,
    PhaseChange,
)
from nachweis.model.items import Item
from nachweis.model.terms import Phase, Severity, State
from nachweis.trace.diff import compare, diff, diff_entries
from nachweis.trace.renames import Rename, find_renames
from tests.support.models import item

DAY = datetime.date(2026, 11, 20)


def baseline(*items: Item, **more: Any) -> Baseline:
    known: dict[str, Any] = {
        **dict.fromkeys(("version", "commit", "reason", "catalogue"), ""),
        **{name: {} for name in ("closed", "title", "requirements", "groups", "fingerprints")},
        "key": "TEST",
        "date": DAY,
        "phase": None,
        "language": "en",
        "holds": True,
        "selected": (),
        "cells": (),
        "findings": (),
    }
    return Baseline(items={made.id: made for made in items}, **{**known, **more})


def test_of_an_object_each_change_is_told() -> None:
    old = item("clause", 1, {}, number="7.1", status="agreed", rto="PT4H")
    new = old._replace(
        fields={"number": "7.1", "status": "draft", "rpo": "PT1H"}, title="Another", body="Words."
    )
    found = compare(old, new, likeness=0.9)
    assert (found.old, found.new, found.likeness) == (old, new, 0.9)
    assert (found.title, found.body) == (True, True)
    assert found.fields == (
        FieldChange(name="status", old="agreed", new="draft"),
        FieldChange(name="rto", old="PT4H", new=""),
        FieldChange(name="rpo", old="", new="PT1H"),
    )
    same = compare(old, old._replace(body="Because  it\nis so."))
    assert (same.likeness, same.fields, same.title, same.body) == (1.0, (), False, False)


@pytest.mark.parametrize(
    "change", [{"fields": {"number": "7.2"}}, {"title": "Another"}, {"body": "Other words."}]
)
def test_a_change_of_one_thing_is_a_change(change: dict[str, Any]) -> None:
    old = item("clause", 1, {}, number="7.1")
    [found] = diff(baseline(old), baseline(old._replace(**change))).changed
    assert found.new == old._replace(**change)
    assert diff(baseline(old), baseline(old)).changed == ()


def entry(identifier: str, text: str, **more: Any) -> Entry:
    known = {"type": "req", "title": {"en": text}, "fields": {"modal": "must"}, "part_of": "T"}
    return Entry(id=identifier, **{**known, **more})


def test_of_the_catalogue_each_change_is_told() -> None:
    same, gone = entry("A", "It stays as it is"), entry("B", "Nobody wants this any more today")
    worded, moved = entry("C", "Two hours"), entry("D", "It is part of something")
    modal, name = entry("E", "It is binding"), entry("F", "The keys are counted once a week")
    old = [same, gone, worded, moved, modal, name]
    replace = dataclasses.replace
    new = [
        same,
        replace(worded, title={"en": "Three  hours", "de": "Drei"}),
        replace(moved, part_of="U"),
        replace(modal, fields={"modal": "should"}),
        replace(name, id="G"),
        entry("H", "Something else entirely"),
    ]
    found = diff_entries({e.id: e for e in old}, {e.id: e for e in new})
    assert found.added == (new[-1],)
    assert found.removed == (gone,)
    assert [(c.old.id, c.new.id, c.fields, c.languages) for c in found.renamed] == [
        ("F", "G", (), ())
    ]
    assert [(c.old, c.new, c.fields, c.languages) for c in found.changed] == [
        (worded, new[1], (), ("en", "de")),
        (moved, new[2], (FieldChange(name="part_of", old="T", new="U"),), ()),
        (modal, new[3], (FieldChange(name="modal", old="must", new="should"),), ()),
    ]


def test_groups_and_requirements_are_compared_together() -> None:
    topic = entry("T", "A topic", type="req_topic", part_of="")
    old = baseline(groups={"T": topic}, requirements={"A": entry("A", "One")})
    new = baseline(requirements={"A": entry("A", "Two")})
    found = diff(old, new).catalogue
    assert [e.id for e in found.removed] == ["T"]
    assert [c.new.id for c in found.changed] == ["A"]
    assert [e.id for e in diff(new, old).catalogue.added] == ["T"]


def test_links_are_told_by_both_ends() -> None:
    first, second = item("clause", 1, {"fulfils": ["A", "B"]}), item("section", 2, {})
    after = first._replace(links={"fulfils": ("B", "C"), "restores": ("D",)})
    found = diff(baseline(first, second), baseline(after, second))
    assert found.gained == (
        LinkChange(source=first.id, link="fulfils", target="C"),
        LinkChange(source=first.id, link="restores", target="D"),
    )
    assert found.lost == (LinkChange(source=first.id, link="fulfils", target="A"),)


def test_links_of_and_to_what_has_another_id_stay() -> None:
    clause = item("clause", 1, {"fulfils": ["A"]})._replace(title="Two engineers make each change")
    section = item("section", 2, {"implements": [clause.id]})
    renamed = clause._replace(id="TEST_C_9")
    moved = section._replace(links={"implements": (renamed.id,)})
    found = diff(baseline(clause, section), baseline(renamed, moved))
    assert [(c.old.id, c.new.id) for c in found.renamed] == [(clause.id, renamed.id)]
    assert (found.gained, found.lost) == ((), ())
    dangling = diff(baseline(clause, section), baseline(renamed, section))
    assert (dangling.gained, dangling.lost) == ((), ())


def cell(state: State, **more: Any) -> BaselineCell:
    known = {"requirement": "A", "kind": "clause", "due": Phase.CONTRACT, "state": state}
    return BaselineCell(**{**known, **more})


def test_cells_are_told_with_both_states() -> None:
    old = baseline(cells=(cell(State.DUE), cell(State.COVERED, kind="record", by=("X",))))
    new = baseline(
        cells=(
            cell(State.COVERED, by=("TEST_C_1",)),
            cell(State.LATER, requirement="B", due=Phase.EXIT),
        )
    )
    assert diff(old, new).cells == (
        CellChange(
            requirement="A",
            kind="clause",
            due=Phase.CONTRACT,
            old=State.DUE,
            new=State.COVERED,
            direction=Direction.BETTER,
            by=("TEST_C_1",),
        ),
        CellChange(
            requirement="A",
            kind="record",
            due=Phase.CONTRACT,
            old=State.COVERED,
            new=None,
            direction=Direction.GONE,
            by=("X",),
        ),
        CellChange(
            requirement="B",
            kind="clause",
            due=Phase.EXIT,
            old=None,
            new=State.LATER,
            direction=Direction.NEW,
            by=(),
        ),
    )
    assert diff(old, old).cells == ()


def test_phases_are_told_with_day_and_approver() -> None:
    one = Approval(date=DAY, approved_by="TEST_K_1")
    other = Approval(date=datetime.date(2026, 1, 1), approved_by="TEST_K_2")
    old = baseline(closed={Phase.STRATEGY: one, Phase.CONTRACT: one})
    new = baseline(closed={Phase.STRATEGY: other, Phase.CONCEPT: other})
    assert diff(old, new).phases == (
        PhaseChange(phase=Phase.CONTRACT, closed=False, date=DAY, approved_by="TEST_K_1"),
        PhaseChange(phase=Phase.CONCEPT, closed=True, date=other.date, approved_by="TEST_K_2"),
    )


def finding(**more: Any) -> BaselineFinding:
    known: dict[str, Any] = {"rule": "bad-id", "severity": Severity.ERROR, "subject": "A"}
    return BaselineFinding(**{**known, "message": "M", "file": "a.md", **more})


@pytest.mark.parametrize(
    ("change", "same"),
    [
        ({"message": "N", "file": "b.md", "phase": Phase.EXIT}, True),
        ({"rule": "duplicate-id"}, False),
        ({"subject": "B"}, False),
        ({"kind": "clause"}, False),
        ({"related": "x"}, False),
    ],
)
def test_findings_are_known_by_what_they_are_about(change: dict[str, Any], *, same: bool) -> None:
    before, after = finding(), finding(**change)
    found = diff(baseline(findings=(before,)), baseline(findings=(after,)))
    assert found.new_findings == (() if same else (after,))
    assert found.gone_findings == (() if same else (before,))
    assert found.changed_findings == ()
    milder = dataclasses.replace(after, severity=Severity.WARNING)
    [*weighed] = diff(baseline(findings=(before,)), baseline(findings=(milder,))).changed_findings
    assert weighed == ([FindingChange(old=before, new=milder)] if same else [])


def test_decisions_come_in_the_order_of_their_ids() -> None:
    decided = [item("decision", number, {}, until="2027-01-01") for number in (2, 1)]
    found = diff(baseline(item("clause", 1, {})), baseline(*decided)).decisions
    assert [(change.event.value, change.item) for change in found] == [
        ("opened", decided[1]),
        ("opened", decided[0]),
    ]
    assert all(isinstance(change, DecisionChange) for change in found)
    [gone] = diff(baseline(decided[0]), baseline()).decisions
    assert (gone.event.value, gone.item) == ("ended", decided[0])


def texts(kind: str, *words: str, first: int = 1, **fields: str) -> list[Item]:
    made = [item(kind, number, {}, **fields) for number, _ in enumerate(words, first)]
    return [one._replace(title=text, body="") for one, text in zip(made, words, strict=True)]


@pytest.mark.parametrize(
    ("old", "new", "found"),
    [
        (
            texts("clause", "a b c d e f g h i j"),
            texts("clause", "a b c d e f g h i x", first=5),
            [Rename(old="TEST_CLAUSE_001", new="TEST_CLAUSE_005", likeness=0.9)],
        ),
        (
            texts("clause", "a b c d e f g h i j"),
            texts("clause", "a b c d e f g h x y", "a b c d e f g h i z", first=5),
            [Rename(old="TEST_CLAUSE_001", new="TEST_CLAUSE_006", likeness=0.9)],
        ),
        (
            texts("clause", "a b c d e", "v w x y z"),
            texts("clause", "v w x y z", "a b c d f", first=5),
            [
                Rename(old="TEST_CLAUSE_002", new="TEST_CLAUSE_005", likeness=1.0),
                Rename(old="TEST_CLAUSE_001", new="TEST_CLAUSE_006", likeness=0.8),
            ],
        ),
        (texts("clause", "a b c d e"), texts("section", "a b c d e"), []),
        (texts("clause", ""), texts("clause", "", first=5), []),
        (
            texts("clause", "a b c", status="agreed", tags="x"),
            texts("clause", "a b c", first=5, status="draft"),
            [Rename(old="TEST_CLAUSE_001", new="TEST_CLAUSE_005", likeness=1.0)],
        ),
        (texts("clause", "a b c", number="1"), texts("clause", "a b c", first=5, number="2"), []),
        (texts("clause", "a b c"), texts("clause", "a b c d", first=5), []),
        (
            texts("clause", "a b c d"),
            texts("clause", "a b c d e f", first=5),
            [Rename(old="TEST_CLAUSE_001", new="TEST_CLAUSE_005", likeness=0.8)],
        ),
        (texts("clause", "a b c d"), texts("clause", "a b c d e f g", first=5), []),
    ],
)
def test_nearly_the_same_words_are_the_same_object(
    old: list[Item], new: list[Item], found: list[Rename]
) -> None:
    assert list(find_renames(old, new)) == found
