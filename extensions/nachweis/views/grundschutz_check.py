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
from nachweis.trace.graph import Graph
from nachweis.views.table import CellValue, Reference, Table, ViewRequest

_MET: Final = frozenset({State.COVERED})
_TARGET: Final = 2
_ANSWER: Final = 3
_HALF: Final = frozenset({State.PARTIAL, State.STALE, State.SUSPECT, State.DRAFT})


def grundschutz_check(request: ViewRequest) -> Table:
    """Answer for each requirement and target object: yes, partly, no, or dispensable.

    :source: BSI 200-2, 8.4
    """
    _, verdict = translator(request.language), request.verdict
    graph = verdict.graph
    cells: dict[str, list[Cell]] = {}
    for cell in verdict.coverage.cells:
        cells.setdefault(cell.requirement.id, []).append(cell)
    targets = _targets(graph)
    rows: list[tuple[CellValue, ...]] = []
    for identifier, own in cells.items():
        requirement = own[0].requirement
        text = in_language(requirement.text, request.language)
        for target in targets.get(graph.catalogue.chain(identifier)[-1], [""]):
            here = [cell for cell in own if _counts(graph, cell, target)]
            rows.append(
                (
                    Reference(identifier, identifier),
                    text,
                    Reference(target) if target else _("The whole information network"),
                    _(answer(here)),
                    _because(_, own, here),
                )
            )
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
    return Table(
        columns=columns,
        rows=tuple(rows),
        lead=lead % told,
        choices=(_ANSWER, _TARGET),
        marks=marks,
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
