"""What became of each duty in another release: the same, moved, changed, split, joined, gone."""

from __future__ import annotations

import dataclasses
import difflib
import enum
from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence

from nachweis.model.catalogue import Requirement
from nachweis.model.items import Item

_ALIKE = 0.6
"""How much of two texts under one label must be the same for one to be a change of the other."""
_VERY_ALIKE = 0.85
"""The same where neither label nor UUID says that they belong together."""
_CONTAINED = 0.8
"""Share of the words of a text that another one must have to be split off, or joined with, it."""
_MARKS = ".,;:()„“\"'"
_COMPARED = 40_000
"""Pairs of texts that are compared; texts without a label or UUID in common are seldom so many."""
_DIVIDED = 1_000_000
"""Pairs of texts of which one is looked for in the other; a thousand controls have fewer."""
_LETTERS = 25_000_000
"""Letters of one text times those of the other; longer ones are the same, or they are not."""


class Fate(enum.StrEnum):
    """What a release made of a requirement."""

    SAME = "same"
    MOVED = "moved"
    """Another ID, the same duty."""
    CHANGED = "changed"
    """Another text, modal verb or level, whatever the ID."""
    SPLIT = "split"
    """Changed, and a part of it is a requirement of its own now."""
    JOINED = "joined"
    """Its text is part of another requirement now."""
    NEW = "new"
    WITHDRAWN = "withdrawn"


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Move:
    """What a release made of one requirement.

    :param before: the requirement before; None if it is new
    :param after: what it is now; None if it is withdrawn
    :param by: by what they were matched: *uuid*, *label*, *text*
    :param parts: IDs of the requirements that were split off
    """

    fate: Fate
    before: Requirement | None
    after: Requirement | None
    by: str = ""
    parts: tuple[str, ...] = ()


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Release:
    """A release of an imported catalogue, beside the one before.

    :param name: name of the catalogue
    :param moves: what became of each requirement
    :param renamed: new IDs by old ones, of groups, too
    :param hanging: what links to each requirement that is not the same, by its ID before
    """

    name: str
    moves: tuple[Move, ...]
    renamed: Mapping[str, str]
    hanging: Mapping[str, tuple[Item, ...]]


def match_releases(before: Iterable[Requirement], after: Iterable[Requirement]) -> tuple[Move, ...]:
    """Match the requirements of two releases: by UUID, then by label, then by text.

    A UUID that several have is none. Where the UUIDs say one thing, and label and text together
    another, label and text are right; so nothing is carried over whose text is not the same or
    told to be changed.

    :param before: requirements of the older release
    :param after: requirements of the newer one
    """
    matching = _Matching(list(before), list(after))
    matching.by("uuid", _uuid, same=True)
    matching.by("label", lambda r: (_label(r), _words(r)), same=True)
    matching.by("uuid", _uuid)
    matching.by("text", _words, same=True)
    matching.by_label()
    matching.by_likeness()
    return tuple(matching.moves())


class _Matching:
    """The requirements of two releases that have no partner yet, and the pairs so far."""

    def __init__(self, before: list[Requirement], after: list[Requirement]) -> None:
        self._before, self._after = before, after
        self._old = {requirement.id: requirement for requirement in before}
        self._new = {requirement.id: requirement for requirement in after}
        self._pairs: dict[str, tuple[Requirement, str]] = {}
        self._all = [_uuids(before), _uuids(after)]
        self._known: dict[int, set[str]] = {}

    def by(self, how: str, key: Callable[[Requirement], Hashable], *, same: bool = False) -> None:
        """Pair those that share a key that nobody else has.

        :param same: whether their duties must be the same, too
        """
        old, new = _unique(self._old.values(), key), _unique(self._new.values(), key)
        for value, one in old.items():
            other = new.get(value)
            if how == "uuid" and any(many[str(value)] > 1 for many in self._all):
                continue
            if value and other is not None and (not same or is_same_duty(one, other)):
                self._pair(one, other, how)

    def by_label(self) -> None:
        new = {_label(requirement): requirement for requirement in self._new.values()}
        for one in list(self._old.values()):
            other = new.get(_label(one))
            if other is not None and other.id in self._new and _ratio(one, other) >= _ALIKE:
                self._pair(one, other, "label")

    def by_likeness(self) -> None:
        if len(self._old) * len(self._new) > _COMPARED:
            return
        alike = [
            (_ratio(one, other, _VERY_ALIKE), one.id, other.id)
            for one in self._old.values()
            for other in self._new.values()
        ]
        for ratio, one_id, other_id in sorted(alike, key=lambda entry: (-entry[0], *entry[1:])):
            if ratio >= _VERY_ALIKE and one_id in self._old and other_id in self._new:
                self._pair(self._old[one_id], self._new[other_id], "text")

    def _pair(self, one: Requirement, other: Requirement, how: str) -> None:
        self._pairs[one.id] = other, how
        del self._old[one.id], self._new[other.id]

    def moves(self) -> Iterator[Move]:
        """Yield what became of each, those before in their order, then what is new."""
        changed = [
            (one, self._pairs[one.id][0])
            for one in self._before
            if one.id in self._pairs and not is_same_duty(one, self._pairs[one.id][0])
        ]
        parts: dict[str, list[str]] = {}
        lost = [(one, None) for one in self._old.values()]
        few = (len(self._new) + len(self._old)) * (len(changed) + len(lost)) <= _DIVIDED
        for new in self._new.values() if few else ():
            origin = next((o for o, now in (*changed, *lost) if self._left(o, now, new)), None)
            if origin is not None:
                parts.setdefault(origin.id, []).append(new.id)
        joined = {
            one.id: whole
            for one in (self._old.values() if few else ())
            if (whole := next((n for was, n in changed if self._taken_in(one, was, n)), None))
        }
        for one in self._before:
            split = tuple(parts.get(one.id, ()))
            if one.id in self._pairs:
                other, how = self._pairs[one.id]
                yield Move(
                    fate=_fate(one, other, split), before=one, after=other, by=how, parts=split
                )
            elif one.id in joined:
                yield Move(fate=Fate.JOINED, before=one, after=joined[one.id], by="text")
            elif split:
                into = next(r for r in self._after if r.id == split[0])
                yield Move(fate=Fate.SPLIT, before=one, after=into, by="text", parts=split)
            else:
                yield Move(fate=Fate.WITHDRAWN, before=one, after=None)
        for new in self._after:
            if new.id in self._new:
                yield Move(fate=Fate.NEW, before=None, after=new)

    def _left(self, was: Requirement, now: Requirement | None, new: Requirement) -> bool:
        """Whether a new requirement says what another one said, and says no more."""
        gone = self._terms(was) - (self._terms(now) if now else set())
        part = self._terms(new)
        return bool(part & gone) and _within(part, self._terms(was))

    def _taken_in(self, one: Requirement, was: Requirement, now: Requirement) -> bool:
        """Whether another requirement says, and did not say before, what one said."""
        part = self._terms(one)
        return _within(part, self._terms(now)) and not _within(part, self._terms(was))

    def _terms(self, requirement: Requirement) -> set[str]:
        """Return the words of a text that carry meaning: the longer ones."""
        known = self._known.get(id(requirement))
        if known is None:
            words = (word.strip(_MARKS).casefold() for word in _words(requirement).split())
            known = self._known[id(requirement)] = {word for word in words if len(word) > 3}
        return known


def _fate(one: Requirement, other: Requirement, split: Sequence[str]) -> Fate:
    if not is_same_duty(one, other):
        return Fate.SPLIT if split else Fate.CHANGED
    return Fate.SAME if one.id == other.id else Fate.MOVED


def is_same_duty(one: Requirement, other: Requirement) -> bool:
    """Return whether two requirements ask for the same: words, modal verb and level.

    :param one: a requirement
    :param other: another one
    """
    return (_words(one), one.modal, one.level) == (_words(other), other.modal, other.level)


def text_of(requirement: Requirement) -> str:
    """Return the text of an imported requirement, which has one language.

    :param requirement: the requirement
    """
    return next(iter(requirement.text.values()))


def _words(requirement: Requirement) -> str:
    return " ".join(text_of(requirement).split())


def _label(requirement: Requirement) -> str:
    return requirement.imported.control if requirement.imported else requirement.label


def _uuid(requirement: Requirement) -> str:
    return requirement.uuid


def _uuids(requirements: Iterable[Requirement]) -> Counter[str]:
    return Counter(requirement.uuid for requirement in requirements)


def _unique(
    requirements: Iterable[Requirement], key: Callable[[Requirement], Hashable]
) -> Mapping[Hashable, Requirement]:
    """Return the requirements by a key, without those that share it."""
    found: dict[Hashable, list[Requirement]] = {}
    for requirement in requirements:
        found.setdefault(key(requirement), []).append(requirement)
    return {value: several[0] for value, several in found.items() if len(several) == 1}


def _ratio(one: Requirement, other: Requirement, least: float = 0.0) -> float:
    before, after = _words(one), _words(other)
    if len(before) * len(after) > _LETTERS:
        return float(before == after)
    matcher = difflib.SequenceMatcher(None, before, after, autojunk=False)
    if matcher.real_quick_ratio() < least or matcher.quick_ratio() < least:
        return 0.0
    return matcher.ratio()


def _within(part: set[str], whole: set[str]) -> bool:
    return len(part) > 1 and len(part & whole) >= _CONTAINED * len(part)
