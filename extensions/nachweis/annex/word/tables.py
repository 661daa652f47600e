"""Tables for Word; one that is too wide for a portrait page gets landscape pages of its own."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from docutils import nodes

from nachweis.annex.content.grid import Grid, Span, Spans, TextGrid, entry_rows
from nachweis.annex.content.layout import LANDSCAPE, PORTRAIT, column_widths, needs_landscape
from nachweis.annex.content.nodes import title_of
from nachweis.annex.content.views import view_grid
from nachweis.annex.word.pandoc import Element, cell, link, node, table, text
from nachweis.annex.word.writer import Render, WordWriter
from nachweis.views.matrix import SYMBOLS

_WORD_FONTS: Final = 0.8
"""Share of a line's characters that fit with any font of Word."""
PORTRAIT_END: Final = node(
    "RawBlock", "openxml", '<w:p><w:pPr><w:sectPr w:rsidR="UP"/></w:pPr></w:p>'
)
"""Ends a section with portrait pages; they get their size in the finished file."""
LANDSCAPE_END: Final = node(
    "RawBlock", "openxml", '<w:p><w:pPr><w:sectPr w:rsidR="AC"/></w:pPr></w:p>'
)
"""Ends a section with landscape pages."""


def text_table(writer: WordWriter, grid: TextGrid, caption: str = "") -> list[Element]:
    """Return a table that the project's data fill."""
    return _fitted(writer, grid.render(lambda spans: _paragraph(writer, spans)), text(caption))


def _paragraph(writer: WordWriter, spans: Spans) -> list[Element]:
    inlines = [part for span in spans for part in _span(writer, span)]
    return [node("Para", inlines)] if inlines else []


def _span(writer: WordWriter, span: Span) -> list[Element]:
    words = text(f"{SYMBOLS[span.state]}\u00a0{span.text}" if span.state else span.text)
    if span.address:
        return [link(span.address, words)]
    return [link(f"#{writer.bookmark_of(span.label)}", words)] if span.label else words


def _fitted(writer: WordWriter, grid: Grid[list[Element]], caption: list[Element]) -> list[Element]:
    """Return a table; one that is too wide for a portrait page ends the section with it."""
    if not grid.head and not grid.rows:
        return []
    landscape = needs_landscape(grid) and not writer.nesting
    line = int((LANDSCAPE if landscape else PORTRAIT) * _WORD_FONTS)
    head, rows = (
        [[cell(c.content, c.rows, c.columns, c.align) for c in row] for row in part]
        for part in (grid.head, grid.rows)
    )
    made = table(head, rows, column_widths(grid, line), caption)
    return [PORTRAIT_END, made, LANDSCAPE_END] if landscape else [made]


def _written_table(writer: WordWriter, part: nodes.Element) -> list[Element]:
    title = title_of(part)
    head, rows = (
        entry_rows(part.next_node(kind), writer.all) for kind in (nodes.thead, nodes.tbody)
    )
    caption = writer.inlines(title) if title is not None else []
    return _fitted(writer, Grid(head=head, rows=rows), caption)


def _view(writer: WordWriter, part: nodes.Element) -> list[Element]:
    grid = view_grid(writer.context, part)
    return text_table(writer, grid) if grid else writer.block(nodes.paragraph("", part["view"]))


TABLES: Final[Mapping[str, Render]] = {"table": _written_table, "ViewNode": _view}
