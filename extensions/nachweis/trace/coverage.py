"""The state of every cell of the coverage matrix: requirement by kind of proof."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain
from operator import attrgetter
from typing import Final

from nachweis.model.catalogue import Requirement
from nachweis.model.foreign import STATED_BY, is_stated
from nachweis.model.intervals import Interval
from nachweis.model.items import Item
from nachweis.model.named_tuples import NamedTuple
from nachweis.model.objects import PROOFS
from nachweis.model.project import Settings
from nachweis.model.terms import (
    NOT_TAKEN,
    RUNNING,
    DecisionKind,
    Phase,
    PhaseStatus,
    Recurrence,
    Result,
    State,
)
from nachweis.trace.actions import follow_ups
from nachweis.trace.applicability import not_applicable, not_owed
from nachweis.trace.evidence import result_of
from nachweis.trace.graph import Graph
from nachweis.trace.linked import Linked, Links
from nachweis.trace.phases import begin_of, current_phase, phase_status

_EMPTY: Final = {
    PhaseStatus.CLOSED: State.MISSING,
    PhaseStatus.IN_PROGRESS: State.DUE,
    PhaseStatus.LATER: State.LATER,
}
"""The state of a cell to which nothing is linked, by the status of its phase."""

RENEWED: Final = {
    Recurrence.REGULAR: "regular",
    Recurrence.REGULAR_AND_EVENT: "regular",
    Recurrence.CONTINUOUS: "continuous",
}
"""Recurrences whose records age, with the key of their interval in ``project.yaml``."""


PASSING: Final = frozenset({State.COVERED, State.PROVEN, State.PARTIAL, State.WAIVED, State.NA})
"""States that a closed phase may have; a partial cell only while it is followed up."""
IN_ORDER: Final = PASSING - {State.PARTIAL}
"""States that leave nothing to settle."""


UNDECIDED: Final = {"section": Phase.REQUIREMENTS}
"""The cell of a requirement of which nobody has decided what proves it."""


class Cell(NamedTuple):
    """What a requirement has for one kind of proof.

    :param due: phase in which the proof is due
    :param by: IDs of the objects that the state rests on
    :param via: ID of the topic or measure by which they are linked, or of the equivalent
        requirement to which they are, if not directly
    :param decision: ID of the decision that waives it or tailors it out
    :param reason: why it does not apply, where a rule and no decision says so
    :param fresh_until: last day on which its newest record is fresh
    :param due_by: last day on which running operation or exit waits for it
    :param actions: IDs of the corrective actions that are open where its newest record is partial
    :param lapsed: whether it is partial, and no corrective action follows that up in time
    :param stated_by: IDs of the parties by whose statement alone it stands: the one that states
        it, then those on whose statement that rests
    """

    requirement: Requirement
    kind: str
    due: Phase
    state: State
    by: tuple[str, ...] = ()
    via: str | None = None
    decision: str | None = None
    reason: str = ""
    fresh_until: datetime.date | None = None
    due_by: datetime.date | None = None
    actions: tuple[str, ...] = ()
    lapsed: bool = False
    stated_by: tuple[str, ...] = ()

    @property
    def is_via_equivalent(self) -> bool:
        """Whether it rests on what proves an equivalent requirement."""
        return self.via is not None and self.via != self.requirement.part_of

    @property
    def passes(self) -> bool:
        """Whether a closed phase may have it."""
        return self.state in PASSING and not self.lapsed

    @property
    def in_order(self) -> bool:
        """Whether nothing is left to settle."""
        return self.state in IN_ORDER and not self.lapsed

    @property
    def is_open(self) -> bool:
        """Whether somebody who reads this has to do something about it, now or later."""
        return not self.in_order and self.state is not State.UNDISCLOSED


class Coverage(NamedTuple):
    """All cells of a project at a date.

    :param cells: in the order of the catalogue
    :param status: the status of every phase
    """

    as_of: datetime.date
    cells: tuple[Cell, ...]
    status: Mapping[Phase, PhaseStatus]

    @property
    def phase(self) -> Phase | None:
        """The phase in progress, or nothing where all are closed."""
        return current_phase(self.status)

    def status_of(self, cell: Cell) -> PhaseStatus:
        """Return the status of what a cell owes: of its phase, or closed once its day has passed.

        :param cell: the cell
        """
        return _status(self.status[cell.due], cell.due_by, self.as_of)


def cover(graph: Graph, as_of: datetime.date, *, closing: Phase | None = None) -> Coverage:
    """Return the state of every cell of a project.

    :param graph: catalogue and project
    :param as_of: the date of judgement
    :param closing: a phase to judge as if it were closed
    :source: B 1.11 phases 1-7; the table of states in the handbook's reference
    """
    settings = graph.project.settings
    status = phase_status(settings, as_of, closing=closing)
    begun = {
        phase: begin
        for phase in RUNNING
        if status[phase] is PhaseStatus.IN_PROGRESS
        and (begin := begin_of(settings, phase, as_of)) is not None
    }
    links = Links(graph, as_of)
    cells = [
        _cell(
            links,
            Cell(
                requirement=requirement,
                kind=kind,
                due=due,
                state=State.NA,
                due_by=_due_by(settings, requirement, kind, begun[due]) if due in begun else None,
            ),
            status[due],
        )
        for requirement in graph.requirements.values()
        for kind, due in (requirement.proofs or UNDECIDED).items()
    ]
    return Coverage(as_of=as_of, cells=tuple(cells), status=status)


def _due_by(
    settings: Settings, requirement: Requirement, kind: str, begin: datetime.date
) -> datetime.date:
    """Return the last day on which a phase that runs waits for the first proof of a kind."""
    interval = renewal(settings, requirement) if PROOFS[kind].is_dated else None
    return (interval or settings.intervals["first"]).after(begin)


def renewal(settings: Settings, requirement: Requirement) -> Interval | None:
    """Return the interval by which a record of a requirement grows old, if it does.

    :param settings: the project's settings
    :param requirement: the requirement
    """
    recurrence = RENEWED.get(requirement.recurrence, "")
    return settings.intervals.get(requirement.id) or settings.intervals.get(recurrence)


def _status(status: PhaseStatus, due_by: datetime.date | None, as_of: datetime.date) -> PhaseStatus:
    overdue = due_by is not None and due_by < as_of
    return PhaseStatus.CLOSED if overdue else status


def _cell(links: Links, blank: Cell, status: PhaseStatus) -> Cell:
    graph, as_of, requirement = links.graph, links.as_of, blank.requirement
    settings = graph.project.settings
    reason = not_applicable(requirement, settings) or not_owed(requirement, blank.kind, settings)
    if reason is not None:
        return blank._replace(reason=reason, due_by=None)
    decisions = list(decisions_about(graph, requirement, as_of))
    tailored = next((d for d in decisions if _tailors(d, as_of)), None)
    if tailored is not None:
        return blank._replace(decision=tailored.id, due_by=None)
    if not requirement.proofs:
        return blank._replace(state=State.UNDECIDED, due_by=None)
    found = _judge(links, blank, _status(status, blank.due_by, as_of))
    if found.state in (State.COVERED, State.SUSPECT) or found.passes:
        return found
    return _waive(found, decisions, as_of)


def _judge(links: Links, blank: Cell, status: PhaseStatus) -> Cell:
    """Return the cell as its linked objects make it, decisions left aside."""
    is_dated = PROOFS[blank.kind].is_dated
    ends: Sequence[Linked] = links.of(blank.requirement, blank.kind)
    if blank.requirement.id in links.graph.equivalents:
        ends = _deciding(links, ends, links.of_equivalents(blank.requirement, blank.kind))
    valid = list(chain.from_iterable(end.valid for end in ends))
    if not valid:
        if links.has_stated and (gone := links.withdrawn(blank.requirement, blank.kind)):
            return _resting(blank, State.SUSPECT, gone, None)
        items = [item for end in ends for item in end.items]
        via = next((end.via for end in ends if end.items), None)
        return _resting(blank, State.DRAFT if items else _EMPTY[status], items, via)
    if is_dated and sum(bool(end.valid) for end in ends) > 1:
        valid = links.newest_first(valid)
    stated = [item for item in valid if is_stated(item)] if links.has_stated else []
    if not stated or len(stated) == len(valid):
        return _of_valid(links, blank, valid, ends)
    own = [item for item in valid if not is_stated(item)]
    cell = _of_valid(links, blank, own, ends)
    outdated = cell.state is State.STALE and own[0].get("result") in ("", Result.PASS)
    return _of_valid(links, blank, stated, ends) if outdated else cell


def _of_valid(links: Links, blank: Cell, valid: list[Item], ends: Sequence[Linked]) -> Cell:
    """Return the cell as finished objects make it: of records the newest.

    What others state settles nothing that we have proven, or seen to fail, ourselves.
    """
    cell = _resting(blank, State.COVERED, valid, next(end.via for end in ends if end.valid))
    if PROOFS[blank.kind].is_dated:
        cell = _age(links.graph, cell, valid[0], links.as_of)
        if cell.state in (State.FAILED, State.STALE) or cell.lapsed:
            return cell
        del valid[1:]
    elif links.ends(blank.kind) and any("valid_until" in item.fields for item in valid):
        cell = _end(cell, valid, links.as_of)
        if cell.state is State.STALE:
            return cell
    if all(item.id in links.suspects for item in valid) or (
        links.graph.project.locks and _all_suspect(links.graph, valid, ends)
    ):
        return cell._replace(state=State.SUSPECT)
    return cell


def _deciding(links: Links, own: Sequence[Linked], others: Sequence[Linked]) -> Sequence[Linked]:
    """Return what decides: what is linked itself, or to equivalents where only that is finished.

    Of records it is the newest, wherever it is linked: a proof of both counts for both, and so
    does a failure.
    """
    mine = [item for end in own for item in end.valid]
    theirs = [item for end in others for item in end.valid]
    if not theirs:
        return own if any(end.items for end in own) else others
    if mine and all(map(is_stated, mine)) and not all(map(is_stated, theirs)):
        return others
    if mine and PROOFS[mine[0].type].is_dated:
        return own if links.newest_first([*mine, *theirs])[0] in mine else others
    return own if mine else others


def _resting(blank: Cell, state: State, items: Iterable[Item], via: str | None) -> Cell:
    """Return a cell that rests on objects."""
    items = tuple(items)
    by = tuple(dict.fromkeys(map(attrgetter("id"), items)))
    stated = items[0].targets(STATED_BY) if items else ()
    return blank._replace(state=state, by=by, via=via, stated_by=stated)


def _end(cell: Cell, valid: Iterable[Item], as_of: datetime.date) -> Cell:
    """Return the cell with the last day on which texts count that end."""
    ends = [item.date("valid_until") for item in valid]
    until = max((end for end in ends if end is not None), default=None)
    if until is None or None in ends:
        return cell
    return cell._replace(state=State.STALE if until < as_of else cell.state, fresh_until=until)


def _age(graph: Graph, cell: Cell, newest: Item, as_of: datetime.date) -> Cell:
    """Return the cell with the age and result of its newest record."""
    day = newest.date("date")
    if newest.get("result") == Result.FAIL:
        return cell._replace(state=State.FAILED)
    if result_of(newest, graph.project.settings.evidence) == Result.PARTIAL:
        cell = _partial(graph, cell, newest, as_of)
    interval = renewal(graph.project.settings, cell.requirement)
    ends = [interval.after(day)] if interval is not None and day is not None else []
    said = newest.date("valid_until")
    ends += [said] if said is not None else []
    if not ends:
        return cell
    until = min(ends)
    state = State.STALE if until < as_of else cell.state
    return cell._replace(state=state, fresh_until=until)


def _partial(graph: Graph, cell: Cell, newest: Item, as_of: datetime.date) -> Cell:
    """Return the cell of a partial record: covered once all its corrective actions work."""
    found = list(follow_ups(graph, newest, as_of))
    pending = [f for f in found if f.check is None]
    if found and not pending:
        return cell
    return cell._replace(
        state=State.PARTIAL,
        actions=tuple(f.action.id for f in pending),
        lapsed=not found or any(f.is_overdue(as_of) for f in pending),
    )


def _waive(cell: Cell, decisions: list[Item], as_of: datetime.date) -> Cell:
    """Return the cell as a decision with an end date leaves it."""
    dated = [(d.date("until"), d) for d in decisions if d.date("until") is not None]
    if not dated:
        return cell
    until, decision = max(dated, key=lambda pair: (pair[0] or as_of, pair[1].id))
    waived = until is not None and until >= as_of
    return cell._replace(state=State.WAIVED if waived else State.EXPIRED, decision=decision.id)


def decisions_about(graph: Graph, requirement: Requirement, as_of: datetime.date) -> Iterator[Item]:
    """Yield the decisions about a requirement or its group that were taken by a date.

    One without a reason has settled nothing.

    :param graph: catalogue and project
    :param requirement: the requirement
    :param as_of: the date of judgement
    """
    for target in (requirement.id, requirement.part_of):
        for item in graph.sources(target, "concerns"):
            day = item.date("date")
            taken = item.get("approved_by") and item.get("status") not in NOT_TAKEN
            if item.type != "decision" or not taken or (day or as_of) > as_of:
                continue
            if not graph.texts.lack(item):
                yield item


def _tailors(decision: Item, as_of: datetime.date) -> bool:
    """Whether a decision takes its requirements out, which it does up to its end if it has one."""
    until = decision.date("until")
    tailoring = decision.get("kind") == DecisionKind.NOT_APPLICABLE
    return tailoring and (until is None or until >= as_of)


def _all_suspect(graph: Graph, valid: list[Item], ends: Iterable[Linked]) -> bool:
    """Whether of every link that a cell rests on, the text at an end changed since its locking."""
    return all(
        _is_suspect(graph, item, linked.target)
        for linked in ends
        for item in linked.valid
        if item in valid
    )


def _is_suspect(graph: Graph, item: Item, target: str) -> bool:
    """Whether the text at either end of a confirmed link has changed since."""
    locked = graph.project.locks.get((item.id, PROOFS[item.type].link, target))
    return locked is not None and locked != graph.link_fingerprint(item, target)
