"""What the YAML files of catalogue and project must look like."""

from __future__ import annotations

import datetime
from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator, Field, StringConstraints

from nachweis.model.intervals import parse_interval
from nachweis.model.terms import (
    BasicValue,
    Level,
    Modal,
    Party,
    Phase,
    ProofKind,
    ProtectionNeed,
    Recurrence,
    Side,
)
from nachweis.sources.yamlfile import Shape


def _text(value: object) -> object:
    return {"en": value} if isinstance(value, str) else value


def _date(value: object) -> object:
    if isinstance(value, datetime.datetime) or not isinstance(value, (datetime.date, str)):
        raise ValueError(f"{value!r} is no date; write it as YYYY-MM-DD")
    if isinstance(value, str):
        try:
            return datetime.date.fromisoformat(value)
        except ValueError:
            raise ValueError(f"{value!r} is no date; write it as YYYY-MM-DD") from None
    return value


def _interval(value: str) -> str:
    parse_interval(value)
    return value


Id = Annotated[str, StringConstraints(pattern=r"^[A-Z0-9_]{3,}$")]
Key = Annotated[str, StringConstraints(pattern=r"^[A-Z][A-Z0-9_]*$", min_length=2)]
Words = Annotated[
    dict[Annotated[str, StringConstraints(pattern="^[a-z]{2}$")], str], BeforeValidator(_text)
]
Date = Annotated[datetime.date, BeforeValidator(_date)]
Duration = Annotated[str, AfterValidator(_interval)]


class GroupShape(Shape):
    """``module:`` and ``measure:`` of a catalogue file."""

    id: Id
    label: str
    title: Words
    part_of: Id | None = None
    level: Level | None = None
    source: str = ""
    summary: Words = {}
    guidance: Words = {}
    see: tuple[Id, ...] = ()


class TopicShape(Shape):
    """An entry of ``topics:``."""

    id: Id
    title: Words
    guidance: Words = {}


class RequirementShape(Shape):
    """An entry of ``requirements:``."""

    id: Id
    uuid: str
    topic: Id | None = None
    source: str
    modal: Modal
    text: Words
    phases: Annotated[tuple[Phase, ...], Field(min_length=1)]
    responsible: Annotated[tuple[Party, ...], Field(min_length=1)]
    proofs: Annotated[dict[ProofKind, Phase], Field(min_length=1)]
    recurrence: Recurrence
    roles: dict[str, tuple[str, ...]] = {}
    level: Level | None = None
    cia: tuple[BasicValue, ...] = ()
    see: tuple[Id, ...] = ()


class MeasureFile(Shape):
    """One file of the catalogue."""

    module: GroupShape | None = None
    measure: GroupShape | None = None
    topics: tuple[TopicShape, ...] = ()
    requirements: tuple[RequirementShape, ...] = ()


class CitedShape(Shape):
    """An entry of ``cited:``: what the sources cite but do not contain."""

    id: Id
    type: str
    label: str
    title: Words
    edition: str = ""


class CitedFile(Shape):
    """``cited.yaml``."""

    cited: tuple[CitedShape, ...]


class PhaseShape(Shape):
    """An entry of ``phases:``."""

    id: Phase
    title: Words
    source: str = ""
    question: Words = {}


class PhasesFile(Shape):
    """``phases.yaml``."""

    phases: tuple[PhaseShape, ...]


class TermShape(Shape):
    """An entry of ``terms:``."""

    term: Words
    meaning: Words


class GlossaryFile(Shape):
    """``glossary.yaml``."""

    terms: tuple[TermShape, ...]


class ClosingShape(Shape):
    """What ``phases:`` says of one phase of a project."""

    closed: Date | None = None
    approved_by: str | None = None


class ProtectionShape(Shape):
    """``protection:`` of a project."""

    confidentiality: ProtectionNeed = ProtectionNeed.NORMAL
    integrity: ProtectionNeed = ProtectionNeed.NORMAL
    availability: ProtectionNeed = ProtectionNeed.NORMAL


def _closing(value: Any) -> Any:
    return {} if value is None else value


class ProjectFile(Shape):
    """``project.yaml``."""

    key: Key
    title: Words
    side: Side
    catalog: Annotated[tuple[Id, ...], Field(min_length=1)]
    protection: ProtectionShape = ProtectionShape()
    phases: dict[Phase, Annotated[ClosingShape, BeforeValidator(_closing)]] = {}
    intervals: dict[str, Duration] = {}
    languages: Annotated[tuple[str, ...], Field(min_length=1)] = ("en",)
    strict_must: bool = False
    infoclass: str = ""
