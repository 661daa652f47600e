"""Objects that begin with a model of the library: their title, fields, links and text."""

from __future__ import annotations

import dataclasses
import difflib
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from nachweis.model.catalogue import Requirement, in_language
from nachweis.model.items import Item
from nachweis.model.library import Model, Parameter, fill, variant_words
from nachweis.model.messages import Message
from nachweis.model.objects import PROOFS
from nachweis.model.texts import shown_number
from nachweis.scaffold.errors import CannotAddError
from nachweis.scaffold.options import set_options
from nachweis.scaffold.writing import text_as_written, write_texts
from nachweis.trace.models import OPTION, Copy, origin_of


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class ModelRequest:
    """The request to begin with a model.

    :param name: ID of the model
    :param variant: words of the variant, such as *high*
    :param values: values of its parameters by name
    """

    name: str
    variant: Sequence[str] = ()
    values: Mapping[str, str] = dataclasses.field(default_factory=dict)


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Draft:
    """What an object gets from a model.

    :param fields: values of its fields
    :param covers: IDs of the requirements and topics that it would prove
    """

    title: str
    fields: Mapping[str, str]
    covers: tuple[str, ...]
    body: str


def find_model(models: Mapping[str, Model], name: str, kind: str) -> Model:
    """Return a model for objects of a type.

    :param models: the library
    :param name: ID of the model, in any case
    :param kind: name of the type
    :raises CannotAddError: if there is none, or it is for objects of another type
    """
    model = models.get(name.upper())
    if model is None:
        near = difflib.get_close_matches(name.upper(), models, n=3, cutoff=0.5)
        hint = Message("see 'nachweis list models'")
        if near:
            hint = Message("did you mean {near}?", near=", ".join(near))
        raise CannotAddError(
            Message("the library has no model {name!r}; {hint}", name=name, hint=hint)
        )
    if model.kind != kind:
        raise CannotAddError(
            Message(
                "{name} is a model of a {kind}; write 'nachweis add {kind} … --from {name}'",
                name=model.id,
                kind=model.kind,
            )
        )
    return model


def draft_of(
    model: Model,
    request: ModelRequest,
    language: str,
    requirements: Mapping[str, Requirement],
    items: Mapping[str, Item],
) -> Draft:
    """Return what an object gets that begins with a model.

    :param model: the model
    :param request: its variant, and values of its parameters
    :param language: ISO 639-1 code of the text
    :param requirements: those that the project selects, by ID; others are not linked to
    :param items: the objects of the project by ID, from which parameters may be taken
    :raises CannotAddError: if there is no such variant, or a value is not allowed
    """
    words = _variant(model, request.variant)
    edition = model.current
    values = edition.defaults(words, language)
    for name, value in request.values.items():
        parameter = model.parameters.get(name)
        if parameter is None:
            known = ", ".join(model.parameters) or Message("none")
            raise CannotAddError(
                Message(
                    "{model} has no parameter {name!r}; it has {known}",
                    model=model.id,
                    name=name,
                    known=known,
                )
            )
        values[name] = _value(parameter, name, value, language, items)
    status = {} if PROOFS[model.kind].is_dated else {"status": "draft"}
    return Draft(
        title=fill(in_language(model.title, language), values),
        fields={**model.fields, **status, OPTION: str(origin_of(model, words, language))},
        covers=covered(model, requirements),
        body=fill(edition.template(words, language), values),
    )


def covered(model: Model, requirements: Mapping[str, Requirement]) -> tuple[str, ...]:
    """Return what a model would prove in a project: of its requirements and topics those there.

    :param model: the model
    :param requirements: those that the project selects, by ID
    """
    asking = {r.id for r in requirements.values() if model.kind in r.proofs}
    asking |= {requirements[name].part_of for name in asking}
    return tuple(name for name in model.covers if name in asking)


def renew(root: Path, changed: Iterable[Copy]) -> None:
    """Let objects name the edition of today of the models that they were made from.

    :param root: the workspace
    :param changed: the objects
    :raises SourceError: if one is not where it was read, or cannot be written
    """
    texts: dict[Path, tuple[str, str]] = {}
    for copy in changed:
        assert copy.model is not None  # noqa: S101 - it changed
        path = root / copy.item.place.path
        mark, text = texts.get(path) or text_as_written(path, root)
        words = tuple(word for word in copy.origin.words if word in copy.model.variants)
        value = str(origin_of(copy.model, words, copy.language))
        texts[path] = mark, set_options(text, copy.item, {OPTION: value})
    write_texts({path: f"{mark}{text}" for path, (mark, text) in texts.items()}, root)


def _variant(model: Model, wanted: Sequence[str]) -> tuple[str, ...]:
    try:
        words = variant_words(wanted)
    except ValueError as error:
        raise CannotAddError(error.args[0]) from error
    for word in words:
        if word not in model.variants:
            known = ", ".join(model.variants) or Message("none")
            raise CannotAddError(
                Message(
                    "{model} has no variant {word}; it has {known}",
                    model=model.id,
                    word=word,
                    known=known,
                )
            )
    return words


def _value(
    parameter: Parameter, name: str, value: str, language: str, items: Mapping[str, Item]
) -> str:
    """Return a value as the text says it; that of a register as the fact that it is."""
    identifier, _, field = value.partition(".")
    register, _, usual = parameter.taken_from.partition(".")
    if register and identifier in items:
        item, field = items[identifier], field or usual
        if item.type != register or not (field == "title" or item.get(field)):
            raise CannotAddError(
                Message(
                    "{name}: {value} is no {register} with the field {field}",
                    name=name,
                    value=value,
                    register=register,
                    field=field,
                )
            )
        return f"{{fact}}`{identifier}.{field}`"
    if reason := parameter.refuses(value):
        raise CannotAddError(Message("{name}: {what}", name=name, what=reason))
    return shown_number(value, language) if parameter.is_number else value
