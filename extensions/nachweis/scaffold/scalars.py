"""Texts as YAML scalars and option values: plain if that is safe, else quoted."""

from __future__ import annotations

import json
import re
from typing import Final

_PLAIN: Final = re.compile(r"[^\W\d_](?:(?:[\w /().,;%+–-]|:(?! ))*[\w).;%])?")
_DATE_OR_WORD: Final = re.compile(r"\d{4}-\d\d-\d\d|[A-Z0-9_]{3,}|\d+(?:\.\d+)?")
_SPECIAL: Final = frozenset({"y", "n", "yes", "no", "on", "off", "true", "false", "null"})
"""Plain scalars that YAML 1.1 does not read as text."""


def quote(text: str) -> str:
    """Quote a text in double quotes, on one line.

    :param text: any text
    """
    return json.dumps(" ".join(text.split()), ensure_ascii=False)


def scalar(text: str) -> str:
    """Write a text as a YAML value or the value of an option, quoted only if necessary.

    :param text: any text
    """
    words = " ".join(text.split())
    is_plain = _PLAIN.fullmatch(words) or _DATE_OR_WORD.fullmatch(words)
    return words if is_plain and words.lower() not in _SPECIAL else quote(words)
