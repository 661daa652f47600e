"""The parts of an annex as Typst: documents, matrices, registers, the glossary."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from docutils import nodes

from nachweis.annex.code import Code, call, number, string
from nachweis.annex.data import selection
from nachweis.annex.grid import Grid
from nachweis.annex.reading import Reading
from nachweis.annex.select import Page, Piece
from nachweis.annex.tables import laid_out
from nachweis.annex.views import matrix_grid, register_grid
from nachweis.annex.writer import Writer
from nachweis.model.annex import GlossaryPart, MatrixPart, RegisterPart
from nachweis.model.catalogue import in_language
from nachweis.model.objects import TYPE
from nachweis.sources.errors import Problem, SourceError
from nachweis.views.registers import parse_columns, parse_conditions

BREAK: Final = Code("pagebreak(weak: true)")


def piece_code(writer: Writer, reading: Reading, piece: Piece) -> Iterator[Code]:
    """Yield the code of a part of an annex.

    :param reading: the trees of its documents
    :param piece: the part
    :raises SourceError: if the part would be empty
    """
    if isinstance(piece, Page):
        settings = reading.settings.get(piece.docname, {})
        language = str(settings.get("lang", "") or writer.verdict.graph.project.settings.language)
        across = settings.get("orientation") == "landscape"
        writer.contained += across
        codes = writer.document(piece.docname, piece.path, reading.trees[piece.docname])
        writer.contained -= across
        body = Code("\n".join([f"set text(lang: {string(language[:2])})", *codes]))
        if piece.whole or across:
            yield BREAK
        yield call("landscape", Code("{" + body + "}")) if across else Code("{" + body + "}")
    elif isinstance(piece, GlossaryPart):
        yield from _glossary(writer, reading)
    else:
        title, grid = grid_piece(writer, piece)
        yield from _titled(writer, grid, title)


def grid_piece(writer: Writer, part: MatrixPart | RegisterPart) -> tuple[str, Grid]:
    """Return the title and the table of a part.

    :raises SourceError: if it would be empty
    """
    return _matrix(writer, part) if isinstance(part, MatrixPart) else _register(writer, part)


def _matrix(writer: Writer, part: MatrixPart) -> tuple[str, Grid]:
    _ = writer.words
    title = in_language(part.title, writer.language) if part.title else _("Coverage")
    hidden = writer.hidden
    writer.hidden = frozenset() if part.names else hidden
    grid = matrix_grid(writer, selection(part), title)
    writer.hidden = hidden
    if not grid.rows:
        raise SourceError([Problem(place=part.place, message="matrix: no requirement is selected")])
    return title, grid


def _register(writer: Writer, part: RegisterPart) -> tuple[str, Grid]:
    kind = TYPE[part.type]
    try:
        conditions = parse_conditions(kind, part.where) if part.where else ()
        columns = parse_columns(kind, ", ".join(part.columns)) if part.columns else ()
    except ValueError as error:
        raise SourceError([Problem(place=part.place, message=f"register: {error}")]) from error
    title = in_language(part.title or kind.plural_title, writer.language)
    grid = register_grid(writer, part.type, title=title, conditions=conditions, columns=columns)
    if not grid.rows:
        message = f"register: the selection is empty: no {part.type} meets it; ask for less"
        raise SourceError([Problem(place=part.place, message=message)])
    return title, grid


def terms_used(writer: Writer, reading: Reading) -> list[tuple[str, str]]:
    """Return the terms of the glossary that the documents use, with their meanings."""
    text = " ".join(tree.astext() for tree in reading.trees.values()).lower()
    found = [
        (in_language(t.term, writer.language), in_language(t.meaning, writer.language))
        for t in writer.verdict.graph.catalogue.glossary
        if any(re.search(rf"\b{re.escape(word.lower())}", text) for word in t.term.values())
    ]
    return sorted(found)


def _glossary(writer: Writer, reading: Reading) -> Iterator[Code]:
    found = terms_used(writer, reading)
    if found:
        _ = writer.words
        yield _heading(_("Glossary"))
        items = [call("terms.item", string(name), string(mean)) for name, mean in found]
        yield call("terms", *items)


def _titled(writer: Writer, grid: Grid, title: str) -> Iterator[Code]:
    """Yield a table with a heading of its own, on pages across where it needs them."""
    codes = laid_out(writer, grid, nodes.comment())
    across = codes[0].startswith("landscape(")
    inner = Code("\n".join([_heading(title), *(c.removeprefix("landscape") for c in codes)]))
    yield BREAK
    yield call("landscape", Code("{" + inner + "}")) if across else inner


def _heading(title: str) -> Code:
    return call("heading", string(title), level=number(1))
