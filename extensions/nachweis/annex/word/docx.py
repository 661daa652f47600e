"""From a draft to a Word file, for those who comment on it; it holds the same as the PDF."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence, Set
from typing import Final

from nachweis.annex.content.agreement import agreement, signer, unsigned
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
from nachweis.annex.content.grid import Cell, Grid, Span, TextCell, text_cell, text_grid
from nachweis.annex.content.house import logo
from nachweis.annex.content.layout import needs_landscape
from nachweis.annex.content.open_points import open_points
from nachweis.annex.content.select import Page
from nachweis.annex.output import AnnexFile
from nachweis.annex.redline.base import Change, RedlineBase
from nachweis.annex.redline.cover import cover_changes
from nachweis.annex.redline.documents import mark_documents
from nachweis.annex.redline.writer import Compared, TitledTable, summary_rows
from nachweis.annex.word.blocks import BLOCKS
from nachweis.annex.word.contents import contents, list_of_tables
from nachweis.annex.word.convert import converted
from nachweis.annex.word.inline import INLINE
from nachweis.annex.word.letter import letter_frame
from nachweis.annex.word.pandoc import (
    Element,
    cell,
    document,
    heading,
    in_language,
    node,
    strong,
    table,
    text,
)
from nachweis.annex.word.tables import TABLES, text_table
from nachweis.annex.word.writer import Render, WordWriter
from nachweis.model.annex import GlossaryPart
from nachweis.model.annex_statement import AnnexStatus
from nachweis.model.messages import Message
from nachweis.sources.errors import Problem, SourceError
from nachweis.views.catalogue import alphabetical

_BLOCKS: Final[Mapping[str, Render]] = {**BLOCKS, **TABLES}


def build_docx(draft: Draft, edition: Edition, *, base: RedlineBase | None = None) -> AnnexFile:
    """Build an annex as a Word file.

    :param draft: the annex; a redline marks its trees
    :param base: the older state that a redline compares with; its changes are tracked ones
    :raises SourceError: if pandoc is missing, or the file would name an object that it hides
    """
    context = draft.context
    writer = WordWriter(context, _BLOCKS, INLINE, edition, base)
    changes = mark_documents(draft, base.draft) if base else ()
    body = [*_body(writer, draft)]
    rest = [*_summary(writer, changes, edition), *_terms(context), *body]
    rest += [*_open_points(writer, draft, edition), *_signatures(writer, edition)]
    _ = context.words
    written = json.dumps(
        [
            *_front(writer, edition),
            *contents(_("Contents"), rest),
            *list_of_tables(_("List of tables"), writer.captions),
            *rest,
        ]
    )
    old = base.draft.contents.chosen | base.draft.nameable if base else frozenset()
    leaks = list(_leaks(draft, written, old))
    if leaks:
        raise SourceError(leaks)
    whole = document(
        json.loads(writer.numbered(written)),
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
    part_of, subject = context.localized(annex.part_of), context.localized(annex.subject)
    parties = [context.verdict.graph.items[party].title for party in annex.parties]
    if context.look.letter:
        project = context.localized(context.verdict.graph.project.settings.title)
        yield letter_frame(context.look.sender, parties[1:] or parties, [project, part_of])
        part_of, parties = "", []
    for words in filter(None, (part_of, subject)):
        yield node("Para", text(words))
    if len(parties) > 1:
        yield node("Para", text(context.words("between")))
    for party in parties:
        yield node("Para", [strong(text(party))])
    if told := unsigned(context, edition):
        yield node("Para", text(told))
    lines = control_lines(context, edition)
    yield _pairs([(k, v if isinstance(v, str) else "; ".join(v)) for k, v in lines])
    if edition.history:
        yield heading(1, "", text(context.words("Change history")))
        history = text_grid(history_head(context), history_rows(context, edition))
        yield from text_table(writer, history)


def _summary(writer: WordWriter, changes: Sequence[Change], edition: Edition) -> Iterator[Element]:
    """Yield the summary of a redline: what changed, and where."""
    context, base, _ = writer.context, writer.redline_base, writer.context.words
    if base is None:
        return
    yield heading(1, "", text(_("Changes since %(version)s") % {"version": edition.compared}))
    if base.remark:
        yield node("Para", text(base.remark))
    cover = () if base.remark else cover_changes(context, base.context)
    rows = [*summary_rows(context, (*cover, *changes, *writer.changes))]
    if not rows:
        none = _("Nothing changed in what is compared.") if base.remark else _("Nothing changed.")
        yield node("Para", text(none))
        return
    cells: list[list[TextCell]] = [
        [
            Cell(content=(Span(text=name, label=label),), text=name),
            text_cell(messages),
        ]
        for name, messages, label in rows
    ]
    grid = Grid(head=[[text_cell(_("Where")), text_cell(_("Change"))]], rows=cells)
    yield from text_table(writer, grid)


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


def _meanings(meanings: Mapping[str, str]) -> Element:
    entries = [[text(term), [[node("Para", text(means))]]] for term, means in meanings.items()]
    return node("DefinitionList", entries)


def _pairs(rows: list[tuple[str, str]]) -> Element:
    cells = [
        [cell([node("Para", [strong(text(key))])]), cell([node("Para", text(value))])]
        for key, value in rows
    ]
    return table([], cells, [1, 3])


def _body(writer: WordWriter, draft: Draft) -> Iterator[Element]:
    for part in draft.contents.parts:
        if isinstance(part, Page):
            tree = draft.reading.trees[part.docname]
            own = writer.context.verdict.graph.project.settings.language
            language = draft.reading.language(part.docname, own)
            writer.start(part.docname, part.path, tree, language)
            blocks = writer.all(tree)
            same = language == writer.context.language
            yield from blocks if same else in_language(language, blocks)
            writer.language = writer.context.language
        elif isinstance(part, GlossaryPart):
            yield from _glossary(writer, draft)
        else:
            yield from _titled(writer, writer.part_table(part))
    for removed in writer.removed_tables(draft.contents.parts):
        yield from _titled(writer, removed)


def _titled(writer: WordWriter, titled: TitledTable) -> list[Element]:
    """Return a table with a heading of its own."""
    first, *rest = text_table(writer, titled.grid, titled.title)
    head = heading(1, writer.bookmark_of(titled.label), text(titled.title))
    return [first, head, *rest] if needs_landscape(titled.grid) else [head, first, *rest]


def _glossary(writer: WordWriter, draft: Draft) -> Iterator[Element]:
    terms = writer.terms(draft.reading)
    if not terms:
        return
    label = ""
    title = writer.context.words("Glossary")
    if any(term.old != term.new for term in terms.values()):
        label = writer.add_table_change(title, [Message("text changed")])
    yield heading(1, writer.bookmark_of(label), text(title))
    yield node("DefinitionList", [_term(writer, terms[n]) for n in sorted(terms, key=alphabetical)])


def _term(writer: WordWriter, term: Compared) -> list[object]:
    """Return a term and its meaning with changes marked."""
    name = writer.compared(term.old and term.name, term.new and term.name)
    return [name, [[node("Para", writer.compared(term.old, term.new))]]]


def _open_points(writer: WordWriter, draft: Draft, edition: Edition) -> Iterator[Element]:
    """Yield what is to be settled before a release."""
    context, _ = writer.context, writer.context.words
    if edition.released or (writer.redline_base and writer.redline_base.remark):
        return
    items = context.verdict.graph.project.items
    points = open_points(context, [i for i in items if i.id in draft.contents.chosen])
    if not points:
        return
    yield heading(1, "", text(_("Open points")))
    rows = [[str(n), p.where, p.message, p.owner] for n, p in enumerate(points, start=1)]
    caption = _("What is to be settled before a release")
    head = [_("No."), _("Where"), _("What"), _("Owner")]
    yield from text_table(writer, text_grid(head, rows), caption)


def _signatures(writer: WordWriter, edition: Edition) -> Iterator[Element]:
    context = writer.context
    if not context.annex.signatures or edition.status is not AnnexStatus.RELEASED:
        return
    _ = context.words
    yield heading(1, "", text(_("Signatures")))
    for sentence in agreement(context, edition):
        yield node("Para", text(sentence))
    for signature in context.annex.signatures:
        party, role, name = signer(context, signature)
        blank = "_" * 40
        lines = [(_("Place, date"), blank), (_("Signature"), blank)]
        yield _pairs([(party, role), *lines, (_("Name in block letters"), name or blank)])


def _running(writer: WordWriter, edition: Edition) -> dict[str, str]:
    """Return the texts of the header and footer by their names in the template."""
    context = writer.context
    _ = context.words
    status = edition.status
    word = _("Comparison") if status is AnnexStatus.COMPARISON else _("Draft")
    marks = (classification(context), "" if status is AnnexStatus.RELEASED else word.upper())
    return {
        "RUNNING": full_title(context),
        "MARK": "  ·  ".join(filter(None, marks)),
        "FOOT": page_foot(context, edition),
        "PAGE": _("Page"),
        "OF": _("of"),
    }


def _leaks(draft: Draft, written: str, allowed: Set[str]) -> Iterator[Problem]:
    """Yield the IDs of objects that the annex must not name, but does."""
    annex = draft.context.annex
    for name in sorted({match[0] for match in draft.leaks(written, allowed)}):
        message = f"{annex.name} names {name}, which it leaves out; name it in words"
        yield Problem(place=annex.place, message=message)
