"""Facts that texts take from an object: its own value, or one of a register, said once.

``{fact}`ID.field``` shows the value of a field; ``{fact}`words <ID.field>``` shows the words, which
have to say the same.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final, NamedTuple

from nachweis.model.items import Item
from nachweis.model.kinds import FieldKind
from nachweis.model.objects import TYPE
from nachweis.model.spans import spoken

ROLE: Final = re.compile(r"(?<!`)\{fact\}`([^`]+)`")
"""A fact in a text."""

_TITLED: Final = re.compile(r"(.*?)\s*<([^<>]+)>\s*", re.DOTALL)
_SPAN: Final = re.compile(r"(\d{1,6}|[^\W\d]{1,12}(?=\s))\s*([^\W\d]{1,12})")
_COUNTS: Final = {
    word: count
    for count, words in enumerate(
        (
            "one a an ein eine einem einen einer eines",
            *("two zwei", "three drei", "four vier", "five fünf", "six sechs", "seven sieben"),
            *("eight acht", "nine neun", "ten zehn", "eleven elf", "twelve zwölf"),
        ),
        1,
    )
    for word in words.split()
}
"""Numbers that texts write out, in English and German."""
_UNITS: Final = {
    **dict.fromkeys(("min", "minute", "minutes", "minuten"), 1),
    **dict.fromkeys(("h", "hour", "hours", "stunde", "stunden"), 60),
    **dict.fromkeys(("d", "day", "days", "tag", "tage", "tagen"), 60 * 24),
}
"""Minutes of the units in which somebody may write a span."""


class Fact(NamedTuple):
    """What the role names.

    :param words: the words that stand for the value; empty: the value itself
    :param id: ID of the object
    :param field: name of its field; empty: not told
    """

    words: str
    id: str
    field: str


def parse_fact(text: str) -> Fact:
    """Read what stands between the backquotes of the role.

    :param text: as written
    """
    titled = _TITLED.fullmatch(text)
    words, target = (titled[1], titled[2]) if titled else ("", text)
    identifier, _, field = target.strip().partition(".")
    return Fact(" ".join(words.split()), identifier, field)


def value_of(items: Mapping[str, Item], fact: Fact, language: str) -> str | None:
    """Return the value of a fact as texts show it; nothing where there is none.

    :param items: the objects of a state of the project, by ID
    :param fact: what the role names
    :param language: ISO 639-1 code of the project's first language
    """
    item = items.get(fact.id)
    if item is None:
        return None
    if fact.field == "title":
        return item.title
    written = item.get(fact.field)
    if not written:
        return None
    field = TYPE[item.type].field(fact.field)
    if field is not None and field.kind is FieldKind.SPAN:
        return spoken(written, language)
    if field is not None and field.kind is FieldKind.NUMBER:
        return _with_unit(item, written, language)
    return written


def _with_unit(item: Item, written: str, language: str) -> str:
    """Return a number with its decimal sign and unit; no line ends between them."""
    number = written.replace(".", ",") if language == "de" else written
    unit = item.get("unit")
    return f"{number}\u00a0{unit}" if unit else number


def filled(items: Mapping[str, Item], text: str, language: str) -> str:
    """Return a text with the values of its facts in place of their roles.

    :param items: the objects of a state of the project, by ID
    :param text: as written
    :param language: ISO 639-1 code of the project's first language
    """

    def shown(match: re.Match[str]) -> str:
        fact = parse_fact(match[1])
        return fact.words or value_of(items, fact, language) or match[1]

    return ROLE.sub(shown, text) if "{fact}`" in text else text


def says(words: str, value: str) -> bool:
    """Return whether words mean a value: the same text, or the same span in other units.

    :param words: as written in the text
    :param value: the value as texts show it
    """
    if words.casefold().split() == value.casefold().split():
        return True
    span = _span(words)
    return span is not None and span == _span(value)


def _span(text: str) -> int | None:
    """Return the minutes of a span, in whatever units it is written; nothing for other words."""
    minutes = 0
    for number, unit in _SPAN.findall(text):
        count = int(number) if number.isdecimal() else _COUNTS.get(number.casefold())
        factor = _UNITS.get(unit.casefold())
        if count is None or factor is None:
            return None
        minutes += count * factor
    return None if _SPAN.sub("", text).strip() or not text.strip() else minutes
