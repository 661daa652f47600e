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
    """Return a text as a string literal, without control characters and surrogates."""
    kept = _FORBIDDEN.sub("", text)
    return Code('"' + _SPECIAL.sub(_escape, kept) + '"')


def _escape(match: re.Match[str]) -> str:
    return _PLAIN.get(match[0]) or f"\\u{{{ord(match[0]):x}}}"


def breakable(text: str) -> str:
    """Return a text in which words too long for a line may break anywhere."""
    return _ENDLESS.sub(lambda match: _SLICE.sub("\\g<0>\u200b", match[0]), text)


def closed(content: Code) -> Code:
    """Return content that a number can follow on its right, as in left-to-right text.

    :param content: a title, which may end with Hebrew or Arabic letters
    """
    return block([content, string("\u200e")]) if _LEFTWARD.search(content) else content


def call(name: str, *arguments: Code, **named: Code) -> Code:
    """Return a function call.

    :param name: the function's name, one of ours or of Typst's
    :param named: arguments by name; underscores become hyphens
    """
    parts = [*arguments, *(f"{key.replace('_', '-')}: {value}" for key, value in named.items())]
    return Code(f"{name}({', '.join(parts)})")


def block(parts: list[Code]) -> Code:
    """Return several expressions as one."""
    if len(parts) == 1:
        return parts[0]
    return Code("{" + "; ".join(parts) + "}") if parts else Code("[]")


def array(parts: list[Code]) -> Code:
    """Return an array."""
    return Code("(" + "".join(f"{part}, " for part in parts).rstrip(" ") + ")")


def dictionary(values: Mapping[str, Code]) -> Code:
    """Return a dictionary."""
    return Code("(" + ", ".join(f"{string(k)}: {v}" for k, v in values.items()) + ")")


def number(value: float) -> Code:
    """Return a number."""
    return Code(f"{value:g}")


def boolean(*, value: bool) -> Code:
    """Return a boolean."""
    return Code("true" if value else "false")


def compared(old: str, new: str) -> Code:
    """Return a text with its old words beside the new ones, if they differ."""
    if old == new:
        return string(new)
    deleted, inserted = call("deleted", string(old)), call("inserted", string(new))
    return block([*([deleted] if old else []), *([inserted] if new else [])])


def labelled(content: Code, name: str) -> Code:
    """Return content with a label; this takes markup, as code has no syntax for labels."""
    return Code(f"[#{content}#label({string(name)})]") if name else content
