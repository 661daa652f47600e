"""Shapes of YAML files that are read at a glance, without the library that checks all others.

Nearly every file is as it must be. Data that is beyond doubt is taken here; whatever is not
leaves it to pydantic, to which the same declarations say the same, and which finds the words.
So this may doubt too much, but never take what pydantic would not.
"""

from __future__ import annotations

import datetime
import enum
import functools
import types
import typing
from collections.abc import Callable, Mapping
from typing import Any, Final, Literal, Self

Reader = Callable[[Any], Any]


class Doubt(Exception):  # noqa: N818 - it is no error yet
    """Data that is not clearly what it must be."""


class Plain:
    """Base of shapes that are read at a glance: a subclass declares fields, and their defaults."""

    def __init__(self, **values: Any) -> None:
        """Keep the values; what is not among them has the default of the class."""
        self.__dict__.update(values)

    @classmethod
    def read(cls, data: Any) -> Self:
        """Return data as this shape.

        :param data: plain data, as YAML gives it
        :raises Doubt: if it is not clearly of this shape
        """
        kind: Any = cls
        shape: Self = _reader(kind)(data)
        return shape

    @classmethod
    def __get_pydantic_core_schema__(cls, _: Any, handler: Any) -> Any:
        from nachweis.sources.validation import model_of

        return handler.generate_schema(model_of(cls))


class Checked:
    """A check of a value, in the annotation of a field; it returns what the value means."""

    before: bool = False

    def __init__(self, check: Callable[[Any], Any], **schema: Any) -> None:
        """Declare a check.

        :param check: returns the value, or raises :class:`ValueError` with what is wrong
        :param schema: what a JSON schema says of the texts that pass
        """
        self.check = check
        self._schema = schema

    def __get_pydantic_core_schema__(self, source: Any, handler: Any) -> Any:
        from pydantic import AfterValidator, BeforeValidator

        validator = BeforeValidator if self.before else AfterValidator
        return validator(self.check).__get_pydantic_core_schema__(source, handler)

    def __get_pydantic_json_schema__(self, _: Any, __: Any) -> dict[str, Any]:
        return {"type": "string", **self._schema}


class Read(Checked):
    """A check that makes of a value what the type of the field wants."""

    before = True


class Either:
    """A short way to write a value: the check makes the long one of it."""

    def __init__(self, lengthen: Callable[[Any], Any], written: Any) -> None:
        """Declare it.

        :param lengthen: returns the long way of any value
        :param written: type of all ways
        """
        self.check = lengthen
        self._written = written

    def __get_pydantic_core_schema__(self, source: Any, handler: Any) -> Any:
        from pydantic import BeforeValidator

        validator = BeforeValidator(self.check, json_schema_input_type=self._written)
        return validator.__get_pydantic_core_schema__(source, handler)


class Filled:
    """The demand that a list or mapping is not empty."""

    def __get_pydantic_core_schema__(self, source: Any, handler: Any) -> Any:
        return {**handler(source), "min_length": 1}


@functools.cache
def _reader(kind: Any) -> Reader:
    """Return what reads data of a type; only types that shapes are made of are known."""
    origin, inner = typing.get_origin(kind), typing.get_args(kind)
    if origin is typing.Annotated:
        return _checked(_reader(inner[0]), inner[1:])
    if origin is types.UnionType or origin is typing.Union:
        (other,) = (part for part in inner if part is not types.NoneType)
        return _optional(_reader(other))
    if origin is tuple:
        return _sequence(_reader(inner[0]))
    if origin is dict:
        return _mapping(_reader(inner[0]), _reader(inner[1]))
    if origin is Literal or issubclass(kind, enum.Enum):
        return _one_of({str(word): word for word in inner or kind})
    return _shape(kind) if issubclass(kind, Plain) else _SCALARS[kind]


def _checked(read: Reader, checks: tuple[Any, ...]) -> Reader:
    """Return a reader that checks what it is given, or what it has read."""
    first = [c.check for c in checks if isinstance(c, (Read, Either))]
    then = [c.check for c in checks if isinstance(c, Checked) and not c.before]
    filled = any(isinstance(check, Filled) for check in checks)

    def checked(value: Any) -> Any:
        try:
            for check in first:
                value = check(value)
            value = read(value)
            for check in then:
                value = check(value)
        except ValueError as error:
            raise Doubt from error
        if filled and not value:
            raise Doubt
        return value

    return checked


def _optional(read: Reader) -> Reader:
    return lambda value: None if value is None else read(value)


def _sequence(read: Reader) -> Reader:
    def sequence(value: Any) -> tuple[Any, ...]:
        if type(value) is not list:
            raise Doubt
        return tuple([read(part) for part in value])

    return sequence


def _mapping(read_key: Reader, read: Reader) -> Reader:
    def mapping(value: Any) -> dict[Any, Any]:
        if type(value) is not dict:
            raise Doubt
        return {read_key(key): read(part) for key, part in value.items()}

    return mapping


def _one_of(words: Mapping[Any, Any]) -> Reader:
    def one_of(value: Any) -> Any:
        if type(value) is not str or value not in words:
            raise Doubt
        return words[value]

    return one_of


def _shape(kind: type[Plain]) -> Reader:
    readers = {name: _reader(hint) for name, hint in hints(kind).items()}
    needed = frozenset(name for name in readers if not hasattr(kind, name))

    def shape(value: Any) -> Plain:
        if type(value) is not dict or not needed.issubset(value):
            raise Doubt
        found = {}
        for name, part in value.items():
            read = readers.get(name) if type(name) is str else None
            if read is None:
                raise Doubt
            found[name] = read(part)
        return kind(**found)

    return shape


def hints(kind: type[Plain]) -> dict[str, Any]:
    """Return the types of a shape's fields, with their checks.

    :param kind: the shape
    """
    return typing.get_type_hints(kind, include_extras=True)


def _text(value: Any) -> str:
    if type(value) is not str:
        raise Doubt
    text = value.strip(" \n")
    if text[:1].isspace() or text[-1:].isspace():  # what is stripped of those is not for us to say
        raise Doubt
    return text


def _exactly(kind: type[Any]) -> Reader:
    def exactly(value: Any) -> Any:
        if type(value) is not kind:
            raise Doubt
        return value

    return exactly


_SCALARS: Final[Mapping[type[Any], Reader]] = {
    str: _text,
    bool: _exactly(bool),
    datetime.date: _exactly(datetime.date),
}
