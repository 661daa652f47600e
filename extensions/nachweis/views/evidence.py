"""What an auditor asks of the coverage first: totals, meanings, and where the proofs are."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from typing import Final

from nachweis.i18n import translator
from nachweis.model.catalogue import in_language
from nachweis.model.messages import gettext_noop
from nachweis.model.terms import State
from nachweis.trace.coverage import Cell
from nachweis.trace.graph import Graph
from nachweis.views.actions import open_actions
from nachweis.views.catalogue import phase_title
from nachweis.views.table import CellValue, Quote, Reference, Table, ViewRequest

_MEANINGS: Final[Mapping[State, str]] = {
    State.EXPIRED: gettext_noop("A decision waived the proof, and its end has passed."),
    State.FAILED: gettext_noop("By the newest record, it failed."),
    State.MISSING: gettext_noop("Nothing is linked, and the phase is closed."),
    State.UNDECIDED: gettext_noop("Nobody has decided yet what proves it."),
    State.STALE: gettext_noop("The newest record is older than its interval allows."),
    State.DRAFT: gettext_noop("Only drafts are linked."),
    State.SUSPECT: gettext_noop("The text at the other end changed since the link was confirmed."),
    State.PARTIAL: gettext_noop("The newest record is partial; corrective actions follow it up."),
    State.UNDISCLOSED: gettext_noop("Whoever reads this may not know it."),
    State.DUE: gettext_noop("Nothing is linked, and the phase is in progress."),
    State.LATER: gettext_noop("Nothing is linked, and the phase has not begun."),
    State.WAIVED: gettext_noop("A decision stands for the proof until its end."),
    State.PROVEN: gettext_noop("It is proven by what is not disclosed here."),
    State.COVERED: gettext_noop(
        "An agreed clause, an approved section or a valid record is linked."
    ),
    State.NA: gettext_noop("Tailored out by a decision, or by the rules of applicability."),
}


def totals_by_phase(request: ViewRequest) -> Table:
    """Count the proofs in each state, by the phase in which they are due."""
    catalogue, _ = request.verdict.graph.catalogue, translator(request.language)
    order = {phase: number for number, phase in enumerate(catalogue.phases)}
    cells = request.verdict.coverage.cells
    ordered = sorted(cells, key=lambda cell: order.get(cell.due, len(order)))
    return _totals(request, _("Phase"), ordered, lambda cell: phase_title(catalogue, cell.due, _))


def totals_by_measure(request: ViewRequest) -> Table:
    """Count the proofs in each state, by the measure that asks for them."""
    groups = request.verdict.graph.catalogue.groups

    def name(cell: Cell) -> str:
        group = groups[cell.requirement.measure]
        return f"{group.label}  {in_language(group.title, request.language)}"

    _ = translator(request.language)
    return _totals(request, _("Measure"), request.verdict.coverage.cells, name)


def _totals(
    request: ViewRequest, head: str, cells: Sequence[Cell], name: Callable[[Cell], str]
) -> Table:
    _ = translator(request.language)
    states = sorted({cell.state for cell in cells}, key=lambda state: -state.rank)
    counted: dict[str, Counter[State]] = {}
    for cell in cells:
        counted.setdefault(name(cell), Counter())[cell.state] += 1
    rows = [_row(title, counts, states) for title, counts in counted.items()]
    rows.append(_row(_("All"), sum(counted.values(), Counter()), states))
    columns = (head, *(_.word(state) for state in states), _("all"))
    return Table(columns=columns, rows=tuple(rows))


def _row(title: str, counts: Counter[State], states: list[State]) -> tuple[CellValue, ...]:
    numbers = (str(counts[state]) if counts[state] else "" for state in states)
    return title, *numbers, str(counts.total())


def states(request: ViewRequest) -> Table:
    """Say what each state means that a cell of the coverage has."""
    _ = translator(request.language)
    shown = {cell.state for cell in request.verdict.coverage.cells}
    rows = tuple((state, _(_MEANINGS[state])) for state in State if state in shown)
    return Table(columns=(_("State"), _("Meaning")), rows=rows[::-1])


def proof_index(request: ViewRequest) -> Table:
    """List the records that the coverage rests on: what came out, when, by whom, and where.

    The option ``measure`` asks for those of some measures only.
    """
    _ = translator(request.language)
    graph, measures = request.verdict.graph, request.options.get("measure", ())
    used = {
        name
        for cell in request.verdict.coverage.cells
        if not measures or cell.requirement.measure in measures
        for name in cell.by
    }
    records = sorted(
        (item for item in graph.of_type("record") if item.id in used), key=lambda item: item.id
    )
    columns = (_("ID"), _("Title"), _("Date"), _("Result"), _("By"), _("File and SHA-256"))
    rows = tuple(
        (
            Reference(item.id, item.id),
            Quote(item.title),
            item.get("date"),
            _.word(item.get("result"), "result") if item.get("result") else "",
            person(graph, item.get("by")),
            tuple(filter(None, (item.get("file"), item.get("sha256")))),
        )
        for item in records
    )
    filled = [index for index in range(len(columns)) if any(row[index] for row in rows)]
    return Table(
        columns=tuple(columns[index] for index in filled),
        rows=tuple(tuple(row[index] for index in filled) for row in rows),
    )


def open_corrections(request: ViewRequest) -> Table:
    """List the corrective actions whose effect is not shown yet, the first due first."""
    _ = translator(request.language)
    verdict = request.verdict
    graph = verdict.graph
    rows = tuple(
        (
            Reference(row.action.id),
            tuple(map(Reference, row.occasions)),
            person(graph, row.action.get("owner")),
            _.word(row.state, "action"),
            _.day(row.until) if row.until else "",
        )
        for row in open_actions(graph, verdict.coverage)
    )
    columns = (_("Corrective action"), _("Follows up"), _("Owner"), _("State"), _("Until"))
    return Table(columns=columns, rows=rows, empty=_("No corrective action is open."))


def person(graph: Graph, name: str) -> CellValue:
    """Return who answers for something: a contact, or whoever is named.

    :param name: ID of a contact, or words
    """
    return Reference(name) if name in graph.items else Quote(name)
