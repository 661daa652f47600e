"""The data processing agreement: each duty of GDPR 28(3) with the clause that settles it."""

from __future__ import annotations

from nachweis.i18n import Words, translator
from nachweis.model.steering_types import DATA_PROCESSING
from nachweis.model.terms import NOT_LINKED
from nachweis.trace.rules.agreements import PROCESSING_DUTIES, answering
from nachweis.views.table import Reference, Table, ViewRequest


def processing_duties(request: ViewRequest) -> Table:
    """List what GDPR 28(3) and 33(2) demand, with the clauses of the agreements that settle it.

    :source: GDPR 28(3), 33(2)
    """
    _, graph = translator(request.language), request.verdict.graph
    agreements = [i for i in graph.of_type("agreement") if i.get("kind") == DATA_PROCESSING]
    rows = tuple(
        (
            _cited(_, reference),
            _(duty),
            tuple(
                Reference(item.id)
                for agreement in agreements
                for item in answering(graph, agreement, reference)
            ),
        )
        for reference, duty in PROCESSING_DUTIES.items()
    )
    lead = _(
        "What a data processing agreement has to settle, and the clauses that do. A duty without a "
        "clause is to be agreed before personal data are processed."
    )
    columns = (_("Reference"), _("Duty"), _("Settled in"))
    return Table(columns=columns, rows=rows, lead=lead)


def _cited(_: Words, reference: str) -> str:
    """Return a place in the regulation as people cite it, such as *GDPR 28(3)(a)*."""
    article, paragraph, *letter = reference.removeprefix("GDPR ").split(".")
    values = {"article": article, "paragraph": paragraph, "letter": "".join(letter)}
    if letter:
        return _("GDPR %(article)s(%(paragraph)s)(%(letter)s)") % values
    return _("GDPR %(article)s(%(paragraph)s)") % values


def technical_measures(request: ViewRequest) -> Table:
    """List the technical and organisational measures: what answers Article 32, by its letter.

    :source: GDPR 32(1)
    """
    _, graph = translator(request.language), request.verdict.graph
    aims = {
        "GDPR 32.1.a": _("Pseudonymisation and encryption"),
        "GDPR 32.1.b": _("Confidentiality, integrity, availability and resilience"),
        "GDPR 32.1.c": _("Restoration after an incident"),
        "GDPR 32.1.d": _("Regular test and evaluation"),
    }
    found: dict[str, list[Reference]] = {}
    for item in graph.project.items:
        for reference in item.list("answers") if item.get("status") not in NOT_LINKED else ():
            found.setdefault(reference, []).append(Reference(item.id))
    rows = tuple((_cited(_, ref), aim, tuple(found.get(ref, ()))) for ref, aim in aims.items())
    lead = _(
        "By what the security of processing is ensured, after the letters of Article 32. An aim "
        "without a measure is to be filled before the agreement is signed."
    )
    return Table(columns=(_("Reference"), _("Aim"), _("Measures")), rows=rows, lead=lead)
