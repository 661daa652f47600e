"""Default values for the fields that a type requires of a new object."""

from __future__ import annotations

import dataclasses
import datetime
from collections.abc import Mapping, Sequence
from pathlib import PurePosixPath
from typing import Final

from nachweis.model.intervals import parse_interval
from nachweis.model.items import Item
from nachweis.model.kinds import Field, FieldKind, ObjectType, Origin
from nachweis.model.outputs import resolve
from nachweis.model.steering_types import AGREEMENT_MEASURES
from nachweis.model.terms import BasicValue, DecisionKind, Phase, Side
from nachweis.scaffold.successor import next_number, successor
from nachweis.trace.graph import Graph


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class ObjectContext:
    """What is known about a new object and its place.

    :param same: the objects of its type in its file, in their order
    :param links: its links
    :param given: values that were given, by field
    :param date: the day to enter
    :param is_dated: whether that day was given
    :param path: the file, relative to the workspace
    :param to_do: placeholder for text to be written
    """

    graph: Graph
    kind: ObjectType
    same: Sequence[Item]
    links: Mapping[str, Sequence[str]]
    given: Mapping[str, str]
    date: datetime.date
    is_dated: bool
    path: str
    to_do: str

    def last(self, name: str) -> str:
        """Return the last value of a field in the file.

        :param name: the field, or a link as written
        """
        return next((value for item in reversed(self.same) if (value := item.get(name))), "")

    def after(self, interval: str) -> str:
        """Return the date an interval after the day to enter.

        :param interval: an ISO 8601 duration, such as ``P1Y``
        """
        return str(parse_interval(interval).after(self.date))

    def used(self, name: str) -> set[str]:
        """Return the values of a field in all objects of the type.

        :param name: the field
        """
        return {item.get(name) for item in self.graph.of_type(self.kind.name)}


def fill_in(context: ObjectContext) -> dict[str, str]:
    """Collect the fields of a new object: those given, and those that its type requires.

    What only a person can decide, who approved it and what the result is, is left open:
    until then the object is *open*.

    :param context: what is known about the object
    """
    kind = context.kind
    fields = {"status": "open"} if kind.origin is Origin.MARKDOWN else {}
    for field in kind.fields:
        value = context.given.get(field.name) or _usual(context, field)
        if value:
            fields[field.name] = value
    return {**fields, **context.given}


def usual_links(graph: Graph, kind: ObjectType, name: str) -> dict[str, tuple[str, ...]]:
    """Return the default links of a new object: what an agreement settles.

    :param graph: catalogue and project
    :param kind: its type
    :param name: its kind
    """
    measure = AGREEMENT_MEASURES.get(name) if kind.name == "agreement" else None
    groups = dict.fromkeys(
        requirement.part_of
        for requirement in graph.requirements.values()
        if requirement.measure == measure
    )
    return {"settles": tuple(groups)} if groups else {}


def _usual(context: ObjectContext, field: Field) -> str:
    if field.suggest is not None:
        return str(resolve(field.suggest)(context))
    if field.default:
        return field.default
    if field.demand is None or field.once or field.name in _LEFT_TO_PEOPLE:
        return ""
    if field.kind is FieldKind.CONTACT:
        contacts = (item.id for item in context.graph.of_type("contact"))
        return context.last(field.name) or next(contacts, context.to_do)
    if field.kind in (FieldKind.ENUM, FieldKind.ENUM_LIST):
        return context.last(field.name) or field.values[0]
    return str(context.date) if field.kind is FieldKind.DATE else context.to_do


def next_number_of_clause(context: ObjectContext) -> str:
    """Return the number after the last one of the file."""
    before = [item.get("number") for item in context.same]
    return next_number(before, context.used("number"))


def obliged_parties(context: ObjectContext) -> str:
    """Return the parties of the linked requirements, as in the stubs of a new project."""
    requirements = context.graph.requirements
    parties = [
        party
        for target in context.links.get("fulfils", ())
        for identifier in context.graph.stands_for(target)
        for party in requirements[identifier].responsible
    ]
    return ", ".join(dict.fromkeys(parties)) or context.last("obliges") or "provider"


def concept_of_file(context: ObjectContext) -> str:
    """Return the concept that the file belongs to, by its objects, its folder, or the side."""
    field = context.kind.field("concept")
    folders = reversed(PurePosixPath(context.path).parts)
    named = (part for part in folders if field and part in field.values)
    side = context.graph.project.settings.side
    return context.last("concept") or next(named, "overall" if side is Side.JOINT else side)


def end_of_decision(context: ObjectContext) -> str:
    """Return the day a year ahead; tailoring needs no end."""
    return "" if context.given.get("kind") == DecisionKind.NOT_APPLICABLE else context.after("P12M")


def phase_of_derogation(context: ObjectContext) -> str:
    """Return migration, with which derogations end, unless it is closed."""
    return "" if _migration_is_closed(context) else Phase.MIGRATION


def end_of_derogation(context: ObjectContext) -> str:
    """Return the day three months ahead where migration is closed."""
    return context.after("P3M") if _migration_is_closed(context) else ""


def _migration_is_closed(context: ObjectContext) -> bool:
    return Phase.MIGRATION in context.graph.project.settings.closed


def first_unused_kind(context: ObjectContext) -> str:
    """Return the first kind that no object of the type has yet."""
    field = context.kind.field("kind")
    values = field.values if field else ()
    return next((v for v in values if v not in context.used("kind")), values[0])


def confidentiality_of_project(context: ObjectContext) -> str:
    """Return the protection need of the project."""
    return context.graph.project.settings.protection[BasicValue.CONFIDENTIALITY]


def integrity_of_project(context: ObjectContext) -> str:
    """Return the protection need of the project."""
    return context.graph.project.settings.protection[BasicValue.INTEGRITY]


def availability_of_project(context: ObjectContext) -> str:
    """Return the protection need of the project."""
    return context.graph.project.settings.protection[BasicValue.AVAILABILITY]


def to_do(context: ObjectContext) -> str:
    """Return the placeholder for text to be written."""
    return context.to_do


def next_rank(context: ObjectContext) -> str:
    """Return the rank after the last one of the file."""
    return successor(context.last("rank") or "0", ()) or "1"


def in_a_year(context: ObjectContext) -> str:
    """Return the day that was given, else the one a year ahead."""
    return str(context.date) if context.is_dated else context.after("P12M")


def in_three_months(context: ObjectContext) -> str:
    """Return the day that was given, else the one three months ahead."""
    return str(context.date) if context.is_dated else context.after("P3M")


def after_an_interval(context: ObjectContext) -> str:
    """Return the day that was given, else the one an interval of the duty ahead."""
    interval = context.given.get("interval", "P12M")
    return str(context.date) if context.is_dated else context.after(interval)


_LEFT_TO_PEOPLE: Final = frozenset({"approved", "approved_by", "personal_data", "result"})
"""Fields that only a person can fill in."""
