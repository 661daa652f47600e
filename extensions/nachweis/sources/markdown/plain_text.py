"""A quick look at a text: whether it is so plain that nobody has to look closer."""

from __future__ import annotations

import re
from typing import Final

LONG: Final = 360
"""Characters from which on a text says more than its title and requirements."""

WHOLE: Final = frozenset(
    {
        *("to do", "todo", "zu tun", "zu erledigen", "tbd", "tba", "tbc", "xx", "xxx", "fixme"),
        *("folgt", "text folgt", "folgt noch", "to follow", "text to follow", "platzhalter"),
        *("placeholder", "to be done", "to be written", "to be defined", "to be determined"),
        *("noch zu schreiben", "noch zu ergänzen", "wird ergänzt", "wird noch ergänzt"),
    }
)
"""What is a placeholder where it stands alone."""
BLANK: Final = re.compile(
    r"\[(?:[^\[\]]*\b(?:einsetzen|einfügen|eintragen|ausfüllen|insert|fill in)\b[^\[\]]*"
    r"|[Nn]ame (?:of|der|des|von) [^\[\]]*)\](?![(\[:])"
    r"|\b(?:by|on|until|from|since|am|bis|vom|ab|seit|zum) \[(?:[Dd]ate|Datum)\](?![(\[:])"
)
"""Brackets of a template whose blank nobody has filled in."""
_SHORT: Final = 24
"""Characters below which a line may be one of them, with what stands around it."""
_AROUND: Final = " \t-*+>#_|.!:0123456789)"

_MARKS: Final = (
    *(("…", "…"), ("X", "X"), ("D", "TBD"), ("D", "DO"), ("", "m ipsum"), ("", "u tun")),
    *(("", "odo"), ("", "o do"), ("", "..."), ("-", "o-do"), ("?", "??"), ("", ".example")),
    *(("_", "___"), ("[", "[ ]"), ("J", "JJJJ"), ("Y", "YYYY"), ("{", "{{"), ("$", "${")),
    *(("!", "! H"), ("M", "Muster"), ("W", "Wortb"), ("ö", "leise Sch"), ("x", "brown fox")),
    *(("<", "<!--"), ("`", "```"), ("~", "~~"), ("%", "\n%")),
    *(("&", "&nbsp;"), ("&", "&#"), ("<", "<br"), ("<", "<s"), ("<", "<S"), ("<", "<d")),
    *(("<", "<D"), (":", ":::"), (":", ":\n-"), (":", ":\n*")),
)
"""What nearly every placeholder and addresses of examples hold; then what a text may have that is
none: comments, code, other objects, points not filled in. Some have a rare sign in them, which is
quicker to look for."""

_CODE: Final = re.compile(r"^```\w*\n(?:(?! {0,3}```).*\n)*```(?:\n|\Z)", re.MULTILINE)


def is_plain(body: str) -> bool:
    """Return whether a text is long, and holds nothing like a placeholder, example or comment.

    That is nearly all texts; a closer look takes twenty times as long.

    :param body: Markdown
    """
    if "```" in body:
        body = _CODE.sub("", body)  # code is no text, so nobody looks for a placeholder in it
    if len(body) <= LONG:
        return False
    for sign, mark in _MARKS:
        if sign in body and mark in body:
            return False
    if "[" in body and BLANK.search(body):
        return False
    for line in body.split("\n"):
        if len(line) < _SHORT and line.strip(_AROUND).casefold() in WHOLE:
            return False
    return True
