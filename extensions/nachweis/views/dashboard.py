"""A project at a glance: its phases, what is open, and who answers for it."""

from __future__ import annotations

import dataclasses
import datetime
from collections import Counter
from collections.abc import Mapping

from nachweis.model.findings import Finding
from nachweis.model.items import Item
from nachweis.model.kinds import FieldKind
from nachweis.model.objects import TYPE
from nachweis.model.terms import Phase, PhaseStatus, Severity, State
from nachweis.trace.gate import Verdict
from nachweis.trace.situation import Situation, situation
from nachweis.views.matrix import SETTLED, count_states


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Step:
    """One phase of the stepper.

    :param closed: when it was closed
    :param approver: the contact who approved that, where a register holds one
    :param in_order: cells due in the phase that are in order, without those that do not apply
    :param total: cells due in the phase, without those
    :param open: cells due in the phase that somebody has something to do about
    :param errors: findings that fail its gate
    :param warnings: findings that will fail it once it is closed
    """

    phase: Phase
    status: PhaseStatus
    closed: datetime.date | None
    approver: str
    in_order: int
    total: int
    open: int
    states: Mapping[State, int]
    errors: int
    warnings: int


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Dashboard:
    """What the home page of a project shows.

    :param open: errors and warnings, worst first
    :param situation: closed phases, phases in progress, and what is overdue
    :param responsible: contacts with how many objects they own, busiest first
    """

    steps: tuple[Step, ...]
    states: Mapping[State, int]
    open: tuple[Finding, ...]
    situation: Situation
    responsible: tuple[tuple[Item, int], ...]
    objects: Mapping[str, int]


def build_dashboard(verdict: Verdict) -> Dashboard:
    """Return the overview of a judged project.

    :param verdict: the project with its coverage and findings
    """
    items = verdict.graph.project.items
    owners = Counter(
        contact
        for item in items
        for field in TYPE[item.type].of_kind(FieldKind.CONTACT)
        for contact in item.list(field.name)
    )
    contacts = [(item, owners[item.id]) for item in items if item.type == "contact"]
    contacts.sort(key=lambda pair: -pair[1])
    return Dashboard(
        steps=tuple(_step(verdict, phase) for phase in Phase),
        states=count_states(iter(verdict.coverage.cells)),
        open=tuple(f for f in verdict.findings if f.severity is not Severity.NOTE),
        situation=situation(verdict),
        responsible=tuple(contacts),
        objects=Counter(item.type for item in items),
    )


def _step(verdict: Verdict, phase: Phase) -> Step:
    cells = [cell for cell in verdict.coverage.cells if cell.due is phase]
    applying = [cell for cell in cells if cell.state not in (State.NA, State.UNDISCLOSED)]
    severities = Counter(f.severity for f in verdict.findings if f.phase is phase)
    closing = verdict.graph.project.settings.closed.get(phase)
    return Step(
        phase=phase,
        status=verdict.coverage.status[phase],
        closed=closing.date if closing else None,
        approver=(closing.approved_by or "") if closing else "",
        in_order=sum(cell.in_order for cell in applying),
        total=len(applying),
        open=sum(cell.state not in SETTLED for cell in cells),
        states=count_states(iter(cells)),
        errors=severities[Severity.ERROR],
        warnings=severities[Severity.WARNING],
    )
