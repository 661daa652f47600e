"""Rules about the information network: its assets, its interfaces, and what threatens it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from nachweis.model.findings import Finding, Rule
from nachweis.model.items import Item
from nachweis.model.messages import Message, Term
from nachweis.model.terms import NOT_LINKED, Party, Phase, PhaseStatus, ProtectionNeed, Severity
from nachweis.trace.coverage import Coverage
from nachweis.trace.graph import Graph
from nachweis.trace.inheritance import inherited
from nachweis.trace.rules.subjects import GATE, listed

BASIC_VALUES: Final = ("confidentiality", "integrity", "availability")
SHARED: Final = frozenset({"interface", "overall"})
"""Concepts in which the parties describe an interface together."""

WRITERS: Final = frozenset({Party.CLIENT, Party.PROVIDER, Party.NETWORK_PROVIDER})
"""Parties that have a concept of their own (M 2.254)."""

_RANK: Final = {need.value: place for place, need in enumerate(ProtectionNeed)}


def rank(need: str) -> int:
    """Return the place of a protection need in their order; -1 where it is none.

    :param need: as written
    """
    return _RANK.get(need, -1)


def protection(graph: Graph, _: Coverage, /) -> Iterator[Finding]:
    """Yield an error for every protection need below that of something that depends on it.

    The maximum principle: an asset needs as much as every process and asset that runs on it,
    directly or through others. Cumulation may make it more; only a distribution may make it less,
    and what lies under a distributed asset inherits the lower need.

    :param graph: catalogue and project
    :source: BSI 200-2, 8.2; M 2.251: needs of applications, systems, connections and rooms
    """
    highest = inherited_needs(graph)
    for asset in (*graph.of_type("process"), *graph.of_type("asset")):
        if not asset.get("reason"):
            message = Message(
                "{id} has a protection need without a reason; say why in 'reason'", id=asset.id
            )
            yield PROTECTION_WITHOUT_REASON.about(asset, message)
        yield from _without_scenario(asset)
        if asset.get("effect") == "distribution":
            continue
        for value in BASIC_VALUES:
            need, other = rank(asset.get(value)), highest[value].get(asset.id)
            if need < 0 or other is None or rank(other.get(value)) <= need:
                continue
            message = Message(
                "{id}: {value} is {need}, but {other} depends on it with {higher}; raise it, "
                "or mark 'effect: distribution' with its reason",
                id=asset.id,
                value=Term(value),
                need=Term(asset.get(value)),
                other=other.id,
                higher=Term(other.get(value)),
            )
            rule = PROTECTION_TOO_LOW
            yield rule.about(asset, message, value, severity=Severity.ERROR, related=value)
    yield from _below_applications(graph)


def inherited_needs(graph: Graph) -> Mapping[str, Mapping[str, Item]]:
    """Return by basic value for each asset and process what it inherits its need from.

    :param graph: catalogue and project
    :source: BSI 200-2, 8.2
    """

    def inherited_need(value: str) -> Mapping[str, Item]:
        return inherited(graph, lambda item: rank(item.get(value)) if item.get(value) else None)

    return {value: inherited_need(value) for value in BASIC_VALUES}


def _without_scenario(item: Item) -> Iterator[Finding]:
    """Yield where no damage scenario says why a process needs more than *normal*."""
    for value in BASIC_VALUES if item.type == "process" else ():
        option = f"damage_{value}"
        if rank(item.get(value)) > 0 and not item.get(option):
            message = Message(
                "{id}: no damage scenario says why {value} is {need}; name them in '{option}'",
                id=item.id,
                value=Term(value),
                need=Term(item.get(value)),
                option=option,
            )
            yield PROTECTION_WITHOUT_REASON.about(item, message, value, related=value)


def _below_applications(graph: Graph) -> Iterator[Finding]:
    """Yield where the project needs less than a process or application outsourced with it.

    What measures apply depends on the project's needs. Systems and rooms may serve others, too.
    """
    settings = graph.project.settings
    applications = [a for a in graph.of_type("asset") if a.get("kind") == "application"]
    applications += graph.of_type("process")
    for basic, need in settings.protection.items():
        value = basic.name.lower()
        highest = max(applications, key=lambda item: rank(item.get(value)), default=None)
        if highest is not None and rank(highest.get(value)) > rank(need):
            message = Message(
                "{value} of the project is {need}, but {other} needs {higher}; raise it in "
                "'protection'",
                value=Term(value),
                need=Term(need),
                other=highest.id,
                higher=Term(highest.get(value)),
            )
            yield PROTECTION_TOO_LOW.at(
                settings.place,
                settings.key,
                message,
                severity=Severity.WARNING,
                related=value,
            )


PROTECTION_WITHOUT_REASON: Final = Rule(
    name="protection-without-reason",
    severity=Severity.WARNING,
    meaning="The protection need of an asset or process has no reason, or that of a process no "
    "damage scenario.",
    check=protection,
    source="M 2.251",
)


PROTECTION_TOO_LOW: Final = Rule(
    name="protection-too-low",
    severity=Severity.ERROR,
    meaning="An asset has a lower protection need than what depends on it, without distribution; "
    "or the project has a lower one than a process or application in it.",
    check=protection,
    source="M 2.251",
)


def interfaces(graph: Graph, coverage: Coverage, /) -> Iterator[Finding]:
    """Yield a finding for every interface that is not described from both of its ends.

    A section of the interface concept or of the overall concept counts for both; a third
    party has no concept of its own. Sections that are *open* count as not there.

    :param graph: catalogue and project
    :param coverage: the states of all cells, for the phases
    :source: M 2.254: a partial concept for the interfaces between spheres of influence
    """
    severity = GATE.get(coverage.status[Phase.CONCEPT])
    if severity is None:
        return
    for item in graph.of_type("interface"):
        rule, option = ONE_SIDED_INTERFACE, "between"
        sections = [
            s for s in graph.sources(item.id, "describes") if s.get("status") not in NOT_LINKED
        ]
        concepts = {section.get("concept") for section in sections}
        lacking = sorted((parties_at(graph, item) & WRITERS) - concepts)
        if len({*item.targets("between")}) < 2:
            message = Message(
                "{id} does not name both of its ends; name them in 'between'", id=item.id
            )
        elif not sections:
            rule, option = UNDESCRIBED_INTERFACE, "id"
            message = Message(
                "{id} is described by no section; link the sections of both sides with "
                "':describes: {id}'",
                id=item.id,
            )
        elif lacking and not concepts & SHARED:
            message = Message(
                "{id} is described in the concept of {concepts} only; describe it in that of "
                "{lacking} too, or in the interface concept",
                id=item.id,
                concepts=listed(concepts),
                lacking=listed(lacking),
            )
        else:
            continue
        yield rule.about(item, message, option, severity=severity, phase=Phase.CONCEPT)


ONE_SIDED_INTERFACE: Final = Rule(
    name="one-sided-interface",
    severity=Severity.ERROR,
    meaning="An interface names one end only, or the concept of the party at one end omits it.",
    check=interfaces,
    source="M 2.254",
)


UNDESCRIBED_INTERFACE: Final = Rule(
    name="undescribed-interface",
    severity=Severity.ERROR,
    meaning="No section of any concept describes an interface.",
    check=interfaces,
    source="M 2.254",
)


def parties_at(graph: Graph, interface: Item) -> set[str]:
    """Return the parties at the ends of an interface, as far as they are known.

    :param graph: catalogue and project
    :param interface: the interface
    """
    ends = (graph.items.get(target) for target in interface.targets("between"))
    names = {"asset": "sphere", "party": "role"}
    return {end.get(names[end.type]) for end in ends if end and end.type in names}


def threats(graph: Graph, coverage: Coverage, /) -> Iterator[Finding]:
    """Yield a warning for every threat that nothing answers.

    :param graph: catalogue and project
    :param coverage: the states of all cells, for the phases
    :source: M 2.254: the threat situation gives the reasons for the measures
    """
    if coverage.status[Phase.CONCEPT] is PhaseStatus.LATER:
        return
    for item in graph.of_type("threat"):
        answers = (graph.items.get(target) for target in item.targets("motivates"))
        if not any(answer and answer.get("status") not in NOT_LINKED for answer in answers):
            message = Message(
                "{id} motivates nothing; name the requirements or sections that answer it "
                "in 'motivates'",
                id=item.id,
            )
            rule = UNANSWERED_THREAT
            yield rule.about(item, message, phase=Phase.CONCEPT)


UNANSWERED_THREAT: Final = Rule(
    name="unanswered-threat",
    severity=Severity.WARNING,
    meaning="A threat motivates no requirement and no section.",
    check=threats,
    source="M 2.254",
)


def modelling(graph: Graph, coverage: Coverage, /) -> Iterator[Finding]:
    """Yield a finding for every asset to which no module is applied.

    A project that has not begun with the modelling is not asked.

    :param graph: catalogue and project
    :param coverage: the states of all cells, for the phases
    :source: BSI 200-2, 8.3: modules are assigned to every target object
    """
    severity = GATE.get(coverage.status[Phase.CONCEPT])
    assets = graph.of_type("asset")
    if severity is None or not any(asset.get("modules") for asset in assets):
        return
    for asset in assets:
        if not asset.get("modules"):
            message = Message(
                "{id}: no module is applied to it; name them in 'modules', by their labels",
                id=asset.id,
            )
            yield UNMODELLED_TARGET.about(asset, message, severity=severity, phase=Phase.CONCEPT)


UNMODELLED_TARGET: Final = Rule(
    name="unmodelled-target",
    severity=Severity.ERROR,
    meaning="The modelling has begun, and no module is applied to an asset.",
    check=modelling,
    source="BSI 200-2, 8.3",
)

RULES: Final = (
    PROTECTION_WITHOUT_REASON,
    PROTECTION_TOO_LOW,
    ONE_SIDED_INTERFACE,
    UNDESCRIBED_INTERFACE,
    UNANSWERED_THREAT,
    UNMODELLED_TARGET,
)
