"""Checks of a single object against its type."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping
from typing import Final

from nachweis.model.dates import DATE, parse_date
from nachweis.model.empty_words import NO_VALUE, bare
from nachweis.model.facts import SIGN
from nachweis.model.findings import Finding
from nachweis.model.intervals import parse_interval
from nachweis.model.items import TITLE, Item, split_list
from nachweis.model.kinds import Field, FieldKind, Link, ObjectType, Origin
from nachweis.model.measurements import parse_measurements
from nachweis.model.messages import Message, gettext_noop
from nachweis.model.objects import TYPE
from nachweis.model.patterns import regex
from nachweis.model.reading_rules import BAD_ID, BAD_VALUE, MISSING_FIELD, UNKNOWN_FIELD
from nachweis.model.spans import parse_span
from nachweis.model.terms import Severity

ID: Final = regex(r"[A-Z0-9_]{3,}")
_SHORT: Final = 24
"""Characters below which a value may be one that says nothing."""


def check_object(item: Item, key: str) -> Iterator[Finding]:
    """Yield the findings about a single object.

    :param item: the object
    :param key: the project's key, with which the ID must begin
    """
    kind = TYPE[item.type]
    if not (item.id.startswith(f"{key}_") and ID.fullmatch(item.id)):
        yield from _check_id(item, key)
    name = item.id or Message("this {kind}", kind=kind.name)
    title = item[TITLE]
    if not title.strip():
        key_of_title = "'title:'" if kind.origin is Origin.REGISTER else f"{{{kind.name}}}"
        where = Message("behind {place}", place=key_of_title)
        message = Message("{name} has no title; write one {where}", name=name, where=where)
        severity = Severity.WARNING
        yield MISSING_FIELD.about(item, message, "title", severity=severity, related="title")
    elif len(title) < _SHORT and bare(title) in NO_VALUE:
        message = Message("{name} is called {title}; write a title", name=name, title=repr(title))
        severity = Severity.WARNING
        yield MISSING_FIELD.about(item, message, "title", severity=severity, related="title")
    in_register = kind.origin is Origin.REGISTER
    for option, value in item.fields.items():
        field = kind.known.get(option)
        if field is None:
            a_kind = _a_kind(kind)
            allowed = ", ".join(kind.options)
            message = Message(
                "{name}: {a_kind} has no option {option}; it has {allowed}",
                name=name,
                a_kind=a_kind,
                option=repr(option),
                allowed=allowed,
            )
            yield UNKNOWN_FIELD.about(item, message, option, related=option)
        elif in_register and SIGN in value:
            continue  # judged when its value is there
        elif field.kind is not FieldKind.TEXT and (wrong := _wrong_value(field, value)):
            message = Message("{name}: {option} is {wrong}", name=name, option=option, wrong=wrong)
            yield BAD_VALUE.about(item, message, option, related=option)
    if kind.origin is not Origin.MARKDOWN or item.get("status") != "open":
        yield from _check_demanded(item, kind, name)


def _check_demanded(item: Item, kind: ObjectType, name: str) -> Iterator[Finding]:
    """Yield what an object lacks that its type cannot do without."""
    for part in kind.demanded:
        if part.name in item.fields or part.name in item.links:
            said = item.fields.get(part.name, "")
            if said and len(said) < _SHORT and bare(said) in NO_VALUE:
                yield _says_nothing(item, part, said, name)
            continue
        demand = part.demand
        if isinstance(part, Field) and part.once and item.get("status") not in part.once:
            if demand is not Severity.ERROR:
                continue
            demand = Severity.WARNING
        message = Message(
            "{name}: {a_kind} needs the option {option}; add it",
            name=name,
            a_kind=_a_kind(kind),
            option=repr(part.name),
        )
        yield MISSING_FIELD.about(item, message, severity=demand, related=part.name)
    for one, other in kind.either:
        if not any(name in item.fields or name in item.links for name in (one, other)):
            message = Message(
                "{name}: {a_kind} needs the option {option} or {other}; add one of them",
                name=name,
                a_kind=_a_kind(kind),
                option=repr(one),
                other=repr(other),
            )
            severity = Severity.WARNING
            yield MISSING_FIELD.about(item, message, severity=severity, related=one)
            continue
        parts = [
            part for part in map(kind.field, (one, other)) if part and part.name in item.fields
        ]
        if parts and not any(_reaches(part, item.fields[part.name]) for part in parts):
            yield _says_nothing(item, parts[0], item.fields[parts[0].name], name)


def _reaches(field: Field, value: str) -> bool:
    """Whether a value has one of the characters without which it says nothing."""
    return SIGN in value or not field.signs or not {*field.signs}.isdisjoint(value)


def _says_nothing(item: Item, part: Field | Link, said: str, name: str) -> Finding:
    """Make the finding about an option that is there and holds a placeholder."""
    message = Message(
        "{name}: {option} still says {words}; write what is so",
        name=name,
        option=repr(part.name),
        words=repr(said),
    )
    return MISSING_FIELD.about(
        item, message, part.name, severity=Severity.WARNING, related=part.name
    )


def _a_kind(kind: ObjectType) -> str:
    article = gettext_noop("an {kind}") if kind.name[0] in "aeiou" else gettext_noop("a {kind}")
    return Message(article, kind=kind.name)


def _check_id(item: Item, key: str) -> Iterator[Finding]:
    if not item.id:
        example = f"{key}_{TYPE[item.type].prefix}_01"
        message = Message(
            "this {kind} has no ID; add one such as {example}", kind=item.type, example=example
        )
        yield BAD_ID.about(item, message, related="id")
    elif not ID.fullmatch(item.id):
        message = Message(
            "the ID {id} may only contain A-Z, 0-9 and _ (at least 3 of them)", id=repr(item.id)
        )
        yield BAD_ID.about(item, message, related="id")
    elif not item.id.startswith(f"{key}_"):
        message = Message(
            "the ID {id} must begin with the project's key: {key}_{id}", id=item.id, key=key
        )
        yield BAD_ID.about(item, message, severity=Severity.WARNING, related="id")


def _number(text: str) -> float:
    value = float(text)
    if not math.isfinite(value):
        raise ValueError(text)
    return value


_READERS: Final[Mapping[FieldKind, tuple[Callable[[str], object], str]]] = {
    FieldKind.DATE: (
        parse_date,
        gettext_noop("{value}, which is not a date; write it as YYYY-MM-DD"),
    ),
    FieldKind.NUMBER: (_number, gettext_noop("{value}, which is not a number; write it as 99.5")),
    FieldKind.DURATION: (
        parse_interval,
        gettext_noop("{value}, which is not an ISO 8601 duration such as P12M or P90D"),
    ),
    FieldKind.SPAN: (
        parse_span,
        gettext_noop("{value}, which is not an ISO 8601 duration such as PT4H or P1D"),
    ),
    FieldKind.MEASUREMENTS: (parse_measurements, ""),
}
"""The parser of each kind of value, and the message if it fails without one of its own."""


def _wrong_value(field: Field, value: str) -> str | None:
    if field.kind is FieldKind.ENUM:  # as half of all are
        return None if value in field.values else _none_of(value, field)
    if field.kind in _READERS:
        read, hint = _READERS[field.kind]
        try:
            read(value)
        except ValueError as error:
            if field.kind is FieldKind.DATE and DATE.fullmatch(value):
                hint = gettext_noop("{value}, a day that the calendar does not have")
            return Message(hint, value=repr(value)) if hint else str(error)
    elif field.kind is FieldKind.ENUM_LIST:
        unknown = [part for part in split_list(value) if part not in field.values]
        if unknown:
            return _none_of(unknown[0], field)
    return None


def _none_of(value: str, field: Field) -> str:
    allowed = ", ".join(field.values)
    return Message("{value}; allowed are {allowed}", value=repr(value), allowed=allowed)
