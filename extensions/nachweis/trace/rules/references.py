"""The rule about what texts refer to."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from nachweis.model.findings import Finding, Rule
from nachweis.model.messages import Message
from nachweis.model.objects import TYPE
from nachweis.model.terms import Severity
from nachweis.trace.coverage import Coverage
from nachweis.trace.graph import Graph
from nachweis.trace.rules.alike import Alike


def dead_references(graph: Graph, _: Coverage, /) -> Iterator[Finding]:
    """Yield a finding for every object and file that a text names and that is not there.

    :param graph: catalogue and project
    """
    alike = Alike(graph)
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


DEAD_REFERENCE: Final = Rule(
    name="dead-reference",
    severity=Severity.ERROR,
    meaning="A text refers to what is not there: `{need}` to an ID that does not exist, a link or "
    "picture to a file.",
    check=dead_references,
)


RULES: Final = (DEAD_REFERENCE,)
