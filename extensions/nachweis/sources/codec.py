"""Records of the model as plain tuples and back, so that a cache can keep them without pickling.

Whatever has no entry in the tables is refused: a value is kept exactly, or not at all.
"""

from __future__ import annotations

import datetime
import enum
import marshal
from collections.abc import Callable, Iterable
from functools import partial
from typing import Any, Final

from nachweis.model import terms
from nachweis.model.catalogue import Group, PhaseText, Requirement, Term
from nachweis.model.findings import Finding, Rule
from nachweis.model.intervals import Interval
from nachweis.model.items import Item
from nachweis.model.messages import Message
from nachweis.model.messages import Term as Word
from nachweis.model.places import Place, Rows
from nachweis.model.project import Closing, Settings
from nachweis.model.versions import Scheme

_RECORDS: Final[tuple[type[Any], ...]] = (
    *(Place, Item, Finding, Group, Requirement, PhaseText, Term, Closing, Settings, Interval),
)
_VOCABULARIES: Final[tuple[type[enum.StrEnum], ...]] = (
    Rule,
    Scheme,
    *(
        value
        for value in vars(terms).values()
        if isinstance(value, type) and issubclass(value, enum.StrEnum) and value is not enum.StrEnum
    ),
)
_PLAIN: Final = frozenset({str, int, float, bool, type(None)})
_PLAIN_TUPLE: Final = 0
_TUPLE: Final = 1
_DICT: Final = 2
_ITEMS: Final = 3
_TABLE: Final = 4


def pack(value: Any) -> Any:
    """Return a value as texts, numbers, tuples and dictionaries only.

    :param value: what a reader made
    :raises ValueError: if it holds something that would not come back the same
    """
    kind = type(value)
    if kind in _PLAIN:
        return value
    if kind is tuple:
        return _packed_tuple(value)
    if kind is dict:
        if _is_plain(value) and _is_plain(value.values()):
            return value
        return (_DICT, *((pack(key), pack(part)) for key, part in value.items()))
    packer = _PACKERS.get(kind)
    if packer is None:
        raise ValueError(kind.__name__)
    return packer(value)


def _packed_tuple(value: tuple[Any, ...]) -> Any:
    kinds = set(map(type, value))
    if kinds <= _PLAIN:
        return (_PLAIN_TUPLE, *value)
    if kinds == {Item}:
        return _columns(value)
    return _table(value) if kinds.issubset(_RECORDS) else (_TUPLE, *map(pack, value))


def unpack(value: Any) -> Any:
    """Return what :func:`pack` was given.

    :param value: what it returned
    """
    kind = type(value)
    if kind is bytes:
        return _WORDS[value]
    return _UNPACKERS[value[0]](value) if kind is tuple else value


def _is_plain(values: Iterable[Any]) -> bool:
    return all(type(value) in _PLAIN for value in values)


def _record(kind: type[Any], code: int) -> tuple[Callable[[Any], Any], Callable[[Any], Any]]:
    make = partial(tuple.__new__, kind)

    def put(record: Any) -> Any:
        return (code, *map(pack, record))

    def take(packed: Any) -> Any:
        return make(map(unpack, packed[1:]))

    return put, take


def _columns(items: tuple[Item, ...]) -> Any:
    """Return the objects of a page field by field: they are many, and plain but for the place."""
    fields = dict(zip(Item._fields, zip(*items, strict=True), strict=True))
    fields["place"] = tuple(zip(*fields["place"], strict=True))
    names: dict[tuple[str, ...], tuple[str, ...]] = {}  # the few that there are, once
    fields["lines"] = tuple(
        (names.setdefault(lines.names, lines.names), lines.first) if type(lines) is Rows else lines
        for lines in fields["lines"]
    )
    return (_ITEMS, *fields.values())


def _rows(packed: Any) -> tuple[Item, ...]:
    fields = dict(zip(Item._fields, packed[1:], strict=True))
    fields["place"] = map(partial(tuple.__new__, Place), zip(*fields["place"], strict=True))
    rows = partial(tuple.__new__, Rows)
    lines = [rows(part) if type(part) is tuple else part for part in fields["lines"]]
    fields["lines"] = lines
    return tuple(map(partial(tuple.__new__, Item), zip(*fields.values(), strict=True)))


def _table(records: tuple[Any, ...]) -> Any:
    """Return records of a few kinds field by field, each value that a field has once."""
    kinds = list(dict.fromkeys(map(type, records)))
    order = tuple(kinds.index(type(record)) for record in records)
    runs = ([record for record in records if type(record) is kind] for kind in kinds)
    return (
        _TABLE,
        order,
        *(
            (_RECORDS.index(kind), *map(_choices, zip(*run, strict=True)))
            for kind, run in zip(kinds, runs, strict=True)
        ),
    )


def _choices(values: tuple[Any, ...]) -> Any:
    chosen: dict[bytes, tuple[int, Any]] = {}  # by bytes: True is no 1
    packed = map(pack, values)
    order = tuple(
        chosen.setdefault(marshal.dumps(value, 2), (len(chosen), value))[0] for value in packed
    )
    return order, tuple(value for _, value in chosen.values())


def _records(packed: Any) -> tuple[Any, ...]:
    runs = [
        map(partial(tuple.__new__, _RECORDS[kind]), zip(*map(_chosen, columns), strict=True))
        for kind, *columns in packed[2:]
    ]
    return tuple(map(next, map(runs.__getitem__, packed[1])))


def _chosen(column: Any) -> Iterable[Any]:
    return map([unpack(value) for value in column[1]].__getitem__, column[0])


_PACKERS: Final[dict[type[Any], Callable[[Any], Any]]] = {}
_UNPACKERS: Final[list[Callable[[Any], Any]]] = []
_WORDS: Final[dict[bytes, enum.StrEnum]] = {}
"""Each word of a vocabulary by the bytes that stand for it; nothing else is packed as bytes."""


def _known(kind: type[Any], put: Callable[[Any], Any], take: Callable[[Any], Any]) -> None:
    _PACKERS[kind] = put
    _UNPACKERS.append(take)


def _fill() -> None:
    """Fill both tables: the first part of a packed tuple is its place in the second."""
    _UNPACKERS.append(lambda packed: packed[1:])
    _UNPACKERS.append(lambda packed: tuple(map(unpack, packed[1:])))
    _UNPACKERS.append(lambda packed: {unpack(key): unpack(part) for key, part in packed[1:]})
    _UNPACKERS.append(_rows)
    _UNPACKERS.append(_records)
    for record in _RECORDS:
        _known(record, *_record(record, len(_UNPACKERS)))
    for number, vocabulary in enumerate(_VOCABULARIES):
        packed = {member: f"{number} {member}".encode() for member in vocabulary}
        _WORDS.update((word, member) for member, word in packed.items())
        _PACKERS[vocabulary] = packed.__getitem__
    code = len(_UNPACKERS)
    _known(
        datetime.date,
        lambda date: (code, date.toordinal()),
        lambda packed: datetime.date.fromordinal(packed[1]),
    )
    message = len(_UNPACKERS)
    _known(
        Message,
        lambda text: (message, text.template, pack(dict(text.parts))),
        lambda packed: Message(packed[1], **unpack(packed[2])),
    )
    word = len(_UNPACKERS)
    _known(
        Word,
        lambda text: (word, str(text), text.context),
        lambda packed: Word(packed[1], packed[2]),
    )


_fill()
