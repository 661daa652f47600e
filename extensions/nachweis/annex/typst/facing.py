"""Two languages side by side: each clause and section beside its translation."""

from __future__ import annotations

from typing import Final

from docutils import nodes

from nachweis.annex.content.nodes import ObjectNode, title_of
from nachweis.annex.content.numbering import LEVEL, heading_text, split_number
from nachweis.annex.content.reading import Reading
from nachweis.annex.content.select import Page
from nachweis.annex.typst.code import Code, block, boolean, call, closed, number, string
from nachweis.annex.typst.writer import Facing, Writer

OWN_ROWS: Final = (nodes.section, ObjectNode)
_WHOLE: Final = 1800
"""Letters of a text that stays on one page with its translation."""


def facing(reading: Reading, page: Page, default: str) -> Facing:
    """Return the translation of a document.

    :param page: the translation
    :param default: language of the project
    """
    tree = reading.trees[page.docname]
    sections: dict[str, nodes.Element] = {}
    for section in tree.findall(nodes.section):
        title = title_of(section)
        sections.setdefault(split_number(title.astext())[0] if title else "", section)
    return Facing(
        docname=page.docname,
        path=page.path,
        language=reading.language(page.docname, default),
        tree=tree,
        sections=sections,
    )


def beside(writer: Writer, node: nodes.Element, name: str, head: Code, small: str = "") -> Code:
    """Return heading and text of a section or an object beside those of its translation.

    What has rows of its own is left out: sections and objects in it.

    :param name: the number of both; empty: the document
    :param head: the heading
    :param small: arguments of the particulars that stand below both
    """
    facing = writer.facing
    other = facing.sections.get(name) if facing else None
    if facing is None or other is None:
        language = facing.language if facing else ""
        what = f"the text in {language!r} has no heading that begins with {name!r}; write it"
        writer.warn(node, what)
        return block([head, *_text(writer, node)])
    facing.used.add(name)
    left = [head, *_text(writer, node)]
    with writer.facing_side(facing):
        right = [_heading(writer, other, node[LEVEL]), *_text(writer, other)]
    short = len(node.astext()) <= _WHOLE or not isinstance(node, ObjectNode)
    return call(
        "beside",
        block(left),
        block(right),
        string(facing.language),
        Code(f"particulars({small})" if small else "none"),
        whole=boolean(value=short and not node.next_node(nodes.table)),
    )


def warn_of_rest(writer: Writer) -> None:
    """Tell which sections of the translation stand beside nothing."""
    facing = writer.facing
    for name in facing.sections.keys() - facing.used if facing else ():
        with writer.facing_side(facing):  # type: ignore[arg-type]  # there are sections
            writer.warn(
                facing.sections[name],  # type: ignore[union-attr]  # there are sections
                f"the text beside has no clause or section {name!r}; write it, or take this out",
            )


def _text(writer: Writer, node: nodes.Element) -> list[Code]:
    with writer.nested():
        return [
            code
            for child in node.children
            if not isinstance(child, (*OWN_ROWS, nodes.title))
            for code in writer.render(child)
        ]


def _heading(writer: Writer, section: nodes.Element, level: int) -> Code:
    title = title_of(section)
    words = heading_text(*split_number(title.astext())) if title else ""
    content = closed(string(words))
    if level == 1:
        content = writer.forced(content)
    no = boolean(value=False)
    return call("heading", content, level=number(level), outlined=no, bookmarked=no)
