"""Rules about a tender: weights stand before answers do, and the choice leaves nothing open.

None of them says anything of a project that selects nobody.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from nachweis.model.findings import Finding, Rule
from nachweis.model.items import Item
from nachweis.model.messages import Message, Term
from nachweis.model.project import Tender
from nachweis.model.tender_types import Answer
from nachweis.model.terms import Phase, Severity, State
from nachweis.trace.coverage import Coverage
from nachweis.trace.graph import Graph
from nachweis.trace.rules.steering import is_decided
from nachweis.trace.rules.subjects import GATE, named

if TYPE_CHECKING:
    from nachweis.trace.bids import Bids


def weights(graph: Graph, _: Coverage, /) -> Iterator[Finding]:
    """Yield a finding for every criterion that does not stand before the first answer is read.

    :param graph: catalogue and project
    :source: M 2.251, 2nd round: bidders are compared by what was asked of all of them
    """
    criteria = graph.of_type("criterion")
    if not criteria:
        return
    from nachweis.trace.bids import first_answer, weight_of  # few projects select a bidder

    first = first_answer(graph.of_type("offer"))
    for criterion in criteria:
        if criterion.get("weight") and weight_of(criterion) is None:
            message = Message(
                "{id} has the weight {weight}, with which nothing can be added up; write a number "
                "from 0",
                id=criterion.id,
                weight=criterion.get("weight"),
            )
            yield UNUSABLE_WEIGHT.about(criterion, message, "weight", phase=Phase.SELECTION)
        fixed = criterion.date("fixed")
        if first is None or (fixed is not None and fixed <= first):
            continue
        if fixed is None:
            message = Message(
                "{id} does not say when its weight was fixed, and the first answer was read on "
                "{day}; enter 'fixed'",
                id=criterion.id,
                day=first,
            )
        else:
            message = Message(
                "{id} was fixed on {fixed}, after the first answer was read on {day}; weigh by "
                "what stood before, or ask all bidders anew",
                id=criterion.id,
                fixed=fixed,
                day=first,
            )
        yield LATE_WEIGHT.about(criterion, message, "fixed", phase=Phase.SELECTION)


UNUSABLE_WEIGHT: Final = Rule(
    name="unusable-weight",
    severity=Severity.ERROR,
    meaning="The weight of a criterion is negative or not a number.",
    check=weights,
)

LATE_WEIGHT: Final = Rule(
    name="late-weight",
    severity=Severity.ERROR,
    meaning="Answers of bidders have been read, and a criterion was fixed later, or nobody knows "
    "when.",
    check=weights,
    source="M 2.251",
)


def award(graph: Graph, coverage: Coverage, /) -> Iterator[Finding]:
    """Yield what the selection leaves open: no choice, a knock-out, a requirement without answer.

    :param graph: catalogue and project
    :param coverage: the states of all cells, for the date and the phases
    :source: B 1.11, phase 3; M 2.251: it is compared whether and how each requirement can be met
    """
    settings = graph.project.settings
    severity = GATE.get(coverage.status[Phase.SELECTION])
    if severity is None or (settings.tender is None and not graph.of_type("offer")):
        return
    from nachweis.trace.bids import collect

    bids = collect(graph, coverage)
    chosen = (settings.tender or Tender()).chosen or ""
    place = settings.place_of("tender.chosen")
    known = graph.items.get(chosen)
    if known is None or known.type != "party":
        message = Message(
            "nobody is chosen in the tender; choose with 'nachweis tender {key} --award BIDDER', "
            "or name the party in 'chosen'",
            key=settings.key,
        )
        if chosen:
            message = Message(
                "{id} is chosen in the tender, and no party of the register; correct 'chosen'",
                id=chosen,
            )
        yield NO_AWARD.at(place, settings.key, message, severity=severity, phase=Phase.SELECTION)
        return
    for finding in (
        *_knock_outs(graph, coverage, bids, known),
        *_unanswered(graph, coverage, bids, known),
    ):
        yield finding._replace(severity=severity)


NO_AWARD: Final = Rule(
    name="no-award",
    severity=Severity.ERROR,
    meaning="A project has a tender, and names nobody who gets the contract, or no known party.",
    check=award,
    source="B 1.11, phase 3",
)


def _knock_outs(graph: Graph, coverage: Coverage, bids: Bids, chosen: Item) -> Iterator[Finding]:
    """Yield a finding for each knock-out criterion and answer of the chosen bidder that is none."""
    failed: dict[tuple[str, str], list[str]] = defaultdict(list)
    for requirement in bids.asked:
        weighing = bids.weighings[requirement.id]
        if not weighing.knock_out:
            continue
        offer = bids.offer(chosen.id, requirement.id)
        answer = offer.get("answer") if offer else ""
        settled = answer == Answer.ALTERNATIVE and is_decided(graph, requirement.id, coverage.as_of)
        if answer != Answer.FULFILLED and not settled:
            failed[weighing.criterion, answer].append(requirement.id)
    for (criterion, answer), requirements in failed.items():
        if answer == Answer.ALTERNATIVE:
            message = Message(
                "{requirements}: {bidder} offers an alternative to the knock-out criterion "
                "{criterion}; decide whether it counts",
                requirements=named(requirements),
                bidder=chosen.id,
                criterion=criterion,
            )
        elif answer:
            message = Message(
                "{requirements}: {bidder} answers {answer} to the knock-out criterion "
                "{criterion}; choose another bidder",
                requirements=named(requirements),
                bidder=chosen.id,
                answer=Term(answer),
                criterion=criterion,
            )
        else:
            message = Message(
                "{requirements}: {bidder} has not answered the knock-out criterion {criterion}; "
                "ask it",
                requirements=named(requirements),
                bidder=chosen.id,
                criterion=criterion,
            )
        yield UNMET_KNOCK_OUT.about(
            graph.items[criterion],
            message,
            "knock_out",
            phase=Phase.SELECTION,
            related=answer or "unanswered",
        )


UNMET_KNOCK_OUT: Final = Rule(
    name="unmet-knock-out",
    severity=Severity.ERROR,
    meaning="The chosen bidder has not answered a knock-out criterion, does not meet it, or offers "
    "an alternative on which nobody has decided.",
    check=award,
    source="M 2.251",
)


def _unanswered(graph: Graph, coverage: Coverage, bids: Bids, chosen: Item) -> Iterator[Finding]:
    """Yield a finding for each measure of which the chosen bidder leaves requirements open.

    Where an agreed clause stands, the contract says what the answer would have.
    """
    settings = graph.project.settings
    agreed = {c.requirement.id for c in coverage.cells if c.kind == "clause" and _agreed(c.state)}
    found: dict[str, list[str]] = defaultdict(list)
    for requirement in bids.asked:
        if bids.offer(chosen.id, requirement.id) or bids.weighings[requirement.id].knock_out:
            continue
        decided = is_decided(graph, requirement.id, coverage.as_of)
        if requirement.id not in agreed and not decided:
            found[requirement.measure].append(requirement.id)
    for measure, requirements in found.items():
        message = Message(
            "{requirements}: {bidder} has not answered in the tender, and nobody has decided; ask "
            "it, or decide",
            requirements=named(requirements),
            bidder=chosen.id,
        )
        place = settings.place_of("tender.chosen")
        yield UNANSWERED_REQUIREMENT.at(place, measure, message, phase=Phase.SELECTION)


def _agreed(state: State) -> bool:
    return state in (State.COVERED, State.PROVEN, State.NA)


UNANSWERED_REQUIREMENT: Final = Rule(
    name="unanswered-requirement",
    severity=Severity.ERROR,
    meaning="A requirement of the tender has no answer of the chosen bidder, no decision and no "
    "agreed clause.",
    check=award,
    source="M 2.251",
)

RULES: Final = (
    UNUSABLE_WEIGHT,
    LATE_WEIGHT,
    NO_AWARD,
    UNMET_KNOCK_OUT,
    UNANSWERED_REQUIREMENT,
)
