"""The bids of a tender side by side, as tables and as a drawing."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final

from nachweis.i18n import Words, translator
from nachweis.model.catalogue import Requirement, in_language
from nachweis.model.items import Item
from nachweis.model.objects import TYPE
from nachweis.model.project import Tender
from nachweis.model.tender_types import Answer
from nachweis.model.terms import State
from nachweis.trace.bids import Bids, Score, collect, first_answer, is_shared, is_subcontracted
from nachweis.trace.gate import Verdict
from nachweis.views.bid_bars import draw_bids
from nachweis.views.bid_numbers import number, percent, points
from nachweis.views.drawing import short
from nachweis.views.table import CellValue, Quote, Reference, Table, ViewRequest

_MOST: Final = 240
"""Letters of an answer that a table shows; the workbook and the page of the offer have all."""
_LOOKS: Final = {
    Answer.FULFILLED: State.COVERED,
    Answer.PARTLY: State.PARTIAL,
    Answer.ALTERNATIVE: State.SUSPECT,
    Answer.NOT: State.FAILED,
}
"""States that look like an answer."""


def bids_of(verdict: Verdict) -> Bids:
    """Collect the bids of a judged project.

    :param verdict: the project
    """
    return collect(verdict.graph, verdict.coverage)


def _bids(request: ViewRequest) -> Bids:
    """Return the bids of the project of a page or annex, collected once in a build."""
    if request.build is None:
        return bids_of(request.verdict)
    bids: Bids = request.build.once(("bids",), lambda: bids_of(request.verdict))
    return bids


def comparison_pages(verdict: Verdict) -> tuple[str, ...]:
    """Return the pages of a comparison: *index*, and the IDs of the measures.

    There are none before there is something to compare; so a bidder, who sees no other one, has
    none of them in its site.

    :param verdict: the judged project
    """
    bids = bids_of(verdict) if verdict.graph.of_type("offer") else None
    return ("index", *bids.by_measure()) if bids and _are_compared(bids) else ()


def _are_compared(bids: Bids) -> bool:
    return len(bids.bidders) > 1


def _compared(build: Callable[[ViewRequest], Table]) -> Callable[[ViewRequest], Table]:
    """Make the view of a table, which is empty as long as there is nothing to compare."""

    def view(request: ViewRequest) -> Table:
        if _are_compared(_bids(request)):
            return build(request)
        _ = translator(request.language)
        return Table(columns=(_("What"),), rows=(), empty=_("There are no bids to compare."))

    return view


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
    bids, factor = _bids(request), factor_of(verdict)
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
    bids, factor = _bids(request), factor_of(verdict)
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


def requirements(request: ViewRequest) -> Table:
    """Show to each requirement what all bidders answer."""
    return _side_by_side(request, lambda _bids, _requirement: True)


def knock_outs(request: ViewRequest) -> Table:
    """Show to each knock-out requirement what all bidders answer."""
    return _side_by_side(request, lambda bids, r: bids.weighings[r.id].knock_out)


def _side_by_side(request: ViewRequest, shown: Callable[[Bids, Requirement], bool]) -> Table:
    _, bids = translator(request.language), _bids(request)
    return Table(
        columns=(
            *(_("Requirement"), _("Weight"), _("Our minimum")),
            *(bidder.title for bidder in bids.bidders),
        ),
        rows=tuple(
            (
                _named(request, requirement),
                _weight(_, bids, requirement),
                Quote(bids.weighings[requirement.id].minimum),
                *(_answer(_, bids, bidder, requirement) for bidder in bids.bidders),
            )
            for requirement in _selected(request, bids)
            if shown(bids, requirement)
        ),
        empty=_("Nothing of this kind is asked."),
        marks=_marks(_),
    )


def _selected(request: ViewRequest, bids: Bids) -> Iterator[Requirement]:
    """Yield the requirements that are asked, or those of the measures that are named."""
    options = request.options
    names = {options["for"]} if options.get("for") else set(options.get("measure", ()))
    yield from (r for r in bids.asked if not names or r.measure in names)


def _named(request: ViewRequest, requirement: Requirement) -> Reference:
    text = " ".join(in_language(requirement.text, request.language).split())
    return Reference(requirement.id, f"{requirement.label}: {text}")


def _weight(_: Words, bids: Bids, requirement: Requirement) -> str:
    weighing = bids.weighings[requirement.id]
    weight = number(_, weighing.weight)
    return ", ".join((weight, _("knock-out"))) if weighing.knock_out else weight


def _answer(_: Words, bids: Bids, bidder: Item, requirement: Requirement) -> CellValue:
    offer = bids.offer(bidder.id, requirement.id)
    if offer is None:
        return _("not answered")
    words = (Quote(short(quote.words, _MOST)) for quote in _words(offer))
    return (_.word(offer.get("answer"), "offer.answer"), *words, *_others(_, offer))


def _words(offer: Item) -> tuple[Quote, ...]:
    """Return what a bidder says to its answer, and its remark."""
    said = (" ".join(text.split()) for text in (offer.body, offer.get("remark")))
    return tuple(Quote(text) for text in said if text)


def _others(_: Words, offer: Item) -> Iterator[str]:
    """Yield who renders what is offered, where it is not the bidder alone."""
    if is_shared(offer):
        yield _("by: %(who)s") % {"who": renderers(_, offer)}


def renderers(_: Words, offer: Item) -> str:
    """Return who renders what is offered, in the words of a language.

    :param _: translates to it
    :param offer: the answer of a bidder
    """
    return ", ".join(_.word(name, "offer.rendered_by") for name in offer.list("rendered_by"))


def _marks(_: Words) -> dict[str, State]:
    words = {_.word(answer, "offer.answer"): state for answer, state in _LOOKS.items()}
    return {**words, _("not answered"): State.MISSING}


def deviations(request: ViewRequest) -> Table:
    """List what a bidder does not just fulfil, beside our minimum."""
    return _single(request, lambda offer: offer is None or offer.get("answer") != Answer.FULFILLED)


def subcontracted(request: ViewRequest) -> Table:
    """List what a bidder leaves to a subcontractor, alone or with others."""
    return _single(request, lambda offer: offer is not None and is_subcontracted(offer))


def _single(request: ViewRequest, shown: Callable[[Item | None], bool]) -> Table:
    """Make a table with a row for each answer of a kind."""
    _, bids = translator(request.language), _bids(request)
    return Table(
        columns=(
            *(_("Requirement"), _("Weight"), _("Our minimum"), _("Bidder"), _("Answer")),
            *(_("How"), _("Rendered by")),
        ),
        rows=tuple(
            (
                _named(request, requirement),
                _weight(_, bids, requirement),
                Quote(bids.weighings[requirement.id].minimum),
                Quote(bidder.title),
                *_told(_, offer),
            )
            for requirement in _selected(request, bids)
            for bidder in bids.bidders
            if shown(offer := bids.offer(bidder.id, requirement.id))
        ),
        empty=_("There is nothing of this kind."),
        choices=(3, 4),
        marks=_marks(_),
    )


def _told(_: Words, offer: Item | None) -> tuple[CellValue, ...]:
    if offer is None:
        return _("not answered"), "", ""
    return _.word(offer.get("answer"), "offer.answer"), _words(offer), renderers(_, offer)


def particulars(request: ViewRequest) -> Table:
    """List what bidders say of themselves: subcontractors, contacts, certificates, levels."""
    _, graph = translator(request.language), request.verdict.graph
    today = request.verdict.coverage.as_of

    def until(item: Item) -> str:
        day = item.date("valid_until")
        ended = day is not None and day < today
        text = _.day(item.get("valid_until"))
        return _("ended on %(day)s") % {"day": text} if ended else text

    fields = ("service", "location", "level", "reach", "issuer")
    known = TYPE["particular"]
    return Table(
        columns=(
            *(_("What"), _("Kind"), _("Bidder")),
            *(_(field.label) for name in fields if (field := known.field(name))),
            _("Valid until"),
        ),
        rows=tuple(
            (
                Reference(item.id),
                _.word(item.get("kind"), "particular.kind"),
                tuple(Reference(bidder) for bidder in item.targets("offered_by")),
                *(Quote(item.get(name)) for name in fields),
                until(item),
            )
            for item in sorted(graph.of_type("particular"), key=lambda i: i.get("kind"))
        ),
        empty=_("No bidder says anything of itself."),
        choices=(1, 2),
    )


BIDS: Final = "bids"
"""The view with the totals, which has the page of the comparison."""

BID_TABLES: Final = (
    (
        BIDS,
        _compared(totals),
        {"en": "Comparison of the bidders", "de": "Vergleich der Bieter"},
    ),
    ("bids-by-measure", _compared(by_measure), {"en": "By measure", "de": "Nach Maßnahmen"}),
    (
        "bids-knock-out",
        _compared(knock_outs),
        {"en": "Knock-out criteria", "de": "Ausschlusskriterien"},
    ),
    (
        "bids-by-requirement",
        _compared(requirements),
        {"en": "Answers side by side", "de": "Antworten nebeneinander"},
    ),
    (
        "bids-deviations",
        _compared(deviations),
        {"en": "Differences from what is asked", "de": "Abweichungen vom Verlangten"},
    ),
    (
        "bids-subcontracted",
        _compared(subcontracted),
        {"en": "What rests on subcontractors", "de": "Was auf Unterauftragnehmern beruht"},
    ),
    (
        "bids-particulars",
        _compared(particulars),
        {"en": "What bidders say of themselves", "de": "Angaben der Bieter"},
    ),
)
"""The tables of a comparison: name, builder, heading."""
