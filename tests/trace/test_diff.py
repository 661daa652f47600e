"""What differs between two states of a project."""

from __future__ import annotations

import dataclasses
import datetime

import pytest

from nachweis.model.baseline import Approval, Baseline, BaselineCell
from nachweis.model.changes import Changes
from nachweis.model.items import Item
from nachweis.model.terms import Phase, Severity, State
from nachweis.trace.diff import diff
from nachweis.trace.impact import find_impacts
from nachweis.trace.progress import PROGRESS
from nachweis.trace.renames import find_renames
from nachweis.trace.snapshot import snapshot
from tests.support.models import item
from tests.support.sandbox import Sandbox

AGREEMENT = "contract/agreement.md"
BODY = "The provider informs the client's security officer within two hours."


@pytest.fixture
def state(workspace: Sandbox) -> Baseline:
    return snapshot(workspace.judge())


def since(state: Baseline, workspace: Sandbox, as_of: str = "2026-11-20") -> Changes:
    return diff(state, snapshot(workspace.judge(as_of)))


def test_the_same_files_have_no_changes(state: Baseline, workspace: Sandbox) -> None:
    assert not since(state, workspace)


def test_another_wrapping_is_no_change(state: Baseline, workspace: Sandbox) -> None:
    workspace.edit(AGREEMENT, "within two hours", "within\ntwo   hours")
    assert not since(state, workspace)


def test_fields_title_text_and_links_are_told_apart(state: Baseline, workspace: Sandbox) -> None:
    workspace.edit(AGREEMENT, "Notice of security incidents", "Notice of incidents")
    workspace.edit(AGREEMENT, ":number: 7.3", ":number: 7.5")
    workspace.edit(AGREEMENT, "TSA_M1_01, TSB_M1_04", "TSA_M1_01, TSB_M1_03")
    changes = since(state, workspace)
    [pair] = changes.changed
    assert (pair.new.id, pair.title, pair.body) == ("TEST_C_01", True, False)
    assert [(f.name, f.old, f.new) for f in pair.fields] == [("number", "7.3", "7.5")]
    assert [(x.source, x.link, x.target) for x in changes.gained] == [
        ("TEST_C_01", "fulfils", "TSB_M1_03")
    ]
    assert [x.target for x in changes.lost] == ["TSB_M1_04"]


def test_a_new_id_with_the_same_words_is_a_rename(state: Baseline, workspace: Sandbox) -> None:
    workspace.edit(AGREEMENT, ":id: TEST_C_02", ":id: TEST_C_42")
    workspace.edit(AGREEMENT, "once a year", "twice a year")
    changes = since(state, workspace)
    [pair] = changes.renamed
    assert (pair.old.id, pair.new.id, pair.body) == ("TEST_C_02", "TEST_C_42", True)
    assert pair.likeness == pytest.approx(0.93, abs=0.01)
    assert not changes.added
    assert not changes.removed
    assert not changes.gained
    assert not changes.lost


def test_what_is_new_gone_changed_or_renamed_comes_in_the_order_of_types_and_ids(
    state: Baseline,
) -> None:
    def having(*items: Item) -> Baseline:
        return dataclasses.replace(state, items={made.id: made for made in items})

    kinds = ("record", "clause", "section", "clause", "gone")
    order = [3, 1, 2, 0, 4]
    named = [item(kind, 9 - n, {})._replace(title=f"Text {n} so") for n, kind in enumerate(kinds)]
    changed = [made._replace(body="Because it is otherwise.") for made in named]
    other = [
        item(made.type, 19 - n, {})._replace(title=made.title, body=made.body)
        for n, made in enumerate(named)
    ]
    ids = [named[n].id for n in order]
    assert [made.id for made in diff(having(), having(*named)).added] == ids
    assert [made.id for made in diff(having(*named), having()).removed] == ids
    assert [pair.new.id for pair in diff(having(*named), having(*changed)).changed] == ids
    renamed = diff(having(*named), having(*other)).renamed
    assert [pair.new.id for pair in renamed] == [other[n].id for n in order]


def test_other_words_under_a_new_id_are_another_object(state: Baseline, workspace: Sandbox) -> None:
    workspace.edit(AGREEMENT, ":id: TEST_C_01", ":id: TEST_C_41")
    workspace.edit(AGREEMENT, BODY, "Nobody tells anybody anything before all is over and done.")
    changes = since(state, workspace)
    assert not changes.renamed
    assert [i.id for i in changes.added] == ["TEST_C_41"]
    assert [i.id for i in changes.removed] == ["TEST_C_01"]


def test_many_objects_are_renamed_by_their_exact_words() -> None:
    old = [_worded("clause", n, f"word{n} of {n}") for n in range(400)]
    new = [_worded("clause", n + 400, f"word{n} of {n}") for n in range(400)]
    renames = find_renames([_worded("clause", 999, "gone"), *old], new)
    assert {r.old: r.new for r in renames} == {a.id: b.id for a, b in zip(old, new, strict=True)}


def test_an_object_of_another_length_is_passed_over() -> None:
    old = [_worded("clause", 1, "the same words in both of them")]
    new = [
        _worded("clause", 2, "short"),
        _worded("clause", 3, "the same words in both of them now"),
    ]
    assert [(r.old, r.new) for r in find_renames(old, new)] == [(old[0].id, new[1].id)]


@pytest.mark.parametrize(
    ("old", "new", "found"),
    [
        ("one two three four five", "one two three four six", True),
        ("one two three four five", "one two three 4 five", True),
        ("one two three four five", "one two 3 4 five", False),
        ("one two three", "one two three", True),
        ("one two three four", "one two three four x", True),
        ("eins", "zwei", False),
    ],
)
def test_how_many_words_make_a_rename(old: str, new: str, *, found: bool) -> None:
    before, after = _worded("clause", 1, old), _worded("clause", 2, new)
    bare = [made._replace(body="") for made in (before, after)]
    assert bool(find_renames(bare[:1], bare[1:])) == found


def test_one_object_is_the_new_name_of_one_other_only() -> None:
    words = "the same words in both"
    old = [_worded("clause", n, words) for n in (1, 2)]
    new = [_worded("clause", 3, words)]
    assert [(r.old, r.new) for r in find_renames(old, new)] == [(old[0].id, new[0].id)]
    assert [(r.old, r.new) for r in find_renames(new, old)] == [(new[0].id, old[0].id)]


def _worded(kind: str, number: int, title: str) -> Item:
    return item(kind, number, {})._replace(title=title)


@pytest.mark.parametrize(
    ("old", "new", "direction"),
    [
        ("missing", "draft", "better"),
        ("due", "draft", "better"),
        ("later", "due", "shifted"),
        ("due", "missing", "worse"),
        ("covered", "stale", "worse"),
        ("covered", "suspect", "worse"),
        ("suspect", "covered", "better"),
        ("waived", "expired", "worse"),
        ("waived", "covered", "better"),
        ("covered", "n/a", "shifted"),
        ("n/a", "missing", "shifted"),
        (None, "covered", "new"),
        ("covered", None, "gone"),
    ],
)
def test_where_a_cell_went(
    state: Baseline, old: str | None, new: str | None, direction: str
) -> None:
    def having(word: str | None) -> Baseline:
        cell = BaselineCell(
            requirement="TSA_M1_01",
            kind="clause",
            due=Phase.CONTRACT,
            state=State(word or "n/a"),
        )
        return dataclasses.replace(state, cells=(cell,) if word else ())

    [change] = diff(having(old), having(new)).cells
    assert change.direction == direction


def test_every_state_has_its_place_in_the_order() -> None:
    assert max(PROGRESS, key=PROGRESS.__getitem__) is State.NA
    assert set(PROGRESS) == set(State)


@pytest.mark.parametrize(
    ("before", "after", "as_of", "event"),
    [
        (None, {"until": "2027-01-01"}, "2026-11-20", "opened"),
        ({"until": "2026-12-01"}, {"until": "2027-01-01"}, "2026-11-20", "prolonged"),
        ({"until": "2026-12-01"}, {"until": "2026-12-01"}, "2026-12-24", "expired"),
        ({"until": "2026-12-01"}, None, "2026-11-20", "ended"),
        ({"until": "2027-01-01"}, {"until": "2026-12-01"}, "2026-11-20", None),
        ({}, {"lifted": "2026-11-20"}, "2026-11-20", "ended"),
        ({}, {"lifted": "2026-12-01"}, "2026-11-20", None),
        ({"until": "2026-11-01"}, {"until": "2027-01-01"}, "2026-11-20", "prolonged"),
        ({"ends_with": "exit"}, {"ends_with": "contract"}, "2026-11-20", "expired"),
        (None, {"since": "2026-11-21"}, "2026-11-20", None),
        (None, {"since": "2026-11-20"}, "2026-11-20", "opened"),
        ({"since": "2026-12-01"}, {"since": "2026-12-01"}, "2026-12-24", "opened"),
        ({"since": "2026-12-01"}, None, "2026-11-20", None),
        ({"until": "2026-11-01"}, None, "2026-11-20", "ended"),
        ({"until": "2026-12-01"}, {"until": "2026-12-01"}, "2026-12-01", None),
        ({"until": "2026-12-01"}, {}, "2026-11-20", "prolonged"),
        ({}, {"until": "2026-12-01"}, "2026-11-20", None),
    ],
)
@pytest.mark.parametrize(("kind", "begin"), [("derogation", "since"), ("decision", "date")])
def test_what_became_of_a_derogation_or_decision(
    state: Baseline,
    kind: str,
    begin: str,
    before: dict[str, str] | None,
    after: dict[str, str] | None,
    as_of: str,
    event: str | None,
) -> None:
    def having(fields: dict[str, str] | None, day: str) -> Baseline:
        known = {} if fields is None else {"since": "2026-06-01", **fields}
        if known:
            known[begin] = known.pop("since")
        found = {"X": item(kind, 1, {}, **known)} if known else {}
        return dataclasses.replace(state, items=found, date=datetime.date.fromisoformat(day))

    changes = diff(having(before, "2026-11-20"), having(after, as_of)).decisions
    assert [change.event.value for change in changes] == ([event] if event else [])


def test_phases_that_were_closed(state: Baseline) -> None:
    day = datetime.date(2026, 11, 1)
    closed = {**state.closed, Phase.CONCEPT: Approval(date=day, approved_by="TEST_K_ISB")}
    later = dataclasses.replace(state, closed=closed)
    assert [(p.phase, p.closed, p.approved_by) for p in diff(state, later).phases] == [
        ("concept", True, "TEST_K_ISB")
    ]
    assert [(p.phase, p.closed) for p in diff(later, state).phases] == [("concept", False)]


def test_findings_that_came_and_went(state: Baseline, workspace: Sandbox) -> None:
    workspace.edit(AGREEMENT, ":fulfils: TSA_M1_03", ":fulfils: TSA_M1_03, TSA_M1_033")
    broken = snapshot(workspace.judge())
    changes = diff(state, broken)
    assert [(f.rule, f.subject) for f in changes.new_findings] == [("unknown-target", "TEST_C_04")]
    assert [f.rule for f in diff(broken, state).gone_findings] == ["unknown-target"]


def test_a_finding_that_weighs_more_is_neither_new_nor_gone(workspace: Sandbox) -> None:
    workspace.edit(AGREEMENT, ":fulfils: TSA_M1_03", ":fulfils: TSA_M1_03, TSA_M1_033")
    soft = snapshot(workspace.judge())
    milder = tuple(
        dataclasses.replace(f, severity=Severity.NOTE, message="Other words") for f in soft.findings
    )
    changes = diff(dataclasses.replace(soft, findings=milder), soft)
    assert not changes.new_findings
    assert not changes.gone_findings
    assert [(c.old.severity, c.new.severity) for c in changes.changed_findings] == [
        ("note", "error")
    ]


def test_a_requirement_that_reads_differently(state: Baseline, workspace: Sandbox) -> None:
    workspace.edit(
        "../../catalog/grundschutz-test/TSA_M1.yaml", "within two hours", "within an hour"
    )
    changes = since(state, workspace)
    [pair] = changes.catalogue.changed
    assert (pair.new.id, pair.languages) == ("TSA_M1_01", ("en",))
    assert (pair.old.title["en"] == pair.new.title["en"]) is False
    assert not changes.changed


def test_a_requirement_that_is_there_in_another_language(
    state: Baseline, workspace: Sandbox
) -> None:
    path = workspace.root / "catalog/grundschutz-test/TSA_M1.yaml"
    text = path.read_text(encoding="utf-8")
    more = "text: {de: Service-Level sind vereinbart, en: Service levels are"
    path.write_text(text.replace("text: {en: Service levels are", more), encoding="utf-8")
    [pair] = since(state, workspace).catalogue.changed
    assert (pair.new.id, pair.languages, pair.fields) == ("TSA_M1_02", ("de",), ())
    [back] = diff(snapshot(workspace.judge()), state).catalogue.changed
    assert (back.new.id, back.languages) == ("TSA_M1_02", ("de",))


def test_links_to_what_changed_in_the_catalogue_are_told(workspace: Sandbox) -> None:
    workspace.add("clause C_9 status=agreed obliges=provider fulfils=TSA_M1,TSA_M2_OPS")
    before = snapshot(workspace.judge())
    folder = workspace.root / "catalog/grundschutz-test"
    for name, old, new in (
        ("TSA_M1.yaml", "within two hours", "within an hour"),
        ("TSA_M2.yaml", "id: TSA_M2_EMG_01", "id: TSA_M2_EMG_91"),
        ("TSA_M2.yaml", "id: TSA_M2_OPS\n    title: {en: ", "id: TSA_M2_OPS\n    title: {en: The "),
    ):
        path = folder / name
        path.write_text(path.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")
    verdict = workspace.judge()
    changes = diff(before, snapshot(verdict)).catalogue
    locks = {**verdict.graph.project.locks, ("TEST_C_01", "fulfils", "TSA_M1_01"): "x"}
    graph = verdict.graph._replace(project=verdict.graph.project._replace(locks=locks))
    found = list(find_impacts(graph, changes))
    assert {(i.project, i.link) for i in found} == {("TEST", "fulfils"), ("TEST", "proves")}
    assert {(i.item.id, i.target, i.requirement, i.confirmed) for i in found} == {
        ("TEST_C_01", "TSA_M1_01", "TSA_M1_01", True),
        ("TEST_R_02", "TSA_M2_EMG_01", "TSA_M2_EMG_01", False),
        ("TEST_C_9", "TSA_M1", "TSA_M1_01", False),
        ("TEST_C_9", "TSA_M2_OPS", "TSA_M2_OPS", False),
    }


def test_a_requirement_that_moves_to_another_topic(state: Baseline, workspace: Sandbox) -> None:
    folder = "../../catalog/grundschutz-test"
    text = (workspace.root / "catalog/grundschutz-test/TSA_M2.yaml").read_text(encoding="utf-8")
    start = text.index("  - id: TSA_M2_OPS_01")
    end = text.index("  - id: TSA_M2_OPS_02")
    moved = text[start:end].replace("topic: TSA_M2_OPS", "topic: TSA_M2_EMG")
    workspace.edit(f"{folder}/TSA_M2.yaml", text[start:end], moved)
    [pair] = since(state, workspace).catalogue.changed
    assert [(f.name, f.old, f.new) for f in pair.fields] == [
        ("part_of", "TSA_M2_OPS", "TSA_M2_EMG")
    ]
    assert pair.languages == ()
