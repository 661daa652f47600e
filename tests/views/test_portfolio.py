"""All projects at a glance: what comes next, and on whom several depend."""

from __future__ import annotations

import datetime
from pathlib import Path

from nachweis.export.sheets import portfolio_sheet
from nachweis.load import judge_projects
from nachweis.views.portfolio import Share, build_portfolio
from tests.support.sandbox import TODAY

ROOT = Path(__file__).resolve().parents[2]


def test_says_what_comes_next_and_on_whom_several_depend() -> None:
    as_of = datetime.date.fromisoformat(TODAY)
    verdicts = judge_projects(ROOT, [], as_of)
    before = {"VKN": Share("1.1.0", 99), "RWD": Share("1.0.0", 0)}
    portfolio = build_portfolio(verdicts, before)
    assert [row.verdict.key for row in portfolio.rows] == ["LGA", "NPX", "RWD", "VKN"]
    for row in portfolio.rows:
        assert row.next is not None
        assert row.next.date >= as_of
        assert 0 < row.percent <= 100
    shared = {entry.name: {key for key, _ in entry.uses} for entry in portfolio.suppliers}
    assert shared["Leitweg Netz AG"] == {"RWD", "VKN"}
    assert "Versorgungskasse Nordmark" not in shared  # the client
    known = {row.verdict.key: row for row in portfolio.rows}
    assert known["VKN"].owner is not None
    assert known["VKN"].owner.title == "Client ISO"
    assert known["VKN"].gained < 0 < known["RWD"].gained
    assert known["LGA"].before is None


def test_three_hundred_projects_are_taken_along_as_a_workbook() -> None:
    as_of = datetime.date.fromisoformat(TODAY)
    many = judge_projects(ROOT, ["VKN"], as_of) * 300
    sheet = portfolio_sheet(build_portfolio(many, {"VKN": Share("1.1.0", 90)}), "de")
    assert len(sheet.rows) == 300
    assert {len(row) for row in sheet.rows} == {len(sheet.columns)}
    assert sheet.columns[-3:] == ("Letzte Freigabe", "Prozentpunkte seither", "Freigegeben von")
    share = sheet.rows[0][-4]
    assert isinstance(share, float | int)
    assert sheet.rows[0][-3:] == ("1.1.0", share - 90, "Client ISO")
