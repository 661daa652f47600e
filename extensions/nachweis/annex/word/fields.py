"""Fields of Word: words that the program that lays out the pages works out anew."""

from __future__ import annotations

import html
from typing import Final

_PART: Final = '<w:r><w:fldChar w:fldCharType="{kind}"{more}/></w:r>'
_DIRTY: Final = ' w:dirty="true"'


def begun(instruction: str, *, dirty: bool = False) -> str:
    """Return the beginning of a field, up to its result.

    :param instruction: what Word is to work out
    :param dirty: whether Word has to do so when it opens the file
    """
    code = f'<w:r><w:instrText xml:space="preserve">{_escaped(instruction)}</w:instrText></w:r>'
    return "".join((_part("begin", _DIRTY if dirty else ""), code, _part("separate")))


def ended() -> str:
    """Return the end of a field, after its result."""
    return _part("end")


def field(instruction: str, result: str, *, dirty: bool = False) -> str:
    """Return a field within a line.

    :param result: the words until Word works them out
    """
    return f"{begun(instruction, dirty=dirty)}{run(result) if result else ''}{ended()}"


def run(words: str) -> str:
    """Return words within a line."""
    return f'<w:r><w:t xml:space="preserve">{_escaped(words)}</w:t></w:r>'


def paragraph(style: str, inside: str) -> str:
    """Return a paragraph.

    :param style: ID of its style
    """
    return f'<w:p><w:pPr><w:pStyle w:val="{style}"/></w:pPr>{inside}</w:p>'


def _part(kind: str, more: str = "") -> str:
    return _PART.format(kind=kind, more=more)


def _escaped(words: str) -> str:
    return html.escape(words, quote=False)
