"""How a project stands, three things apart: closed phases, phases in progress, what is overdue."""

from __future__ import annotations

from collections import Counter

from nachweis.model.findings import Finding
from nachweis.model.named_tuples import NamedTuple
from nachweis.model.terms import Phase, PhaseStatus, Severity, State
from nachweis.trace.gate import Verdict
from nachweis.trace.rules import RULES


class Running(NamedTuple):
    """A phase in progress.

    :param open: findings that somebody has to do something about
    :param errors: how many of them fail the gate already
    """

    phase: Phase
    open: int
    errors: int


class Situation(NamedTuple):
    """How a project stands at a date.

    :param closed: how many phases are closed
    :param amiss: errors in closed phases
    :param running: the phases in progress
    :param overdue: errors and warnings that say that a day has passed
    :param elsewhere: errors that belong to no phase, or to one that has not begun
    :param withheld: proofs of which whoever reads this may know nothing
    """

    closed: int
    amiss: int
    running: tuple[Running, ...]
    overdue: int
    elsewhere: int
    withheld: int = 0


def situation(verdict: Verdict) -> Situation:
    """Return how a judged project stands.

    :param verdict: the project with its coverage and findings
    """
    status = verdict.coverage.status
    open_in: Counter[Phase | None] = Counter()
    errors_in: Counter[Phase | None] = Counter()
    overdue = 0
    for finding in verdict.findings:
        if finding.severity is Severity.NOTE:
            continue
        open_in[finding.phase] += 1
        errors_in[finding.phase] += finding.severity is Severity.ERROR
        overdue += _is_overdue(verdict, finding)
    in_progress = [p for p, s in status.items() if s is PhaseStatus.IN_PROGRESS]
    closed = [p for p, s in status.items() if s is PhaseStatus.CLOSED]
    amiss = sum(errors_in[phase] for phase in closed)
    running = tuple(
        Running(phase=phase, open=open_in[phase], errors=errors_in[phase]) for phase in in_progress
    )
    return Situation(
        closed=len(closed),
        amiss=amiss,
        running=running,
        overdue=overdue,
        elsewhere=errors_in.total() - amiss - sum(phase.errors for phase in running),
        withheld=sum(cell.state is State.UNDISCLOSED for cell in verdict.coverage.cells),
    )


def _is_overdue(verdict: Verdict, finding: Finding) -> bool:
    """Whether a finding says that a day has passed: by its rule, or of a phase that runs."""
    rule = RULES.get(finding.rule)
    if rule is not None and rule.overdue:
        return True
    return (
        finding.state in (State.MISSING, State.DRAFT)
        and finding.severity is Severity.ERROR
        and finding.phase is not None
        and verdict.coverage.status[finding.phase] is PhaseStatus.IN_PROGRESS
    )
