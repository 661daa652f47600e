"""The comparison of the bids as a workbook, for the file of the award."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from nachweis.export.sheets import Sheet, Value, objects_sheet
from nachweis.export.spreadsheets import to_xlsx
from nachweis.i18n import Words, translator
from nachweis.model.catalogue import Requirement, in_language
from nachweis.model.items import Item
from nachweis.model.objects import TYPE
from nachweis.model.project import Tender
from nachweis.model.tender_types import Answer
from nachweis.trace.bids import Bids, Score, first_answer
from nachweis.trace.gate import Verdict
from nachweis.views.bid_answers import deviations, renderers, subcontracted
from nachweis.views.bid_numbers import number
from nachweis.views.bid_tables import BID_TABLES
from nachweis.views.bids import bids_of, factor_of
from nachweis.views.table import CellValue, Quote, Reference, ViewRequest

_LISTED: Final = {"bids-deviations": deviations, "bids-subcontracted": subcontracted}
"""Tables of pages that are sheets, too, even of one bidder alone."""


def comparison_workbook(verdict: Verdict) -> bytes:
    """Return the comparison of all bids as a workbook, the same bytes for the same input.

    :param verdict: the judged project
    """
    language = verdict.graph.project.settings.language
    return to_xlsx(comparison_sheets(verdict), language, verdict.coverage.as_of)


def comparison_sheets(verdict: Verdict) -> Iterator[Sheet]:
    """Yield the sheets of the comparison: what it rests on, totals, answers, criteria, lists.

    :param verdict: the judged project
    """
    language = verdict.graph.project.settings.language
    _, bids, factor = translator(language), bids_of(verdict), factor_of(verdict)
    yield _basis(_, verdict, bids, factor)
    yield _totals(_, bids, factor)
    yield _measures(_, verdict, bids, factor)
    yield _answers(_, verdict, bids, factor)
    request = ViewRequest(verdicts=(verdict,), options={}, language=language)
    for name, _build, title in BID_TABLES:
        if name in _LISTED:
            table = _LISTED[name](request)
            rows = tuple(tuple(_plain(verdict, cell) for cell in row) for row in table.rows)
            yield Sheet(name, in_language(title, language), table.columns, rows)
    for kind in ("criterion", "particular", "question"):
        if verdict.graph.of_type(kind):
            yield objects_sheet(verdict, TYPE[kind])


def _basis(_: Words, verdict: Verdict, bids: Bids, factor: float) -> Sheet:
    settings = verdict.graph.project.settings
    tender = settings.tender or Tender()
    criteria = verdict.graph.of_type("criterion")
    fixed = [day for criterion in criteria if (day := criterion.date("fixed"))]
    weighed = sum(bool(w.criterion) for w in bids.weighings.values())
    rows: tuple[tuple[Value, ...], ...] = (
        (_("Project"), in_language(settings.title, settings.language)),
        (_("As of"), verdict.coverage.as_of),
        (_("Requirements that are asked"), float(len(bids.asked))),
        (_("Those that a criterion weighs; the others weigh 1"), float(weighed)),
        (_("Requirements sent to the bidders on"), tender.sent),
        (_("Last day for answers"), tender.due),
        (_("Last weight fixed on"), max(fixed, default=None)),
        (_("Criteria without a day on which they were fixed"), float(len(criteria) - len(fixed))),
        (_("First answer read on"), first_answer(verdict.graph.of_type("offer"))),
        (_("What 'partly' and 'alternative' count of a weight"), factor),
        (
            _("What is not answered"),
            _("counts nothing in points; it is listed, and 'at most' shows what it could add"),
        ),
    )
    return Sheet("basis", _("Basis of the comparison"), (_("What"), _("Value")), rows)


def _totals(_: Words, bids: Bids, factor: float) -> Sheet:
    """Return a column for each bidder."""
    heads = (
        *_point_heads(_, factor),
        _("Requirements"),
        *(_.word(answer, "offer.answer") for answer in Answer),
        *(_("not answered"), _("Knock-out criteria not met"), _("Knock-out criteria open")),
        _("Rests on subcontractors"),
    )
    columns: list[tuple[Value, ...]] = [heads]
    for bidder in bids.bidders:
        score = bids.score(bidder.id)
        column: tuple[Value, ...] = (
            *_points(score, factor),
            float(score.requirements),
            *(float(score.answers[answer]) for answer in Answer),
            *(float(score.unanswered), ", ".join(score.failed), ", ".join(score.pending)),
            float(score.by_subcontractors),
        )
        columns.append(column)
    titles = (bidder.title for bidder in bids.bidders)
    return Sheet("totals", _("Totals"), (_("What"), *titles), tuple(zip(*columns, strict=True)))


def _measures(_: Words, verdict: Verdict, bids: Bids, factor: float) -> Sheet:
    groups = verdict.graph.catalogue.groups
    scores = (
        (measure, bidder, bids.score(bidder.id, requirements))
        for measure, requirements in bids.by_measure().items()
        for bidder in bids.bidders
    )
    rows: tuple[tuple[Value, ...], ...] = tuple(
        (
            groups[measure].label if measure in groups else measure,
            bidder.title,
            *_points(score, factor),
            float(score.unanswered),
        )
        for measure, bidder, score in scores
    )
    heads = (_("Measure"), _("Bidder"), *_point_heads(_, factor), _("not answered"))
    return Sheet("measures", _("By measure"), heads, rows)


def _point_heads(_: Words, factor: float) -> tuple[str, ...]:
    return (
        *(_("Weight of all that is asked"), _("Points for what is fulfilled")),
        _("Points with 'partly' at %(factor)s") % {"factor": number(_, factor)},
        _("At most, if all that is open were fulfilled"),
    )


def _points(score: Score, factor: float) -> tuple[Value, ...]:
    total = score.total(factor)
    return score.asked, score.fulfilled, total, total + score.open


def _answers(_: Words, verdict: Verdict, bids: Bids, factor: float) -> Sheet:
    """Return a row for each requirement: what is asked, and all answers side by side."""
    language = verdict.graph.project.settings.language
    ours = (
        *(_("ID"), _("Measure"), _("Requirement"), _("Degree"), _("Weight"), _("Knock-out")),
        *(_("Our minimum"), _("Clause it will stand in"), _("Weighed by criterion")),
    )
    theirs = (*(_("answer"), _("points"), _("how"), _("evidence"), _("rendered by"), _("remark")),)
    items = verdict.graph.items

    def row(requirement: Requirement) -> tuple[Value, ...]:
        weighing = bids.weighings[requirement.id]
        clauses = (items[name] for name in weighing.clauses if name in items)
        return (
            *(requirement.id, requirement.label, in_language(requirement.text, language)),
            *(_.word(requirement.modal), weighing.weight, _("yes") if weighing.knock_out else ""),
            weighing.minimum,
            ", ".join(clause.get("number") or clause.title for clause in clauses),
            weighing.criterion,
            *(cell for bidder in bids.bidders for cell in _answer(_, bids, bidder, requirement)),
        )

    def _answer(_: Words, bids: Bids, bidder: Item, requirement: Requirement) -> tuple[Value, ...]:
        offer = bids.offer(bidder.id, requirement.id)
        if offer is None:
            return (_("not answered"), None, None, None, None, None)
        weight = bids.weighings[requirement.id].weight
        counts = {Answer.FULFILLED: 1.0, Answer.NOT: 0.0}
        answer = Answer(offer.get("answer"))
        return (
            *(_.word(answer, "offer.answer"), weight * counts.get(answer, factor), offer.body),
            *(offer.get("evidence"), renderers(_, offer), offer.get("remark")),
        )

    heads = (f"{bidder.title}: {head}" for bidder in bids.bidders for head in theirs)
    return Sheet("answers", _("Answers"), (*ours, *heads), tuple(map(row, bids.asked)))


def _plain(verdict: Verdict, cell: CellValue) -> Value:
    """Return a cell of a table as text."""
    if isinstance(cell, Quote):
        return cell.words
    if isinstance(cell, Reference):
        item = verdict.graph.items.get(cell.id)
        return f"{cell.id}: {cell.text or (item.title if item else '')}"
    if isinstance(cell, tuple):
        return ", ".join(str(_plain(verdict, part)) for part in cell)
    return cell
