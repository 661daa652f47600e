"""The search over all projects: facets, similar texts, sites that cannot be read."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from nachweis.site.facets import Facets, facets_script
from nachweis.site.sites import Site, sites_script
from tests.site.test_browser import Open
from tests.support.visits import visitors

FOUND = ".nw-found li"


@pytest.mark.browser
@pytest.mark.xdist_group("browser")
def test_all_projects_are_searched_and_told_apart(visit: Open) -> None:
    visitor = visit("")
    page = visitor.go("search.html?q=restore")
    status = page.locator(".nw-found [role=status]")
    expect(status).to_have_text(re.compile(r"^\d+ found\.$"))
    everything = int(status.inner_text().split()[0])
    projects = page.get_by_label("Project")
    assert {"VKN", "RWD"} <= {
        text.split(" · ")[0] for text in page.locator(f"{FOUND} small").all_inner_texts()
    }
    projects.select_option(index=1)
    expect(status).to_have_text(re.compile(rf"^\d+ of {everything} found\.$"))
    page.get_by_label("Kind").select_option("Record")
    notes = page.locator(f"{FOUND} small")
    expect(notes.filter(has_not_text=" · Record · ")).to_have_count(0)
    expect(notes).not_to_have_count(0)
    assert len({text.split(" · ")[0] for text in notes.all_inner_texts()}) == 1
    page.get_by_label("State").select_option(index=1)
    expect(page.locator(FOUND)).not_to_have_count(0)
    assert visitor.complaints == []


@pytest.mark.browser
@pytest.mark.xdist_group("browser")
def test_texts_like_another_are_found_in_other_projects(visit: Open) -> None:
    visitor = visit("")
    page = visitor.go("search.html?q=VKN_C_07_3")
    expect(page.locator(FOUND).first).to_contain_text("VKN_C_07_3")
    page.get_by_role("button", name="Similar texts").first.click()
    expect(page.locator(".nw-found [role=status]")).to_have_text(
        re.compile("^Texts similar to “Notice of security incidents”")
    )
    expect(page.locator(f"{FOUND}:nth-child(-n+8)", has_text="RWD_C_07_3")).not_to_have_count(0)
    expect(page.locator(f"{FOUND} a").first).to_be_focused()
    assert visitor.complaints == []


@pytest.mark.slow
@pytest.mark.browser
@pytest.mark.xdist_group("browser")
def test_a_site_that_cannot_be_read_is_named(browser: Browser, site: Path, tmp_path: Path) -> None:
    copy = shutil.copytree(site, tmp_path / "site", ignore=shutil.ignore_patterns("*.pdf"))
    (copy / "RWD" / "_static" / "nachweis-index.js").unlink()
    with visitors(browser) as open_site:
        page = open_site(copy).go("search.html?q=restore")
        expect(page.locator(".nw-found [role=status]")).to_contain_text("Could not be read: RWD.")
        expect(page.locator(FOUND)).not_to_have_count(0)


def test_what_entries_are_told_apart_by_is_data() -> None:
    row = Facets(phases=("Contract",), measures=("M 1",), state='"];alert(1)//\u202e')
    script = facets_script([row, Facets()], "en")
    read = json.loads(script.partition("=")[2].rpartition(";")[0])
    assert read["words"] == ["Contract", "M 1", "en", '"];alert(1)//[U+202E]']
    assert read["rows"] == [[[0], [1], [2], [3]], [[], [], [2], []]]


def test_sites_are_listed_in_their_order() -> None:
    script = sites_script([Site("B", "Later", "B/draft/"), Site("A", "First", "A/")])
    rows = json.loads(script.partition("=")[2].rpartition(";")[0])
    assert [(row["key"], row["url"]) for row in rows] == [("B", "B/draft/"), ("A", "A/")]
