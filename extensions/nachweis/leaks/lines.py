"""The lines of an output that stand together as nowhere before: pages share most of theirs."""

from __future__ import annotations

import re
from typing import Final

_MARKS: Final = re.compile(rb"\A[^<>]*>|<[^<>]*(?:>|\Z)|&[#\w]+;?")
"""Tags, also those that begin on an earlier line or end on a later one, and entities."""
_WORD: Final = re.compile(rb"(?<![^\s(\"',;])[0-9A-Za-z]")
"""The beginning of a word that is one in every format; there may be more words than that."""
_BREAK: Final = b"__"
"""Stands where lines were left out: a word that nobody writes."""
_BEGINNING: Final = 300
"""Bytes of a line in which its words are counted: fewer words only let more be searched."""


class Lines:
    """Lines that were searched, each with as many words before it as a secret may have."""

    def __init__(self, words: int) -> None:
        """Begin with none.

        :param words: words of the longest secret
        """
        self._most = max(words - 1, 0)
        self._numbers: dict[bytes, int] = {}
        self._words: list[int] = []
        self._windows: set[tuple[int, ...]] = set()

    def fresh(self, data: bytes) -> bytes:
        """Return the lines that have to be searched, with those before them that a secret may need.

        What is left out stood elsewhere, after the same words: a secret in it was found there,
        even one that wraps over lines.

        :param data: the file
        """
        lines = data.split(b"\n")
        numbers = [self._number(line) for line in lines]
        kept = bytearray(len(lines))
        start = before = last = 0
        for end, number in enumerate(numbers):
            while before - self._words[numbers[start]] >= self._most and start < end:
                before -= self._words[numbers[start]]
                start += 1
            window = (*numbers[start : end + 1],)
            if window not in self._windows:
                self._windows.add(window)
                first = max(start, last)
                kept[first : end + 1] = b"\1" * (end + 1 - first)
                last = end
            before += self._words[number]
        made: list[bytes] = []
        for line, is_kept in zip(lines, kept, strict=True):
            if is_kept:
                made.append(line)
            elif made and made[-1] is not _BREAK:
                made.append(_BREAK)
        return b"\n".join(made)

    def _number(self, line: bytes) -> int:
        number = self._numbers.setdefault(line, len(self._words))
        if number == len(self._words):
            self._words.append(_count(line[:_BEGINNING]))
        return number


def _count(line: bytes) -> int:
    """Return how many words of a line readers see, or fewer."""
    return len(_WORD.findall(_MARKS.sub(b"", line)))
