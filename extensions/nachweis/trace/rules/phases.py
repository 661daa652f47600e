"""Rules about the phases of a project."""

from __future__ import annotations

from collections.abc import Iterator

from nachweis.model.findings import Finding, Rule
from nachweis.model.messages import Message, Term
from nachweis.model.terms import Phase, PhaseStatus, Severity
from nachweis.trace.coverage import Coverage
from nachweis.trace.graph import Graph


def order(graph: Graph, coverage: Coverage, /) -> Iterator[Finding]:
    """Yield a finding for every phase that is closed at the date while an earlier one is not.

    :param graph: catalogue and project
    :param coverage: the status of all phases
    :source: B 1.11: the phases build on each other
    """
    settings = graph.project.settings
    open_before: Phase | None = None
    for phase, status in coverage.status.items():
        closing = settings.closed.get(phase)
        if status is not PhaseStatus.CLOSED:
            open_before = open_before or phase
        elif open_before is not None and closing is not None:
            yield Finding(
                rule=Rule.PHASE_ORDER,
                severity=Severity.ERROR,
                subject=settings.key,
                message=Message(
                    "{phase} is closed although {before} is not; close that first",
                    phase=Term(phase),
                    before=Term(open_before),
                ),
                place=closing.place,
                phase=phase,
                related=phase,
            )


def approvals(graph: Graph, _: Coverage, /) -> Iterator[Finding]:
    """Yield a warning for every closed phase whose approver is not named or not known.

    :param graph: catalogue and project
    """
    settings = graph.project.settings
    has_contacts = any(item.type == "contact" for item in graph.project.items)
    for phase, closing in settings.closed.items():
        who = closing.approved_by
        if who is None:
            rule = Rule.PHASE_WITHOUT_APPROVAL
            message = Message(
                "{phase} is closed and nobody approved it; add 'approved_by'", phase=Term(phase)
            )
        elif has_contacts and who not in graph.items:
            rule = Rule.UNKNOWN_CONTACT
            message = Message(
                "{phase} was approved by {contact}, whom no register holds; "
                "add that contact, or correct 'approved_by'",
                phase=Term(phase),
                contact=who,
            )
        else:
            continue
        yield Finding(
            rule=rule,
            severity=Severity.WARNING,
            subject=settings.key,
            message=message,
            place=closing.place,
            phase=phase,
            related=phase,
        )
