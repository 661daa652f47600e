"""The tables of a comparison of bids: which there are, and that there is something to compare."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from nachweis.i18n import translator
from nachweis.trace.bids import Bids
from nachweis.trace.gate import Verdict
from nachweis.views.bid_answers import (
    deviations,
    knock_outs,
    particulars,
    requirements,
    subcontracted,
)
from nachweis.views.bids import bids_of, by_measure, shown_bids, totals
from nachweis.views.table import Table, ViewRequest


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
        if _are_compared(shown_bids(request)):
            return build(request)
        _ = translator(request.language)
        return Table(columns=(_("What"),), rows=(), empty=_("There are no bids to compare."))

    return view


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
