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
class Setting:
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


def fill_in(setting: Setting) -> dict[str, str]:
    """Collect the fields of a new object: those given, and those that its type requires.

    What only a person can decide, who approved it and what the result is, is left open:
    until then the object is *open*.

    :param setting: what is known about the object
    """
    kind = setting.kind
    fields = {"status": "open"} if kind.origin is Origin.MARKDOWN else {}
    for field in kind.fields:
        value = setting.given.get(field.name) or _usual(setting, field)
        if value:
            fields[field.name] = value
    return {**fields, **setting.given}


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


def _usual(setting: Setting, field: Field) -> str:
    if field.suggest is not None:
        return str(resolve(field.suggest)(setting))
    if field.default:
        return field.default
    if field.demand is None or field.once or field.name in _LEFT_TO_PEOPLE:
        return ""
    if field.kind is FieldKind.CONTACT:
        contacts = (item.id for item in setting.graph.of_type("contact"))
        return setting.last(field.name) or next(contacts, setting.to_do)
    if field.kind in (FieldKind.ENUM, FieldKind.ENUM_LIST):
        return setting.last(field.name) or field.values[0]
    return str(setting.date) if field.kind is FieldKind.DATE else setting.to_do


def next_number_of_clause(setting: Setting) -> str:
    """Return the number after the last one of the file."""
    before = [item.get("number") for item in setting.same]
    return next_number(before, setting.used("number"))


def obliged_parties(setting: Setting) -> str:
    """Return the parties of the linked requirements, as in the stubs of a new project."""
    requirements = setting.graph.requirements
    parties = [
        party
        for target in setting.links.get("fulfils", ())
        for identifier in setting.graph.stands_for(target)
        for party in requirements[identifier].responsible
    ]
    return ", ".join(dict.fromkeys(parties)) or setting.last("obliges") or "provider"


def concept_of_file(setting: Setting) -> str:
    """Return the concept that the file belongs to, by its objects, its folder, or the side."""
    field = setting.kind.field("concept")
    folders = reversed(PurePosixPath(setting.path).parts)
    named = (part for part in folders if field and part in field.values)
    side = setting.graph.project.settings.side
    return setting.last("concept") or next(named, "overall" if side is Side.JOINT else side)


def end_of_decision(setting: Setting) -> str:
    """Return the day a year ahead; tailoring needs no end."""
    return "" if setting.given.get("kind") == DecisionKind.NOT_APPLICABLE else setting.after("P12M")


def phase_of_derogation(setting: Setting) -> str:
    """Return migration, with which derogations end, unless it is closed."""
    return "" if _migration_is_closed(setting) else Phase.MIGRATION


def end_of_derogation(setting: Setting) -> str:
    """Return the day three months ahead where migration is closed."""
    return setting.after("P3M") if _migration_is_closed(setting) else ""


def _migration_is_closed(setting: Setting) -> bool:
    return Phase.MIGRATION in setting.graph.project.settings.closed


def first_unused_kind(setting: Setting) -> str:
    """Return the first kind that no object of the type has yet."""
    field = setting.kind.field("kind")
    values = field.values if field else ()
    return next((v for v in values if v not in setting.used("kind")), values[0])


def confidentiality_of_project(setting: Setting) -> str:
    """Return the protection need of the project."""
    return setting.graph.project.settings.protection[BasicValue.CONFIDENTIALITY]


def integrity_of_project(setting: Setting) -> str:
    """Return the protection need of the project."""
    return setting.graph.project.settings.protection[BasicValue.INTEGRITY]


def availability_of_project(setting: Setting) -> str:
    """Return the protection need of the project."""
    return setting.graph.project.settings.protection[BasicValue.AVAILABILITY]


def to_do(setting: Setting) -> str:
    """Return the placeholder for text to be written."""
    return setting.to_do


def next_rank(setting: Setting) -> str:
    """Return the rank after the last one of the file."""
    return successor(setting.last("rank") or "0", ()) or "1"


def in_a_year(setting: Setting) -> str:
    """Return the day that was given, else the one a year ahead."""
    return str(setting.date) if setting.is_dated else setting.after("P12M")


def in_three_months(setting: Setting) -> str:
    """Return the day that somebody asked for, else the one three months ahead."""
    return str(setting.date) if setting.is_dated else setting.after("P3M")


def after_an_interval(setting: Setting) -> str:
    """Return the day that was given, else the one an interval of the duty ahead."""
    interval = setting.given.get("interval", "P12M")
    return str(setting.date) if setting.is_dated else setting.after(interval)


_LEFT_TO_PEOPLE: Final = frozenset({"approved", "approved_by", "result"})
"""Fields that only a person can fill in."""
