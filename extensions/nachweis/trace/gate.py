"""The verdict: whether the gate of a project holds at a date."""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Mapping, Sequence

from nachweis.model.catalogue import Catalogue
from nachweis.model.findings import Check, Finding
from nachweis.model.named_tuples import NamedTuple
from nachweis.model.project import Project
from nachweis.model.terms import Phase, Severity, State
from nachweis.model.weakening import Demands
from nachweis.trace.coverage import Coverage, cover
from nachweis.trace.disclosure import Told
from nachweis.trace.graph import Graph, build_graph
from nachweis.trace.rules import RULES


class BrokenCheckError(Exception):
    """A check of a house extension failed."""

    def __init__(self, check: Check, error: Exception) -> None:
        """Name the check and its error.

        :param check: the check
        :param error: what it raised
        """
        what = f"{type(error).__name__}: {error}"
        super().__init__(f"{check.__module__}: the check {check.__name__!r} failed ({what})")


class Verdict(NamedTuple):
    """The result of the gate for a project.

    :param findings: errors first, then by phase and place
    :param holds: whether there is no error
    :param released: what its last release demanded, if it has one
    """

    graph: Graph
    coverage: Coverage
    findings: tuple[Finding, ...]
    holds: bool
    released: Demands | None = None

    @property
    def key(self) -> str:
        """The project's key."""
        return self.graph.project.settings.key


def judge(
    catalogue: Catalogue,
    project: Project,
    as_of: datetime.date,
    *,
    closing: Phase | None = None,
    strict: bool = False,
    told: Told | None = None,
) -> Verdict:
    """Judge a project at a date.

    :param catalogue: the catalogue
    :param project: the project as read
    :param as_of: the date of judgement
    :param closing: a phase to judge as if it, and all before it, were closed
    :param strict: whether suspect links fail the gate
    :param told: what may be said of it, where something is withheld; nothing: all of it
    """
    graph = build_graph(catalogue, project)
    coverage = cover(graph, as_of, closing=closing)
    coverage = told.coverage(coverage) if told else coverage
    findings = list(project.findings)
    for check in dict.fromkeys(rule.check for rule in RULES.values() if rule.check):
        findings.extend(_findings(check, graph, coverage))
    findings = [*filter(told.may_say, findings)] if told else findings
    verdict = Verdict(graph=graph, coverage=coverage, findings=(), holds=True)
    return with_findings(verdict, findings, strict=strict)


def with_findings(verdict: Verdict, more: Sequence[Finding], *, strict: bool = False) -> Verdict:
    """Return a verdict with more findings, in their order.

    :param verdict: the verdict
    :param more: what rules, or a comparison with another state, found
    :param strict: whether those that ``--strict`` hardens fail the gate
    """
    if not more:
        return verdict
    if strict:
        more = [_harden(finding) for finding in more]
    findings = tuple(sorted((*verdict.findings, *more), key=_order))
    holds = not any(f.severity is Severity.ERROR for f in findings)
    return verdict._replace(findings=findings, holds=holds)


def summarise(coverage: Coverage) -> Mapping[Phase, Mapping[State, int]]:
    """Count the cells of each phase by state; phases without cells are left out.

    :param coverage: the states of all cells
    """
    counts: dict[Phase, Counter[State]] = {phase: Counter() for phase in Phase}
    for cell in coverage.cells:
        counts[cell.due][cell.state] += 1
    return {
        phase: {state: counter[state] for state in State if counter[state]}
        for phase, counter in counts.items()
        if counter
    }


def _order(finding: Finding) -> tuple[object, ...]:
    return (
        finding.severity.rank,
        finding.phase.position if finding.phase else -1,
        finding.state.rank if finding.state else -1,
        finding.place,
        finding.subject,
    )


def _findings(check: Check, graph: Graph, coverage: Coverage) -> Sequence[Finding]:
    """Run a check.

    :raises BrokenCheckError: if a check of a house extension raises anything
    """
    try:
        found = list(check(graph, coverage))
    except Exception as error:
        if check.__module__.startswith("nachweis."):
            raise
        raise BrokenCheckError(check, error) from error
    wrong = next((entry for entry in found if not isinstance(entry, Finding)), None)
    if wrong is not None:
        raise BrokenCheckError(check, TypeError(f"it yielded {wrong!r}, not a Finding"))
    return found


def _harden(finding: Finding) -> Finding:
    rule = RULES.get(finding.rule)
    if rule is not None and rule.hardened and finding.severity is Severity.WARNING:
        return finding._replace(severity=Severity.ERROR)
    return finding
