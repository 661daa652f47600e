"""The files of an imported catalogue: its groups and controls, its source, and its mapping."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Annotated, Any, Final, Literal

from nachweis.model.catalogue import Group, Imported, ImportSource, Requirement
from nachweis.model.named_tuples import NamedTuple
from nachweis.model.objects import PROOFS
from nachweis.model.terms import BasicValue, Level, Modal, Party, Phase, Recurrence
from nachweis.sources.yaml.file import read_yaml
from nachweis.sources.yaml.shapes import Id, ProofName, RecordKind, Words
from nachweis.sources.yaml.validation import FILLED, Before, Named, Shape, check_shape

MATCHED: Final = (
    *("practice", "group", "control", "class", "modal", "level", "effort", "targets", "action"),
    *("documentation", "tags"),
)
"""By what a rule of a mapping chooses controls."""


class ImportedGroupShape(Shape):
    """``group:`` of a file: a group of controls."""

    type: Literal["bsi_module", "measure"]
    id: Id
    control: str
    uuid: str = ""
    label: str
    title: Words
    part_of: Id | None = None
    within: tuple[str, ...] = ()
    guidance: Words = {}


class ImportedControlShape(Shape):
    """An entry of ``controls:``: a control with its statement."""

    id: Id
    control: str
    uuid: str = ""
    label: str
    title: Words
    modal: Modal
    level: Level | None = None
    text: Words
    guidance: Words = {}
    refines: Id | Literal[""] = ""
    required: tuple[Id, ...] = ()
    related: tuple[Id, ...] = ()
    facts: dict[str, str] = {}


class ImportedFile(Shape):
    """A file of an imported catalogue."""

    group: ImportedGroupShape
    controls: tuple[ImportedControlShape, ...] = ()


class SourceShape(Shape):
    """``source:`` of ``source.yaml``."""

    title: str
    version: str = ""
    published: str = ""
    publisher: str = ""
    licence: str = ""
    origin: str = ""
    language: str = "en"
    uuid: str = ""
    profile: str = ""
    select: tuple[str, ...] = ()


class SourceFile(Shape):
    """``source.yaml`` of an imported catalogue."""

    source: SourceShape
    aliases: dict[Id, Id] = {}
    withdrawn: dict[Id, str] = {}


def _several(value: object) -> object:
    return [value] if isinstance(value, str) else value


Choice = Annotated[
    tuple[str, ...],
    Before(_several, str | list[str]),
    FILLED,
]


class MappingRuleShape(Shape):
    """A rule of ``mapping.yaml``: which controls it is about, and what it decides."""

    practice: Choice | None = None
    group: Choice | None = None
    control: Choice | None = None
    class_: Annotated[Choice | None, Named("class")] = None
    modal: Choice | None = None
    level: Choice | None = None
    effort: Choice | None = None
    targets: Choice | None = None
    action: Choice | None = None
    documentation: Choice | None = None
    tags: Choice | None = None
    responsible: Annotated[tuple[Party, ...], FILLED] | None = None
    phases: Annotated[tuple[Phase, ...], FILLED] | None = None
    proofs: Annotated[dict[ProofName, Phase], FILLED] | None = None
    recurrence: Recurrence | None = None
    record_kinds: tuple[RecordKind, ...] | None = None
    roles: dict[str, tuple[str, ...]] | None = None
    cia: tuple[BasicValue, ...] | None = None
    reason: Words | None = None


class ImportMappingFile(Shape):
    """``mapping.yaml`` of an imported catalogue."""

    rules: tuple[MappingRuleShape, ...] = ()


class MappingRule(NamedTuple):
    """A rule in the form in which it is applied.

    :param wanted: values in small letters of which a control must have one, by what they are of
    :param decides: fields of a requirement
    :param reason: why, by language; empty if it does not say so
    """

    wanted: tuple[tuple[str, frozenset[str]], ...]
    decides: dict[str, object]
    reason: Mapping[str, str] = {}


def read_import_mapping(path: Path, root: Path, data: bytes) -> tuple[MappingRule, ...]:
    """Return the rules of a mapping, in their order.

    :param path: absolute path of the file
    :param root: the workspace
    :param data: its content
    :raises SourceError: if it is not valid
    """
    shape = check_shape(read_yaml(path, root, data), ImportMappingFile)
    rules = []
    for rule in shape.rules:
        given = {name.rstrip("_"): value for name, value in dict(rule).items() if value is not None}
        wanted = tuple(
            (name, frozenset(value.casefold() for value in given.pop(name)))
            for name in MATCHED
            if name in given
        )
        reason = given.pop("reason", {})
        rules.append(MappingRule(wanted=wanted, decides=given, reason=reason))
    return tuple(rules)


def read_source(path: Path, root: Path, data: bytes) -> Iterator[ImportSource]:
    """Yield where an imported catalogue comes from.

    :param path: absolute path of its ``source.yaml``
    :param root: the workspace
    :param data: its content
    :raises SourceError: if it is not valid
    """
    file = read_yaml(path, root, data)
    shape = check_shape(file, SourceFile)
    given = shape.source
    yield ImportSource(
        name=path.parent.name,
        title=given.title,
        version=given.version,
        published=given.published,
        language=given.language,
        profile=given.profile,
        select=given.select,
        publisher=given.publisher,
        licence=given.licence,
        origin=given.origin,
        place=file.place(("source", "licence")),
        aliases=shape.aliases,
        withdrawn=shape.withdrawn,
        mapping=f"{file.path.rpartition('/')[0]}/mapping.yaml",
    )


def read_imported(
    path: Path, root: Path, data: bytes, rules: Sequence[MappingRule]
) -> Iterator[Group | Requirement]:
    """Yield the group of a file, and a requirement for each of its controls.

    :param path: absolute path of the file, in the folder of its catalogue
    :param root: the workspace
    :param data: its content
    :param rules: who has to meet a control, when, and what proves it; later rules win
    :raises SourceError: if it is not valid
    """
    file = read_yaml(path, root, data)
    shape = check_shape(file, ImportedFile)
    name, head = path.parent.name, shape.group
    above = (*head.within, head.control)
    yield Group(
        type=head.type,
        id=head.id,
        label=head.label,
        title=head.title,
        part_of=head.part_of,
        source=head.control,
        guidance=head.guidance,
        place=file.place(("group",)),
        document=file.path,
        imported=Imported(
            catalogue=name, control=head.control, facts={"uuid": head.uuid} if head.uuid else {}
        ),
    )
    for number, control in enumerate(shape.controls):
        decided, reasons = _decided(control, above, rules)
        proofs = decided.pop("proofs", {})
        responsible = decided.pop("responsible", ())
        phases = decided.pop("phases", None) or tuple(dict.fromkeys(proofs.values()))
        missing = (("responsible", responsible), ("proofs", proofs))
        yield Requirement(
            id=control.id,
            uuid=control.uuid,
            label=control.label,
            part_of=head.id,
            measure=head.id,
            source=control.control,
            modal=control.modal,
            text=control.text,
            phases=phases,
            responsible=responsible,
            proofs=proofs,
            recurrence=decided.pop("recurrence", Recurrence.NONE),
            place=file.place(("controls", number)),
            document=file.path,
            level=control.level,
            see=tuple(dict.fromkeys((*control.required, *control.related))),
            imported=Imported(
                catalogue=name,
                control=control.control,
                title=control.title,
                guidance=control.guidance,
                refines=control.refines,
                required=control.required,
                facts=control.facts,
                undecided=tuple(what for what, value in missing if not value),
                reasons=reasons,
            ),
            **decided,
        )


def _decided(
    control: ImportedControlShape, above: Sequence[str], rules: Sequence[MappingRule]
) -> tuple[dict[str, Any], Mapping[str, Mapping[str, str]]]:
    """Return what the rules decide of a control, and why, by what is decided and by language."""
    facts = {
        name: {part.strip() for part in value.casefold().split(",")}
        for name, value in control.facts.items()
    }
    practices = {above[0].casefold(), control.control.casefold().partition(".")[0]}
    facts["practice"] = practices | facts.get("practice", _NOTHING)
    facts["group"] = {name.casefold() for name in above}
    facts["control"] = {
        value.casefold() for value in (control.id, control.control, control.uuid) if value
    }
    facts["modal"] = {control.modal.value}
    facts["level"] = {control.level.value} if control.level else set()
    decided = _stated(control.facts)
    reasons: dict[str, Mapping[str, str]] = {}
    for rule in rules:
        if all(wanted & facts.get(name, _NOTHING) for name, wanted in rule.wanted):
            decided.update(rule.decides)
            reasons.update(dict.fromkeys(rule.decides.keys() & _EXPLAINED, rule.reason))
    return decided, {what: reason for what, reason in sorted(reasons.items()) if reason}


def _stated(facts: Mapping[str, str]) -> dict[str, Any]:
    """Return what a control decides itself, as one does that Nachweis exported."""
    pairs = [part.partition(": ") for part in facts.get("proofs", "").split(", ")]
    parties = facts.get("responsible", "").split(", ")
    stated: dict[str, Any] = {}
    if all(kind in PROOFS and due in _PHASES for kind, _, due in pairs):
        stated["proofs"] = {kind: Phase(due) for kind, _, due in pairs}
    if set(parties) <= _PARTIES:
        stated["responsible"] = tuple(map(Party, parties))
    if facts.get("recurrence") in _RECURRENCES:
        stated["recurrence"] = Recurrence(facts["recurrence"])
    if set(phases := facts.get("phases", "").split(", ")) <= _PHASES:
        stated["phases"] = tuple(map(Phase, phases))
    return stated


_PHASES: Final = frozenset(map(str, Phase))
_PARTIES: Final = frozenset(map(str, Party))
_RECURRENCES: Final = frozenset(map(str, Recurrence))
_NOTHING: Final[set[str]] = set()
_EXPLAINED: Final = frozenset({"responsible", "proofs"})
"""What somebody asks of a rule why it decides it so."""
