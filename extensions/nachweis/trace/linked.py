"""What is linked to requirements, directly or by their groups, and what of it is finished."""

from __future__ import annotations

import datetime
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Final, NamedTuple, TypeAlias

from nachweis.model.catalogue import Requirement
from nachweis.model.foreign import STATED_BY, is_stated
from nachweis.model.items import Item
from nachweis.model.objects import PROOFS
from nachweis.model.terms import NOT_LINKED, Modal, Result
from nachweis.trace.evidence import result_of
from nachweis.trace.graph import Graph

_Age: TypeAlias = tuple[int, int, str]

_WORST_FIRST: Final[Mapping[str, int]] = {Result.FAIL: 0, Result.PARTIAL: 1}


class Linked(NamedTuple):
    """What is linked to a requirement or a group as one kind of proof.

    :param target: ID of the requirement or group
    :param via: ID of the group, or of the equivalent requirement, by which it counts; None: linked
        directly
    :param items: what is linked and counts as there, in the order of the files: not what is not
        written yet, unless it is a record that something failed
    :param valid: those of them that are finished, so that a state can rest on them; of records
        the newest first
    """

    target: str
    items: Sequence[Item] = ()
    valid: Sequence[Item] = ()
    via: str | None = None


def _suspect_copies(graph: Graph) -> frozenset[str]:
    """Return the IDs of the objects whose model says something else since."""
    if not graph.catalogue.models:
        return frozenset()
    from nachweis.trace.models import copies  # few projects begin with models

    return frozenset(copy.item.id for copy in copies(graph) if copy.is_suspect)


class Links:
    """Finds what is linked: of a group, or of a record, once, however many requirements it has."""

    def __init__(self, graph: Graph, as_of: datetime.date) -> None:
        self.graph = graph
        self.as_of = as_of
        self._known: dict[tuple[str, str], Linked] = {}
        self._ages: dict[str, _Age] = {}
        self.suspects = _suspect_copies(graph)
        self.has_stated = bool(graph.incoming.get(STATED_BY))

    def of(self, requirement: Requirement, kind: str) -> tuple[Linked, Linked]:
        """Return the objects linked directly, and those linked by its group.

        :param requirement: what is to be proven
        :param kind: which proofs of it
        """
        group = requirement.part_of
        direct = self._to(requirement.id, kind)
        if self._wants_direct_links(requirement):
            return direct, Linked(group, via=group)
        return direct, self._to(group, kind)

    def of_equivalents(self, requirement: Requirement, kind: str) -> Sequence[Linked]:
        """Return what is linked to the requirements whose proofs count for another one, too.

        :param requirement: what is to be proven
        :param kind: which proofs of it
        """
        found: list[Linked] = []
        for identifier in self.graph.equivalents.get(requirement.id, ()):
            other = self.graph.requirements[identifier]
            if kind in other.proofs:
                linked = self.of(other, kind)
                direct = linked[: 1 if self._wants_direct_links(requirement) else 2]
                found += [_fitting(entry, requirement, identifier) for entry in direct]
        return found

    def _wants_direct_links(self, requirement: Requirement) -> bool:
        return requirement.modal is Modal.MUST and self.graph.project.settings.strict_must

    def newest_first(self, records: Iterable[Item]) -> list[Item]:
        """Return records sorted by age; of one day the worst comes first, then the lowest ID.

        :param records: records of one requirement, in any order
        """
        ages = self._ages
        for record in records:
            if record.id not in ages:
                ages[record.id] = _age_of(record, self.graph.project.settings.evidence)
        return sorted(records, key=lambda record: ages[record.id])

    def _final(self, records: Iterable[Item]) -> list[Item]:
        """Return the records that prove something yet, the newest first."""
        first = -self.as_of.toordinal()
        ordered = self.newest_first(records)
        return [
            record
            for record in ordered
            if first <= self._ages[record.id][0] < 0 and record.fields.get("status") != "draft"
        ]

    def withdrawn(self, requirement: Requirement, kind: str) -> Sequence[Item]:
        """Return what another party stated about a requirement, and states no longer.

        :param requirement: what is to be proven
        :param kind: which proofs of it
        """
        return [
            item
            for item in self.graph.sources(requirement.id, PROOFS[kind].link)
            if item.type == kind and is_stated(item) and item.get("status") == "superseded"
        ]

    def _to(self, target: str, kind: str) -> Linked:
        if (target, kind) not in self._known:
            proof = PROOFS[kind]
            items = [
                item
                for item in self.graph.sources(target, proof.link)
                if item.type == kind
                and item.fields.get("status") not in NOT_LINKED
                and (
                    item.plain
                    or item.fields.get("result") == Result.FAIL
                    or not self.graph.texts.lack(item)
                )
            ]
            valid: Sequence[Item]
            if proof.is_dated:
                valid = self._final(items)
            elif proof.valid:
                valid = [item for item in items if item.fields.get("status") in proof.valid]
            else:
                valid = [item for item in items if item.fields.get("status") != "draft"]
            via = None if target in self.graph.requirements else target
            self._known[target, kind] = Linked(target, items, valid, via)
        return self._known[target, kind]


def _fitting(linked: Linked, requirement: Requirement, via: str) -> Linked:
    """Return what is linked to an equivalent, without records of kinds that prove nothing here."""
    return Linked(
        target=linked.target,
        items=[item for item in linked.items if proves(item, requirement)],
        valid=[item for item in linked.valid if proves(item, requirement)],
        via=via,
    )


def proves(item: Item, requirement: Requirement) -> bool:
    """Return whether a proof is of a kind that a requirement accepts.

    :param item: the proof
    :param requirement: the requirement
    """
    kinds = requirement.record_kinds
    fits = item.type != "record" or not kinds or item.get("kind") in kinds
    return fits or is_stated(item)


def _age_of(record: Item, evidence: Collection[str]) -> _Age:
    day = record.date("date")
    badness = _WORST_FIRST.get(result_of(record, evidence), len(_WORST_FIRST))
    return -day.toordinal() if day else 0, badness, record.id


def is_final(record: Item, as_of: datetime.date) -> bool:
    """Return whether a record proves something yet: no draft, dated, and not in the future.

    :param record: the record
    :param as_of: the date of judgement
    """
    day = record.date("date")
    return record.get("status") != "draft" and day is not None and day <= as_of
