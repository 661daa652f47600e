"""How much requirements and entries of registers ask for: a branch cannot lower it unseen."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Mapping
from typing import Final

from nachweis.model.catalogue import Requirement
from nachweis.model.items import Item
from nachweis.model.spans import parse_span
from nachweis.model.terms import BasicValue, Level, Modal, Phase, ProtectionNeed, Recurrence

_MODALS: Final = {Modal.MUST: ("must", "should"), Modal.SHOULD: ("should",), Modal.MAY: ()}
_RECURRENCES: Final = {
    Recurrence.ONCE: ("once",),
    Recurrence.EVENT: ("once", "event"),
    Recurrence.REGULAR: ("once", "regular"),
    Recurrence.REGULAR_AND_EVENT: ("once", "regular", "event"),
    Recurrence.CONTINUOUS: ("once", "regular", "event", "continuous"),
}
_NEEDS: Final[Mapping[str, int]] = {need: rank for rank, need in enumerate(ProtectionNeed)}
NEEDED: Final = tuple(value.name.lower() for value in BasicValue)
"""Fields of processes and assets that are protection needs."""
_SPANS: Final = {"process": ("mtpd", "rto", "rpo")}


def asks(requirement: Requirement) -> Iterator[str]:
    """Yield words for all that a requirement asks for; who asks for less has fewer of them.

    :param requirement: the requirement
    """
    for kind, due in requirement.proofs.items():
        yield from (f"{kind} by {phase}" for phase in Phase if phase.position >= due.position)
    yield from requirement.responsible
    yield from _MODALS[requirement.modal]
    yield from _RECURRENCES.get(requirement.recurrence, ())
    if requirement.record_kinds:
        yield f"one of {' '.join(sorted(requirement.record_kinds))}"
    if requirement.level is Level.INCREASED:
        yield from (f"for {value}" for value in requirement.cia)
    else:
        yield "always"
        yield from (f"for {value}" for value in BasicValue)


def bounds(item: Item) -> Iterator[tuple[str, float]]:
    """Yield the fields of an entry that limit something, and how far: more is weaker.

    :param item: an entry of a register
    """
    for name in NEEDED:
        if (need := item.get(name)) in _NEEDS:
            yield name, -_NEEDS[need]
    with contextlib.suppress(ValueError):
        for name in _SPANS.get(item.type, ()):
            if span := item.get(name):
                yield name, parse_span(span).total_seconds()
        if item.type == "infoclass" and (rank := item.get("rank")):
            yield "rank", -float(rank)
        if item.type == "sla" and (target := item.get("target")):
            limit = float(target)
            yield "target", -limit if item.get("direction") == "at least" else limit
    if item.type == "process" and item.get("personal_data"):
        yield "personal_data", 0
