"""What holds of every comparison of two verdicts."""

from __future__ import annotations

import datetime
from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nachweis.model.findings import Finding
from nachweis.model.places import Place
from nachweis.model.project import Project
from nachweis.model.terms import Severity, State
from nachweis.trace.compare import (
    Change,
    Direction,
    Since,
    compare,
    fingerprint,
    identity,
    match,
    occurrence_numbers,
    short_commit,
)
from nachweis.trace.gate import Verdict, judge
from tests.support.examples import examples
from tests.support.models import NOW, projects, small_catalogue

few = settings(max_examples=examples(25))
many = settings(max_examples=examples(50))

FINDINGS = st.lists(
    st.builds(
        Finding,
        rule=st.sampled_from(["missing-clause", "draft-clause", "unknown-target"]),
        severity=st.sampled_from(list(Severity)),
        subject=st.sampled_from(["", "A", "B"]),
        message=st.text(max_size=3),
        place=st.builds(Place, path=st.just("a.md"), line=st.integers(1, 9)),
        state=st.sampled_from([State.MISSING, State.DRAFT]),
        kind=st.sampled_from([None, "clause"]),
        related=st.sampled_from(["", "x"]),
    ),
    max_size=8,
)


def _judge(project: Project, as_of: datetime.date = NOW) -> Verdict:
    return judge(small_catalogue(), project, as_of)


@few
@given(projects())
def test_nothing_is_new_beside_itself(project: Project) -> None:
    verdict = _judge(project)
    comparison = compare(verdict, verdict)
    assert set(comparison.since) <= {Since.OLD}
    assert (comparison.gone, comparison.changes, comparison.is_new) == ((), (), False)


@few
@given(projects())
def test_all_of_a_new_project_is_new(project: Project) -> None:
    comparison = compare(_judge(project), None)
    assert set(comparison.since) <= {Since.NEW}
    assert comparison.is_new


@few
@given(projects(), projects())
def test_changes_are_the_cells_that_differ(now: Project, before: Project) -> None:
    after, base = _judge(now), _judge(before)
    states = [
        {(c.requirement.id, c.kind): c.state for c in verdict.coverage.cells}
        for verdict in (base, after)
    ]
    there = compare(after, base)
    expected = {name for name in {*states[0], *states[1]} if states[0][name] != states[1][name]}
    assert {(c.requirement, c.kind) for c in there.changes} == expected
    back = {(c.requirement, c.kind): c.direction for c in compare(base, after).changes}
    opposite = {Direction.WORSE: Direction.BETTER, Direction.BETTER: Direction.WORSE}
    for change in there.changes:
        way = change.direction
        assert back[change.requirement, change.kind] is opposite.get(way, way)


@many
@given(FINDINGS, FINDINGS)
def test_every_finding_is_new_or_stands_for_an_earlier_one(
    now: list[Finding], before: list[Finding]
) -> None:
    since, gone = match(now, before)
    assert len(since) == len(now)
    assert since.count(Since.OLD) <= len(before) - len(gone)
    assert not Counter(gone) - Counter(before)
    for finding, mark in zip(now, since, strict=True):
        if mark is Since.OLD:
            weights = [list(Severity).index(f.severity) for f in before]
            assert list(Severity).index(finding.severity) >= min(weights)


@many
@given(FINDINGS, st.integers(1, 1000), st.text(max_size=5))
def test_lines_and_words_do_not_matter(findings: list[Finding], by: int, words: str) -> None:
    moved = [
        f._replace(message=words, place=f.place._replace(line=f.place.line + by)) for f in findings
    ]
    since, gone = match(moved, findings)
    assert set(since) <= {Since.OLD}
    assert gone == ()
    assert [_print(f, n) for f, n in zip(moved, occurrence_numbers(moved), strict=True)] == [
        _print(f, n) for f, n in zip(findings, occurrence_numbers(findings), strict=True)
    ]


@many
@given(FINDINGS, st.randoms())
def test_the_order_does_not_matter(findings: list[Finding], random: object) -> None:
    shuffled = list(findings)
    random.shuffle(shuffled)  # type: ignore[attr-defined]  # what hypothesis gives is a Random
    assert set(match(shuffled, findings)[0]) <= {Since.OLD}


@many
@given(FINDINGS)
def test_fingerprints_are_unique(findings: list[Finding]) -> None:
    prints = [
        _print(f, number) for f, number in zip(findings, occurrence_numbers(findings), strict=True)
    ]
    assert len(set(prints)) == len(prints)


@many
@given(FINDINGS, st.data())
def test_one_more_of_the_same_is_one_new_finding(
    findings: list[Finding], data: st.DataObject
) -> None:
    if not findings:
        return
    more = data.draw(st.sampled_from(findings))
    if more.kind and sum(f.subject == more.subject for f in findings) > 1:
        return  # findings of a cell stand for each other
    since, gone = match([*findings, more], findings)
    assert since.count(Since.NEW) == 1
    assert gone == ()


def _print(finding: Finding, occurrence: int) -> str:
    return fingerprint("TEST", finding, occurrence)


def _finding(rule: str, severity: Severity, state: State) -> Finding:
    return Finding(
        rule=rule,
        severity=severity,
        subject="TSA_M1_01",
        message="",
        place=Place(path="a.md"),
        state=state,
        kind="clause",
    )


DUE = _finding("missing-clause", Severity.WARNING, State.DUE)
MISSING = _finding("missing-clause", Severity.ERROR, State.MISSING)
DRAFT = _finding("draft-clause", Severity.ERROR, State.DRAFT)
EXPIRED = _finding("expired-decision", Severity.ERROR, State.EXPIRED)


@pytest.mark.parametrize(
    ("before", "now", "mark", "gone"),
    [
        (DUE, MISSING, Since.NEW, 0),  # the branch closed the phase: it fails, and is not gone
        (MISSING, DUE, Since.OLD, 0),
        (MISSING, DRAFT, Since.OLD, 0),  # a draft where nothing was is a step forward
        (DRAFT, MISSING, Since.NEW, 1),
        (MISSING, EXPIRED, Since.NEW, 1),
        (EXPIRED, MISSING, Since.OLD, 0),
    ],
)
def test_a_cell_that_fails_already_may_come_nearer_to_its_proof(
    before: Finding, now: Finding, mark: Since, gone: int
) -> None:
    since, left = match([now], [before])
    assert since == (mark,)
    assert len(left) == gone


@pytest.mark.parametrize(
    ("before", "after", "direction"),
    [
        (State.COVERED, State.MISSING, Direction.WORSE),
        (State.COVERED, State.WAIVED, Direction.WORSE),
        (State.DUE, State.DRAFT, Direction.BETTER),
        (State.LATER, State.MISSING, Direction.WORSE),
        (State.LATER, State.DUE, Direction.SCOPE),
        (State.MISSING, State.NA, Direction.SCOPE),
        (None, State.MISSING, Direction.SCOPE),
        (State.COVERED, None, Direction.SCOPE),
        (State.SUSPECT, State.COVERED, Direction.BETTER),
    ],
)
def test_which_way_a_cell_went(
    before: State | None, after: State | None, direction: Direction
) -> None:
    change = Change(requirement="R", label="R", kind="clause", before=before, after=after)
    assert change.direction is direction


def test_a_finding_without_an_id_is_known_by_its_file() -> None:
    finding = MISSING._replace(subject="")
    other = finding._replace(place=Place(path="b.md"))
    assert identity(finding) != identity(other)


def test_other_tools_know_a_finding_by_what_they_always_knew_it() -> None:
    finding = MISSING._replace(related="x")
    assert fingerprint("TEST", finding, 2) == "8ee99602df4132c51f502b43173e90f4"
    assert (
        fingerprint("TEST", finding._replace(subject="", kind=None, related=""))
        == "8573b7f3a257ca70c2a406e9178c7579"
    )


@pytest.mark.parametrize(
    ("now", "before", "marks", "gone"),
    [
        ([MISSING, MISSING], [MISSING], [Since.OLD, Since.NEW], 0),
        ([DUE, MISSING], [MISSING], [Since.NEW, Since.OLD], 0),
        ([MISSING, DUE], [DUE, MISSING], [Since.OLD, Since.OLD], 0),
        ([DRAFT], [DUE], [Since.NEW], 1),
        ([DRAFT._replace(severity=Severity.WARNING)], [DUE], [Since.OLD], 0),
        ([DRAFT._replace(kind="section")], [MISSING], [Since.NEW], 1),
        ([DRAFT._replace(subject="TSA_M1_02")], [MISSING], [Since.NEW], 1),
        ([MISSING._replace(related="x")], [MISSING], [Since.OLD], 0),
        ([MISSING._replace(related="x", kind=None)], [MISSING._replace(kind=None)], [Since.NEW], 1),
        ([], [MISSING, DUE], [], 2),
    ],
)
def test_each_finding_stands_for_one_of_those_before(
    now: list[Finding], before: list[Finding], marks: list[Since], gone: int
) -> None:
    since, left = match(now, before)
    assert list(since) == marks
    assert len(left) == gone


def test_findings_of_one_identity_are_numbered() -> None:
    other = MISSING._replace(related="x")
    assert list(occurrence_numbers([MISSING, other, DUE, other, DRAFT])) == [1, 1, 2, 2, 1]


def test_what_a_commit_is_called() -> None:
    assert short_commit("0123456789abcdef") == "0123456789"
    assert short_commit("") == "nothing"
