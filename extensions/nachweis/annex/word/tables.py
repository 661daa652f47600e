"""Tables for Word; one that is too wide for an upright page gets pages across of its own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from docutils import nodes

from nachweis.annex.content.grid import LANDSCAPE, PORTRAIT, Cell, Grid, needs_landscape, widths
from nachweis.annex.typst.code import NONE
from nachweis.annex.word.pandoc import Element, cell, node, table, text
from nachweis.annex.word.writer import BLANKS, Render, WordWriter, elements

_WIDER: Final = 0.8
"""Part of a line's characters that fonts of Word are sure to have room for."""
UPRIGHT: Final = node("RawBlock", "openxml", '<w:p><w:pPr><w:sectPr w:rsidR="UP"/></w:pPr></w:p>')
"""Ends a part with upright pages; the file gets its pages where it is packed."""
ACROSS: Final = node("RawBlock", "openxml", '<w:p><w:pPr><w:sectPr w:rsidR="AC"/></w:pPr></w:p>')
"""Ends a part with pages across."""


def _table(writer: WordWriter, part: nodes.Element) -> list[Element]:
    title = next((c for c in part.children if isinstance(c, nodes.title)), None)
    parts = [part.next_node(kind) for kind in (nodes.thead, nodes.tbody)]
    grids, rows = [], []
    for section in parts:
        entries = [elements(row) for row in elements(section)] if section is not None else []
        grids.append([[_plain(entry) for entry in row] for row in entries])
        rows.append([[_entry(writer, entry) for entry in row] for row in entries])
    grid = Grid(head=grids[0], rows=grids[1])
    return laid_out(writer, grid, rows[0], rows[1], writer.lines(title) if title else [])


def _plain(entry: nodes.Element) -> Cell:
    return Cell(
        content=NONE,
        text=BLANKS.sub(" ", entry.astext()),
        columns=int(entry.get("morecols", 0)) + 1,
        rows=int(entry.get("morerows", 0)) + 1,
    )


def _entry(writer: WordWriter, entry: nodes.Element) -> list[object]:
    plain = _plain(entry)
    return cell(writer.all(entry), plain.rows, plain.columns)


def of_grid(writer: WordWriter, grid: Grid, caption: str) -> list[Element]:
    """Return a view of the project as a table.

    :param grid: the view
    :param caption: stands above it
    """
    head = [[_written(c) for c in row] for row in grid.head]
    rows = [[_written(c) for c in row] for row in grid.rows]
    return laid_out(writer, grid, head, rows, text(caption))


def _written(entry: Cell) -> list[object]:
    return cell([node("Para", text(entry.text))] if entry.text else [], entry.rows, entry.columns)


def laid_out(
    writer: WordWriter,
    grid: Grid,
    head: Sequence[Sequence[list[object]]],
    rows: Sequence[Sequence[list[object]]],
    caption: list[Element],
) -> list[Element]:
    """Return a table; one that is too wide for an upright page has pages across of its own.

    :param grid: says how wide the columns are
    :param head: cells of the rows of its head
    :param rows: all others
    :param caption: stands above it
    """
    if not grid.head and not grid.rows:
        return []
    turned = needs_landscape(grid) and not writer.contained
    room = int((LANDSCAPE if turned else PORTRAIT) * _WIDER)
    made = table(head, rows, widths(grid, room), caption)
    return [UPRIGHT, made, ACROSS] if turned else [made]


def _view(writer: WordWriter, part: nodes.Element) -> list[Element]:
    from nachweis.annex.typst.tables import grid_of

    grid = grid_of(writer, part)
    return of_grid(writer, grid, "") if grid else writer.block(nodes.paragraph("", part["view"]))


TABLES: Final[Mapping[str, Render]] = {"table": _table, "ViewNode": _view}
