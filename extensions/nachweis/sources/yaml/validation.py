"""What YAML files must look like, checked by pydantic, and what is wrong in words."""

from __future__ import annotations

import typing
from collections.abc import Mapping, Sequence
from typing import Any, Final, TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError

from nachweis.sources.errors import Problem, SourceError
from nachweis.sources.files import problem
from nachweis.sources.yaml.file import Location, YamlFile

_TYPES: Final[Mapping[str, str]] = {
    "bool_parsing": "must be true or false",
    "bool_type": "must be true or false",
    "dict_type": "must be a mapping of keys to values",
    "list_type": "must be a list such as [a, b]",
    "model_type": "must be a mapping of keys to values",
    "missing": "is missing; add it",
    "recursion_loop": "refers to itself; write it out",
    "string_type": "must be text; put it in quotes",
    "too_short": "is empty; name at least one",
    "tuple_type": "must be a list such as [a, b]",
}
"""What to do by the kind of pydantic's error, where its own words are about Python."""


class Shape(BaseModel):
    """Base of the shapes that files are checked against: unknown keys are errors."""

    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)


_ShapeT = TypeVar("_ShapeT", bound=Shape)


def check_shape(file: YamlFile, shape: type[_ShapeT]) -> _ShapeT:
    """Return a file's data as a shape.

    :param file: the parsed file
    :param shape: what its data must look like
    :raises SourceError: with one problem for each value that does not fit
    """
    if not isinstance(file.data, dict):
        raise problem(file.place(), "must hold keys with values such as 'key: ACME'")
    try:
        return shape.model_validate(file.data)
    except ValidationError as error:
        entries = error.errors(include_url=False, include_input=False)
        places = [tuple(step for step in entry["loc"] if step != "[key]") for entry in entries]
        problems = [
            Problem(place=file.place(location), message=_explain(shape, location, entry))
            for location, entry in zip(places, entries, strict=True)
            if entry["type"] != "too_short" or not any(_within(p, location) for p in places)
        ]
        raise SourceError(sorted(problems, key=lambda p: p.place)) from error


def _within(inner: Location, outer: Location) -> bool:
    return len(inner) > len(outer) and tuple(inner[: len(outer)]) == tuple(outer)


def _explain(shape: type[BaseModel], location: Sequence[int | str], error: Any) -> str:
    """Describe the error of a value, and how to correct it."""
    name = ".".join(str(step) for step in location)
    if error["type"] == "extra_forbidden":
        fields = _shape_at(shape, location).model_fields
        allowed = ", ".join(field.alias or name_ for name_, field in fields.items())
        return f"{name}: unknown key; allowed here are {allowed}"
    if error["type"] == "enum":
        return f"{name}: must be {error['ctx']['expected']}".replace("'", "")
    text: str = error["msg"].removeprefix("Value error, ").removeprefix("Input ").rstrip(".")
    text = _TYPES.get(error["type"], f"{text[0].lower()}{text[1:]}")
    return f"{name}: {text}"


def _shape_at(shape: type[BaseModel], location: Sequence[int | str]) -> type[BaseModel]:
    """Return the shape that holds the last step of a location."""
    for step in location[:-1]:
        field = shape.model_fields.get(str(step))
        shape = (_shape_in(field.annotation) if field else None) or shape
    return shape


def _shape_in(annotation: Any) -> type[BaseModel] | None:
    """Return the shape that a type speaks of, if any."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    inner = (_shape_in(argument) for argument in typing.get_args(annotation))
    return next((found for found in inner if found), None)
