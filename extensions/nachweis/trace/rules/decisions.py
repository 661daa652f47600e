"""Rules about decisions and derogations: each has a reason, an approver and an end."""

from __future__ import annotations

from collections.abc import Iterator

from nachweis.model.findings import Finding, Rule
from nachweis.model.items import Item
from nachweis.model.messages import Message, Term
from nachweis.model.terms import DecisionKind, Phase, PhaseStatus, Severity
from nachweis.trace.coverage import Coverage
from nachweis.trace.graph import Graph


def incomplete(graph: Graph, _: Coverage, /) -> Iterator[Finding]:
    """Yield a finding for every decision without a reason, or without an end that it needs.

    :param graph: catalogue and project
    :source: M 2.254: reasons are given for what is left out
    """
    for item in graph.project.items:
        if item.type != "decision":
            continue
        if not item.body.strip():
            message = Message("{id} gives no reason; write it below the options", id=item.id)
            yield _finding(item, Rule.DECISION_WITHOUT_REASON, message, "id")
        tailoring = item.get("kind") == DecisionKind.NOT_APPLICABLE
        if not tailoring and not item.get("until"):
            message = Message(
                "{id} has no end; add ':until: YYYY-MM-DD', without it it waives nothing",
                id=item.id,
            )
            yield _finding(item, Rule.DECISION_WITHOUT_END, message, "id")


def derogations(graph: Graph, coverage: Coverage, /) -> Iterator[Finding]:
    """Yield a finding for every derogation that has no end, or that outlived it.

    :param graph: catalogue and project
    :param coverage: the states of all cells, for the date and the phases
    :source: OPS.3.1.M13: all derogations are lifted when migration ends
    """
    for item in graph.project.items:
        if item.type != "derogation":
            continue
        until, phase = item.date("until"), _phase(item)
        if until is None and phase is None:
            message = Message(
                "{id} has no end; add ':until:' a date or ':ends_with:' a phase", id=item.id
            )
            yield _finding(item, Rule.DEROGATION_WITHOUT_END, message, "id")
        lifted = item.date("lifted")
        if lifted is not None and lifted <= coverage.as_of:
            continue
        if until is not None and until < coverage.as_of:
            message = Message(
                "{id} had to end by {date}; lift it (':lifted:') or decide anew",
                id=item.id,
                date=until,
            )
            yield _finding(item, Rule.OPEN_DEROGATION, message, "until")
        elif phase is not None and coverage.status[phase] is PhaseStatus.CLOSED:
            message = Message(
                "{id} had to end with {phase}, which is closed; lift it (':lifted:')",
                id=item.id,
                phase=Term(phase),
            )
            yield _finding(item, Rule.OPEN_DEROGATION, message, "ends_with", phase)


def _phase(item: Item) -> Phase | None:
    try:
        return Phase(item.get("ends_with"))
    except ValueError:
        return None


def _finding(
    item: Item, rule: Rule, message: str, option: str, phase: Phase | None = None
) -> Finding:
    return Finding(
        rule=rule,
        severity=Severity.ERROR,
        subject=item.id,
        message=message,
        place=item.where(option),
        phase=phase,
    )
