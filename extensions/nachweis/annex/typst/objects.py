"""Objects on the pages of an annex: metadata from the model, the text from the tree."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from docutils import nodes

from nachweis.annex.content.numbering import NUMBER, heading_text
from nachweis.annex.content.views import names, value
from nachweis.annex.typst.blocks import heading, paragraph
from nachweis.annex.typst.code import Code, array, block, call, string
from nachweis.annex.typst.writer import Render, Writer, has_changes
from nachweis.model.items import Item
from nachweis.model.kinds import Field
from nachweis.model.objects import TYPE

_SHOWN: Final[Mapping[str, tuple[str, ...]]] = {
    "clause": ("obliges",),
    "section": ("owner",),
    "record": ("kind", "date", "result", "by"),
    "decision": ("kind", "date", "until", "approved_by"),
    "derogation": ("since", "until", "ends_with", "lifted", "approved_by"),
}
"""Fields that stand under the text of an object, by its type."""

_SETTLED: Final = frozenset({"agreed", "approved", ""})
"""Statuses that need not be said: the annex says it of itself."""

_HELD: Final = (nodes.paragraph, nodes.bullet_list, nodes.enumerated_list, nodes.table)
_SHORT: Final = 1500
"""Letters of a block that may go to the next page as a whole: about a third of a page."""


def object_node(writer: Writer, node: nodes.Element) -> list[Code]:
    """Return an object: heading, text, and particulars in small type."""
    item = writer.verdict.graph.items[node["item"]]
    name = f"{writer.docname}#{node['ids'][0]}"
    title = string(heading_text(node[NUMBER], item.title))
    was = writer.older.verdict.graph.items.get(item.id) if writer.older and node["known"] else None
    parts = [call("inserted", title) if node.get("fresh") else title, *_status(writer, item, was)]
    head = writer.at(node, heading(node, block(parts), name))
    small, changed = _small(writer, item, was)
    return [head, *_text(writer, node, small, changed=changed)]


def _text(writer: Writer, node: nodes.Element, small: str, *, changed: bool) -> list[Code]:
    """Return the text of an object with its particulars, which no page break parts from it."""
    children = list(node.children)
    codes = [code for child in children[:-1] for code in writer.render(child)]
    last = children[-1] if children else None
    if isinstance(last, nodes.paragraph) and not has_changes(last):
        name = "changed-line" if changed else "last-line"
        return [*codes, *paragraph(writer, last, Code(f"{name}({small})"))]
    end = writer.render(last) if last is not None else []
    if end and isinstance(last, _HELD) and len(last.astext()) <= _SHORT:
        end[-1] = call("held-block", end[-1])
    own = Code(f"particulars({small})")
    return [*codes, *end, call("changed", own) if changed else own]


def _status(writer: Writer, item: Item, was: Item | None) -> Iterator[Code]:
    """Yield the status of an object where it has to be said, or changed."""
    status = item.get("status")
    before = was.get("status") if was else status
    chips = [call("chip", string(writer.words.word(s, "status"))) for s in (before, status)]
    if before != status:
        yield from (string(" "), call("deleted", chips[0]), string(" "), call("inserted", chips[1]))
    elif status not in _SETTLED:
        yield from (string(" "), chips[1])


def _small(writer: Writer, item: Item, was: Item | None) -> tuple[str, bool]:
    """Return what stands in small type below an object, and whether it has marks of changes."""
    now = {label: text for label, text in particulars(writer, item) if text}
    old = dict(particulars(writer.older, was)) if writer.older and was else now
    labels = [label for label in dict.fromkeys((*now, *old)) if now.get(label) or old.get(label)]
    pairs = [
        array([string(label), _compared(old.get(label, ""), now.get(label, ""))])
        for label in labels
    ]
    same = all(now.get(label, "") == old.get(label, "") for label in labels)
    return f"{array(pairs)}, {string(item.id)}", not same


def _compared(old: str, new: str) -> Code:
    if old == new:
        return string(new)
    gone, fresh = call("deleted", string(old)), call("inserted", string(new))
    return block([*([gone] if old else []), *([fresh] if new else [])])


def particulars(writer: Writer, item: Item) -> Iterator[tuple[str, str]]:
    """Yield what else is to be said of an object, each with its name.

    :param writer: knows project, language and what may be named
    :param item: the object
    """
    kind = TYPE[item.type]
    for name in _SHOWN.get(item.type, ()):
        field = kind.field(name)
        if field is not None:
            yield writer.words(_label(field)), value(writer, item, field)
    for link, targets in item.links.items():
        yield _capital(writer.words.word(link, "link")), ", ".join(names(writer, targets))


def _label(field: Field) -> str:
    return field.label


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def lost(writer: Writer, node: nodes.Element) -> list[Code]:
    """Return the particulars of an object that a redline shows although it is gone."""
    older = writer.older
    if older is None:
        return []
    item = older.verdict.graph.items[node["item"]]
    pairs = [
        array([string(label), call("deleted", string(text))])
        for label, text in particulars(older, item)
        if text
    ]
    return [call("changed", call("particulars", array(pairs), string(item.id)))]


OBJECTS: Final[Mapping[str, Render]] = {"ObjectNode": object_node, "Lost": lost}
