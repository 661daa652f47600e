"""A large check has a page for each target object and module, and what is to be done first."""

from __future__ import annotations

import pytest

from nachweis.trace.gate import Verdict
from nachweis.views import grundschutz_check as check
from nachweis.views.table import Table, ViewRequest
from tests.support.sandbox import Sandbox

PROCESSES = "processes:\n  - {id: TEST_PROC, title: Payments}\n"


def page(verdict: Verdict, argument: str) -> Table:
    return check.grundschutz_check(
        ViewRequest(verdicts=(verdict,), options={"for": argument}, language="en")
    )


def test_each_row_is_on_the_page_of_one_part(
    workspace: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    workspace.write("registers/processes.yaml", PROCESSES)
    verdict = workspace.judge()
    everything = page(verdict, "")
    assert check.check_parts(verdict) == ("grundschutz-check",)
    assert page(verdict, check.ALL) == everything
    monkeypatch.setattr(check, "MOST_ROWS", 1)
    monkeypatch.setattr(check, "_FIRST", 2)
    first, *parts = check.check_parts(verdict)
    rows = [row for part in parts for row in page(verdict, part).rows]
    assert parts
    assert sorted(map(repr, rows)) == sorted(map(repr, everything.rows))
    short = page(verdict, first)
    assert (len(short.rows), short.of, short.lead) == (2, len(rows), everything.lead)
    assert {row[3] for row in short.rows} <= {"no", "partly"}


def test_a_project_without_processes_has_no_page(workspace: Sandbox) -> None:
    assert check.check_parts(workspace.judge()) == ()
