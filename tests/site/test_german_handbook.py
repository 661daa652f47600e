"""Pages of the handbook in another language: which page is the other one."""

from __future__ import annotations

from pathlib import Path

from nachweis.site.pages import Page, handbook_pages, other_language
from nachweis.sources.workspace import Workspace

NAMES = ("index", "how-to/close-a-phase", "de/index", "de/how-to/close-a-phase", "how-to/alone")


def pages(root: Path) -> dict[str, Page]:
    for name in NAMES:
        path = root / "docs" / f"{name}.md"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"# {name}\n", encoding="utf-8")
    workspace = Workspace(root=root, catalog=root / "catalog", projects={})
    return {page.docname: page for page in handbook_pages(workspace)}


def test_a_page_and_its_translation_lead_to_each_other(tmp_path: Path) -> None:
    found = pages(tmp_path)
    german = "docs/de/how-to/close-a-phase"
    assert other_language(found, "docs/how-to/close-a-phase") == (german, "de")
    assert other_language(found, german) == ("docs/how-to/close-a-phase", "en")
    assert other_language(found, "docs/how-to/alone") == ("", "")
    assert other_language(found, "index") == ("", "")


def test_translations_come_below_the_first_page_of_their_language(tmp_path: Path) -> None:
    found = pages(tmp_path)
    assert found["docs/de/how-to/close-a-phase"].parent == "docs/de/index"
    assert found["docs/de/index"].parent == ""
    assert found["docs/how-to/close-a-phase"].group == "how-to"
