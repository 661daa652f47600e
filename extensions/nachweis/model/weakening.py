"""What a project demanded of itself at an earlier state, to see whether it demands less now."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from nachweis.model.intervals import Interval
from nachweis.model.terms import BasicValue, Phase, ProtectionNeed


class Counted(NamedTuple):
    """Objects of a release that counted, in columns: their IDs are all that most comparisons need.

    A pickle of few long texts loads in a tenth of the time that one of many short ones takes.

    :param ids: IDs, one a line
    :param others: type, title and document of each, as compressed JSON
    """

    ids: str = ""
    others: bytes = b""


class Demands(NamedTuple):
    """The demands of a project at a state, which a baseline knows in part.

    :param name: the state for people: a version, or a branch with its commit
    :param closed: the phases that were closed
    :param catalog: IDs of the modules and measures that applied
    :param requirements: IDs of the requirements below them
    :param entries: IDs of the entries of registers and of the derogations
    :param decisions: text of each decision and derogation that was more than a draft, by ID
    :param proofs: each requirement with a kind of proof that it asked for; empty if unknown
    :param protection: protection need by basic value; empty if unknown
    :param intervals: renewal intervals by recurrence or requirement ID; empty if unknown
    :param settings: other values of ``project.yaml`` whose change may ask for less; empty if
        unknown
    :param equivalents: each requirement with another one whose proof counts for it; None if unknown
    :param objects: other objects of a release that counted
    :param proven: of a release, what was proven: requirement, kind of proof, IDs of the proofs
    """

    name: str
    closed: tuple[Phase, ...]
    catalog: tuple[str, ...]
    requirements: frozenset[str]
    entries: tuple[str, ...]
    decisions: Mapping[str, str]
    proofs: frozenset[tuple[str, str]] = frozenset()
    protection: Mapping[BasicValue, ProtectionNeed] = {}
    intervals: Mapping[str, Interval] = {}
    settings: Mapping[str, tuple[str, ...]] = {}
    equivalents: frozenset[tuple[str, str]] | None = None
    objects: Counted = Counted()
    proven: tuple[tuple[str, str, tuple[str, ...]], ...] = ()
