"""The elements of pandoc's document model that a Word file is made of."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Final, TypeAlias

Element: TypeAlias = dict[str, Any]
"""A block or an inline element, as pandoc's JSON writes it."""

API: Final = (1, 23, 1)
"""The version of the model, of pandoc 3."""


def node(kind: str, *content: object) -> Element:
    """Return an element.

    :param kind: its name in pandoc
    :param content: nothing, one value, or several that become a list
    """
    if not content:
        return {"t": kind}
    return {"t": kind, "c": content[0] if len(content) == 1 else list(content)}


def attributes(identifier: str = "", style: str = "") -> list[object]:
    """Return the attributes of an element.

    :param identifier: becomes a bookmark
    :param style: a style of Word
    """
    return [identifier, [], [["custom-style", style]] if style else []]


def text(words: str) -> list[Element]:
    """Return words as inline elements."""
    return [node("Str", words)] if words else []


def strong(inside: list[Element]) -> Element:
    """Return inline elements in bold type."""
    return node("Strong", inside)


def heading(level: int, identifier: str, inside: list[Element]) -> Element:
    """Return a heading.

    :param level: from 1
    :param identifier: becomes a bookmark
    """
    return node("Header", level, attributes(identifier), inside)


def styled(style: str, blocks: list[Element]) -> Element:
    """Return blocks in a style of Word."""
    return node("Div", attributes(style=style), blocks)


def in_language(lang: str, blocks: list[Element]) -> list[Element]:
    """Return blocks in another language than that of the file, except breaks of sections.

    :param lang: ISO 639-1 code
    """
    return [_in_language(lang, block) for block in blocks]


def _in_language(lang: str, block: Element) -> Element:
    if block["t"] == "RawBlock":
        return block
    if block["t"] == "Header":  # which has to stay on top to be listed
        level, named, inside = block["c"]
        return node("Header", level, named, [span(inside, lang=lang)])
    return node("Div", ["", [], [["lang", lang]]], [block])


def span(inside: list[Element], *, mark: str = "", lang: str = "") -> Element:
    """Return inline elements with a bookmark or in another language.

    :param mark: name of the bookmark
    :param lang: ISO 639-1 code
    """
    return node("Span", [mark, [], [["lang", lang]] if lang else []], inside)


def raw(xml: str) -> Element:
    """Return a part of a line as Word writes it itself."""
    return node("RawInline", "openxml", xml)


def link(target: str, inside: list[Element]) -> Element:
    """Return a link to an address or, with ``#``, to a bookmark."""
    return node("Link", attributes(), inside, [target, ""])


def cell(blocks: list[Element], rows: int = 1, columns: int = 1, align: str = "") -> list[object]:
    """Return a cell of a table.

    :param rows: rows that it spans
    :param columns: columns that it spans
    :param align: ``right`` or ``center``
    """
    inside = [styled("Table Text", blocks)] if blocks else []
    return [attributes(), node(f"Align{align.title() or 'Default'}"), rows, columns, inside]


def table(
    head: Iterable[Sequence[list[object]]],
    rows: Iterable[Sequence[list[object]]],
    widths: Sequence[float],
) -> Element:
    """Return a table; its head is repeated on each page.

    :param head: rows of its head
    :param rows: rows of its body
    :param widths: the columns' shares of the line
    """
    whole = sum(widths) or 1
    columns = [
        [node("AlignDefault"), node("ColWidth", round(width / whole, 4))] for width in widths
    ]
    body = [attributes(), 0, [], [[attributes(), list(row)] for row in rows]]
    top = [attributes(), [[attributes(), list(row)] for row in head]]
    return node("Table", attributes(), [None, []], columns, top, [body], [attributes(), []])


def document(blocks: list[Element], **meta: list[Element]) -> Element:
    """Return a whole document.

    :param meta: title, subtitle, language
    """
    named = {key: node("MetaInlines", value) for key, value in meta.items() if value}
    return {"pandoc-api-version": list(API), "meta": named, "blocks": blocks}


def words_of(inside: Sequence[Element]) -> str:
    """Return the words of inline elements without formats, footnotes and what was deleted."""
    parts: list[str] = []
    for part in inside:
        kind, content = part["t"], part.get("c", "")
        if kind == "Str":
            parts.append(str(content))
        elif kind in ("Space", "SoftBreak", "LineBreak"):
            parts.append(" ")
        elif kind in ("Code", "Math"):
            parts.append(str(content[1]))
        elif kind in ("Emph", "Strong", "Superscript", "Subscript", "Strikeout", "Underline"):
            parts.append(words_of(content))
        elif kind == "Link" or (kind == "Span" and "deletion" not in content[0][1]):
            parts.append(words_of(content[1]))
    return "".join(parts)
