"""Characters that nobody sees, and that make a word another one than the one that is read."""

from __future__ import annotations

import re
from typing import Final

from nachweis.model.patterns import regex
from nachweis.sources.letters import TURNING

WIDTHLESS: Final = (
    "\u00ad\u061c\u180e\u200b\u200c\u200d\u200e\u200f"
    "\u202c\u2060\u2061\u2062\u2063\u2064\u2069\ufeff"
)
"""They show nothing, and take no room."""
_UNSEEN: Final = regex(
    rf"[{WIDTHLESS}{TURNING}]"
    r"|(?<=:)[\u00a0\u2007\u202f]|^[\u00a0\u2007\u202f]+(?=\S)",
    re.MULTILINE,
)


def invisible(block: str, first: int) -> list[tuple[str, int]]:
    """Return the characters in an option block that nobody sees, with their lines.

    Blanks that do not break are ordinary behind a word, but none for the reader of options.

    :param block: the option block
    :param first: line on which it begins
    """
    return [
        (match[0][0], first + block.count("\n", 0, match.start()))
        for match in _UNSEEN.finditer(block)
    ]
