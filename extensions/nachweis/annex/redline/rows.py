"""Rows that a table of a document lost: they are put back as rows, with their words struck."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from docutils import nodes

from nachweis.annex.redline.alike import opcodes, similar_pairs
from nachweis.annex.redline.marking import LEAVES, deleted_paragraph, text_of


def put_back_rows(
    new: Sequence[nodes.Element], old: Sequence[nodes.Element]
) -> list[nodes.Element]:
    """Put deleted rows back into the tables of a text, and return the blocks that are left.

    :param new: blocks of the new state, in their order
    :param old: those of the older state
    :returns: those of the older state that are in no row that was put back
    """
    gone: list[nodes.row] = []
    for table, before in _tables(_around(new), _around(old)):
        gone += _put_back(table, before)
    struck = {id(block) for row in gone for block in row.findall(nodes.Element)}
    return [block for block in old if id(block) not in struck]


def _around(blocks: Sequence[nodes.Element]) -> list[nodes.table]:
    """Return the tables that blocks stand in, in their order."""
    found: dict[int, nodes.table] = {}
    for block in blocks:
        parent = block.parent
        while parent is not None and not isinstance(parent, nodes.table):
            parent = parent.parent
        if parent is not None:
            found.setdefault(id(parent), parent)
    return list(found.values())


def _tables(
    new: Sequence[nodes.table], old: Sequence[nodes.table]
) -> Iterator[tuple[nodes.table, nodes.table]]:
    """Yield the tables of both states that have the same columns."""
    heads, old_heads = ([_head(table) for table in tables] for tables in (new, old))
    for kind, a, b, c, d in opcodes(old_heads, heads):
        pairs = zip(new[c:d], old[a:b], strict=True) if kind == "equal" else ()
        yield from (pair for pair in pairs if not any(map(_spans, pair)))


def _head(table: nodes.table) -> str:
    head = table.next_node(nodes.thead)
    return head.astext() if head is not None else str(len(_rows(table)[0].children))


def _rows(table: nodes.table) -> list[nodes.row]:
    body = table.next_node(nodes.tbody)
    rows = body.children if body is not None else ()
    return [row for row in rows if isinstance(row, nodes.row)]


def _spans(table: nodes.table) -> bool:
    """Whether a cell goes over several rows, among which another one cannot be put."""
    return any("morerows" in entry for entry in table.findall(nodes.entry))


def _put_back(table: nodes.table, before: nodes.table) -> Iterator[nodes.row]:
    """Put the deleted rows of a table back, and yield them as they were."""
    rows, old_rows = _rows(table), _rows(before)
    texts, old_texts = ([row.astext() for row in part] for part in (rows, old_rows))
    for kind, a, b, c, d in reversed(opcodes(old_texts, texts)):
        if kind not in ("delete", "replace"):
            continue
        kept = {old: index for index, old in similar_pairs(old_texts[a:b], texts[c:d])}
        place = d
        for offset in range(b - a - 1, -1, -1):
            if offset in kept:
                place = c + kept[offset]
                continue
            yield old_rows[a + offset]
            body = table.next_node(nodes.tbody)
            if body is not None:
                at = body.index(rows[place]) if place < len(rows) else len(body.children)
                body.insert(at, _struck(old_rows[a + offset]))


def _struck(row: nodes.row) -> nodes.row:
    struck = nodes.row()
    for entry in row.findall(nodes.entry):
        kept = {name: entry[name] for name in ("morecols", "classes") if name in entry}
        blocks = [block for block in entry.findall(nodes.Element) if isinstance(block, LEAVES)]
        struck += nodes.entry("", *(deleted_paragraph(text_of(block)) for block in blocks), **kept)
    return struck
