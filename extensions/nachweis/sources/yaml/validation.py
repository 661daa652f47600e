"""What YAML files must look like, and what is wrong in words.

Shapes are plain classes, checked by the engine of pydantic. Its own classes would take longer to
import and to make than 5000 objects to read (docs/explanation/decisions/shapes.md).
"""

from __future__ import annotations

import datetime
import enum
import typing
from collections.abc import Callable, Iterator, Mapping, Sequence, Set
from types import UnionType
from typing import Annotated, Any, ClassVar, Final, Literal, TypeVar

from pydantic_core import CoreSchema, SchemaValidator, ValidationError, core_schema

from nachweis.model.messages import Message, gettext_noop, said_by
from nachweis.model.named_tuples import NamedTuple
from nachweis.sources.errors import Problem, SourceError
from nachweis.sources.files import problem
from nachweis.sources.yaml.file import Location, YamlFile

_TYPES: Final[Mapping[str, str]] = {
    "bool_parsing": gettext_noop("must be true or false"),
    "bool_type": gettext_noop("must be true or false"),
    "dict_type": gettext_noop("must be a mapping of keys to values"),
    "float_parsing": gettext_noop("must be a number such as 0.5"),
    "float_type": gettext_noop("must be a number such as 0.5"),
    "list_type": gettext_noop("must be a list such as [a, b]"),
    "model_type": gettext_noop("must be a mapping of keys to values"),
    "missing": gettext_noop("is missing; add it"),
    "recursion_loop": gettext_noop("refers to itself; write it out"),
    "string_type": gettext_noop("must be text; put it in quotes"),
    "too_short": gettext_noop("is empty; name at least one"),
    "tuple_type": gettext_noop("must be a list such as [a, b]"),
}
"""What to do by the kind of pydantic's error, where its own words are about Python."""


class Before(NamedTuple):
    """A mark of a type: what a value is made into before it is checked.

    :param function: gets the value as written; a ValueError says why it is not valid
    :param written: the type that people may write, for schemas; None: the one that is marked
    """

    function: Callable[[Any], object]
    written: Any = None


class After(NamedTuple):
    """A mark of a type: what a valid value must be beside.

    :param function: returns the value; a ValueError says why it is not valid
    """

    function: Callable[[Any], object]


class Named(NamedTuple):
    """A mark of the type of a field: its name in files, where it has another one."""

    name: str


class Written(NamedTuple):
    """A mark of a type: its JSON schema, made when it is wanted: a house may have more words."""

    schema: Callable[[], dict[str, Any]]


FILLED: Final = "filled"
"""A mark of a type: an empty text, list or mapping is not valid."""


class Shape:
    """Base of the shapes that files are checked against; an unknown key is an error.

    The annotations of a class say what its fields are, its values what they are by default.
    """

    strips: ClassVar[bool] = True
    """Whether white space around texts is dropped."""
    field_types: ClassVar[Mapping[str, Any]] = {}
    """The types of the fields, with their marks."""

    def __init_subclass__(cls) -> None:
        """Read the annotations."""
        hints = typing.get_type_hints(cls, include_extras=True)
        cls.field_types = {n: t for n, t in hints.items() if typing.get_origin(t) is not ClassVar}

    def __init__(self, **given: Any) -> None:
        """Keep what was given; all else is as by default."""
        self.__dict__.update(given)

    def __iter__(self) -> Iterator[tuple[str, Any]]:
        """Yield each field and its value."""
        return ((name, getattr(self, name)) for name in self.field_types)

    @property
    def given(self) -> Set[str]:
        """The fields that are not as by default."""
        return self.__dict__.keys()


def key_of(name: str, kind: Any) -> str:
    """Return what a field is called in files.

    :param name: its name
    :param kind: its type, with its marks
    """
    marks = kind.__metadata__ if typing.get_origin(kind) is Annotated else ()
    return next((mark.name for mark in marks if isinstance(mark, Named)), name)


_ShapeT = TypeVar("_ShapeT", bound=Shape)
_VALIDATORS: Final[dict[type[Shape], SchemaValidator]] = {}


def check_shape(file: YamlFile, shape: type[_ShapeT]) -> _ShapeT:
    """Return a file's data as a shape.

    :param file: the parsed file
    :param shape: what its data must look like
    :raises SourceError: with one problem for each value that does not fit
    """
    if not isinstance(file.data, dict):
        raise problem(file.place(), Message("must hold keys with values such as 'key: ACME'"))
    try:
        return validate(shape, file.data)
    except ValidationError as error:
        entries = error.errors(include_url=False, include_input=False)
        places = [tuple(step for step in entry["loc"] if step != "[key]") for entry in entries]
        problems = [
            Problem(place=file.place(location), message=_explain(shape, location, entry))
            for location, entry in zip(places, entries, strict=True)
            if entry["type"] != "too_short" or not any(_within(p, location) for p in places)
        ]
        raise SourceError(sorted(problems, key=lambda p: p.place)) from error


def validate(shape: type[_ShapeT], data: object) -> _ShapeT:
    """Return data as a shape.

    :param shape: what it must look like
    :param data: plain data
    :raises ValidationError: of pydantic, with everything that does not fit
    """
    if shape not in _VALIDATORS:
        _VALIDATORS[shape] = SchemaValidator(_shape_schema(shape))
    found: _ShapeT = _VALIDATORS[shape].validate_python(data)
    return found


def _shape_schema(shape: type[Shape]) -> CoreSchema:
    fields = {
        name: core_schema.typed_dict_field(
            _schema(kind), required=not hasattr(shape, name), validation_alias=key_of(name, kind)
        )
        for name, kind in shape.field_types.items()
    }
    config = core_schema.CoreConfig(str_strip_whitespace=shape.strips)
    plain = core_schema.typed_dict_schema(fields, extra_behavior="forbid", config=config)
    return core_schema.no_info_after_validator_function(lambda given: shape(**given), plain)


_PLAIN: Final[Mapping[Any, Callable[[], CoreSchema]]] = {
    str: core_schema.str_schema,
    bool: core_schema.bool_schema,
    int: core_schema.int_schema,
    float: lambda: core_schema.float_schema(allow_inf_nan=False),
    datetime.date: core_schema.date_schema,
}

_COMPOUND: Final[Mapping[Any, Callable[..., CoreSchema]]] = {
    tuple: lambda part, *_: core_schema.tuple_schema([_schema(part)], variadic_item_index=0),
    dict: lambda key, value: core_schema.dict_schema(_schema(key), _schema(value)),
    Literal: lambda *words: core_schema.literal_schema(list(words)),
    UnionType: lambda part, _: core_schema.nullable_schema(_schema(part)),
    typing.Union: lambda part, _: core_schema.nullable_schema(_schema(part)),
    Annotated: lambda part, *marks: _marked(_schema(part), marks),
}
"""By what a type is made with; the only unions are with None."""


def _schema(kind: Any) -> CoreSchema:
    """Return what pydantic's engine makes of a type."""
    if compound := _COMPOUND.get(typing.get_origin(kind)):
        return compound(*typing.get_args(kind))
    if kind in _PLAIN:
        return _PLAIN[kind]()
    if issubclass(kind, enum.Enum):
        return core_schema.enum_schema(kind, list(kind), sub_type="str")
    return _shape_schema(kind)


def _marked(schema: Any, marks: Sequence[object]) -> CoreSchema:
    for mark in marks:
        if isinstance(mark, Before):
            schema = core_schema.no_info_before_validator_function(mark.function, schema)
        elif isinstance(mark, After):
            schema = core_schema.no_info_after_validator_function(mark.function, schema)
        elif mark == FILLED:
            schema = {**schema, "min_length": 1}
    found: CoreSchema = schema
    return found


def _within(inner: Location, outer: Location) -> bool:
    return len(inner) > len(outer) and tuple(inner[: len(outer)]) == tuple(outer)


def _explain(shape: type[Shape], location: Sequence[int | str], error: Any) -> str:
    """Describe the error of a value, and how to correct it."""
    name = ".".join(str(step) for step in location)
    if error["type"] == "extra_forbidden":
        fields = _shape_at(shape, location).field_types
        allowed = ", ".join(key_of(*field) for field in fields.items())
        return Message(
            "{name}: unknown key; allowed here are {allowed}", name=name, allowed=allowed
        )
    if error["type"] == "enum":
        others, _, last = error["ctx"]["expected"].replace("'", "").rpartition(" or ")
        words = Message("must be {last}", last=last)
        if others:
            words = Message("must be {others} or {last}", others=others, last=last)
        return Message("{name}: {what}", name=name, what=words)
    raised = error.get("ctx", {}).get("error")
    said = said_by(raised) if isinstance(raised, Exception) else ""
    if isinstance(said, Message):
        return Message("{name}: {what}", name=name, what=said)
    text: str = error["msg"].removeprefix("Value error, ").removeprefix("Input ").rstrip(".")
    known = _TYPES.get(error["type"])
    return Message(
        "{name}: {what}",
        name=name,
        what=Message(known) if known else f"{text[0].lower()}{text[1:]}",
    )


def _shape_at(shape: type[Shape], location: Sequence[int | str]) -> type[Shape]:
    """Return the shape that holds the last step of a location."""
    for step in location[:-1]:
        fields = {key_of(name, kind): kind for name, kind in shape.field_types.items()}
        shape = _shape_in(fields.get(str(step))) or shape
    return shape


def _shape_in(annotation: Any) -> type[Shape] | None:
    """Return the shape that a type speaks of, if any."""
    if isinstance(annotation, type) and issubclass(annotation, Shape):
        return annotation
    inner = (_shape_in(argument) for argument in typing.get_args(annotation))
    return next((found for found in inner if found), None)
