"""The bids of a tender side by side: what each bidder answers, and what that weighs."""

from __future__ import annotations

import datetime
import math
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Final, NamedTuple

from nachweis.model.catalogue import Requirement
from nachweis.model.items import Item
from nachweis.model.tender_types import BIDDER, Answer
from nachweis.trace.coverage import Coverage
from nachweis.trace.graph import Graph
from nachweis.trace.tender import asked, criteria_by_requirement

_GIVEN: Final = frozenset(Answer)
"""What counts as an answer."""
_SUBCONTRACTOR: Final = "subcontractor"


class Weighing(NamedTuple):
    """How an answer to a requirement is weighed.

    :param weight: how much it counts; 1 where no criterion says it
    :param knock_out: whether a bidder that does not fulfil it is out
    :param minimum: what is wanted at least
    :param clauses: IDs of the clauses where it will stand
    :param criterion: ID of the criterion that says so; empty: none
    """

    weight: float = 1.0
    knock_out: bool = False
    minimum: str = ""
    clauses: tuple[str, ...] = ()
    criterion: str = ""


class Score(NamedTuple):
    """What the answers of a bidder to some requirements weigh.

    :param asked: weight of all that is asked
    :param fulfilled: weight of what is fulfilled
    :param partly: weight of what is fulfilled in part, or by an alternative
    :param refused: weight of what is not fulfilled
    :param subcontracted: weight of what rests on a subcontractor, whatever the answer but *not*
    :param answers: number of requirements by answer
    :param requirements: number of requirements
    :param unanswered: number of those without an answer
    :param by_subcontractors: number of requirements that rest on a subcontractor
    :param failed: IDs of the knock-out requirements that are answered *not* or *partly*
    :param pending: IDs of those that are not answered, or by an alternative that has to be judged
    """

    asked: float
    fulfilled: float
    partly: float
    refused: float
    subcontracted: float
    answers: Mapping[str, int]
    requirements: int
    unanswered: int
    by_subcontractors: int
    failed: tuple[str, ...]
    pending: tuple[str, ...]

    @property
    def open(self) -> float:
        """Weight of what is not answered."""
        return self.asked - self.fulfilled - self.partly - self.refused

    def total(self, factor: float) -> float:
        """Return the weight that counts, without anything that is not answered.

        :param factor: how much of its weight *partly* counts, from 0 to 1
        """
        return self.fulfilled + factor * self.partly

    def share(self, points: float) -> float | None:
        """Return how much of all that is asked some points are; nothing where nothing is asked.

        :param points: a part of the weight of all
        """
        return points / self.asked if self.asked else None


class Bids(NamedTuple):
    """The bids of a tender.

    :param asked: the requirements of the tender, in the order of the catalogue
    :param bidders: parties that answer, in the order of their register
    :param weighings: how each requirement is weighed, by its ID
    :param offers: answers by bidder and requirement
    """

    asked: tuple[Requirement, ...]
    bidders: tuple[Item, ...]
    weighings: Mapping[str, Weighing]
    offers: Mapping[tuple[str, str], Item]

    def offer(self, bidder: str, requirement: str) -> Item | None:
        """Return what a bidder answers to a requirement, if it does.

        :param bidder: ID of the party
        :param requirement: ID of the requirement
        """
        offer = self.offers.get((bidder, requirement))
        return offer if offer is not None and offer.get("answer") in _GIVEN else None

    def score(self, bidder: str, requirements: Iterable[Requirement] | None = None) -> Score:
        """Weigh the answers of a bidder.

        :param bidder: ID of the party
        :param requirements: some of those that are asked; None: all
        """
        weights: dict[str, list[float]] = defaultdict(list)
        rented: list[float] = []
        failed, pending = [], []
        for requirement in self.asked if requirements is None else requirements:
            weighing = self.weighings[requirement.id]
            offer = self.offer(bidder, requirement.id)
            answer = offer.get("answer") if offer else ""
            weights[answer].append(weighing.weight)
            if offer and is_subcontracted(offer):
                rented.append(weighing.weight)
            if weighing.knock_out and answer in (Answer.NOT, Answer.PARTLY):
                failed.append(requirement.id)
            elif weighing.knock_out and answer != Answer.FULFILLED:
                pending.append(requirement.id)
        sums = {answer: math.fsum(parts) for answer, parts in weights.items()}
        return Score(
            asked=math.fsum(weight for parts in weights.values() for weight in parts),
            fulfilled=sums.get(Answer.FULFILLED, 0.0),
            partly=sums.get(Answer.PARTLY, 0.0) + sums.get(Answer.ALTERNATIVE, 0.0),
            refused=sums.get(Answer.NOT, 0.0),
            subcontracted=math.fsum(rented),
            answers={answer: len(weights.get(answer, ())) for answer in Answer},
            requirements=sum(map(len, weights.values())),
            unanswered=len(weights.get("", ())),
            by_subcontractors=len(rented),
            failed=tuple(failed),
            pending=tuple(pending),
        )

    def by_measure(self) -> Mapping[str, Sequence[Requirement]]:
        """Return the requirements that are asked, by the ID of their measure."""
        groups: dict[str, list[Requirement]] = defaultdict(list)
        for requirement in self.asked:
            groups[requirement.measure].append(requirement)
        return groups


def is_subcontracted(offer: Item) -> bool:
    """Return whether what is offered rests on a subcontractor, alone or with others.

    :param offer: the answer of a bidder
    """
    return offer.get("answer") != Answer.NOT and _SUBCONTRACTOR in offer.list("rendered_by")


def is_shared(offer: Item) -> bool:
    """Return whether somebody other than the bidder renders what is offered, or a part of it.

    :param offer: the answer of a bidder
    """
    return bool(set(offer.list("rendered_by")) - {BIDDER})


def collect(graph: Graph, coverage: Coverage) -> Bids:
    """Collect the bids of a project.

    :param graph: catalogue and project
    :param coverage: the states of all cells, which say what applies
    """
    offers: dict[tuple[str, str], Item] = {}
    for offer in graph.of_type("offer"):
        for bidder in offer.targets("offered_by"):
            for requirement in offer.targets("responds_to"):
                offers.setdefault((bidder, requirement), offer)
    offering = {bidder for bidder, _ in offers}
    requirements = asked(graph, coverage)
    criteria = criteria_by_requirement(graph)
    return Bids(
        asked=requirements,
        bidders=tuple(
            party
            for party in graph.of_type("party")
            if party.id in offering or party.get("role") == BIDDER
        ),
        weighings={r.id: weighing(criteria.get(r.id)) for r in requirements},
        offers=offers,
    )


def weighing(criterion: Item | None) -> Weighing:
    """Return how a criterion weighs its requirements.

    :param criterion: the nearest criterion of a requirement; None: it has none
    """
    if criterion is None:
        return Weighing()
    weight = weight_of(criterion)
    return Weighing(
        weight=1.0 if weight is None else weight,
        knock_out=criterion.get("knock_out") == "yes",
        minimum=criterion.get("minimum"),
        clauses=criterion.targets("clause"),
        criterion=criterion.id,
    )


def weight_of(criterion: Item) -> float | None:
    """Return the weight of a criterion, or nothing where it has none that can be summed up.

    :param criterion: a criterion
    """
    try:
        weight = float(criterion.get("weight"))
    except ValueError:
        return None
    return weight if math.isfinite(weight) and weight >= 0 else None


def first_answer(offers: Iterable[Item]) -> datetime.date | None:
    """Return the day on which the first answer was read, if any was.

    :param offers: the answers of all bidders
    """
    return min((day for offer in offers if (day := offer.date("date"))), default=None)
