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
from nachweis.model.messages import Message

_OWN_ROWS: Final = (nodes.section, ObjectNode)
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


def beside(
    writer: Writer, node: nodes.Element, name: str, head: Code, small: str = ""
) -> list[Code]:
    """Return heading and text of a section or an object beside those of its translation.

    Sections and objects in it follow, each in a row of its own.

    :param name: the number of both; empty: the document
    :param head: the heading
    :param small: arguments of the particulars that stand below both
    """
    translation = writer.facing
    below = Code(f"particulars({small})" if small else "none")
    other = translation.sections.get(name) if translation else None
    if translation is None or other is None:
        language = translation.language if translation else ""
        what = Message(
            "the text in {language!r} has no heading that begins with {name!r}; write it",
            language=language,
            name=name,
        )
        writer.warn(node, what)
        return [head, *_text(writer, node), below, *_following(writer, node)]
    translation.used.add(name)
    left = [head, *_text(writer, node)]
    with writer.facing_side(translation):
        right = [_heading(writer, other, node[LEVEL]), *_text(writer, other)]
    row = call(
        "beside",
        block(left),
        block(right),
        string(translation.language),
        below,
        whole=boolean(value=_is_short(node) and _is_short(other)),
    )
    return [row, *_following(writer, node)]


def warn_of_rest(writer: Writer) -> None:
    """Tell which sections of the translation stand beside nothing."""
    translation = writer.facing
    if translation is None:
        return
    with writer.facing_side(translation):
        for name, section in translation.sections.items():
            if name not in translation.used:
                what = Message(
                    "the text beside has no clause or section {name!r}; write it, or take this out",
                    name=name,
                )
                writer.warn(section, what)


def _own(node: nodes.Element) -> list[nodes.Node]:
    return [c for c in node.children if not isinstance(c, (*_OWN_ROWS, nodes.title))]


def _text(writer: Writer, node: nodes.Element) -> list[Code]:
    with writer.nested():
        return [code for child in _own(node) for code in writer.render(child)]


def _following(writer: Writer, node: nodes.Element) -> list[Code]:
    rows = (child for child in node.children if isinstance(child, _OWN_ROWS))
    return [code for child in rows for code in writer.render(child)]


def _is_short(node: nodes.Element) -> bool:
    """Return whether a text may stay on one page: rows of a table take more than their letters."""
    own = _own(node)
    tables = any(isinstance(child, nodes.table) for child in own)
    return not tables and sum(len(child.astext()) for child in own) <= _WHOLE


def _heading(writer: Writer, section: nodes.Element, level: int) -> Code:
    title = title_of(section)
    words = heading_text(*split_number(title.astext())) if title else ""
    content = closed(string(words))
    if level == 1:
        content = writer.forced(content)
    no = boolean(value=False)
    return call("heading", content, level=number(level), outlined=no, bookmarked=no)
