"""Tables: those in documents, and the views of the project that documents show."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from itertools import groupby
from typing import Final

from docutils import nodes

from nachweis.annex.content.grid import Cell, Grid, Span, Spans, entry_rows
from nachweis.annex.content.layout import (
    AUDIT,
    LANDSCAPE,
    PORTRAIT,
    column_widths,
    needs_landscape,
    split,
    unhyphenated_columns,
)
from nachweis.annex.content.nodes import title_of
from nachweis.annex.content.spacing import unparted
from nachweis.annex.typst.code import (
    Code,
    array,
    block,
    boolean,
    call,
    closed,
    labelled,
    number,
    string,
)
from nachweis.annex.typst.images import picture
from nachweis.annex.typst.writer import Render, Writer
from nachweis.trace.redline import Edit
from nachweis.views.matrix import SYMBOLS

_SHORT: Final = 8
"""Rows of a table that stays on one page."""
_UNBROKEN: Final = 0.12
"""Lines of a cell up to which its row stays on one page, for each character of a line."""
_BOUNDLESS: Final = 999.0
"""Lines of a cell that nobody can count."""
_CHANGE_BAR: Final = Code("(left: 1.6pt + ink)")


def span_code(spans: Spans) -> Code:
    """Return the content of a cell or a caption."""
    parts: list[Code] = []
    for edit, group in groupby(spans, key=lambda span: span.edit):
        codes = [_span(span) for span in group]
        parts += codes if edit is Edit.SAME else [call(edit, block(codes))]
    return block(parts)


def _span(span: Span) -> Code:
    words = string(span.text if span.code else unparted(span.text))
    if span.lang:
        words = call("text", words, lang=string(span.lang))
    if span.state is not None:
        return call("cell-state", string(span.state), string(SYMBOLS[span.state]), words)
    if span.code:
        words = call("code", words)
    if span.address:
        return call("link", string(span.address), words)
    return call("link", call("label", string(span.label)), words) if span.label else words


def table(grid: Grid[Code], line: int) -> Code:
    """Return a table.

    :param line: characters of a line
    """
    widths = column_widths(grid, line)
    spanned = any(cell.rows > 1 for row in grid.rows for cell in row)
    rows: list[Code] = []
    for index, row in enumerate(grid.rows):
        if index in grid.bands:
            rows += map(_band, row)
        else:
            parted = spanned or _most_lines(row, widths, line) > _UNBROKEN * line
            rows += (_cell(cell, parted=parted) for cell in row)
    length = sum(len(cell.text) for row in grid.rows for cell in row)
    whole = len(grid.rows) <= _SHORT and length <= _SHORT * line
    head = [cell for row in grid.head for cell in row]
    if head and not whole:
        head[0] = dataclasses.replace(head[0], content=block([Code("goes-on"), head[0].content]))
    made = call(
        "grid-table",
        array([Code(f"{width:g}fr") for width in widths]),
        array([_cell(cell) for cell in head]),
        Code("(\n" + "".join(f"{code},\n" for code in rows) + ")"),
        roomy=array([number(column) for column in unhyphenated_columns(grid, widths, line)]),
        heads=number(len(grid.head)),
        small=boolean(value=line == AUDIT),
        whole=boolean(value=whole),
    )
    if grid.caption is None:
        return made
    return labelled(call("captioned", made, closed(grid.caption)), grid.label)


def _most_lines(row: Sequence[Cell[Code]], widths: list[float], line: int) -> float:
    """Estimate how many lines the longest cell has; the height of an image is not known."""
    scale = line / max(sum(widths), 1)
    lines = [0.0]
    column = 0
    for cell in row:
        space = sum(widths[column : column + cell.columns]) * scale
        lines.append(_BOUNDLESS if "picture(" in cell.content else len(cell.text) / space)
        lines.append(cell.content.count("par("))
        column += cell.columns
    return max(lines)


def _cell(cell: Cell[Code], *, parted: bool = False) -> Code:
    """Return a cell.

    :param parted: whether its row may go on on the next page
    """
    named = {"breakable": boolean(value=True)} if parted else {}
    if cell.columns > 1:
        named["colspan"] = number(cell.columns)
    if cell.rows > 1:
        named["rowspan"] = number(cell.rows)
    if cell.changed:
        named["stroke"] = _CHANGE_BAR
    if cell.align:
        named["align"] = Code(f"{cell.align} + top")
    return call("table.cell", cell.content, **named) if named else cell.content


def _band(cell: Cell[Code]) -> Code:
    return call("band", cell.content, number(cell.columns))


def fitted(writer: Writer, grid: Grid[Code], node: nodes.Node) -> list[Code]:
    """Return a table on a portrait page if it fits, else on landscape pages, else in parts.

    :param node: its place in the document
    """
    if not grid.rows and not grid.head:
        return []
    landscape = needs_landscape(grid) and not writer.nesting and not writer.audit
    line = AUDIT if writer.audit else LANDSCAPE if landscape else PORTRAIT
    codes = [writer.at(node, table(part, line)) for part in split(grid, line)]
    if grid.drawing is not None:
        codes.insert(0, picture(writer, grid.drawing))
    return [call("landscape", Code("{" + "; ".join(codes) + "}"))] if landscape else codes


def _written_table(writer: Writer, node: nodes.Element) -> list[Code]:
    title = title_of(node)
    with writer.nested():
        head, rows = (
            entry_rows(node.next_node(part), lambda entry: _entry(writer, entry))
            for part in (nodes.thead, nodes.tbody)
        )
    label = writer.label(node)
    caption = writer.inside(title) if title is not None else None
    grid = Grid(head=head, rows=rows, caption=caption, label=label if caption else "")
    return [*([] if caption else writer.anchors(node)), *fitted(writer, grid, node)]


def _entry(writer: Writer, entry: nodes.entry) -> Code:
    children = entry.children
    alone = len(children) == 1 and isinstance(children[0], nodes.paragraph)
    return writer.inside(children[0] if alone else entry)  # type: ignore[arg-type]  # an element


def _view(writer: Writer, node: nodes.Element) -> list[Code]:
    """Return a view of the project; a redline marks what changed in it."""
    grid, label = writer.marked_view(node)
    if grid is None:
        return writer.unknown(node, f"the view {node['view']}")
    codes = fitted(writer, grid.render(span_code), node)
    language = writer.context.language
    if codes and writer.language != language:  # its words are those of the annex
        codes = [call("in-language", string(language), block(codes))]
    return [*([labelled(Code("anchor"), label)] if label else []), *codes]


TABLES: Final[Mapping[str, Render]] = {"table": _written_table, "ViewNode": _view}
