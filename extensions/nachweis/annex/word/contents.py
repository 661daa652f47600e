"""The table of contents of a Word file: a field that Word updates, with its entries filled in.

Its page numbers are fields, too, because only the program that lays out the pages knows them.
"""

from __future__ import annotations

import html
from collections.abc import Iterator, Sequence
from typing import Final

from nachweis.annex.word.pandoc import Element, node

_DEPTH: Final = 3
"""Levels of headings that are listed."""
_FIELD: Final = '<w:r><w:fldChar w:fldCharType="{kind}"{more}/></w:r>'
_DIRTY: Final = ' w:dirty="true"'


def with_contents(title: str, front: Sequence[Element], rest: Sequence[Element]) -> list[Element]:
    """Return the blocks of a document with a table of contents.

    :param front: the blocks before it; not listed
    :param rest: the blocks after it; headings without a bookmark get one
    """
    listed = [block for block in rest if block["t"] == "Header" and block["c"][0] <= _DEPTH]
    for number, block in enumerate(listed, start=1):
        block["c"][1][0] = block["c"][1][0] or f"contents_{number}"
    lines = "".join(_lines(title, listed))
    settings = (
        '<w:docPartObj><w:docPartGallery w:val="Table of Contents"/><w:docPartUnique/>'
        "</w:docPartObj>"
    )
    field = f"<w:sdt><w:sdtPr>{settings}</w:sdtPr><w:sdtContent>{lines}</w:sdtContent></w:sdt>"
    return [*front, node("RawBlock", "openxml", field), *rest] if listed else [*front, *rest]


def _lines(title: str, headings: Sequence[Element]) -> Iterator[str]:
    yield _paragraph("TOCHeading", _run(title))
    code = _code(rf' TOC \o "1-{_DEPTH}" \h \z \u ')
    before = "".join((_field("begin", _DIRTY), code, _field("separate")))
    for number, heading in enumerate(headings, start=1):
        level, (mark, *_), inside = heading["c"]
        code = _code(rf" PAGEREF {mark} \h ")
        page = "".join((_field("begin", _DIRTY), code, _field("separate"), _field("end")))
        entry = f"{_run(_words(inside))}<w:r><w:tab/></w:r>{page}"
        link = f'<w:hyperlink w:anchor="{html.escape(mark)}" w:history="1">{entry}</w:hyperlink>'
        after = _field("end") if number == len(headings) else ""
        yield _paragraph(f"TOC{level}", f"{before}{link}{after}")
        before = ""


def _paragraph(style: str, inside: str) -> str:
    return f'<w:p><w:pPr><w:pStyle w:val="{style}"/></w:pPr>{inside}</w:p>'


def _run(words: str) -> str:
    return f'<w:r><w:t xml:space="preserve">{html.escape(words, quote=False)}</w:t></w:r>'


def _field(kind: str, more: str = "") -> str:
    return _FIELD.format(kind=kind, more=more)


def _code(instruction: str) -> str:
    escaped = html.escape(instruction, quote=False)
    return f'<w:r><w:instrText xml:space="preserve">{escaped}</w:instrText></w:r>'


def _words(inside: Sequence[Element]) -> str:
    """Return the words of a heading without formats and footnotes."""
    parts: list[str] = []
    for part in inside:
        kind, content = part["t"], part.get("c", "")
        if kind == "Str":
            parts.append(str(content))
        elif kind in ("Space", "SoftBreak", "LineBreak"):
            parts.append(" ")
        elif kind in ("Code", "Math"):
            parts.append(str(content[1]))
        elif kind in ("Emph", "Strong", "Superscript", "Subscript", "Strikeout", "Underline"):
            parts.append(_words(content))
        elif kind in ("Span", "Link"):
            parts.append(_words(content[1]))
    return "".join(parts)
