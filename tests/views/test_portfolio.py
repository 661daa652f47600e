"""All projects at a glance: what comes next, and on whom several depend."""

from __future__ import annotations

import datetime
from pathlib import Path

from nachweis.export.sheets import portfolio_sheet
from nachweis.load import judge_projects
from nachweis.views.portfolio import build_portfolio
from tests.support.sandbox import TODAY

ROOT = Path(__file__).resolve().parents[2]


def test_says_what_comes_next_and_on_whom_several_depend() -> None:
    as_of = datetime.date.fromisoformat(TODAY)
    verdicts = judge_projects(ROOT, [], as_of)
    portfolio = build_portfolio(verdicts)
    assert [row.verdict.key for row in portfolio.rows] == ["LGA", "RWD", "VKN"]
    for row in portfolio.rows:
        assert row.next is not None
        assert row.next.date >= as_of
        assert 0 < row.percent <= 100
    shared = {entry.name: {key for key, _ in entry.uses} for entry in portfolio.suppliers}
    assert shared["Leitweg Netz AG"] == {"RWD", "VKN"}
    assert "Versorgungskasse Nordmark" not in shared  # the client
    assert [row[0] for row in portfolio_sheet(verdicts, "de").rows] == ["LGA", "RWD", "VKN"]
