"""Rules about risks: each is treated, and what remains is signed, with an end."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from nachweis.model.findings import Finding, Rule
from nachweis.model.messages import Message, Term
from nachweis.model.terms import Phase, PhaseStatus, Severity
from nachweis.trace.coverage import Coverage
from nachweis.trace.graph import Graph
from nachweis.trace.risks import level, level_of, residual, signatures
from nachweis.trace.rules.subjects import GATE

_BEARABLE: Final = ("", "low")
"""Levels that need no treatment and no signature."""


def treatment(graph: Graph, coverage: Coverage, /) -> Iterator[Finding]:
    """Yield a warning for every risk above *low* of which nobody says how it is treated.

    :param graph: catalogue and project
    :param coverage: the states of all cells, for the phases
    :source: BSI 200-3, 6: risks are avoided, reduced, transferred or accepted
    """
    if coverage.status[Phase.CONCEPT] is PhaseStatus.LATER:
        return
    for threat in graph.of_type("threat"):
        if level(threat) in _BEARABLE:
            continue
        if not threat.get("treatment"):
            message = Message(
                "{id} is a risk of the level {level}, and nothing says how it is treated; enter "
                "'treatment'",
                id=threat.id,
                level=Term(level(threat)),
            )
        elif not level_of(*residual(threat)):
            message = Message(
                "{id} does not say what remains once it is treated; enter 'residual_likelihood' "
                "and 'residual_damage'",
                id=threat.id,
            )
        else:
            continue
        yield RISK_WITHOUT_TREATMENT.about(threat, message, "treatment", phase=Phase.CONCEPT)


RISK_WITHOUT_TREATMENT: Final = Rule(
    name="risk-without-treatment",
    severity=Severity.WARNING,
    meaning="A threat is a risk above *low*, and its treatment, or what remains of it, is not "
    "told.",
    check=treatment,
    source="BSI 200-3, 6",
)


def acceptance(graph: Graph, coverage: Coverage, /) -> Iterator[Finding]:
    """Yield a finding for every residual risk above *low* that no decision accepts at the date.

    :param graph: catalogue and project
    :param coverage: the states of all cells, for the date and the phases
    :source: BSI 200-3, 6: the management accepts what remains, and knows until when
    """
    severity = GATE.get(coverage.status[Phase.CONCEPT])
    for threat in graph.of_type("threat"):
        left = level_of(*residual(threat))
        if severity is None or left in _BEARABLE:
            continue
        ends = {item.id: item.date("until") for item in signatures(graph, threat)}
        if any(end is not None and end >= coverage.as_of for end in ends.values()):
            continue
        rule = EXPIRED_RISK if any(ends.values()) else UNSIGNED_RISK
        message = Message(
            "{id}: a risk of the level {level} remains, and no decision accepts it; add one of "
            "the kind accepted-risk with ':concerns: {id}', who approved it and 'until'",
            id=threat.id,
            level=Term(left),
        )
        if rule is EXPIRED_RISK:
            last, end = max(((i, e) for i, e in ends.items() if e), key=lambda pair: pair[1])
            message = Message(
                "{id}: {decision} accepted what remains until {date}; treat the risk, or decide "
                "anew",
                id=threat.id,
                decision=last,
                date=end,
            )
        option = "residual_damage" if threat.get("residual_damage") else "treatment"
        yield rule.about(threat, message, option, severity=severity, phase=Phase.CONCEPT)


UNSIGNED_RISK: Final = Rule(
    name="unsigned-risk",
    severity=Severity.ERROR,
    meaning="What remains of a risk is above *low*, and no decision of the kind *accepted-risk* "
    "with an approver accepts it.",
    check=acceptance,
    source="BSI 200-3, 6",
)


EXPIRED_RISK: Final = Rule(
    name="expired-risk",
    severity=Severity.ERROR,
    meaning="The decision that accepted what remains of a risk has ended.",
    check=acceptance,
    source="BSI 200-3, 6",
    overdue=True,
)

RULES: Final = (
    RISK_WITHOUT_TREATMENT,
    UNSIGNED_RISK,
    EXPIRED_RISK,
)
