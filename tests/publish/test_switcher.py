"""What a visitor does among versions, opened from a disk."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final

import pytest
from playwright.sync_api import Page, expect

from tests.support.repository import NAME, Repository, run
from tests.support.visits import ALL_RULES, CONTRAST, DESKTOP, PHONE, Visit

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("versions")]

CLAUSE: Final = "contract/agreement.html#TEST_C_02"
LATER: Final = "concept/later.html"
PAGES: Final = ("1.0.0/index.html", f"draft/{LATER}", "versions.html", f"1.0.0/{CLAUSE}")

Open = Callable[..., Visit]


def switch(page: Page) -> Page:
    page.locator(".nw-versions summary").click()
    return page


def entries(page: Page) -> list[str]:
    expect(page.locator(".nw-versions li")).to_have_count(4)
    return [text.strip() for text in page.locator(".nw-versions li").all_inner_texts()]


def test_stays_on_the_same_place_of_the_same_page(versioned: Repository, visit: Open) -> None:
    visitor = visit(versioned.site)
    page = switch(visitor.go(f"1.0.0/{CLAUSE}"))
    expect(page.locator(".nw-versions small", has_text="current")).to_be_visible()
    assert entries(page) == ["Draft", "1.1.0 current", "1.0.0", "All versions"]
    expect(page.locator(".nw-versions [aria-current]")).to_have_text("1.0.0")
    draft = page.locator(".nw-versions").get_by_role("link", name="Draft")
    expect(draft).to_have_attribute("href", re.compile("agreement"))
    draft.click()
    expect(page).to_have_url(re.compile(r"/TEST/draft/contract/agreement\.html#TEST_C_02$"))
    expect(page.locator("#TEST_C_02")).to_be_in_viewport()
    expect(page.locator(".nw-versions summary")).to_have_text("Draft")
    assert visitor.complaints == []


def test_page_that_a_version_lacks_leads_to_its_first_one_and_says_so(
    versioned: Repository, visit: Open
) -> None:
    page = switch(visit(versioned.site).go(f"draft/{LATER}"))
    expect(page.locator(".nw-versions li", has_text="1.0.0")).to_contain_text("without this page")
    expect(page.locator(".nw-versions li", has_text="1.1.0")).not_to_contain_text("without")
    page.locator(".nw-versions").get_by_role("link", name="1.0.0").click()
    expect(page).to_have_url(re.compile(r"/TEST/1\.0\.0/index\.html\?"))
    expect(page.locator(".nw-banner").and_(page.get_by_role("status"))).to_have_text(
        "The page concept/later.html is not in this version. This is the start page of the version."
    )


def test_old_version_and_draft_say_which_is_the_current_one(
    versioned: Repository, visit: Open
) -> None:
    page = visit(versioned.site).go(f"1.0.0/{CLAUSE}")
    banner = page.locator(".nw-banner:visible")
    expect(banner).to_have_text("This is version 1.0.0, the current one is 1.1.0.")
    expect(page.locator(".nw-particulars [data-nw-status]")).to_have_text("superseded")
    expect(page.locator(".nw-footer")).to_contain_text("superseded")
    assert page.locator("style[data-nw-page-superseded]").get_attribute("media") == "all"
    expect(banner.get_by_role("link")).to_have_attribute("href", re.compile("agreement"))
    banner.get_by_role("link").click()
    expect(page).to_have_url(re.compile(r"/TEST/1\.1\.0/contract/agreement\.html#TEST_C_02$"))
    expect(banner).to_have_count(0)
    expect(page.locator(".nw-particulars [data-nw-status]")).to_have_text("released")
    page = visit(versioned.site).go("draft/index.html")
    expect(banner := page.locator(".nw-banner:visible")).to_have_text(
        "This is the draft, the current version is 1.1.0."
    )
    expect(banner.get_by_role("link")).to_have_attribute("href", re.compile("1.1.0/index.html$"))


def test_page_built_long_ago_knows_later_versions(built: Repository, visit: Open) -> None:
    script = built.site / "TEST" / "versions.js"
    text = script.read_text(encoding="utf-8").replace('"preferred": true', '"preferred": false')
    newer = '{"name": "2.0.0", "version": "2.0.0", "url": "2.0.0/", "preferred": true},\n'
    script.write_text(
        text.replace('{"name": "1.1.0"', newer + '{"name": "1.1.0"'), encoding="utf-8"
    )
    (built.site / "TEST" / "1.1.0").rename(built.site / "TEST" / "2.0.0")
    page = visit(built.site).go("1.0.0/index.html")
    expect(page.locator(".nw-banner:visible")).to_contain_text("the current one is 2.0.0")
    expect(page.locator(".nw-banner a")).to_have_attribute("href", re.compile("2.0.0/index.html$"))


def test_keyboard_opens_and_closes_the_switcher(versioned: Repository, visit: Open) -> None:
    page = visit(versioned.site).go("latest/index.html")
    summary = page.locator(".nw-versions summary")
    expect(summary).to_have_text("Version 1.1.0")
    summary.press("Enter")
    first = page.locator(".nw-versions a").first
    expect(first).to_be_visible()
    page.keyboard.press("Tab")
    expect(first).to_be_focused()
    page.keyboard.press("Escape")
    expect(first).to_be_hidden()
    expect(summary).to_be_focused()


def test_without_javascript_a_page_lists_the_versions(versioned: Repository, visit: Open) -> None:
    page = visit(versioned.site, js=False).go(f"1.0.0/{CLAUSE}")
    expect(page.locator(".nw-banner:visible")).to_have_text(
        "This is version 1.0.0. All versions says whether it is the current one."
    )
    switch(page).locator(".nw-versions").get_by_role("link", name="All versions").click()
    expect(page.locator("h1")).to_have_text("Versions: A service for tests")
    expect(page.get_by_role("row")).to_have_count(4)
    page.get_by_role("link", name="1.1.0").click()
    expect(page).to_have_url(re.compile(r"/TEST/1\.1\.0/index\.html$"))


def test_address_of_the_project_leads_to_the_current_version(
    versioned: Repository, visit: Open
) -> None:
    page = visit(versioned.site).go("../index.html")
    page.get_by_role("link", name="A service for tests").click()
    expect(page).to_have_url(re.compile(r"/TEST/latest/index\.html$"))


@pytest.mark.slow
def test_changes_lead_to_the_pages_of_both_versions(
    built: Repository, visit: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in NAME.items():
        monkeypatch.setenv(name, value)
    release = ["release", "TEST", "1.2.0", "--root", str(built.root), "--as-of", "2026-11-05"]
    assert run(*release).exit_code == 0
    built.edit("contract/agreement.md", "one hour", "two hours")
    assert built.build("TEST").exit_code == 0
    address = "draft/changes/since-1.2.0.html"
    page = visit(built.site).go(address)
    old, new = (page.get_by_role("link", name=name) for name in ("its pages", "These pages"))
    colours = [link.evaluate("link => getComputedStyle(link).color") for link in (old, new)]
    assert colours[0] == colours[1], "both look like links"
    expect(new).to_have_attribute("href", re.compile(r"index\.html$"))
    page.get_by_role("link", name="as it was in 1.2.0").first.click()
    expect(page).to_have_url(re.compile(r"/TEST/1\.2\.0/contract/agreement\.html#TEST_C_"))
    page.go_back()
    old.click()
    expect(page).to_have_url(re.compile(r"/TEST/1\.2\.0/"))
    plain = visit(built.site, js=False).go(address)
    expect(plain.get_by_text("as it was in 1.2.0").first).to_be_hidden()


@pytest.mark.parametrize("dark", [False, True])
def test_accessible_and_as_wide_as_a_phone(
    versioned: Repository, visit: Open, axe: str, *, dark: bool
) -> None:
    visitor = visit(versioned.site, dark=dark)
    found = []
    for name in PAGES if not dark else PAGES[1:3]:
        page = visitor.go(name)
        if page.locator(".nw-versions").count():
            switch(page)
        if not dark:
            visitor.resize(PHONE)
            assert visitor.js("document.documentElement.scrollWidth <= innerWidth"), name
            visitor.resize(DESKTOP)
        found += visitor.violations(axe, CONTRAST if dark else ALL_RULES)
    assert found == []
