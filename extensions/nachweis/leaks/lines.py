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

_FARTHEST: Final = 400
"""Lines over which a secret may wrap: files may have any number of lines without a word."""


class Lines:
    """Lines that were searched, each with as many words before it as a secret may have."""

    def __init__(self, words: int) -> None:
        """Begin with none.

        :param words: words of the longest secret
        """
        self._most = max(words - 1, 0)
        self._numbers: dict[bytes, int] = {}
        self._words: list[int] = []
        self._contexts: list[tuple[int, ...]] = [()]
        self._known: dict[tuple[int, ...], int] = {(): 0}
        self._steps: dict[tuple[int, int], int] = {}

    def fresh(self, data: bytes) -> bytes:
        """Return the lines that have to be searched, with those before them that a secret may need.

        What is left out stood elsewhere, after the same words: a secret in it was found there,
        even one that wraps over lines.

        :param data: the file
        """
        lines = data.split(b"\n")
        kept = bytearray(len(lines))
        context = 0
        known = self._numbers
        numbers = [known[line] if line in known else self._number(line) for line in lines]
        for end, number in enumerate(numbers):
            following = self._steps.get((context, number))
            if following is None:
                first = end - len(self._contexts[context])
                kept[first : end + 1] = b"\1" * (end + 1 - first)
                following = self._steps[context, number] = self._after(context, number)
            context = following
        made: list[bytes] = []
        for line, is_kept in zip(lines, kept, strict=True):
            if is_kept:
                made.append(line)
            elif made and made[-1] is not _BREAK:
                made.append(_BREAK)
        return b"\n".join(made)

    def _after(self, context: int, number: int) -> int:
        """Return the context of the line after one: the last lines with enough words."""
        lines = [number]
        needed = self._most - self._words[number]
        for line in reversed(self._contexts[context]):
            if needed <= 0 or len(lines) == _FARTHEST:
                break
            needed -= self._words[line]
            lines.append(line)
        found = tuple(reversed(lines))
        known = self._known.setdefault(found, len(self._contexts))
        if known == len(self._contexts):
            self._contexts.append(found)
        return known

    def _number(self, line: bytes) -> int:
        number = self._numbers.setdefault(line, len(self._words))
        if number == len(self._words):
            self._words.append(_count(line[:_BEGINNING]))
        return number


def _count(line: bytes) -> int:
    """Return how many words of a line readers see, or fewer."""
    return len(_WORD.findall(_MARKS.sub(b"", line)))
