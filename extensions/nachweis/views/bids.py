"""The bids of a tender, and what they add up to, as tables and as a drawing."""

from __future__ import annotations

from collections.abc import Callable

from nachweis.i18n import Words, translator
from nachweis.model.catalogue import in_language
from nachweis.model.project import Tender
from nachweis.model.tender_types import Answer
from nachweis.trace.bids import Bids, Score, collect, first_answer
from nachweis.trace.gate import Verdict
from nachweis.views.bid_bars import draw_bids
from nachweis.views.bid_numbers import number, percent, points
from nachweis.views.table import CellValue, Reference, Table, ViewRequest


def bids_of(verdict: Verdict) -> Bids:
    """Collect the bids of a judged project.

    :param verdict: the project
    """
    return collect(verdict.graph, verdict.coverage)


def shown_bids(request: ViewRequest) -> Bids:
    """Return the bids of the project of a page or annex, collected once in a build.

    :param request: names the project
    """
    if request.build is None:
        return bids_of(request.verdict)
    bids: Bids = request.build.once(("bids",), lambda: bids_of(request.verdict))
    return bids


def factor_of(verdict: Verdict) -> float:
    """Return how much an answer *partly* counts in a project.

    :param verdict: the project
    """
    return (verdict.graph.project.settings.tender or Tender()).partly


def totals(request: ViewRequest) -> Table:
    """Add up what each bidder offers; what is not answered is never counted in silence.

    :source: M 2.251, 2nd round: bidders are compared by how they meet the requirements
    """
    _, verdict = translator(request.language), request.verdict
    bids, factor = shown_bids(request), factor_of(verdict)
    scores = [bids.score(bidder.id) for bidder in bids.bidders]

    def row(name: str, cell: Callable[[Score], CellValue]) -> tuple[CellValue, ...]:
        return (name, *map(cell, scores))

    def count(answer: Answer) -> tuple[CellValue, ...]:
        return row(
            _.word(answer, "offer.answer"),
            lambda s: (
                _("%(count)s of %(all)s") % {"count": s.answers[answer], "all": s.requirements}
            ),
        )

    partly = _("Points with 'partly' at %(factor)s") % {"factor": number(_, factor)}
    rows = (
        row(_("Points for what is fulfilled"), lambda s: points(_, s, s.fulfilled)),
        row(partly, lambda s: points(_, s, s.total(factor))),
        row(
            _("At most, if all that is open were fulfilled"),
            lambda s: points(_, s, s.total(factor) + s.open),
        ),
        *map(count, Answer),
        row(
            _("not answered"),
            lambda s: _("%(count)s of %(all)s") % {"count": s.unanswered, "all": s.requirements},
        ),
        row(_("Knock-out criteria not met"), lambda s: tuple(map(Reference, s.failed, s.failed))),
        row(_("Knock-out criteria open"), lambda s: tuple(map(Reference, s.pending, s.pending))),
        row(
            _("Rests on subcontractors"),
            lambda s: (
                _("%(count)s, with a weight of %(weight)s")
                % {"count": s.by_subcontractors, "weight": number(_, s.subcontracted)}
            ),
        ),
    )
    return Table(
        columns=(_("What"), *(bidder.title for bidder in bids.bidders)),
        rows=rows,
        lead=basis(_, verdict, bids, factor),
    )


def basis(_: Words, verdict: Verdict, bids: Bids, factor: float) -> str:
    """Say what a comparison rests on: requirements, weights, days.

    :param _: translates to the language of the text
    :param verdict: the judged project
    :param bids: its bids
    :param factor: how much *partly* counts
    """
    criteria = verdict.graph.of_type("criterion")
    fixed = max((day for c in criteria if (day := c.date("fixed"))), default=None)
    first = first_answer(verdict.graph.of_type("offer"))
    said = [
        _(
            "%(count)s requirements are asked. An answer 'partly' and an 'alternative' count "
            "%(factor)s of their weight; what is not answered counts nothing here, and is listed."
        )
        % {"count": len(bids.asked), "factor": number(_, factor)},
        _("The last weight was fixed on %(day)s.") % {"day": _.day(fixed)}
        if fixed
        else _("No day says when the weights were fixed."),
        _("The first answer was read on %(day)s.") % {"day": _.day(first)}
        if first
        else _("No answer has been read."),
    ]
    return " ".join(said)


def by_measure(request: ViewRequest) -> Table:
    """Add up what each bidder offers to each measure, and draw it."""
    _, verdict = translator(request.language), request.verdict
    bids, factor = shown_bids(request), factor_of(verdict)
    scores = {
        measure: [bids.score(bidder.id, group) for bidder in bids.bidders]
        for measure, group in bids.by_measure().items()
    }
    catalogue = verdict.graph.catalogue
    labels = {name: catalogue.groups[name].label for name in scores if name in catalogue.groups}

    def cell(score: Score) -> str:
        share = score.share(score.total(factor))
        if share is None:
            return "–"
        text = f"{percent(_, share)} %"
        if score.unanswered:
            text += ", " + _("%(count)s open") % {"count": score.unanswered}
        return text

    rows: tuple[tuple[CellValue, ...], ...] = tuple(
        (
            Reference(measure, _measure(request, measure)),
            number(_, found[0].asked),
            *map(cell, found),
        )
        for measure, found in scores.items()
    )
    return Table(
        columns=(_("Measure"), _("Weight"), *(bidder.title for bidder in bids.bidders)),
        rows=rows,
        empty=_("Nothing is asked of bidders."),
        drawing=draw_bids(_, bids.bidders, labels, scores, factor) if rows else None,
        lead=_(
            "Of the weight of each measure, how much each bidder offers; 'open' are requirements "
            "that it has not answered."
        ),
    )


def _measure(request: ViewRequest, measure: str) -> str:
    group = request.verdict.graph.catalogue.groups.get(measure)
    return f"{group.label} {in_language(group.title, request.language)}" if group else measure
