"""Blocks of a document: headings, paragraphs, lists, code, admonitions, figures."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from docutils import nodes

from nachweis.annex.content.nodes import ADMONITIONS, CONTAINERS, elements, title_of
from nachweis.annex.content.numbering import LEVEL, NUMBER, heading_text, split_number
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
from nachweis.annex.typst.facing import beside
from nachweis.annex.typst.images import image
from nachweis.annex.typst.inline import plain, styled
from nachweis.annex.typst.writer import Render, Writer

_DEEPEST: Final = 6
_LONG: Final = 5_000
"""Letters of a paragraph that fills more than a page."""


def _section(writer: Writer, node: nodes.Element) -> list[Code]:
    codes = []
    title = title_of(node)
    if title is not None:
        name = f"{writer.docname}#{node['ids'][0]}" if node["ids"] else ""
        words = _title(writer, node, title)
        words = writer.forced(words) if node[LEVEL] == 1 else words
        codes.append(writer.at(title, heading(node, words, name)))
        if writer.facing is not None:
            return beside(writer, node, split_number(title.astext())[0], codes[0])
    for child in node.children:
        if child is not title:
            codes += writer.render(child)
    return codes


def _title(writer: Writer, node: nodes.Element, title: nodes.Element) -> Code:
    """Return the content of a heading with its number, or the one that its title begins with."""
    if node[NUMBER]:
        return block([string(heading_text(node[NUMBER], "")), *writer.children(title)])
    if len(title.children) == 1 and isinstance(title.children[0], nodes.Text):
        return string(heading_text(*split_number(title.astext())))
    return writer.inside(title)


def heading(node: nodes.Element, content: Code, label: str) -> Code:
    """Return a heading.

    :param node: has the level as an attribute
    """
    level = min(node[LEVEL], _DEEPEST)
    return labelled(call("heading", closed(content), level=number(level)), label)


def paragraph(writer: Writer, node: nodes.Element, end: Code = NONE) -> list[Code]:
    """Return a paragraph.

    :param end: what follows in its last line
    """
    writer.warn_of_formulas(node)
    inside = [*writer.children(node), *([] if end == NONE else [end])]
    anchors = writer.anchors(node)
    if not inside:
        return anchors
    simple = {"linebreaks": string("simple")} if is_long(node) else {}
    made = call("par", block(inside), **simple)
    return [*anchors, writer.at(node, call("held", made) if _introduces(node) else made)]


def is_long(node: nodes.Element) -> bool:
    """Return whether a paragraph is longer than a page, so that its lines are broken one by one.

    To weigh all of them against each other takes Typst several times as long.

    :param node: the paragraph
    """
    return len(node.astext()) > _LONG


def _introduces(node: nodes.Element) -> bool:
    """Return whether a paragraph introduces a table, which has to begin on the same page."""
    following = node.next_node(descend=False, siblings=True)
    return isinstance(following, (nodes.table, nodes.literal_block, nodes.figure))


def _item(writer: Writer, node: nodes.Element) -> Code:
    """Return an item of a list; its first paragraph has no space around it."""
    children = list(node.children)
    first = children[0] if children else None
    own = writer.anchors(node)
    with writer.nested():
        if not isinstance(first, nodes.paragraph):
            return block([*own, *writer.children(node)])
        codes = [*own, *writer.anchors(first), writer.at(first, block(writer.children(first)))]
        return block([*codes, *(code for child in children[1:] for code in writer.render(child))])


def _bullet_list(writer: Writer, node: nodes.Element) -> list[Code]:
    return [call("list", *(_item(writer, n) for n in elements(node)), tight=_tight(node))]


_NUMBERINGS: Final[Mapping[str, str]] = {
    "arabic": "1",
    "loweralpha": "a",
    "upperalpha": "A",
    "lowerroman": "i",
    "upperroman": "I",
}


def _enumerated_list(writer: Writer, node: nodes.Element) -> list[Code]:
    pattern = _NUMBERINGS.get(node.get("enumtype", ""), "1") + (node.get("suffix") or ".")
    items = [_item(writer, child) for child in elements(node)]
    start = number(int(node.get("start", 1)))
    pattern = (node.get("prefix") or "") + (pattern if pattern[-1] in ".)" else f"{pattern}.")
    return [call("enum", *items, start=start, numbering=string(pattern), tight=_tight(node))]


def _tight(node: nodes.Element) -> Code:
    return boolean(
        value=not node.get("loose") and all(len(item.children) <= 1 for item in elements(node))
    )


def _definition_list(writer: Writer, node: nodes.Element) -> list[Code]:
    items = []
    for entry in elements(node):
        terms = [c for c in elements(entry) if isinstance(c, (nodes.term, nodes.classifier))]
        name = block([code for term in terms for code in _term(writer, term)])
        bodies = [c for c in elements(entry) if isinstance(c, nodes.definition)]
        with writer.nested():
            body = block([code for child in bodies for code in writer.children(child)])
        items.append(call("terms.item", name, body))
    return [call("terms", *items)]


def _term(writer: Writer, node: nodes.Element) -> list[Code]:
    before = [string(" : ")] if isinstance(node, nodes.classifier) else []
    return [*before, *writer.anchors(node), *writer.children(node)]


def _fields(writer: Writer, node: nodes.Element) -> list[Code]:
    items = [
        call("terms.item", writer.boxed(entry.children[0]), writer.boxed(entry.children[1]))  # type: ignore[arg-type]  # docutils: a name and a body
        for entry in elements(node)
    ]
    return [call("terms", *items)]


def _literal_block(writer: Writer, node: nodes.Element) -> list[Code]:
    listing = call("listing", string(breakable(node.astext())))
    return [*writer.anchors(node), writer.at(node, listing)]


def _admonition(kind: str) -> Render:
    """Return a renderer of admonitions of one kind."""

    def render(writer: Writer, node: nodes.Element) -> list[Code]:
        own = title_of(node)
        title = writer.inside(own) if own else string(writer.context.words(kind))
        rest = (child for child in node.children if child is not own)
        with writer.nested():
            body = block([code for child in rest for code in writer.render(child)])
        return [*writer.anchors(node), writer.at(node, call("admonition", title, body))]

    return render


def _figure(writer: Writer, node: nodes.Element) -> list[Code]:
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
    for line in elements(node):
        inner = _line_block(writer, line) if isinstance(line, nodes.line_block) else None
        codes.append(call("pad", block(inner), left=Code("1em")) if inner else writer.inside(line))
        codes.append(Code("linebreak()"))
    return [call("par", block(codes[:-1]))]


def _transition(_: Writer, node: nodes.Element) -> list[Code]:
    """Return a rule, unless it is MyST's rule above footnotes, which are at the foot of a page."""
    return [] if "footnotes" in node["classes"] else [Code("transition")]


BLOCKS: Final[Mapping[str, Render]] = {
    "section": _section,
    **dict.fromkeys(("paragraph", "compact_paragraph"), paragraph),
    "bullet_list": _bullet_list,
    "enumerated_list": _enumerated_list,
    "definition_list": _definition_list,
    **dict.fromkeys(("field_list", "option_list", "docinfo"), _fields),
    **dict.fromkeys(("literal_block", "doctest_block"), _literal_block),
    **dict.fromkeys((*CONTAINERS, "epigraph"), plain),
    "caption": lambda writer, node: [writer.at(node, call("label-line", writer.inside(node)))],
    "rubric": lambda writer, node: [
        *writer.anchors(node),
        writer.at(node, call("rubric", writer.inside(node))),
    ],
    **dict.fromkeys(("title", "subtitle"), styled("rubric")),
    "block_quote": lambda writer, node: [call("quote", writer.boxed(node), block=Code("true"))],
    "attribution": styled("attribution"),
    **dict.fromkeys(("topic", "sidebar"), lambda writer, node: [call("aside", writer.boxed(node))]),
    "line_block": _line_block,
    "transition": _transition,
    "figure": _figure,
    "image": image,
    "centered": styled("align-center"),
    "system_message": lambda writer, node: [call("placeholder", string("[?]"), writer.boxed(node))],
    **{kind: _admonition(title) for kind, title in ADMONITIONS.items()},
}
