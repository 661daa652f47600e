"""Projects without files, for properties that must hold of any of them."""

from __future__ import annotations

import datetime
import functools
from collections.abc import Mapping
from typing import Any, Final

from hypothesis import strategies as st

from nachweis.model.catalogue import Catalogue
from nachweis.model.findings import Check
from nachweis.model.intervals import DEFAULT_INTERVALS
from nachweis.model.items import Item
from nachweis.model.places import Place
from nachweis.model.project import Closing, Project, Settings
from nachweis.model.terms import (
    BasicValue,
    DecisionKind,
    Phase,
    PhaseStatus,
    ProtectionNeed,
    Result,
    Side,
    State,
)
from nachweis.sources.catalogue import read_catalogue
from nachweis.trace.coverage import Cell, Coverage, cover
from nachweis.trace.graph import build_graph
from tests.support.sandbox import TEMPLATE

FIRST: Final = datetime.date(2025, 1, 1)
NOW: Final = datetime.date(2026, 6, 1)
LAST: Final = datetime.date(2027, 12, 31)

DAYS = st.dates(FIRST, LAST)
PAST = st.dates(FIRST, NOW)


@functools.cache
def small_catalogue() -> Catalogue:
    """Return the catalogue of the workspace for tests."""
    return read_catalogue(TEMPLATE / "catalog", TEMPLATE)


def changed_catalogue(**changed: Mapping[str, Any]) -> Catalogue:
    """Return it with other values of some requirements."""
    catalogue = small_catalogue()
    new = {
        name: catalogue.requirements[name]._replace(**values) for name, values in changed.items()
    }
    return catalogue._replace(requirements={**catalogue.requirements, **new})


def item(kind: str, number: int, links: Mapping[str, list[str]], /, **fields: str) -> Item:
    """Return an object that stands on a line of its own."""
    return Item(
        type=kind,
        id=f"TEST_{kind.upper()}_{number:03}",
        title=f"A {kind}",
        body="Because it is so.",
        fields={name: value for name, value in fields.items() if value},
        links={name: tuple(targets) for name, targets in links.items()},
        place=Place(path=f"projects/TEST/{kind}.md", line=number * 10 + 1),
        document=f"projects/TEST/{kind}.md",
    )


def targets() -> st.SearchStrategy[list[str]]:
    """Return IDs that proofs point to: requirements, topics, measures, and nothing."""
    catalogue = small_catalogue()
    known = [*catalogue.requirements, *catalogue.groups, "TSA_NONE"]
    return st.lists(st.sampled_from(known), min_size=1, max_size=4, unique=True)


@st.composite
def objects(draw: st.DrawFn, days: st.SearchStrategy[datetime.date]) -> tuple[Item, ...]:
    """Return objects of every kind that coverage looks at, with IDs of their own."""
    made: list[Item] = []
    for number in range(draw(st.integers(0, 3) | st.integers(8, 12))):
        kind = draw(st.sampled_from(["clause", "section", "record", "decision", "derogation"]))
        links = draw(targets())
        if kind == "clause":
            status = draw(st.sampled_from(["agreed", "agreed", "offered", "superseded", ""]))
            made.append(item(kind, number, {"fulfils": links}, status=status))
        elif kind == "section":
            status = draw(st.sampled_from(["approved", "approved", "draft", "open", ""]))
            made.append(item(kind, number, {"addresses": links}, status=status))
        elif kind == "record":
            made.append(
                item(
                    kind,
                    number,
                    {"proves": links},
                    date=draw(days.map(str) | st.just("")),
                    result=draw(st.sampled_from([*Result, ""])),
                    status=draw(st.sampled_from(["", "", "draft"])),
                )
            )
        elif kind == "decision":
            made.append(
                item(
                    kind,
                    number,
                    {"concerns": links},
                    kind=draw(st.sampled_from(list(DecisionKind))),
                    date=draw(days).isoformat(),
                    until=draw(st.sampled_from([LAST.isoformat(), ""]) | DAYS.map(str)),
                    approved_by=draw(st.sampled_from(["Us", "Us", ""])),
                )
            )
        else:
            fields = {"until": draw(DAYS.map(str)), "since": draw(days.map(str))}
            made.append(item(kind, number, {"departs_from": links}, **fields))
    return tuple(made)


def project(
    *items: Item,
    closed: Mapping[Phase, datetime.date] = {},
    protection: Mapping[BasicValue, ProtectionNeed] = dict.fromkeys(
        BasicValue, ProtectionNeed.NORMAL
    ),
    strict_must: bool = False,
) -> Project:
    """Return a project of the small catalogue.

    :param items: its objects
    :param closed: the day on which each phase was closed
    """
    place = Place(path="projects/TEST/project.yaml")
    closings = {p: Closing(date=day, approved_by="Us", place=place) for p, day in closed.items()}
    return Project(
        settings=Settings(
            key="TEST",
            title={"en": "Test"},
            side=Side.CLIENT,
            catalog=("TSA", "TSB"),
            protection=protection,
            closed=closings,
            intervals=DEFAULT_INTERVALS,
            languages=("en",),
            folder="projects/TEST",
            place=place,
            strict_must=strict_must,
        ),
        items=items,
    )


def told(
    check: Check,
    *items: Item,
    closed: Phase | None = Phase.MIGRATION,
    catalogue: Catalogue | None = None,
    **settings: Any,
) -> list[str]:
    """Return what a check finds on the first of June: rule, severity, phase, subject, related.

    :param check: the check
    :param items: the objects of the project
    :param closed: the last phase that is closed
    :param settings: what else its settings say
    """
    phases = {phase: FIRST for phase in Phase if closed and phase.position <= closed.position}
    made = project(*items, closed=phases)
    made = made._replace(settings=made.settings._replace(**settings))
    graph = build_graph(catalogue or small_catalogue(), made)
    return [
        " ".join(filter(None, (f.rule, str(f.severity), str(f.phase or "-"), f.subject, f.related)))
        for f in check(graph, cover(graph, NOW))
    ]


@st.composite
def projects(draw: st.DrawFn, days: st.SearchStrategy[datetime.date] = DAYS) -> Project:
    """Return a project of the small catalogue."""
    phases = draw(st.sets(st.sampled_from(list(Phase))))
    needs = st.sampled_from(list(ProtectionNeed))
    made = project(
        *draw(objects(days)),
        closed={phase: draw(days) for phase in phases},
        protection={value: draw(needs) for value in BasicValue},
        strict_must=draw(st.booleans()),
    )
    return made._replace(locks=draw(_locks(made)))


@st.composite
def _locks(draw: st.DrawFn, project: Project) -> dict[tuple[str, str, str], str]:
    """Return confirmations of some links, of which some are of another text."""
    graph = build_graph(small_catalogue(), project)
    locks = {}
    for source in project.items:
        for link, ends in source.links.items():
            for end in ends:
                locked = draw(st.sampled_from(["no", "right", "wrong"]))
                if locked != "no":
                    right = graph.link_fingerprint(source, end)
                    locks[source.id, link, end] = right if locked == "right" else "0" * 32
    return locks


def standing(cell: Cell, coverage: Coverage) -> int:
    """Return how a cell stands in the gate: 0 fails, 1 warns, 2 is silent, 3 passes."""
    if cell.state is State.DRAFT:
        status = coverage.status_of(cell)
        return {PhaseStatus.CLOSED: 0, PhaseStatus.IN_PROGRESS: 1}.get(status, 2)
    if cell.state is State.PARTIAL:
        return 0 if cell.lapsed else 1
    return {
        State.COVERED: 3,
        State.WAIVED: 3,
        State.NA: 3,
        State.LATER: 2,
        State.DUE: 1,
        State.SUSPECT: 1,
    }.get(cell.state, 0)
