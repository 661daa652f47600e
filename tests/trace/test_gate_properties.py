"""What holds of the gate whatever the project is."""

from __future__ import annotations

import datetime
import itertools
import re
from collections import Counter
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from nachweis.model.objects import PROOFS
from nachweis.model.project import Project
from nachweis.model.terms import Modal, Phase, Severity, State
from nachweis.report.report import Report
from nachweis.report.text import render
from nachweis.trace.gate import Verdict, judge
from nachweis.trace.rules.cells import unproven
from tests.support.examples import examples
from tests.support.models import DAYS, NOW, PAST, item, projects, small_catalogue, standing

COMPLAINTS = {State.FAILED, State.STALE, State.PARTIAL, State.SUSPECT, State.EXPIRED}
"""States that an object makes worse than nothing at all would be."""

REQUIREMENTS = sorted(small_catalogue().requirements)

any_project = settings(max_examples=examples(75))


def _judge(project: Project, as_of: datetime.date, closing: Phase | None = None) -> Verdict:
    return judge(small_catalogue(), project, as_of, closing=closing)


def _standings(verdict: Verdict) -> dict[tuple[str, str], int]:
    return {
        (cell.requirement.id, cell.kind): standing(cell, verdict.coverage)
        for cell in verdict.coverage.cells
    }


def _cells(verdict: Verdict, state: State) -> set[tuple[str, str]]:
    return {(c.requirement.id, c.kind) for c in verdict.coverage.cells if c.state is state}


@any_project
@given(projects(), DAYS, st.sampled_from(REQUIREMENTS), st.sampled_from(list(PROOFS)))
def test_a_valid_proof_makes_nothing_worse(
    project: Project, as_of: datetime.date, target: str, kind: str
) -> None:
    before = _judge(project, as_of)
    fields = {
        "clause": {"status": "agreed"},
        "section": {"status": "approved"},
        "record": {"date": as_of.isoformat(), "result": "pass"},
    }
    proof = item(kind, 999, {PROOFS[kind].link: [target]}, **fields[kind])
    after = _judge(project._replace(items=(*project.items, proof)), as_of)
    old, new = _standings(before), _standings(after)
    assert all(new[cell] >= old[cell] for cell in old)
    if (target, kind) in new:
        [state] = [
            c.state for c in after.coverage.cells if (c.requirement.id, c.kind) == (target, kind)
        ]
        same_day_failed = any(
            i.get("result") == "fail" and i.date("date") == as_of for i in project.items
        )
        assert state in (State.COVERED, State.NA, State.SUSPECT) or same_day_failed


@any_project
@given(projects().filter(lambda project: project.items), DAYS, st.data())
def test_taking_an_object_away_silences_its_own_complaint_at_most(
    project: Project, as_of: datetime.date, data: st.DataObject
) -> None:
    gone = data.draw(st.sampled_from(project.items))
    kept = tuple(i for i in project.items if i is not gone)
    before, after = _judge(project, as_of), _judge(project._replace(items=kept), as_of)
    new = _standings(after)
    for cell in before.coverage.cells:
        name = (cell.requirement.id, cell.kind)
        if new[name] > standing(cell, before.coverage):
            assert cell.state in COMPLAINTS
            assert gone.id in (*cell.by, cell.decision)


@any_project
@given(projects(), DAYS, st.randoms(use_true_random=False))
def test_the_order_of_files_does_not_matter(
    project: Project, as_of: datetime.date, random: Random
) -> None:
    shuffled = list(project.items)
    random.shuffle(shuffled)
    one, other = (
        _judge(project, as_of),
        _judge(project._replace(items=tuple(shuffled)), as_of),
    )
    assert [c._replace(by=tuple(sorted(c.by)), via="") for c in one.coverage.cells] == [
        c._replace(by=tuple(sorted(c.by)), via="") for c in other.coverage.cells
    ]
    assert Counter(map(str, one.findings)) == Counter(map(str, other.findings))


@any_project
@given(projects(days=PAST), st.tuples(st.integers(0, 600), st.integers(0, 600)).map(sorted))
def test_time_alone_makes_nothing_better(project: Project, days: list[int]) -> None:
    soon, later = (_judge(project, NOW + datetime.timedelta(days=n)) for n in days)
    old, new = _standings(soon), _standings(later)
    # Once a suspect proof is too old to count, a decision may stand for it.
    waived = _cells(soon, State.SUSPECT) & _cells(later, State.WAIVED)
    assert all(new[cell] <= old[cell] or cell in waived for cell in old)
    stale = {c.requirement.id for c in soon.coverage.cells if c.state is State.STALE}
    still = {c.requirement.id for c in later.coverage.cells if c.state is State.STALE}
    assert stale <= still | _expired(later)
    assert soon.holds or not later.holds


@any_project
@given(projects(), DAYS, st.lists(st.sampled_from(list(Phase)), min_size=2, max_size=2))
def test_closing_makes_nothing_better(
    project: Project, as_of: datetime.date, phases: list[Phase]
) -> None:
    first, second = sorted(phases, key=lambda phase: phase.position)
    verdicts = [_judge(project, as_of, closing) for closing in (None, first, second)]
    for earlier, later in itertools.pairwise(verdicts):
        old, new = _standings(earlier), _standings(later)
        assert all(new[cell] <= old[cell] for cell in old)


@any_project
@given(projects(), DAYS)
def test_a_cell_fails_the_gate_by_exactly_one_finding(
    project: Project, as_of: datetime.date
) -> None:
    verdict = _judge(project, as_of)
    errors = Counter(
        (f.subject, f.phase, f.state)
        for f in unproven(verdict.graph, verdict.coverage)
        if f.severity is Severity.ERROR
    )
    failing = Counter(
        (c.requirement.id, c.due, c.state)
        for c in verdict.coverage.cells
        if standing(c, verdict.coverage) == 0
    )
    assert errors == failing
    assert verdict.holds == (not any(f.severity is Severity.ERROR for f in verdict.findings))
    assert not (verdict.holds and failing)


@any_project
@given(projects(), DAYS)
def test_there_is_a_cell_for_every_proof_that_the_catalogue_asks_for(
    project: Project, as_of: datetime.date
) -> None:
    verdict = _judge(project, as_of)
    asked = [(r.id, kind) for r in small_catalogue().requirements.values() for kind in r.proofs]
    assert [(c.requirement.id, c.kind) for c in verdict.coverage.cells] == asked
    for cell in verdict.coverage.cells:
        assert (cell.state is State.NA) <= bool(cell.reason or cell.decision)
        if project.settings.strict_must and cell.requirement.modal is Modal.MUST:
            assert cell.via is None


@any_project
@given(projects(), DAYS)
def test_every_line_of_the_report_names_a_place(project: Project, as_of: datetime.date) -> None:
    text = render(Report(verdicts=[_judge(project, as_of)], least=Severity.NOTE))
    findings = text.rstrip("\n").split("\n")
    if findings[-1].startswith("TEST next: "):
        findings.pop()
    summary = findings.pop()
    assert summary.startswith(("TEST holds on ", "TEST fails on ", "TEST is open on "))
    for line in findings:
        assert not line or line.startswith("TEST ") or re.match(r"\S+\.\w+:\d+: ", line), line


@any_project
@given(projects(), DAYS)
def test_being_strict_only_fails_more(project: Project, as_of: datetime.date) -> None:
    lenient = _judge(project, as_of)
    strict = judge(small_catalogue(), project, as_of, strict=True)
    assert lenient.coverage == strict.coverage
    assert lenient.holds or not strict.holds
    suspect = any(cell.state is State.SUSPECT for cell in lenient.coverage.cells)
    assert not (suspect and strict.holds)


def _expired(verdict: Verdict) -> set[str]:
    return {c.requirement.id for c in verdict.coverage.cells if c.state is State.EXPIRED}
