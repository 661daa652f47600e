"""What is wrong with a YAML file, in words for somebody who writes one for the first time."""

from __future__ import annotations

import typing
from collections.abc import Mapping, Sequence
from typing import Any, Final

import yaml
from pydantic import BaseModel

_TYPES: Final[Mapping[str, str]] = {
    "bool_parsing": "must be true or false",
    "bool_type": "must be true or false",
    "dict_type": "must be a mapping of keys to values",
    "list_type": "must be a list such as [a, b]",
    "model_type": "must be a mapping of keys to values",
    "missing": "is missing; add it",
    "recursion_loop": "refers to itself; write it out",
    "string_type": "must be a text; put it into quotes",
    "too_short": "is empty; name at least one",
    "tuple_type": "must be a list such as [a, b]",
}
"""What to do by the kind of pydantic's error, where its own words are about Python."""

_HINTS: Final[Mapping[str, str]] = {
    "mapping values are not allowed in this context": "a value with ': ' in it needs quotes, "
    "and keys of one level the same indentation",
    "found character that cannot start any token": "a value that begins with @, ` or % needs "
    "quotes",
    "could not find expected ':'": "a key needs ': ' behind it",
    "but found another document": "a file holds one; remove the line '---' between them",
    "did not find expected key": "check the indentation and the quotes here and above",
}


def explain_value(shape: type[BaseModel], location: Sequence[int | str], error: Any) -> str:
    """Return what is wrong with a value, and what to do.

    :param shape: what the file must look like
    :param location: keys and indices from the top down to the value
    :param error: one of pydantic's error details
    """
    name = ".".join(str(step) for step in location)
    if error["type"] == "extra_forbidden":
        allowed = ", ".join(_shape_at(shape, location).model_fields)
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


def explain_syntax(error: yaml.MarkedYAMLError) -> str:
    """Return why a text is no YAML, and what to do.

    :param error: the parser's error
    """
    what = (error.problem or "the text breaks off").removeprefix("but ")
    if error.context_mark and (error.context or "").startswith(("while parsing", "while scanning")):
        part = (error.context or "").removeprefix("while parsing ").removeprefix("while scanning ")
        if error.problem_mark is None or error.context_mark.line != error.problem_mark.line:
            what = f"{what} in {part} that begins on line {error.context_mark.line + 1}"
    hint = _HINTS.get(error.problem or "", "correct it")
    return f"is no valid YAML: {what}; {hint}"
