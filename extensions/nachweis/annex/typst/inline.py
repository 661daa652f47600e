"""Parts of a line: text, emphasis, references, footnotes."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final
from urllib.parse import urlsplit

from docutils import nodes

from nachweis.annex.content.numbering import (
    clause_number,
    heading_text,
    name_of,
    split_number,
    target_of,
)
from nachweis.annex.typst.code import NONE, Code, block, breakable, call, labelled, string
from nachweis.annex.typst.writer import Render, Writer
from nachweis.model.catalogue import in_language
from nachweis.model.items import Item
from nachweis.model.objects import TYPE

_BLANKS: Final = re.compile(r"[ \t\r\n\f\v]+")
_SIGN: Final = re.compile(r"(?<=§) (?=\d)")
"""The blank between the sign of a clause and its number: no line ends there."""
_SAFE: Final = frozenset({"http", "https", "mailto", "tel", "ftp"})


def text(_: Writer, node: nodes.Element) -> list[Code]:
    """Return text; blanks and line ends are one blank."""
    words = _BLANKS.sub(" ", node.astext())
    return [string(breakable(_SIGN.sub("\u00a0", words)))]


def styled(name: str, **named: Code) -> Render:
    """Return what renders a node by calling a function with its content."""

    def render(writer: Writer, node: nodes.Element) -> list[Code]:
        return [call(name, writer.inside(node), **named)]

    return render


def plain(writer: Writer, node: nodes.Element) -> list[Code]:
    """Return what is in a node, and nothing around it."""
    return [*writer.anchors(node), *writer.children(node)]


def literal(_: Writer, node: nodes.Element) -> list[Code]:
    """Return code in a line."""
    return [call("code", string(breakable(node.astext())))]


def reference(writer: Writer, node: nodes.Element) -> list[Code]:
    """Return a reference: inside with its page, outside as a link."""
    inside = writer.inside(node)
    target = target_of(node, writer.docname)
    if target:
        label = writer.names.labels.get(target, "")
        return [call("xref", _label(label), inside)] if label else _elsewhere(writer, node, target)
    address = str(node.get("refuri", ""))
    if urlsplit(address).scheme.lower() in _SAFE:
        return [call("link", string(address), inside)]
    return [inside]


def _elsewhere(writer: Writer, node: nodes.Element, target: str) -> list[Code]:
    """Return a reference that leads out of the annex: its words, and the annex that has it."""
    other = writer.names.elsewhere.documents.get(target.partition("#")[0])
    if other:
        return [writer.inside(node), string(f" ({other})")]
    writer.warn(node, "leads to what the annex does not hold; name it in words, or take it in")
    return [writer.inside(node)]


def download(writer: Writer, node: nodes.Element) -> list[Code]:
    """Return a link to another file of the project: its words, and the annex that has it."""
    from pathlib import PurePosixPath

    path = PurePosixPath(str(node.get("reftarget", "")))
    name = path.with_suffix("").as_posix()
    names = writer.names.elsewhere.documents
    found = next((names[key] for key in names if key.endswith(name.lstrip("./"))), "")
    return [writer.inside(node), string(f" ({found})")] if found else [writer.inside(node)]


def mention(writer: Writer, node: nodes.Element) -> list[Code]:
    """Return an object that the text names."""
    identifier = node["target"]
    item = writer.verdict.graph.items.get(identifier)
    own = node.astext()
    label = writer.names.labels.get(f"#{identifier}", "")
    if item is None:
        writer.warn(node, f"there is no object {identifier}; correct the ID")
        return [call("placeholder", string(f"[{identifier}]"), NONE)]
    if label:
        return [call("xref", _label(label), string(own or name_of(item, writer.annex, "")))]
    if identifier in writer.hidden:
        other = writer.names.elsewhere.objects.get(identifier)
        if other is None:
            what = "names an object that no annex holds; name it in words, or take it in"
            writer.warn(node, what)
            return [call("placeholder", string("[…]"), string(own))]
        number = item.get("number") if item.type == "clause" else ""
        name = clause_number(writer.annex, number) if number else _kind(writer, item)
        return [string(f"{own or name} ({other})")]
    return [string(own or name_of(item, writer.annex, ""))]


def _kind(writer: Writer, item: Item) -> str:
    """Return what an object is, for one whose title the annex must not tell."""
    return in_language(TYPE[item.type].title, writer.language)


def _label(name: str) -> Code:
    return call("label", string(name))


def footnote_reference(writer: Writer, node: nodes.Element) -> list[Code]:
    """Return a footnote where its mark stands; a second mark leads to the same note."""
    identifier = str(node.get("refid", ""))
    note = writer.footnotes.get(identifier)
    if note is None:
        return [call("super", string(node.astext()))]
    name = f"{writer.docname}#{identifier}"
    if name in writer.noted:
        return [call("footnote", _label(name))]
    writer.noted.add(name)
    parts = [
        code
        for child in note.children
        if not isinstance(child, nodes.label)
        for code in (
            writer.children(child) if isinstance(child, nodes.paragraph) else writer.render(child)
        )
    ]
    return [labelled(call("footnote", block(parts)), name)]


def nothing(_: Writer, __: nodes.Element) -> list[Code]:
    """Return nothing: the node is not for readers, or stands elsewhere."""
    return []


def raw(writer: Writer, node: nodes.Element) -> list[Code]:
    """Return the box of a task list; other HTML cannot be typeset."""
    html = node.astext()
    if "checkbox" in html:
        return [Code("ticked" if "checked" in html else "unticked"), string(" ")]
    if html.strip().startswith("<br"):
        return [Code("linebreak()")]
    if node.get("format") not in ("html", "typst"):
        return []
    return [] if not html.strip() or html.lstrip().startswith("<!--") else _html(writer, node)


def _html(writer: Writer, node: nodes.Element) -> list[Code]:
    writer.warn(node, "an annex cannot show HTML; write it in Markdown")
    return [call("placeholder", string("[HTML]"), string(re.sub(r"<[^>]*>", " ", node.astext())))]


def target(writer: Writer, node: nodes.Element) -> list[Code]:
    """Return the place that a reference may lead to."""
    return writer.anchors(node) + writer.children(node)


def math(writer: Writer, node: nodes.Element) -> list[Code]:
    """Return a formula as its source, for it is written in LaTeX."""
    writer.warn(node, "an annex shows a formula as its source; add it as an image")
    return [call("code", string(node.astext()))]


def number_in(title: str) -> str:
    """Return a heading that bears its own number as all others are set.

    :param title: as written
    """
    return heading_text(*split_number(title))


INLINE: Final[Mapping[str, Render]] = {
    "Text": text,
    "strong": styled("strong"),
    "emphasis": styled("emph"),
    "literal_strong": styled("strong"),
    "literal_emphasis": styled("emph"),
    "title_reference": styled("emph"),
    "literal": literal,
    "inline": plain,
    "abbreviation": plain,
    "acronym": plain,
    "generated": plain,
    "subscript": styled("sub"),
    "superscript": styled("super"),
    "reference": reference,
    "number_reference": reference,
    "download_reference": download,
    "pending_xref": plain,
    "Mention": mention,
    "Inserted": styled("inserted"),
    "Deleted": styled("deleted"),
    "footnote_reference": footnote_reference,
    "citation_reference": plain,
    "footnote": nothing,
    "raw": raw,
    "target": target,
    "math": math,
    "math_block": math,
    "problematic": styled("strong"),
    "comment": nothing,
    "substitution_definition": nothing,
    "index": nothing,
    "meta": nothing,
    "pending": nothing,
    "tabular_col_spec": nothing,
    "highlightlang": nothing,
    "toctree": nothing,
    "label": nothing,
}
