"""Detection of changed IDs: a removed and an added object with nearly the same words."""

from __future__ import annotations

import dataclasses
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from nachweis.model.items import Item

_WORD: Final = re.compile(r"\w+")
_ALIKE: Final = 0.8
"""Share of common words above which two objects are taken for the same one."""
_MANY: Final = 2_000_000
"""Words to compare, in all pairs, above which only objects with equal words are considered."""
_PAIR: Final = 10
"""How many words take as long as a pair of objects."""
_FEW: Final = 4
"""Number of words below which all of them must be equal."""


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Rename:
    """An object whose ID probably changed.

    :param likeness: share of the words that both have in common, from 0 to 1
    """

    old: str
    new: str
    likeness: float


def find_renames(removed: Iterable[Item], added: Iterable[Item]) -> tuple[Rename, ...]:
    """Match added to removed objects with nearly the same words, most likely first.

    :param removed: objects whose IDs no longer exist
    :param added: objects whose IDs are new
    """
    before, after = _by_type(removed), _by_type(added)
    found = [r for kind in before for r in _candidates(before[kind], after.get(kind, {}))]
    found.sort(key=lambda rename: (-rename.likeness, rename.old, rename.new))
    taken: set[str] = set()
    chosen = []
    for rename in found:
        if not taken & {rename.old, rename.new}:
            taken |= {rename.old, rename.new}
            chosen.append(rename)
    return tuple(chosen)


def _by_type(items: Iterable[Item]) -> dict[str, dict[str, Counter[str]]]:
    """Count the words of objects by type and ID."""
    found: dict[str, dict[str, Counter[str]]] = defaultdict(dict)
    for item in items:
        values = (value for name, value in item.fields.items() if name not in ("status", "tags"))
        text = " ".join((item.title, item.body, *values))
        found[item.type][item.id] = Counter(_WORD.findall(text))
    return found


def _candidates(
    before: Mapping[str, Counter[str]], after: Mapping[str, Counter[str]]
) -> Iterator[Rename]:
    if (sum(map(len, before.values())) + _PAIR * len(before)) * len(after) > _MANY:
        same: dict[frozenset[tuple[str, int]], list[str]] = defaultdict(list)
        for new, words in after.items():
            same[frozenset(words.items())].append(new)
        for old, words in before.items():
            for new in same.get(frozenset(words.items()), ()):
                yield Rename(old=old, new=new, likeness=1.0)
        return
    sizes = {new: words.total() for new, words in after.items()}
    for old, words in before.items():
        size = words.total()
        for new, others in after.items():
            total = size + sizes[new]
            if not total or 2 * min(size, sizes[new]) < _ALIKE * total:
                continue
            likeness = 2 * (words & others).total() / total
            if likeness == 1 or (likeness >= _ALIKE and min(size, sizes[new]) >= _FEW):
                yield Rename(old=old, new=new, likeness=likeness)
