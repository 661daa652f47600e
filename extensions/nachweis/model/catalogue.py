"""The catalogue: modules, measures, topics and requirements, with what each needs as proof."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Final

from nachweis.model.items import Item
from nachweis.model.named_tuples import NamedTuple
from nachweis.model.patterns import regex
from nachweis.model.places import Place
from nachweis.model.relations import REVERSED, Certainty, Relation
from nachweis.model.terms import (
    BasicValue,
    Level,
    Modal,
    Party,
    Phase,
    Recurrence,
)
from nachweis.model.texts import Text as Text  # noqa: PLC0414 - readers of catalogues need it
from nachweis.model.texts import in_language as in_language  # noqa: PLC0414 - as above

if TYPE_CHECKING:
    from nachweis.model.library import Model

_BRACKETS: Final = regex(r"\s*\(([^)]*)\)")


class Imported(NamedTuple):
    """What an imported catalogue says of one of its groups or controls, beside its text.

    :param catalogue: name of the import
    :param control: identifier in the file that was imported
    :param title: title of a control, by language
    :param guidance: what the file says about how to meet a control, by language
    :param refines: ID of the requirement of the control around it; empty if there is none
    :param required: IDs of requirements without which it cannot be met
    :param facts: everything else by name, such as *effort* or *targets*; several values are
        separated by commas
    :param undecided: what the mapping of the import does not say: ``responsible``, ``proofs``
    :param reasons: why the mapping decides so, by what it decides and by language
    """

    catalogue: str
    control: str
    title: Mapping[str, str] = {}
    guidance: Mapping[str, str] = {}
    refines: str = ""
    required: tuple[str, ...] = ()
    facts: Mapping[str, str] = {}
    undecided: tuple[str, ...] = ()
    reasons: Mapping[str, Mapping[str, str]] = {}


class ImportSource(NamedTuple):
    """Where an imported catalogue comes from.

    :param name: name of the import, with which the IDs of its groups and requirements begin
    :param title: title of the document
    :param version: version of the document
    :param published: day on which it was changed last (ISO 8601)
    :param publisher: who published it
    :param licence: under which its texts may be used; empty if nobody said it
    :param origin: file, or address, from which it was imported
    :param language: language of its texts (ISO 639-1)
    :param profile: profile of a folder that was imported
    :param select: IDs of groups and controls that were imported; empty means all
    :param aliases: IDs that are used no longer, by which ID each was replaced
    :param withdrawn: texts that the publisher dropped, by ID
    :param mapping: path of the file that says who meets it, when, and what proves it
    """

    name: str
    title: str
    version: str
    publisher: str
    licence: str
    origin: str
    place: Place
    published: str = ""
    language: str = ""
    profile: str = ""
    select: tuple[str, ...] = ()
    aliases: Mapping[str, str] = {}
    withdrawn: Mapping[str, str] = {}
    mapping: str = ""

    @property
    def release(self) -> str:
        """Title and version for people; a version that is a time is told by its day."""
        version = self.version[:10] if self.version[10:11] == "T" else self.version
        return " ".join(filter(None, (self.title, version)))


class Group(NamedTuple):
    """A module, measure or topic, of which requirements are part.

    :param type: ``bsi_module``, ``measure`` or ``req_topic``
    :param id: identifier without dots
    :param label: official label, such as ``OPS.3.1.M2``
    :param title: its title, by language
    :param part_of: ID of the group above, if there is one
    :param level: the level from which it applies
    :param source: where it is taken from
    :param see: IDs of related requirements and groups
    :param summary: what it is about
    :param guidance: what a good answer contains
    :param cited: cited by the sources but absent from them: a stub without requirements
    :param edition: the publication that a module is part of, by language
    :param valid_until: last day of its validity, or the year where only that is known (ISO 8601)
    :param superseded_by: labels of the modules that replace it
    :param imported: what it is in the catalogue that it was imported from
    """

    type: str
    id: str
    label: str
    title: Text
    place: Place
    document: str
    part_of: str | None = None
    level: Level | None = None
    source: str = ""
    summary: Mapping[str, str] = {}
    guidance: Mapping[str, str] = {}
    see: tuple[str, ...] = ()
    cited: bool = False
    edition: Mapping[str, str] = {}
    valid_until: str = ""
    superseded_by: tuple[str, ...] = ()
    imported: Imported | None = None

    def is_withdrawn(self, date: datetime.date) -> bool:
        """Return whether its validity has ended before a date; of a year, the whole year counts."""
        return (
            bool(self.valid_until) and date.isoformat()[: len(self.valid_until)] > self.valid_until
        )


class Requirement(NamedTuple):
    """One atomic duty of the catalogue.

    :param uuid: permanent identifier for exchange formats
    :param part_of: ID of its topic, or of its measure where that has no topics
    :param source: paragraph that it is drawn from
    :param modal: how binding it is
    :param text: what has to be done, by language
    :param phases: phases that it concerns
    :param responsible: parties that have to do it
    :param recurrence: how often it has to be done
    :param roles: roles that it names, by party
    :param see: IDs of related requirements and groups
    :param measure: ID of its measure or module
    :param proofs: kinds of proof that it needs, with the phase in which each is due
    :param level: level of its measure, where the source gives one
    :param cia: basic values by which a requirement of level *increased* applies
    :param record_kinds: kinds of records that can prove it; empty: every kind
    :param stated: IDs of duties of another party: where that states them as proven, this one
        counts as stated, too
    :param derived: why it is there though no sentence of the source demands it, by language
    :param sharper: why it demands more than the source does, by language
    :param imported: what the catalogue that it was imported from says of it
    """

    id: str
    uuid: str
    label: str
    part_of: str
    measure: str
    source: str
    modal: Modal
    text: Text
    phases: tuple[Phase, ...]
    responsible: tuple[Party, ...]
    proofs: Mapping[str, Phase]
    recurrence: Recurrence
    place: Place
    document: str
    roles: Mapping[str, tuple[str, ...]] = {}
    level: Level | None = None
    cia: tuple[BasicValue, ...] = ()
    record_kinds: tuple[str, ...] = ()
    stated: tuple[str, ...] = ()
    see: tuple[str, ...] = ()
    derived: Mapping[str, str] = {}
    sharper: Mapping[str, str] = {}
    imported: Imported | None = None

    @property
    def undecided(self) -> tuple[str, ...]:
        """What nobody has decided about it yet: ``responsible``, ``proofs``."""
        return self.imported.undecided if self.imported else ()


class PhaseText(NamedTuple):
    """Description of a phase: its name, its source, and what must be settled to close it."""

    phase: Phase
    title: Text
    source: str
    question: Text


class Term(NamedTuple):
    """An entry of the glossary.

    :param id: identifier without dots, by which links lead to it
    :param term: the term, by language; an abbreviation stands in brackets behind it
    :param meaning: what it means here, by language
    :param synonyms: other words for it, by language
    :param source: where it comes from
    :param everyday: whether it is an everyday word, too, so that pages do not link it
    """

    id: str
    term: Text
    meaning: Text
    synonyms: Mapping[str, tuple[str, ...]] = {}
    source: str = ""
    everyday: bool = False

    def words(self, language: str) -> tuple[str, ...]:
        """Return its name, the abbreviation that stands in brackets behind it, and its synonyms.

        :param language: ISO 639-1 code
        """
        name = in_language(self.term, language)
        short = [inside for inside in _BRACKETS.findall(name) if inside[:1].isupper()]
        return (_BRACKETS.sub("", name), *short, *self.synonyms.get(language, ()))


class Equivalent(NamedTuple):
    """Two requirements of which a proof of one can count for the other.

    :param one: ID of a requirement
    :param other: ID of another requirement
    :param relation: relation of ``one`` to ``other``; *equal*, *subset* or *superset*
    :param certainty: how well both texts were known to whoever declared it
    :param reason: what the relation rests on, by language
    """

    one: str
    other: str
    relation: Relation
    certainty: Certainty
    reason: Text
    place: Place


class Threat(NamedTuple):
    """What can go wrong, for the register of threats to refer to.

    :param id: identifier without dots
    :param module: ID of the module that names it; empty: it is an elementary threat
    :param label: official label of an elementary threat
    :param title: its title, by language
    :param text: what happens, and what follows from it
    """

    id: str
    module: str
    title: Text
    text: Text
    place: Place
    document: str
    label: str = ""


class Catalogue(NamedTuple):
    """All groups, requirements and threats by ID, in the order of the sources.

    :param equivalents: declared pairs of requirements; only those whose requirements are there
    :param sources: where imported catalogues come from, by their names
    :param models: the library by ID, where something of it is wanted; else none
    :param references: what other standards call their paragraphs, as crosswalks name them, where
        something answers one; one that ends with a dot stands for all that begins with it. No set,
        which each process would have in an order of its own
    """

    groups: Mapping[str, Group]
    requirements: Mapping[str, Requirement]
    phases: Mapping[Phase, PhaseText] = {}
    glossary: tuple[Term, ...] = ()
    equivalents: tuple[Equivalent, ...] = ()
    threats: Mapping[str, Threat] = {}
    sources: Mapping[str, ImportSource] = {}
    models: Mapping[str, Model] = {}
    references: Mapping[str, None] = {}

    def source_of(self, entry: Group | Requirement) -> ImportSource | None:
        """Return where a group or requirement was imported from, if it was.

        :param entry: the group or requirement
        """
        return self.sources.get(entry.imported.catalogue) if entry.imported else None

    def has(self, identifier: str) -> bool:
        """Return whether a group, requirement or threat has an ID."""
        return any(identifier in part for part in (self.requirements, self.groups, self.threats))

    def called(self, name: str) -> list[Group]:
        """Return the groups with an ID or an official label, in any case and without spaces.

        :param name: ID or label of a topic, measure or module
        """
        wanted = name.upper().replace(" ", "")
        return [
            group
            for group in self.groups.values()
            if wanted in (group.id, group.label.replace(" ", "").upper())
        ]

    def chain(self, identifier: str) -> tuple[str, ...]:
        """Return the IDs of the groups above an ID, nearest first.

        :param identifier: ID of a requirement or group
        """
        above: list[str] = []
        step = self.part_of(identifier)
        while step is not None and step not in above:
            above.append(step)
            step = self.part_of(step)
        return tuple(above)

    def module_of(self, identifier: str) -> Group | None:
        """Return the outermost module that an ID belongs to, which may be the module itself.

        :param identifier: ID of a requirement or group
        """
        for name in reversed((identifier, *self.chain(identifier))):
            group = self.groups.get(name)
            if group is not None and group.type == "bsi_module":
                return group
        return None

    def pairs_of(self, identifier: str) -> Iterator[Equivalent]:
        """Yield the pairs of a requirement, read from its side.

        :param identifier: its ID, which is ``one`` of each pair
        """
        for pair in self.equivalents:
            if pair.one == identifier:
                yield pair
            elif pair.other == identifier:
                relation = REVERSED.get(pair.relation, pair.relation)
                yield pair._replace(one=pair.other, other=pair.one, relation=relation)

    def part_of(self, identifier: str) -> str | None:
        """Return the ID of the group right above a requirement or group, if there is one."""
        if identifier in self.requirements:
            return self.requirements[identifier].part_of
        group = self.groups.get(identifier)
        return group.part_of if group else None


def requirement_item(requirement: Requirement, language: str = "en") -> Item:
    """Convert a requirement to the generic object that sphinx-needs and exports use.

    :param requirement: the requirement
    :param language: ISO 639-1 code of the title
    """
    fields = {
        "label": requirement.label,
        "modal": str(requirement.modal),
        "level": str(requirement.level or ""),
        "cia": ", ".join(requirement.cia),
        "responsible": ", ".join(requirement.responsible),
        "roles": "; ".join([f"{k}: {', '.join(v)}" for k, v in requirement.roles.items()]),
        "phases": ", ".join(requirement.phases),
        "proofs": ", ".join([f"{kind}: {due}" for kind, due in requirement.proofs.items()]),
        "recurrence": str(requirement.recurrence),
        "source": requirement.source,
        "uuid": requirement.uuid,
    }
    return Item(
        type="req",
        id=requirement.id,
        title=in_language(requirement.text, language),
        fields={name: value for name, value in fields.items() if value},
        links=_links(requirement.part_of, requirement.see),
        place=requirement.place,
        document=requirement.document,
    )


def group_item(group: Group, language: str = "en") -> Item:
    """Convert a module, measure or topic to a generic object.

    :param group: the group
    :param language: ISO 639-1 code of the title
    """
    fields = {"label": group.label}
    if group.type != "req_topic":
        fields["source"] = group.source
    if group.type == "measure":
        fields["level"] = group.level or ""
    return Item(
        type=group.type,
        id=group.id,
        title=in_language(group.title, language),
        fields={name: str(value) for name, value in fields.items() if value},
        links=_links(group.part_of, group.see if group.type != "req_topic" else ()),
        place=group.place,
        document=group.document,
    )


def threat_item(threat: Threat, language: str = "en") -> Item:
    """Convert a threat to a generic object.

    :param threat: the threat
    :param language: ISO 639-1 code of the title
    """
    return Item(
        type="bsi_threat",
        id=threat.id,
        title=f"{threat.label} {in_language(threat.title, language)}".strip(),
        fields={},
        links=_links(threat.module, ()),
        place=threat.place,
        document=threat.document,
    )


def _links(part_of: str | None, see: tuple[str, ...]) -> dict[str, tuple[str, ...]]:
    links = {"part_of": (part_of,) if part_of else (), "see": see}
    return {name: targets for name, targets in links.items() if targets}
