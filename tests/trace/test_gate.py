"""The verdict: findings in their order, what ``--strict`` hardens, checks of houses, and counts."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from nachweis.model.findings import Finding, Rule
from nachweis.model.places import Place
from nachweis.model.terms import Phase, Severity, State
from nachweis.trace.gate import BrokenCheckError, judge, summarise, with_findings
from tests.support.models import FIRST, NOW, item, project, small_catalogue


def _finding(name: str, severity: Severity = Severity.ERROR, **fields: Any) -> Finding:
    place = Place(path=fields.pop("path", "a.md"), line=fields.pop("line", 1))
    known = {"rule": "bad-id", "message": name, "subject": name, "place": place}
    return Finding(severity=severity, **{**known, **fields})


IN_ORDER = [
    _finding("of no phase"),
    _finding("of no phase, further down", line=2),
    _finding("of no phase, in another file", path="b.md"),
    _finding("of the first phase", phase=Phase.STRATEGY),
    _finding("of the first phase, a state", phase=Phase.STRATEGY, state=State.MISSING, path="0"),
    _finding("of the last phase", phase=Phase.EXIT, path="0"),
    _finding("a warning", Severity.WARNING, path="0"),
    _finding("a warning of a phase", Severity.WARNING, phase=Phase.STRATEGY, path="0"),
    _finding("a note", Severity.NOTE, path="0"),
]


def test_errors_come_first_then_phases_states_and_places() -> None:
    verdict = judge(small_catalogue(), project(), NOW)._replace(findings=(), holds=True)
    assert list(with_findings(verdict, IN_ORDER[::-1]).findings) == IN_ORDER
    again = with_findings(with_findings(verdict, IN_ORDER[4:]), IN_ORDER[:4])
    assert list(again.findings) == IN_ORDER
    two = [_finding("A"), _finding("B")]
    assert [f.subject for f in with_findings(verdict, two[::-1]).findings] == ["A", "B"]


def test_only_an_error_fails_the_gate() -> None:
    verdict = judge(small_catalogue(), project(), NOW)._replace(findings=(), holds=True)
    assert with_findings(verdict, ()) is verdict
    assert with_findings(verdict, IN_ORDER[-3:]).holds
    assert not with_findings(verdict, IN_ORDER[-4:]).holds
    assert not with_findings(with_findings(verdict, IN_ORDER[:1]), IN_ORDER[-1:]).holds


@pytest.mark.parametrize(
    ("rule", "severity", "hardened"),
    [
        ("suspect-link", Severity.WARNING, True),
        ("suspect-link", Severity.NOTE, False),
        ("unnamed-contact", Severity.WARNING, False),
        ("of-no-rule", Severity.WARNING, False),
    ],
)
def test_strict_hardens_warnings_of_some_rules(
    rule: str, severity: Severity, *, hardened: bool
) -> None:
    verdict = judge(small_catalogue(), project(), NOW)._replace(findings=(), holds=True)
    found = [_finding("x", severity, rule=rule)]
    strict = with_findings(verdict, found, strict=True)
    assert strict.holds != hardened
    assert strict.findings[0].severity is (Severity.ERROR if hardened else severity)
    assert with_findings(verdict, found).findings == tuple(found)


def _broken(_: object, __: object) -> Iterator[Finding]:
    raise KeyError("x")
    yield


def _wrong(_: object, __: object) -> Iterator[object]:
    yield _finding("x")
    yield "words"


def _right(_: object, __: object) -> Iterator[Finding]:
    yield _finding("x")


def _judge_with(monkeypatch: pytest.MonkeyPatch, *checks: Any) -> list[Finding]:
    rules = {
        str(number): Rule(name=str(number), severity=Severity.ERROR, meaning="", check=check)
        for number, check in enumerate(checks)
    }
    monkeypatch.setattr("nachweis.trace.gate.RULES", rules)
    return list(judge(small_catalogue(), project(), NOW).findings)


@pytest.mark.parametrize(
    ("check", "said"),
    [
        (_broken, "the check '_broken' failed (KeyError: 'x')"),
        (_wrong, "the check '_wrong' failed (TypeError: it yielded 'words', not a Finding)"),
    ],
)
def test_a_check_of_a_house_that_breaks_is_named(
    monkeypatch: pytest.MonkeyPatch, check: Any, said: str
) -> None:
    with pytest.raises(BrokenCheckError) as error:
        _judge_with(monkeypatch, _right, check)
    assert str(error.value) == f"{__name__}: {said}"


def test_a_check_of_our_own_that_breaks_is_a_mistake_of_ours(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(_broken, "__module__", "nachweis.trace.rules.new")
    with pytest.raises(KeyError):
        _judge_with(monkeypatch, _broken)


def test_a_check_that_rules_share_runs_once(monkeypatch: pytest.MonkeyPatch) -> None:
    assert _judge_with(monkeypatch, _right, None, _right) == [_finding("x")]


def test_cells_are_counted_by_phase_and_state() -> None:
    made = item("clause", 1, {"fulfils": ["TSA_M1_01", "TSA_M1_02"]}, status="agreed")
    closed = {Phase.STRATEGY: FIRST}
    verdict = judge(small_catalogue(), project(made, closed=closed), NOW)
    counts = summarise(verdict.coverage)
    assert counts[Phase.STRATEGY] == {State.MISSING: 1}
    assert counts[Phase.CONTRACT] == {State.COVERED: 2, State.LATER: 5, State.NA: 3}
    assert Phase.REQUIREMENTS not in counts
    assert list(counts) == sorted(counts, key=lambda phase: phase.position)
    assert sum(sum(of.values()) for of in counts.values()) == len(verdict.coverage.cells)
    assert verdict.key == "TEST"
