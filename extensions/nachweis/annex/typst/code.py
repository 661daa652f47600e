"""Typst in code mode: the one place where text of a writer becomes Typst.

All text from documents goes through :func:`string`; there is no markup that it could break.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final, NewType

Code = NewType("Code", str)
"""An expression of Typst."""

NONE: Final = Code("none")
_SPECIAL: Final = re.compile(
    r'[\\"\x00-\x1f\x7f-\x9f\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]'
)
_ENDLESS: Final = re.compile(r"\w{41,}")
_LEFTWARD: Final = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]")
_SLICE: Final = re.compile(r".{8}")
_PLAIN: Final = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\t": "\\t"}
_FORBIDDEN: Final = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")


def string(text: str) -> Code:
    """Return a text as a string literal, without control characters and surrogates.

    :param text: any text
    """
    kept = _FORBIDDEN.sub("", text)
    return Code('"' + _SPECIAL.sub(_escape, kept) + '"')


def _escape(match: re.Match[str]) -> str:
    return _PLAIN.get(match[0]) or f"\\u{{{ord(match[0]):x}}}"


def breakable(text: str) -> str:
    """Return a text in which words too long for a line may break anywhere.

    :param text: any text
    """
    return _ENDLESS.sub(lambda match: _SLICE.sub("\\g<0>\u200b", match[0]), text)


def closed(content: Code) -> Code:
    """Return content that a number can follow on its right, as in left-to-right text.

    :param content: a title, which may end with Hebrew or Arabic letters
    """
    return block([content, string("\u200e")]) if _LEFTWARD.search(content) else content


def call(name: str, *arguments: Code, **named: Code) -> Code:
    """Return a function call.

    :param name: the function's name, one of ours or of Typst's
    :param arguments: its arguments by position
    :param named: arguments by name; underscores become hyphens
    """
    parts = [*arguments, *(f"{key.replace('_', '-')}: {value}" for key, value in named.items())]
    return Code(f"{name}({', '.join(parts)})")


def block(parts: list[Code]) -> Code:
    """Return several expressions as one block.

    :param parts: the expressions in order
    """
    if len(parts) == 1:
        return parts[0]
    return Code("{" + "; ".join(parts) + "}") if parts else Code("[]")


def array(parts: list[Code]) -> Code:
    """Return an array.

    :param parts: its values
    """
    return Code("(" + "".join(f"{part}, " for part in parts).rstrip(" ") + ")")


def dictionary(values: Mapping[str, Code]) -> Code:
    """Return a dictionary.

    :param values: its values by key
    """
    if not values:
        return Code("(:)")
    return Code("(" + ", ".join(f"{string(k)}: {v}" for k, v in values.items()) + ")")


def number(value: float) -> Code:
    """Return a number.

    :param value: the number
    """
    return Code(f"{value:g}")


def boolean(*, value: bool) -> Code:
    """Return a boolean.

    :param value: its value
    """
    return Code("true" if value else "false")


def labelled(content: Code, name: str) -> Code:
    """Return content with a label; this takes markup, as code has no syntax for labels.

    :param content: the content
    :param name: the label's name
    """
    return Code(f"[#{content}#label({string(name)})]") if name else content
