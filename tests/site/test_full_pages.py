"""No page grows with what its objects have: lists end where it is full, and the rest is counted."""

from __future__ import annotations

import dataclasses
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import pytest
import yaml

from nachweis.model.outputs import PROOF_PAGE
from nachweis.site.apart import BODY
from nachweis.site.config import SiteConfig
from nachweis.site.documents import read_state
from nachweis.site.proofs import proof_page
from nachweis.site.room import ROOMS, room_on
from nachweis.site.state import State
from nachweis.site.views import view_html
from nachweis.views.proof import references_of
from tests.support.parts import App, parts
from tests.support.sandbox import TEMPLATE, TODAY, Sandbox

MANY: Final = 500
MOST: Final = 5600
"""Elements: what is around a page's content has some 400."""


def state_of(root: Path) -> State:
    return read_state(root, SiteConfig(project="TEST", as_of=TODAY), "en")


def elements(html: str) -> int:
    return html.count("<") - html.count("</")


@pytest.fixture(scope="module")
def crowded(tmp_path_factory: pytest.TempPathFactory) -> State:
    """A project in which all proves, checks and demands the same few things."""
    root = tmp_path_factory.mktemp("crowded") / "ws"
    workspace = Sandbox(root, documents=True)
    register: dict[str, list[dict[str, Any]]] = {"contacts": [], "demands": [], "assets": []}
    for number in range(MANY):
        base = {"title": f"Number {number}"}
        person = {"party": "TEST_P_CLIENT", "phone": "+49 30 1"}
        register["contacts"].append({"id": f"TEST_K_{number}", **base, **person})
        wish = {"status": "desired", "date": "2026-01-02", "by": f"TEST_K_{number}"}
        wanted = ["TSA_M1_01", "TSA_M1_02"]
        register["demands"].append({"id": f"TEST_B_{number}", **base, **wish, "asks_for": wanted})
        thing = {"kind": "system", "owner": f"TEST_K_{number}", "uses": ["TEST_A_0"]}
        register["assets"].append({"id": f"TEST_A_{number}", **base, **thing})
        record = f"record R_{number} kind=test date=2026-03-01 result=pass by=TEST_K_{number}"
        workspace.add(f"{record} proves=TSA_M1_02 checks=TEST_C_03", f"evidence/{number // 50}.md")
        clause = f"clause C_9{number} number=9.{number} status=agreed obliges=provider"
        workspace.add(f"{clause} fulfils=TSA_M1_02,TSA_M1_03", f"contract/{number // 50}.md")
        waiver = f"decision D_{number} kind=accepted-risk date=2026-03-01 until=2026-12-01"
        waiver += f" approved_by=TEST_K_{number} concerns=TSA_M1_01"
        workspace.add(waiver, f"decisions/{number // 50}.md")
    unknown = ",".join(f"NOTHING_{number}" for number in range(30))
    workspace.add(f"section S_90 concept=client status=approved addresses={unknown}")
    for name, entries in register.items():
        workspace.write(f"registers/many-{name}.yaml", yaml.safe_dump({name: entries}))
    return state_of(root)


def weights(state: State) -> Iterator[tuple[str, int]]:
    """Yield each page with how many elements its cards and views have together."""
    found = Counter[str]()
    for docname, _, html in parts(state):
        found[docname] += sum(map(elements, [html] if isinstance(html, str) else html[:2]))
    yield from found.items()


def test_pages_end_where_they_are_full(crowded: State) -> None:
    assert {name: size for name, size in weights(crowded) if size > MOST} == {}


def test_proofs_of_a_requirement_end_where_their_page_is_full(crowded: State) -> None:
    app: Any = App(crowded)
    references = references_of(crowded.crosswalks.values())
    for position, identifier in enumerate(crowded.verdicts[0].graph.requirements):
        name = PROOF_PAGE.format(identifier)
        page = proof_page(crowded, app, BODY, references, name, position)
        assert elements(page) <= MOST, identifier
        if identifier == "TSA_M1_02":
            assert f"and {MANY - 1 - 60} more" in page.replace("\n", " ")
            assert '<a href="../evidence/9.html">evidence/9</a> 50' in page


def test_what_is_left_out_is_counted_by_document(crowded: State) -> None:
    cards = {name: html for _, name, html in parts(crowded) if not isinstance(html, str)}
    foot = cards["TSA_M1_01"].foot
    assert "nw-life" in foot
    assert f"registers/many-demands</a> {MANY - 12}" in foot


def test_all_is_shown_where_there_is_room() -> None:
    state = state_of(TEMPLATE)
    assert {room_on(state, name) for name in state.pages} == {ROOMS[0]}


def test_three_hundred_projects_are_named_on_a_page_those_overdue_first() -> None:
    state = read_state(TEMPLATE, SiteConfig(as_of=TODAY), "en")
    portfolio = state.portfolio()
    row = portfolio.rows[0]
    situation = row.dashboard.situation._replace(overdue=3)
    late = row._replace(dashboard=dataclasses.replace(row.dashboard, situation=situation))
    state.made["portfolio",] = portfolio._replace(rows=(*portfolio.rows * 299, late))
    app: Any = App(state)
    page = view_html(app, "index", "portfolio", {})
    assert elements(page) <= MOST
    assert page.count('href="TEST/index.html"') == 300
    assert page.index("3 overdue") < page.index("</tr>", page.index("<tbody>"))
