"""What a tender asks of bidders, and by which criterion each requirement is weighed."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping

from nachweis.model.catalogue import Requirement
from nachweis.model.items import Item
from nachweis.model.tender_types import BIDDER
from nachweis.model.terms import Side, State
from nachweis.sources.object_checks import ID
from nachweis.trace.coverage import Coverage
from nachweis.trace.graph import Graph


def asked(graph: Graph, coverage: Coverage) -> tuple[Requirement, ...]:
    """Return the requirements that bidders have to answer, in the order of the catalogue.

    Those are the ones that ``asks`` of the tender names, itself or above, as far as they apply;
    without it, all that apply, want a clause, and are the duty of somebody on the other side.

    :param graph: catalogue and project
    :param coverage: the states of all cells
    :source: M 2.251: whether and how every requirement can be met is compared for each bidder
    """
    settings = graph.project.settings
    names = set(settings.tender.asks) if settings.tender else set()
    if names:
        applies = {c.requirement.id for c in coverage.cells if c.state is not State.NA}
        return tuple(
            requirement
            for requirement in graph.requirements.values()
            if requirement.id in applies and not names.isdisjoint(_above(graph, requirement))
        )
    own = {Side.JOINT: ""}.get(settings.side, settings.side.value)
    found = {
        cell.requirement.id: cell.requirement
        for cell in coverage.cells
        if cell.kind == "clause"
        and cell.state is not State.NA
        and {party.value for party in cell.requirement.responsible} - {own}
    }
    return tuple(found.values())


def criteria_by_requirement(graph: Graph) -> Mapping[str, Item]:
    """Return the criterion of each requirement that has one: the nearest, by its ID.

    Its own comes before that of its topic, and that one before its measure's or module's.

    :param graph: catalogue and project
    """
    first: dict[str, Item] = {}
    for item in graph.of_type("criterion"):
        for target in item.targets("weighs"):
            first.setdefault(target, item)
    found = {}
    for requirement in graph.requirements.values() if first else ():
        nearest = next((first[n] for n in _above(graph, requirement) if n in first), None)
        if nearest is not None:
            found[requirement.id] = nearest
    return found


def bidders(graph: Graph) -> tuple[Item, ...]:
    """Return the parties that answer the tender, in the order of the register.

    Files are named by their IDs, so that one which is not valid is none of them.

    :param graph: catalogue and project
    """
    parties = graph.of_type("party")
    return tuple(p for p in parties if p.get("role") == BIDDER and ID.fullmatch(p.id))


def answered_questions(graph: Graph) -> tuple[Item, ...]:
    """Return the questions of bidders that have been answered, in the order of the answers.

    :param graph: catalogue and project
    """
    found = (item for item in graph.of_type("question") if item.get("answered"))
    return tuple(sorted(found, key=lambda item: (item.get("answered"), item.id)))


def fingerprint(requirement: Requirement, criterion: Item | None) -> str:
    """Return eight hexadecimal digits for what bidders answer: text, modal and minimum.

    :param requirement: what is asked
    :param criterion: the criterion that counts for it, if one does
    """
    minimum = criterion.get("minimum") if criterion else ""
    parts = [requirement.id, dict(requirement.text), requirement.modal.value, minimum]
    text = json.dumps(parts, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()[:8]


def version_of(fingerprints: Iterable[str]) -> str:
    """Return twelve hexadecimal digits for a version of everything that is asked.

    :param fingerprints: those of the requirements
    """
    return hashlib.sha256(" ".join(sorted(fingerprints)).encode()).hexdigest()[:12]


def _above(graph: Graph, requirement: Requirement) -> Iterator[str]:
    """Yield the ID of a requirement, and those of what it belongs to, from below."""
    yield requirement.id
    yield requirement.part_of
    yield from graph.catalogue.chain(requirement.part_of)
