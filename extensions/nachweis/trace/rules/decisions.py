"""Rules about decisions and derogations: each has a reason, an approver and an end."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from nachweis.model.findings import Finding, Rule
from nachweis.model.items import Item
from nachweis.model.messages import Message, Term
from nachweis.model.objects import PROOFS
from nachweis.model.terms import (
    NOT_LINKED,
    NOT_TAKEN,
    DecisionKind,
    Phase,
    PhaseStatus,
    Severity,
    State,
)
from nachweis.trace.coverage import Coverage
from nachweis.trace.graph import Graph

_MANY: Final = 25
"""Requirements that one decision may settle: the largest measure has as many."""
_UNFINISHED: Final = NOT_LINKED | {"draft"}


def incomplete(graph: Graph, _: Coverage, /) -> Iterator[Finding]:
    """Yield a finding for every decision without a reason, or without an end that it needs.

    :param graph: catalogue and project
    :source: M 2.254: reasons are given for what is left out
    """
    for item in graph.of_type("decision"):
        if not (item.plain or item.body.strip()):  # plain: it is long
            message = Message("{id} gives no reason; write it below the options", id=item.id)
            yield DECISION_WITHOUT_REASON.about(item, message)
        if item.get("kind") == DecisionKind.WEAKENING:
            yield from _unclear(item)
            continue
        tailoring = item.get("kind") == DecisionKind.NOT_APPLICABLE
        if not tailoring and not item.get("until"):
            message = Message(
                "{id} has no end; add ':until: YYYY-MM-DD', without it it waives nothing",
                id=item.id,
            )
            yield DECISION_WITHOUT_END.about(item, message)


def sweeping(graph: Graph, _: Coverage, /) -> Iterator[Finding]:
    """Yield a warning for every decision that gives one reason for very many requirements.

    :param graph: catalogue and project
    :source: M 2.254: reasons are given for what is left out
    """
    for item in graph.of_type("decision"):
        if item.get("status") in NOT_TAKEN:
            continue
        settled = {r for target in item.targets("concerns") for r in graph.stands_for(target)}
        if len(settled) > _MANY:
            message = Message(
                "{id} settles {count} requirements with one reason; decide on them one by one, or "
                "take out of 'catalog' what does not apply",
                id=item.id,
                count=len(settled),
            )
            yield BROAD_DECISION.about(item, message, "concerns")


BROAD_DECISION: Final = Rule(
    name="broad-decision",
    severity=Severity.WARNING,
    meaning="One decision settles more than 25 requirements: no reason fits so many.",
    check=sweeping,
    source="M 2.254",
)


def _unclear(item: Item) -> Iterator[Finding]:
    """Yield what is wrong with a decision that weakens the gate."""
    if not item.get("weakens"):
        message = Message("{id} does not say what it weakens; name it in ':weakens:'", id=item.id)
        yield UNCLEAR_WEAKENING.about(item, message)
    if item.get("until") or item.targets("concerns"):
        message = Message(
            "{id} is a weakening, which has no end and waives nothing; drop 'until' and "
            "'concerns', or make it another kind",
            id=item.id,
        )
        yield UNCLEAR_WEAKENING.about(item, message, "kind", related="kind")


UNCLEAR_WEAKENING: Final = Rule(
    name="unclear-weakening",
    severity=Severity.ERROR,
    meaning="A decision of the kind *weakening* does not name what it weakens, or waives more.",
    check=incomplete,
)


DECISION_WITHOUT_REASON: Final = Rule(
    name="decision-without-reason",
    severity=Severity.ERROR,
    meaning="A decision needs a reason: its text is empty.",
    check=incomplete,
    source="M 2.254",
)


DECISION_WITHOUT_END: Final = Rule(
    name="decision-without-end",
    severity=Severity.ERROR,
    meaning="An accepted risk or a deferral needs an end date.",
    check=incomplete,
    source="M 2.254",
)


def against(graph: Graph, coverage: Coverage, /) -> Iterator[Finding]:
    """Yield a warning for every requirement that is tailored out and yet proven directly.

    So a decision that was widened to a topic shows, where the rest of the topic is proven.

    :param graph: catalogue and project
    :param coverage: the states of all cells
    :source: M 2.254: reasons are given for what is left out
    """
    for cell in coverage.cells:
        if cell.state is not State.NA or cell.decision is None:
            continue
        proof = PROOFS[cell.kind]
        if cell.requirement.id not in graph.summary.ends.get(proof.link, ()):
            continue
        for item in graph.sources(cell.requirement.id, proof.link):
            status = item.get("status")
            counts = status in proof.valid if proof.valid else status not in _UNFINISHED
            if item.type == cell.kind and counts:
                message = Message(
                    "{id} says that {requirement} does not apply, but {proof} proves it; narrow "
                    "the decision, or drop the link",
                    id=cell.decision,
                    requirement=cell.requirement.id,
                    proof=item.id,
                )
                yield TAILORED_AND_PROVEN.about(
                    graph.items[cell.decision],
                    message,
                    "concerns",
                    related=f"{cell.requirement.id} {cell.kind}",
                )
                break


TAILORED_AND_PROVEN: Final = Rule(
    name="tailored-and-proven",
    severity=Severity.WARNING,
    meaning="A decision says that a requirement does not apply, and something proves it all the "
    "same.",
    check=against,
    source="M 2.254",
)


def derogations(graph: Graph, coverage: Coverage, /) -> Iterator[Finding]:
    """Yield a finding for every derogation that has no end, or that outlived it.

    :param graph: catalogue and project
    :param coverage: the states of all cells, for the date and the phases
    :source: OPS.3.1.M13: all derogations are lifted when migration ends
    """
    for item in graph.of_type("derogation"):
        until, phase = item.date("until"), _phase(item)
        if until is None and phase is None:
            message = Message(
                "{id} has no end; add ':until:' a date or ':ends_with:' a phase", id=item.id
            )
            yield DEROGATION_WITHOUT_END.about(item, message)
        if until is None and phase is Phase.EXIT and not item.get("lifted"):
            message = Message(
                "{id} lasts as long as the contract, and so has no end; add ':until:' a date",
                id=item.id,
            )
            yield DEROGATION_WITHOUT_END.about(
                item, message, "ends_with", severity=Severity.WARNING, related="ends_with"
            )
        lifted = item.date("lifted")
        if lifted is not None and lifted <= coverage.as_of:
            continue
        if until is not None and until < coverage.as_of:
            message = Message(
                "{id} had to end by {date}; lift it (':lifted:') or decide anew",
                id=item.id,
                date=until,
            )
            yield OPEN_DEROGATION.about(item, message, "until")
        elif phase is not None and coverage.status[phase] is PhaseStatus.CLOSED:
            message = Message(
                "{id} had to end with {phase}, which is closed; lift it (':lifted:')",
                id=item.id,
                phase=Term(phase),
            )
            yield OPEN_DEROGATION.about(item, message, "ends_with", phase=phase)


DEROGATION_WITHOUT_END: Final = Rule(
    name="derogation-without-end",
    severity=Severity.ERROR,
    meaning="A derogation needs `until` or `ends_with`; one that ends with the exit only is a "
    "warning.",
    check=derogations,
    source="OPS.3.1.M13",
)


OPEN_DEROGATION: Final = Rule(
    name="open-derogation",
    severity=Severity.ERROR,
    meaning="A derogation is still open after the date or phase with which it had to end.",
    check=derogations,
    source="OPS.3.1.M13",
    overdue=True,
)


def _phase(item: Item) -> Phase | None:
    try:
        return Phase(item.get("ends_with"))
    except ValueError:
        return None


RULES: Final = (
    UNCLEAR_WEAKENING,
    BROAD_DECISION,
    DECISION_WITHOUT_REASON,
    DECISION_WITHOUT_END,
    TAILORED_AND_PROVEN,
    DEROGATION_WITHOUT_END,
    OPEN_DEROGATION,
)
