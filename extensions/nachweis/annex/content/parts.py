"""The parts of an annex that the project's data fill: matrices, registers, the glossary."""

from __future__ import annotations

import dataclasses
import re

from nachweis.annex.content.context import AnnexContext
from nachweis.annex.content.grid import TextGrid
from nachweis.annex.content.numbering import typographic
from nachweis.annex.content.reading import Reading
from nachweis.annex.content.views import declared_grid, matrix_grid, matrix_selection, register_grid
from nachweis.model.annex import MatrixPart, RegisterPart, TablePart, ViewPart
from nachweis.model.messages import Message, Term, said_by
from nachweis.model.objects import TYPE
from nachweis.sources.files import problem
from nachweis.views.catalogue import alphabetical
from nachweis.views.declared import VIEWS
from nachweis.views.registers import parse_columns, parse_conditions


def part_grid(context: AnnexContext, part: TablePart) -> tuple[str, TextGrid]:
    """Return the title and the table of a part.

    :param part: as it is declared
    :raises SourceError: if the table would be empty
    """
    if isinstance(part, ViewPart):
        known = [view.name for view in VIEWS.values() if view.annex]
        if part.name not in known:
            message = Message(
                "view: annexes have no view {name!r}; there are: {known}",
                name=part.name,
                known=", ".join(known),
            )
            raise problem(part.place, message)
        title = context.localized(part.title or VIEWS[part.name].title)
        if part.names:
            context = dataclasses.replace(context, hidden=frozenset())
        options = {"measure": part.measures}
        return title, declared_grid(context, VIEWS[part.name], title, part.place, options)
    return _matrix(context, part) if isinstance(part, MatrixPart) else _register(context, part)


def _matrix(context: AnnexContext, part: MatrixPart) -> tuple[str, TextGrid]:
    title = context.localized(part.title) or context.words("Coverage")
    if part.names:
        context = dataclasses.replace(context, hidden=frozenset())
    grid = matrix_grid(context, matrix_selection(part), title)
    if not grid.rows:
        message = Message(
            "matrix: the selection is empty: no requirement meets all of it; ask for less"
        )
        raise problem(part.place, message)
    return title, grid


def _register(context: AnnexContext, part: RegisterPart) -> tuple[str, TextGrid]:
    kind = TYPE[part.type]
    try:
        conditions = parse_conditions(kind, part.where) if part.where else ()
        columns = parse_columns(kind, ", ".join(part.columns)) if part.columns else ()
    except ValueError as error:
        raise problem(part.place, Message("register: {error}", error=said_by(error))) from error
    title = context.localized(part.title or kind.plural_title)
    grid = register_grid(context, part.type, title=title, conditions=conditions, columns=columns)
    if not grid.rows:
        message = Message(
            "register: the selection is empty: no {type} meets it; ask for less",
            type=Term(part.type),
        )
        raise problem(part.place, message)
    return title, grid


def terms_used(context: AnnexContext, reading: Reading) -> dict[str, str]:
    """Return the meanings of the glossary's terms that the documents use, sorted by term."""
    text = " ".join(tree.astext() for tree in reading.trees.values()).lower()
    found = [
        (typographic(context.localized(t.term)), typographic(context.localized(t.meaning)))
        for t in context.verdict.graph.catalogue.glossary
        if any(re.search(rf"\b{re.escape(word.lower())}", text) for word in t.term.values())
    ]
    return dict(sorted(found, key=lambda entry: alphabetical(entry[0])))
