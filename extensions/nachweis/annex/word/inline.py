"""Parts of a line for Word: emphasis, links, footnotes, images."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final
from urllib.parse import urlsplit

from docutils import nodes

from nachweis.annex.content.numbering import name_of, target_of
from nachweis.annex.typst.images import ImageError, prepared
from nachweis.annex.word.pandoc import Element, attributes, link, node, text
from nachweis.annex.word.writer import Render, WordWriter

_SAFE: Final = frozenset({"http", "https", "mailto", "tel", "ftp"})


def image(writer: WordWriter, part: nodes.Element) -> list[Element]:
    """Return an image; one that cannot be shown is warned of."""
    from pathlib import Path

    uri, alt = str(part.get("uri", "")), str(part.get("alt", "")).strip()
    try:
        name, data = prepared(Path(writer.root), uri)
    except ImageError as error:
        writer.warn(part, f"image {uri}: {error}")
        return text(f"[{alt or 'image'}]")
    writer.images[name] = data
    name = name.replace(".svg", ".png")
    return [node("Image", attributes(), text(alt), [name, ""])]


def _reference(writer: WordWriter, part: nodes.Element) -> list[Element]:
    inside = writer.lines(part)
    target = target_of(part, writer.docname)
    if target:
        mark = writer.bookmark(target)
        other = writer.names.elsewhere.documents.get(target.partition("#")[0])
        if mark:
            return [link(f"#{mark}", inside)]
        return [*inside, *text(f" ({other})")] if other else inside
    address = str(part.get("refuri", ""))
    return [link(address, inside)] if urlsplit(address).scheme.lower() in _SAFE else inside


def _mention(writer: WordWriter, part: nodes.Element) -> list[Element]:
    identifier, own = part["target"], part.astext()
    item = writer.verdict.graph.items.get(identifier)
    if item is None:
        writer.warn(part, f"there is no object {identifier}; correct the ID")
        return text(f"[{identifier}]")
    if f"#{identifier}" in writer.names.labels:
        return [link(f"#{identifier}", text(own or name_of(item, writer.annex, "")))]
    if identifier in writer.hidden:
        other = writer.names.elsewhere.objects.get(identifier)
        if other is None:
            writer.warn(part, "names an object that no annex holds; name it in words")
            return text(own or "[…]")
        return text(f"{own or item.get('number') or item.id} ({other})")
    return text(own or name_of(item, writer.annex, ""))


def _note(writer: WordWriter, part: nodes.Element) -> list[Element]:
    note = writer.footnotes.get(str(part.get("refid", "")))
    if note is None:
        return [node("Superscript", text(part.astext()))]
    blocks = [b for c in note.children if not isinstance(c, nodes.label) for b in writer.block(c)]
    return [node("Note", blocks)]


def _in(kind: str) -> Render:
    def render(writer: WordWriter, part: nodes.Element) -> list[Element]:
        return [node(kind, writer.lines(part))]

    return render


def _literal(_: WordWriter, part: nodes.Element) -> list[Element]:
    return [node("Code", attributes(), part.astext())]


def raw(writer: WordWriter, part: nodes.Element) -> list[Element]:
    """Return the box of a task list; other HTML cannot be shown."""
    html = part.astext()
    if "checkbox" in html:
        return text("☒ " if "checked" in html else "☐ ")
    if html.strip() and part.get("format") == "html" and not html.lstrip().startswith("<!--"):
        writer.warn(part, "Word cannot show HTML; write it in Markdown")
    return []


def _nothing(_: WordWriter, __: nodes.Element) -> list[Element]:
    return []


def _inline(writer: WordWriter, part: nodes.Element) -> list[Element]:
    return writer.lines(part)


UNSEEN: Final[Mapping[str, Render]] = dict.fromkeys(
    (
        *("comment", "substitution_definition", "index", "meta", "pending", "footnote"),
        *("tabular_col_spec", "highlightlang", "toctree", "label"),
    ),
    _nothing,
)
"""Nodes that no reader sees, or that stand elsewhere."""

LINES: Final[Mapping[str, Render]] = {
    **UNSEEN,
    **dict.fromkeys(("strong", "literal_strong", "problematic"), _in("Strong")),
    **dict.fromkeys(("emphasis", "literal_emphasis", "title_reference"), _in("Emph")),
    **dict.fromkeys(("literal", "math"), _literal),
    **dict.fromkeys(
        (
            *("inline", "abbreviation", "acronym", "generated", "pending_xref", "target"),
            *("citation_reference", "download_reference"),
        ),
        _inline,
    ),
    "subscript": _in("Subscript"),
    "superscript": _in("Superscript"),
    **dict.fromkeys(("reference", "number_reference"), _reference),
    "Mention": _mention,
    "Inserted": _in("Underline"),
    "Deleted": _in("Strikeout"),
    "footnote_reference": _note,
    "image": image,
    "raw": raw,
}
