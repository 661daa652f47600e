"""The frame of a letter on the first page of a Word file (DIN 5008, form B)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from nachweis.annex.word.fields import run
from nachweis.annex.word.pandoc import Element, node

_TWIPS: Final = 1440 / 25.4
"""Units of Word, twentieths of a point, in a millimetre."""
TEXT: Final = 98.5
"""Millimetres from the upper edge of the page to its text."""
_MARKS: Final = (105.0, 148.5, 210.0)
"""Millimetres from the upper edge to where the page is folded, and punched."""


def letter_frame(sender: str, address: Sequence[str], information: Sequence[str]) -> Element:
    """Return the fields of a letter, which stand at their places on the page.

    :param sender: the line above the address
    :param address: the lines of the address
    :param information: the lines beside it
    """
    parts = [
        *_field((25, 45, 80, 17.7), [sender], size=14),
        *_field((25, 62.7, 80, 27.3), address, size=22),
        *_field((125, 50, 75, 40), information, size=18),
        *(_fold(y) for y in _MARKS),
    ]
    return node("RawBlock", "openxml", "".join(parts))


def twips(millimetres: float) -> int:
    """Return a length in the unit of Word."""
    return round(millimetres * _TWIPS)


def _field(
    box: tuple[float, float, float, float], lines: Sequence[str], size: int
) -> Iterator[str]:
    """Yield the lines of a field.

    :param box: left, top, width and height in millimetres
    :param size: of the type in half points
    """
    for line in filter(None, lines):
        words = run(line).replace("<w:r>", f'<w:r><w:rPr><w:sz w:val="{size}"/></w:rPr>')
        yield f"<w:p><w:pPr>{_frame(*box)}</w:pPr>{words}</w:p>"


def _fold(top: float) -> str:
    border = '<w:pBdr><w:top w:val="single" w:sz="4" w:space="0" w:color="808080"/></w:pBdr>'
    return f"<w:p><w:pPr>{_frame(5, top, 4, 2)}{border}</w:pPr></w:p>"


def _frame(left: float, top: float, width: float, height: float) -> str:
    x, y, w, h = map(twips, (left, top, width, height))
    return (
        f'<w:framePr w:w="{w}" w:h="{h}" w:hRule="exact" w:wrap="around" w:vAnchor="page" '
        f'w:hAnchor="page" w:x="{x}" w:y="{y}"/>'
    )
