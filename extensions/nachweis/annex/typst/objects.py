"""Objects: a heading, the text from the tree, and the particulars from the model."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from docutils import nodes

from nachweis.annex.content.nodes import has_changes
from nachweis.annex.content.numbering import LEVEL, NUMBER, heading_text
from nachweis.annex.content.particulars import SETTLED
from nachweis.annex.typst.blocks import heading, is_long, paragraph
from nachweis.annex.typst.code import Code, array, block, call, compared, number, string
from nachweis.annex.typst.facing import beside
from nachweis.annex.typst.writer import Render, Writer
from nachweis.model.items import Item

_HELD: Final = (nodes.paragraph, nodes.bullet_list, nodes.enumerated_list, nodes.table)
_SHORT: Final = 1500
"""Letters of a block that may move to the next page as a whole: about a third of a page."""


def _object(writer: Writer, node: nodes.Element) -> list[Code]:
    item = writer.context.verdict.graph.items[node["item"]]
    old = writer.base_item(node)
    name = f"{writer.docname}#{node['ids'][0]}"
    title = string(heading_text(node[NUMBER], item.title))
    if node.get("changed_heading"):
        title = call("inserted", title)
    content = block([title, *_status(writer, item, old)])
    made = heading(node, content, name)
    bar = node.get("changed_heading")
    head = writer.at(node, call("changed-heading", made, number(node[LEVEL])) if bar else made)
    small, changed = _particulars(writer, item, old)
    if writer.facing is not None:
        return beside(writer, node, str(node[NUMBER]), head, small)
    return [head, *_text(writer, node, small, changed=changed)]


def _text(writer: Writer, node: nodes.Element, small: str, *, changed: bool) -> list[Code]:
    """Return the text of an object with its particulars, which a page break must not part."""
    children = list(node.children)
    codes = [code for child in children[:-1] for code in writer.render(child)]
    last = children[-1] if children else None
    if isinstance(last, nodes.paragraph) and not has_changes(last) and not is_long(last):
        name = "changed-line" if changed else "last-line"
        return [*codes, *paragraph(writer, last, Code(f"{name}({small})"))]
    end = writer.render(last) if last is not None else []
    if end and isinstance(last, _HELD) and len(last.astext()) <= _SHORT:
        end[-1] = call("held-block", end[-1])
    own = Code(f"particulars({small})")
    return [*codes, *end, call("changed", own) if changed else own]


def _status(writer: Writer, item: Item, old: Item | None) -> Iterator[Code]:
    """Yield the status of an object if it is not settled, or changed."""
    status = item.get("status")
    before = old.get("status") if old else status
    word = writer.context.words.word
    chips = [call("chip", string(word(s, "status"))) for s in (before, status)]
    if before != status:
        yield from (string(" "), call("deleted", chips[0]), string(" "), call("inserted", chips[1]))
    elif status not in SETTLED:
        yield from (string(" "), chips[1])


def _particulars(writer: Writer, item: Item, old: Item | None) -> tuple[str, bool]:
    """Return the arguments of Typst's particulars, and whether they have marks of changes."""
    pairs = writer.particulars(item, old)
    shown = [array([string(n), compared(was, text)]) for n, was, text in pairs]
    return f"{array(shown)}, {string(item.id)}", any(was != text for _, was, text in pairs)


def _removed(writer: Writer, node: nodes.Element) -> list[Code]:
    """Return the particulars of an object that only the base of a redline has."""
    pairs = [
        array([string(label), call("deleted", string(text))])
        for label, text, _ in writer.removed_particulars(node)
    ]
    identifier = call("deleted", string(node["item"]))
    return [call("changed", call("particulars", array(pairs), identifier))]


OBJECTS: Final[Mapping[str, Render]] = {"ObjectNode": _object, "RemovedParticulars": _removed}
