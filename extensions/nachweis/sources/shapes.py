"""What the YAML files of catalogue and project must look like."""

from __future__ import annotations

import datetime
import re
from typing import Annotated, Any, Literal

from nachweis.model.dates import DATE, parse_date
from nachweis.model.intervals import DURATION, parse_interval
from nachweis.model.objects import PROOFS
from nachweis.model.terms import (
    BasicValue,
    Level,
    Modal,
    Party,
    Phase,
    ProtectionNeed,
    Recurrence,
    Side,
)
from nachweis.model.versions import Scheme
from nachweis.sources.plain import Checked, Either, Filled, Plain, Read


def _text(value: object) -> object:
    return {"en": value} if isinstance(value, str) else value


def _date(value: object) -> object:
    return parse_date(value if isinstance(value, str) else repr(value))


def _interval(value: str) -> str:
    parse_interval(value)
    return value


def _matching(pattern: str, words: str) -> Checked:
    """Return a check that says in words what a text must look like."""
    wanted = re.compile(pattern)

    def check(value: str) -> str:
        if not wanted.fullmatch(value):
            raise ValueError(f"{value!r} {words}")
        return value

    return Checked(check, pattern=f"^{pattern}$")


def _proof_kind(value: str) -> str:
    if value not in PROOFS:
        *others, last = PROOFS
        raise ValueError(f"must be {', '.join(others)} or {last}")
    return value


_ID = r"[A-Z0-9_]{3,}"
_KEY = r"[A-Z][A-Z0-9_]+"
_ROLE = r"[a-z][a-z0-9-]*"
_LANGUAGE = r"[a-z]{2}"


Id = Annotated[str, _matching(_ID, "is no ID; use A-Z, 0-9 and _ only, at least 3 of them")]
Key = Annotated[
    str, _matching(_KEY, "is no key; begin with A-Z, go on with A-Z, 0-9 or _, at least 2")
]
Language = Annotated[str, _matching(_LANGUAGE, "is no language code such as de")]
Words = Annotated[dict[Language, str], Either(_text, str | dict[Language, str])]
Date = Annotated[datetime.date, Read(_date, format="date", pattern=f"^{DATE.pattern}$")]
Duration = Annotated[
    str, Checked(_interval, pattern=f"^{DURATION.pattern}$", examples=["P12M", "P90D"])
]


class _ProofKinds(Checked):
    """A check for a kind of proof, of which a house may have more."""

    def __get_pydantic_json_schema__(self, _: Any, __: Any) -> dict[str, Any]:
        return {"type": "string", "enum": list(PROOFS)}


ProofName = Annotated[str, _ProofKinds(_proof_kind)]


class GroupShape(Plain):
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


class TopicShape(Plain):
    """An entry of ``topics:``."""

    id: Id
    title: Words
    guidance: Words = {}


class RequirementShape(Plain):
    """An entry of ``requirements:``."""

    id: Id
    uuid: str
    topic: Id | None = None
    source: str
    modal: Modal
    text: Words
    phases: Annotated[tuple[Phase, ...], Filled()]
    responsible: Annotated[tuple[Party, ...], Filled()]
    proofs: Annotated[dict[ProofName, Phase], Filled()]
    recurrence: Recurrence
    roles: dict[str, tuple[str, ...]] = {}
    level: Level | None = None
    cia: tuple[BasicValue, ...] = ()
    see: tuple[Id, ...] = ()


class MeasureFile(Plain):
    """One file of the catalogue."""

    module: GroupShape | None = None
    measure: GroupShape | None = None
    topics: tuple[TopicShape, ...] = ()
    requirements: tuple[RequirementShape, ...] = ()


class CitedShape(Plain):
    """An entry of ``cited:``: what the sources cite but do not contain."""

    id: Id
    type: Literal["bsi_module", "measure"]
    label: str
    title: Words
    edition: str = ""


class CitedFile(Plain):
    """``cited.yaml``."""

    cited: tuple[CitedShape, ...]


class PhaseShape(Plain):
    """An entry of ``phases:``."""

    id: Phase
    title: Words
    source: str = ""
    question: Words = {}


class PhasesFile(Plain):
    """``phases.yaml``."""

    phases: tuple[PhaseShape, ...]


class TermShape(Plain):
    """An entry of ``terms:``."""

    term: Words
    meaning: Words


class GlossaryFile(Plain):
    """``glossary.yaml``."""

    terms: tuple[TermShape, ...]


class RoleShape(Plain):
    """An entry of ``roles:``: a role that requirements name."""

    id: Annotated[str, _matching(_ROLE, "is no name of a role; use a-z, 0-9 and -")]
    title: Words
    words: tuple[str, ...]


class RolesFile(Plain):
    """``roles.yaml``, which the gate does not read: the words stand in the requirements."""

    roles: tuple[RoleShape, ...]


class ClosingShape(Plain):
    """What ``phases:`` says of one phase of a project."""

    closed: Date | None = None
    approved_by: str | None = None


class ProtectionShape(Plain):
    """``protection:`` of a project."""

    confidentiality: ProtectionNeed = ProtectionNeed.NORMAL
    integrity: ProtectionNeed = ProtectionNeed.NORMAL
    availability: ProtectionNeed = ProtectionNeed.NORMAL


def _closing(value: Any) -> Any:
    return {} if value is None else value


class ProjectFile(Plain):
    """``project.yaml``."""

    key: Key
    title: Words
    side: Side
    catalog: Annotated[tuple[Id, ...], Filled()]
    protection: ProtectionShape = ProtectionShape()
    phases: dict[
        Phase,
        Annotated[
            ClosingShape,
            Either(_closing, ClosingShape | None),
        ],
    ] = {}
    intervals: dict[str, Duration] = {}
    languages: Annotated[tuple[Language, ...], Filled()] = ("en",)
    strict_must: bool = False
    versions: Scheme = Scheme.SEMVER
    infoclass: str = ""
