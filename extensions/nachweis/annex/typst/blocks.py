"""Blocks of a document: headings, paragraphs, lists, code, admonitions, figures."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from docutils import nodes

from nachweis.annex.content.numbering import LEVEL, NUMBER, heading_text
from nachweis.annex.typst.code import (
    NONE,
    Code,
    block,
    boolean,
    breakable,
    call,
    closed,
    labelled,
    number,
    string,
)
from nachweis.annex.typst.images import image
from nachweis.annex.typst.inline import number_in, plain, styled
from nachweis.annex.typst.writer import Render, Writer
from nachweis.model.messages import noted

_DEEPEST: Final = 6


def _section(writer: Writer, node: nodes.Element) -> list[Code]:
    """Return a section: its heading and its content."""
    codes = []
    title = node.next_node(nodes.title, descend=True)
    if title is not None and title.parent is node:
        name = f"{writer.docname}#{node['ids'][0]}" if node["ids"] else ""
        codes.append(writer.at(title, heading(node, _title(writer, node, title), name)))
    for child in node.children:
        if child is not title:
            codes += writer.render(child)
    return codes


def _title(writer: Writer, node: nodes.Element, title: nodes.Element) -> Code:
    """Return the content of a heading with its number, or the one that its title begins with."""
    if node[NUMBER]:
        return block([string(heading_text(node[NUMBER], "")), *writer.children(title)])
    if len(title.children) == 1 and isinstance(title.children[0], nodes.Text):
        return string(number_in(title.astext()))
    return writer.inside(title)


def heading(node: nodes.Element, content: Code, name: str) -> Code:
    """Return a heading.

    :param node: has the level as an attribute
    :param content: its words
    :param name: its label
    """
    level = min(node[LEVEL], _DEEPEST)
    return labelled(call("heading", closed(content), level=number(level)), name)


def paragraph(writer: Writer, node: nodes.Element, end: Code = NONE) -> list[Code]:
    """Return a paragraph.

    :param end: what follows in its last line
    """
    inside = [*writer.children(node), *([] if end == NONE else [end])]
    anchors = writer.anchors(node)
    if not inside:
        return anchors
    made = call("par", block(inside))
    return [*anchors, writer.at(node, call("held", made) if _introduces(node) else made)]


def _introduces(node: nodes.Element) -> bool:
    """Return whether a paragraph introduces a table, which has to begin on the same page."""
    following = node.next_node(descend=False, siblings=True)
    return isinstance(following, (nodes.table, nodes.literal_block, nodes.figure))


def _item(writer: Writer, node: nodes.Element) -> Code:
    """Return an item of a list; its first paragraph has no space around it."""
    children = list(node.children)
    first = children[0] if children else None
    with writer.nested():
        if not isinstance(first, nodes.paragraph):
            return writer.inside(node)
        codes = [*writer.anchors(first), writer.at(first, block(writer.children(first)))]
        return block([*codes, *(code for child in children[1:] for code in writer.render(child))])


def _bullet_list(writer: Writer, node: nodes.Element) -> list[Code]:
    """Return a list with bullets."""
    return [call("list", *(_item(writer, n) for n in _elements(node)), tight=_tight(node))]


_NUMBERINGS: Final[Mapping[str, str]] = {
    "arabic": "1",
    "loweralpha": "a",
    "upperalpha": "A",
    "lowerroman": "i",
    "upperroman": "I",
}


def _enumerated_list(writer: Writer, node: nodes.Element) -> list[Code]:
    """Return a numbered list."""
    pattern = _NUMBERINGS.get(node.get("enumtype", ""), "1") + (node.get("suffix") or ".")
    items = [_item(writer, child) for child in _elements(node)]
    start = number(int(node.get("start", 1)))
    numbering = string(pattern if pattern[-1] in ".)" else f"{pattern}.")
    return [call("enum", *items, start=start, numbering=numbering, tight=_tight(node))]


def _tight(node: nodes.Element) -> Code:
    return boolean(value=all(len(item.children) <= 1 for item in _elements(node)))


def _elements(node: nodes.Element) -> list[nodes.Element]:
    return [child for child in node.children if isinstance(child, nodes.Element)]


def _definition_list(writer: Writer, node: nodes.Element) -> list[Code]:
    """Return terms with their meanings."""
    items = []
    for entry in _elements(node):
        terms = [c for c in _elements(entry) if isinstance(c, (nodes.term, nodes.classifier))]
        name = block([code for term in terms for code in _term(writer, term)])
        bodies = [c for c in _elements(entry) if isinstance(c, nodes.definition)]
        with writer.nested():
            body = block([code for child in bodies for code in writer.children(child)])
        items.append(call("terms.item", name, body))
    return [call("terms", *items)]


def _term(writer: Writer, node: nodes.Element) -> list[Code]:
    before = [string(" : ")] if isinstance(node, nodes.classifier) else []
    return [*before, *writer.anchors(node), *writer.children(node)]


def _fields(writer: Writer, node: nodes.Element) -> list[Code]:
    """Return the fields of a list, each with its name."""
    items = [
        call("terms.item", writer.boxed(entry.children[0]), writer.boxed(entry.children[1]))  # type: ignore[arg-type]  # docutils: a name and a body
        for entry in _elements(node)
    ]
    return [call("terms", *items)]


def _literal_block(writer: Writer, node: nodes.Element) -> list[Code]:
    """Return a block of code."""
    return [
        *writer.anchors(node),
        writer.at(node, call("listing", string(breakable(node.astext())))),
    ]


def _captioned(writer: Writer, node: nodes.Element) -> list[Code]:
    """Return a container: a code block with its caption above it."""
    return plain(writer, node)


def _caption(writer: Writer, node: nodes.Element) -> list[Code]:
    """Return a caption outside of a figure."""
    return [writer.at(node, call("label-line", writer.inside(node)))]


def _admonition(kind: str) -> Render:
    """Return a renderer of admonitions of one kind."""

    def render(writer: Writer, node: nodes.Element) -> list[Code]:
        children = _elements(node)
        own = children[0] if children and isinstance(children[0], nodes.title) else None
        title = writer.inside(own) if own else string(writer.context.words(kind))
        rest = (child for child in node.children if child is not own)
        with writer.nested():
            body = block([code for child in rest for code in writer.render(child)])
        return [*writer.anchors(node), writer.at(node, call("admonition", title, body))]

    return render


def _figure(writer: Writer, node: nodes.Element) -> list[Code]:
    """Return a figure with its caption below."""
    words = node.next_node(nodes.caption)
    legend = node.next_node(nodes.legend)
    inner = [
        code
        for child in node.children
        if not isinstance(child, (nodes.caption, nodes.legend))
        for code in writer.render(child)
    ]
    name = f"{writer.docname}#{node['ids'][0]}" if node["ids"] else ""
    label = name if name in writer.context.names.referenced else ""
    named = {"caption": writer.inside(words)} if words is not None else {}
    made = labelled(call("figure", block(inner), kind=Code("image"), **named), label)
    return [writer.at(node, made), *(writer.children(legend) if legend else [])]


def _line_block(writer: Writer, node: nodes.Element) -> list[Code]:
    """Return lines with the line breaks of the source."""
    codes: list[Code] = []
    for line in _elements(node):
        inner = _line_block(writer, line) if isinstance(line, nodes.line_block) else None
        codes.append(call("pad", block(inner), left=Code("1em")) if inner else writer.inside(line))
        codes.append(Code("linebreak()"))
    return [call("par", block(codes[:-1]))]


def _transition(_: Writer, node: nodes.Element) -> list[Code]:
    """Return a rule, unless it is MyST's rule above footnotes, which are at the foot of a page."""
    return [] if "footnotes" in node["classes"] else [Code("transition")]


def _message(writer: Writer, node: nodes.Element) -> list[Code]:
    """Return what Sphinx could not read, in its place."""
    return [call("placeholder", string("[?]"), writer.boxed(node))]


BLOCKS: Final[Mapping[str, Render]] = {
    "section": _section,
    "paragraph": paragraph,
    "compact_paragraph": paragraph,
    "bullet_list": _bullet_list,
    "enumerated_list": _enumerated_list,
    "definition_list": _definition_list,
    "glossary": plain,
    "field_list": _fields,
    "option_list": _fields,
    "docinfo": _fields,
    "literal_block": _literal_block,
    "doctest_block": _literal_block,
    "container": _captioned,
    "compound": plain,
    "only": plain,
    "start_of_file": plain,
    "decoration": plain,
    "caption": _caption,
    "rubric": lambda writer, node: [
        *writer.anchors(node),
        writer.at(node, call("rubric", writer.inside(node))),
    ],
    "title": lambda writer, node: [call("rubric", writer.inside(node))],
    "subtitle": lambda writer, node: [call("rubric", writer.inside(node))],
    "block_quote": lambda writer, node: [call("quote", writer.boxed(node), block=Code("true"))],
    "attribution": lambda writer, node: [call("attribution", writer.inside(node))],
    "epigraph": plain,
    "topic": lambda writer, node: [call("aside", writer.boxed(node))],
    "sidebar": lambda writer, node: [call("aside", writer.boxed(node))],
    "line_block": _line_block,
    "transition": _transition,
    "figure": _figure,
    "image": image,
    "centered": styled("align-center"),
    "hlist": plain,
    "hlistcol": plain,
    "versionmodified": plain,
    "system_message": _message,
    "note": _admonition(noted("Note")),
    "tip": _admonition(noted("Tip")),
    "hint": _admonition(noted("Hint")),
    "important": _admonition(noted("Important")),
    "attention": _admonition(noted("Attention")),
    "caution": _admonition(noted("Caution")),
    "warning": _admonition(noted("Warning")),
    "danger": _admonition(noted("Danger")),
    "error": _admonition(noted("Error")),
    "seealso": _admonition(noted("See also")),
    "admonition": _admonition(""),
    "todo_node": _admonition(noted("Open")),
}
