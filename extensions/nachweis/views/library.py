"""The models of the library: which would help a requirement, and what projects made of them."""

from __future__ import annotations

import enum
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final, NamedTuple

from nachweis.model.catalogue import in_language
from nachweis.model.library import Model
from nachweis.model.messages import gettext_noop
from nachweis.trace.graph import Graph
from nachweis.trace.models import Drift, copies, drift, what_is


class Standing(enum.StrEnum):
    """How an object stands to the model that it was made from."""

    KEPT = "kept"
    NEGOTIATED = "negotiated"
    LEFT = "left"
    UNKNOWN = "unknown"


SAID: Final[Mapping[Standing, str]] = {
    Standing.KEPT: gettext_noop("kept as it was offered"),
    Standing.NEGOTIATED: gettext_noop("negotiated: other values"),
    Standing.LEFT: gettext_noop("left: other words"),
    Standing.UNKNOWN: gettext_noop("unknown: the library no longer has the text that was taken"),
}
"""What each standing means, in a few words."""


class Use(NamedTuple):
    """An object that was made from a model.

    :param key: key of its project
    :param values: what became of parameters that have another value: what it means, what was
        offered, and what is there
    """

    key: str
    drift: Drift
    standing: Standing
    values: tuple[tuple[str, str, str], ...]


def uses(graph: Graph, language: str) -> Iterator[Use]:
    """Yield what a project made of models, in the order of its files.

    :param graph: the project, and its catalogue with the models
    :param language: ISO 639-1 code of what is said of parameters
    """
    for copy in copies(graph):
        found = drift(graph, copy)
        values: tuple[tuple[str, str, str], ...] = ()
        if copy.model is not None:
            values = tuple(
                (what_is(copy.model, name, language), offered, now)
                for name, (offered, now) in found.negotiated.items()
            )
        yield Use(graph.project.settings.key, found, _standing(found), values)


def _standing(found: Drift) -> Standing:
    if found.copy.edition is None:
        return Standing.UNKNOWN
    if not found.ours:
        return Standing.KEPT
    return Standing.LEFT if found.is_rewritten else Standing.NEGOTIATED


def by_model(found: Iterable[Use]) -> dict[str, list[Use]]:
    """Group what was made of models by the ID of the model.

    :param found: what projects made of them
    """
    groups: dict[str, list[Use]] = {}
    for use in found:
        groups.setdefault(use.drift.copy.origin.model, []).append(use)
    return groups


def search(models: Sequence[Model], words: Sequence[str]) -> list[Model]:
    """Return the models in which all words stand, those with them in the title first.

    :param models: where to look
    :param words: parts of words, in any case
    """
    wanted = [word.casefold() for word in words]

    def missing(model: Model) -> int:
        title = " ".join((model.id, *model.title.values())).casefold()
        return sum(word not in title for word in wanted)

    def text(model: Model) -> str:
        texts = (model.title, model.current.text, model.negotiate)
        parts = (part for by_language in texts for part in by_language.values())
        return "\n".join((model.id, model.kind, *model.covers, *parts)).casefold()

    found = [model for model in models if all(word in text(model) for word in wanted)]
    return sorted(found, key=missing)


def described(model: Model, name: str, language: str) -> str:
    """Return what stands for a parameter by default, and what may stand there.

    :param model: the model
    :param name: name of the parameter
    :param language: ISO 639-1 code
    """
    parameter = model.parameters[name]
    default = in_language(parameter.default, language) if parameter.default else "?"
    span = "–".join(filter(None, (parameter.least, parameter.most)))
    choices = "; ".join(in_language(choice, language) for choice in parameter.choices)
    more = ", ".join(filter(None, (span, choices, parameter.taken_from)))
    return f"{default} ({more})" if more else default
