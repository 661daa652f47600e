"""The IT-Grundschutz check: whether each requirement is met at each target object.

Nothing of it is written: it follows from clauses, sections, records and decisions.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Final

from nachweis.i18n import Words, translator
from nachweis.model.catalogue import in_language
from nachweis.model.messages import gettext_noop
from nachweis.model.terms import State
from nachweis.trace.coverage import Cell
from nachweis.trace.gate import Verdict
from nachweis.trace.graph import Graph
from nachweis.views.table import CellValue, Reference, Table, ViewRequest

_MET: Final = frozenset({State.COVERED})
ALL: Final = "grundschutz-check"
"""Argument of the page of all target objects."""
MOST_ROWS: Final = 400
"""Rows of a page; a project with more has a page for each part, too."""
_FIRST: Final = 200
"""Rows of the first page where there are further ones."""
_TARGET: Final = 2
_ANSWER: Final = 3
_HALF: Final = frozenset({State.PARTIAL, State.STALE, State.SUSPECT, State.DRAFT})


def grundschutz_check(request: ViewRequest) -> Table:
    """Answer for each requirement and target object: yes, partly, no, or dispensable.

    The first page of a large project has first what is to be done, and not all rows.

    :source: BSI 200-2, 8.4
    """
    _, verdict = translator(request.language), request.verdict
    page = request.options.get("for", "")
    pairs = _pairs(verdict, page.removeprefix(f"{ALL}/") if page != ALL else "")
    rows = [_row(_, request, own, target) for target, own in pairs]
    is_first = page == ALL and len(rows) > MOST_ROWS
    answers = Counter(str(row[_ANSWER]) for row in rows)
    told = {answer: answers[_(answer)] for answer in ("yes", "partly", "no", "dispensable")}
    lead = _(
        "Whether each requirement is met at each target object: %(yes)s times yes, %(partly)s "
        "partly, %(no)s no, %(dispensable)s dispensable. What is no or partly is to be done; the "
        "last column says what an answer rests on."
    )
    marks = {_("yes"): State.COVERED, _("partly"): State.PARTIAL, _("no"): State.MISSING}
    columns = (
        *(_("Requirement"), _("Wording"), _("Target object"), _("Met")),
        _("Proof or reason"),
    )
    if is_first:
        order = {_("no"): 0, _("partly"): 1}
        rows.sort(key=lambda row: order.get(str(row[_ANSWER]), len(order)))
    return Table(
        columns=columns,
        rows=tuple(rows[:_FIRST] if is_first else rows),
        of=len(rows),
        lead=lead % told,
        choices=(_ANSWER, _TARGET),
        marks=marks,
    )


def check_parts(verdict: Verdict) -> Sequence[str]:
    """Return the arguments of the pages: of all rows, and of each part if there are many.

    :param verdict: the judged project
    :returns: behind the first, IDs of target objects, and of modules for what is met everywhere
    """
    pairs = _pairs(verdict) if verdict.graph.of_type("process") else []
    if not pairs:
        return ()
    parts = [f"{ALL}/{_part(verdict.graph, target, own)}" for target, own in pairs]
    return (ALL, *dict.fromkeys(parts if len(pairs) > MOST_ROWS else ()))


def _pairs(verdict: Verdict, part: str = "") -> list[tuple[str, list[Cell]]]:
    """Return each target object, empty for all, with the cells of each of its requirements."""
    graph = verdict.graph
    cells: dict[str, list[Cell]] = {}
    for cell in verdict.coverage.cells:
        cells.setdefault(cell.requirement.id, []).append(cell)
    targets = _targets(graph)
    return [
        (target, own)
        for identifier, own in cells.items()
        for target in targets.get(graph.catalogue.chain(identifier)[-1], [""])
        if not part or part == _part(graph, target, own)
    ]


def _part(graph: Graph, target: str, cells: Sequence[Cell]) -> str:
    return target or graph.catalogue.chain(cells[0].requirement.id)[-1]


def _row(_: Words, request: ViewRequest, own: Sequence[Cell], target: str) -> tuple[CellValue, ...]:
    requirement, graph = own[0].requirement, request.verdict.graph
    here = [cell for cell in own if _counts(graph, cell, target)]
    return (
        Reference(requirement.id, requirement.id),
        in_language(requirement.text, request.language),
        Reference(target) if target else _("The whole information network"),
        _(answer(here)),
        _because(_, own, here),
    )


def answer(cells: Sequence[Cell]) -> str:
    """Return the answer of the check for what a requirement has at a target object.

    :param cells: its cells that count there
    """
    states = [cell.state for cell in cells if cell.state is not State.NA]
    if not states:
        return gettext_noop("dispensable") if cells else gettext_noop("no")
    if all(state in _MET for state in states):
        return gettext_noop("yes")
    return gettext_noop("partly") if any(s in _MET | _HALF for s in states) else gettext_noop("no")


def _targets(graph: Graph) -> dict[str, list[str]]:
    """Return the target objects of each module of the catalogue that is applied to any."""
    modules = {g.label: g.id for g in graph.catalogue.groups.values() if g.type == "bsi_module"}
    found: dict[str, list[str]] = {}
    for asset in graph.of_type("asset"):
        for label in asset.list("modules"):
            if label in modules:
                found.setdefault(modules[label], []).append(asset.id)
    return found


def _counts(graph: Graph, cell: Cell, target: str) -> bool:
    """Return whether a cell speaks of a target: sections that describe others do not."""
    if not target or cell.kind != "section" or not cell.by:
        return True
    described = [
        {end for end in graph.items[name].targets("describes") if _is_asset(graph, end)}
        for name in cell.by
    ]
    return any(not ends or target in ends for ends in described)


def _is_asset(graph: Graph, identifier: str) -> bool:
    item = graph.items.get(identifier)
    return item is not None and item.type == "asset"


def _because(_: Words, own: Sequence[Cell], here: Sequence[Cell]) -> CellValue:
    named = dict.fromkeys(
        name for cell in here or own for name in (*cell.by, cell.decision or "") if name
    )
    if named:
        return tuple(map(Reference, named))
    return next((_.translate(cell.reason) for cell in own if cell.reason), "")
