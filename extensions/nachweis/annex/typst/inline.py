"""Inline nodes: text, emphasis, references, footnotes."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import PurePosixPath
from typing import Final

from docutils import nodes

from nachweis.annex.content.nodes import INLINE_CONTAINERS, INVISIBLE, Inserted
from nachweis.annex.content.numbering import (
    full_name,
    is_web_address,
    printed_number,
    target_of,
)
from nachweis.annex.content.spacing import unparted
from nachweis.annex.typst.code import NONE, Code, block, breakable, call, labelled, string
from nachweis.annex.typst.writer import Render, Writer
from nachweis.model.messages import Message
from nachweis.model.objects import TYPE
from nachweis.sources.markdown.refused import UNSHOWN

_HEBREW: Final = re.compile("([\u0590-\u05ff](?:[\u0590-\u05ff ]*[\u0590-\u05ff])?)")
"""A run of Hebrew: no other language of annexes has its letters, so readers can be told."""
_BLANKS: Final = re.compile(r"[ \t\r\n\f\v]+")


def _text(_: Writer, node: nodes.Element) -> list[Code]:
    """Return text with each run of white space as one blank."""
    words = _BLANKS.sub(" ", node.astext())
    pieces = _HEBREW.split(breakable(unparted(words)))
    return [
        call("text", string(piece), lang=string("he")) if index % 2 else string(piece)
        for index, piece in enumerate(pieces)
        if piece
    ] or [string("")]


def styled(name: str, **named: Code) -> Render:
    """Return a renderer that calls a Typst function with the content of a node."""

    def render(writer: Writer, node: nodes.Element) -> list[Code]:
        return [call(name, writer.inside(node), **named)]

    return render


def plain(writer: Writer, node: nodes.Element) -> list[Code]:
    """Return the content of a node with nothing around it."""
    return [*writer.anchors(node), *writer.children(node)]


def _literal(_: Writer, node: nodes.Element) -> list[Code]:
    """Return inline code."""
    return [call("code", string(breakable(node.astext())))]


def _reference(writer: Writer, node: nodes.Element) -> list[Code]:
    """Return a reference: inside of the annex with its page, to the web as a link."""
    inside = writer.inside(node)
    target = target_of(node, writer.docname)
    if target:
        label = writer.context.names.label(target)
        return [call("xref", _label(label), inside)] if label else _outward(writer, node, target)
    address = str(node.get("refuri", ""))
    return [call("link", string(address), inside)] if is_web_address(address) else [inside]


def _number_reference(writer: Writer, node: nodes.Element) -> list[Code]:
    """Return a reference to a table or figure by the number that it has in the annex."""
    label = writer.context.names.label(target_of(node, writer.docname))
    before, number, after = re.split(r"(\d[\d.]*)", f"{node.astext()}0", maxsplit=1)
    if not label or not number:
        return _reference(writer, node)
    words = string(before.rstrip() + "\u00a0" if before else "")
    made = call("number-of", _label(label), words, string(after.removesuffix("0")))
    return [call("inserted", made) if node.next_node(Inserted) else made]


def _outward(writer: Writer, node: nodes.Element, target: str) -> list[Code]:
    """Return a reference out of the annex: its words, and the annex that has the target."""
    other = writer.context.names.others.documents.get(target.partition("#")[0])
    if other:
        return [writer.inside(node), string(f" ({other})")]
    message = Message(
        "leads to something that the annex does not hold; name it in words, or include it"
    )
    writer.warn(node, message)
    return [writer.inside(node)]


def _download(writer: Writer, node: nodes.Element) -> list[Code]:
    """Return a link to another file of the project: its words, and the annex that has it."""
    path = PurePosixPath(str(node.get("reftarget", "")))
    name = path.with_suffix("").as_posix().lstrip("./")
    documents = writer.context.names.others.documents
    found = next((documents[docname] for docname in documents if docname.endswith(name)), "")
    return [writer.inside(node), string(f" ({found})")] if found else [writer.inside(node)]


def _mention(writer: Writer, node: nodes.Element) -> list[Code]:
    """Return an object that the text names."""
    context = writer.context
    identifier, own = node["target"], node.astext()
    item = context.verdict.graph.items.get(identifier)
    label = context.names.of_item(identifier)
    if item is None:
        writer.warn(node, Message("there is no object {id}; correct the ID", id=identifier))
        return [call("placeholder", string(f"[{identifier}]"), NONE)]
    if label:
        return [call("xref", _label(label), string(own or full_name(item, context.annex)))]
    if identifier not in context.hidden:
        return [string(own or full_name(item, context.annex))]
    other = context.names.others.objects.get(identifier)
    if other is None:
        message = Message("names an object that no annex holds; name it in words, or include it")
        writer.warn(node, message)
        return [call("placeholder", string("[…]"), string(own))]
    # its title is hidden, so its type has to do
    name = printed_number(item, context.annex) or context.localized(TYPE[item.type].title)
    return [string(f"{own or name} ({other})")]


def _label(name: str) -> Code:
    return call("label", string(name))


def _footnote_reference(writer: Writer, node: nodes.Element) -> list[Code]:
    """Return a footnote at its first reference; further references lead to the same footnote."""
    identifier = str(node.get("refid", ""))
    note = writer.footnotes.get(identifier)
    if note is None:
        return [call("super", string(node.astext()))]
    name = f"{writer.docname}#{identifier}"
    if name in writer.printed_footnotes:
        return [call("footnote", _label(name))]
    writer.printed_footnotes.add(name)
    parts: list[Code] = []
    for child in note.children:
        if isinstance(child, nodes.paragraph):
            parts += writer.children(child)
        elif not isinstance(child, nodes.label):
            parts += writer.render(child)
    return [labelled(call("footnote", block(parts)), name)]


def _raw(writer: Writer, node: nodes.Element) -> list[Code]:
    """Return the checkbox of a task list, or a line break; other HTML cannot be typeset."""
    html = node.astext()
    if "checkbox" in html:
        return [Code("ticked" if "checked" in html else "unticked"), string(" ")]
    if html.strip().startswith("<br"):
        return [Code("linebreak()")]
    if node.get("format") not in ("html", "typst"):
        return []
    if not html.strip() or html.lstrip().startswith("<!--"):
        return []
    writer.warn(node, UNSHOWN["html"])
    return [call("placeholder", string("[HTML]"), string(re.sub(r"<[^>]*>", " ", html)))]


def _math(writer: Writer, node: nodes.Element) -> list[Code]:
    """Return a formula as its LaTeX source."""
    writer.warn(node, UNSHOWN["formula"])
    return [call("code", string(node.astext()))]


INLINE: Final[Mapping[str, Render]] = {
    "Text": _text,
    **dict.fromkeys(("strong", "literal_strong", "problematic"), styled("strong")),
    **dict.fromkeys(("emphasis", "literal_emphasis", "title_reference"), styled("emph")),
    "literal": _literal,
    **dict.fromkeys(INLINE_CONTAINERS, plain),
    "subscript": styled("sub"),
    "superscript": styled("super"),
    **dict.fromkeys(("reference", "number_reference"), _reference),
    "download_reference": _download,
    "Mention": _mention,
    "Inserted": styled("inserted"),
    "Deleted": styled("deleted"),
    "footnote_reference": _footnote_reference,
    **dict.fromkeys(INVISIBLE, lambda _, __: []),
    "raw": _raw,
    "number_reference": _number_reference,
    **dict.fromkeys(("math", "math_block"), _math),
}
