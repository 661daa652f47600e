"""What a cell says that rests on what others state, on our own proofs, or on both."""

from __future__ import annotations

import datetime

import pytest

from nachweis.model.items import Item
from nachweis.model.terms import Party, Phase
from nachweis.trace.coverage import Cell, cover
from nachweis.trace.graph import build_graph
from tests.support.models import FIRST, NOW, changed_catalogue, item, project
from tests.support.statements import NET, PRO, section_and_record

CATALOGUE = changed_catalogue(TSA_M1_02=section_and_record(Party.PROVIDER))


def stated(kind: str, number: int, *by: str, **fields: str) -> Item:
    """Return what a party states, here TEST_S_… or TEST_R_…, until the end of 2026."""
    link = "addresses" if kind == "section" else "proves"
    known = {"status": "approved"} if kind == "section" else {"result": "pass", "kind": "statement"}
    links = {link: ["TSA_M1_02"], "stated_by": [*(by or (PRO.id,))]}
    made = item(kind, number, links, **{"valid_until": "2026-12-31", **known, **fields})
    return made._replace(id=f"TEST_{number}_STATED")


def own(kind: str, number: int, **fields: str) -> Item:
    link = "addresses" if kind == "section" else "proves"
    known = {"status": "approved"} if kind == "section" else {"result": "pass", "kind": "audit"}
    made = item(kind, number, {link: ["TSA_M1_02"]}, **{**known, **fields})
    return made._replace(id=f"TEST_{number}_OWN")


def cell(kind: str, *items: Item, as_of: datetime.date = NOW) -> Cell:
    """Return a cell of a project whose phases up to the concept are closed."""
    closed = {phase: FIRST for phase in Phase if phase.position <= Phase.CONCEPT.position}
    made = project(PRO, NET, *items, closed=closed)
    cells = cover(build_graph(CATALOGUE, made), as_of).cells
    [found] = [c for c in cells if (c.requirement.id, c.kind) == ("TSA_M1_02", kind)]
    return found


@pytest.mark.parametrize(
    ("items", "says"),
    [
        ([stated("section", 1)], "covered TEST_1_STATED"),
        ([stated("section", 1, status="superseded")], "suspect TEST_1_STATED"),
        ([stated("section", 1, status="draft")], "draft TEST_1_STATED"),
        ([stated("section", 1), own("section", 2)], "covered TEST_2_OWN"),
        ([stated("section", 1), own("section", 2, status="draft")], "covered TEST_1_STATED"),
        (
            [stated("section", 1, status="superseded"), own("section", 2)],
            "covered TEST_2_OWN",
        ),
        (
            [stated("section", 1, status="superseded"), own("section", 2, status="draft")],
            "suspect TEST_1_STATED",
        ),
        ([stated("section", 1), stated("section", 2)], "covered TEST_1_STATED TEST_2_STATED"),
        ([stated("section", 1, valid_until="2026-05-31")], "stale TEST_1_STATED"),
        ([stated("section", 1, valid_until="2026-06-01")], "covered TEST_1_STATED"),
        (
            [
                stated("section", 1, valid_until="2026-05-31"),
                own("section", 2, valid_until="2026-05-30"),
            ],
            "stale TEST_1_STATED",
        ),
        (
            [stated("section", 1), own("section", 2, valid_until="2026-05-30")],
            "covered TEST_1_STATED",
        ),
    ],
)
def test_our_own_section_comes_before_what_is_stated(items: list[Item], says: str) -> None:
    found = cell("section", *items)
    assert f"{found.state} {' '.join(found.by)}" == says
    assert found.stated_by == ((PRO.id,) if "STATED" in says else ())


FRESH, OLD = "2026-05-01", "2025-01-01"


@pytest.mark.parametrize(
    ("items", "says"),
    [
        ([stated("record", 1, date=FRESH)], "covered TEST_1_STATED"),
        ([stated("record", 1, date=FRESH, valid_until="2026-05-31")], "stale TEST_1_STATED"),
        ([stated("record", 1, date=FRESH), own("record", 2, date=FRESH)], "covered TEST_2_OWN"),
        ([stated("record", 1, date=FRESH), own("record", 2, date=OLD)], "covered TEST_1_STATED"),
        (
            [stated("record", 1, date=FRESH), own("record", 2, date=FRESH, result="fail")],
            "failed TEST_2_OWN",
        ),
        (
            [stated("record", 1, date=FRESH), own("record", 2, date=OLD, result="fail")],
            "failed TEST_2_OWN",
        ),
        (
            [stated("record", 1, date=FRESH), own("record", 2, date=FRESH, result="partial")],
            "partial TEST_2_OWN",
        ),
        (
            [stated("record", 1, date=FRESH), own("record", 2, date=OLD, result="partial")],
            "stale TEST_2_OWN",
        ),
        (
            [stated("record", 1, date=FRESH), own("record", 2, date=OLD, result="")],
            "covered TEST_1_STATED",
        ),
        (
            [stated("record", 1, date=FRESH), own("record", 2, date="2026-04-01")],
            "covered TEST_2_OWN",
        ),
        ([stated("record", 1, date=FRESH, status="superseded")], "suspect TEST_1_STATED"),
    ],
)
def test_a_record_of_our_own_comes_first_unless_it_is_old(items: list[Item], says: str) -> None:
    found = cell("record", *items)
    assert f"{found.state} {' '.join(found.by)}" == says
    assert found.stated_by == ((PRO.id,) if "STATED" in says else ())


def test_a_cell_names_all_on_whose_statement_it_rests() -> None:
    found = cell("section", stated("section", 1, PRO.id, NET.id))
    assert found.stated_by == (PRO.id, NET.id)
    assert str(found.fresh_until) == "2026-12-31"
    gone = cell("section", stated("section", 1, PRO.id, NET.id, status="superseded"))
    assert (gone.stated_by, gone.via) == ((PRO.id, NET.id), None)


def test_only_what_others_stated_of_the_same_kind_is_withdrawn() -> None:
    gone = own("section", 1, status="superseded")
    assert cell("section", gone, stated("record", 2, date=FRESH)).state == "missing"
    other = stated("section", 1, status="superseded")
    wrong = other._replace(type="record", links={**other.links, "proves": ("TSA_M1_02",)})
    assert cell("section", wrong).state == "missing"
    assert cell("section", other._replace(links={"stated_by": (PRO.id,)})).state == "missing"


@pytest.mark.parametrize(
    ("ends", "state", "until"),
    [
        (["2026-09-01"], "covered", "2026-09-01"),
        (["2026-09-01", "2026-10-01"], "covered", "2026-10-01"),
        (["2026-09-01", ""], "covered", None),
        (["2026-05-31", "2026-05-30"], "stale", "2026-05-31"),
        (["2026-05-31", "2026-06-01"], "covered", "2026-06-01"),
        (["2026-05-31", ""], "covered", None),
        (["2026-05-31", "ever"], "covered", None),
        (["ever"], "covered", None),
        ([], "missing", None),
    ],
)
def test_sections_count_until_the_last_of_them_ends(
    ends: list[str], state: str, until: str | None
) -> None:
    texts = [own("section", n, valid_until=end) for n, end in enumerate(ends)]
    found = cell("section", *texts)
    assert (found.state, found.fresh_until and str(found.fresh_until)) == (state, until)
