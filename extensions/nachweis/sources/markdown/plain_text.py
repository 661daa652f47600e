"""A quick look at a text: whether it is so plain that nobody has to look closer."""

from __future__ import annotations

from typing import Final

from nachweis.model.empty_words import PLACEHOLDERS
from nachweis.model.patterns import regex

LONG: Final = 360
"""Characters from which on a text says more than its title and requirements."""

BLANK: Final = regex(
    r"\[(?:[^\[\]]*\b(?:einsetzen|einfügen|eintragen|ausfüllen|insert|fill in)\b[^\[\]]*"
    r"|[Nn]ame (?:of|der|des|von) [^\[\]]*)\](?![(\[:])"
    r"|\b(?:by|on|until|from|since|am|bis|vom|ab|seit|zum) \[(?:[Dd]ate|Datum)\](?![(\[:])"
)
"""Brackets of a template whose blank nobody has filled in."""
BLANK_SIGNS: Final = (
    *("insert", "fill in", "einsetzen", "einfügen", "eintragen", "ausfüllen"),
    *(f"[{letter}" for letter in "DNdn"),
)
"""One of these is in every blank: most brackets are links and footnotes, which have none."""
_SHORT: Final = 24
"""Characters below which a line may be one of them, with what stands around it."""
_AROUND: Final = " \t-*+>#_|.!:0123456789)"

_MARKS: Final = ("m ipsum", "u tun", "odo", "o do", "...", ".example")
_MARKS_BY_SIGN: Final = (
    *(("…", ("…",)), ("X", ("X",)), ("D", ("TBD", "DO")), ("-", ("o-do",)), ("?", ("??",))),
    *(("_", ("___",)), ("[", ("[ ]",)), ("J", ("JJJJ",)), ("Y", ("YYYY",)), ("$", ("${",))),
    *(("!", ("! H",)), ("M", ("Muster",)), ("W", ("Wortb",)), ("ö", ("leise Sch",))),
    *(("x", ("brown fox",)), ("`", ("```",)), ("~", ("~~",)), ("%", ("\n%",)), ("+", ("+++",))),
    ("&", ("&nbsp;", "&#")),
    ("<", ("<!--", "<br", "<s", "<S", "<d", "<D")),
    (":", (":::", ":\n-", ":\n*")),
    ("{", ("{{", "{.", "{#", "class=", "{index}")),
)
"""What nearly every placeholder and addresses of examples hold, or a text may have that is none:
comments, code, other objects, points not filled in. Some have a rare sign in them, which is
quicker to look for."""

_CODE: Final = regex(r"```(\w*)\n(?:(?! {0,3}```).*\n)*```(?:\n|\Z)")
"""Code at the margin, with its language."""


_NOTE: Final = regex(r"\[\^[^\]\n]*\]")
"""The mark of a footnote."""


def without_code(text: str) -> tuple[str, list[str]]:
    """Return a text without its code at the margin, and the languages of that.

    :param text: Markdown
    """
    rest, languages, begin = [], [], 0
    at = text.find("```")
    while at >= 0:
        found = _CODE.match(text, at) if not at or text[at - 1] == "\n" else None
        if found is None:
            end = text.find("\n", at)
        else:
            rest.append(text[begin:at])
            languages.append(found[1])
            begin = end = found.end()
        at = text.find("```", end) if end >= 0 else -1
    return "".join([*rest, text[begin:]]), languages


UNSEEN: Final = (
    "\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f"
    "\u2800\u3164\ufe00-\ufe0f\ufeff\uffa0\U000e0000-\U000e0fff"
)
"""Characters that show nothing, or a blank, as the inside of a class: joiners, marks of direction,
fillers of Hangul, selectors of variants, tags."""
_NOTHING: Final = regex(rf"[\s{UNSEEN}]+")
_RULE: Final = regex(r"[ \t]*\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)*\|?[ \t]*")
_BAR: Final = regex(r"(?<!\\)\|")


def shown_cells(body: str) -> str:
    """Return a text without the cells of tables that have no column, which nobody sees.

    :param body: Markdown
    """
    lines, columns = body.split("\n"), 0
    if len({line.count("|") for line in lines if "|" in line}) == 1:
        return body
    for number, line in enumerate(lines):
        if "|" not in line:
            columns = 0
        elif _RULE.fullmatch(line):
            columns = len(_cells(line))
        elif columns and len(cells := _cells(line)) > columns:
            lines[number] = f"|{'|'.join(cells[:columns])}|"
    return "\n".join(lines)


def _cells(line: str) -> list[str]:
    return _BAR.split(line.strip().removeprefix("|").removesuffix("|"))


def is_plain(body: str) -> bool:
    """Return whether a text is long, and holds nothing like a placeholder, example or comment.

    That is nearly all texts; a closer look takes twenty times as long.

    :param body: Markdown
    """
    if "```" in body:
        body, _ = without_code(body)  # code is no text, so nobody looks for a placeholder in it
    if "[^" in body:
        if "]:" in body:  # the text of a footnote stands elsewhere
            return False
        body = _NOTE.sub("", body)  # of a reference only its number is shown
    if len(body) <= LONG or not _is_shown(body) or _has_mark(body):
        return False
    for line in body.split("\n"):
        if len(line) < _SHORT and line.strip(_AROUND).casefold() in PLACEHOLDERS:
            return False
    return True


def _has_mark(body: str) -> bool:
    """Whether a text holds something like a placeholder, address of an example, or comment."""
    if _holds(body, _MARKS):
        return True
    for sign, marks in _MARKS_BY_SIGN:
        if sign in body and _holds(body, marks):
            return True
    return "[" in body and _holds(body, BLANK_SIGNS) and BLANK.search(body) is not None


def _holds(body: str, marks: tuple[str, ...]) -> bool:
    for mark in marks:  # noqa: SIM110 - a generator takes twice as long, for each text
        if mark in body:
            return True
    return False


def _is_shown(body: str) -> bool:
    """Whether a page shows most of a long text: no comments, headings, blanks, or lost cells."""
    if body[0] in "%#" or (
        ("   " in body or "\n\n\n" in body) and len("".join(body.split())) <= LONG
    ):
        return False
    if not body.isascii():
        others = len(body.encode("utf-8", "surrogateescape")) - len(body)  # at least as many signs
        if len(body) - others <= LONG and len(_NOTHING.sub("", body)) <= LONG:
            return False
    return "|" not in body or shown_cells(body) == body
