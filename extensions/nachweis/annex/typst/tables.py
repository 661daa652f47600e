"""Tables that a writer made, and the views of the project that a document shows."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from docutils import nodes

from nachweis.annex.content.grid import (
    LANDSCAPE,
    PORTRAIT,
    Cell,
    Grid,
    needs_landscape,
    split,
    table,
)
from nachweis.annex.content.views import matrix_grid, register_grid
from nachweis.annex.typst.code import Code, call, labelled, string
from nachweis.annex.typst.writer import Render, Writer, has_changes
from nachweis.model.terms import Party, Phase, ProofKind, State
from nachweis.views.matrix import Selection

_BLANKS: Final = re.compile(r"\s+")


def written_table(writer: Writer, node: nodes.Element) -> list[Code]:
    """Return a table of a document."""
    title = next((c for c in node.children if isinstance(c, nodes.title)), None)
    writer.contained += 1
    head = list(_rows(writer, node.next_node(nodes.thead)))
    rows = list(_rows(writer, node.next_node(nodes.tbody)))
    writer.contained -= 1
    label = writer.wanted(node)
    caption = writer.inside(title) if title is not None else None
    grid = Grid(head=head, rows=rows, caption=caption, label=label if caption else "")
    anchors = [] if caption else writer.anchors(node)
    return [*anchors, *laid_out(writer, grid, node)]


def laid_out(writer: Writer, grid: Grid, node: nodes.Node) -> list[Code]:
    """Return a table upright where it fits, else across, else in several parts.

    :param writer: the writer
    :param grid: the table
    :param node: where it stands
    """
    if not grid.rows and not grid.head:
        return []
    across = needs_landscape(grid) and not writer.contained
    room = LANDSCAPE if across else PORTRAIT
    codes = [writer.at(node, table(part, room)) for part in split(grid, room)]
    if across:
        return [call("landscape", Code("{" + "; ".join(codes) + "}"))]
    return codes


def _rows(writer: Writer, part: nodes.Element | None) -> Iterator[list[Cell]]:
    for row in part.children if part is not None else ():
        assert isinstance(row, nodes.Element)  # noqa: S101 - docutils: a row
        cells = [_cell(writer, entry) for entry in row.children if isinstance(entry, nodes.entry)]
        if cells and writer.older is not None and has_changes(row):
            cells[0] = dataclasses.replace(cells[0], barred=True)
        yield cells


def _cell(writer: Writer, entry: nodes.entry) -> Cell:
    children = entry.children
    alone = len(children) == 1 and isinstance(children[0], nodes.paragraph)
    content = writer.inside(children[0] if alone else entry)  # type: ignore[arg-type]  # an element
    return Cell(
        content=content,
        text=_BLANKS.sub(" ", entry.astext()),
        columns=int(entry.get("morecols", 0)) + 1,
        rows=int(entry.get("morerows", 0)) + 1,
    )


def view(writer: Writer, node: nodes.Element) -> list[Code]:
    """Return a view that a directive asks for."""
    if writer.older is not None:
        return _redlined(writer, writer.older, node)
    grid = grid_of(writer, node)
    if grid is None:
        return writer.unknown(node, f"the view {node['view']}")
    return laid_out(writer, grid, node)


def _redlined(writer: Writer, older: Writer, node: nodes.Element) -> list[Code]:
    """Return a view with what changed in it marked."""
    from nachweis.annex.redline.tables import marked

    before = node if node.get("gone") else node.get("before")
    new = None if node.get("gone") else grid_of(writer, node)
    old = grid_of(older, before) if before is not None else None
    if new is None and old is None:
        return writer.unknown(node, f"the view {node['view']}")
    grid, said = marked(new, old)
    if not said:
        return laid_out(writer, grid, node)
    label = writer.note_table(str(node["options"].get("title", "")) or node["view"], said)
    return [labelled(Code("anchor"), label), *laid_out(writer, grid, node)]


def grid_of(writer: Writer, node: nodes.Element) -> Grid | None:
    """Return the table of a view, or nothing where there is no such view.

    :param writer: knows project, language and what may be named
    :param node: what the directive left
    """
    options: Mapping[str, Any] = node["options"]
    if node["view"] == "matrix":
        selection = view_selection(options)
        title = options.get("title") or writer.words("Coverage")
        return matrix_grid(writer, selection, title)
    if node["view"] == "register":
        return register_grid(
            writer,
            options["type"],
            title=options["title"],
            conditions=options["conditions"],
            columns=options["columns"],
        )
    return None


def view_selection(options: Mapping[str, Any]) -> Selection:
    """Return the cells that a matrix in a document shows.

    :param options: those of its directive
    """
    return Selection(
        phases=frozenset(Phase(p) for p in options.get("phase", ())),
        measures=frozenset(options.get("measure", ())),
        parties=frozenset(Party(p) for p in options.get("party", ())),
        states=frozenset(State(s) for s in options.get("state", ())),
        kinds=frozenset(ProofKind(k) for k in options.get("kind", ())),
    )


def plain_grid(head: Sequence[str], rows: Sequence[Sequence[str]], caption: str) -> Grid:
    """Return a table of plain texts.

    :param head: headings of its columns
    :param rows: its cells
    :param caption: what stands above it
    """
    return Grid(
        head=[[Cell(content=string(text), text=text) for text in head]],
        rows=[[Cell(content=string(text), text=text) for text in row] for row in rows],
        caption=string(caption),
    )


TABLES: Final[Mapping[str, Render]] = {"table": written_table, "ViewNode": view}
