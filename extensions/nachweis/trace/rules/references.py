"""The rule about what texts refer to."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator
from typing import Final

from nachweis.model.findings import Finding, Rule
from nachweis.model.items import Item
from nachweis.model.messages import Message
from nachweis.model.objects import PROOFS, TYPE
from nachweis.model.summary import named_in
from nachweis.model.terms import NOT_LINKED, Severity
from nachweis.trace.coverage import Coverage
from nachweis.trace.graph import Graph
from nachweis.trace.rules.alike import Alike, plain

ANSWERS: Final = "answers"
"""The option that names paragraphs of other standards."""


def dead_references(graph: Graph, _: Coverage, /) -> Iterator[Finding]:
    """Yield a finding for every object and file that a text names and that is not there.

    :param graph: catalogue and project
    """
    alike = Alike(graph)
    told = {mention.id for mention in graph.project.mentions}
    for mention in graph.project.mentions:
        if mention.id.partition(".")[0] not in graph.items:
            message = Message(
                "{id} is named here and does not exist; {hint}",
                id=mention.id,
                hint=alike.hint(mention.id, tuple(TYPE)),
            )
            yield DEAD_REFERENCE.at(mention.place, "", message, related=mention.id)
    for use in graph.project.absent:
        message = Message(
            "{file} is not there; correct the address or add the file", file=repr(use.written)
        )
        yield DEAD_REFERENCE.at(use.place, "", message, related=use.path)
    for item, name in _named_in_words(graph):
        if name not in told:
            message = Message(
                "{id} names {other}, which does not exist; {hint}",
                id=item.id,
                other=name,
                hint=alike.hint(name, tuple(TYPE)),
            )
            severity = Severity.WARNING
            yield DEAD_REFERENCE.about(item, message, severity=severity, related=name)
    yield from _answered(graph)


def answered_standards(items: Iterable[Item]) -> set[str]:
    """Return the standards that objects answer paragraphs of, as they call them.

    :param items: the objects
    """
    answering = (item for item in items if ANSWERS in item.fields)
    return {reference.partition(" ")[0] for item in answering for reference in item.list(ANSWERS)}


def _answered(graph: Graph) -> Iterator[Finding]:
    """Yield a warning for each paragraph that an object answers and no crosswalk has."""
    known = graph.catalogue.references
    meant: dict[str, str] = {}
    for kind in PROOFS if known else ():
        for item in graph.having(kind, ANSWERS):
            unknown = (r for r in item.list(ANSWERS) if r not in known and not _beyond(r, known))
            for reference in unknown if item.get("status") not in NOT_LINKED else ():
                meant = meant or {plain(name): name for name in known}
                message = Message(
                    "{id} answers {reference}, which no crosswalk has, so that no page shows it; "
                    "{hint}",
                    id=item.id,
                    reference=reference,
                    hint=Message("did you mean {id}?", id=meant[plain(reference)])
                    if plain(reference) in meant
                    else Message("write it as the page of the standard does"),
                )
                severity = Severity.WARNING
                yield DEAD_REFERENCE.about(
                    item, message, ANSWERS, severity=severity, related=reference
                )


def _beyond(reference: str, known: Container[str]) -> bool:
    """Whether a paragraph is one that a crosswalk leaves out by intent."""
    parts = f"{reference}.".split(".")
    return any(f"{'.'.join(parts[:end])}." in known for end in range(1, min(len(parts), 9)))


def _named_in_words(graph: Graph) -> Iterator[tuple[Item, str]]:
    """Yield objects with the IDs of the project that their texts name and nothing has.

    A decision may name what it gave up.
    """
    key = graph.project.settings.key
    if graph.items.keys() >= {*graph.summary.words}:
        return
    for item in graph.project.items:
        for name in named_in(item.body, key):
            if name not in graph.items and name not in item.list("weakens"):
                yield item, name


DEAD_REFERENCE: Final = Rule(
    name="dead-reference",
    severity=Severity.ERROR,
    meaning="A text refers to what is not there: `{need}` to an ID that does not exist, a link or "
    "picture to a file. An ID in plain words is a warning, as is a paragraph in `answers` that no "
    "crosswalk has.",
    check=dead_references,
)


RULES: Final = (DEAD_REFERENCE,)
