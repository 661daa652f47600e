"""Matching the words of two texts, starting from those that occur once in each.

Patience matching finds what people see as unchanged, while the longest common sequence is
made of the many commas and articles of a text; and it runs in nearly linear time.
"""

from __future__ import annotations

import bisect
import difflib
from collections import Counter
from collections.abc import Hashable, Sequence
from typing import Final

_SMALL: Final = 10_000
"""Pairs of words up to which a gap without such words is compared word by word."""
_EFFORT: Final = 8
"""How often each word may be looked at on average, or paired with another one."""
_LEAST: Final = 40_000
"""What short texts may take beyond that. Only made-up texts need more: those in which each match
makes one more word unique, and those of few words that fill many small gaps."""
_TOGETHER: Final = (1, 2, 4, 8)
"""Longest runs of words that are tried as unique anchors, in long texts of few words."""


def matching(old: Sequence[Hashable], new: Sequence[Hashable]) -> list[tuple[int, int]]:
    """Return the pairs of positions with the same word, in order, as far as they are soon found.

    :param old: the words of the one text
    :param new: the words of the other
    """
    pairs: list[tuple[int, int]] = []
    gaps = [(0, len(old), 0, len(new))]
    effort = _EFFORT * (len(old) + len(new)) + _LEAST
    while gaps:
        i, i_end, j, j_end = gaps.pop()
        while i < i_end and j < j_end and old[i] == new[j]:
            pairs.append((i, j))
            i, j = i + 1, j + 1
        while i < i_end and j < j_end and old[i_end - 1] == new[j_end - 1]:
            i_end, j_end = i_end - 1, j_end - 1
            pairs.append((i_end, j_end))
        effort -= i_end - i + j_end - j
        if i == i_end or j == j_end or effort < 0:
            continue
        anchors = _anchors(old[i:i_end], new[j:j_end])
        if anchors:
            start, other = i, j
            for a, b in anchors:
                gaps.append((start, i + a, other, j + b))
                pairs.append((i + a, j + b))
                start, other = i + a + 1, j + b + 1
            gaps.append((start, i_end, other, j_end))
        elif (pairs_here := (i_end - i) * (j_end - j)) <= _SMALL:
            effort -= pairs_here
            pairs.extend((i + a, j + b) for a, b in _closely(old[i:i_end], new[j:j_end]))
    return sorted(pairs)


def _anchors(old: Sequence[Hashable], new: Sequence[Hashable]) -> list[tuple[int, int]]:
    """Return the positions of what occurs once in each, as far as the order agrees."""
    small = len(old) * len(new) <= _SMALL
    for size in _TOGETHER[:1] if small else _TOGETHER:
        found = _unique(_shingles(old, size), _shingles(new, size))
        if found:
            return found
    return []


def _shingles(words: Sequence[Hashable], size: int) -> Sequence[Hashable]:
    """Return every run of ``size`` words."""
    return words if size == 1 else list(zip(*(words[n:] for n in range(size)), strict=False))


def _unique(old: Sequence[Hashable], new: Sequence[Hashable]) -> list[tuple[int, int]]:
    once = {word for word, count in Counter(old).items() if count == 1}
    once &= {word for word, count in Counter(new).items() if count == 1}
    if not once:
        return []
    places = {word: place for place, word in enumerate(new) if word in once}
    return _rising([(i, places[word]) for i, word in enumerate(old) if word in once])


def _rising(pairs: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return the longest subsequence of pairs whose second positions rise, too."""
    ends: list[int] = []  # last second position of the best sequence of each length
    at: list[int] = []  # index of the pair that it ends with
    before: list[int] = []  # index of the pair before each one in its sequence
    for index, (_, place) in enumerate(pairs):
        length = bisect.bisect_left(ends, place)
        before.append(at[length - 1] if length else -1)
        ends[length : length + 1] = [place]
        at[length : length + 1] = [index]
    found: list[tuple[int, int]] = []
    index = at[-1] if at else -1
    while index >= 0:
        found.append(pairs[index])
        index = before[index]
    return found[::-1]


def _closely(old: Sequence[Hashable], new: Sequence[Hashable]) -> list[tuple[int, int]]:
    blocks = difflib.SequenceMatcher(None, old, new, autojunk=False).get_matching_blocks()
    return [(a + n, b + n) for a, b, size in blocks for n in range(size)]
