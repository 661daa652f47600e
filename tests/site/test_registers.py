"""Registers on pages: each has a page with table and cards, and any page can show a table."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser
from selectolax.lexbor import LexborHTMLParser, LexborNode

from tests.support.builds import Builds, tree
from tests.support.sandbox import Sandbox
from tests.support.visits import (
    ALL_BUT_CONTRAST,
    ALL_RULES,
    CONTRAST,
    DESKTOP,
    LAPTOP,
    PHONE,
    Visit,
    visitors,
)

pytestmark = pytest.mark.xdist_group("browser")

REGISTERS = {
    "assets": """\
        assets:
          - {id: TEST_A_APP, title: Application, kind: application, sphere: client,
             confidentiality: high, integrity: high, availability: normal, reason: Health data}
          - {id: TEST_A_DB, title: Database, kind: system, sphere: provider,
             confidentiality: high, integrity: high, availability: normal, reason: As above,
             carries: TEST_A_APP}
        """,
    "slas": """\
        slas:
          - {id: TEST_V_01, title: Availability, target: 99.5, unit: "%", direction: at least,
             interval: P1M, agreed_in: TEST_C_02, measured: {2026-08: 99.4, 2026-09: 99.7}}
        """,
    "duties": """\
        contacts:
          - {id: TEST_K_LONG, title: Informationssicherheitsbeauftragter, party: TEST_P_CLIENT}
        duties:
          - {id: TEST_U_01, title: Review, kind: review, interval: P3M, first: 2027-01-01,
             owner: TEST_K_LONG, renews: TSA_M2_EMG_01}
          - {id: TEST_U_02, title: Other review, kind: review, interval: P3M, first: 2027-01-01,
             owner: TEST_K_ISB, renews: TSA_M2_EMG_01}
        """,
    "mixed": """\
        demands:
          - {id: TEST_B_01, title: Within two hours, status: agreed, date: 2026-05-20,
             by: TEST_K_ISB, asks_for: TSA_M2_EMG_01}
        interfaces:
          - {id: TEST_I_01, title: Administration, purpose: Remote administration,
             between: [TEST_A_APP, TEST_A_DB]}
        """,
}
NOTES = """\
# Notes

The {need}`TEST_A_DB` is described by {need}`TEST_I_01`.

:::{register} asset
:where: kind=system
:columns: reason, carries
:title: Systems
:::
"""
WRONG = """\
# Wrong

:::{register} server
:::

:::{register} asset
:where: kind=server
:::

:::{register} asset
:columns: colour
:::
"""


@dataclasses.dataclass(kw_only=True)
class Small:
    """The site of a small project, built once and then incrementally."""

    workspace: Sandbox
    room: Path
    builds: Builds

    def build(self) -> str:
        result = self.builds.start(self.workspace.root, self.room, "--keep-going", "-W").result()
        return result.stderr

    def page(self, name: str) -> LexborHTMLParser:
        return LexborHTMLParser((self.room / "html" / name).read_bytes())


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory, builds: Builds) -> Small:
    room = tmp_path_factory.mktemp("registers")
    workspace = Sandbox(room / "workspace", documents=True)
    (workspace.root / "conf.py").write_text(
        'project = "Test"\nextensions = ["nachweis"]\nhtml_theme = "furo"\n', encoding="utf-8"
    )
    for name, text in REGISTERS.items():
        workspace.write(f"registers/{name}.yaml", text)
    workspace.write("notes.md", NOTES)
    small = Small(workspace=workspace, room=room / "out", builds=builds)
    assert small.build() == ""
    return small


def rows(page: LexborHTMLParser | LexborNode) -> Iterator[list[str]]:
    for row in page.css("tbody tr"):
        yield [" ".join(cell.text(separator=" ").split()) for cell in row.iter()]


def text(page: LexborHTMLParser, selector: str) -> str:
    found = page.css_first(selector)
    assert found is not None, selector
    return " ".join(found.text(separator=" ").split())


def test_a_register_is_a_page_with_table_and_cards(small: Small) -> None:
    page = small.page("registers/assets.html")

    assert text(page, "h1").startswith("Assets")
    assert [row[0] for row in rows(page)] == [
        *("Application TEST_A_APP Health data", "Database TEST_A_DB As above")
    ]
    assert "as inherited, Application" in [*rows(page)][1][3]
    assert [card.attributes["id"] for card in page.css(".nw-card")] == ["TEST_A_APP", "TEST_A_DB"]


def test_a_file_with_several_registers_has_a_part_for_each(small: Small) -> None:
    page = small.page("registers/mixed.html")

    assert text(page, "h1").startswith("Mixed")
    assert [" ".join(h.text().split()).rstrip("¶#") for h in page.css("h2")] == [
        *("Demands", "Interfaces")
    ]


def test_a_plot_says_in_words_what_it_shows(small: Small) -> None:
    page = small.page("registers/slas.html")

    assert text(page, "svg.nw-plot > title") == (
        "Availability: 2 values from 2026-08 to 2026-09, at least 99.5 %. Missed in 2026-08."
    )
    assert len(page.css("svg .nw-plot-missed")) == len(page.css("svg .nw-plot-point")) == 1
    assert [row[:2] for row in rows(page)] == [["2026-09", "99.7"], ["2026-08", "99.4"]]


def test_directive_and_role_show_entries_on_any_page(small: Small) -> None:
    page = small.page("notes.html")

    assert [*rows(page)] == [["Database TEST_A_DB", "As above", "Application"]]
    assert text(page, "caption") == "Systems"
    links = {a.attributes["href"] for a in page.css("article p a.reference")}
    assert links >= {"registers/assets.html#TEST_A_DB", "registers/mixed.html#TEST_I_01"}


def test_requirement_life_is_on_card_and_in_matrix(small: Small) -> None:
    card = small.page("catalog/TSA_M2.html").css_first("#TSA_M2_EMG_01")
    matrix = small.page("coverage/contract.html")

    assert card is not None
    assert "agreed 2026-05-20 Within two hours Security officer" in " ".join(
        card.text(separator=" ").split()
    )
    row = next(row for row in rows(matrix) if "TSA_M2_EMG_01" in row[0])
    assert row[2] == "agreed 2026-05-20"


def test_calendar_names_owner_and_object(small: Small) -> None:
    page = small.page("calendar.html")

    assert ["Review of access rights TEST_R_03", "2027-01-01"] in [row[:2] for row in rows(page)]


def test_intervals_are_said_in_words(small: Small) -> None:
    assert "Interval every month" in text(small.page("registers/slas.html"), "#TEST_V_01")


def test_wrong_options_name_what_is_allowed(small: Small) -> None:
    small.workspace.write("wrong.md", WRONG)
    try:
        errors = small.build()
    finally:
        (small.workspace.root / "projects" / "TEST" / "wrong.md").unlink()

    assert "register: 'server' is unknown; allowed are clause, section, record" in errors
    assert "register: kind is never 'server'; allowed are application, system" in errors
    assert "register: 'colour' is no column of asset; allowed are kind, sphere" in errors


def test_what_other_files_say_reaches_tables_and_views(small: Small) -> None:
    small.build()
    before = tree(small.room / "html")
    small.workspace.edit("registers/assets.yaml", "reason: As above", "reason: As the application")
    small.workspace.edit("concept/overall.md", ":implements: TEST_C_03", ":describes: TEST_I_01")
    assert small.build() == ""
    after = tree(small.room / "html")

    assert b"As the application" in after["notes.html"]
    assert b"Measuring service levels" in after["registers/mixed.html"]
    assert b"Measuring service levels" not in before["registers/mixed.html"]
    assert after["registers/contacts.html"] == before["registers/contacts.html"]


@pytest.mark.browser
def test_long_names_break_in_cards_and_are_found(small: Small, browser: Browser) -> None:
    with visitors(browser) as visitor:
        page = visitor(small.room / "html", size=LAPTOP).go("registers/duties.html")
        wide = page.locator(".nw-card").evaluate_all(
            "cards => cards.filter((c) => c.scrollWidth > c.clientWidth).map((c) => c.id)"
        )
        assert wide == []
        matrix = page.locator("[data-nw-matrix]", has_text="Other review")
        matrix.locator("[data-nw-filter=text]").fill("Informationssicherheitsbeauftragter")
        assert matrix.locator("tbody tr:not([hidden]) th a").all_inner_texts() == ["Review"]


LOOKED_AT = (
    "calendar.html",
    *(f"registers/{name}.html" for name in ("partners", "slas", "rights")),
)


@pytest.mark.browser
def test_registers_are_accessible_and_fit_a_phone(visit: Callable[..., Visit], axe: str) -> None:
    visitor = visit("VKN")
    for name in LOOKED_AT:
        visitor.go(name)
        visitor.resize(PHONE)
        assert visitor.js("document.documentElement.scrollWidth <= innerWidth"), name
        visitor.resize(DESKTOP)
        rules = ALL_RULES if name == LOOKED_AT[0] else ALL_BUT_CONTRAST
        assert visitor.violations(axe, rules) == []
    assert visitor.complaints == []


@pytest.mark.browser
@pytest.mark.slow
@pytest.mark.parametrize("dark", [True, False])
def test_registers_have_enough_contrast(
    visit: Callable[..., Visit], axe: str, *, dark: bool
) -> None:
    visitor = visit("VKN", dark=dark)
    for name in LOOKED_AT:
        visitor.go(name)
        assert visitor.violations(axe, CONTRAST) == []
