"""Duties that several editions of the catalogue repeat get one stub in a new project."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from nachweis.model.catalogue import Equivalent, Requirement
from nachweis.trace.equivalents import proven_by


def proofs_to_write(
    requirements: Mapping[str, Requirement], pairs: Iterable[Equivalent]
) -> dict[str, Requirement]:
    """Return requirements with the proofs that have to be written, and without those that a
    proof of an equivalent one brings.

    Of two that ask for the same the later one is written: editions come in the order of their
    years. What asks for more is written, unless it is due later than what asks for less.

    :param requirements: the requirements that apply, in the order of the catalogue
    :param pairs: the declared pairs
    """
    others = proven_by(pairs, requirements)
    written = {(name, kind) for name, entry in requirements.items() for kind in entry.proofs}
    needed: set[tuple[str, str]] = set()
    for requirement in requirements.values():
        for kind in requirement.proofs:
            if (requirement.id, kind) in needed:
                continue
            for other in others.get(requirement.id, ()):
                if (other, kind) in written and _serves(requirements[other], requirement, kind):
                    needed.add((other, kind))
                    written.discard((requirement.id, kind))
                    break
    return {
        name: entry._replace(proofs={k: p for k, p in entry.proofs.items() if (name, k) in written})
        for name, entry in requirements.items()
    }


def _serves(wider: Requirement, narrower: Requirement, kind: str) -> bool:
    """Return whether what is written for one requirement is there in time for the other one."""
    if wider.proofs[kind].position > narrower.proofs[kind].position:
        return False
    wanted = set(narrower.record_kinds)
    return (
        kind != "record"
        or not wanted
        or (bool(wider.record_kinds) and wanted >= set(wider.record_kinds))
    )
