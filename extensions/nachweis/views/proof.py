"""All that proves one requirement, with the verdict on it and its reasons."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Iterator, Mapping, Sequence
from operator import itemgetter

from nachweis.model.catalogue import Requirement
from nachweis.model.crosswalk import Crosswalk, CrosswalkRow, Pair
from nachweis.model.items import Item
from nachweis.model.objects import PROOFS
from nachweis.trace.actions import FollowUp, follow_ups
from nachweis.trace.coverage import Coverage
from nachweis.views.standing import Standing, standing_of
from nachweis.views.trace import Branch, Strand, Traces, trace_requirement


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Part:
    """What a requirement has of one kind of proof.

    :param standing: state and dates of its cell; None where this kind is not asked for
    :param main: what the state rests on, of records the newest
    :param others: what else is linked, of records the older ones
    :param supports: whether it is not linked to the requirement but to what proves it: the section
        that implements its clause, the record that checks its section
    """

    kind: str
    standing: Standing | None
    main: Branch | None
    others: tuple[Branch, ...]
    supports: bool = False


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Reference:
    """What corresponds to a requirement in another standard."""

    crosswalk: Crosswalk
    row: CrosswalkRow
    pair: Pair


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Proven:
    """A requirement with its proofs.

    :param verdict: the part whose state is the worst; None where nothing is asked for
    :param actions: corrective actions for its records
    :param decisions: decisions and derogations about it or its group
    :param before: ID of the requirement before it in the catalogue; nothing for the first
    :param after: ID of the one behind it
    """

    requirement: Requirement
    parts: tuple[Part, ...]
    verdict: Part | None
    actions: tuple[FollowUp, ...]
    decisions: tuple[Item, ...]
    references: tuple[Reference, ...]
    before: str
    after: str


def build_proof(
    traces: Traces,
    coverage: Coverage,
    identifier: str,
    references: Mapping[str, Sequence[Reference]],
    order: Sequence[str],
    position: int,
) -> Proven:
    """Collect what proves a requirement.

    :param traces: the graph with its cells
    :param coverage: the states of all cells
    :param identifier: ID of the requirement
    :param references: what corresponds to each object of the catalogue, see :func:`references_of`
    :param order: IDs of all requirements of the project, in the order of the catalogue
    :param position: its place among them, counted from 0
    """
    graph = traces.graph
    requirement = graph.requirements[identifier]
    linked = [_part(traces, coverage, strand) for strand in trace_requirement(traces, identifier)]
    order_of_kinds = list(PROOFS)
    parts = sorted(
        (*linked, *_supporting(linked)), key=lambda part: order_of_kinds.index(part.kind)
    )
    asked = [(part.standing.cell.state.rank, part) for part in parts if part.standing]
    records = [b.item for part in parts for b in (part.main, *part.others) if b]
    names = (identifier, *graph.catalogue.chain(identifier))
    about = (
        item
        for name in (identifier, requirement.part_of)
        for item in graph.sources(name, "concerns")
    )
    return Proven(
        requirement=requirement,
        parts=tuple(parts),
        verdict=min(asked, key=itemgetter(0), default=(0, None))[1],
        actions=tuple(
            follow for item in records for follow in follow_ups(graph, item, coverage.as_of)
        ),
        decisions=tuple({item.id: item for item in about}.values()),
        references=tuple(entry for name in names for entry in references.get(name, ())),
        before=order[position - 1] if position else "",
        after=order[position + 1] if position + 1 < len(order) else "",
    )


def references_of(crosswalks: Iterable[Crosswalk]) -> Mapping[str, Sequence[Reference]]:
    """Return what corresponds to each object of the catalogue in other standards, by its ID.

    :param crosswalks: the crosswalks of the catalogue
    """
    found: dict[str, list[Reference]] = {}
    for crosswalk in crosswalks:
        for row in crosswalk.rows:
            for pair in row.pairs:
                entry = Reference(crosswalk=crosswalk, row=row, pair=pair)
                found.setdefault(pair.to, []).append(entry)
    return found


def _part(traces: Traces, coverage: Coverage, strand: Strand) -> Part:
    cell = strand.cell
    return Part(
        kind=strand.kind,
        standing=standing_of(traces.graph, coverage, cell) if cell else None,
        main=strand.branches[0] if strand.branches else None,
        others=strand.branches[1:],
    )


def _supporting(parts: Sequence[Part]) -> Iterator[Part]:
    """Yield what stands behind the proofs: of each kind that no proof is of, the newest first."""
    found: dict[str, dict[str, Branch]] = {}
    for part in parts:
        for branch in _below(part.main):
            found.setdefault(branch.item.type, {}).setdefault(branch.item.id, branch)
    for part in parts:
        found.pop(part.kind, None)
    for kind in PROOFS:
        branches = sorted(found.get(kind, {}).values(), key=_date, reverse=True)
        if branches:
            main, *others = branches
            yield Part(kind=kind, standing=None, main=main, others=tuple(others), supports=True)


def _below(branch: Branch | None) -> Iterator[Branch]:
    for below in branch.branches if branch else ():
        yield below
        yield from _below(below)


def _date(branch: Branch) -> str:
    return branch.item.get("date")
