"""Facts that texts take from an object: its own value, or one of a register, said once.

``{fact}`ID.field``` shows the value of a field; ``{fact}`words <ID.field>``` shows the words, which
have to say the same. In a field of a register the value is the field's: a number, a span or a day.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Final

from nachweis.model.items import Item
from nachweis.model.kinds import Field, FieldKind
from nachweis.model.named_tuples import NamedTuple
from nachweis.model.objects import TYPE
from nachweis.model.patterns import regex
from nachweis.model.spans import parse_span, span_of, spoken, written_span
from nachweis.model.texts import shown_number

ROLE: Final = regex(r"(?<!`)\{fact\}`([^`]+)`")
"""A fact in a text."""

SIGN: Final = "{fact}`"
"""What every text with a fact contains."""

_DEEPEST: Final = 3
"""How many facts may rest on each other; what rests on more is no fact."""

_LONGEST: Final = 300
"""Characters of a value that is a fact; texts that take longer ones grow without bound."""

_TITLED: Final = regex(r"(.*?)\s*<([^<>]+)>\s*", re.DOTALL)
_SPAN: Final = regex(r"(\d{1,6}|[^\W\d]{1,12}(?=\s))\s*([^\W\d]{1,12})")
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
    written = item.title if fact.field == "title" else item.get(fact.field)
    if not written or SIGN in written or len(written) > _LONGEST:
        return None
    field = TYPE[item.type].field(fact.field)
    if field is not None and field.kind is FieldKind.SPAN:
        return spoken(written, language)
    if field is not None and field.kind is FieldKind.NUMBER:
        return _with_unit(item, written, language)
    return written


def _with_unit(item: Item, written: str, language: str) -> str:
    """Return a number with its decimal sign and unit; no line ends between them."""
    number = shown_number(written, language)
    unit = item.get("unit")
    return f"{number}\u00a0{unit}" if unit else number


def filled(items: Mapping[str, Item], text: str, language: str) -> str:
    """Return a text with the values of its facts in place of their roles.

    :param items: the objects of a state of the project, by ID
    :param text: as written
    :param language: ISO 639-1 code of the project's first language
    """
    if SIGN not in text:
        return text
    return ROLE.sub(lambda match: _words(items, match[1], language) or match[1], text)


def _words(items: Mapping[str, Item], text: str, language: str) -> str | None:
    fact = parse_fact(text)
    return fact.words or value_of(items, fact, language)


def shown_item(items: Mapping[str, Item], item: Item, language: str) -> Item:
    """Return an object with the values of the facts in its text in place of their roles.

    :param items: the objects of a state of the project, by ID
    :param item: the object
    :param language: ISO 639-1 code of the project's first language
    """
    if SIGN not in item.body:
        return item
    return item._replace(body=filled(items, item.body, language))


def stated(item: Item) -> list[Fact]:
    """Return the facts that the text of an object states, each once.

    :param item: the object
    """
    return [parse_fact(text) for text in dict.fromkeys(ROLE.findall(item.body))]


def with_values(
    items: Iterable[Item], documents: Collection[str], language: str
) -> tuple[Item, ...]:
    """Return objects with values in place of the facts in their fields.

    What is no fact stays as it is written.

    :param items: all objects of a project
    :param documents: paths of the registers whose fields have facts
    :param language: ISO 639-1 code of the project's first language
    """
    result = tuple(items)
    for _ in range(_DEEPEST if documents else 0):
        known = dict(reversed([(item.id, item) for item in result]))
        result = tuple(
            item._replace(fields=dict(_values(known, item, language)))
            if item.place.path in documents and facts_of(item)
            else item
            for item in result
        )
    return result


def facts_of(item: Item) -> list[str]:
    """Return the names of the fields of an object that hold facts."""
    return [name for name, value in item.fields.items() if SIGN in value]


def _values(items: Mapping[str, Item], item: Item, language: str) -> Iterator[tuple[str, str]]:
    for name, written in item.fields.items():
        field = TYPE[item.type].field(name)
        match = ROLE.fullmatch(written.strip())
        if match is None or field is None or field.kind is FieldKind.TEXT:
            yield name, ROLE.sub(lambda m: _words(items, m[1], language) or m[0], written)
        else:
            yield name, _typed(items, parse_fact(match[1]), item, field) or written


def _typed(items: Mapping[str, Item], fact: Fact, item: Item, field: Field) -> str | None:
    """Return the value of a fact as a field of another kind needs it; nothing where it has none."""
    source = items.get(fact.id)
    written = source.get(fact.field) if source else ""
    if source is None or not written or SIGN in written or len(written) > _LONGEST:
        return None
    theirs = TYPE[source.type].field(fact.field)
    kinds = (theirs.kind if theirs else None, field.kind)
    try:
        if kinds == (FieldKind.SPAN, FieldKind.NUMBER):
            unit = span_of("1", item.get("unit"))
            return f"{parse_span(written) / unit:g}" if unit else written
        if kinds == (FieldKind.NUMBER, FieldKind.SPAN):
            span = span_of(written, source.get("unit"))
            return written_span(span) if span is not None else written
    except ValueError:  # the source is told to be no span
        pass
    return written


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
