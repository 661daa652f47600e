"""Marks on blocks of text: which words were inserted, and which were deleted."""

from __future__ import annotations

import dataclasses
import re
from collections import deque
from collections.abc import Iterator, Sequence
from itertools import chain, zip_longest
from typing import Final, TypeAlias

from docutils import nodes

from nachweis.annex.content.nodes import Deleted, Inserted, Mention
from nachweis.annex.redline.alike import opcodes, similar_pairs
from nachweis.trace.redline import Edit, Piece, redline

LEAVES: Final = (
    *(nodes.paragraph, nodes.term, nodes.literal_block, nodes.caption, nodes.rubric),
    *(nodes.title, nodes.line, nodes.attribution, nodes.doctest_block, nodes.math_block),
)
"""Blocks that hold words themselves."""
_BLANKS: Final = re.compile(r"\s+")
_CODE: Final = (nodes.literal_block, nodes.doctest_block, nodes.math_block)
_ATOMS: Final = (
    *(nodes.literal, nodes.footnote_reference, Mention, nodes.math, nodes.image, nodes.raw),
)


def text_of(block: nodes.Element) -> str:
    """Return the words of a block.

    :param block: one of :data:`LEAVES`
    """
    return "".join(text for _, text in _atoms(block))


def _atoms(block: nodes.Element) -> Iterator[tuple[nodes.Node, str]]:
    """Yield the parts of a block that hold words, with their words."""
    for child in block.children:
        if isinstance(child, nodes.Text):
            yield child, _BLANKS.sub(" ", child.astext())
        elif isinstance(child, _ATOMS):
            yield child, _BLANKS.sub(" ", child.astext()) or child.get("target", "")
        elif isinstance(child, nodes.Element):
            yield from _atoms(child)


def mark_blocks(new: Sequence[nodes.Element], old: Sequence[nodes.Element]) -> bool:
    """Mark blocks against those of the older state, and return whether anything changed.

    :param new: blocks in their order; they get the marks
    :param old: those of the older state
    """
    new_texts, old_texts = [text_of(b) for b in new], [text_of(b) for b in old]
    changed = False
    for kind, a, b, c, d in opcodes(old_texts, new_texts):
        if kind == "equal":
            continue
        changed = True
        _mark_run(new, new_texts, (c, d), old_texts[a:b])
    return changed


def _mark_run(
    new: Sequence[nodes.Element], texts: Sequence[str], span: tuple[int, int], old: Sequence[str]
) -> None:
    """Mark consecutive blocks against those that they replace."""
    start, end = span
    pairs = dict(similar_pairs(old, texts[start:end]))
    last: nodes.Element | None = new[start - 1] if start else None
    done = 0
    for index in range(start, end):
        partner = pairs.get(index - start)
        if partner is None:
            _mark_text(new[index], (Piece(edit=Edit.INSERTED, new=texts[index]),))
        else:
            for text in reversed(old[done:partner]):
                _put(new, last, text)
            done = partner + 1
            _mark_pair(new[index], old[partner], texts[index])
        last = new[index]
    for text in reversed(old[done:]):
        _put(new, last, text)


def _mark_pair(block: nodes.Element, old: str, new: str) -> None:
    if isinstance(block, _CODE):
        pieces = (Piece(edit=Edit.DELETED, old=f"{old} "), Piece(edit=Edit.INSERTED, new=new))
    else:
        pieces = redline(old, new)  # type: ignore[assignment]  # of any length
    _mark_text(block, pieces)


def _mark_text(block: nodes.Element, pieces: Sequence[Piece]) -> None:
    """Mark the words of a block, whatever emphasis or link they stand in."""
    runs = deque((piece.edit, piece.text, len(piece.text)) for piece in spaced(pieces))
    if isinstance(block, _CODE):
        block["changed"] = True
        _insert(block, "".join(words for kind, words, _ in runs if kind is Edit.DELETED))
        return
    if isinstance(block, nodes.title) and isinstance(block.parent, nodes.section):
        _insert(block, "".join(piece.old for piece in pieces), 1)
        runs = deque(run for run in runs if run[0] is not Edit.DELETED)
    marked = {id(node): _cut(node, text, runs) for node, text in list(_atoms(block))}
    for parent in list(block.findall(nodes.Element)):
        if any(id(node) in marked for node in parent.children):
            parts = (marked.get(id(node), [node]) for node in parent.children)
            parent[:] = [*chain.from_iterable(parts)]
    block += [Deleted("", words) for kind, words, _ in runs if kind is Edit.DELETED]


def _insert(block: nodes.Element, text: str, offset: int = 0) -> None:
    """Put a deleted paragraph before a block, or after it with an offset of 1."""
    if text and block.parent is not None:
        block.parent.insert(block.parent.index(block) + offset, deleted_paragraph(text))


_Run: TypeAlias = tuple[Edit, str, int]
"""What happened to some words, and how many of their characters are left."""


def spaced(pieces: Sequence[Piece]) -> Iterator[Piece]:
    """Yield pieces with a blank between deleted and inserted words."""
    for piece, following in zip_longest(pieces, pieces[1:]):
        if piece.edit is Edit.DELETED and following and following.edit is Edit.INSERTED:
            yield dataclasses.replace(piece, old=f"{piece.old.rstrip()} ")
        else:
            yield piece


def _cut(node: nodes.Node, text: str, runs: deque[_Run]) -> list[nodes.Node]:
    """Return a part of a block as marked parts; what it takes is gone from the runs."""
    parts: list[nodes.Node] = []
    left = len(text)
    whole = not isinstance(node, nodes.Text)
    fresh = False
    position = 0
    while runs and (left or runs[0][0] is Edit.DELETED):
        kind, words, length = runs.popleft()
        if kind is Edit.DELETED:
            parts.append(Deleted("", words))
            continue
        taken = min(left, length)
        if taken < length:
            runs.appendleft((kind, words, length - taken))
        left -= taken
        fresh = fresh or kind is Edit.INSERTED
        if not whole:
            cut = text[position : position + taken]
            parts.append(Inserted("", cut) if kind is Edit.INSERTED else nodes.Text(cut))
        position += taken
    if whole:
        copy = node.deepcopy()
        parts.append(Inserted("", "", copy) if fresh else copy)
    elif left:
        parts.append(nodes.Text(text[position:]))
    return parts


def deleted_paragraph(text: str) -> nodes.paragraph:
    """Return a paragraph that was deleted."""
    return nodes.paragraph("", "", Deleted("", text))


def _put(blocks: Sequence[nodes.Element], after: nodes.Element | None, text: str) -> None:
    """Put a deleted paragraph back to its place: behind a block, or before the first one."""
    at = after if after is not None else (blocks[0] if blocks else None)
    if at is None or at.parent is None:
        return
    if isinstance(at, nodes.term):
        at += Deleted("", f" {text}")
    elif isinstance(at.parent, nodes.table):  # holds a title and rows, and nothing else
        _insert(at.parent, text)
    else:
        _insert(at, text, int(after is not None or isinstance(at, nodes.title)))
