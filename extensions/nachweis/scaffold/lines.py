"""Lines of a text with their line ends, so that an insertion keeps all others."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from typing import Final

_LINE: Final = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+")
_BREAKS: Final = "\r\n"
_ENDS: Final = ("\r\n", "\n", "\r")


def split(text: str) -> list[str]:
    """Split a text into lines, each with its line end.

    :param text: any text
    """
    return _LINE.findall(text)


def plain(lines: Sequence[str]) -> str:
    """Join lines with uniform line ends.

    :param lines: the lines of a text
    """
    return "".join(f"{line.rstrip(_BREAKS)}\n" for line in lines)


def is_blank(line: str) -> bool:
    """Return whether a line is blank."""
    return not line.strip()


def content_end(lines: Sequence[str]) -> int:
    """Count the lines of a text without the blank ones at its end.

    :param lines: the lines of a text
    """
    end = len(lines)
    while end and is_blank(lines[end - 1]):
        end -= 1
    return end


def insert(lines: Sequence[str], position: int, block: Sequence[str]) -> str:
    """Insert a block after a line, with the line ends of the text.

    Whether the text ends with a line end stays as it is.

    :param lines: the lines of the text
    :param position: how many lines come before the block
    :param block: the lines of the block, without ends
    """
    end = _usual_end(lines)
    before, after = list(lines[:position]), list(lines[position:])
    fresh = [f"{line}{end}" for line in block]
    if before and not before[-1].endswith(_ENDS):
        before[-1] += end
        fresh[-1] = block[-1]
    return "".join([*before, *fresh, *after])


def _usual_end(lines: Sequence[str]) -> str:
    counts = Counter(line[len(line.rstrip(_BREAKS)) :] for line in lines)
    del counts[""]
    return counts.most_common(1)[0][0] if counts else "\n"
