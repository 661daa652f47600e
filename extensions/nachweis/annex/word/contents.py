"""The lists at the front of a Word file: fields that Word updates, with their entries filled in.

Their page numbers are fields, too, because only the program that lays out the pages knows them.
"""

from __future__ import annotations

import html
from collections.abc import Iterator, Sequence
from typing import Final

from nachweis.annex.word.fields import begun, ended, field, paragraph, run
from nachweis.annex.word.pandoc import Element, node, words_of
from nachweis.annex.word.writer import Caption

_DEPTH: Final = 3
"""Levels of headings that are listed."""


def contents(title: str, blocks: Sequence[Element]) -> list[Element]:
    """Return the table of contents of a document.

    :param blocks: those that are listed; headings without a bookmark get one
    """
    listed = [block for block in blocks if block["t"] == "Header" and block["c"][0] <= _DEPTH]
    for number, block in enumerate(listed, start=1):
        block["c"][1][0] = block["c"][1][0] or f"contents_{number}"
    entries = [(f"TOC{b['c'][0]}", b["c"][1][0], words_of(b["c"][2])) for b in listed]
    return _listed("Table of Contents", title, rf' TOC \o "1-{_DEPTH}" \h \z \u ', entries)


def list_of_tables(title: str, captions: Sequence[Caption]) -> list[Element]:
    """Return the list of the numbered tables of a document."""
    entries = [("TableofFigures", caption.mark, caption.words) for caption in captions]
    return _listed("Table of Figures", title, r' TOC \h \z \c "Table" ', entries)


def _listed(
    gallery: str, title: str, instruction: str, entries: Sequence[tuple[str, str, str]]
) -> list[Element]:
    """Return a list as one block; none without entries.

    :param entries: style, bookmark and words of each
    """
    if not entries:
        return []
    lines = "".join(_lines(title, instruction, entries))
    kind = f'<w:docPartObj><w:docPartGallery w:val="{gallery}"/><w:docPartUnique/></w:docPartObj>'
    block = f"<w:sdt><w:sdtPr>{kind}</w:sdtPr><w:sdtContent>{lines}</w:sdtContent></w:sdt>"
    return [node("RawBlock", "openxml", block)]


def _lines(title: str, instruction: str, entries: Sequence[tuple[str, str, str]]) -> Iterator[str]:
    yield paragraph("TOCHeading", run(title))
    before = begun(instruction, dirty=True)
    for number, (style, mark, words) in enumerate(entries, start=1):
        page = field(rf" PAGEREF {mark} \h ", "", dirty=True)
        entry = f"{run(words)}<w:r><w:tab/></w:r>{page}"
        link = f'<w:hyperlink w:anchor="{html.escape(mark)}" w:history="1">{entry}</w:hyperlink>'
        after = ended() if number == len(entries) else ""
        yield paragraph(style, f"{before}{link}{after}")
        before = ""
