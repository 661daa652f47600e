"""What the YAML files of catalogue and project must look like."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable
from typing import Annotated, Any, Final, Literal

from nachweis.model.dates import DATE, parse_date
from nachweis.model.intervals import DURATION, parse_interval
from nachweis.model.kinds import Tense
from nachweis.model.messages import Message
from nachweis.model.objects import PROOFS
from nachweis.model.proof_types import RECORD_KINDS
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
from nachweis.sources.yaml.validation import FILLED, After, Before, Named, Shape, Written


def _text(value: object) -> object:
    return {"en": value} if isinstance(value, str) else value


def _date(value: object) -> object:
    return parse_date(value if isinstance(value, str) else repr(value))


def _interval(value: str) -> str:
    parse_interval(value)
    return value


def _share(value: float) -> float:
    if not 0 <= value <= 1:
        raise ValueError(Message("{value} is no share; write a number from 0 to 1", value=value))
    return value


def matching(pattern: str, words: str) -> After:
    """Return a check that says in words what a text must look like.

    :param pattern: regular expression that the whole text must fit
    :param words: what is said of another text, behind it
    """
    wanted = re.compile(pattern)

    def check(value: str) -> str:
        if not wanted.fullmatch(value):
            raise ValueError(Message("{value!r} {words}", value=value, words=words))
        return value

    return After(check)


def _text_schema(pattern: str, **more: Any) -> Written:
    return Written(lambda: {"type": "string", "pattern": f"^{pattern}$", **more})


def _one_of(words: Iterable[str]) -> dict[str, Any]:
    return {"type": "string", "enum": list(words)}


def _proof_kind(value: str) -> str:
    if value not in PROOFS:
        *others, last = PROOFS
        raise ValueError(Message("must be {others} or {last}", others=", ".join(others), last=last))
    return value


def _record_kind(value: str) -> str:
    if value not in RECORD_KINDS:
        raise ValueError(
            Message("must be one of {record_kinds}", record_kinds=", ".join(RECORD_KINDS))
        )
    return value


_ID: Final = r"[A-Z0-9_]{3,}"
_KEY: Final = r"[A-Z][A-Z0-9_]+"
_ROLE: Final = r"[a-z][a-z0-9-]*"
_LANGUAGE: Final = r"[a-z]{2}"

Id = Annotated[
    str,
    matching(_ID, "is not a valid ID; use A-Z, 0-9 and _ only, at least 3 of them"),
    _text_schema(_ID),
]
Key = Annotated[
    str,
    matching(_KEY, "is not a valid key; begin with A-Z, go on with A-Z, 0-9 or _, at least 2"),
    _text_schema(_KEY),
]
Role = Annotated[
    str, matching(_ROLE, "is not the name of a role; use a-z, 0-9 and -"), _text_schema(_ROLE)
]
Language = Annotated[
    str, matching(_LANGUAGE, "is not a language code such as de"), _text_schema(_LANGUAGE)
]
Words = Annotated[
    dict[Language, str],
    Before(_text, str | dict[Language, str]),
]
Date = Annotated[datetime.date, Before(_date), _text_schema(DATE.pattern, format="date")]
DayOrYear = Annotated[
    str,
    Before(str, str | int),
    matching(r"\d{4}(-\d{2}-\d{2})?", "is not a year or a date such as 2018 or 2018-09-30"),
]
Duration = Annotated[
    str,
    After(_interval),
    _text_schema(DURATION.pattern, examples=["P12M", "P90D"]),
]


ProofName = Annotated[str, After(_proof_kind), Written(lambda: _one_of(PROOFS))]

RecordKind = Annotated[
    str,
    After(_record_kind),
    Written(lambda: _one_of(RECORD_KINDS)),
]


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
    edition: Words = {}
    valid_until: DayOrYear = ""
    superseded_by: tuple[str, ...] = ()


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
    derived: Words = {}
    sharper: Words = {}
    phases: Annotated[tuple[Phase, ...], FILLED]
    responsible: Annotated[tuple[Party, ...], FILLED]
    proofs: Annotated[dict[ProofName, Phase], FILLED]
    recurrence: Recurrence
    record_kinds: tuple[RecordKind, ...] = ()
    stated: tuple[Id, ...] = ()
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
    type: Literal["bsi_module", "measure"]
    label: str
    title: Words
    source: Annotated[str, Named("edition")] = ""


class CitedFile(Shape):
    """``cited.yaml``."""

    cited: tuple[CitedShape, ...]


class PhaseShape(Shape):
    """An entry of ``phases:``."""

    phase: Annotated[Phase, Named("id")]
    title: Words
    source: str = ""
    question: Words = {}


class PhasesFile(Shape):
    """``phases.yaml``."""

    phases: tuple[PhaseShape, ...]


class TermShape(Shape):
    """An entry of ``terms:``."""

    id: Id | None = None
    term: Words
    meaning: Words
    synonyms: dict[Language, tuple[str, ...]] = {}
    source: str = ""
    everyday: bool = False


class GlossaryFile(Shape):
    """``glossary.yaml``."""

    terms: tuple[TermShape, ...]


class RoleShape(Shape):
    """An entry of ``roles:``: a role that requirements name."""

    id: Role
    title: Words
    words: tuple[str, ...]


class RolesFile(Shape):
    """``roles.yaml``, which the gate does not read: the words stand in the requirements."""

    roles: tuple[RoleShape, ...]


class ThreatShape(Shape):
    """An entry of ``threats:``: what a module says can go wrong, or an elementary threat."""

    id: Id
    module: Id = ""
    label: str = ""
    title: Words
    text: Words = {}


class ThreatsFile(Shape):
    """``threats.yaml`` of the catalogue."""

    threats: tuple[ThreatShape, ...]


class ClosingShape(Shape):
    """What ``phases:`` says of one phase of a project."""

    date: Annotated[Date | None, Named("closed"), Tense.PAST] = None
    approved_by: str | None = None
    begun: Annotated[Date | None, Tense.PAST] = None


class ProtectionShape(Shape):
    """``protection:`` of a project."""

    confidentiality: ProtectionNeed = ProtectionNeed.NORMAL
    integrity: ProtectionNeed = ProtectionNeed.NORMAL
    availability: ProtectionNeed = ProtectionNeed.NORMAL


def _closing(value: Any) -> Any:
    return {} if value is None else value


def _evidence(value: Any) -> Any:
    return RECORD_KINDS if value == "required" else [value] if isinstance(value, str) else value


RecordKinds = Annotated[
    tuple[RecordKind, ...],
    Before(_evidence),
    Written(
        lambda: {
            "anyOf": [
                {"const": "required"},
                {"type": "array", "items": _one_of(RECORD_KINDS)},
            ]
        }
    ),
]


class DisclosureShape(Shape):
    """``disclosure:`` of ``project.yaml``: what the communication matrix is applied to."""

    folders: dict[str, str] = {}
    proven_to: tuple[Id, ...] = ()
    other_ids: dict[
        Id, Annotated[str, matching(r".{16,}", "needs at least 16 signs, best random ones")]
    ] = {}
    particulars: dict[Literal["title", "catalogue", "phases"], str] = {}


class TenderShape(Shape):
    """``tender:`` of ``project.yaml``: how a provider is selected."""

    asks: tuple[Id, ...] = ()
    partly: Annotated[float, After(_share)] = 0.5
    sent: Annotated[Date | None, Tense.PAST] = None
    due: Annotated[Date | None, Tense.PLANNED] = None
    chosen: Id | None = None


class ProjectFile(Shape):
    """``project.yaml``."""

    key: Key
    title: Words
    side: Side
    catalog: Annotated[tuple[Id, ...], FILLED]
    protection: ProtectionShape = ProtectionShape()
    phases: dict[
        Phase,
        Annotated[
            ClosingShape,
            Before(_closing, ClosingShape | None),
        ],
    ] = {}
    intervals: dict[str, Duration] = {}
    languages: Annotated[tuple[Language, ...], FILLED] = ("en",)
    strict_must: bool = False
    example: bool = False
    evidence: RecordKinds = ()
    versions: Scheme = Scheme.SEMVER
    infoclass: str = ""
    disclosure: DisclosureShape = DisclosureShape()
    tender: TenderShape | None = None
