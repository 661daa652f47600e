"""The answers of bidders to each requirement, and what they say of themselves, as tables."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final

from nachweis.i18n import Words, translator
from nachweis.model.catalogue import Requirement, in_language
from nachweis.model.items import Item
from nachweis.model.objects import TYPE
from nachweis.model.tender_types import Answer
from nachweis.model.terms import State
from nachweis.trace.bids import Bids, is_shared, is_subcontracted
from nachweis.views.bid_numbers import number
from nachweis.views.bids import shown_bids
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


def requirements(request: ViewRequest) -> Table:
    """Show to each requirement what all bidders answer."""
    return _side_by_side(request, lambda _bids, _requirement: True)


def knock_outs(request: ViewRequest) -> Table:
    """Show to each knock-out requirement what all bidders answer."""
    return _side_by_side(request, lambda bids, r: bids.weighings[r.id].knock_out)


def _side_by_side(request: ViewRequest, shown: Callable[[Bids, Requirement], bool]) -> Table:
    _, bids = translator(request.language), shown_bids(request)
    return Table(
        columns=(*_asked_columns(_), *(bidder.title for bidder in bids.bidders)),
        rows=tuple(
            (
                *_asked(request, bids, requirement),
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


def _asked_columns(_: Words) -> tuple[str, ...]:
    return _("Requirement"), _("Weight"), _("Our minimum")


def _asked(request: ViewRequest, bids: Bids, requirement: Requirement) -> tuple[CellValue, ...]:
    """Return what is asked of all bidders: the requirement, its weight, and our minimum."""
    _, weighing = translator(request.language), bids.weighings[requirement.id]
    text = " ".join(in_language(requirement.text, request.language).split())
    weight = number(_, weighing.weight)
    return (
        Reference(requirement.id, f"{requirement.label}: {text}"),
        ", ".join((weight, _("knock-out"))) if weighing.knock_out else weight,
        Quote(weighing.minimum),
    )


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
    _, bids = translator(request.language), shown_bids(request)
    return Table(
        columns=(*_asked_columns(_), _("Bidder"), _("Answer"), _("How"), _("Rendered by")),
        rows=tuple(
            (
                *_asked(request, bids, requirement),
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
