"""A register as a table: one row per entry, one column per field or link of its type."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence

from nachweis.model.foreign import DIGEST
from nachweis.model.items import Item, split_list
from nachweis.model.kinds import Field, FieldKind, Link, ObjectType
from nachweis.model.objects import project_types
from nachweis.trace.graph import Graph

"""Names of the types that a table can list: those whose objects a project writes."""


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Condition:
    """A condition on the entries to be listed.

    :param name: a field or link of the type
    :param value: the field's value, one of a list's parts, or the ID at the link's end
    """

    name: str
    value: str

    def holds(self, item: Item) -> bool:
        """Return whether an entry has the value.

        :param item: the entry
        """
        written = (item.get(self.name), *item.list(self.name))
        return self.value in (*written, *item.targets(self.name))


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Register:
    """The table of a type's entries.

    :param columns: fields and links that at least one row has, or that were requested
    :param rows: the entries in the order of the files
    """

    type: ObjectType
    columns: tuple[Field | Link, ...]
    rows: tuple[Item, ...]


def build_register(
    graph: Graph,
    kind: ObjectType,
    *,
    document: str = "",
    conditions: Sequence[Condition] = (),
    columns: Sequence[str] = (),
) -> Register:
    """Build the table of a register.

    :param graph: catalogue and project
    :param kind: the type of its entries
    :param document: path of the file that lists them; empty: all of the project
    :param conditions: conditions that the entries must all meet
    :param columns: names of fields and links in their order; empty: all that have a value, but
        for digests
    """
    rows = tuple(
        item
        for item in graph.of_type(kind.name)
        if document in ("", item.document) and all(c.holds(item) for c in conditions)
    )
    known = columns_of(kind)
    names = columns or [
        name
        for name in known
        if name != DIGEST.name and any(item.get(name) or item.targets(name) for item in rows)
    ]
    return Register(type=kind, columns=tuple(known[name] for name in names), rows=rows)


def columns_of(kind: ObjectType) -> Mapping[str, Field | Link]:
    """Return the columns that a table of a type may have, by name: its fields, then its links.

    :param kind: the type
    """
    columns: tuple[Field | Link, ...] = (*kind.fields, *kind.links)
    return {column.name: column for column in columns}


def listed_type(name: str) -> ObjectType:
    """Return the type of that name, if a project writes its objects.

    :param name: name of the type
    :raises ValueError: if it is not one of those
    """
    known = project_types()
    if name not in known:
        raise ValueError(f"{name!r} is unknown; allowed are {', '.join(known)}")
    return known[name]


def parse_columns(kind: ObjectType, text: str) -> tuple[str, ...]:
    """Read names of columns, separated by commas.

    :param kind: the type that the table is of
    :param text: as written
    :raises ValueError: if the type has no such field or link
    """
    names = split_list(text)
    for name in names or ("",):
        _known(kind, name)
    return names


def parse_conditions(kind: ObjectType, text: str) -> tuple[Condition, ...]:
    """Read conditions such as ``kind=application, sphere=provider``.

    :param kind: the type that the table is of
    :param text: as written
    :raises ValueError: if a part is not a condition, or no entry can meet it
    """
    conditions = []
    for part in split_list(text) or ("",):
        name, sign, value = (piece.strip() for piece in part.partition("="))
        if not sign:
            raise ValueError(f"{part!r} is no condition; write it as NAME=VALUE")
        column = kind.field(name) or _known(kind, name)  # of every object, too, such as tags
        values = _values(column)
        if value not in values if values else not value:
            allowed = ", ".join(values) or "all but nothing"
            raise ValueError(f"{name} is never {value!r}; allowed are {allowed}")
        conditions.append(Condition(name=name, value=value))
    return tuple(conditions)


def _known(kind: ObjectType, name: str) -> Field | Link:
    known = columns_of(kind)
    if name not in known:
        raise ValueError(f"{name!r} is no column of {kind.name}; allowed are {', '.join(known)}")
    return known[name]


def _values(column: Field | Link) -> tuple[str, ...]:
    if isinstance(column, Field) and column.kind in (FieldKind.ENUM, FieldKind.ENUM_LIST):
        return tuple(str(value) for value in column.values)
    return ()
