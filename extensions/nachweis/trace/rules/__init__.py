"""The rules of the gate: an explicit table, read from top to bottom."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Final, TypeAlias

from nachweis.model.findings import Finding
from nachweis.trace.coverage import Coverage
from nachweis.trace.graph import Graph
from nachweis.trace.rules import (
    agreements,
    cells,
    decisions,
    levels,
    links,
    network,
    people,
    phases,
    steering,
)

Check: TypeAlias = Callable[[Graph, Coverage], Iterator[Finding]]

RULES: Final[Sequence[Check]] = (
    cells.unproven,
    cells.partial,
    cells.waived,
    decisions.incomplete,
    decisions.derogations,
    links.duplicates,
    links.targets,
    links.useless,
    links.suspects,
    links.contacts,
    phases.order,
    phases.approvals,
    people.unnamed,
    people.alone,
    people.dependencies,
    people.partners,
    people.rights,
    network.protection,
    network.interfaces,
    network.threats,
    levels.service_levels,
    levels.objectives,
    steering.demands,
    steering.concepts,
    steering.duties,
    agreements.missing,
    agreements.gaps,
)
