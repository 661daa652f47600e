"""Tables for Word; one that is too wide for a portrait page gets landscape pages of its own."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from itertools import groupby
from typing import Final

from docutils import nodes

from nachweis.annex.content.grid import Grid, Span, Spans, TextGrid, entry_rows
from nachweis.annex.content.layout import LANDSCAPE, PORTRAIT, column_widths, needs_landscape
from nachweis.annex.content.nodes import title_of
from nachweis.annex.word.pandoc import Element, cell, in_language, link, node, span, table, text
from nachweis.annex.word.writer import Render, WordWriter
from nachweis.i18n import translator
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
    words, _ = text(caption), writer.context.words
    made = grid.render(lambda spans: _paragraph(writer, spans))
    return _fitted(writer, made, lambda: [writer.caption(words, "", _("Table"))] if words else [])


def _paragraph(writer: WordWriter, spans: Spans) -> list[Element]:
    inlines: list[Element] = []
    for edit, group in groupby(spans, key=lambda span: span.edit):
        inlines += writer.edited(edit, [part for entry in group for part in _span(writer, entry)])
    return [node("Para", inlines)] if inlines else []


def _span(writer: WordWriter, entry: Span) -> list[Element]:
    words = text(f"{SYMBOLS[entry.state]}\u00a0{entry.text}" if entry.state else entry.text)
    if entry.lang:
        words = [span(words, lang=entry.lang)]
    if entry.address:
        return [link(entry.address, words)]
    return [link(f"#{writer.bookmark_of(entry.label)}", words)] if entry.label else words


def _fitted(
    writer: WordWriter, grid: Grid[list[Element]], caption: Callable[[], list[Element]]
) -> list[Element]:
    """Return a table; one that is too wide for a portrait page ends the section with it."""
    if not grid.head and not grid.rows:
        return []
    landscape = needs_landscape(grid) and not writer.nesting
    line = int((LANDSCAPE if landscape else PORTRAIT) * _WORD_FONTS)
    head, rows = (
        [[cell(c.content, c.rows, c.columns, c.align) for c in row] for row in part]
        for part in (grid.head, grid.rows)
    )
    made = [*caption(), table(head, rows, column_widths(grid, line))]
    return [PORTRAIT_END, *made, LANDSCAPE_END] if landscape else made


def _written_table(writer: WordWriter, part: nodes.Element) -> list[Element]:
    title = title_of(part)
    head, rows = (
        entry_rows(part.next_node(kind), writer.all) for kind in (nodes.thead, nodes.tbody)
    )

    def caption() -> list[Element]:
        if title is None:
            return []
        _ = translator(writer.language)
        label = writer.context.names.label(f"{writer.docname}#{part['ids'][0]}")
        return [writer.caption(writer.inlines(title), label, _("Table"))]

    return _fitted(writer, Grid(head=head, rows=rows), caption)


def _view(writer: WordWriter, part: nodes.Element) -> list[Element]:
    grid, _label = writer.marked_view(part)
    if grid is None:
        return writer.block(nodes.paragraph("", part["view"]))
    language = writer.context.language
    made = text_table(writer, grid, "".join(span.text for span in grid.caption or ()))
    return made if writer.language == language else in_language(language, made)


TABLES: Final[Mapping[str, Render]] = {"table": _written_table, "ViewNode": _view}
