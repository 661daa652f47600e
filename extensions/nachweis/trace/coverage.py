"""The state of every cell of the coverage matrix: requirement by kind of proof."""

from __future__ import annotations

import dataclasses
import datetime
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from nachweis.model.catalogue import Requirement
from nachweis.model.items import Item
from nachweis.model.objects import PROVES
from nachweis.model.terms import (
    DecisionKind,
    Modal,
    Phase,
    PhaseStatus,
    ProofKind,
    Recurrence,
    Result,
    State,
)
from nachweis.trace.applicability import not_applicable
from nachweis.trace.graph import Graph
from nachweis.trace.phases import current_phase, phase_status

AGREED: Final = {ProofKind.CLAUSE: "agreed", ProofKind.SECTION: "approved"}
NOT_LINKED: Final = frozenset({"open", "superseded"})
"""Statuses of objects that count as if they were not there."""

_WORST_FIRST: Final[Mapping[str, int]] = {Result.FAIL: 0, Result.PARTIAL: 1}

RENEWED: Final = {
    Recurrence.REGULAR: "regular",
    Recurrence.REGULAR_AND_EVENT: "regular",
    Recurrence.CONTINUOUS: "continuous",
}
"""Recurrences whose records age, with the key of their interval in ``project.yaml``."""


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Cell:
    """What a requirement has for one kind of proof.

    :param due: phase in which the proof is due
    :param by: IDs of the objects that the state rests on
    :param via: ID of the topic or measure by which they are linked, if not directly
    :param decision: ID of the decision that waives it or tailors it out
    :param reason: why it does not apply, where a rule and no decision says so
    :param fresh_until: last day on which its newest record is fresh
    """

    requirement: Requirement
    kind: ProofKind
    due: Phase
    state: State
    by: tuple[str, ...] = ()
    via: str | None = None
    decision: str | None = None
    reason: str = ""
    fresh_until: datetime.date | None = None


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Coverage:
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


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class _Support:
    """An object that is linked to a requirement, directly or by a group."""

    item: Item
    target: str
    via: str | None


class _Linked:
    """What is linked to requirements; of a group it is found once, however many it has."""

    def __init__(self, graph: Graph) -> None:
        self.graph = graph
        self._known: dict[tuple[str, ProofKind], list[_Support]] = {}

    def supports(self, requirement: Requirement, kind: ProofKind) -> list[_Support]:
        """Return the objects that are linked as one kind of proof, direct ones first."""
        direct = self._to(requirement.id, kind, None)
        if requirement.modal is Modal.MUST and self.graph.project.settings.strict_must:
            return direct
        return direct + self._to(requirement.part_of, kind, requirement.part_of)

    def _to(self, target: str, kind: ProofKind, via: str | None) -> list[_Support]:
        if (target, kind) not in self._known:
            self._known[target, kind] = [
                _Support(item=item, target=target, via=via)
                for item in self.graph.sources(target, PROVES[kind])
                if item.type == kind and item.get("status") not in NOT_LINKED
            ]
        return self._known[target, kind]


def cover(graph: Graph, as_of: datetime.date, *, closing: Phase | None = None) -> Coverage:
    """Return the state of every cell of a project.

    :param graph: catalogue and project
    :param as_of: the date of judgement
    :param closing: a phase to judge as if it were closed
    :source: B 1.11 phases 1-7; the table of states in the handbook's reference
    """
    status = phase_status(graph.project.settings, as_of, closing=closing)
    linked = _Linked(graph)
    cells = [
        _cell(linked, requirement, kind, due, status[due], as_of)
        for requirement in graph.requirements.values()
        for kind, due in requirement.proofs.items()
    ]
    return Coverage(as_of=as_of, cells=tuple(cells), status=status)


def _cell(
    linked: _Linked,
    requirement: Requirement,
    kind: ProofKind,
    due: Phase,
    status: PhaseStatus,
    as_of: datetime.date,
) -> Cell:
    graph = linked.graph
    blank = Cell(requirement=requirement, kind=kind, due=due, state=State.NA)
    reason = not_applicable(requirement, graph.project.settings)
    decisions = list(decisions_about(graph, requirement, as_of))
    if reason is not None:
        return dataclasses.replace(blank, reason=reason)
    tailored = next((d for d in decisions if _tailors(d, as_of)), None)
    if tailored is not None:
        return dataclasses.replace(blank, decision=tailored.id)
    supports = linked.supports(requirement, kind)
    found = _judge(graph, blank, supports, status, as_of)
    if found.state in (State.COVERED, State.SUSPECT):
        return found
    return _waive(found, decisions, as_of)


def _judge(
    graph: Graph, blank: Cell, supports: list[_Support], status: PhaseStatus, as_of: datetime.date
) -> Cell:
    """Return the cell as its linked objects make it, decisions left aside."""
    if blank.kind is ProofKind.RECORD:
        valid = [s for s in supports if is_final(s.item, as_of)]
        valid.sort(key=lambda s: _newest_first(s.item))
    else:
        valid = [s for s in supports if s.item.get("status") == AGREED[blank.kind]]
    if not valid and not supports:
        empty = {
            PhaseStatus.CLOSED: State.MISSING,
            PhaseStatus.IN_PROGRESS: State.DUE,
            PhaseStatus.LATER: State.LATER,
        }
        return dataclasses.replace(blank, state=empty[status])
    resting = valid or supports
    cell = dataclasses.replace(
        blank, by=tuple(dict.fromkeys(s.item.id for s in resting)), via=_via(resting)
    )
    if not valid:
        return dataclasses.replace(cell, state=State.DRAFT)
    if blank.kind is ProofKind.RECORD:
        cell = _age(graph, cell, valid, as_of)
        if cell.state in (State.FAILED, State.STALE):
            return cell
        valid = [s for s in valid if s.item is valid[0].item]
    if all(_is_suspect(graph, s) for s in valid):
        return dataclasses.replace(cell, state=State.SUSPECT)
    return dataclasses.replace(cell, state=State.COVERED)


def _age(graph: Graph, cell: Cell, valid: Sequence[_Support], as_of: datetime.date) -> Cell:
    """Return the cell with the age and result of its newest record."""
    newest = valid[0].item
    day = newest.date("date")
    if newest.get("result") == Result.FAIL:
        return dataclasses.replace(cell, state=State.FAILED)
    intervals = graph.project.settings.intervals
    recurrence = RENEWED.get(cell.requirement.recurrence, "")
    interval = intervals.get(cell.requirement.id) or intervals.get(recurrence)
    if interval is None or day is None:
        return cell
    until = interval.after(day)
    state = State.STALE if until < as_of else cell.state
    return dataclasses.replace(cell, state=state, fresh_until=until)


def _waive(cell: Cell, decisions: list[Item], as_of: datetime.date) -> Cell:
    """Return the cell as a decision with an end date leaves it."""
    dated = [(d.date("until"), d) for d in decisions if d.date("until") is not None]
    if not dated:
        return cell
    until, decision = max(dated, key=lambda pair: (pair[0] or as_of, pair[1].id))
    waived = until is not None and until >= as_of
    return dataclasses.replace(
        cell, state=State.WAIVED if waived else State.EXPIRED, decision=decision.id
    )


def decisions_about(graph: Graph, requirement: Requirement, as_of: datetime.date) -> Iterator[Item]:
    """Yield the decisions about a requirement or its group that were taken by a date.

    :param graph: catalogue and project
    :param requirement: the requirement
    :param as_of: the date of judgement
    """
    for target in (requirement.id, requirement.part_of):
        for item in graph.sources(target, "concerns"):
            day = item.date("date")
            if item.type == "decision" and item.get("approved_by") and (day or as_of) <= as_of:
                yield item


def _tailors(decision: Item, as_of: datetime.date) -> bool:
    """Whether a decision takes its requirements out, which it does up to its end if it has one."""
    until = decision.date("until")
    tailoring = decision.get("kind") == DecisionKind.NOT_APPLICABLE
    return tailoring and (until is None or until >= as_of)


def _newest_first(record: Item) -> tuple[int, int, str]:
    """Return what sorts records by age; of one day the worst comes first, then the lowest ID."""
    day = record.date("date") or datetime.date.min
    result = record.get("result")
    return -day.toordinal(), _WORST_FIRST.get(result, len(_WORST_FIRST)), record.id


def is_final(record: Item, as_of: datetime.date) -> bool:
    """Return whether a record proves something yet: no draft, dated, and not in the future.

    :param record: the record
    :param as_of: the date of judgement
    """
    day = record.date("date")
    return record.get("status") != "draft" and day is not None and day <= as_of


def _via(supports: Sequence[_Support]) -> str | None:
    """Return the group by which a cell is linked, or nothing where any link is direct."""
    return None if any(s.via is None for s in supports) else supports[0].via


def _is_suspect(graph: Graph, support: _Support) -> bool:
    """Whether the text at either end of a confirmed link has changed since."""
    link = PROVES[support.item.type]
    locked = graph.project.locks.get((support.item.id, link, support.target))
    return locked is not None and locked != link_fingerprint(graph, support.item, support.target)


def link_fingerprint(graph: Graph, source: Item, target: str) -> str:
    """Return the fingerprint that a confirmed link is locked with: of its two ends.

    :param graph: catalogue and project
    :param source: the object that holds the link
    :param target: ID of the far end
    """
    end = graph.items.get(target)
    prints = graph.fingerprints
    return f"{prints.of(source)}{prints.of(end)}" if end else prints.of(source)
