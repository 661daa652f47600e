"""What changed between two texts, word by word: for people who approve or sign the new one.

White space and line wrapping do not count, as they do not in fingerprints; a paragraph that is
split or joined does. Both texts can be put together again from the pieces.
"""

from __future__ import annotations

import dataclasses
import enum
import re
from collections.abc import Collection, Iterator, Sequence
from itertools import groupby, zip_longest
from typing import Final, TypeAlias

from nachweis.trace.matching import matching

_TOKEN: Final = re.compile(
    r"\s*\n[^\S\n]*\n\s*"  # between paragraphs
    r"|(?:\w+(?:[-–./:,'’]\w+)*|[^\w\s])(?:(?!\s*\n[^\S\n]*\n)\s+)?"  # a word, a date, a sign
    r"|\s+"
)
_PARAGRAPH: Final = re.compile(r".*?\n[^\S\n]*\n\s*|.+", re.DOTALL)
_WORD: Final = re.compile(r"\S+\s*|\s+")
_BREAK: Final = "\n\n"
_ISLAND: Final = 3
"""Words that two changes may have between them by chance."""
_MOVED: Final = 5
"""Words that a paragraph must have to be recognised where it was moved to."""


_Run: TypeAlias = tuple[int, int, int, int, bool]
"""Start and end in the old text, start and end in the new one, and whether they are equal."""


class Edit(enum.StrEnum):
    """What happened to a piece of text."""

    SAME = "same"
    DELETED = "deleted"
    INSERTED = "inserted"


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Piece:
    """A run of words with the same edit.

    :param old: as it stands in the old text; empty for what was inserted
    :param new: as it stands in the new text; empty for what was deleted
    :param moved: whether the same paragraph was deleted here and inserted there, or vice versa
    """

    edit: Edit
    old: str = ""
    new: str = ""
    moved: bool = False

    @property
    def text(self) -> str:
        """The text to display: the new wording, or the old one of a deletion."""
        return self.old if self.edit is Edit.DELETED else self.new


def redline(old: str, new: str) -> tuple[Piece, ...]:
    """Compare two texts; return the pieces in reading order, deletions before insertions.

    :param old: the text as it was
    :param new: the text as it is
    """
    pieces = _compare(old, new, _TOKEN)
    if is_changed(pieces) or old.split() == new.split():
        return pieces
    return _compare(old, new, _WORD)  # "and/or" became "and / or"


def is_changed(pieces: Sequence[Piece]) -> bool:
    """Return whether anything was deleted or inserted.

    :param pieces: what :func:`redline` returned
    """
    return any(piece.edit is not Edit.SAME for piece in pieces)


def _compare(old: str, new: str, token: re.Pattern[str]) -> tuple[Piece, ...]:
    """Compare paragraphs first, to keep moved ones whole, then the words of the others."""
    before, after = _PARAGRAPH.findall(old), _PARAGRAPH.findall(new)
    old_keys, new_keys = [_words(part) for part in before], [_words(part) for part in after]
    pairs = matching(old_keys, new_keys)
    gone = _rest(old_keys, {a for a, _ in pairs})
    come = _rest(new_keys, {b for _, b in pairs})
    moved = {words for words in gone & come if len(words) >= _MOVED}
    pieces: list[Piece] = []
    i = j = 0
    for a, b in (*pairs, (len(before), len(after))):
        pieces += _gap(_chunks(before[i:a], moved), _chunks(after[j:b], moved), token)
        if a < len(before):
            pieces.append(Piece(edit=Edit.SAME, old=before[a], new=after[b]))
        i, j = a + 1, b + 1
    return tuple(_joined(pieces))


def _key(token: str) -> str:
    """Return the key for comparing a token; a paragraph break counts as a word."""
    return token.strip() or (_BREAK if token.count("\n") > 1 else "")


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


def _rest(keys: Sequence[tuple[str, ...]], taken: Collection[int]) -> set[tuple[str, ...]]:
    return {key for place, key in enumerate(keys) if place not in taken}


def _chunks(paragraphs: Sequence[str], moved: Collection[tuple[str, ...]]) -> list[tuple[str, str]]:
    """Return the text up to each moved paragraph, followed by that paragraph."""
    chunks: list[tuple[str, str]] = []
    text = ""
    for paragraph in paragraphs:
        if _words(paragraph) in moved:
            chunks.append((text, paragraph))
            text = ""
        else:
            text += paragraph
    return [*chunks, (text, "")]


def _gap(
    old: list[tuple[str, str]], new: list[tuple[str, str]], token: re.Pattern[str]
) -> Iterator[Piece]:
    """Yield the pieces between two equal paragraphs."""
    for (was_text, left), (now_text, right) in zip_longest(old, new, fillvalue=("", "")):
        before, after = token.findall(was_text), token.findall(now_text)
        pairs = matching([_key(t) for t in before], [_key(t) for t in after])
        for start, end, other, last, same in _without_islands(
            _runs(pairs, len(before), len(after)), before
        ):
            was, now = "".join(before[start:end]), "".join(after[other:last])
            if same:
                yield Piece(edit=Edit.SAME, old=was, new=now)
                continue
            if was:
                yield Piece(edit=Edit.DELETED, old=was)
            if now:
                yield Piece(edit=Edit.INSERTED, new=now)
        if left:
            yield Piece(edit=Edit.DELETED, old=left, moved=True)
        if right:
            yield Piece(edit=Edit.INSERTED, new=right, moved=True)


def _runs(pairs: Sequence[tuple[int, int]], old: int, new: int) -> list[_Run]:
    """Divide the texts into runs that are equal and runs that are not."""
    runs: list[_Run] = []
    i = j = 0
    for a, b in (*pairs, (old, new)):
        if i < a or j < b:
            runs.append((i, a, j, b, False))
        if a < old:
            last = runs[-1] if runs else None
            if last and last[4] and last[1] == a and last[3] == b:
                runs[-1] = (last[0], a + 1, last[2], b + 1, True)
            else:
                runs.append((a, a + 1, b, b + 1, True))
        i, j = a + 1, b + 1
    return runs


def _without_islands(runs: Sequence[_Run], old: Sequence[str]) -> list[_Run]:
    """Merge short runs of equal words into the longer changes around them.

    A replaced sentence is easier to read as a whole.
    """
    kept: list[_Run] = []
    for number, run in enumerate(runs):
        start, end, other, last, same = run
        small = same and end - start <= _ISLAND and _BREAK not in map(_key, old[start:end])
        around = (*kept[-1:], *runs[number + 1 : number + 2])
        if small and len(around) == 2 and all(_length(r) > 2 * (end - start) for r in around):
            same = False
        if kept and not same and not kept[-1][4]:
            start, _, other, _, _ = kept.pop()
        kept.append((start, end, other, last, same))
    return kept


def _length(run: _Run) -> int:
    return max(run[1] - run[0], run[3] - run[2])


def _joined(pieces: Sequence[Piece]) -> Iterator[Piece]:
    """Join neighbouring pieces with the same edit."""
    for (edit, moved), group in groupby(pieces, key=lambda piece: (piece.edit, piece.moved)):
        same = list(group)
        old, new = "".join(p.old for p in same), "".join(p.new for p in same)
        yield Piece(edit=edit, old=old, new=new, moved=moved)
