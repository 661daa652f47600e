"""What a judged project demands of itself, to see whether another state of it demands less.

A baseline knows a part of that: :func:`nachweis.model.weakening.demands_of_baseline`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final, TypeAlias

from nachweis.model.project import Project
from nachweis.model.terms import RUNNING, PhaseStatus
from nachweis.model.weakening import (
    DECIDING,
    Demands,
    has_to_stay,
    leaving_entries,
    weights_of,
    wordings,
)
from nachweis.trace.asked import asks, bounds, has_not_passed
from nachweis.trace.gate import Verdict
from nachweis.trace.graph import Graph
from nachweis.trace.phases import begin_of

PARTLY: Final = "partly"
"""The word for what an answer *partly* counts, which is a weight, too."""
_TOLD: Final = ("party", "partner", "infoclass")
"""Types of those who may learn that something is proven."""
Classes: TypeAlias = Callable[[Project], Mapping[str, float]]
"""Returns how strict the class of each object, page and folder of a project is."""


def demands_of(
    verdict: Verdict, name: str = "", *, whole: bool = True, classes: Classes | None = None
) -> Demands:
    """Collect the demands of a judged project on itself.

    :param verdict: the project
    :param name: its state, for people
    :param whole: whether to collect also what no baseline knows, and wordings of decisions
    :param classes: returns how strict the classes of a project are; None: they do not matter
    """
    settings, kinds = verdict.graph.project.settings, verdict.graph.by_type
    return Demands(
        name=name,
        closed=tuple(p for p, s in verdict.coverage.status.items() if s is PhaseStatus.CLOSED),
        catalog=settings.catalog,
        requirements=frozenset(verdict.graph.requirements),
        entries=tuple(item.id for kind in kinds if has_to_stay(kind) for item in kinds[kind]),
        decisions=wordings(i for kind in DECIDING for i in kinds.get(kind, ())) if whole else {},
        proofs=frozenset(
            (r.id, word) for r in verdict.graph.requirements.values() for word in asks(r)
        )
        if whole
        else frozenset(),
        bounds=dict(bounds(verdict.graph, verdict.coverage.as_of)) if whole else {},
        unpassed=frozenset(i.id for i in kinds.get("record", ()) if has_not_passed(i))
        if whole
        else frozenset(),
        classes=classes(verdict.graph.project) if classes else {},
        protection=settings.protection,
        intervals=settings.intervals,
        settings=settings_of(verdict.graph),
        begun={
            phase: day
            for phase in RUNNING
            if (day := begin_of(settings, phase, verdict.coverage.as_of))
        },
        equivalents=frozenset(
            (name, other) for name, others in verdict.graph.equivalents.items() for other in others
        ),
        weights=_weights(verdict.graph.project),
        leaving=leaving_entries(verdict.graph.project.items),
        annexes=tuple(annex.name for annex in verdict.graph.project.annexes),
        confirmed="\n".join(map(" ".join, verdict.graph.project.locks)) if whole else "",
    )


def _weights(project: Project) -> dict[str, str]:
    """Return how criteria weigh, and what *partly* counts, once a bidder has answered."""
    weights, tender = weights_of(project.items), project.settings.tender
    return {**weights, PARTLY: str(tender.partly)} if weights and tender else weights


def settings_of(graph: Graph) -> dict[str, tuple[str, ...]]:
    """Return values of ``project.yaml`` of which fewer, or others, ask for less.

    :param graph: the project
    """
    settings = graph.project.settings
    told = set(settings.disclosure.proven_to)
    others = (item.id for kind in _TOLD for item in graph.of_type(kind))
    return {
        "side": (settings.side,),
        "strict_must": ("strict_must",) if settings.strict_must else (),
        "evidence": settings.evidence,
        "example": () if settings.example else ("real",),
        "begun": tuple(settings.begun),
        "disclosure": tuple(name for name in others if name not in told),
    }
