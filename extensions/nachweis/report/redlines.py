"""Redlines in characters, colours, Markdown or HTML."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from html import escape
from typing import Final, TypeAlias

from nachweis.trace.redline import Edit, Piece

Paint: TypeAlias = Callable[[str, str], str]
"""Colours a text."""

_EDGES: Final = re.compile(r"(\s*)(.*?)(\s*)", re.DOTALL)
_CONTEXT: Final = 60
"""Characters of unchanged text that are shown beside a change."""


def in_characters(pieces: Sequence[Piece], paint: Paint | None = None) -> str:
    """Format a redline with ``[-…-]`` and ``{+…+}``, or in colours.

    :param pieces: the redline
    :param paint: how to colour a text; None: no colours
    """
    parts = []
    for piece in shorten(pieces):
        if piece.edit is Edit.SAME:
            parts.append(piece.new)
        elif piece.edit is Edit.DELETED:
            parts.append(paint(piece.old, "red") if paint else _framed(piece.old, "[-", "-]"))
        else:
            parts.append(paint(piece.new, "green") if paint else _framed(piece.new, "{+", "+}"))
    return "".join(parts)


def in_markdown(pieces: Sequence[Piece]) -> str:
    """Format a redline for Markdown: deletions struck out, insertions bold.

    :param pieces: the redline
    """
    marks = {Edit.SAME: ("", ""), Edit.DELETED: ("~~", "~~"), Edit.INSERTED: ("**", "**")}
    return "".join(
        _each_line(plain_markdown(piece.text), *marks[piece.edit]) for piece in shorten(pieces)
    )


def in_html(pieces: Iterable[Piece]) -> str:
    """Format a redline with ``<ins>`` and ``<del>``; white space is kept for CSS.

    :param pieces: the redline
    """
    parts = []
    for piece in pieces:
        text = escape(piece.text)
        if piece.edit is Edit.SAME:
            parts.append(text)
            continue
        if not text.strip():
            text = "¶\n\n" if text.count("\n") > 1 else text
        name = "del" if piece.edit is Edit.DELETED else "ins"
        css = ' class="moved"' if piece.moved else ""
        parts.append(f"<{name}{css}>{text}</{name}>")
    return "".join(parts)


def plain_markdown(text: str) -> str:
    """Escape a text that Markdown is to show literally.

    :param text: any text
    """
    return re.sub(r"([\\`*{}\[\]<>#|~]|(?<!\w)_|_(?!\w))", r"\\\1", text)


def _framed(text: str, left: str, right: str) -> str:
    match = _EDGES.fullmatch(text)
    before, words, after = match.groups() if match else ("", text, "")
    if not words:
        return f"{left}¶{right}{text}" if text.count("\n") > 1 else text
    return f"{before}{left}{words}{right}{after}"


def _each_line(text: str, left: str, right: str) -> str:
    """Put marks around the words of each line, as Markdown requires."""
    if not left:
        return text
    return "\n".join(_framed(line, left, right) for line in text.split("\n"))


def shorten(pieces: Sequence[Piece], *, context: int = _CONTEXT) -> list[Piece]:
    """Replace text that is far from any change by an ellipsis.

    :param pieces: the redline
    :param context: characters of unchanged text that are shown beside a change
    """
    shown = []
    for number, piece in enumerate(pieces):
        if piece.edit is not Edit.SAME:
            shown.append(piece)
            continue
        text = piece.new
        head = text[:context].rsplit(" ", 1)[0] if number else ""
        tail = text[-context:].split(" ", 1)[-1] if number < len(pieces) - 1 else ""
        if len(text) > len(head) + len(tail) + context:
            text = f"{head} … {tail}"
        shown.append(Piece(edit=Edit.SAME, old=text, new=text))
    return shown
