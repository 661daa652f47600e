"""What an object type is made of: fields, links, and where its objects are written."""

from __future__ import annotations

import enum
from collections.abc import Mapping
from typing import Final

from nachweis.model.messages import gettext_noop
from nachweis.model.named_tuples import NamedTuple
from nachweis.model.outputs import Target
from nachweis.model.terms import Severity


class FieldKind(enum.StrEnum):
    """How the value of a field is read."""

    TEXT = "text"
    ENUM = "enum"
    ENUM_LIST = "enum list"
    LIST = "list"
    CONTACT = "contact"
    DATE = "date"
    NUMBER = "number"
    DURATION = "ISO 8601 duration"
    SPAN = "ISO 8601 duration up to minutes"
    MEASUREMENTS = "values by period"
    PATH = "path"


class Origin(enum.StrEnum):
    """Which kind of source an object type is written in."""

    CATALOGUE = "catalogue"
    MARKDOWN = "markdown"
    REGISTER = "register"


class Tense(enum.StrEnum):
    """What a date speaks of."""

    PAST = "past"
    """What was done: none is later than the date of judgement."""
    PLANNED = "planned"
    """What is to come, or has come by now: none is further ahead than anybody plans."""
    OPEN = "open"
    """Either of them, or a day on which another rule looks."""


class Review(NamedTuple):
    """How often somebody has to look at an entry again.

    :param days: fields that say when somebody did
    :param requirement: ID of the requirement whose interval counts before the regular one
    """

    days: tuple[str, ...]
    requirement: str = ""


class Weaker(enum.Enum):
    """Which change of a field or link asks for less than before."""

    MORE = enum.auto()
    """A later word of its vocabulary, a longer span, a later day, one more target."""
    LESS = enum.auto()
    """An earlier word, a smaller number, one part or target less."""
    OTHER = enum.auto()
    """Any other value, where nobody can tell which of two asks for more."""


class Guard(NamedTuple):
    """What a branch may not change in silence, as it would ask for less.

    :param weaker: the change that asks for less
    :param unset: the word that its absence stands for
    :param same_day: whether only states of the same *date* are compared: at another one, the
        object speaks of something new
    """

    weaker: Weaker
    unset: str = ""
    same_day: bool = False


MORE: Final = Guard(weaker=Weaker.MORE)
LESS: Final = Guard(weaker=Weaker.LESS)
OTHER: Final = Guard(weaker=Weaker.OTHER)


class Field(NamedTuple):
    """A value that objects of a type carry.

    :param name: the option's name in Markdown and the key in YAML
    :param kind: how its value is read
    :param values: the allowed values of an enumeration, in their order
    :param demand: severity if an object lacks it; None: it is optional
    :param help: one sentence for the reference page
    :param default: what ``nachweis add`` enters unless told otherwise
    :param suggest: takes the context of a new object and returns what to enter; overrides the
        default
    :param once: statuses from which on it is demanded, before which an error is a warning, and a
        warning nothing; none: whatever the status
    :param tense: of a date, whether it says what was done or what is planned; each date has one
    :param not_before: name of the date that comes first
    :param in_register: whether a contact has to stand in a register, and no word will do
    :param guard: which change of it asks for less; None: none does
    :param signs: characters of which one is in each value that says something; none: any will do
    """

    name: str
    help: str
    kind: FieldKind = FieldKind.TEXT
    values: tuple[str, ...] = ()
    demand: Severity | None = None
    default: str = ""
    suggest: Target | None = None
    once: tuple[str, ...] = ()
    tense: Tense | None = None
    not_before: str = ""
    in_register: bool = False
    guard: Guard | None = None
    signs: str = ""

    @property
    def label(self) -> str:
        """The heading of its values, in English."""
        return _label(self.name)


class Link(NamedTuple):
    """A relation from objects of one type to others.

    :param name: the option's name in Markdown and the key in YAML
    :param incoming: how the relation reads from the other end
    :param targets: names of the types that it may point to
    :param help: one sentence for the reference page
    :param demand: how severe it is when an object lacks it; nothing where it is optional
    :param whole: whether it may point to a measure with topics, and means all below it
    :param guard: which change of it asks for less; None: none does
    """

    name: str
    incoming: str
    targets: tuple[str, ...]
    help: str
    demand: Severity | None = None
    whole: bool = False
    guard: Guard | None = None

    @property
    def label(self) -> str:
        """The heading of its targets, in English."""
        return _label(self.name)


class Proof(NamedTuple):
    """How objects of a type prove requirements: makes the type a kind of proof.

    :param link: name of the link from them to what they prove
    :param valid: statuses with which they count; empty: every status but *open*, *superseded*
        and *draft*
    :param is_dated: whether they have a date and a result, so that the newest decides and becomes
        stale
    :param missing: one sentence for the reference: when none is linked
    :param unfinished: the same: when only objects are linked that do not count yet
    :param finish: template of the message for these, with ``{requirement}`` and ``{id}``
    :param name: name of the type; filled in by :func:`with_lookup_tables`
    """

    link: str
    missing: str
    unfinished: str
    finish: str = gettext_noop("{requirement} rests on the draft {id} only; finish it")
    valid: frozenset[str] = frozenset()
    is_dated: bool = False
    name: str = ""


class ObjectType(NamedTuple):
    """A kind of object: a sphinx-needs type, a directive, and what it may carry.

    :param name: the type's and its directive's name
    :param title: its title, by language
    :param plural_title: the heading of its lists, by language
    :param plural: the key of its list in a YAML file
    :param prefix: the letter that its IDs conventionally carry after the project's key
    :param origin: where it is written
    :param color: the accent of its cards, as a CSS colour
    :param folder: folder of a project that new objects go to
    :param particulars: fields that an annex shows below the title of an object
    :param proof: how they prove requirements, where they do
    :param view: name of the view that the page of its register shows; empty: a plain table
    :param either: pairs of its fields and links of which its objects need one at least
    :param demanded_by: IDs of the requirements that ask for its register
    :param needed_by: names of the types whose entries say nothing without its register
    :param review: how often somebody has to look at its objects again
    :param known: every field by name: its own, and those that every object has
    :param relations: names of its links
    :param by_kind: its own fields by how their values are read
    :param demanded: its own fields and links that its objects need; stubs in Markdown that are
        *open* may still lack them
    """

    name: str
    title: Mapping[str, str]
    plural_title: Mapping[str, str]
    plural: str
    prefix: str
    origin: Origin = Origin.REGISTER
    color: str = "#4c566a"
    folder: str = "registers"
    particulars: tuple[str, ...] = ()
    fields: tuple[Field, ...] = ()
    links: tuple[Link, ...] = ()
    proof: Proof | None = None
    view: str = ""
    either: tuple[tuple[str, str], ...] = ()
    demanded_by: tuple[str, ...] = ()
    needed_by: tuple[str, ...] = ()
    review: Review | None = None
    known: Mapping[str, Field] = {}
    relations: frozenset[str] = frozenset()
    by_kind: Mapping[FieldKind, tuple[Field, ...]] = {}
    demanded: tuple[Field | Link, ...] = ()

    def field(self, name: str) -> Field | None:
        """Return the field of that name, if the type or every object has it."""
        return self.known.get(name)

    def link(self, name: str) -> Link | None:
        """Return the link of that name, if the type has it."""
        return next((link for link in self.links if link.name == name), None)

    def of_kind(self, kind: FieldKind) -> tuple[Field, ...]:
        """Return the type's own fields of a kind."""
        return self.by_kind.get(kind, ())

    @property
    def options(self) -> tuple[str, ...]:
        """Names of everything that may be written in an object's option block."""
        names = [f.name for f in (*COMMON_FIELDS, *self.fields)]
        return tuple(dict.fromkeys(["id", *names, *(link.name for link in self.links)]))


_ACRONYMS: Final = frozenset({"mtpd", "rto", "rpo"})

COMMON_FIELDS: Final = (
    Field(
        name="status",
        kind=FieldKind.ENUM,
        values=("open", "draft", "final", "superseded"),
        help="How far the object has matured, where its type has no words of its own for that.",
    ),
    Field(name="infoclass", help="Information class: who may see the object."),
    Field(name="tags", kind=FieldKind.LIST, help="Free words for filters, separated by commas."),
)

REQUIREMENT_TARGETS: Final = ("req", "req_topic", "measure")
"""What stands for requirements: one of them, a topic, or a measure without topics."""


def with_lookup_tables(kind: ObjectType) -> ObjectType:
    """Complete an object type with the tables for looking up its fields and links.

    :param kind: the type as declared
    """
    parts: tuple[Field | Link, ...] = (*kind.fields, *kind.links)
    return kind._replace(
        known={field.name: field for field in (*_common(kind), *kind.fields)},
        relations=frozenset(link.name for link in kind.links),
        by_kind={
            field_kind: tuple(field for field in kind.fields if field.kind is field_kind)
            for field_kind in {field.kind for field in kind.fields}
        },
        demanded=tuple(part for part in parts if part.demand is not None),
        proof=kind.proof and kind.proof._replace(name=kind.name),
    )


def _common(kind: ObjectType) -> tuple[Field, ...]:
    """Return the fields of every object, with the statuses by which a kind of proof counts."""
    if kind.proof is None or not kind.proof.valid:
        return COMMON_FIELDS
    status, *others = COMMON_FIELDS
    words = dict.fromkeys([*status.values, *sorted(kind.proof.valid)])
    return status._replace(values=tuple(words)), *others


def day(  # noqa: PLR0913 - each is an option of the field that it declares
    name: str,
    text: str,
    demand: Severity | None = None,
    *,
    suggest: Target | None = None,
    once: tuple[str, ...] = (),
    tense: Tense,
    not_before: str = "",
    guard: Guard | None = None,
) -> Field:
    """Declare a field that holds a date.

    :param name: the option that holds it
    :param text: what it means, for people who write it
    :param demand: severity of its absence; None: it is optional
    :param suggest: what ``nachweis add`` enters
    :param once: statuses from which on it is demanded, before which an error is a warning, and a
        warning nothing; none: whatever the status
    :param tense: whether it says what was done or what is planned
    :param not_before: name of the date that comes first
    :param guard: which change of it asks for less
    """
    return Field(
        name=name,
        kind=FieldKind.DATE,
        demand=demand,
        help=text,
        suggest=suggest,
        once=once,
        tense=tense,
        not_before=not_before,
        guard=guard,
    )


def contact(
    name: str, text: str, demand: Severity | None = None, *, in_register: bool = False
) -> Field:
    """Return a field that names contacts by their IDs; what else stands in it is plain text.

    :param name: the option that holds it
    :param text: what it means, for people who write it
    :param demand: severity if it is absent; None: it may be absent
    :param in_register: whether it has to stand in a register, and no word will do
    """
    return Field(
        name=name, kind=FieldKind.CONTACT, demand=demand, help=text, in_register=in_register
    )


def choice(
    name: str,
    values: tuple[str, ...],
    text: str,
    demand: Severity | None = Severity.WARNING,
    *,
    default: str = "",
    suggest: Target | None = None,
    guard: Guard | None = None,
) -> Field:
    """Declare a field that holds one of a fixed set of words.

    :param name: the option that holds it
    :param values: the words
    :param text: what it means, for people who write it
    :param demand: severity of its absence; None: it is optional
    :param default: what ``nachweis add`` enters
    :param suggest: the same, if it depends on the place of the object
    :param guard: which change of it asks for less
    """
    return Field(
        name=name,
        kind=FieldKind.ENUM,
        values=values,
        demand=demand,
        help=text,
        default=default,
        suggest=suggest,
        guard=guard,
    )


def number(
    name: str,
    text: str,
    demand: Severity | None = None,
    *,
    default: str = "",
    guard: Guard | None = None,
) -> Field:
    """Declare a field that holds a number.

    :param name: the option that holds it
    :param text: what it means, for people who write it
    :param demand: severity of its absence; None: it is optional
    :param default: what ``nachweis add`` enters
    :param guard: which change of it asks for less
    """
    kind = FieldKind.NUMBER
    return Field(name=name, kind=kind, demand=demand, help=text, default=default, guard=guard)


def span(name: str, text: str, *, guard: Guard | None = None) -> Field:
    """Declare an optional field that holds a span of days, hours and minutes.

    :param name: the option that holds it
    :param text: what it means, for people who write it
    :param guard: which change of it asks for less
    """
    return Field(name=name, kind=FieldKind.SPAN, help=text, guard=guard)


def _label(name: str) -> str:
    return name.upper() if name in _ACRONYMS else name.replace("_", " ").capitalize()
