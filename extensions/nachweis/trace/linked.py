"""What is linked to requirements, directly or by their groups, and what of it is finished."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from operator import attrgetter
from typing import Final, TypeAlias

from nachweis.model.catalogue import Requirement
from nachweis.model.foreign import STATED_BY, is_stated
from nachweis.model.items import Item
from nachweis.model.named_tuples import NamedTuple
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


class _Kind(NamedTuple):
    """All that is linked as one kind of proof, by the ID of its target.

    :param items: as in :class:`Linked`
    :param valid: as in :class:`Linked`
    :param ends: whether any of it is valid until a day only
    """

    items: Mapping[str, Sequence[Item]]
    valid: Mapping[str, Sequence[Item]]
    ends: bool


class Links:
    """Finds what is linked: each object is looked at once, however many targets it has."""

    def __init__(self, graph: Graph, as_of: datetime.date) -> None:
        self.graph = graph
        self.as_of = as_of
        self._kinds: dict[str, _Kind] = {}
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
        ages, evidence = self._ages, self.graph.project.settings.evidence
        for record in records:
            if record.id not in ages:
                ages[record.id] = _age_of(record, evidence)
        return sorted(records, key=lambda record: ages[record.id])

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

    def ends(self, kind: str) -> bool:
        """Return whether any proof of a kind is valid until a day only.

        :param kind: the kind
        """
        return self._kind(kind).ends

    def _to(self, target: str, kind: str) -> Linked:
        found = self._kind(kind)
        via = None if target in self.graph.requirements else target
        return Linked(target, found.items.get(target, ()), found.valid.get(target, ()), via)

    def _kind(self, kind: str) -> _Kind:
        if kind not in self._kinds:
            self._kinds[kind] = self._collected(kind)
        return self._kinds[kind]

    def _collected(self, kind: str) -> _Kind:
        """Collect a kind of proof in the order of its objects, which lie beside each other."""
        proof = PROOFS[kind]
        final = () if proof.is_dated else proof.valid
        items: dict[str, list[Item]] = defaultdict(list)
        valid: dict[str, list[Item]] = defaultdict(list)
        dated: list[Item] = []
        ends = False
        for item in sorted(self.graph.of_type(kind), key=attrgetter("place")):
            if not self._counts(item):
                continue
            targets = item.links.get(proof.link, ())
            for target in targets:
                items[target].append(item)
            status = item.fields.get("status")
            if status in final if final else status != "draft":
                ends = ends or "valid_until" in item.fields
                if proof.is_dated:
                    dated.append(item)
                    continue
                for target in targets:
                    valid[target].append(item)
        for item in self._done(dated):
            for target in item.links.get(proof.link, ()):
                valid[target].append(item)
        return _Kind(items=items, valid=valid, ends=ends)

    def _counts(self, item: Item) -> bool:
        """Whether an object counts as there: of several with one ID only the first does."""
        return (
            item.fields.get("status") not in NOT_LINKED
            and (
                item.plain
                or item.fields.get("result") == Result.FAIL
                or not self.graph.texts.lack(item)
            )
            and self.graph.items.get(item.id) is item
        )

    def _done(self, records: Iterable[Item]) -> Iterator[Item]:
        """Yield records that have a date, and one that has come; the newest first."""
        first = -self.as_of.toordinal()
        for record in self.newest_first(records):
            if first <= self._ages[record.id][0] < 0:
                yield record


def _fitting(linked: Linked, requirement: Requirement, via: str) -> Linked:
    """Return what is linked to an equivalent, without records of kinds that prove nothing here."""
    if not requirement.record_kinds:
        return linked._replace(via=via)
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
