"""A table as a value: cells with neutral content, which each format renders in its own way."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Callable, Sequence
from typing import Final, Generic, TypeAlias, TypeVar

from docutils import nodes

from nachweis.annex.content.nodes import has_changes
from nachweis.model.terms import State
from nachweis.trace.redline import Edit
from nachweis.views.table import Drawing

_BLANKS: Final = re.compile(r"\s+")
_ContentT = TypeVar("_ContentT")
_OtherT = TypeVar("_OtherT")


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Span:
    """A run of words in a cell.

    :param state: the coverage state that the words name; its sign stands in front of them
    :param label: the label that the words link to
    :param lang: their language, where it is not that of the annex (ISO 639-1)
    :param address: the address on the web that the words link to
    :param code: whether they are an identifier
    :param edit: whether a redline shows them as inserted or deleted
    """

    text: str
    state: State | None = None
    label: str = ""
    lang: str = ""
    address: str = ""
    code: bool = False
    edit: Edit = Edit.SAME


Spans: TypeAlias = tuple[Span, ...]


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Cell(Generic[_ContentT]):
    """A cell.

    :param text: its words without any format; the widths of columns follow from them
    :param columns: the number of columns that it spans
    :param rows: the number of rows that it spans
    :param changed: whether a change bar stands on its left
    :param align: ``right`` or ``center``; empty: at the beginning of the line
    """

    content: _ContentT
    text: str
    columns: int = 1
    rows: int = 1
    changed: bool = False
    align: str = ""


TextCell: TypeAlias = Cell[Spans]


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Grid(Generic[_ContentT]):
    """A table.

    :param head: rows that are repeated on each page
    :param caption: stands above it; a table without one has no number
    :param label: the label that references lead to
    :param bands: indexes of rows that are headings of those below them
    :param drawing: the same as a picture, which stands above it
    """

    head: Sequence[Sequence[Cell[_ContentT]]]
    rows: Sequence[Sequence[Cell[_ContentT]]]
    caption: _ContentT | None = None
    label: str = ""
    bands: frozenset[int] = frozenset()
    drawing: Drawing | None = None

    @property
    def width(self) -> int:
        """The number of columns."""
        rows = (*self.head, *self.rows)
        return max((sum(cell.columns for cell in row) for row in rows), default=0)

    @property
    def simple(self) -> bool:
        """Whether no cell spans several columns or rows."""
        cells = (cell for row in (*self.head, *self.rows) for cell in row)
        return all(cell.columns == cell.rows == 1 for cell in cells)

    def render(self, content: Callable[[_ContentT], _OtherT]) -> Grid[_OtherT]:
        """Return the table in a format.

        :param content: turns the content of a cell or the caption into that format
        """

        def rendered(rows: Sequence[Sequence[Cell[_ContentT]]]) -> list[list[Cell[_OtherT]]]:
            return [
                [
                    Cell(
                        content=content(cell.content),
                        text=cell.text,
                        columns=cell.columns,
                        rows=cell.rows,
                        changed=cell.changed,
                        align=cell.align,
                    )
                    for cell in row
                ]
                for row in rows
            ]

        return Grid(
            head=rendered(self.head),
            rows=rendered(self.rows),
            caption=None if self.caption is None else content(self.caption),
            label=self.label,
            bands=self.bands,
            drawing=self.drawing,
        )


TextGrid: TypeAlias = Grid[Spans]


def spans(text: str) -> Spans:
    """Return a plain text as the content of a cell."""
    return (Span(text=text),)


def text_cell(text: str) -> TextCell:
    """Return a cell with a plain text."""
    return Cell(content=spans(text), text=text)


def text_grid(head: Sequence[str], rows: Sequence[Sequence[str]]) -> TextGrid:
    """Return a table of plain texts without a caption."""
    return Grid(
        head=[[text_cell(text) for text in head]],
        rows=[[text_cell(text) for text in row] for row in rows],
    )


def _align(entry: nodes.entry) -> str:
    """Return how a cell of Markdown is aligned: ``---:`` becomes a class."""
    return next((name for name in ("right", "center") if f"text-{name}" in entry["classes"]), "")


def entry_rows(
    part: nodes.Element | None, content: Callable[[nodes.entry], _ContentT]
) -> list[list[Cell[_ContentT]]]:
    """Return the rows of a table's head or body in a document.

    :param part: the ``thead`` or ``tbody``, if there is one
    :param content: renders an entry
    """
    return [
        [
            Cell(
                content=content(entry),
                text=_BLANKS.sub(" ", entry.astext()),
                columns=int(entry.get("morecols", 0)) + 1,
                rows=int(entry.get("morerows", 0)) + 1,
                changed=index == 0 and has_changes(row),
                align=_align(entry),
            )
            for index, entry in enumerate(row.children)
            if isinstance(entry, nodes.entry)
        ]
        for row in (part.children if part is not None else ())
        if isinstance(row, nodes.row)
    ]
