"""Inline nodes for Word: emphasis, links, footnotes, images."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from docutils import nodes

from nachweis.annex.content.images import ImageError, prepared_image
from nachweis.annex.content.nodes import INLINE_CONTAINERS, INVISIBLE, Inserted
from nachweis.annex.content.numbering import full_name, is_web_address, target_of
from nachweis.annex.word.pandoc import Element, attributes, link, node, text
from nachweis.annex.word.writer import Render, WordWriter, number_mark
from nachweis.model.messages import Message
from nachweis.trace.redline import Edit


def image(writer: WordWriter, part: nodes.Element) -> list[Element]:
    """Return an image; one that cannot be shown is a problem."""
    uri, alt = str(part.get("uri", "")), str(part.get("alt", "")).strip()
    try:
        name, data = prepared_image(writer.context.root, uri)
    except ImageError as error:
        writer.warn(part, Message("image {uri}: {error}", uri=uri, error=error.message))
        return text(f"[{alt or 'image'}]")
    writer.images[name] = data
    return [node("Image", attributes(), text(alt), [name.replace(".svg", ".png"), ""])]


def _reference(writer: WordWriter, part: nodes.Element) -> list[Element]:
    inside = writer.inlines(part)
    target = target_of(part, writer.docname)
    if target:
        bookmark = writer.bookmark(target)
        other = writer.context.names.others.documents.get(target.partition("#")[0])
        if bookmark:
            return [link(f"#{bookmark}", inside)]
        return [*inside, *text(f" ({other})")] if other else inside
    address = str(part.get("refuri", ""))
    return [link(address, inside)] if is_web_address(address) else inside


def _number_reference(writer: WordWriter, part: nodes.Element) -> list[Element]:
    """Return a reference to a table by the number that it has in the annex."""
    label = writer.context.names.label(target_of(part, writer.docname))
    before, number, after = re.split(r"(\d[\d.]*)", f"{part.astext()}0", maxsplit=1)
    if not label or not number:
        return _reference(writer, part)
    before = f"{before.rstrip()}\u00a0" if before else ""
    words = f"{before}{number_mark(label)}{after.removesuffix('0')}"
    edit = Edit.INSERTED if part.next_node(Inserted) else Edit.SAME
    return [link(f"#{writer.bookmark_of(label)}", writer.edited(edit, text(words)))]


def _mention(writer: WordWriter, part: nodes.Element) -> list[Element]:
    context = writer.context
    identifier, own = part["target"], part.astext()
    item = context.verdict.graph.items.get(identifier)
    if item is None:
        writer.warn(part, Message("there is no object {id}; correct the ID", id=identifier))
        return text(f"[{identifier}]")
    if f"#{identifier}" in context.names.labels:
        return [link(f"#{identifier}", text(own or full_name(item, context.annex)))]
    if identifier in context.hidden:
        other = context.names.others.objects.get(identifier)
        if other is None:
            message = Message("names an object that no annex holds; name it in words")
            writer.warn(part, message)
            return text(own or "[…]")
        return text(f"{own or item.get('number') or item.id} ({other})")
    return text(own or full_name(item, context.annex))


def _note(writer: WordWriter, part: nodes.Element) -> list[Element]:
    note = writer.footnotes.get(str(part.get("refid", "")))
    if note is None:
        return [node("Superscript", text(part.astext()))]
    blocks = [b for c in note.children if not isinstance(c, nodes.label) for b in writer.block(c)]
    return [node("Note", blocks)]


def _in(kind: str) -> Render:
    def render(writer: WordWriter, part: nodes.Element) -> list[Element]:
        return [node(kind, writer.inlines(part))]

    return render


def _edited(edit: Edit) -> Render:
    def render(writer: WordWriter, part: nodes.Element) -> list[Element]:
        return writer.edited(edit, writer.inlines(part))

    return render


def _literal(_: WordWriter, part: nodes.Element) -> list[Element]:
    return [node("Code", attributes(), part.astext())]


def raw(writer: WordWriter, part: nodes.Element) -> list[Element]:
    """Return the checkbox of a task list; other HTML cannot be shown."""
    html = part.astext()
    if "checkbox" in html:
        return text("☒ " if "checked" in html else "☐ ")
    if html.strip() and part.get("format") == "html" and not html.lstrip().startswith("<!--"):
        writer.warn(part, Message("Word cannot show HTML; write it in Markdown"))
    return []


INLINE: Final[Mapping[str, Render]] = {
    **dict.fromkeys(INVISIBLE, lambda _, __: []),
    **dict.fromkeys(("strong", "literal_strong", "problematic"), _in("Strong")),
    **dict.fromkeys(("emphasis", "literal_emphasis", "title_reference"), _in("Emph")),
    **dict.fromkeys(("literal", "math"), _literal),
    **dict.fromkeys((*INLINE_CONTAINERS, "download_reference"), WordWriter.inlines),
    "subscript": _in("Subscript"),
    "superscript": _in("Superscript"),
    "reference": _reference,
    "number_reference": _number_reference,
    "Mention": _mention,
    "Inserted": _edited(Edit.INSERTED),
    "Deleted": _edited(Edit.DELETED),
    "footnote_reference": _note,
    "image": image,
    "raw": raw,
}
