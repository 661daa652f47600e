"""Abbreviations in texts, and what explains them."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from typing import Final

_ABBREVIATION: Final = re.compile(
    r"(?<![\w/.:#@=`-])(?=(?:[a-zäöü]*[A-ZÄÖÜ]){2})[A-Za-zÄÖÜäöü]{2,6}(?![\w/@=`-])(?!\.\w)"
)
_EXPLAINED: Final = re.compile(r"\(([A-Za-zÄÖÜäöü]{2,6})\)")
_ROMAN: Final = re.compile(r"[IVX]+")
_EVERYDAY: Final = frozenset(
    ("IT", "ID", "IDs", "EUR", "USD", "KB", "MB", "GB", "TB", "AG", "GmbH", "mbH", "eV", "PC", "OK")
)
"""What nobody has to explain."""


def abbreviations(lines: Iterable[str], known: Collection[str]) -> Iterator[tuple[int, str]]:
    """Yield the abbreviations of a document that nobody explains, with their lines from 1.

    :param lines: the lines of a Markdown document; code, options and addresses are left out
    :param known: abbreviations that are explained elsewhere
    """
    code = ""
    for number, line in enumerate(lines, start=1):
        stripped = line.lstrip(" >")
        fence = stripped[:3] if stripped[:3] in ("```", "~~~") else ""
        if fence and code in ("", fence):
            code = "" if code else fence if "{" not in stripped else ""
            continue
        if code or re.match(r":[\w-]+:", stripped):
            continue
        for found in _ABBREVIATION.finditer(line):
            word = found[0]
            plain = word.removesuffix("s") if word[:-1].isupper() else word
            if plain not in known and plain not in _EVERYDAY and not _ROMAN.fullmatch(plain):
                yield number, plain


def names_in(text: str) -> set[str]:
    """Return what may be taken for an abbreviation in titles of a register: names.

    :param text: the YAML of a register
    """
    titles = (line for line in text.splitlines() if line.lstrip(" -{").startswith("title:"))
    return {found[0] for line in titles for found in _ABBREVIATION.finditer(line[6:])}


def explained_in(text: str) -> set[str]:
    """Return the abbreviations that stand in brackets behind what they stand for.

    :param text: a text
    """
    return set(_EXPLAINED.findall(text))
