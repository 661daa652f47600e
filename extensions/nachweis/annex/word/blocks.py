"""Blocks of a document for Word: one function a kind of node."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from docutils import nodes

from nachweis.annex.content.nodes import ADMONITIONS, CONTAINERS, INVISIBLE, elements, title_of
from nachweis.annex.content.numbering import LEVEL, NUMBER, heading_text, split_number
from nachweis.annex.content.particulars import SETTLED
from nachweis.annex.word.inline import image, raw
from nachweis.annex.word.pandoc import (
    Element,
    attributes,
    heading,
    in_language,
    node,
    strong,
    styled,
    text,
)
from nachweis.annex.word.writer import Render, WordWriter
from nachweis.trace.redline import Edit

_DEEPEST: Final = 6


def _section(writer: WordWriter, section: nodes.Element) -> list[Element]:
    title = title_of(section)
    if title is None:
        return writer.all(section)
    bookmark = writer.bookmark(f"{writer.docname}#{section['ids'][0]}") if section["ids"] else ""
    number = section[NUMBER]
    if number:
        inside = [*text(heading_text(number, "")), *writer.inlines(title)]
    elif len(title.children) == 1 and isinstance(title.children[0], nodes.Text):
        inside = text(heading_text(*split_number(title.astext())))
    else:
        inside = writer.inlines(title)
    found = [heading(min(section[LEVEL], _DEEPEST), bookmark, inside)]
    for child in section.children:
        found += [] if child is title else writer.block(child)
    return found


def _object(writer: WordWriter, part: nodes.Element) -> list[Element]:
    context = writer.context
    item = context.verdict.graph.items[part["item"]]
    old = writer.base_item(part)
    inside = text(heading_text(part[NUMBER], item.title))
    if part.get("changed_heading"):
        inside = writer.edited(Edit.INSERTED, inside)
    was, now = (_status(writer, i.get("status")) for i in (old or item, item))
    inside += writer.compared(was, now)
    small = text(item.id)
    for name, before, value in writer.particulars(item, old):
        small += [*text(f"  ·  {name}: "), *writer.compared(before, value)]
    return [
        heading(min(part[LEVEL], _DEEPEST), item.id, inside),
        *writer.all(part),
        *in_language(context.language, [styled("Particulars", [node("Para", small)])]),
    ]


def _status(writer: WordWriter, status: str) -> str:
    return "" if status in SETTLED else f" ({writer.context.words.word(status, 'status')})"


def _removed(writer: WordWriter, part: nodes.Element) -> list[Element]:
    """Return the particulars of an object that only the base of a redline has."""
    pairs = (f"{name}: {was}" for name, was, _ in writer.removed_particulars(part))
    words = writer.edited(Edit.DELETED, text("  ·  ".join([part["item"], *pairs])))
    return [styled("Particulars", [node("Para", words)])] if writer.redline_base else []


def _paragraph(writer: WordWriter, part: nodes.Element) -> list[Element]:
    writer.warn_of_formulas(part)
    inside = writer.inlines(part)
    return [node("Para", inside)] if inside else []


def _bullets(writer: WordWriter, part: nodes.Element) -> list[Element]:
    return [node("BulletList", [_item(writer, entry) for entry in elements(part)])]


_NUMBERS: Final[Mapping[str, str]] = {
    "arabic": "Decimal",
    "loweralpha": "LowerAlpha",
    "upperalpha": "UpperAlpha",
    "lowerroman": "LowerRoman",
    "upperroman": "UpperRoman",
}


def _numbered(writer: WordWriter, part: nodes.Element) -> list[Element]:
    kind = node(_NUMBERS.get(part.get("enumtype", ""), "Decimal"))
    around = part.get("prefix", "") + part.get("suffix", "")
    end = node({"()": "TwoParens", ")": "OneParen"}.get(around, "Period"))
    items = [_item(writer, entry) for entry in elements(part)]
    return [node("OrderedList", [int(part.get("start", 1)), kind, end], items)]


def _item(writer: WordWriter, entry: nodes.Element) -> list[Element]:
    blocks = writer.all(entry)
    if blocks and blocks[0]["t"] == "Para":
        blocks[0] = node("Plain", blocks[0]["c"])
    return blocks


def _definitions(writer: WordWriter, part: nodes.Element) -> list[Element]:
    entries = []
    for entry in elements(part):
        names = [c for c in elements(entry) if isinstance(c, (nodes.term, nodes.classifier))]
        name: list[Element] = []
        for number, term in enumerate(names):
            name += [*(text(" : ") if number else []), *writer.inlines(term)]
        bodies = [c for c in elements(entry) if isinstance(c, nodes.definition)]
        entries.append([name, [writer.all(body) for body in bodies]])
    return [node("DefinitionList", entries)]


def _fields(writer: WordWriter, part: nodes.Element) -> list[Element]:
    entries = [
        [text(entry.children[0].astext()), [writer.all(elements(entry)[1])]]
        for entry in elements(part)
    ]
    return [node("DefinitionList", entries)]


def _listing(_: WordWriter, part: nodes.Element) -> list[Element]:
    return [node("CodeBlock", attributes(), part.astext())]


def _quote(writer: WordWriter, part: nodes.Element) -> list[Element]:
    return [node("BlockQuote", writer.all(part))]


def _bold(writer: WordWriter, part: nodes.Element) -> list[Element]:
    return [node("Para", [strong(writer.inlines(part))])]


def _admonition(kind: str) -> Render:
    def render(writer: WordWriter, part: nodes.Element) -> list[Element]:
        own = title_of(part)
        title = writer.inlines(own) if own else text(writer.context.words(kind))
        body = [b for child in part.children if child is not own for b in writer.block(child)]
        return [styled("Admonition", [node("Para", [strong(title)]), *body])]

    return render


def _lines(writer: WordWriter, part: nodes.Element, depth: int = 0) -> Iterator[list[Element]]:
    for entry in elements(part):
        if isinstance(entry, nodes.line_block):
            yield from _lines(writer, entry, depth + 1)
        else:
            yield [*text("\u00a0" * 4 * depth), *writer.inlines(entry)]


def _figure(writer: WordWriter, part: nodes.Element) -> list[Element]:
    found: list[Element] = []
    for child in part.children:
        if isinstance(child, nodes.caption):
            found.append(styled("Image Caption", [node("Para", writer.inlines(child))]))
        else:
            found += writer.all(child) if isinstance(child, nodes.legend) else writer.block(child)
    return found


def _image_block(writer: WordWriter, part: nodes.Element) -> list[Element]:
    inside = image(writer, part)
    return [node("Para", inside)] if inside else []


BLOCKS: Final[Mapping[str, Render]] = {
    **dict.fromkeys(INVISIBLE, lambda _, __: []),
    "section": _section,
    "ObjectNode": _object,
    "RemovedParticulars": _removed,
    **dict.fromkeys(("paragraph", "compact_paragraph"), _paragraph),
    "bullet_list": _bullets,
    "enumerated_list": _numbered,
    "definition_list": _definitions,
    **dict.fromkeys(("field_list", "option_list", "docinfo"), _fields),
    **dict.fromkeys(("literal_block", "doctest_block", "math_block"), _listing),
    **dict.fromkeys(("block_quote", "epigraph", "topic", "sidebar"), _quote),
    **dict.fromkeys(("caption", "rubric", "title", "subtitle"), _bold),
    "line_block": lambda writer, part: [node("LineBlock", list(_lines(writer, part)))],
    "transition": lambda _, part: (
        [] if "footnotes" in part["classes"] else [node("HorizontalRule")]
    ),
    "figure": _figure,
    "image": _image_block,
    "raw": raw,
    **dict.fromkeys(
        (*CONTAINERS, "centered", "attribution", "legend", "system_message"), WordWriter.all
    ),
    **{kind: _admonition(title) for kind, title in ADMONITIONS.items()},
}
