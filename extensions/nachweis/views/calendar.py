"""What falls due when: duties, proofs to be renewed, decisions that end, phases to be closed."""

from __future__ import annotations

import dataclasses
import datetime
import enum
from collections.abc import Iterator
from typing import Final

from nachweis.model.items import Item
from nachweis.model.terms import Phase, PhaseStatus, State
from nachweis.trace.duties import duty_statuses
from nachweis.trace.gate import Verdict
from nachweis.trace.rules.levels import UNMEASURED_OBJECTIVE
from nachweis.trace.rules.people import is_withdrawn
from nachweis.trace.rules.registers import review_due
from nachweis.views.actions import open_actions

SOON: Final = datetime.timedelta(days=90)
"""How far *next* reaches."""


class EventKind(enum.StrEnum):
    """What falls due."""

    PHASE = "end of a phase"
    PROOF = "proof due"
    DUTY = "recurring duty"
    ACTION = "corrective action"
    RECORD = "proof to be renewed"
    DECISION = "end of a decision"
    DEROGATION = "end of a derogation"
    RIGHT = "review of a right"
    OBJECTIVE = "objective"


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Event:
    """Something that falls due on a day.

    :param date: last day by which it has to be done
    :param item: the object that it is about; nothing for a phase
    :param phase: the phase that it is about
    :param owner: ID of the contact who answers for it, or what stands in its place
    :param requirements: IDs of the requirements that it is about
    :param interval: how often it comes again, as an ISO 8601 duration; empty: once
    """

    date: datetime.date
    kind: EventKind
    item: Item | None = None
    phase: Phase | None = None
    owner: str = ""
    requirements: tuple[str, ...] = ()
    interval: str = ""

    @property
    def id(self) -> str:
        """What identifies it in a project, whatever its date; proofs share one day."""
        day = f"/{self.date:%Y%m%d}" if self.kind is EventKind.PROOF else ""
        return f"{self.item.id if self.item else self.phase}/{self.kind.name.lower()}{day}"


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Calendar:
    """The events of a project, each part in the order of days.

    :param overdue: before the date of judgement
    :param soon: in the 90 days from it on
    :param later: after them
    """

    as_of: datetime.date
    overdue: tuple[Event, ...]
    soon: tuple[Event, ...]
    later: tuple[Event, ...]

    @property
    def events(self) -> tuple[Event, ...]:
        """All of them in the order of days."""
        return (*self.overdue, *self.soon, *self.later)


def build_calendar(verdict: Verdict) -> Calendar:
    """List the dates that fall due in a project.

    :param verdict: the judged project
    :source: M 2.256, OPS.3.1.M10: checks, meetings and exercises are planned
    """
    as_of = verdict.coverage.as_of
    parts = (
        _phases,
        _proofs,
        _duties,
        _actions,
        _records,
        _decisions,
        _derogations,
        _rights,
        _objectives,
    )
    order = {kind: place for place, kind in enumerate(EventKind)}
    events = sorted(
        (event for part in parts for event in part(verdict)),
        key=lambda event: (event.date, order[event.kind], event.id),
    )
    return Calendar(
        as_of=as_of,
        overdue=tuple(e for e in events if e.date < as_of),
        soon=tuple(e for e in events if as_of <= e.date <= as_of + SOON),
        later=tuple(e for e in events if e.date > as_of + SOON),
    )


def _phases(verdict: Verdict) -> Iterator[Event]:
    """Yield the phases whose closing is planned."""
    for phase, closing in verdict.graph.project.settings.closed.items():
        if closing.date > verdict.coverage.as_of:
            owner = closing.approved_by or ""
            yield Event(date=closing.date, kind=EventKind.PHASE, phase=phase, owner=owner)


def _proofs(verdict: Verdict) -> Iterator[Event]:
    """Yield each day by which running operation or exit waits for proofs, with all of them."""
    waiting: dict[tuple[Phase, datetime.date], list[str]] = {}
    for cell in verdict.coverage.cells:
        if cell.due_by is not None and cell.state in (State.MISSING, State.DUE, State.DRAFT):
            waiting.setdefault((cell.due, cell.due_by), []).append(cell.requirement.id)
    for (phase, day), requirements in waiting.items():
        about = tuple(dict.fromkeys(requirements))
        yield Event(date=day, kind=EventKind.PROOF, phase=phase, requirements=about)


def _duties(verdict: Verdict) -> Iterator[Event]:
    if _has_ended(verdict):
        return
    for duty_status in duty_statuses(verdict.graph, verdict.coverage.as_of):
        if duty_status.due is not None:
            yield Event(
                date=duty_status.due,
                kind=EventKind.DUTY,
                item=duty_status.duty,
                owner=duty_status.duty.get("owner"),
                requirements=duty_status.duty.targets("renews"),
                interval=duty_status.duty.get("interval"),
            )


def _actions(verdict: Verdict) -> Iterator[Event]:
    """Yield the corrective actions to be done, or to be shown to work."""
    for row in open_actions(verdict.graph, verdict.coverage):
        if row.until is not None:
            owner = row.action.get("owner")
            yield Event(date=row.until, kind=EventKind.ACTION, item=row.action, owner=owner)


def _records(verdict: Verdict) -> Iterator[Event]:
    """Yield the records on which cells rest that grow old, each with its first such day."""
    if _has_ended(verdict):
        return
    days: dict[str, datetime.date] = {}
    requirements: dict[str, list[str]] = {}
    for cell in verdict.coverage.cells:
        if cell.fresh_until is not None and cell.state not in (State.NA, State.WAIVED):
            newest = cell.by[0]
            days[newest] = min(cell.fresh_until, days.get(newest, cell.fresh_until))
            requirements.setdefault(newest, []).append(cell.requirement.id)
    for identifier, day in days.items():
        record = verdict.graph.items[identifier]
        yield Event(
            date=day,
            kind=EventKind.RECORD,
            item=record,
            owner=record.get("by"),
            requirements=tuple(requirements[identifier]),
        )


def _decisions(verdict: Verdict) -> Iterator[Event]:
    """Yield the decisions that end, and those that ended and are still needed."""
    expired = {c.decision for c in verdict.coverage.cells if c.state is State.EXPIRED}
    for item in verdict.graph.of_type("decision"):
        until = item.date("until")
        if until is not None and (until >= verdict.coverage.as_of or item.id in expired):
            yield Event(
                date=until,
                kind=EventKind.DECISION,
                item=item,
                owner=item.get("approved_by"),
                requirements=item.targets("concerns"),
            )


def _derogations(verdict: Verdict) -> Iterator[Event]:
    """Yield the derogations that are not lifted, as far as their last day is known."""
    as_of = verdict.coverage.as_of
    closed = verdict.graph.project.settings.closed
    for item in verdict.graph.of_type("derogation"):
        lifted = item.date("lifted")
        if lifted is not None and lifted <= as_of:
            continue
        ends = [day for day in (item.date("until"),) if day is not None]
        ends += [
            closing.date for phase, closing in closed.items() if phase == item.get("ends_with")
        ]
        if ends:
            owner = item.get("approved_by")
            yield Event(date=min(ends), kind=EventKind.DEROGATION, item=item, owner=owner)


def _rights(verdict: Verdict) -> Iterator[Event]:
    if _has_ended(verdict):
        return
    for item in verdict.graph.of_type("right"):
        until = review_due(verdict.graph, item)
        if until is not None and not is_withdrawn(item, verdict.coverage.as_of):
            owner = next(iter(item.targets("holder")), "")
            yield Event(date=until, kind=EventKind.RIGHT, item=item, owner=owner)


def _objectives(verdict: Verdict) -> Iterator[Event]:
    """Yield the objectives to come, and those of the past that nothing measured."""
    unmeasured = {f.subject for f in verdict.findings if f.rule == UNMEASURED_OBJECTIVE.name}
    for item in verdict.graph.of_type("objective"):
        due = item.date("due")
        if due is not None and (due >= verdict.coverage.as_of or item.id in unmeasured):
            yield Event(date=due, kind=EventKind.OBJECTIVE, item=item)


def _has_ended(verdict: Verdict) -> bool:
    return verdict.coverage.status[Phase.EXIT] is PhaseStatus.CLOSED
