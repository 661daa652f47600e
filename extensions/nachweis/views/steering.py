"""The set of concepts of a project, and how much its agreements settle."""

from __future__ import annotations

import dataclasses
import datetime
from collections.abc import Sequence

from nachweis.model.items import Item
from nachweis.model.terms import Party
from nachweis.trace.coverage import Coverage
from nachweis.trace.graph import Graph
from nachweis.trace.rules.agreements import answered_requirements, written_cells
from nachweis.trace.rules.steering import is_recorded


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class ConceptRow:
    """A concept of the set.

    :param sections: number of sections of the project that belong to it
    :param approved: number of approved ones among them
    :param coordinated: whether a record shows its coordination
    :param audited: whether a record shows the client's audit; None if none is needed
    """

    concept: Item
    sections: int
    approved: int
    coordinated: bool
    audited: bool | None


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class AgreementRow:
    """An agreement with what it has to settle by now.

    :param settled: IDs of requirements with a clause or section of its own
    :param open: IDs of requirements without
    """

    agreement: Item
    settled: tuple[str, ...]
    open: tuple[str, ...]


def build_concepts(
    graph: Graph, concepts: Sequence[Item], as_of: datetime.date
) -> tuple[ConceptRow, ...]:
    """Build the set of concepts with their maturity.

    :param graph: catalogue and project
    :param concepts: the concepts to show
    :param as_of: the date of judgement
    :source: M 2.254: partial concepts, their coordination, and the client's audit
    """
    sections = list(graph.of_type("section"))
    return tuple(_concept(graph, concept, sections, as_of) for concept in concepts)


def _concept(graph: Graph, concept: Item, sections: list[Item], as_of: datetime.date) -> ConceptRow:
    own = [section for section in sections if section.get("concept") == concept.get("kind")]
    needs_audit = concept.get("kind") == Party.PROVIDER or concept.targets("audited_by")
    return ConceptRow(
        concept=concept,
        sections=len(own),
        approved=sum(section.get("status") == "approved" for section in own),
        coordinated=is_recorded(graph, concept, "coordinated_by", as_of),
        audited=is_recorded(graph, concept, "audited_by", as_of) if needs_audit else None,
    )


def build_agreements(
    graph: Graph, agreements: Sequence[Item], coverage: Coverage
) -> tuple[AgreementRow, ...]:
    """Build the table of agreements with how much of their checklists they answer.

    :param graph: catalogue and project
    :param agreements: the agreements to show
    :param coverage: the states of all cells: what no phase asks for yet is not counted
    :source: OPS.3.1.M5-M9, M12: what each agreement has to settle
    """
    wanted = {cell.requirement.id for cell in written_cells(coverage)}
    rows = []
    for agreement in agreements:
        has = set(answered_requirements(graph, agreement))
        asked = dict.fromkeys(
            requirement
            for target in agreement.targets("settles")
            for requirement in graph.stands_for(target)
            if requirement in wanted
        )
        rows.append(
            AgreementRow(
                agreement=agreement,
                settled=tuple(requirement for requirement in asked if requirement in has),
                open=tuple(requirement for requirement in asked if requirement not in has),
            )
        )
    return tuple(rows)
