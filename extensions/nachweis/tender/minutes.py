"""A draft of the minutes of a selection: what bidders offer to each criterion, reasons to write."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Final

from nachweis.i18n import Words, translator
from nachweis.model.catalogue import Requirement
from nachweis.model.items import Item
from nachweis.model.objects import TYPE
from nachweis.model.tender_types import Answer
from nachweis.model.texts import in_language
from nachweis.report.escape import literal
from nachweis.scaffold.new_object import TO_DO
from nachweis.scaffold.successor import next_id
from nachweis.tender.offered import last_approver
from nachweis.trace.bids import Bids
from nachweis.trace.gate import Verdict
from nachweis.views.bid_numbers import number, points
from nachweis.views.bids import basis, bids_of, factor_of

_PROVES: Final = ("M2251_PROC_06",)
"""Requirements that want bidders to be compared."""


def draft_minutes(verdict: Verdict) -> str:
    """Draft the minutes as a record in Markdown, in the language of the project.

    Numbers and answers are filled in; what people have to weigh is left to them, and marked so
    that the gate does not take the draft for a record.

    :param verdict: the judged project
    """
    graph, settings = verdict.graph, verdict.graph.project.settings
    _, bids, factor = translator(settings.language), bids_of(verdict), factor_of(verdict)
    to_do = in_language(TO_DO, settings.language)
    kind = TYPE["record"]
    written = (i for i in graph.of_type(kind.name) if i.place.path.endswith(".md"))
    records = [item.id for item in written]
    proves = [name for name in _PROVES if name in graph.requirements]
    head = {
        "id": next_id(settings.key, kind.prefix, records, graph.items),
        "status": "draft",
        "kind": "meeting",
        "date": verdict.coverage.as_of.isoformat(),
        "by": last_approver(settings),
        "proves": ", ".join(proves),
    }
    title = _("Selection of the provider: reasons by criterion")
    heading, choice = _("Minutes of the selection"), _("Choice")
    return "\n".join(
        (
            f"# {heading}",
            "",
            f"::::{{record}} {title}",
            *(f":{name}: {value}" for name, value in head.items() if value),
            "",
            literal(basis(_, verdict, bids, factor)),
            "",
            *_totals(_, bids, factor),
            *_reasons(_, verdict, bids, factor, to_do),
            f"**{choice}:** {to_do}.",
            "::::",
            "",
        )
    )


def _totals(_: Words, bids: Bids, factor: float) -> Iterator[str]:
    partly = _("with 'partly' at %(factor)s") % {"factor": number(_, factor)}
    heads = _("Bidder"), _("fulfilled"), partly, _("not answered"), _("Knock-out")
    yield f"| {' | '.join(heads)} |"
    yield "|---|---|---|---|---|"
    for bidder in bids.bidders:
        score = bids.score(bidder.id)
        knocked = _("all met")
        if score.failed or score.pending:
            parts = (
                (_("not met: %(ids)s"), score.failed),
                (_("open: %(ids)s"), score.pending),
            )
            knocked = "; ".join(text % {"ids": ", ".join(ids)} for text, ids in parts if ids)
        cells = (
            *(literal(bidder.title), points(_, score, score.fulfilled)),
            *(points(_, score, score.total(factor)), str(score.unanswered), knocked),
        )
        yield f"| {' | '.join(cells)} |"
    yield ""


def _reasons(_: Words, verdict: Verdict, bids: Bids, factor: float, to_do: str) -> Iterator[str]:
    groups: dict[str, list[Requirement]] = defaultdict(list)
    for requirement in bids.asked:
        groups[bids.weighings[requirement.id].criterion].append(requirement)
    reason = _("Reason")
    for name, requirements in groups.items():
        weighing = bids.weighings[requirements[0].id]
        criterion = verdict.graph.items.get(name)
        title = literal(criterion.title) if criterion else _("Without a criterion")
        said = [_("weight %(weight)s each") % {"weight": number(_, weighing.weight)}]
        said += [_("knock-out")] if weighing.knock_out else []
        said += [_("minimum: %(what)s") % {"what": literal(weighing.minimum)}] * bool(
            weighing.minimum
        )
        yield f"**{title}** {f'({name}; ' if name else '('}{'; '.join(said)})"
        yield ""
        for bidder in bids.bidders:
            score = bids.score(bidder.id, requirements)
            yield f"- {literal(bidder.title)}: {points(_, score, score.total(factor))}"
            yield from _exceptions(_, bids, bidder, requirements)
            yield f"  - {reason}: {to_do}."
        yield ""


def _exceptions(
    _: Words, bids: Bids, bidder: Item, requirements: Sequence[Requirement]
) -> Iterator[str]:
    """Yield the answers that are not just *fulfilled*, one a line."""
    unanswered = _("not answered")
    for requirement in requirements:
        offer = bids.offer(bidder.id, requirement.id)
        if offer is None:
            yield f"  - {requirement.id}: {unanswered}"
        elif offer.get("answer") != Answer.FULFILLED:
            said = ". ".join(filter(None, (offer.body, offer.get("remark"))))
            words = literal(" ".join(said.split()))
            answer = _.word(offer.get("answer"), "offer.answer")
            yield f"  - {requirement.id}: {answer}{f'. {words}' if words else ''}"
