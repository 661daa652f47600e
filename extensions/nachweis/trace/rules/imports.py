"""Rules about requirements of imported catalogues."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from nachweis.model.catalogue import Requirement
from nachweis.model.findings import Finding, Rule
from nachweis.model.messages import Message, Term, gettext_noop
from nachweis.model.places import Place
from nachweis.model.terms import Phase, Severity, State
from nachweis.trace.coverage import Coverage
from nachweis.trace.graph import Graph
from nachweis.trace.rules.subjects import GATE, named
from nachweis.trace.undecided import undecided_requirements


def undecided(graph: Graph, coverage: Coverage, /) -> Iterator[Finding]:
    """Yield a finding for each group with requirements of which something is undecided.

    :param graph: catalogue and project
    :param coverage: the states of all cells
    """
    if not graph.catalogue.sources:
        return
    groups: dict[tuple[str, str], list[Requirement]] = {}
    for requirement in undecided_requirements(graph, coverage):
        for what in requirement.undecided:
            groups.setdefault((requirement.measure, what), []).append(requirement)
    severity = GATE.get(coverage.status[Phase.REQUIREMENTS], Severity.WARNING)
    for (measure, what), requirements in groups.items():
        source = graph.catalogue.source_of(requirements[0])
        message = Message(
            "{requirements}: nobody has decided {what}; add a rule, see 'nachweis list unmapped'",
            requirements=named([requirement.id for requirement in requirements]),
            what=Term(_WHAT[what]),
        )
        yield UNDECIDED_REQUIREMENT.at(
            Place(path=source.mapping if source else requirements[0].document),
            measure,
            message,
            severity=severity,
            phase=Phase.REQUIREMENTS,
            related=what,
        )._replace(state=State.UNDECIDED)


_WHAT: Final = {
    "responsible": gettext_noop("who has to meet them"),
    "proofs": gettext_noop("what proves them, and in which phase"),
}

UNDECIDED_REQUIREMENT: Final = Rule(
    name="undecided-requirement",
    severity=Severity.ERROR,
    meaning="Nobody has decided who has to meet a requirement of an imported catalogue, or what "
    "proves it; an error once the phase *requirements* is closed.",
    check=undecided,
)

RULES: Final = (UNDECIDED_REQUIREMENT,)
