"""Changes in tables that the project's data fill: rows and cells with marks."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Sequence
from typing import Final

from nachweis.annex.content.grid import Span, TextCell, TextGrid, spans, text_cell
from nachweis.annex.content.parts import part_grid
from nachweis.annex.content.select import Part
from nachweis.annex.redline.alike import opcodes
from nachweis.annex.redline.base import RedlineBase
from nachweis.annex.redline.marking import spaced
from nachweis.model.annex import TablePart
from nachweis.model.messages import Message
from nachweis.sources.errors import SourceError
from nachweis.trace.redline import Edit, redline

_BLANK: Final = text_cell("")


def mark_grid(new: TextGrid | None, old: TextGrid | None) -> tuple[TextGrid, tuple[Message, ...]]:
    """Return a table with marks of its changes, and what changed.

    :param new: the table; nothing if it was removed
    :param old: the same table of the older state; nothing if it is new
    """
    now, was = new or _without_rows(old), old or _without_rows(new)
    heads, old_heads = ([cell.text for cell in grid.head[0]] for grid in (now, was))
    columns = [*heads, *(text for text in old_heads if text not in heads)]
    new_rows = [_aligned(row, heads, columns) for row in now.rows]
    old_rows = [_aligned(row, old_heads, columns) for row in was.rows]
    rows: list[list[TextCell]] = []
    changed = added = removed = 0
    keys = [_key(row) for row in old_rows], [_key(row) for row in new_rows]
    for kind, a, b, c, d in opcodes(*keys):
        if kind == "equal":
            pairs = [_merged(x, y) for x, y in zip(old_rows[a:b], new_rows[c:d], strict=True)]
            rows += pairs
            changed += sum(row[0].changed for row in pairs)
            continue
        rows += [_barred([_marked(cell, Edit.DELETED) for cell in row]) for row in old_rows[a:b]]
        rows += [_barred([_marked(cell, Edit.INSERTED) for cell in row]) for row in new_rows[c:d]]
        removed += sum(len(row) > 1 for row in old_rows[a:b])
        added += sum(len(row) > 1 for row in new_rows[c:d])
    messages = (
        *([Message("rows changed: {count}", count=changed)] if changed else ()),
        *([Message("rows new: {count}", count=added)] if added else ()),
        *([Message("rows removed: {count}", count=removed)] if removed else ()),
    )
    head = [_head_cell(text, heads, old_heads) for text in columns]
    bands = frozenset(i for i, row in enumerate(rows) if len(row) == 1 < len(columns))
    return dataclasses.replace(now, head=[head], rows=rows, bands=bands), messages


def _without_rows(grid: TextGrid | None) -> TextGrid:
    assert grid is not None  # noqa: S101 - one of the two states has the table
    return dataclasses.replace(grid, rows=[], bands=frozenset())


def _aligned(
    row: Sequence[TextCell], heads: Sequence[str], columns: Sequence[str]
) -> list[TextCell]:
    """Return a row with a cell for each column of both states; a band stays one cell."""
    if len(row) == 1 < len(heads):
        return [dataclasses.replace(row[0], columns=len(columns))]
    cells = dict(zip(heads, row, strict=True))
    return [cells.get(name, _BLANK) for name in columns]


def _key(row: Sequence[TextCell]) -> tuple[str, int]:
    return row[0].text, len(row)


def _head_cell(text: str, heads: Sequence[str], old_heads: Sequence[str]) -> TextCell:
    cell = text_cell(text)
    if text not in heads:
        return _marked(cell, Edit.DELETED)
    return cell if text in old_heads else _marked(cell, Edit.INSERTED)


def _merged(old: Sequence[TextCell], new: Sequence[TextCell]) -> list[TextCell]:
    cells = [_merged_cell(x, y) for x, y in zip(old, new, strict=True)]
    same = all(x.text == y.text for x, y in zip(old, new, strict=True))
    return cells if same else _barred(cells)


def _merged_cell(old: TextCell, new: TextCell) -> TextCell:
    """Return a cell with its old words beside the new ones, if they differ."""
    if old.text == new.text:
        return new
    if old.content == spans(old.text) and new.content == spans(new.text):
        pieces = spaced(redline(old.text, new.text))
        content = tuple(Span(text=piece.text, edit=piece.edit) for piece in pieces)
    else:
        deleted, inserted = _marked(old, Edit.DELETED), _marked(new, Edit.INSERTED)
        content = (*deleted.content, Span(text=" "), *inserted.content)
    return dataclasses.replace(new, content=content, text=f"{old.text} {new.text}")


def _marked(cell: TextCell, edit: Edit) -> TextCell:
    if not cell.text:
        return cell
    content = tuple(dataclasses.replace(span, edit=edit) for span in cell.content)
    return dataclasses.replace(cell, content=content)


def _barred(row: list[TextCell]) -> list[TextCell]:
    return [dataclasses.replace(row[0], changed=True), *row[1:]]


def base_grid(part: TablePart, base: RedlineBase) -> TextGrid | None:
    """Return the table of a part in the older state, if it had one."""
    known = _counterpart(part, base)
    if known is None:
        return None
    try:
        return part_grid(base.context, known)[1]
    except SourceError:  # it was empty
        return None


def removed_grids(parts: Sequence[Part], base: RedlineBase) -> Iterator[tuple[str, TextGrid]]:
    """Yield title and table of each part that only the older state has."""
    kept = [_counterpart(part, base) for part in parts]
    for part in base.draft.contents.parts:
        if isinstance(part, TablePart) and part not in kept:
            yield part_grid(base.context, part)


def _counterpart(part: Part, base: RedlineBase) -> TablePart | None:
    """Return the same part of the older state: the one with its title, else the only one."""
    if not isinstance(part, TablePart):
        return None
    alike = [
        other
        for other in base.draft.contents.parts
        if isinstance(other, TablePart)
        and (getattr(other, "type", ""), type(other)) == (getattr(part, "type", ""), type(part))
    ]
    same = [other for other in alike if other.title == part.title]
    if same or len(alike) == 1:
        return (same or alike)[0]
    return None
