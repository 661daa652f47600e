"""How a visitor finds an object or a page: the jump box, filters of tables, the search page."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.site.test_browser import SHOWN, Open

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]


def test_jump_box_finds_an_object_by_id_number_and_title(visit: Open) -> None:
    page = visit().go("concept/provider/emergency.html")
    box = page.locator(".nw-jump input")
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
    box = page.locator(".nw-jump input")
    status = page.locator(".nw-jump").get_by_role("status")
    box.fill("zzyzx qwyjibo")
    expect(status).to_have_text("Nothing found")
    for number in ("§ 7.3", "§\u00a07.3", "§7.3"):
        box.fill(number)
        expect(page.locator(".nw-jump-results a").first).to_contain_text("RWD_C_07_3")
        expect(status).to_be_empty()


def test_umlauts_are_found_as_they_are_typed(visit: Open) -> None:
    page = visit().go("registers/parties.html")
    box = page.locator(".nw-jump input")
    rows = page.locator("[data-nw-filter=text]").first
    for typed in ("Prüfhaus", "pruefhaus", "PRU\u0308FHAUS"):
        box.fill(typed)
        expect(page.locator(".nw-jump-results a").first).to_contain_text("Prüfhaus Siebenstern")
        rows.fill(typed)
        expect(page.locator(SHOWN)).to_have_count(1)


def test_the_page_of_the_search_quotes_texts_and_shows_more(visit: Open) -> None:
    visitor = visit("VKN")
    page = visitor.go("search.html?q=incident")
    found = page.locator(".nw-found li")
    expect(found).to_have_count(20)
    expect(found.locator("mark").first).to_contain_text(re.compile("incident", re.IGNORECASE))
    expect(page.locator(".nw-found [role=status]")).to_have_text(re.compile(r"^\d+ found\.$"))
    page.get_by_role("button", name=re.compile("more$")).click()
    expect(found.nth(20).locator("a")).to_be_focused()
    page.get_by_role("searchbox", name="Search for").fill("§ 7.3")
    page.get_by_role("searchbox", name="Search for").press("Enter")
    expect(found.first).to_contain_text("VKN_C_07_3")
    visitor.go("search.html?q=ISB")  # the German word for what the texts call ISO
    expect(found.first).to_contain_text("ISO")
    visitor.go("search.html?q=%3Cimg%20src%3Dx%3E")
    expect(page.locator(".nw-found [role=status]")).to_have_text("Nothing found")
    assert visitor.complaints == []


def test_arrows_lead_through_what_the_box_finds(visit: Open) -> None:
    page = visit("VKN").go("index.html")
    box = page.locator(".nw-jump input")
    box.fill("provider")
    links = page.locator(".nw-jump-results a")
    expect(links).to_have_count(13)
    expect(links.last).to_have_text(re.compile(r"^\d+ more$"))
    box.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    expect(links.nth(1)).to_be_focused()
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowUp")
    expect(box).to_be_focused()
    page.keyboard.press("Escape")
    expect(links.first).to_be_hidden()
