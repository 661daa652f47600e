"""From a draft to a PDF: write it as Typst, check it, typeset it."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

from nachweis.annex.content.agreement import permalink
from nachweis.annex.content.coverage_data import coverage_data
from nachweis.annex.content.draft import Draft
from nachweis.annex.content.edition import Edition
from nachweis.annex.output import AnnexFile
from nachweis.annex.redline.base import RedlineBase
from nachweis.annex.redline.cover import cover_changes
from nachweis.annex.redline.documents import mark_documents
from nachweis.annex.typst.blocks import BLOCKS
from nachweis.annex.typst.code import Code, string
from nachweis.annex.typst.front import metadata, open_points_table
from nachweis.annex.typst.house import house
from nachweis.annex.typst.inline import INLINE
from nachweis.annex.typst.objects import OBJECTS
from nachweis.annex.typst.parts import CHAPTER_BREAK, PAGE_BREAK, body
from nachweis.annex.typst.signatures import published_code, signature_block
from nachweis.annex.typst.summary import summary
from nachweis.annex.typst.tables import TABLES
from nachweis.annex.typst.typeset import STANDARDS, WITH_DATA, Source, place_at, typeset
from nachweis.annex.typst.writer import Render, Writer
from nachweis.sources.errors import Problem, SourceError

_DIRECTION: Final = re.compile(
    r"\\u\{(202[a-e]|206[6-9])\}|\[U\+(202[A-E]|206[6-9])\]", re.IGNORECASE
)
"""As the writer writes such a character, and as the reader of pages shows it."""
_RENDERERS: Final[Mapping[str, Render]] = {**BLOCKS, **INLINE, **OBJECTS, **TABLES}


def build_pdf(
    draft: Draft,
    edition: Edition,
    folder: Path,
    *,
    embed: bool = False,
    base: RedlineBase | None = None,
) -> AnnexFile:
    """Build an annex as a PDF.

    :param draft: the annex; a redline marks its trees
    :param embed: whether to attach the coverage as JSON
    :param base: the older state that a redline compares with
    :raises SourceError: if it cannot be typeset, or would name an object that it hides
    """
    context = dataclasses.replace(
        draft.context, published="" if base else permalink(draft.context, edition)
    )
    draft = dataclasses.replace(draft, context=context)
    writer = Writer(context, _RENDERERS, base)
    source = _source(writer, draft, edition, embed=embed)
    refused = [*_leaks(draft, source, base), *_turned(source)]
    if refused:
        raise SourceError(refused)
    pdf = typeset(source, folder, WITH_DATA if embed else STANDARDS)
    problems = dict.fromkeys((*draft.reading.problems, *writer.problems))
    return AnnexFile(content=pdf, problems=tuple(problems))


def _source(writer: Writer, draft: Draft, edition: Edition, *, embed: bool) -> Source:
    """Write an annex as a Typst document."""
    context, base = draft.context, writer.redline_base
    parts = body(writer, draft) if base is None else _redline(writer, draft, base, edition)
    if parts[0] in (PAGE_BREAK, CHAPTER_BREAK):
        parts[0] = Code("opening-break")
    if not edition.released and not (base and base.remark):
        items = draft.context.verdict.graph.project.items
        parts += open_points_table(context, [i for i in items if i.id in draft.contents.chosen])
    parts += signature_block(writer, edition)
    tables = any("captioned(" in code for code in parts)
    head = metadata(context, edition, published_code(writer), tables=tables, embedded=embed)
    attached = [Code(f"attached({string(context.words('Coverage'))})")] if embed else []
    lines = ['#import "look.typ": *', f"#annex({head},", "{", *attached, *parts, "})\n"]
    house_code = house(writer)
    return Source(
        house=house_code,
        fonts=context.look.fonts,
        text="\n".join(lines),
        images=writer.images,
        places=writer.places,
        date=edition.date,
        data=coverage_data(draft) if embed else b"",
    )


def _redline(writer: Writer, draft: Draft, base: RedlineBase, edition: Edition) -> list[Code]:
    """Return the parts of an annex with marks of changes, after a summary of them."""
    changes = mark_documents(draft, base.draft)
    parts = body(writer, draft)
    cover = () if base.remark else cover_changes(draft.context, base.context)
    listed = (*cover, *changes, *writer.changes)
    changed = summary(draft.context, listed, base, edition.compared)
    return [PAGE_BREAK, *changed, PAGE_BREAK, *parts]


def _turned(source: Source) -> Iterator[Problem]:
    """Yield where a text has a character that turns its direction: it would be read otherwise."""
    for match in _DIRECTION.finditer(source.text):
        message = (
            f"has the invisible character U+{(match[1] or match[2]).upper()}, "
            "which turns round what a text says; take it out"
        )
        yield Problem(place=place_at(source, match.start()), message=message)


def _leaks(draft: Draft, source: Source, base: RedlineBase | None) -> Iterator[Problem]:
    """Yield where the Typst document has the ID of an object that the annex must not name."""
    old = base.draft.contents.chosen | base.draft.nameable if base else frozenset()
    for match in draft.leaks(source.text, old):
        message = f"names {match[0]}, which the annex leaves out; name it in words"
        yield Problem(place=place_at(source, match.start()), message=message)
