"""From edition to edition: what of a project's proofs the declared pairs carry over."""

from __future__ import annotations

import dataclasses
import datetime
from collections.abc import Iterator, Mapping, Sequence

from nachweis.model.catalogue import Requirement
from nachweis.model.items import Item
from nachweis.model.objects import PROOFS
from nachweis.model.terms import DecisionKind, Phase, PhaseStatus, State
from nachweis.trace.applicability import not_applicable, not_owed
from nachweis.trace.confirmation import LinkId, is_stub
from nachweis.trace.coverage import Cell, Coverage, cover, decisions_about
from nachweis.trace.graph import Graph, build_graph
from nachweis.trace.linked import proves


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Carried:
    """A link that a proof of an older requirement gets to a newer one.

    :param item: the proof
    :param target: ID of the newer requirement
    :param origin: ID of the older one
    """

    item: Item
    target: str
    origin: str

    @property
    def link(self) -> str:
        """The name of the link."""
        return PROOFS[self.item.type].link


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Unproven:
    """A newer requirement without a proof of a kind.

    :param nearby: IDs of proofs of older requirements that ask for a part of it
    """

    cell: Cell
    nearby: tuple[str, ...]


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Upgrade:
    """What a project takes along to another edition, and what it does not.

    :param graph: the project as it is, with the edition selected
    :param modules: IDs of the modules to select, beside those that are
    :param carried: links to add
    :param known: how many such links are there already
    :param by_hand: links of records that a report makes, for ``evidence/mapping.yaml``
    :param decisions: decisions about an older requirement, with it and the newer one that it does
        not stand for
    :param left: each proof with the older requirements that have no successor
    :param unproven: what is new and has no proof
    :param status: the status of every phase
    """

    graph: Graph
    modules: tuple[str, ...]
    carried: tuple[Carried, ...]
    known: int
    by_hand: tuple[Carried, ...]
    decisions: tuple[Carried, ...]
    left: tuple[tuple[Item, tuple[str, ...]], ...]
    unproven: tuple[Unproven, ...]
    status: Mapping[Phase, PhaseStatus]

    @property
    def locks(self) -> Mapping[LinkId, str]:
        """The locks of the new links: as if confirmed with the older requirement, so suspect."""
        prints, items = self.graph.fingerprints, self.graph.items
        return {
            (entry.item.id, entry.link, entry.target): (
                f"{prints.of(entry.item)}{prints.of(items[entry.origin])}"
            )
            for entry in self.carried
            if not is_stub(self.graph, entry.item)
        }


def plan_upgrade(
    graph: Graph, modules: Sequence[str], as_of: datetime.date, written: Sequence[str]
) -> Upgrade:
    """Plan how a project gets to other modules, which it selects beside its own.

    :param graph: catalogue and project
    :param modules: IDs of the modules of the edition
    :param as_of: the date of judgement
    :param written: how names of files end in which links are written
    """
    settings = graph.project.settings
    added = tuple(name for name in modules if name not in settings.catalog)
    settings = settings._replace(catalog=(*settings.catalog, *added))
    graph = build_graph(graph.catalogue, graph.project._replace(settings=settings))
    newer = {
        identifier: requirement
        for identifier, requirement in graph.requirements.items()
        if {identifier, *graph.catalogue.chain(identifier)} & set(modules)
    }
    coverage = cover(graph, as_of)
    found = list(_carried(graph, newer))
    new = [e for e in found if e.target not in e.item.targets(e.link)]
    succeeded = {other for name in newer for other in graph.equivalents.get(name, ())}
    return Upgrade(
        graph=graph,
        modules=added,
        carried=tuple(e for e in new if e.item.place.path.endswith(tuple(written))),
        known=len(found) - len(new),
        by_hand=tuple(e for e in new if not e.item.place.path.endswith(tuple(written))),
        decisions=tuple(_decisions(graph, newer, as_of)),
        left=tuple(_left(graph, newer, succeeded)),
        unproven=tuple(_unproven(graph, newer, coverage)),
        status=coverage.status,
    )


def _carried(graph: Graph, newer: Mapping[str, Requirement]) -> Iterator[Carried]:
    """Yield each link that a pair carries over, once, whether it is there already or not."""
    seen: set[tuple[str, str]] = set()
    for requirement in newer.values():
        for kind in _owed(graph, requirement):
            for target, via in graph.proven_at(requirement, kind):
                if via in (None, requirement.part_of) or via in newer:
                    continue
                for item in graph.sources(target, PROOFS[kind].link):
                    if item.type != kind or item.get("status") == "superseded":
                        continue
                    if proves(item, requirement) and (item.id, requirement.id) not in seen:
                        seen.add((item.id, requirement.id))
                        yield Carried(item=item, target=requirement.id, origin=via)


def _owed(graph: Graph, requirement: Requirement) -> Iterator[str]:
    """Yield the kinds of proof that a project owes of a requirement."""
    settings = graph.project.settings
    if not_applicable(requirement, settings) is None:
        for kind in requirement.proofs:
            if not_owed(requirement, kind, settings) is None:
                yield kind


def _decisions(
    graph: Graph, newer: Mapping[str, Requirement], as_of: datetime.date
) -> Iterator[Carried]:
    """Yield the decisions about what a newer requirement succeeds, unless they name that, too."""
    for requirement in newer.values():
        for other in graph.equivalents.get(requirement.id, ()):
            if other in newer:
                continue
            for item in decisions_about(graph, graph.requirements[other], as_of):
                named = item.targets("concerns")
                if requirement.id not in named and item.get("kind") != DecisionKind.WEAKENING:
                    yield Carried(item=item, target=requirement.id, origin=other)


def _left(
    graph: Graph, newer: Mapping[str, Requirement], succeeded: set[str]
) -> Iterator[tuple[Item, tuple[str, ...]]]:
    """Yield each proof with those of its older requirements that have no successor."""
    for item in graph.project.items:
        if item.type in PROOFS and item.get("status") != "superseded":
            ends = [
                identifier
                for target in item.targets(PROOFS[item.type].link)
                for identifier in graph.stands_for(target)
                if identifier not in newer and identifier not in succeeded
                if item.type in graph.requirements[identifier].proofs
            ]
            if ends:
                yield item, tuple(dict.fromkeys(ends))


def _unproven(
    graph: Graph, newer: Mapping[str, Requirement], coverage: Coverage
) -> Iterator[Unproven]:
    """Yield each cell of the newer requirements that rests on nothing."""
    for cell in coverage.cells:
        if cell.requirement.id not in newer or cell.by or cell.state in (State.NA, State.WAIVED):
            continue
        parts = [
            other
            for other, wider in graph.equivalents.items()
            if cell.requirement.id in wider and other not in newer
        ]
        nearby = {
            item.id: None
            for other in parts
            for target in (other, graph.requirements[other].part_of)
            for item in graph.sources(target, PROOFS[cell.kind].link)
            if item.type == cell.kind
        }
        yield Unproven(cell=cell, nearby=tuple(nearby))
