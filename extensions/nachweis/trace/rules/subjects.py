"""Words that rules share, and how severe what a phase owes is in the course of the phases."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from nachweis.model.messages import Message, Term, joined
from nachweis.model.terms import PhaseStatus, Severity
from nachweis.trace.graph import Graph

GATE: Final[Mapping[PhaseStatus, Severity]] = {
    PhaseStatus.CLOSED: Severity.ERROR,
    PhaseStatus.IN_PROGRESS: Severity.WARNING,
}
"""What the gate of a phase makes of something that the phase owes; before it nothing."""


def named(identifiers: Sequence[str], most: int = 3) -> str:
    """Return a list of IDs as a person reads it, cut behind the first few.

    :param identifiers: at least one
    :param most: how many are named
    """
    rest = len(identifiers) - most
    shown = ", ".join(identifiers[:most])
    if rest > 0:
        return Message("{names} and {count} more", names=shown, count=rest)
    return shown


def listed(words: Iterable[str]) -> str:
    """Return words of a vocabulary as a sentence lists them, sorted.

    :param words: at least one
    """
    return joined(map(Term, sorted(words)))


def unread(graph: Graph) -> frozenset[str]:
    """Return the IDs of objects that are written, and of which a reader says why they are none.

    What points to them needs no finding of its own.

    :param graph: the project
    """
    refused = (f.subject for f in graph.project.findings if f.severity is Severity.ERROR)
    identifiers = ("".join(filter(str.isascii, subject)) for subject in refused)
    return frozenset(name for name in identifiers if name and name not in graph.items)
