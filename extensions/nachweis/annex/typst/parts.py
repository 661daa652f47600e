"""The parts of an annex as Typst: documents, matrices, registers, the glossary."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from typing import Final

from docutils import nodes

from nachweis.annex.content.draft import Draft
from nachweis.annex.content.select import Page, Part
from nachweis.annex.redline.writer import Compared, TitledTable
from nachweis.annex.typst.code import Code, call, closed, compared, labelled, number, string
from nachweis.annex.typst.facing import facing, warn_of_rest
from nachweis.annex.typst.tables import fitted, span_code
from nachweis.annex.typst.writer import Writer
from nachweis.model.annex import GlossaryPart
from nachweis.model.messages import Message
from nachweis.views.catalogue import alphabetical

_TEXTS: Final = (Page, GlossaryPart)
PAGE_BREAK: Final = Code("pagebreak(weak: true)")
CHAPTER_BREAK: Final = Code("chapter-break")
PART_BREAK: Final = Code("part-break")


def body(writer: Writer, draft: Draft) -> list[Code]:
    """Return the parts of an annex; a redline ends with the tables that were removed.

    :raises SourceError: if a part would be empty
    """
    codes: list[Code] = []
    for tables, parts in groupby(draft.contents.parts, lambda part: not isinstance(part, _TEXTS)):
        writer.audit = tables and draft.context.annex.audit
        inner = [code for part in parts for code in _part(writer, draft, part)]
        codes += [call("audit-pages", Code("{" + "\n".join(inner) + "}"))] * writer.audit or inner
    writer.audit, writer.force = False, ""
    for table in writer.removed_tables(draft.contents.parts):
        codes += _titled(writer, table)
    return codes


def _part(writer: Writer, draft: Draft, part: Part) -> Iterator[Code]:
    writer.force = writer.context.words(part.force) if part.force else ""
    if isinstance(part, Page):
        yield from _document(writer, draft, part)
    elif isinstance(part, GlossaryPart):
        yield from _glossary(writer, draft)
    else:
        yield from _titled(writer, writer.part_table(part))


def _document(writer: Writer, draft: Draft, page: Page) -> Iterator[Code]:
    if page.translates and writer.redline_base is None:
        return
    settings = draft.reading.settings.get(page.docname, {})
    project = draft.context.verdict.graph.project
    language = draft.reading.language(page.docname, project.settings.language)
    landscape = settings.get("orientation") == "landscape"
    tree = draft.reading.trees[page.docname]
    writer.start(page.docname, page.path, tree, language)
    writer.nesting += landscape  # its pages are turned already
    if page.beside and writer.redline_base is None:
        [other] = (p for p in draft.contents.pages if p.docname == page.beside)
        writer.facing = facing(draft.reading, other, project.settings.language)
    codes = writer.children(tree)
    warn_of_rest(writer)
    writer.facing = None
    writer.nesting -= landscape
    inner = Code("\n".join([f"set text(lang: {string(language)}, dir: auto)", *codes]))
    if page.whole or landscape:
        yield CHAPTER_BREAK if page.whole and not landscape else PAGE_BREAK
    yield call("landscape", Code("{" + inner + "}")) if landscape else Code("{" + inner + "}")


def _glossary(writer: Writer, draft: Draft) -> Iterator[Code]:
    terms = writer.terms(draft.reading)
    if not terms:
        return
    title = writer.context.words("Glossary")
    items = [call("terms.item", *_term(terms[n])) for n in sorted(terms, key=alphabetical)]
    listed = call("terms", *items)
    if all(term.old == term.new for term in terms.values()):
        yield from (_heading(writer, title), listed)
    else:
        label = writer.add_table_change(title, [Message("text changed")])
        yield from (_heading(writer, title, label), call("changed", listed))


def _term(term: Compared) -> tuple[Code, Code]:
    """Return a term and its meaning with changes marked."""
    title = string(term.name)
    if not term.old or not term.new:
        title = call("inserted" if term.new else "deleted", title)
    return title, compared(term.old, term.new)


def _titled(writer: Writer, table: TitledTable) -> Iterator[Code]:
    """Yield a table with a heading of its own, on landscape pages if it needs them."""
    codes = fitted(writer, table.grid.render(span_code), nodes.comment())
    landscape = codes[0].startswith("landscape(")
    head = _heading(writer, table.title, table.label)
    inner = Code("\n".join([head, *(c.removeprefix("landscape") for c in codes)]))
    yield PAGE_BREAK if landscape else PART_BREAK if writer.audit else CHAPTER_BREAK
    yield call("landscape", Code("{" + inner + "}")) if landscape else inner


def _heading(writer: Writer, title: str, label: str = "") -> Code:
    words = writer.forced(closed(string(title)))
    return labelled(call("heading", words, level=number(1)), label)
