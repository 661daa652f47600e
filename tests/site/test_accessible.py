"""Pages for people who enlarge them, use a keyboard or a screen reader, or choose their colours."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

import pytest
from playwright.sync_api import Browser

from tests.support.visits import ALL_RULES, PATIENCE, Visit, of_each_kind, visitors

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

MATRIX: Final = "coverage/operation.html"
PAGES: Final = (
    *("index.html", MATRIX, "proof/OPS31_M02_EMG_04.html", "mine/client.html"),
    *("analysis/grundschutz-check.html", "analysis/risk-treatment.html", "coverage/checks.html"),
    *("calendar.html", "registers/parties.html", "../index.html"),
)
ZOOMED: Final = (320, 256)
"""A window of 1280 by 1024 at 400 %, in CSS pixels (WCAG 1.4.10)."""
STOPS: Final = 15
TOO_LONG: Final = 130_000
"""Bytes of a page above which axe-core takes minutes; shorter ones of the same kind are asked."""

Open = Callable[..., Visit]


def test_at_400_percent_everything_is_read_in_one_direction(visit: Open) -> None:
    visitor = visit("VKN", size=ZOOMED)
    for page in PAGES:
        visitor.go(page)
        wide = visitor.js(
            """["html", "article .nw-scroll:not(:has(.nw-map))"]
              .flatMap((name) => [...document.querySelectorAll(name)])
              .filter((box) => box.scrollWidth > box.clientWidth + 1)
              .map((box) => box.outerHTML.slice(0, 100))"""
        )
        assert wide == [], page


@pytest.mark.parametrize("size", [(1440, 1000), (390, 844)], ids=["desktop", "phone"])
def test_a_row_of_a_matrix_is_read_as_one(visit: Open, size: tuple[int, int]) -> None:
    page = visit("VKN", size=size).go(MATRIX)
    row = page.locator("[data-nw-matrix] tbody tr", has=page.locator(".nw-cell-covered")).first
    read = row.aria_snapshot()
    assert re.match(r'- row ".*[A-Z0-9_]+ .*"', read), read
    assert re.search(r'rowheader "[A-Z0-9_]+ [A-Z0-9. ]+ · (?:must|should|may) [A-Z]', read), read
    assert re.search(r'- cell "(?:Record )?covered ', read), read
    assert "✓" not in read
    heads = page.locator("[data-nw-matrix] thead").aria_snapshot()
    assert heads.count("columnheader") >= 4, heads


def test_content_is_few_stops_away(visit: Open) -> None:
    inside = "document.activeElement.closest('article') !== null"
    for name in ("index.html", MATRIX):
        page = visit("VKN").go(name)
        page.keyboard.press("Tab")
        assert "skip-to-content" in page.evaluate("document.activeElement.className")
        page.keyboard.press("Enter")
        page.keyboard.press("Tab")
        assert page.evaluate(inside), name
    page = visit("VKN").go("index.html")  # without the link that skips the navigation, too
    stops = 0
    while not page.evaluate(inside) and stops < 100:
        page.keyboard.press("Tab")
        stops += 1
    assert stops < STOPS


def test_states_are_seen_in_the_colours_of_the_reader(browser: Browser, site: Path) -> None:
    context = browser.new_context(forced_colors="active", reduced_motion="reduce")
    context.set_default_timeout(PATIENCE)
    page = context.new_page()
    page.goto((site / "VKN" / MATRIX).as_uri())
    edges: Any = page.evaluate(
        """[".nw-cell-partial", ".nw-cell-draft", ".nw-chip"].map((name) => {
          const style = getComputedStyle(document.querySelector(name));
          return [name, parseFloat(style.borderInlineStartWidth)];
        })"""
    )
    assert all(width > 0 for _, width in edges), edges
    assert page.evaluate("getComputedStyle(document.documentElement).scrollBehavior") == "auto"
    moving = page.evaluate(
        """[...document.querySelectorAll("*")].filter((element) =>
          getComputedStyle(element).transitionDuration.split(",").some((t) => parseFloat(t) > 0)
        ).map((element) => String(element.className))"""
    )
    context.close()
    assert moving == []


def test_every_region_has_a_name(site: Path) -> None:
    pages = (*(site / "VKN").rglob("*.html"), *(site / "LGA").rglob("*.html"))
    nameless = re.compile(r'role="region" aria-label="\s*"')
    assert [str(p) for p in pages if nameless.search(p.read_text(encoding="utf-8"))] == []


@pytest.mark.slow
@pytest.mark.parametrize("project", ["VKN", "LGA"])
def test_no_kind_of_page_shuts_anybody_out(
    browser: Browser, site: Path, axe: str, project: str
) -> None:
    found = []
    with visitors(browser) as visitor:
        visit = visitor(site / project)
        for path in of_each_kind(site / project, alike=1):
            if path.stat().st_size > TOO_LONG:
                continue
            visit.go(path.relative_to(site / project).as_posix())
            found += visit.violations(axe, ALL_RULES)
    assert found == []
