"""Rules about objects that were made from a model of the library."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from nachweis.model.catalogue import in_language
from nachweis.model.findings import Finding, Rule
from nachweis.model.messages import Message
from nachweis.model.objects import PROOFS
from nachweis.model.terms import Severity, State
from nachweis.trace.coverage import Coverage
from nachweis.trace.graph import Graph
from nachweis.trace.unwritten import is_finished

if TYPE_CHECKING:
    from nachweis.trace.models import Copy

OPTION: Final = "model"


def models(graph: Graph, _: Coverage, /) -> Iterator[Finding]:
    """Yield what is wrong with objects that say from which model they were made.

    :param graph: catalogue and project
    """
    if not any(OPTION in graph.summary.options.get(kind, ()) for kind in PROOFS):
        return
    from nachweis.trace.models import copies  # few projects begin with models

    for copy in copies(graph):
        if copy.is_known:
            yield from _of_text(graph, copy)
            yield from _of_model(graph, copy)
        else:
            message = Message(
                "{id} was made from {model}, which the library does not have; correct it, or drop "
                "the option 'model'",
                id=copy.item.id,
                model=" ".join([copy.origin.model, *copy.origin.words]),
            )
            yield UNKNOWN_MODEL.about(copy.item, message, OPTION)


def _of_text(graph: Graph, copy: Copy) -> Iterator[Finding]:
    """Yield the parameters that are left open, and those with a value that the model forbids."""
    from nachweis.trace.models import open_parameters, values_of, what_is

    item, model, language = copy.item, copy.model, graph.project.settings.language
    assert model is not None  # noqa: S101 - it is known
    left = open_parameters(item)
    if left:
        names = "; ".join(f"{name} ({what_is(model, name, language)})" for name in left)
        message = Message(
            "{id} leaves open what its model asks for: {names}; write it", id=item.id, names=names
        )
        severity = Severity.ERROR if is_finished(item) else Severity.WARNING
        yield OPEN_PARAMETER.about(item, message, severity=severity)
    for name, value in values_of(graph, copy).items():
        parameter = model.parameters.get(name)
        reason = parameter.refuses(value) if parameter and name not in left else None
        if reason is not None:
            message = Message(
                "{id} says {value!r} for {name} ({what}), which {reason} by its model; change it, "
                "or drop the option 'model' where you mean to depart from the model",
                id=item.id,
                value=value,
                name=name,
                what=what_is(model, name, language),
                reason=reason,
            )
            yield PARAMETER_RANGE.about(item, message, related=name)


def _of_model(graph: Graph, copy: Copy) -> Iterator[Finding]:
    """Yield that the model is withdrawn, or says something else since."""
    item, settings = copy.item, graph.project.settings
    if copy.withdrawn:
        message = Message(
            "{id} was made from {model}, edition {edition}, which is withdrawn: {why}; write it "
            "anew, or from another model",
            id=item.id,
            model=copy.origin.model,
            edition=copy.origin.edition,
            why=in_language(copy.withdrawn, settings.language).rstrip("."),
        )
        yield WITHDRAWN_MODEL.about(item, message, OPTION)
    elif copy.is_suspect:
        message = Message(
            "{model} says something else since {id} was made from its edition {edition}; read "
            "'nachweis list drift {key}', then run 'nachweis confirm {key} --model {id}'",
            model=copy.origin.model,
            id=item.id,
            edition=copy.origin.edition,
            key=settings.key,
        )
        yield SUSPECT_MODEL.about(item, message, OPTION)._replace(state=State.SUSPECT)


UNKNOWN_MODEL: Final = Rule(
    name="unknown-model",
    severity=Severity.ERROR,
    meaning="An object was made from a model, or a variant of one, that the library does not have.",
    check=models,
)


OPEN_PARAMETER: Final = Rule(
    name="open-parameter",
    severity=Severity.ERROR,
    meaning="A text that was made from a model still has the place of a parameter in it; a "
    "warning while it is a draft.",
    check=models,
)


PARAMETER_RANGE: Final = Rule(
    name="parameter-range",
    severity=Severity.WARNING,
    meaning="A text that was made from a model says a value that its model does not allow.",
    check=models,
)


WITHDRAWN_MODEL: Final = Rule(
    name="withdrawn-model",
    severity=Severity.WARNING,
    hardened=True,
    meaning="A text was made from a model, or an edition of one, that is withdrawn.",
    check=models,
)


SUSPECT_MODEL: Final = Rule(
    name="suspect-model",
    severity=Severity.WARNING,
    hardened=True,
    meaning="The model from which a text was made says something else since.",
    check=models,
)


RULES: Final = (UNKNOWN_MODEL, OPEN_PARAMETER, PARAMETER_RANGE, WITHDRAWN_MODEL, SUSPECT_MODEL)
