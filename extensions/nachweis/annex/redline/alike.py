"""Which texts of two states belong together: blocks, rows and tables that stayed, moved or changed.

Texts of strangers may be long, many, and all nearly the same; each comparison has a bound, beyond
which it is coarser, and never slower than the texts are long.
"""

from __future__ import annotations

import difflib
from collections import Counter
from collections.abc import Hashable, Iterator, Mapping, Sequence
from typing import Final

from nachweis.trace.matching import matching

_ALIKE: Final = 0.3
"""Share of common words above which two texts are one that changed."""
_CLOSELY: Final = 40_000
"""Pairs of texts, or of words, up to which they are compared one by one."""
_PAIRS: Final = 10_000
"""Pairs of changed texts in a row up to which each is compared with each."""
_EFFORT: Final = 4_000_000
"""Pairs of words that are compared one by one for all texts in a row; beyond, words are counted."""


def opcodes(
    old: Sequence[Hashable], new: Sequence[Hashable]
) -> Sequence[tuple[str, int, int, int, int]]:
    """Return how to make the new texts of the old ones, as :mod:`difflib` has it.

    :param old: texts of the older state
    :param new: texts of the newer one
    """
    if len(old) * len(new) <= _CLOSELY:
        return difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
    found: list[tuple[str, int, int, int, int]] = []
    a = c = 0
    for b, d in (*matching(old, new), (len(old), len(new))):
        if a < b or c < d:
            kind = "replace" if a < b and c < d else "delete" if a < b else "insert"
            found.append((kind, a, b, c, d))
        if b < len(old):
            last = found[-1] if found else None
            if last and last[0] == "equal" and (last[2], last[4]) == (b, d):
                found[-1] = ("equal", last[1], b + 1, last[3], d + 1)
            else:
                found.append(("equal", b, b + 1, d, d + 1))
        a, c = b + 1, d + 1
    return found


def similar_pairs(old: Sequence[str], new: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Yield the indexes of a new text and of the old one that it was, in order.

    :param old: texts that are gone
    :param new: texts that stand in their place
    """
    was, now = [text.split() for text in old], [text.split() for text in new]
    few = len(was) * len(now) <= _PAIRS
    rest = [range(len(was))] * len(now) if few else [range(i, i + 1) for i in range(len(was))]
    pairs = ((i, j) for i, others in zip(range(len(now)), rest, strict=False) for j in others)
    counts = [Counter(words) for words in was], [Counter(words) for words in now]
    effort = _EFFORT
    alike: dict[tuple[int, int], float] = {}
    for i, j in pairs:
        total, closely = len(was[j]) + len(now[i]), len(was[j]) * len(now[i])
        common = (counts[0][j] & counts[1][i]).total()
        ratio = 2 * common / total if total else 1.0
        if ratio > _ALIKE and closely <= min(_CLOSELY, effort):
            effort -= closely
            ratio = difflib.SequenceMatcher(None, was[j], now[i], autojunk=False).ratio()
        if ratio > _ALIKE:
            alike[i, j] = ratio
    yield from _best(alike) if few else alike


def _best(alike: Mapping[tuple[int, int], float]) -> Iterator[tuple[int, int]]:
    """Yield the best pair, and those before and behind it, in order."""
    if not alike:
        return
    i, j = max(alike, key=lambda pair: (alike[pair], -pair[0], -pair[1]))
    yield from _best({p: r for p, r in alike.items() if p[0] < i and p[1] < j})
    yield i, j
    yield from _best({p: r for p, r in alike.items() if p[0] > i and p[1] > j})
