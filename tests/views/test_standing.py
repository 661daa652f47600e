"""The reason of each state in one sentence, with its dates."""

from __future__ import annotations

import pytest

from nachweis.i18n import translator
from nachweis.views.matrix import Selection, build_matrix
from nachweis.views.standing import reason_of, standing_of
from tests.support.sandbox import Sandbox, cell_of

RECORD = "record R_1 kind=report date=2026-03-10 proves=TSA_GEN_02"
CASES = {
    "TSA_GEN_02 record": {
        "": "missing since 2026-03-15: nothing is linked",
        f"{RECORD} result=pass": "covered by A record of 2026-03-10, passed",
        f"{RECORD} result=fail": "failed: A record of 2026-03-10",
        f"{RECORD} result=partial": "partly covered by A record of 2026-03-10; nothing follows it "
        "up",
        f"{RECORD} status=draft": "overdue since 2026-03-15, not finished: A record",
        "decision D_1 kind=waiver date=2026-03-01 approved_by=TEST_K_ISB until=2027-01-31 "
        "concerns=TSA_GEN_02": "waived until 2027-01-31 by the decision A decision",
        "decision D_1 kind=waiver date=2026-03-01 approved_by=TEST_K_ISB until=2026-10-31 "
        "concerns=TSA_GEN_02": "overdue since 2026-11-01: the decision A decision has ended",
        "decision D_1 kind=not-applicable date=2026-03-01 approved_by=TEST_K_ISB "
        "concerns=TSA_GEN_02": "not applicable by the decision A decision",
    },
    "TSA_M1_01 clause": {
        "clause C_1 status=agreed number=7.3 fulfils=TSA_M1_01": "covered by § 7.3 A clause, agreed"
    },
}


@pytest.mark.parametrize(
    ("cell", "words", "reason"),
    [(cell, words, reason) for cell, cases in CASES.items() for words, reason in cases.items()],
)
def test_says_why(bare: Sandbox, cell: str, words: str, reason: str) -> None:
    if words:
        bare.add(words)
    verdict = bare.judge()
    found = cell_of(verdict, *cell.split())
    assert reason_of(standing_of(verdict.graph, verdict.coverage, found)) == reason


def test_a_record_that_ages_says_until_when_and_since_when(workspace: Sandbox) -> None:
    for as_of, reason in (
        ("2026-11-20", "covered until {until} by {record}"),
        ("2029-11-20", "out of date since {since}: the newest record is {record}"),
    ):
        verdict = workspace.judge(as_of)
        cells = [cell for cell in verdict.coverage.cells if cell.fresh_until]
        assert cells
        for cell in cells:
            standing = standing_of(verdict.graph, verdict.coverage, cell)
            assert reason_of(standing).template == reason
            assert (standing.until or standing.since) is not None


def test_the_reason_is_said_in_german(bare: Sandbox) -> None:
    bare.add(f"{RECORD} result=pass")
    verdict = bare.judge()
    cell = cell_of(verdict, "TSA_GEN_02", "record")
    reason = reason_of(standing_of(verdict.graph, verdict.coverage, cell))
    said = translator("de").translate(reason)
    assert said == "abgedeckt durch A record vom 10.03.2026, bestanden"


def test_open_rows_come_first_the_worst_on_top(workspace: Sandbox) -> None:
    workspace.add("record R_90 kind=report date=2026-11-10 result=fail proves=TSB_M1_04")
    verdict = workspace.judge()
    matrix = build_matrix(verdict.graph, verdict.coverage, Selection())
    rows = matrix.open_first
    assert {row.requirement.id for row in rows} == {row.requirement.id for row in matrix.rows}
    count = sum(row.open for row in rows)
    assert all(row.open for row in rows[:count])
    ranks = [row.worst.rank for row in rows[:count]]
    assert ranks == sorted(ranks)
    settled = [row for row in matrix.rows if not row.open]
    assert list(rows[count:]) == settled
