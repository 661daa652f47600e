"""From a draft to a Word file, for those who comment on it; it holds the same as the PDF."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Final

from nachweis.annex.content.agreement import agreement, signer
from nachweis.annex.content.context import AnnexContext
from nachweis.annex.content.document_control import (
    classification,
    control_lines,
    full_title,
    history_head,
    history_rows,
    page_foot,
    terms,
)
from nachweis.annex.content.draft import Draft
from nachweis.annex.content.edition import Edition
from nachweis.annex.content.grid import text_grid
from nachweis.annex.content.house import logo
from nachweis.annex.content.layout import needs_landscape
from nachweis.annex.content.open_points import open_points
from nachweis.annex.content.parts import part_grid, terms_used
from nachweis.annex.content.select import Page
from nachweis.annex.output import AnnexFile
from nachweis.annex.word.blocks import BLOCKS
from nachweis.annex.word.contents import with_contents
from nachweis.annex.word.convert import converted
from nachweis.annex.word.inline import INLINE
from nachweis.annex.word.pandoc import Element, cell, document, heading, node, strong, table, text
from nachweis.annex.word.tables import TABLES, text_table
from nachweis.annex.word.writer import Render, WordWriter
from nachweis.model.annex import GlossaryPart
from nachweis.sources.errors import Problem, SourceError

_BLOCKS: Final[Mapping[str, Render]] = {**BLOCKS, **TABLES}


def build_docx(draft: Draft, edition: Edition) -> AnnexFile:
    """Build an annex as a Word file.

    :raises SourceError: if pandoc is missing, or the file would name an object that it hides
    """
    context = draft.context
    writer = WordWriter(context, _BLOCKS, INLINE)
    rest = [*_terms(context), *_body(writer, draft)]
    rest += [*_open_points(writer, draft, edition), *_signatures(writer, edition)]
    blocks = with_contents(context.words("Contents"), list(_front(writer, edition)), rest)
    leaks = list(_leaks(draft, json.dumps(blocks)))
    if leaks:
        raise SourceError(leaks)
    whole = document(
        blocks,
        title=text(full_title(context)),
        subtitle=text(context.localized(draft.context.verdict.graph.project.settings.title)),
        lang=text(draft.context.language),
    )
    made = converted(whole, writer.images, edition.date, _running(writer, edition), context.look)
    problems = dict.fromkeys((*draft.reading.problems, *writer.problems))
    return AnnexFile(content=made, problems=tuple(problems))


def _front(writer: WordWriter, edition: Edition) -> Iterator[Element]:
    context, annex = writer.context, writer.context.annex
    yield from _logo(writer)
    for words in (context.localized(annex.part_of), context.localized(annex.subject)):
        if words:
            yield node("Para", text(words))
    parties = [context.verdict.graph.items[party].title for party in annex.parties]
    if len(parties) > 1:
        yield node("Para", text(context.words("between")))
    for party in parties:
        yield node("Para", [strong(text(party))])
    lines = control_lines(context, edition)
    yield _pairs([(k, v if isinstance(v, str) else "; ".join(v)) for k, v in lines])
    if edition.history:
        yield heading(1, "", text(context.words("Change history")))
        history = text_grid(history_head(context), history_rows(context, edition), "")
        yield from text_table(writer, history)


def _logo(writer: WordWriter) -> Iterator[Element]:
    """Yield the logo of the house."""
    context, look = writer.context, writer.context.look
    if not look.logo:
        return
    name, data = logo(context)
    writer.images[name] = data
    width = ["width", f"{look.logo_width}mm"]
    source = [name.replace(".svg", ".png"), ""]
    words = text(context.localized(look.logo_text))
    yield node("Para", [node("Image", ["", [], [width]], words, source)])


def _terms(context: AnnexContext) -> Iterator[Element]:
    """Yield what words mean, with the sentences that make that binding."""
    for number, told in enumerate(terms(context)):
        if not number:
            yield heading(1, "", text(context.words("Terms")))
        if told.intro:
            yield node("Para", text(told.intro))
            yield _meanings(dict(told.meanings))
        if told.governing:
            yield node("Para", text(told.governing))


def _definitions(title: str, meanings: Mapping[str, str]) -> Iterator[Element]:
    if meanings:
        yield heading(1, "", text(title))
        yield _meanings(meanings)


def _meanings(meanings: Mapping[str, str]) -> Element:
    entries = [[text(term), [[node("Para", text(means))]]] for term, means in meanings.items()]
    return node("DefinitionList", entries)


def _pairs(rows: list[tuple[str, str]]) -> Element:
    cells = [
        [cell([node("Para", [strong(text(key))])]), cell([node("Para", text(value))])]
        for key, value in rows
    ]
    return table([], cells, [1, 3], [])


def _body(writer: WordWriter, draft: Draft) -> Iterator[Element]:
    for part in draft.contents.parts:
        if isinstance(part, Page):
            tree = draft.reading.trees[part.docname]
            writer.start(part.docname, part.path, tree)
            yield from writer.all(tree)
        elif isinstance(part, GlossaryPart):
            meanings = terms_used(writer.context, draft.reading)
            yield from _definitions(writer.context.words("Glossary"), meanings)
        else:
            title, grid = part_grid(writer.context, part)
            first, *rest = text_table(writer, grid, title)
            head = heading(1, "", text(title))
            yield from [first, head, *rest] if needs_landscape(grid) else [head, first, *rest]


def _open_points(writer: WordWriter, draft: Draft, edition: Edition) -> Iterator[Element]:
    """Yield what is to be settled before a release."""
    context, _ = writer.context, writer.context.words
    items = context.verdict.graph.project.items
    points = open_points(context, [i for i in items if i.id in draft.contents.chosen])
    if edition.released or not points:
        return
    yield heading(1, "", text(_("Open points")))
    rows = [[str(n), p.where, p.message, p.owner] for n, p in enumerate(points, start=1)]
    caption = _("What is to be settled before a release")
    yield from text_table(
        writer, text_grid([_("No."), _("Where"), _("What"), _("Owner")], rows, ""), caption
    )


def _signatures(writer: WordWriter, edition: Edition) -> Iterator[Element]:
    context = writer.context
    if not context.annex.signatures:
        return
    _ = context.words
    yield heading(1, "", text(_("Signatures")))
    for sentence in agreement(context, edition):
        yield node("Para", text(sentence))
    for signature in context.annex.signatures if edition.released else ():
        party, role, name = signer(context, signature)
        blank = "_" * 40
        lines = [(_("Place, date"), blank), (_("Signature"), blank)]
        yield _pairs([(party, role), *lines, (_("Name in block letters"), name or blank)])


def _running(writer: WordWriter, edition: Edition) -> dict[str, str]:
    """Return the texts of the header and footer by their names in the template."""
    context = writer.context
    _ = context.words
    marks = (classification(context), "" if edition.released else _("Draft").upper())
    return {
        "RUNNING": full_title(context),
        "MARK": "  ·  ".join(filter(None, marks)),
        "FOOT": page_foot(context, edition),
        "PAGE": _("Page"),
        "OF": _("of"),
    }


def _leaks(draft: Draft, written: str) -> Iterator[Problem]:
    """Yield the IDs of objects that the annex must not name, but does."""
    annex = draft.context.annex
    for name in sorted({match[0] for match in draft.leaks(written)}):
        message = f"{annex.name} names {name}, which it leaves out; name it in words"
        yield Problem(place=annex.place, message=message)
