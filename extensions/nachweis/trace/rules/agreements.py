"""Rules about agreements: which the measures want, and whether each answers its checklist."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from nachweis.model.findings import Finding, Rule
from nachweis.model.items import Item
from nachweis.model.messages import Message, Term, gettext_noop
from nachweis.model.objects import PROOFS, written_kinds
from nachweis.model.steering_types import AGREEMENT_MEASURES, DATA_PROCESSING
from nachweis.model.terms import NOT_LINKED, Phase, PhaseStatus, Severity, State
from nachweis.trace.coverage import Cell, Coverage
from nachweis.trace.graph import Graph
from nachweis.trace.rules.subjects import GATE, named


def missing(graph: Graph, coverage: Coverage, /) -> Iterator[Finding]:
    """Yield a warning for every measure that requires an agreement and has none that binds.

    A draft will do until the phase is closed in which the first text of the measure is due.
    A project without any agreement is not warned: it has no register yet.

    :param graph: catalogue and project
    :param coverage: the states of all cells
    :source: OPS.3.1.M5-M9, M12
    """
    entries = list(graph.of_type("agreement"))
    for kind, measure in AGREEMENT_MEASURES.items() if entries else ():
        cells = [c for c in written_cells(coverage) if c.requirement.measure == measure]
        if not cells:
            continue
        due = min((cell.due for cell in cells), key=lambda phase: phase.position)
        own = [item for item in entries if item.get("kind") == kind]
        label = graph.catalogue.groups[measure].label
        if not own:
            message = Message(
                "{label} requires an agreement of the kind {kind}, and there is none; add it",
                label=label,
                kind=Term(kind),
            )
            place = entries[0].place._replace(line=1, column=1)
        elif coverage.status[due] is PhaseStatus.CLOSED and not any(map(_binds, own)):
            message = Message(
                "{label} requires an agreement, and {id} is a draft only; agree on it",
                label=label,
                id=own[0].id,
            )
            place = own[0].where("status")
        else:
            continue
        yield MISSING_AGREEMENT.at(place, measure, message, phase=due, related=kind)


MISSING_AGREEMENT: Final = Rule(
    name="missing-agreement",
    severity=Severity.WARNING,
    meaning="A measure that the project selects requires an agreement, and there is none, or a "
    "draft only.",
    check=missing,
    source="OPS.3.1.M5-M9, M12",
)


def gaps(graph: Graph, coverage: Coverage, /) -> Iterator[Finding]:
    """Yield a warning for every agreement that leaves a part of its checklist unanswered.

    :param graph: catalogue and project
    :param coverage: the states of all cells
    :source: OPS.3.1.M5-M9, M12: what each agreement has to settle
    """
    wanted = {cell.requirement.id: cell for cell in reversed([*written_cells(coverage)])}
    for item in graph.of_type("agreement"):
        settled = [r for target in item.targets("settles") for r in graph.stands_for(target)]
        has = set(answered_requirements(graph, item))
        open_ones = [r for r in dict.fromkeys(settled) if r in wanted and r not in has]
        if open_ones:
            message = Message(
                "{id} has no clause or section for {requirements}; name the ones that settle it in "
                "'contains'",
                id=item.id,
                requirements=named(open_ones),
            )
            option, phase = "contains", wanted[open_ones[0]].due
        elif not item.targets("settles") and item.get("kind") != DATA_PROCESSING:
            message = Message(
                "{id} settles nothing; name the topics of its checklist in 'settles'", id=item.id
            )
            option, phase = "id", None
        else:
            continue
        yield AGREEMENT_GAP.about(item, message, option, phase=phase)


AGREEMENT_GAP: Final = Rule(
    name="agreement-gap",
    severity=Severity.WARNING,
    meaning="An agreement leaves a requirement that it settles without a clause or section of "
    "its own.",
    check=gaps,
    source="OPS.3.1.M5-M9, M12",
)


def written_cells(coverage: Coverage) -> Iterator[Cell]:
    """Yield the cells that ask for a clause or section by now, unless a decision settles them.

    :param coverage: the states of all cells
    """
    for cell in coverage.cells:
        is_open = cell.state not in (State.NA, State.WAIVED)
        is_due = coverage.status[cell.due] is not PhaseStatus.LATER
        if cell.kind in written_kinds() and is_open and is_due:
            yield cell


def answered_requirements(graph: Graph, agreement: Item) -> Iterator[str]:
    """Yield the IDs of the requirements that clauses and sections of an agreement cover.

    :param graph: catalogue and project
    :param agreement: the agreement
    """
    for identifier in agreement.targets("contains"):
        item = graph.items.get(identifier)
        if item and item.type in PROOFS and item.get("status") not in NOT_LINKED:
            for target in item.targets(PROOFS[item.type].link):
                yield from graph.stands_for(target)


def _binds(agreement: Item) -> bool:
    return agreement.get("status") == "agreed"


PROCESSING_DUTIES: Final[Mapping[str, str]] = {
    "GDPR 28.3.a": gettext_noop("processing on documented instructions only"),
    "GDPR 28.3.b": gettext_noop("people committed to confidentiality"),
    "GDPR 28.3.c": gettext_noop("security measures of Article 32"),
    "GDPR 28.3.d": gettext_noop("conditions for other processors"),
    "GDPR 28.3.e": gettext_noop("help with the rights of data subjects"),
    "GDPR 28.3.f": gettext_noop("help with security, breaches and impact assessments"),
    "GDPR 28.3.g": gettext_noop("deletion or return at the end"),
    "GDPR 28.3.h": gettext_noop("evidence and audits"),
    "GDPR 33.2": gettext_noop("notice of breaches without undue delay"),
}
"""What a data processing agreement has to settle, by reference, in our own words."""


def processing(graph: Graph, coverage: Coverage, /) -> Iterator[Finding]:
    """Yield a finding for each duty that no clause of a data processing agreement settles.

    Who lists a process with personal data needs such an agreement once the contract is closed.

    :param graph: catalogue and project
    :param coverage: the states of all cells, for the phases
    :source: GDPR 28(3), 33(2)
    """
    severity = GATE.get(coverage.status[Phase.CONTRACT])
    if severity is None:
        return
    agreements = [i for i in graph.of_type("agreement") if i.get("kind") == DATA_PROCESSING]
    personal = [i for i in graph.of_type("process") if i.get("personal_data") not in ("", "none")]
    if personal and not agreements:
        message = Message(
            "{id} treats personal data, and no agreement of the kind data-processing is there; "
            "add it",
            id=personal[0].id,
        )
        yield PROCESSING_GAP.about(
            personal[0], message, "personal_data", severity=severity, phase=Phase.CONTRACT
        )
    for agreement in agreements:
        for reference, duty in PROCESSING_DUTIES.items():
            if not any(answering(graph, agreement, reference)):
                message = Message(
                    "{id} has no clause on {duty} ({reference}); name it in 'contains', and the "
                    "reference in its 'answers'",
                    id=agreement.id,
                    duty=Message(duty),
                    reference=reference,
                )
                yield PROCESSING_GAP.about(
                    agreement,
                    message,
                    "contains",
                    severity=severity,
                    phase=Phase.CONTRACT,
                    related=reference,
                )


def answering(graph: Graph, agreement: Item, reference: str) -> Iterator[Item]:
    """Yield the clauses and sections of an agreement that answer a reference.

    :param graph: catalogue and project
    :param agreement: the agreement
    :param reference: such as *GDPR 28.3.a*
    """
    for identifier in agreement.targets("contains"):
        item = graph.items.get(identifier)
        if item and item.get("status") not in NOT_LINKED and reference in item.list("answers"):
            yield item


PROCESSING_GAP: Final = Rule(
    name="processing-agreement-gap",
    severity=Severity.ERROR,
    meaning="A process treats personal data and there is no data processing agreement, or one "
    "lacks a clause on a duty of GDPR 28(3) or 33(2).",
    check=processing,
    source="GDPR 28(3), 33(2)",
)


RULES: Final = (
    MISSING_AGREEMENT,
    AGREEMENT_GAP,
    PROCESSING_GAP,
)
