"""The rules of the gate: an explicit table, read from top to bottom."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Final, TypeAlias

from nachweis.model.findings import Finding
from nachweis.trace.coverage import Coverage
from nachweis.trace.graph import Graph
from nachweis.trace.rules import cells, decisions, links, phases

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
)
