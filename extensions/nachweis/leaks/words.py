"""Text as it is compared: words in small letters with one blank between, in whatever format."""

from __future__ import annotations

import functools
import html
import re
from typing import Final

_INVISIBLE: Final = re.compile("[\u00ad\u200b\u200c\u200d\u2060\ufeff]")
_FOREIGN: Final = re.compile(r"[^\x00-\x7f]+")
_LETTERS: Final = bytes(
    ord(chr(code).lower()) if code > 127 or chr(code).isalnum() or code == ord("_") else ord(" ")
    for code in range(128)
) + bytes(range(128, 256))
"""What each byte of UTF-8 becomes: small letters, digits, and blanks for all else of ASCII."""
_INLINE: Final = re.compile(
    r"</?(?:a|abbr|b|bdi|cite|code|del|em|i|ins|mark|q|s|small|span|strong|sub|sup|u|wbr"
    r"|w:r|w:t|w:rPr|tspan)(?:\s[^<>]*)?/?>"
)
_TAG: Final = re.compile(r"<[^<>]*>")
_ESCAPE: Final = re.compile(r"\\u([0-9a-fA-F]{4})")
_ESCAPED: Final = re.compile(r"\\[nrt\"/\\]")
_PERCENT: Final = re.compile(r"%[0-9a-fA-F]{2}(?:%[0-9a-fA-F]{2})*")


def plain(text: str) -> str:
    """Return the words of a text, with a blank at both ends.

    :param text: text, without marks of a format
    """
    if not text.isascii():
        text = _FOREIGN.sub(lambda found: _letters(found[0]), text)
    words = text.encode("utf-8", "replace").translate(_LETTERS).split()
    return f" {b' '.join(words).decode()} "


@functools.lru_cache(maxsize=4096)
def _letters(text: str) -> str:
    bare = _INVISIBLE.sub("", text).casefold()
    return "".join(sign if sign.isalnum() else " " for sign in bare)


def of_markup(text: str) -> str:
    """Return the words that a reader of HTML, XML or SVG sees, without those of its marks.

    :param text: HTML or XML
    """
    return plain(html.unescape(_TAG.sub(" ", _INLINE.sub("", text))))


def of_anything(text: str) -> str:
    """Return all words of a file, those of attributes, addresses and escapes included.

    :param text: any text
    """
    if "\\" in text:
        text = _ESCAPED.sub(" ", _ESCAPE.sub(lambda found: chr(int(found[1], 16)), text))
    if "&" in text:
        text = html.unescape(text)
    if "%" in text:
        text = _PERCENT.sub(
            lambda found: bytes.fromhex(found[0].replace("%", "")).decode("utf-8", "replace"), text
        )
    return plain(text)
