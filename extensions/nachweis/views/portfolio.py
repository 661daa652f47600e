"""All projects at a glance: how each stands, what comes next, and on whom several depend."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Final, NamedTuple

from nachweis.model.baseline import Baseline
from nachweis.model.items import Item
from nachweis.model.tender_types import BIDDER
from nachweis.model.terms import Party, State
from nachweis.trace.coverage import IN_ORDER
from nachweis.trace.gate import Verdict
from nachweis.views.calendar import Event, EventKind, build_calendar
from nachweis.views.dashboard import Dashboard, build_dashboard

_ENDS: Final = frozenset({EventKind.DECISION, EventKind.DEROGATION})


class Share(NamedTuple):
    """How much of the proofs of a release is in order.

    :param percent: in whole percent
    """

    version: str
    percent: int


class ProjectRow(NamedTuple):
    """A project among all.

    :param next: the next event of its calendar; None if there is none
    :param ending: how many decisions and derogations end in the next 90 days
    :param percent: proofs in order, of all that are asked for, in whole percent
    :param owner: who approved the phase that was closed last; None: nobody has yet
    :param before: the last release, with which the state is compared; None: there is none
    """

    verdict: Verdict
    dashboard: Dashboard
    next: Event | None
    ending: int
    percent: int
    owner: Item | None
    before: Share | None

    @property
    def gained(self) -> int:
        """Percent more of the proofs in order than at the last release; less than 0: fewer."""
        return self.percent - self.before.percent if self.before else 0


class Shared(NamedTuple):
    """A supplier or location on which several projects depend.

    :param uses: key of the project and the object in it, for each
    """

    name: str
    uses: tuple[tuple[str, Item], ...]


class Portfolio(NamedTuple):
    """All projects, and what they have in common.

    :param suppliers: parties other than clients that take part in several projects
    :param locations: where several projects have services rendered or data kept
    """

    rows: tuple[ProjectRow, ...]
    suppliers: tuple[Shared, ...]
    locations: tuple[Shared, ...]


def build_portfolio(verdicts: Sequence[Verdict], before: Mapping[str, Share]) -> Portfolio:
    """Build the overview of all projects.

    :param verdicts: the judged projects
    :param before: the last release of those that have one, by the key of the project
    """
    return Portfolio(
        rows=tuple(_row(verdict, before.get(verdict.key)) for verdict in verdicts),
        suppliers=_shared(
            (item.get("domain") or item.title, item.title, verdict.key, item)
            for verdict in verdicts
            for item in verdict.graph.of_type("party")
            if item.get("role") not in (Party.CLIENT, BIDDER, verdict.graph.project.settings.side)
        ),
        locations=_shared(
            (place, place, verdict.key, item)
            for verdict in verdicts
            for item in verdict.graph.of_type("dependency")
            if (place := item.get("location"))
        ),
    )


def share_of(baseline: Baseline) -> Share:
    """Return how much of the proofs of a release is in order.

    :param baseline: the release
    """
    asked = [cell.state in IN_ORDER for cell in baseline.cells if cell.state is not State.NA]
    return Share(baseline.version, _percent(asked))


def _percent(asked: Sequence[bool]) -> int:
    return sum(asked) * 100 // max(len(asked), 1)


def _row(verdict: Verdict, before: Share | None) -> ProjectRow:
    calendar = build_calendar(verdict)
    cells = [cell for cell in verdict.coverage.cells if cell.state is not State.NA]
    closings = verdict.graph.project.settings.closed.values()
    last = max(closings, key=lambda closing: closing.date, default=None)
    return ProjectRow(
        verdict=verdict,
        dashboard=build_dashboard(verdict),
        next=next(iter((*calendar.soon, *calendar.later)), None),
        ending=sum(event.kind in _ENDS for event in calendar.soon),
        percent=_percent([cell.in_order for cell in cells]),
        owner=verdict.graph.items.get((last.approved_by if last else "") or ""),
        before=before,
    )


def _shared(found: Iterable[tuple[str, str, str, Item]]) -> tuple[Shared, ...]:
    """Collect what has the same mark in more than one project, the most frequent first."""
    groups: dict[str, list[tuple[str, str, Item]]] = {}
    for mark, name, key, item in found:
        groups.setdefault(" ".join(mark.casefold().split()), []).append((name, key, item))
    shared = [
        Shared(name=group[0][0], uses=tuple((key, item) for _, key, item in group))
        for group in groups.values()
        if len({key for _, key, _ in group}) > 1
    ]
    return tuple(sorted(shared, key=lambda entry: -len(entry.uses)))
