"""Rules about the phases of a project."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from operator import attrgetter
from typing import Final

from nachweis.model.findings import Finding, Rule
from nachweis.model.messages import Message, Term
from nachweis.model.terms import Phase, PhaseStatus, Severity
from nachweis.trace.coverage import Coverage
from nachweis.trace.graph import Graph
from nachweis.trace.rules.links import UNKNOWN_CONTACT


def order(graph: Graph, coverage: Coverage, /) -> Iterator[Finding]:
    """Yield a finding for every phase that is closed at the date while an earlier one is not.

    :param graph: catalogue and project
    :param coverage: the status of all phases
    :source: B 1.11: the phases build on each other
    """
    settings = graph.project.settings
    open_before: Phase | None = None
    last: tuple[datetime.date, Phase] | None = None
    for phase, status in coverage.status.items():
        closing = settings.closed.get(phase)
        if status is not PhaseStatus.CLOSED:
            open_before = open_before or phase
        elif open_before is not None and closing is not None:
            yield PHASE_ORDER.at(
                closing.place,
                settings.key,
                Message(
                    "{phase} is closed although {before} is not; close that first",
                    phase=Term(phase),
                    before=Term(open_before),
                ),
                phase=phase,
                related=phase,
            )
        elif closing is not None:
            if last is not None and closing.date < last[0]:
                message = Message(
                    "{phase} was closed on {date}, before {before} on {earlier}; correct one of "
                    "the dates",
                    phase=Term(phase),
                    date=closing.date,
                    before=Term(last[1]),
                    earlier=last[0],
                )
                yield PHASE_ORDER.at(
                    closing.place, settings.key, message, phase=phase, related=phase
                )
            last = (closing.date, phase)


PHASE_ORDER: Final = Rule(
    name="phase-order",
    severity=Severity.ERROR,
    meaning="A phase is closed although an earlier one is not, or was closed before it.",
    check=order,
    source="B 1.11",
)


def approvals(graph: Graph, _: Coverage, /) -> Iterator[Finding]:
    """Yield a warning for every closed phase whose approver is not named or not known.

    Of a project without any contact another rule tells whom it names.

    :param graph: catalogue and project
    """
    settings = graph.project.settings
    known = set(map(attrgetter("id"), graph.of_type("contact")))
    for phase, closing in settings.closed.items():
        who = closing.approved_by
        if who is None:
            rule = PHASE_WITHOUT_APPROVAL
            message = Message(
                "{phase} is closed and nobody approved it; add 'approved_by'", phase=Term(phase)
            )
        elif known and who not in known:
            rule = UNKNOWN_CONTACT
            message = Message(
                "{phase} was approved by {contact}, whom no register holds; "
                "add that contact, or correct 'approved_by'",
                phase=Term(phase),
                contact=who,
            )
        else:
            continue
        yield rule.at(closing.place, settings.key, message, phase=phase, related=phase)


PHASE_WITHOUT_APPROVAL: Final = Rule(
    name="phase-without-approval",
    severity=Severity.WARNING,
    meaning="A phase was closed and nobody is named who approved it.",
    check=approvals,
)

RULES: Final = (
    PHASE_ORDER,
    PHASE_WITHOUT_APPROVAL,
)
