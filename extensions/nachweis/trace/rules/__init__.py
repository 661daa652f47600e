"""The rules of the gate: an explicit table, read from top to bottom."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from nachweis.model.findings import Rule
from nachweis.model.reading_rules import READING_RULES
from nachweis.model.registry import Extension, Registry
from nachweis.trace.rules import (
    actions,
    agreements,
    cells,
    dates,
    decisions,
    facts,
    imports,
    levels,
    links,
    lost,
    models,
    network,
    people,
    phases,
    processes,
    records,
    references,
    registers,
    risks,
    statements,
    steering,
    tender,
    texts,
    weakened,
)


def _added(extension: Extension) -> Iterator[Rule]:
    """Yield the rules of an extension, and those that follow from its kinds of proof."""
    proofs = (kind.proof._replace(name=kind.name) for kind in extension.types if kind.proof)
    yield from cells.proof_rules(proofs)
    yield from extension.rules


_OWN: Final = (
    *cells.RULES,
    *decisions.RULES,
    *links.RULES,
    *references.RULES,
    *READING_RULES,
    *phases.RULES,
    *people.RULES,
    *network.RULES,
    *processes.RULES,
    *facts.RULES,
    *risks.RULES,
    *levels.RULES,
    *steering.RULES,
    *agreements.RULES,
    *tender.RULES,
    *weakened.RULES,
    *lost.RULES,
    *actions.RULES,
    *texts.RULES,
    *registers.RULES,
    *dates.RULES,
    *records.RULES,
    *statements.RULES,
    *imports.RULES,
    *models.RULES,
)

RULES: Final = Registry("rule", _OWN, _added)
"""Every rule by its name."""
