"""How a visitor finds an object or a page: the jump box, filters of tables, the search page."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.site.test_browser import SHOWN, Open

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]


def test_jump_box_finds_an_object_by_id_number_and_title(visit: Open) -> None:
    page = visit().go("concept/provider/emergency.html")
    box = page.get_by_role("searchbox", name="Jump to ID or title")
    box.fill("notice incidents")
    expect(page.locator(".nw-jump-results a")).not_to_have_count(0)
    box.fill("7.3")
    expect(page.locator(".nw-jump-results a").first).to_contain_text("RWD_C_07_3")
    box.fill("ops31_m02_emg_04")
    expect(page.locator(".nw-jump-results a")).to_have_count(1)
    box.press("Enter")
    expect(page).to_have_url(re.compile(r"proof/OPS31_M02_EMG_04\.html$"))
    expect(page.locator("h1")).to_be_in_viewport()


def test_jump_box_takes_numbers_as_pages_show_them_and_says_what_it_lacks(visit: Open) -> None:
    page = visit().go("index.html")
    box = page.get_by_role("searchbox", name="Jump to ID or title")
    status = page.locator(".nw-jump").get_by_role("status")
    box.fill("no such object")
    expect(status).to_have_text("No object found")
    for number in ("§ 7.3", "§\u00a07.3", "§7.3"):
        box.fill(number)
        expect(page.locator(".nw-jump-results a").first).to_contain_text("RWD_C_07_3")
        expect(status).to_be_empty()


def test_umlauts_are_found_as_they_are_typed(visit: Open) -> None:
    page = visit().go("registers/parties.html")
    box = page.get_by_role("searchbox", name="Jump to ID or title")
    rows = page.locator("[data-nw-filter=text]").first
    for typed in ("Prüfhaus", "pruefhaus", "PRU\u0308FHAUS"):
        box.fill(typed)
        expect(page.locator(".nw-jump-results a")).to_have_count(1)
        expect(page.locator(".nw-jump-results a")).to_contain_text("Prüfhaus Siebenstern")
        rows.fill(typed)
        expect(page.locator(SHOWN)).to_have_count(1)


def test_search_shows_objects_and_pages(visit: Open) -> None:
    visitor = visit()
    page = visitor.go("search.html?q=incident")
    expect(page.locator(".nw-found a").first).to_be_visible()
    expect(page.locator("ul.search a").first).to_be_visible()
    expect(page.locator("#search-results")).to_contain_text("Search finished")
    assert visitor.complaints == []


def test_search_page_asks_for_words(visit: Open) -> None:
    page = visit().go("search.html")
    box = page.locator("article").get_by_role("searchbox", name="Search")
    expect(box).to_have_accessible_description(re.compile("objects by ID, number and title"))
    box.fill("incident")
    page.locator("article").get_by_role("button", name="Search").click()
    expect(page.locator("#search-results")).to_contain_text("Search finished")
    expect(page.locator("article").get_by_role("searchbox")).to_have_value("incident")
