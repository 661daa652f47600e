"""The front matter of a page: YAML between two lines of dashes, before all else."""

from __future__ import annotations

import re
from typing import Final

from nachweis.model.patterns import regex

_BEGIN: Final = regex(r"(-{3,}).*\n")
"""Whatever follows the dashes is ignored."""


def front_matter(text: str) -> str:
    """Return the YAML front matter of a document, or nothing.

    :param text: the whole document
    """
    begin, end = _BEGIN.match(text), _end(text)
    return text[begin.end() : end.start()] if begin and end else ""


def after_front_matter(text: str) -> int:
    """Return where the last line of the front matter ends, or 0 where there is none.

    :param text: the whole document
    """
    return end.end() if (end := _end(text)) else 0


def _end(text: str) -> re.Match[str] | None:
    """Find the line that closes the front matter."""
    if (begin := _BEGIN.match(text)) is None:
        return None
    pattern = rf"^(?: {{0,3}}{begin[1]}-*|\.\.\.)[ \t]*$"
    return re.compile(pattern, re.MULTILINE).search(text, begin.end())
