"""For which requirements a proof of another one counts, by the declared pairs."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from nachweis.model.catalogue import Equivalent, Requirement
from nachweis.model.relations import Relation
from nachweis.model.terms import Modal

_STRENGTH: Final = {Modal.MAY: 0, Modal.SHOULD: 1, Modal.MUST: 2}


def proven_by(
    pairs: Iterable[Equivalent], requirements: Mapping[str, Requirement]
) -> Mapping[str, tuple[str, ...]]:
    """Return the requirements whose proofs count for another one, by the ID of that.

    Proof of what asks for more is proof of what asks for less, never the reverse, and only where
    it binds no less and obliges every party that has to act. Pairs do not add up to chains:
    three texts of which each is close to the next may have little in common.

    :param pairs: the declared pairs
    :param requirements: the selected requirements by ID
    """
    found: dict[str, list[str]] = defaultdict(list)
    for pair in pairs:
        if pair.one in requirements and pair.other in requirements:
            for wider, narrower in _directions(pair):
                if _fits(pair, requirements[wider], requirements[narrower]):
                    found[narrower].append(wider)
    return {identifier: tuple(others) for identifier, others in found.items()}


def _directions(pair: Equivalent) -> Iterator[tuple[str, str]]:
    """Yield the pair with what asks for at least as much first."""
    if pair.relation is not Relation.SUBSET:
        yield pair.one, pair.other
    if pair.relation is not Relation.SUPERSET:
        yield pair.other, pair.one


def _fits(pair: Equivalent, wider: Requirement, narrower: Requirement) -> bool:
    """Return whether a proof of one requirement can count for another one that asks for less."""
    binds = pair.relation is Relation.EQUAL or _STRENGTH[wider.modal] >= _STRENGTH[narrower.modal]
    return binds and set(narrower.responsible) <= set(wider.responsible)
