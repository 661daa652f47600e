"""Every link of the built sites leads somewhere, and every page says what it is part of."""

from __future__ import annotations

import functools
import json
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import unquote

import pytest
from selectolax.lexbor import LexborHTMLParser

from nachweis.report.rules import help_uri
from nachweis.trace.rules import RULES
from tests.site.conftest import PROJECTS
from tests.support.sandbox import TODAY

pytestmark = pytest.mark.xdist_group("browser")

EXAMPLES = ("RWD", pytest.param("VKN", marks=pytest.mark.slow))
LARGEST = 400_000
"""Bytes of a page."""
ELSEWHERE = ("http:", "https:", "mailto:", "data:", "tel:")


@functools.cache
def parse(path: str) -> LexborHTMLParser:
    return LexborHTMLParser(Path(path).read_bytes())


@functools.cache
def anchors(path: str) -> frozenset[str]:
    return frozenset(node.attributes["id"] or "" for node in parse(path).css("[id]"))


def links(tree: LexborHTMLParser) -> Iterator[str]:
    for node in tree.css("[href], [src]"):
        for name in ("href", "src"):
            if value := node.attributes.get(name):
                yield value


def broken(page: Path, link: str) -> str:
    """Return what is wrong with a link, or nothing."""
    if link.startswith(ELSEWHERE):
        return ""
    address, _, anchor = link.partition("#")
    target = os.path.normpath(page.parent / unquote(address.partition("?")[0]))
    if not address.partition("?")[0]:
        target = str(page)
    if not Path(target).is_file():
        return f"{page.name}: {link}: no such file"
    if anchor.startswith("nw:"):
        there = parse(target).css_first("[data-nw-matrix]")
        return "" if there else f"{page.name}: {link}: no matrix to filter"
    if anchor and unquote(anchor) not in anchors(target):
        return f"{page.name}: {link}: no such anchor"
    return ""


@pytest.mark.parametrize("project", ["", *EXAMPLES])
def test_every_link_resolves(built_site: Callable[..., Path], project: str) -> None:
    root = built_site(project)
    pages = [
        page
        for page in root.rglob("*.html")
        if project or page.parts[len(root.parts)] not in PROJECTS
    ]
    assert len(pages) > 20
    found = {
        message
        for page in pages
        for link in links(parse(str(page)))
        if (message := broken(page, link))
    }
    assert sorted(found) == []


@pytest.mark.parametrize("project", EXAMPLES)
def test_the_search_knows_only_addresses_that_exist(
    built_site: Callable[..., Path], project: str
) -> None:
    root = built_site(project)
    text = (root / "_static" / "nachweis-index.js").read_text(encoding="utf-8")
    listed = text.partition("window.nachweisIndex=")[2].partition(";\nwindow.")[0]
    entries = json.loads(listed)
    assert len(entries) > 300
    found = {message for entry in entries if (message := broken(root / "index.html", entry[4]))}
    assert sorted(found) == []


@pytest.mark.parametrize("project", PROJECTS)
def test_open_corrective_actions_have_a_page(built_site: Callable[..., Path], project: str) -> None:
    page = parse(str(built_site(project) / "actions.html"))
    assert page.css_first(".nw-register .nw-state") is not None
    assert "actions.html" in (built_site(project) / "calendar.html").read_text(encoding="utf-8")


@pytest.mark.parametrize("project", EXAMPLES)
def test_every_page_says_what_it_is_part_of(built_site: Callable[..., Path], project: str) -> None:
    root = built_site(project)
    for page in root.rglob("*.html"):
        line = parse(str(page)).css_first(".nw-particulars")
        assert line is not None, page
        words = line.text()
        assert all(part in words for part in (project, TODAY, "Commit", "draft")), page
        assert page.stat().st_size <= LARGEST, page


@pytest.mark.parametrize("project", EXAMPLES)
def test_no_two_pages_have_the_same_title(built_site: Callable[..., Path], project: str) -> None:
    pages = built_site(project).rglob("*.html")
    titles = [title.text() for page in pages for title in parse(str(page)).css("head > title")]
    assert len(titles) > 20
    assert [title for title in titles if titles.count(title) > 1] == []


def test_the_handbook_goes_on_as_its_first_page_names_its_pages(
    built_site: Callable[..., Path],
) -> None:
    index = parse(str(built_site() / "docs" / "index.html"))
    named = [node.attributes["href"] for node in index.css("article a.reference.internal")]
    shown = [node.attributes["href"] for node in index.css(".sidebar-tree li > a")]
    assert len(named) > 20
    assert [address for address in shown if address in named] == named


def test_pages_of_a_folder_come_below_its_index_as_that_names_them(
    built_site: Callable[..., Path],
) -> None:
    page = parse(str(built_site() / "docs" / "explanation" / "decisions" / "index.html"))
    named = [node.attributes["href"] for node in page.css("article a.reference.internal")]
    below = page.css(".sidebar-tree li.current-page > ul > li > a")
    assert len(named) > 20
    assert [node.attributes["href"] for node in below] == named


def test_the_handbook_explains_each_rule_where_reports_link_to(
    built_site: Callable[..., Path],
) -> None:
    for rule in RULES:
        page, _, anchor = help_uri("", rule).strip("/").partition("#")
        tree = parse(str(built_site() / page))
        [row] = tree.css(f"tr#{anchor}")
        assert row.text(deep=True).split()[0] == rule
