"""What the chosen bidder offers, and what is left to agree on with it, as demands."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping
from typing import Final

from nachweis.i18n import Words, translator
from nachweis.model.catalogue import Requirement, in_language
from nachweis.model.items import Item
from nachweis.model.objects import TYPE
from nachweis.model.places import Place
from nachweis.model.project import Settings
from nachweis.model.tender_types import Answer
from nachweis.trace.bids import Bids, Weighing, is_shared
from nachweis.trace.gate import Verdict
from nachweis.trace.rules.steering import is_decided
from nachweis.views.bid_answers import renderers

OFFERED: Final = "registers/offered-demands.yaml"
"""File of a project with the demands that come from an award."""


def demands_of(verdict: Verdict, bids: Bids, chosen: Item, day: datetime.date) -> Iterator[Item]:
    """Yield what was offered, and what is still to be agreed on, as demands.

    :param verdict: the judged project
    :param bids: its bids
    :param chosen: the party that gets the contract
    :param day: the day of the award
    """
    graph = verdict.graph
    settings = graph.project.settings
    _ = translator(settings.language)
    contacts = (c.id for c in graph.of_type("contact") if chosen.id in c.targets("party"))
    theirs = next(contacts, chosen.title)
    ours = last_approver(settings) or theirs
    for requirement in bids.asked:
        offer = bids.offer(chosen.id, requirement.id)
        answer = offer.get("answer") if offer else ""
        if offer is not None and answer != Answer.NOT:
            yield _demand(
                verdict,
                requirement,
                "O",
                {"status": "offered", "date": offer.get("date") or str(day), "by": theirs},
                _offered(_, offer),
            )
        if answer == Answer.FULFILLED:
            continue
        if offer is None and is_decided(graph, requirement.id, verdict.coverage.as_of):
            continue
        text = _open(_, bids.weighings[requirement.id], offer)
        fields = {"status": "desired", "date": str(day), "by": ours}
        yield _demand(verdict, requirement, "D", fields, text)


def last_approver(settings: Settings) -> str:
    """Return the ID of the contact who approved the phase that was closed last, or nothing.

    :param settings: the project's settings
    """
    closings = sorted(settings.closed.values(), key=lambda closing: closing.date)
    return next((c.approved_by for c in reversed(closings) if c.approved_by), "")


def _demand(
    verdict: Verdict, requirement: Requirement, mark: str, fields: Mapping[str, str], text: str
) -> Item:
    settings = verdict.graph.project.settings
    kind = TYPE["demand"]
    path = f"{settings.folder}/{OFFERED}"
    words = " ".join(in_language(requirement.text, settings.language).split())
    return Item(
        type=kind.name,
        id=f"{settings.key}_{kind.prefix}_{mark}_{requirement.id}",
        title=words,
        fields=fields,
        links={"asks_for": (requirement.id,)},
        body=text,
        place=Place(path=path),
        document=path,
    )


def _offered(_: Words, offer: Item) -> str:
    """Return the words of an offer, as a proposal for clause and section."""
    parts = [offer.body or _("Fulfilled, without further words.")]
    if is_shared(offer):
        parts.append(_("Rendered by: %(who)s.") % {"who": renderers(_, offer)})
    if evidence := offer.get("evidence"):
        parts.append(_("Evidence offered: %(what)s.") % {"what": evidence.rstrip(".")})
    if remark := offer.get("remark"):
        parts.append(_("Remark: %(what)s.") % {"what": remark.rstrip(".")})
    return " ".join(" ".join(parts).split())


def _open(_: Words, weighing: Weighing, offer: Item | None) -> str:
    """Return what is left to agree on."""
    if offer is None:
        parts = [_("Not answered in the tender.")]
    else:
        parts = [
            _("Answered in the tender: %(answer)s.")
            % {"answer": _.word(offer.get("answer"), "offer.answer")}
        ]
        if offer.get("answer") == Answer.NOT and offer.body:
            parts.append(offer.body)
    if weighing.minimum:
        parts.append(_("Our minimum: %(what)s.") % {"what": weighing.minimum.rstrip(".")})
    parts.append(_("To be settled before the contract is signed: agree on it, or decide."))
    return " ".join(" ".join(parts).split())
