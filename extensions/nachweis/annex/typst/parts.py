"""The parts of an annex as Typst: documents, matrices, registers, the glossary."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterator, Sequence
from typing import Final

from docutils import nodes

from nachweis.annex.content.coverage_data import selection
from nachweis.annex.content.grid import Grid
from nachweis.annex.content.numbering import typographic
from nachweis.annex.content.reading import Reading
from nachweis.annex.content.select import Page, Piece
from nachweis.annex.content.views import matrix_grid, register_grid
from nachweis.annex.typst.code import Code, block, call, closed, labelled, number, string
from nachweis.annex.typst.tables import laid_out
from nachweis.annex.typst.writer import Writer
from nachweis.model.annex import GlossaryPart, MatrixPart, RegisterPart
from nachweis.model.catalogue import in_language
from nachweis.model.messages import Message
from nachweis.model.objects import TYPE
from nachweis.sources.errors import Problem, SourceError
from nachweis.views.catalogue import alphabetical
from nachweis.views.registers import parse_columns, parse_conditions

BREAK: Final = Code("pagebreak(weak: true)")
OPENING: Final = Code("opening-break")
"""The break before the first part."""


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Earlier:
    """The parts of an older state, and the trees of its documents."""

    pieces: Sequence[Piece]
    reading: Reading


def piece_code(
    writer: Writer, reading: Reading, piece: Piece, before: Earlier | None = None
) -> Iterator[Code]:
    """Yield the code of a part of an annex.

    :param reading: the trees of its documents
    :param piece: the part
    :param before: what a redline is made against
    :raises SourceError: if the part would be empty
    """
    if isinstance(piece, Page):
        settings = reading.settings.get(piece.docname, {})
        language = str(settings.get("lang", "") or writer.verdict.graph.project.settings.language)
        across = settings.get("orientation") == "landscape"
        writer.contained += across
        codes = writer.document(piece.docname, piece.path, reading.trees[piece.docname])
        writer.contained -= across
        body = Code("\n".join([f"set text(lang: {string(language[:2])}, dir: auto)", *codes]))
        if piece.whole or across:
            yield BREAK
        yield call("landscape", Code("{" + body + "}")) if across else Code("{" + body + "}")
    elif isinstance(piece, GlossaryPart):
        yield from _glossary(writer, reading, before)
    else:
        title, grid = grid_piece(writer, piece)
        if writer.older is None or before is None:
            yield from _titled(writer, grid, title)
        else:
            yield from _redlined(writer, grid, grid_before(writer.older, piece, before), title)


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
        message = "matrix: the selection is empty: no requirement meets all of it; ask for less"
        raise SourceError([Problem(place=part.place, message=message)])
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
        (
            typographic(in_language(t.term, writer.language)),
            typographic(in_language(t.meaning, writer.language)),
        )
        for t in writer.verdict.graph.catalogue.glossary
        if any(re.search(rf"\b{re.escape(word.lower())}", text) for word in t.term.values())
    ]
    return sorted(found, key=lambda entry: alphabetical(entry[0]))


def _glossary(writer: Writer, reading: Reading, before: Earlier | None) -> Iterator[Code]:
    found = dict(terms_used(writer, reading))
    was = found
    if writer.older is not None and before is not None:
        known = any(isinstance(piece, GlossaryPart) for piece in before.pieces)
        was = dict(terms_used(writer.older, before.reading)) if known else {}
    names = sorted({*found, *was}, key=alphabetical)
    if not names:
        return
    title = writer.words("Glossary")
    items = [call("terms.item", *_term(name, was.get(name), found.get(name))) for name in names]
    terms = call("terms", *items)
    if found == was:
        yield from (_heading(title), terms)
    else:
        label = writer.note_table(title, [Message("text changed")])
        yield from (_heading(title, label), call("changed", terms))


def _term(name: str, old: str | None, new: str | None) -> tuple[Code, Code]:
    """Return a term with its meaning, changes marked."""
    if old == new:
        return string(name), string(new or "")
    gone = [call("deleted", string(old))] if old else []
    fresh = [call("inserted", string(new))] if new else []
    title = string(name)
    if old is None or new is None:
        title = call("deleted" if new is None else "inserted", title)
    return title, block([*gone, *fresh])


def lost_pieces(
    writer: Writer, older: Writer, pieces: Sequence[Piece], before: Earlier
) -> Iterator[Code]:
    """Yield the tables that the older state had and the new one has not.

    :param pieces: the parts of the new state
    :param before: what the redline is made against
    """
    kept = [_partner(piece, before) for piece in pieces]
    for piece in before.pieces:
        if isinstance(piece, (MatrixPart, RegisterPart)) and piece not in kept:
            title, grid = grid_piece(older, piece)
            yield from _redlined(writer, None, grid, title)


def grid_before(older: Writer, part: MatrixPart | RegisterPart, before: Earlier) -> Grid | None:
    """Return a table as it was, or nothing where there was none."""
    known = _partner(part, before)
    if known is None:
        return None
    try:
        return grid_piece(older, known)[1]
    except SourceError:  # it was empty
        return None


def _partner(part: Piece, before: Earlier) -> MatrixPart | RegisterPart | None:
    """Return the part of the older state that a part was: by its title, else the only one."""
    if not isinstance(part, (MatrixPart, RegisterPart)):
        return None
    alike = [
        piece
        for piece in before.pieces
        if isinstance(piece, (MatrixPart, RegisterPart))
        and (getattr(piece, "type", ""), type(piece)) == (getattr(part, "type", ""), type(part))
    ]
    same = [piece for piece in alike if piece.title == part.title]
    if same or len(alike) == 1:
        return (same or alike)[0]
    return None


def _redlined(writer: Writer, new: Grid | None, old: Grid | None, title: str) -> Iterator[Code]:
    """Yield a table with what changed in it marked."""
    from nachweis.annex.redline.tables import marked

    grid, said = marked(new, old)
    if new is None or old is None:
        said = (Message("removed") if new is None else Message("new"),)
    label = writer.note_table(title, said) if said else ""
    yield from _titled(writer, grid, title, label)


def _titled(writer: Writer, grid: Grid, title: str, label: str = "") -> Iterator[Code]:
    """Yield a table with a heading of its own, on pages across where it needs them."""
    codes = laid_out(writer, grid, nodes.comment())
    across = codes[0].startswith("landscape(")
    inner = Code("\n".join([_heading(title, label), *(c.removeprefix("landscape") for c in codes)]))
    yield BREAK
    yield call("landscape", Code("{" + inner + "}")) if across else inner


def _heading(title: str, label: str = "") -> Code:
    return labelled(call("heading", closed(string(title)), level=number(1)), label)
