"""The parts of an annex as Typst: documents, matrices, registers, the glossary."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from typing import Final

from docutils import nodes

from nachweis.annex.content.draft import Draft
from nachweis.annex.content.grid import TextGrid
from nachweis.annex.content.parts import part_grid, terms_used
from nachweis.annex.content.select import Page, Part
from nachweis.annex.redline.base import RedlineBase
from nachweis.annex.redline.tables import base_grid, mark_grid, removed_grids
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
    writer.audit = False
    if writer.redline_base is not None:
        writer.force = ""
        for title, grid in removed_grids(draft.contents.parts, writer.redline_base):
            codes += _redlined(writer, None, grid, title)
    return codes


def _part(writer: Writer, draft: Draft, part: Part) -> Iterator[Code]:
    writer.force = writer.context.words(part.force) if part.force else ""
    if isinstance(part, Page):
        yield from _document(writer, draft, part)
    elif isinstance(part, GlossaryPart):
        yield from _glossary(writer, draft)
    else:
        title, grid = part_grid(writer.context, part)
        if writer.redline_base is None:
            yield from _titled(writer, grid, title)
        else:
            yield from _redlined(writer, grid, base_grid(part, writer.redline_base), title)


def _document(writer: Writer, draft: Draft, page: Page) -> Iterator[Code]:
    if page.translates and writer.redline_base is None:
        return
    settings = draft.reading.settings.get(page.docname, {})
    project = draft.context.verdict.graph.project
    language = draft.reading.language(page.docname, project.settings.language)
    landscape = settings.get("orientation") == "landscape"
    tree = draft.reading.trees[page.docname]
    writer.start(page.docname, page.path, tree)
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
    terms = terms_used(writer.context, draft.reading)
    old = terms if writer.redline_base is None else _base_terms(writer.redline_base)
    names = sorted({*terms, *old}, key=alphabetical)
    if not names:
        return
    title = writer.context.words("Glossary")
    items = [call("terms.item", *_term(name, old.get(name), terms.get(name))) for name in names]
    listed = call("terms", *items)
    if terms == old:
        yield from (_heading(writer, title), listed)
    else:
        label = writer.add_table_change(title, [Message("text changed")])
        yield from (_heading(writer, title, label), call("changed", listed))


def _base_terms(base: RedlineBase) -> dict[str, str]:
    if not any(isinstance(part, GlossaryPart) for part in base.draft.contents.parts):
        return {}
    return terms_used(base.context, base.draft.reading)


def _term(name: str, old: str | None, new: str | None) -> tuple[Code, Code]:
    """Return a term and its meaning with changes marked."""
    title = string(name)
    if old is None or new is None:
        title = call("deleted" if new is None else "inserted", title)
    return title, compared(old or "", new or "")


def _redlined(
    writer: Writer, new: TextGrid | None, old: TextGrid | None, title: str
) -> Iterator[Code]:
    """Yield a table with its changes marked."""
    grid, messages = mark_grid(new, old)
    if new is None or old is None:
        messages = (Message("removed") if new is None else Message("new"),)
    label = writer.add_table_change(title, messages) if messages else ""
    yield from _titled(writer, grid, title, label)


def _titled(writer: Writer, grid: TextGrid, title: str, label: str = "") -> Iterator[Code]:
    """Yield a table with a heading of its own, on landscape pages if it needs them."""
    codes = fitted(writer, grid.render(span_code), nodes.comment())
    landscape = codes[0].startswith("landscape(")
    head = _heading(writer, title, label)
    inner = Code("\n".join([head, *(c.removeprefix("landscape") for c in codes)]))
    yield PAGE_BREAK if landscape else PART_BREAK if writer.audit else CHAPTER_BREAK
    yield call("landscape", Code("{" + inner + "}")) if landscape else inner


def _heading(writer: Writer, title: str, label: str = "") -> Code:
    words = writer.forced(closed(string(title)))
    return labelled(call("heading", words, level=number(1)), label)
