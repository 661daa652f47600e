"""The files of a library: each holds one model of a clause, section or record."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Annotated, Any

from nachweis.model.kinds import ObjectType
from nachweis.model.library import (
    OPEN,
    VARIANTS,
    Edition,
    Model,
    Need,
    Parameter,
    Stance,
    Variant,
)
from nachweis.model.messages import Message
from nachweis.model.objects import TYPE
from nachweis.model.texts import LANGUAGES, shown_number
from nachweis.sources.errors import Problem, SourceError
from nachweis.sources.yaml.file import Location, YamlFile, read_yaml
from nachweis.sources.yaml.shapes import Id, ProofName, Words, matching
from nachweis.sources.yaml.validation import FILLED, After, Before, Shape, Written, check_shape


def _number(value: str) -> str:
    whole, _, part = value.partition(".")
    if not whole.isdecimal() or len(value) > 12 or (part and not part.isdecimal()):
        raise ValueError(Message("must be a number such as 4 or 99.5"))
    return value


def _number_or_words(value: object) -> object:
    if isinstance(value, int | float) and not isinstance(value, bool):
        number = _number(str(value))
        return {language: shown_number(number, language) for language in LANGUAGES}
    return {"en": value} if isinstance(value, str) else value


def _variant(value: str) -> str:
    if value not in VARIANTS:
        raise ValueError(Message("must be one of {values}", values=", ".join(VARIANTS)))
    return value


_Number = Annotated[
    str, Before(str), After(_number), Written(lambda: {"type": ["number", "string"]})
]
_EditionName = Annotated[
    str,
    Before(str),
    matching(r"[A-Za-z0-9][A-Za-z0-9.-]*", "is not the name of an edition such as 2026-11"),
    Written(lambda: {"type": "string"}),
]
_Value = Annotated[
    dict[str, str],
    Before(_number_or_words),
    Written(lambda: {"type": ["number", "string", "object"]}),
]
_VariantName = Annotated[
    str, After(_variant), Written(lambda: {"type": "string", "enum": list(VARIANTS)})
]


class ParameterShape(Shape):
    """An entry of ``parameters:``."""

    what: Words
    default: _Value = {}
    least: _Number = ""
    most: _Number = ""
    choices: tuple[Words, ...] = ()
    taken_from: str = ""


class VariantShape(Shape):
    """An entry of ``variants:``."""

    name: _VariantName
    text: Words = {}
    adds: Words = {}
    values: dict[str, _Value] = {}


class FormerShape(Shape):
    """An entry of ``former:``: what a model said before."""

    edition: _EditionName
    text: Words
    variants: tuple[VariantShape, ...] = ()
    values: dict[str, _Value] = {}
    withdrawn: Words = {}


class ModelFile(Shape):
    """A file of a library."""

    id: Id
    kind: ProofName
    title: Words
    edition: _EditionName
    covers: Annotated[tuple[Id, ...], FILLED]
    fields: dict[str, str] = {}
    negotiate: Words = {}
    parameters: dict[str, ParameterShape] = {}
    text: Words
    variants: tuple[VariantShape, ...] = ()
    former: tuple[FormerShape, ...] = ()
    withdrawn: Words = {}


def read_model(path: Path, root: Path, data: bytes) -> Model:
    """Return the model of a file.

    :param path: absolute path of the file
    :param root: the folder that paths in messages are relative to
    :param data: the file's content
    :raises SourceError: with everything that is wrong with it
    """
    file = read_yaml(path, root, data)
    shape = check_shape(file, ModelFile)
    parameters = {name: Parameter(**dict(given)) for name, given in shape.parameters.items()}
    today = Edition(
        edition=shape.edition,
        text=shape.text,
        variants=_variants(shape.variants),
        values={name: parameter.default for name, parameter in parameters.items()},
        withdrawn=shape.withdrawn,
    )
    former = [
        Edition(**{**dict(entry), "variants": _variants(entry.variants)}) for entry in shape.former
    ]
    model = Model(
        id=shape.id,
        kind=shape.kind,
        title=shape.title,
        covers=shape.covers,
        parameters=parameters,
        editions=(today, *former),
        place=file.place(),
        fields=shape.fields,
        negotiate=shape.negotiate,
    )
    if problems := list(_problems(model, file)):
        raise SourceError(problems)
    return model


def _variants(shapes: tuple[VariantShape, ...]) -> tuple[Variant, ...]:
    """Return variants in the order in which they add to the text."""
    found = {shape.name: Variant(**dict(shape)) for shape in shapes}
    return tuple(found[name] for name in VARIANTS if name in found)


def _problems(model: Model, file: YamlFile) -> Iterator[Problem]:
    """Yield what a shape cannot say: names and ranges that do not fit each other."""

    def wrong(message: Message, *location: int | str) -> Problem:
        return Problem(place=file.place(location), message=message)

    named = [edition.edition for edition in model.editions]
    for number, edition in enumerate(named[1:]):
        if edition in named[: number + 1]:
            message = Message("the edition {edition} is there twice; rename one", edition=edition)
            yield wrong(message, "former", number, "edition")
    whole = [v.name for v in model.current.variants if v.text]
    if {*whole} & {*Need} and {*whole} & {*Stance}:
        message = Message(
            "{one} and {other} both replace the text, so that nobody can want both; let one of "
            "them add to it",
            one=whole[0],
            other=whole[-1],
        )
        yield wrong(message, "variants")
    kind = TYPE[model.kind]
    yield from _unknown_fields(model.fields, kind, file)
    used = _used(model.current)
    for name in sorted(used - model.parameters.keys()):
        message = Message("{{{{ {name} }}}} is no parameter; declare it, or correct it", name=name)
        yield wrong(message, "text")
    for name in model.parameters:
        if name not in used:
            message = Message("the parameter {name} stands in no text; drop it", name=name)
            yield wrong(message, "parameters", name)
        elif kind.field(name) or kind.link(name):
            message = Message(
                "the parameter {name} has the name of an option; rename it", name=name
            )
            yield wrong(message, "parameters", name)
    yield from _out_of_range(model, file)


def _used(edition: Edition) -> set[str]:
    texts = [edition.text, *(t for v in edition.variants for t in (v.text, v.adds))]
    return {name for text in texts for part in text.values() for name in OPEN.findall(part)}


def _unknown_fields(
    fields: Mapping[str, str], kind: ObjectType, file: YamlFile
) -> Iterator[Problem]:
    for name in fields:
        if kind.field(name) is None or name in ("status", "model"):
            message = Message("{name} is no field that a model may have", name=name)
            yield Problem(place=file.place(("fields", name)), message=message)


def _out_of_range(model: Model, file: YamlFile) -> Iterator[Problem]:
    """Yield the defaults that a parameter may not have, and registers that there are not."""
    given: list[tuple[Location, str, Mapping[str, Any]]] = [
        (("parameters", name, "default"), name, parameter.default)
        for name, parameter in model.parameters.items()
    ]
    for number, variant in enumerate(model.current.variants):
        given += [
            (("variants", number, "values", name), name, value)
            for name, value in variant.values.items()
        ]
    for where, name, values in given:
        parameter = model.parameters.get(name)
        if parameter is None:
            message = Message("{name} is no parameter; declare it, or drop it", name=name)
            yield Problem(place=file.place(where), message=message)
            continue
        for value in dict.fromkeys(values.values()):
            if reason := parameter.refuses(value):
                message = Message("{name}: {what}", name=name, what=reason)
                yield Problem(place=file.place(where), message=message)
    for name, parameter in model.parameters.items():
        register, _, field = parameter.taken_from.partition(".")
        kind = TYPE.get(register)
        if register and not (kind and (field == "title" or kind.field(field))):
            message = Message(
                "{name}: there are no objects with {what!r}; name a type and its field, such as "
                "contact.title",
                name=name,
                what=parameter.taken_from,
            )
            yield Problem(place=file.place(("parameters", name, "taken_from")), message=message)
