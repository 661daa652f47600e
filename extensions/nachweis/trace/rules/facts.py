"""Rules about facts that texts take from objects: each is there, and is told as it is."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from nachweis.model.facts import parse_fact, says, value_of
from nachweis.model.findings import Finding, Rule
from nachweis.model.messages import Message
from nachweis.model.terms import Severity
from nachweis.trace.coverage import Coverage
from nachweis.trace.graph import Graph


def facts(graph: Graph, _: Coverage, /) -> Iterator[Finding]:
    """Yield an error for every fact that no object has, and every one that is told otherwise.

    :param graph: catalogue and project
    """
    for mention in graph.project.facts:
        fact, place = parse_fact(mention.id), mention.place
        value = value_of(graph.items, fact, graph.project.settings.language)
        name = f"{fact.id}.{fact.field}"
        if value is None:
            message = Message(
                "{name} is no fact: there is no such object, or it has no value there; write "
                "ID.FIELD of an object with one",
                name=name,
            )
            yield UNKNOWN_FACT.at(place, "", message, related=name)
        elif fact.words and not says(fact.words, value):
            message = Message(
                "the text says {words}, but {name} is {value}; correct one of them",
                words=repr(fact.words),
                name=name,
                value=value.replace("\u00a0", " "),
            )
            related = f"{name} {fact.words}"
            yield CONTRADICTORY_FACT.at(place, "", message, related=related)


UNKNOWN_FACT: Final = Rule(
    name="unknown-fact",
    severity=Severity.ERROR,
    meaning="The role `{fact}` names a field that has no value, or an object that does not exist.",
    check=facts,
)


CONTRADICTORY_FACT: Final = Rule(
    name="contradictory-fact",
    severity=Severity.ERROR,
    meaning="A text tells a fact in words that say something else than the object from which it "
    "takes it.",
    check=facts,
)


RULES: Final = (UNKNOWN_FACT, CONTRADICTORY_FACT)
