"""What a cell of the matrix rests on, and until or since when: for a table, and as a sentence."""

from __future__ import annotations

import dataclasses
import datetime
from collections.abc import Callable, Mapping
from typing import Final

from nachweis.model.items import Item
from nachweis.model.messages import Message, Term
from nachweis.model.objects import PROOFS
from nachweis.model.terms import PhaseStatus, Result, State
from nachweis.trace.actions import follow_ups
from nachweis.trace.coverage import Cell, Coverage
from nachweis.trace.graph import Graph

_DAY: Final = datetime.timedelta(days=1)


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Standing:
    """A cell with the object that decides it, and its dates.

    :param newest: the newest record, or the first object of another kind
    :param others: how many more objects the cell rests on
    :param day: date of the record
    :param until: last day on which the state holds by itself: of a fresh record, of a decision
    :param since: first day on which something is overdue
    :param by: last day for what is still to come
    :param stated_by: title of the party by whose statement alone it stands
    :param decision: the decision that waives the cell or tailors it out
    """

    cell: Cell
    newest: Item | None
    others: int
    day: datetime.date | None
    until: datetime.date | None
    since: datetime.date | None
    by: datetime.date | None
    decision: Item | None
    stated_by: str = ""

    @property
    def name(self) -> str:
        """Number and title of the object, as readers know it."""
        return _name(self.newest) if self.newest else ""


def standing_of(graph: Graph, coverage: Coverage, cell: Cell) -> Standing:
    """Return what a cell rests on, with its dates.

    :param graph: catalogue and project
    :param coverage: the states of all cells
    :param cell: one of them
    """
    newest = graph.items.get(cell.by[0]) if cell.by else None
    dated = newest is not None and PROOFS[cell.kind].is_dated
    decision = graph.items.get(cell.decision) if cell.decision else None
    since = _since(graph, coverage, cell, newest, decision)
    waived = decision.date("until") if decision and cell.state is State.WAIVED else None
    fresh = cell.fresh_until if cell.state is not State.STALE else None
    pending = cell.due_by if cell.state in (State.DUE, State.DRAFT) and not since else None
    return Standing(
        cell=cell,
        newest=newest,
        others=max(len(cell.by) - 1, 0),
        day=newest.date("date") if newest and dated else None,
        until=waived or fresh,
        since=since,
        by=pending,
        decision=decision,
        stated_by=graph.items[cell.stated_by[0]].title if cell.stated_by else "",
    )


def _since(
    graph: Graph, coverage: Coverage, cell: Cell, newest: Item | None, decision: Item | None
) -> datetime.date | None:
    """Return the first day on which something about a cell is overdue, or None."""
    last = None
    if cell.state is State.STALE:
        last = cell.fresh_until
    elif cell.state is State.EXPIRED and decision is not None:
        last = decision.date("until")
    elif cell.lapsed and newest is not None:
        found = follow_ups(graph, newest, coverage.as_of)
        ends = [f.until for f in found if f.until and f.is_overdue(coverage.as_of)]
        last = min(ends, default=None)
    elif cell.state in (State.MISSING, State.DRAFT):
        closed = graph.project.settings.closed.get(cell.due)
        if coverage.status[cell.due] is PhaseStatus.CLOSED and closed is not None:
            return closed.date
        last = cell.due_by if cell.due_by and cell.due_by < coverage.as_of else None
    return last + _DAY if last is not None and last < datetime.date.max else None


def reason_of(standing: Standing) -> Message:
    """Return the reason of a cell's state in one sentence.

    :param standing: the cell with its dates
    """
    return _REASONS[standing.cell.state](standing)


def _covered(standing: Standing) -> Message:
    item, until = standing.newest, standing.until
    if item is None:
        return Message("covered")
    if standing.stated_by:
        return Message(
            "stated by {party} until {until}; nobody here has looked at it",
            party=standing.stated_by,
            until=until,
        )
    if standing.day is None:
        if not item.get("status"):
            return Message("covered by {name}", name=standing.name)
        status = Term(item.get("status"), "status")
        return Message("covered by {name}, {status}", name=standing.name, status=status)
    record = _record(standing)
    if item.get("result") == Result.PASS:
        record = Message("{record}, passed", record=record)
    if until is None:
        return Message("covered by {record}", record=record)
    return Message("covered until {until} by {record}", until=until, record=record)


def _partial(standing: Standing) -> Message:
    record, since = _record(standing), standing.since
    if since is not None:
        return Message(
            "partly covered by {record}; its follow-up is overdue since {since}",
            record=record,
            since=since,
        )
    if standing.cell.lapsed:
        return Message("partly covered by {record}; nothing follows it up", record=record)
    return Message("partly covered by {record}; corrective actions follow it up", record=record)


def _stale(standing: Standing) -> Message:
    if standing.day is None or standing.stated_by:
        return Message(
            "out of date since {since}: {name}", since=standing.since, name=standing.name
        )
    return Message(
        "out of date since {since}: the newest record is {record}",
        since=standing.since,
        record=_record(standing),
    )


def _failed(standing: Standing) -> Message:
    return Message("failed: {record}", record=_record(standing))


def _draft(standing: Standing) -> Message:
    name = standing.name
    if standing.since is not None:
        return Message(
            "overdue since {since}, not finished: {name}", since=standing.since, name=name
        )
    if standing.by is not None:
        return Message("due by {by}, not finished: {name}", by=standing.by, name=name)
    return Message("linked, but not finished: {name}", name=name)


def _suspect(standing: Standing) -> Message:
    if standing.newest is not None and standing.newest.get("status") == "superseded":
        return Message(
            "{party} states it no longer: {name}", party=standing.stated_by, name=standing.name
        )
    return Message("to be confirmed again, as a text has changed: {name}", name=standing.name)


def _missing(standing: Standing) -> Message:
    if standing.since is None:
        return Message("nothing is linked, although it is due")
    return Message("missing since {since}: nothing is linked", since=standing.since)


def _due(standing: Standing) -> Message:
    if standing.by is not None:
        return Message("due by {by}: nothing is linked yet", by=standing.by)
    return Message("due in the phase {phase}", phase=Term(standing.cell.due))


def _later(standing: Standing) -> Message:
    return Message("not due before the phase {phase}", phase=Term(standing.cell.due))


def _waived(standing: Standing) -> Message:
    return Message(
        "waived until {until} by the decision {name}",
        until=standing.until,
        name=_decision(standing),
    )


def _expired(standing: Standing) -> Message:
    return Message(
        "overdue since {since}: the decision {name} has ended",
        since=standing.since,
        name=_decision(standing),
    )


def _undecided(_: Standing) -> Message:
    return Message("nobody has decided yet what proves it")


def _undisclosed(_: Standing) -> Message:
    return Message("not disclosed to whoever reads this")


def _proven(_: Standing) -> Message:
    return Message("proven by what is not disclosed here")


def _na(standing: Standing) -> Message:
    if standing.cell.reason:
        return Message("not applicable: {reason}", reason=standing.cell.reason)
    return Message("not applicable by the decision {name}", name=_decision(standing))


_REASONS: Final[Mapping[State, Callable[[Standing], Message]]] = {
    State.COVERED: _covered,
    State.PARTIAL: _partial,
    State.UNDECIDED: _undecided,
    State.UNDISCLOSED: _undisclosed,
    State.PROVEN: _proven,
    State.STALE: _stale,
    State.FAILED: _failed,
    State.DRAFT: _draft,
    State.SUSPECT: _suspect,
    State.MISSING: _missing,
    State.DUE: _due,
    State.LATER: _later,
    State.WAIVED: _waived,
    State.EXPIRED: _expired,
    State.NA: _na,
}


def _record(standing: Standing) -> Message:
    return Message("{name} of {date}", name=standing.name, date=standing.day)


def _decision(standing: Standing) -> str:
    return standing.decision.title if standing.decision else standing.cell.decision or ""


def _name(item: Item) -> str:
    number = item.get("number") if item.type == "clause" else ""
    return f"§ {number} {item.title}" if number else item.title
