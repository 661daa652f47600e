"""Names of pages that a project's files may not have, as a build would end there."""

from __future__ import annotations

import pytest

from nachweis.model.outputs import SITE_FOLDERS, SITE_PAGES
from nachweis.sources.page_names import page_name_findings
from nachweis.views.declared import VIEWS
from tests.support.sandbox import Sandbox

ITSELF = "a site makes itself"


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("index.md", ITSELF),
        ("mine/provider.md", ITSELF),
        ("tender/requirements.md", ITSELF),
        ("registers/contacts.md", "is the one made from projects/TEST/registers/contacts.yaml"),
    ],
)
def test_a_page_whose_name_is_taken_is_refused(name: str, why: str) -> None:
    there = ["projects/TEST/registers/contacts.yaml", f"projects/TEST/{name}"]
    [found] = page_name_findings(there, "projects/TEST")
    page = name.removesuffix(".md")
    assert found.rule == "refused-construct"
    assert str(found.message) == f"its page would be {page}.html, which {why}; rename it"


@pytest.mark.parametrize("name", ["notes/index.md", "mine.md", "tender/more.md"])
def test_other_pages_may_be_called_as_one_likes(name: str) -> None:
    assert not [*page_name_findings([f"projects/TEST/{name}"], "projects/TEST")]


def test_the_gate_says_so(workspace: Sandbox) -> None:
    workspace.write("search.md", "# Mine\n")
    result = workspace.check()
    assert "search.md:1: its page would be search.html, which a site makes itself" in result.stdout
    assert result.exit_code == 1


def test_no_page_of_a_view_is_missing() -> None:
    pages = {view.page for view in VIEWS.values() if view.page} - SITE_PAGES
    assert {page.partition("/")[0] for page in pages} <= SITE_FOLDERS
