"""Findings about objects, and how severe they are in the course of the phases."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from nachweis.model.findings import Finding, Rule
from nachweis.model.items import Item
from nachweis.model.messages import Message, Term
from nachweis.model.terms import Phase, PhaseStatus, Severity

GATE: Final[Mapping[PhaseStatus, Severity]] = {
    PhaseStatus.CLOSED: Severity.ERROR,
    PhaseStatus.IN_PROGRESS: Severity.WARNING,
}
"""What the gate of a phase makes of something that the phase owes; before it nothing."""


def about(
    item: Item,
    rule: Rule,
    severity: Severity,
    message: str,
    option: str = "id",
    phase: Phase | None = None,
    related: str = "",
) -> Finding:
    """Return a finding about an object.

    :param item: the object
    :param rule: what it is about
    :param severity: whether it fails the gate
    :param message: what is wrong and what to do
    :param option: the option of the object that it points to
    :param phase: phase whose gate it concerns, or in which it is to be settled
    :param related: what tells it from others of the rule about the object
    """
    return Finding(
        rule=rule,
        severity=severity,
        subject=item.id,
        message=message,
        place=item.where(option),
        phase=phase,
        related=related,
    )


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
    first, *rest = sorted(words)
    text: str = Term(first)
    for word in rest:
        text = Message("{names} and {name}", names=text, name=Term(word))
    return text
