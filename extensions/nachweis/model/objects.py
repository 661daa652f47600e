"""The object types with their fields and links: declared here once, derived everywhere else.

The sphinx-needs configuration, the checks of the file reader, the register pages and the
reference pages are all made from :data:`TYPES`.
"""

from __future__ import annotations

import dataclasses
import enum
from collections.abc import Mapping
from typing import Final

from nachweis.model.terms import DecisionKind, Party, Phase, Result, Severity


class FieldKind(enum.StrEnum):
    """How the value of a field is read."""

    TEXT = "text"
    ENUM = "enum"
    ENUM_LIST = "enum list"
    DATE = "date"
    PATH = "path"


class Origin(enum.StrEnum):
    """Which kind of source an object type is written in."""

    CATALOGUE = "catalogue"
    MARKDOWN = "markdown"
    REGISTER = "register"


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Field:
    """A value that objects of a type carry.

    :param name: the option's name in Markdown and the key in YAML
    :param kind: how its value is read
    :param values: the allowed values of an enumeration, in their order
    :param demand: how severe it is when an object lacks it; nothing where it is optional
    :param help: one sentence for the reference page
    """

    name: str
    help: str
    kind: FieldKind = FieldKind.TEXT
    values: tuple[str, ...] = ()
    demand: Severity | None = None


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Link:
    """A relation from objects of one type to others.

    :param name: the option's name in Markdown and the key in YAML
    :param incoming: how the relation reads from the other end
    :param targets: names of the types that it may point to
    :param help: one sentence for the reference page
    """

    name: str
    incoming: str
    targets: tuple[str, ...]
    help: str


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class ObjectType:
    """A kind of object: a sphinx-needs type, a directive, and what it may carry.

    :param name: the type's and its directive's name
    :param title: what people call it, by language
    :param plural: the key of its list in a YAML file, and the heading of its lists
    :param origin: where it is written
    :param prefix: the letter that its IDs conventionally carry after the project's key
    :param color: the accent of its cards, as a CSS colour
    """

    name: str
    title: Mapping[str, str]
    plural: str
    origin: Origin
    prefix: str
    color: str
    fields: tuple[Field, ...] = ()
    links: tuple[Link, ...] = ()

    def field(self, name: str) -> Field | None:
        """Return the field of that name, if the type or every object has it."""
        return next((f for f in (*COMMON_FIELDS, *self.fields) if f.name == name), None)

    def link(self, name: str) -> Link | None:
        """Return the link of that name, if the type has it."""
        return next((link for link in self.links if link.name == name), None)

    @property
    def options(self) -> tuple[str, ...]:
        """Names of everything that may be written in an object's option block."""
        names = [f.name for f in (*COMMON_FIELDS, *self.fields)]
        return tuple(dict.fromkeys(["id", *names, *(link.name for link in self.links)]))


COMMON_FIELDS: Final = (
    Field(name="status", help="How far the object has matured."),
    Field(name="infoclass", help="Information class: who may see the object."),
    Field(name="tags", help="Free words for filters, separated by commas."),
)

REQUIREMENT_TARGETS: Final = ("req", "req_topic", "measure")
"""What stands for requirements: one of them, a topic, or a measure without topics."""

_CATALOGUE_LINKS: Final = (
    Link(
        name="see",
        incoming="seen from",
        targets=("req", "req_topic", "measure", "bsi_module"),
        help="Says the same thing, or is needed to understand it.",
    ),
)


def _part_of(*targets: str) -> Link:
    return Link(name="part_of", incoming="has parts", targets=targets, help="One level up.")


TYPES: Final = (
    ObjectType(
        name="bsi_module",
        title={"en": "Module", "de": "Baustein"},
        plural="modules",
        origin=Origin.CATALOGUE,
        prefix="",
        color="#5b6b82",
        fields=(
            Field(name="label", help="Official label."),
            Field(name="source", help="Where it comes from."),
        ),
        links=_CATALOGUE_LINKS,
    ),
    ObjectType(
        name="measure",
        title={"en": "Measure", "de": "Maßnahme"},
        plural="measures",
        origin=Origin.CATALOGUE,
        prefix="",
        color="#5b6b82",
        fields=(
            Field(name="label", help="Official label."),
            Field(name="level", help="basic, standard or increased."),
            Field(name="source", help="Where it comes from."),
        ),
        links=(_part_of("bsi_module"), *_CATALOGUE_LINKS),
    ),
    ObjectType(
        name="req_topic",
        title={"en": "Topic", "de": "Thema"},
        plural="topics",
        origin=Origin.CATALOGUE,
        prefix="",
        color="#5b6b82",
        fields=(Field(name="label", help="Official label of its measure."),),
        links=(_part_of("measure", "bsi_module"),),
    ),
    ObjectType(
        name="req",
        title={"en": "Requirement", "de": "Anforderung"},
        plural="requirements",
        origin=Origin.CATALOGUE,
        prefix="",
        color="#2f6f9f",
        fields=(
            Field(name="label", help="Official label of its measure."),
            Field(name="modal", help="must, should or may."),
            Field(name="level", help="basic, standard or increased."),
            Field(name="cia", help="Basic values that it serves, as letters."),
            Field(name="responsible", help="Parties that have to meet it."),
            Field(name="roles", help="Roles that initiate and implement it."),
            Field(name="phases", help="Phases that it belongs to."),
            Field(name="proofs", help="Kinds of proof with the phase in which each is due."),
            Field(name="recurrence", help="How often its proof is renewed."),
            Field(name="source", help="Where it comes from."),
            Field(name="uuid", help="Permanent identifier for exchange formats."),
        ),
        links=(_part_of("req_topic", "measure", "bsi_module"), *_CATALOGUE_LINKS),
    ),
    ObjectType(
        name="clause",
        title={"en": "Clause", "de": "Vertragsklausel"},
        plural="clauses",
        origin=Origin.MARKDOWN,
        prefix="C",
        color="#7a5195",
        fields=(
            Field(
                name="status",
                kind=FieldKind.ENUM,
                values=("draft", "offered", "refined", "agreed", "superseded"),
                demand=Severity.WARNING,
                help="How far the clause has been negotiated; only *agreed* covers.",
            ),
            Field(name="number", demand=Severity.WARNING, help="Number in the contract or annex."),
            Field(
                name="obliges",
                kind=FieldKind.ENUM_LIST,
                values=tuple(Party),
                demand=Severity.WARNING,
                help="The parties that owe it, separated by commas.",
            ),
        ),
        links=(
            Link(
                name="fulfils",
                incoming="fulfilled by",
                targets=REQUIREMENT_TARGETS,
                help="Requirements or topics that the clause makes somebody owe.",
            ),
        ),
    ),
    ObjectType(
        name="section",
        title={"en": "Concept section", "de": "Konzeptabschnitt"},
        plural="sections",
        origin=Origin.MARKDOWN,
        prefix="S",
        color="#1f7a6d",
        fields=(
            Field(
                name="status",
                kind=FieldKind.ENUM,
                values=("open", "draft", "approved"),
                demand=Severity.WARNING,
                help="*open* counts as missing, only *approved* covers.",
            ),
            Field(
                name="concept",
                kind=FieldKind.ENUM,
                values=("client", "provider", "network-provider", "interface", "overall"),
                demand=Severity.WARNING,
                help="Which concept of the set the section belongs to (M 2.254).",
            ),
            Field(name="owner", demand=Severity.WARNING, help="Contact who answers for the text."),
        ),
        links=(
            Link(
                name="addresses",
                incoming="addressed by",
                targets=REQUIREMENT_TARGETS,
                help="Requirements or topics whose fulfilment it describes.",
            ),
            Link(
                name="implements",
                incoming="implemented by",
                targets=("clause",),
                help="Clauses that it puts into practice.",
            ),
        ),
    ),
    ObjectType(
        name="record",
        title={"en": "Record", "de": "Nachweis"},
        plural="records",
        origin=Origin.MARKDOWN,
        prefix="R",
        color="#b5651d",
        fields=(
            Field(
                name="status",
                kind=FieldKind.ENUM,
                values=("draft", "final"),
                help="A *draft* does not prove anything yet; without one it is final.",
            ),
            Field(
                name="kind",
                kind=FieldKind.ENUM,
                values=(
                    "audit",
                    "test",
                    "exercise",
                    "meeting",
                    "review",
                    "training",
                    "statement",
                    "report",
                ),
                demand=Severity.WARNING,
                help="What was done.",
            ),
            Field(
                name="date", kind=FieldKind.DATE, demand=Severity.ERROR, help="When it was done."
            ),
            Field(
                name="result",
                kind=FieldKind.ENUM,
                values=tuple(Result),
                demand=Severity.WARNING,
                help="What came out; the newest record with *fail* fails the cell.",
            ),
            Field(name="by", demand=Severity.WARNING, help="Contact or body that did it."),
            Field(name="file", kind=FieldKind.PATH, help="The original, relative to the file."),
        ),
        links=(
            Link(
                name="proves",
                incoming="proven by",
                targets=REQUIREMENT_TARGETS,
                help="Requirements or topics that it proves.",
            ),
            Link(
                name="checks",
                incoming="checked by",
                targets=("clause", "section"),
                help="Clauses or sections whose practice it looked at.",
            ),
        ),
    ),
    ObjectType(
        name="decision",
        title={"en": "Decision", "de": "Entscheidung"},
        plural="decisions",
        origin=Origin.MARKDOWN,
        prefix="D",
        color="#8a6d00",
        fields=(
            Field(
                name="kind",
                kind=FieldKind.ENUM,
                values=tuple(DecisionKind),
                demand=Severity.ERROR,
                help="Tailoring, an accepted risk, or a deferral.",
            ),
            Field(
                name="date", kind=FieldKind.DATE, demand=Severity.ERROR, help="When it was taken."
            ),
            Field(
                name="until",
                kind=FieldKind.DATE,
                help="Last day on which it holds; required unless it is tailoring.",
            ),
            Field(name="approved_by", demand=Severity.ERROR, help="Contact who approved it."),
        ),
        links=(
            Link(
                name="concerns",
                incoming="subject of",
                targets=REQUIREMENT_TARGETS,
                help="Requirements or topics that it is about.",
            ),
        ),
    ),
    ObjectType(
        name="derogation",
        title={"en": "Derogation", "de": "Ausnahmeregelung"},
        plural="derogations",
        origin=Origin.MARKDOWN,
        prefix="X",
        color="#a23b3b",
        fields=(
            Field(name="since", kind=FieldKind.DATE, demand=Severity.ERROR, help="First day."),
            Field(name="until", kind=FieldKind.DATE, help="Last day on which it may hold."),
            Field(
                name="ends_with",
                kind=FieldKind.ENUM,
                values=tuple(Phase),
                help="Phase with whose closing it must have ended.",
            ),
            Field(name="approved_by", demand=Severity.ERROR, help="Contact who approved it."),
            Field(name="lifted", kind=FieldKind.DATE, help="Day on which it was ended."),
        ),
        links=(
            Link(
                name="departs_from",
                incoming="departed from by",
                targets=("req", "clause", "section"),
                help="What is not kept while it lasts.",
            ),
        ),
    ),
    ObjectType(
        name="party",
        title={"en": "Party", "de": "Beteiligter"},
        plural="parties",
        origin=Origin.REGISTER,
        prefix="P",
        color="#4c566a",
        fields=(
            Field(
                name="role",
                kind=FieldKind.ENUM,
                values=tuple(Party),
                demand=Severity.WARNING,
                help="Which of the parties of an outsourcing it is.",
            ),
            Field(name="sphere", help="What it controls."),
            Field(name="domain", help="Its internet domain."),
        ),
    ),
    ObjectType(
        name="contact",
        title={"en": "Contact", "de": "Ansprechpartner"},
        plural="contacts",
        origin=Origin.REGISTER,
        prefix="K",
        color="#4c566a",
        fields=(
            Field(name="phone", help="Telephone number, international form."),
            Field(name="mail", help="Mail address."),
            Field(name="hours", help="When the contact can be reached."),
            Field(name="customer_number", help="Reference that the contact asks for."),
        ),
        links=(
            Link(
                name="party",
                incoming="contacts",
                targets=("party",),
                help="The party that the contact works for.",
            ),
            Link(
                name="deputy",
                incoming="deputises for",
                targets=("contact",),
                help="Who stands in.",
            ),
        ),
    ),
)

TYPE: Final[Mapping[str, ObjectType]] = {t.name: t for t in TYPES}
"""The object types by name."""

PROVES: Final[Mapping[str, str]] = {
    "clause": "fulfils",
    "section": "addresses",
    "record": "proves",
}
"""The link by which each kind of proof covers requirements."""
