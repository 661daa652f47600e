"""Rules about how a project is steered: demands, concepts, and recurring duties."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Final

from nachweis.model.findings import Finding, Rule
from nachweis.model.items import Item
from nachweis.model.messages import Message, Term
from nachweis.model.terms import (
    DecisionKind,
    Party,
    Phase,
    PhaseStatus,
    Result,
    Severity,
    State,
)
from nachweis.trace.coverage import Coverage, decisions_about
from nachweis.trace.duties import duty_statuses
from nachweis.trace.graph import Graph
from nachweis.trace.linked import is_final
from nachweis.trace.negotiation import negotiations
from nachweis.trace.rules.subjects import GATE, named

CONCEPT_SET: Final[Mapping[str, str]] = {
    "client": "the client",
    "provider": "the provider",
    "network-provider": "the network provider",
    "interface": "the interfaces between the parties",
    "overall": "everything together",
}
"""The kinds of concepts, with what each covers."""


def demands(graph: Graph, coverage: Coverage, /) -> Iterator[Finding]:
    """Yield a finding for every demand whose requirements are neither agreed nor decided on.

    :param graph: catalogue and project
    :param coverage: the states of all cells, for the date and the phases
    :source: M 2.251: rounds from the desired to the agreed requirements
    """
    severity = GATE.get(coverage.status[Phase.CONTRACT])
    if severity is None or not any(graph.of_type("demand")):
        return
    applicable = {c.requirement.id for c in coverage.cells if c.state is not State.NA}
    unsettled: dict[str, list[str]] = defaultdict(list)
    for negotiation in negotiations(graph, coverage.as_of).values():
        demand = negotiation.furthest
        if (
            demand is None
            or negotiation.status == "agreed"
            or negotiation.requirement not in applicable
        ):
            continue
        if not is_decided(graph, negotiation.requirement, coverage.as_of):
            unsettled[demand.id].append(negotiation.requirement)
    for demand in graph.of_type("demand"):
        if requirements := unsettled.pop(demand.id, None):
            message = Message(
                "{requirements}: {id} is {status}, not agreed; agree on it, or decide",
                requirements=named(requirements),
                id=demand.id,
                status=Term(demand.get("status")),
            )
            rule = NOT_AGREED
            yield rule.about(demand, message, "status", severity=severity, phase=Phase.CONTRACT)


NOT_AGREED: Final = Rule(
    name="not-agreed",
    severity=Severity.ERROR,
    meaning="A demand on a requirement has not come to *agreed*, and no decision stands for it.",
    check=demands,
    source="M 2.251",
)


def is_decided(graph: Graph, requirement: str, as_of: datetime.date) -> bool:
    """Whether a decision that holds at a date stands for the agreement."""
    for decision in decisions_about(graph, graph.requirements[requirement], as_of):
        until = decision.date("until")
        if until >= as_of if until else decision.get("kind") == DecisionKind.NOT_APPLICABLE:
            return True
    return False


def concepts(graph: Graph, coverage: Coverage, /) -> Iterator[Finding]:
    """Yield a finding for everything that the set of concepts lacks.

    A project without any concept entry is not warned: it has no register yet.

    :param graph: catalogue and project
    :param coverage: the states of all cells, for the date and the phases
    :source: M 2.254: parties and partial concepts; unfinished until migration has ended
    """
    entries = list(graph.of_type("concept"))
    begun = coverage.status[Phase.CONCEPT] is not PhaseStatus.LATER
    if entries and begun:
        yield from _missing_concepts(graph, entries)
    for item in entries:
        status, phase = item.get("status"), Phase.CONCEPT
        coordinated = is_recorded(graph, item, "coordinated_by", coverage.as_of)
        if not coordinated and (begun or status in ("coordinated", "final")):
            message = Message(
                "{id}: no record shows that the concept was coordinated among the parties; "
                "name it in 'coordinated_by'",
                id=item.id,
            )
            rule, option = UNCOORDINATED_CONCEPT, "coordinated_by"
            yield rule.about(item, message, option, severity=Severity.WARNING, phase=phase)
        audited = is_recorded(graph, item, "audited_by", coverage.as_of)
        if begun and item.get("kind") == Party.PROVIDER and not audited:
            message = Message(
                "{id}: no record shows that the client audited whether the provider's concept "
                "exists and suffices; name it in 'audited_by'",
                id=item.id,
            )
            rule, option = UNAUDITED_CONCEPT, "audited_by"
            yield rule.about(item, message, option, severity=Severity.WARNING, phase=phase)
        if status == "final" and coverage.status[Phase.MIGRATION] is not PhaseStatus.CLOSED:
            message = Message(
                "{id} is final although migration is not closed; until then a concept is "
                "unfinished",
                id=item.id,
            )
            yield PREMATURE_FINAL.about(item, message, "status")


UNCOORDINATED_CONCEPT: Final = Rule(
    name="uncoordinated-concept",
    severity=Severity.WARNING,
    meaning="No record shows that a concept was coordinated among the parties.",
    check=concepts,
    source="M 2.254",
)


UNAUDITED_CONCEPT: Final = Rule(
    name="unaudited-concept",
    severity=Severity.WARNING,
    meaning="No record shows that the client audited the provider's concept.",
    check=concepts,
    source="M 2.254",
)


PREMATURE_FINAL: Final = Rule(
    name="premature-final",
    severity=Severity.ERROR,
    meaning="A concept is *final* although migration is not closed.",
    check=concepts,
    source="M 2.254",
)


MISSING_CONCEPT: Final = Rule(
    name="missing-concept",
    severity=Severity.WARNING,
    meaning="The set of concepts lacks one that the parties of the project need.",
    check=concepts,
    source="M 2.254",
)


def _missing_concepts(graph: Graph, entries: list[Item]) -> Iterator[Finding]:
    kinds = {item.get("kind") for item in entries}
    roles = {party.get("role") for party in graph.of_type("party")}
    for kind, covers in CONCEPT_SET.items():
        needed = kind != Party.NETWORK_PROVIDER or kind in roles
        if needed and kind not in kinds:
            yield MISSING_CONCEPT.at(
                entries[0].place._replace(line=1, column=1),
                graph.project.settings.key,
                Message(
                    "there is no {kind} concept, which covers {parts}; add it to the set",
                    kind=Term(kind, "concept.kind"),
                    parts=Term(covers),
                ),
                phase=Phase.CONCEPT,
                related=kind,
            )


def is_recorded(graph: Graph, item: Item, link: str, as_of: datetime.date) -> bool:
    """Return whether one of the records that a link names is final and did not fail.

    :param graph: catalogue and project
    :param item: the object with the link
    :param link: name of the link
    :param as_of: the date of judgement
    """
    records = (graph.items.get(target) for target in item.targets(link))
    return any(
        r and r.type == "record" and is_final(r, as_of) and r.get("result") != Result.FAIL
        for r in records
    )


def duties(graph: Graph, coverage: Coverage, /) -> Iterator[Finding]:
    """Yield an error for every recurring duty that was due before the date of judgement.

    :param graph: catalogue and project
    :param coverage: the states of all cells, for the date and the phases
    :source: M 2.256, OPS.3.1.M10: regular checks, meetings and exercises
    """
    if coverage.status[Phase.EXIT] is PhaseStatus.CLOSED:
        return
    for duty_status in duty_statuses(graph, coverage.as_of):
        duty, last = duty_status.duty, duty_status.last
        if duty_status.due is None or duty_status.due >= coverage.as_of:
            continue
        if last:
            message = Message(
                "{id} was due on {due}, last done on {date} ({record}); do it and record it",
                id=duty.id,
                due=duty_status.due,
                date=last.get("date"),
                record=last.id,
            )
        else:
            message = Message(
                "{id} was due on {due}, never done; do it and record it",
                id=duty.id,
                due=duty_status.due,
            )
        option = "interval" if last else "first"
        rule = OVERDUE_DUTY
        yield rule.about(duty, message, option, phase=coverage.phase)


OVERDUE_DUTY: Final = Rule(
    name="overdue-duty",
    severity=Severity.ERROR,
    meaning="A recurring duty was to be done before the date of judgement, and no record shows it.",
    check=duties,
    source="M 2.256, OPS.3.1.M10",
    overdue=True,
)

RULES: Final = (
    NOT_AGREED,
    UNCOORDINATED_CONCEPT,
    UNAUDITED_CONCEPT,
    PREMATURE_FINAL,
    MISSING_CONCEPT,
    OVERDUE_DUTY,
)
