"""What changed about a requirement and its proofs since a version, by fingerprints alone."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence

from nachweis.model.baseline import Baseline
from nachweis.model.items import Item
from nachweis.model.terms import State
from nachweis.trace.coverage import Coverage
from nachweis.trace.graph import Graph
from nachweis.views.proof import Proven


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Before:
    """A version, arranged by requirement.

    :param cells: state of each cell, by requirement and kind of proof
    :param gone: what was linked to each requirement or topic and does not exist any more
    """

    baseline: Baseline
    cells: Mapping[tuple[str, str], State]
    gone: Mapping[str, Sequence[Item]]


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Since:
    """What changed about a requirement since a version.

    :param is_new: whether the version did not have the requirement
    :param cells: kind of proof, its state then, and now
    :param objects: *added*, *changed* or *removed*, with the object
    """

    version: str
    is_new: bool
    reworded: bool
    cells: tuple[tuple[str, State, State], ...]
    objects: tuple[tuple[str, Item], ...]


def arrange(baseline: Baseline, graph: Graph) -> Before:
    """Arrange a version by requirement.

    :param baseline: the version
    :param graph: the project as it is
    """
    gone: dict[str, list[Item]] = {}
    for item in baseline.items.values():
        if item.id not in graph.items:
            for target in {target for targets in item.links.values() for target in targets}:
                gone.setdefault(target, []).append(item)
    return Before(
        baseline=baseline,
        cells={(cell.requirement, cell.kind): cell.state for cell in baseline.cells},
        gone=gone,
    )


def since_version(before: Before, graph: Graph, proven: Proven) -> Since:
    """Compare a requirement and what proves it with a version.

    :param before: the version
    :param graph: the project as it is
    :param proven: the requirement with its proofs
    """
    requirement = proven.requirement
    cells = (part.standing.cell for part in proven.parts if part.standing)
    changed = ((cell.kind, before.cells.get((requirement.id, cell.kind)), cell) for cell in cells)
    shown = {b.item.id: b.item for p in proven.parts for b in (p.main, *p.others) if b}
    shown.update((item.id, item) for item in proven.decisions)
    names = (requirement.id, requirement.part_of)
    entry = before.baseline.requirements.get(requirement.id)
    gone = {item.id: item for name in names for item in before.gone.get(name, ())}
    return Since(
        version=before.baseline.version,
        is_new=entry is None,
        reworded=entry is not None and dict(entry.title) != dict(requirement.text),
        cells=tuple((kind, old, c.state) for kind, old, c in changed if old and old != c.state),
        objects=(
            *((word, item) for item in shown.values() if (word := _word(before, graph, item))),
            *(("removed", item) for item in gone.values()),
        ),
    )


def _word(before: Before, graph: Graph, item: Item) -> str:
    """Return how an object changed, or an empty text."""
    known = before.baseline.fingerprints.get(item.id)
    if known is None:
        return "added"
    return "" if known == graph.fingerprints.of(item) else "changed"


def changed_requirements(before: Before, graph: Graph, coverage: Coverage) -> frozenset[str]:
    """Return the IDs of requirements about whose proofs something changed since a version.

    :param before: the version
    :param graph: the project as it is
    :param coverage: the states of all cells
    """
    rested = {(cell.requirement, cell.kind): cell.by for cell in before.baseline.cells}
    return frozenset(
        cell.requirement.id
        for cell in coverage.cells
        if before.cells.get((cell.requirement.id, cell.kind)) is not cell.state
        or rested[cell.requirement.id, cell.kind] != cell.by
        or any(_word(before, graph, graph.items[name]) for name in cell.by)
    )
