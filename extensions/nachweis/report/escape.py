"""Untrusted text, made harmless for Markdown on a git host."""

from __future__ import annotations

import re
from typing import Final

from nachweis.model.messages import Message, Term
from nachweis.model.places import one_line

LONGEST: Final = 300
"""Number of characters of one untrusted text that are shown."""

_WORDS: Final = re.compile(r"[A-Za-zÄÖÜäöüß][A-Za-zÄÖÜäöüß -]*")
_NUMBER: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}|[0-9]{1,6}")
"""A date or a number: nothing that a git host turns into a link (a long one could be a commit)."""
_SPECIAL: Final = re.compile(r"([\\`*_{}\[\]<>#!|~&$])")
_PART: Final = re.compile(
    r"(?<!\w)(?:'(?P<quoted>[^']*)'|„(?P<german>[^“]*)“)(?!\w)|\{(?P<name>\w+)(?P<form>[^{}]*)\}"
)
"""Parts of a template that are not plain words: text to type, in quotes, and fillings."""


def code(text: str) -> str:
    """Write a text as a code span, in which git hosts see no markup, link, mention or issue.

    :param text: untrusted text
    """
    shown = one_line(text).strip()
    if len(shown) > LONGEST:
        shown = shown[: LONGEST - 1] + "…"
    if not shown:
        return "(empty)"
    fence = "`"
    while fence in shown:
        fence += "`"
    space = " " if "`" in (shown[0], shown[-1]) else ""
    return f"{fence}{space}{shown}{space}{fence}"


def literal(text: str) -> str:
    """Escape a text, so that Markdown shows it as it is, on one line.

    :param text: untrusted text
    """
    return _SPECIAL.sub(r"\\\1", one_line(" ".join(text.split())))


def sentence(text: str) -> str:
    """Write a message with its own words as text, and its fillings as code spans.

    :param text: the message; a plain string becomes a code span as a whole
    """
    if not isinstance(text, Message):
        return code(text)
    template = text.template
    said, end = [], 0
    for part in _PART.finditer(template):
        said += [_words(template[end : part.start()]), _part(text, part)]
        end = part.end()
    return "".join((*said, _words(template[end:])))


def _part(text: Message, part: re.Match[str]) -> str:
    if not part["name"]:
        return code((part["quoted"] or part["german"] or "").format(**text.parts))
    value = text.parts[part["name"]]
    if isinstance(value, Message):
        return sentence(value)
    shown = f"{{{part['form']}}}".format(value)
    plain = _WORDS.fullmatch(shown) if isinstance(value, Term) else _NUMBER.fullmatch(shown)
    return shown if plain else code(shown)


def _words(text: str) -> str:
    """Escape a part of a template, so that it is shown literally."""
    return _SPECIAL.sub(r"\\\1", text.replace("{{", "{").replace("}}", "}"))
