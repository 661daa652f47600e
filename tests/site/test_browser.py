"""What a visitor does with the site in a browser, opened from a disk."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final

import pytest
from playwright.sync_api import expect

from tests.support.visits import ALL_RULES, CONTRAST, DESKTOP, LAPTOP, PHONE, Visit

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

MATRIX: Final = "coverage/operation.html"
MEASURE: Final = "catalog/OPS31_M16.html"
CLAUSES: Final = "contract/framework-security.html"
PROOF: Final = "proof/OPS31_M02_EMG_04.html"
CHANGES: Final = "changes/since-1.0.0.html"
PAGES: Final = (
    "index.html",
    "coverage/index.html",
    MATRIX,
    MEASURE,
    CLAUSES,
    PROOF,
    "mine/provider.html",
    "decisions-and-derogations.html",
    CHANGES,
    "registers/contacts.html",
    "catalog/index.html",
    "crosswalk/dora.html",
    "glossary.html",
)
LIGHT: Final = ("coverage/index.html", "coverage/strategy.html", CLAUSES, CHANGES, "search.html")
DARK: Final = ("index.html", MEASURE, PROOF, "../docs/tutorial/first-project.html")
"""Pages for axe-core, to which contrasts are the most work; the slow tests take both the other way
round, too."""

SHOWN: Final = "[data-nw-matrix] tbody tr:not([hidden])"

Open = Callable[..., Visit]
SLOW: Final = pytest.mark.slow


def test_opens_from_a_disk_without_errors_or_requests_and_never_scrolls_sideways(
    visit: Open,
) -> None:
    visitor = visit(size=LAPTOP)
    for page in (*PAGES, "../index.html"):
        visitor.go(page)
        for size in (LAPTOP, PHONE):
            visitor.resize(size)
            wide = visitor.js(
                """['html', '.content'].filter((name) => {
                  const element = document.querySelector(name);
                  return element.scrollWidth > Math.min(element.clientWidth, innerWidth);
                })"""
            )
            assert wide == [], (page, size)
    assert visitor.complaints == []


@pytest.mark.parametrize(("pages", "dark"), [(LIGHT, False), (DARK, True)])
def test_accessible(visit: Open, axe: str, pages: Sequence[str], *, dark: bool) -> None:
    visitor = visit(dark=dark)
    for page in pages:
        visitor.go(page)
        assert visitor.violations(axe, ALL_RULES) == []


def test_targets_are_large_enough_to_hit(visit: Open, axe: str) -> None:
    visitor = visit()
    for page in (PROOF, MATRIX):
        visitor.go(page)
        for size in (DESKTOP, PHONE):
            visitor.resize(size)
            assert visitor.violations(axe, "{runOnly: ['target-size']}") == [], size


@SLOW
@pytest.mark.parametrize(("pages", "dark"), [(LIGHT, True), (DARK, False)])
def test_enough_contrast(visit: Open, axe: str, pages: Sequence[str], *, dark: bool) -> None:
    visitor = visit(dark=dark)
    for page in pages:
        visitor.go(page)
        assert visitor.violations(axe, CONTRAST) == []


@pytest.mark.parametrize("width", [1320, *(pytest.param(w, marks=SLOW) for w in (1440, 2200))])
def test_tables_fit_a_desktop(visit: Open, width: int) -> None:
    visitor = visit("VKN", size=(width, 900))
    for page in ("index.html", "coverage/index.html", "coverage/contract.html", "mine/client.html"):
        visitor.go(page)
        assert visitor.js(
            """[...document.querySelectorAll('.nw-scroll')]
              .every((box) => box.scrollWidth <= box.clientWidth + 1
                && box.getBoundingClientRect().right <= innerWidth)"""
        ), page


def test_two_clicks_to_what_is_open_in_a_phase(visit: Open) -> None:
    visitor = visit()
    page = visitor.go("index.html")
    expect(page.locator(".nw-step[aria-current=step]")).to_contain_text("Running operation")
    page.locator(".nw-step[aria-current=step] a[href$='!open']").click()
    visitor.arrive(re.compile(r"coverage/operation\.html#nw:!open$"))
    states = page.locator(SHOWN).evaluate_all("rows => rows.map((r) => r.dataset.nwStates)")
    assert 0 < len(states) < page.locator("[data-nw-matrix] tbody tr").count()
    assert all("open" in state.split() for state in states)


def test_heat_map_leads_to_the_rows_of_a_measure(visit: Open) -> None:
    visitor = visit()
    page = visitor.go("coverage/index.html")
    cell = page.locator("a[href='operation.html#nw:@OPS31_M10']")
    total = int(cell.locator(".nw-tally").inner_text().split("/")[1])
    cell.click()
    visitor.arrive(re.compile(r"operation\.html#nw:.*OPS31_M10$"))
    expect(page.locator(SHOWN)).to_have_count(total)
    expect(page.locator("[data-nw-filter=measure]")).to_have_value("OPS31_M10")


def test_legend_filters_the_matrix_below_it(visit: Open) -> None:
    page = visit().go(MATRIX)
    page.locator(".nw-legend a[href='#nw:!waived']").click()
    expect(page.locator("[data-nw-filter=state]")).to_have_value("waived")
    assert all("waived" in text for text in page.locator(SHOWN).all_inner_texts())


def test_filters_count_combine_and_survive_a_reload(visit: Open) -> None:
    visitor = visit()
    page = visitor.go(MATRIX)
    everything = page.locator(SHOWN).count()
    page.locator("[data-nw-filter=text]").fill("exercise regular")
    page.locator("[data-nw-filter=state]").select_option("open")
    page.locator("[data-nw-filter=party]").select_option("provider")
    texts = [text.lower() for text in page.locator(SHOWN).all_inner_texts()]
    assert texts
    assert all("exercise" in text and "regular" in text for text in texts)
    expect(page.locator("output")).to_have_text(f"{len(texts)} of {everything} rows")
    page.reload()
    visitor.settle()
    expect(page.locator("output")).to_have_text(f"{len(texts)} of {everything} rows")
    page.get_by_role("button", name="Show all").click()
    expect(page.locator(SHOWN)).to_have_count(everything)
    expect(page).not_to_have_url(re.compile("#"))


def test_sorts_both_ways_and_says_so(visit: Open) -> None:
    page = visit().go(MATRIX)
    head = page.locator("th", has_text="Record")
    column = head.evaluate("head => head.cellIndex + 1")
    cells = page.locator(f"[data-nw-matrix] tbody tr > :nth-child({column})")
    for direction in ("ascending", "descending"):
        head.get_by_role("button").click()
        expect(head).to_have_attribute("aria-sort", direction)
        states = [int(n) for n in cells.evaluate_all("c => c.map((x) => x.dataset.nwState)")]
        assert states == sorted(states, reverse=direction == "descending")
    page.locator("th", has_text="Requirement").get_by_role("button").press("Enter")
    names = page.locator("[data-nw-matrix] tbody tr > th code").all_inner_texts()
    assert names == sorted(names)
    assert page.locator("th[aria-sort]").count() == 1


def test_csv_holds_the_rows_that_are_shown(visit: Open, tmp_path: Path) -> None:
    page = visit().go(f"{MATRIX}#nw:!open&@OPS31_M10")
    with page.expect_download() as download:
        page.get_by_role("button", name="CSV").click()
    target = tmp_path / "matrix.csv"
    download.value.save_as(target)
    text = target.read_text(encoding="utf-8-sig")
    head, *rows = csv.reader(io.StringIO(text))
    assert head[:4] == ["ID", "Measure", "Degree", "Requirement"]
    assert {row[1] for row in rows} == {"OPS.3.1.M10"}
    assert len(rows) == page.locator(SHOWN).count()
    assert all(len(row) == len(head) for row in rows)
    first = head.index("Record")
    assert head[first + 1 : first + 3] == ["Record: ID", "Record: Date"]


def test_csv_has_state_and_all_references_and_dates_in_columns(visit: Open, tmp_path: Path) -> None:
    page = visit("VKN").go(MATRIX)
    with page.expect_download() as download:
        page.get_by_role("button", name="CSV").click()
    target = tmp_path / "matrix.csv"
    download.value.save_as(target)
    rows = list(csv.DictReader(io.StringIO(target.read_text(encoding="utf-8-sig"))))
    assert {"covered", "partial", "waived"} <= {row["Record"] for row in rows}
    partial = next(row for row in rows if row["Record"] == "partial")
    assert re.fullmatch(r"VKN_R_\w+", partial["Record: ID"])
    assert re.fullmatch(r"\d{4}-\d\d-\d\d", partial["Record: Date"])
    assert any(", VKN_R_" in row["Record: ID"] for row in rows)


def test_csv_of_a_redline_has_marks(visit: Open, tmp_path: Path) -> None:
    page = visit("VKN").go(CHANGES)
    with page.expect_download() as download:
        page.locator("[data-nw-do=csv]").first.click()
    target = tmp_path / "changes.csv"
    download.value.save_as(target)
    text = target.read_text(encoding="utf-8-sig")
    assert re.search(r"\[-[^\]]+-\]", text)
    assert re.search(r"\{\+[^}]+\+\}", text)


def test_a_link_to_what_is_folded_unfolds_it(visit: Open) -> None:
    page = visit("VKN").go(CHANGES)
    expect(page.locator("details#coverage")).not_to_have_attribute("open", "")
    page.locator(".nw-legend a[href='#coverage']").click()
    expect(page.locator("details#coverage")).to_have_attribute("open", "")


def test_a_filtered_print_says_so_on_every_sheet(visit: Open) -> None:
    page = visit().go(MATRIX)
    page.emulate_media(media="print")
    expect(page.locator(".nw-printed")).to_have_count(0)
    page.emulate_media(media="screen")
    visit_filtered = visit().go(f"{MATRIX}#nw:!open")
    expect(visit_filtered.locator(".nw-printed")).to_be_hidden()
    visit_filtered.emulate_media(media="print")
    note = visit_filtered.locator("thead .nw-printed")
    expect(note).to_be_visible()
    expect(note).to_contain_text("State: all that is open")
    expect(note).to_contain_text("rows")


def test_cells_name_the_proof_and_its_date(visit: Open) -> None:
    cell = visit("VKN").go(MATRIX).locator("tr:not([hidden]) .nw-cell-covered").first
    expect(cell).to_contain_text(re.compile(r"covered.*[A-Z][a-z]+ .*\d{4}-\d\d-\d\d"))


def test_open_rows_stand_first(visit: Open) -> None:
    states = (
        visit("VKN")
        .go(MATRIX)
        .locator("tbody tr")
        .evaluate_all(
            "(rows) => rows.map((row) => row.dataset.nwStates.split(' ').includes('open'))"
        )
    )
    assert states == sorted(states, reverse=True)
    assert any(states)


def test_from_a_requirement_to_its_clause_and_back(visit: Open) -> None:
    page = visit().go("catalog/OPS31_M02.html#OPS31_M02_EMG_04")
    page.locator("#OPS31_M02_EMG_04 a[href$='#RWD_C_07_3']").click()
    expect(page.locator("#RWD_C_07_3")).to_be_in_viewport()
    page.locator("#RWD_C_07_3 a[href$='proof/OPS31_M02_EMG_04.html']").click()
    expect(page.locator(".nw-proof-part a[href$='#RWD_C_07_3']").first).to_be_in_viewport()


@pytest.mark.parametrize("dark", [False, pytest.param(True, marks=SLOW)])
def test_links_in_a_matrix_look_like_links(visit: Open, *, dark: bool) -> None:
    visitor = visit(dark=dark)
    visitor.go(MATRIX)
    colours = """(name) => [...new Set([...document.querySelectorAll(name)]
      .map((link) => getComputedStyle(link).color))]"""
    inside = visitor.page.evaluate(colours, "[data-nw-matrix] td .nw-ref")
    assert inside == visitor.page.evaluate(colours, "[data-nw-matrix] tbody th a")
    assert len(inside) == 1


def test_keyboard_focus_is_seen_in_the_sidebar(visit: Open) -> None:
    page = visit().go("index.html")
    box = page.locator(".nw-jump input")
    for _ in range(5):
        if box.evaluate("box => box === document.activeElement"):
            break
        page.keyboard.press("Tab")
    expect(box).to_be_focused()
    assert box.evaluate("box => getComputedStyle(box).outlineStyle") != "none"


def test_the_navigation_opens_at_the_page_that_is_shown(visit: Open) -> None:
    page = visit(size=LAPTOP).go(MEASURE)
    here = page.locator('.sidebar-tree [aria-current="page"]')
    expect(here).to_have_count(1)
    expect(here).to_be_in_viewport()
    assert page.locator(".sidebar-tree details").count() > 5
    expect(page.locator(".sidebar-tree details[open]")).to_have_count(1)


def test_a_group_of_the_navigation_opens_without_javascript(visit: Open) -> None:
    page = visit(js=False).go("index.html")
    group = page.locator(".sidebar-tree details").nth(1)
    link = group.locator("a").first
    expect(link).to_be_hidden()
    group.locator("summary").click()
    expect(link).to_be_visible()


def test_no_cell_of_the_first_page_is_blank(visit: Open) -> None:
    cells = visit().go("index.html").locator("table td")
    assert cells.count() > 0
    assert [text for text in cells.all_inner_texts() if not text.strip()] == []


def test_without_javascript_everything_is_there(visit: Open) -> None:
    plain, full = visit(js=False), visit()
    for page in (MATRIX, "mine/provider.html", "index.html"):
        rows = full.go(page).locator("table tbody tr").count()
        assert plain.go(page).locator("table tbody tr:visible").count() == rows > 0, page
    expect(plain.page.locator(".nw-filters").first).to_be_hidden()


@pytest.mark.parametrize(
    "name", [MATRIX, *(pytest.param(n, marks=SLOW) for n in ("coverage/index.html", "index.html"))]
)
def test_prints_all_rows_and_columns(visit: Open, name: str) -> None:
    visitor = visit(dark=True)
    page = visitor.go(name)
    rows = page.locator("table tr").count()
    pdf = page.pdf(prefer_css_page_size=True, tagged=True)
    assert len(re.findall(rb"/S /TR\b", pdf)) >= rows
    left, top, right, bottom = map(float, re.findall(rb"/MediaBox \[([^]]+)\]", pdf)[0].split())
    assert right - left > bottom - top, "a table is printed in landscape"
    page.emulate_media(media="print")
    page.set_viewport_size({"width": round((297 - 28) / 25.4 * 96), "height": 700})
    assert visitor.js("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    assert visitor.js(
        """[...document.querySelectorAll('tr > *')]
          .every((cell) => cell.getBoundingClientRect().right <= innerWidth)"""
    )


def test_finds_the_way_and_opens_the_rows_of_a_register(visit: Open) -> None:
    visitor = visit("VKN")
    page = visitor.go("registers/parties.html#VKN_P_RWD")
    way = page.get_by_role("navigation", name="Way to this page")
    expect(way.get_by_role("listitem")).to_have_text(["All projects", "VKN", "Registers"])
    opened = page.locator("#VKN_P_RWD")
    expect(opened).to_be_visible()
    page.get_by_role("button", name="Details: Rechenwerk Datendienste GmbH").click()
    expect(opened).to_be_hidden()
    page.get_by_label("Search", exact=True).and_(page.locator("[data-nw-filter]")).fill("client")
    expect(page.locator("tr.nw-details:visible")).to_have_count(0)
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    visitor.go("contract/03-framework-security-and-emergencies.html")
    page.locator(".nw-card .headerlink").first.click()
    expect(page.get_by_role("status").filter(has_text="Link copied")).to_have_count(1)
    assert "#VKN_C_" in page.evaluate("navigator.clipboard.readText()")
    way.get_by_role("link", name="All projects").click()
    expect(page.locator("h1")).to_contain_text("All projects")
