"""The schema of registers and lists of records, from the object types of the model."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

from nachweis.model.dates import DATE
from nachweis.model.intervals import DURATION
from nachweis.model.kinds import COMMON_FIELDS, Field, FieldKind, Link, ObjectType, Origin
from nachweis.model.objects import project_types
from nachweis.model.spans import SPAN
from nachweis.model.terms import Severity
from nachweis.sources.object_checks import ID

_SCALAR: Final = ["string", "number", "boolean", "null"]
_FACT: Final = r"^\{fact\}`[^`]+`$"
_TAKEN: Final = (FieldKind.DATE, FieldKind.DURATION, FieldKind.SPAN, FieldKind.NUMBER)
_NUMBER: Final = r"^\s*[-+]?(\d+(\.\d*)?|\.\d+)([eE][-+]?\d+)?\s*$"


def objects_schema() -> dict[str, Any]:
    """Make the schema of a file that lists objects, each type under its plural."""
    kinds = list(project_types().values())
    return {
        "type": "object",
        "minProperties": 1,
        "additionalProperties": False,
        "properties": {
            kind.plural: {
                "description": f"{kind.plural_title['en']} ({kind.plural_title['de']}).",
                "type": "array",
                "items": {"$ref": f"#/definitions/{kind.name}"},
            }
            for kind in kinds
        },
        "definitions": {kind.name: _entry(kind) for kind in kinds},
    }


def _entry(kind: ObjectType) -> dict[str, Any]:
    known = kind.known.values()
    properties: dict[str, Any] = {
        "id": {
            "description": f"Unique in the project: its key, then {kind.prefix}_ and a name.",
            "type": "string",
            "pattern": f"^{ID.pattern}$",
        },
        "title": {"description": "Its title.", "type": "string"},
        "text": {
            "description": "Prose below the options, in Markdown.",
            "type": ["string", "null"],
        },
        **{field.name: {"description": field.help, **_value(kind, field)} for field in known},
        **{link.name: _targets(link) for link in kind.links},
    }
    own = {field.name for field in kind.fields}
    common = [field.name for field in COMMON_FIELDS if field.name not in own]
    ordered = [name for name in properties if name not in common] + common
    demanded = [
        part.name
        for part in kind.demanded
        if part.demand is Severity.ERROR and not (isinstance(part, Field) and part.once)
    ]
    entry: dict[str, Any] = {
        "description": f"{kind.title['en']} ({kind.title['de']}).",
        "type": "object",
        "additionalProperties": False,
        "required": ["id", "title"],
        "properties": {name: properties[name] for name in ordered},
    }
    if demanded:  # a stub from a scaffold may still lack them
        is_open = {"required": ["status"], "properties": {"status": {"const": "open"}}}
        entry |= {"if": is_open, "else": {"required": demanded}}
    return entry


def _value(kind: ObjectType, field: Field) -> dict[str, Any]:
    """Make the schema of a field; a register takes a day, number or span from a fact, too."""
    schema = _written(field)
    if kind.origin is Origin.REGISTER and field.kind in _TAKEN:
        return {"anyOf": [schema, {"type": "string", "pattern": _FACT}]}
    return schema


def _written(field: Field) -> dict[str, Any]:
    any_text = {"type": [*_SCALAR, "array"], "items": {"type": _SCALAR}}
    schemas: dict[FieldKind, dict[str, Any]] = {
        FieldKind.TEXT: any_text,
        FieldKind.LIST: any_text,
        FieldKind.CONTACT: any_text,
        FieldKind.ENUM: {"anyOf": [{"enum": list(field.values)}, {"type": "null"}]},
        FieldKind.ENUM_LIST: _list({"enum": list(field.values)}, _any_of(field.values)),
        FieldKind.DATE: _text(f"^{DATE.pattern}$", format="date"),
        FieldKind.DURATION: _text(f"^{DURATION.pattern}$", examples=["P12M", "P3M"]),
        FieldKind.SPAN: _text(f"^{SPAN.pattern}$", examples=["PT4H", "P1D"]),
        FieldKind.NUMBER: {"type": ["number", "string", "null"], "pattern": _NUMBER},
        FieldKind.MEASUREMENTS: {
            "type": ["object", "string", "array", "null"],
            "additionalProperties": {"type": ["number", "string"]},
        },
        FieldKind.PATH: {"type": ["string", "array", "null"], "items": {"type": "string"}},
    }
    return schemas[field.kind]


def _targets(link: Link) -> dict[str, Any]:
    one = {"type": "string", "pattern": f"^{ID.pattern}$"}
    words = f"{link.help} IDs of: {', '.join(link.targets)}."
    return {"description": words, **_list(one, ID.pattern)}


def _text(pattern: str, **more: Any) -> dict[str, Any]:
    return {"type": ["string", "null"], "pattern": pattern, **more}


def _list(one: dict[str, Any], word: str) -> dict[str, Any]:
    """Make the schema of several values: a list, or a text with commas between them."""
    pattern = rf"^\s*({word}(\s*[,;|]\s*{word})*)?\s*$"
    text = {"type": "string", "pattern": pattern}
    return {"anyOf": [{"type": "array", "items": one}, text, {"type": "null"}]}


def _any_of(values: Iterable[str]) -> str:
    return f"({'|'.join(values)})"
