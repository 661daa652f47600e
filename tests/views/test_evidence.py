"""Totals of the coverage, what its states mean, and the index of its proofs."""

from __future__ import annotations

from collections import Counter

from nachweis.model.terms import State
from nachweis.trace.gate import Verdict
from nachweis.views.evidence import proof_index, states, totals_by_measure, totals_by_phase
from nachweis.views.table import Reference, ViewRequest


def request(verdict: Verdict, language: str = "en") -> ViewRequest:
    return ViewRequest(verdicts=(verdict,), options={}, language=language)


def test_totals_count_each_cell_once(verdict: Verdict) -> None:
    cells = verdict.coverage.cells
    for view in (totals_by_phase, totals_by_measure):
        table = view(request(verdict))
        *rows, last = table.rows
        assert last[0] == "All"
        assert int(str(last[-1])) == len(cells)
        assert sum(int(str(row[-1])) for row in rows) == len(cells)
        covered = table.columns.index("covered")
        assert int(str(last[covered])) == Counter(cell.state for cell in cells)[State.COVERED]


def test_only_states_that_occur_are_explained(verdict: Verdict) -> None:
    table = states(request(verdict, "de"))
    assert {row[0] for row in table.rows} == {cell.state for cell in verdict.coverage.cells}
    assert table.rows[0][0] in (State.COVERED, State.NA)
    assert all(str(row[1]).endswith(".") for row in table.rows)
    assert table.columns == ("Zustand", "Bedeutung")


def test_the_index_has_every_record_that_the_coverage_rests_on(verdict: Verdict) -> None:
    table = proof_index(request(verdict))
    used = {name for cell in verdict.coverage.cells for name in cell.by}
    records = [item.id for item in verdict.graph.of_type("record") if item.id in used]
    shown = [cell.id for cell in (row[0] for row in table.rows) if isinstance(cell, Reference)]
    assert shown == sorted(records) != []
    assert table.columns[:4] == ("ID", "Title", "Date", "Result")
