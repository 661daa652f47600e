"""Access rights of the provider: open ones with their next review, and withdrawn ones."""

from __future__ import annotations

import dataclasses
import datetime
from collections.abc import Sequence

from nachweis.model.items import Item
from nachweis.model.terms import Phase, PhaseStatus
from nachweis.trace.coverage import Coverage
from nachweis.trace.graph import Graph
from nachweis.trace.rules.people import is_withdrawn
from nachweis.trace.rules.registers import review_due


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class RightRow:
    """An access right.

    :param state: ``open``, ``review due``, ``withdrawn``, or ``outlived`` the exit
    :param until: last day by which an open right has to be reviewed, if known
    """

    right: Item
    state: str
    until: datetime.date | None


def build_rights(graph: Graph, rights: Sequence[Item], coverage: Coverage) -> tuple[RightRow, ...]:
    """Build the table of access rights with their states.

    :param graph: catalogue and project
    :param rights: the rights to show
    :param coverage: for the date and the phases
    :source: OPS.3.1.M11: rights are reviewed; M15: all are withdrawn at the exit
    """
    ended = coverage.status[Phase.EXIT] is PhaseStatus.CLOSED
    rows = []
    for right in rights:
        until = review_due(graph, right)
        if is_withdrawn(right, coverage.as_of):
            state, until = "withdrawn", None
        elif ended:
            state = "outlived"
        else:
            state = "review due" if until and until < coverage.as_of else "open"
        rows.append(RightRow(right=right, state=state, until=until))
    return tuple(rows)
