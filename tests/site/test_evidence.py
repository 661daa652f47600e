"""Files of records on the site: downloads with size and digest, and pages of reports."""

from __future__ import annotations

import hashlib
from pathlib import Path
from unittest.mock import Mock

import pytest
from selectolax.lexbor import LexborHTMLParser

from nachweis.site.refusals import ask_git, not_allowed
from tests.support.builds import Builds
from tests.support.sandbox import Sandbox

pytestmark = pytest.mark.xdist_group("evidence")

WORDS = b"All is well.\n"
SUM = hashlib.sha256(WORDS).hexdigest()


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory, builds: Builds) -> tuple[Path, str]:
    """Return the folder of a site whose records have files, and the warnings of its build."""
    room = tmp_path_factory.mktemp("evidence")
    workspace = Sandbox(room / "workspace", documents=True)
    (workspace.root / "conf.py").write_text(
        'project = "Test"\nextensions = ["nachweis"]\nhtml_theme = "furo"\n', encoding="utf-8"
    )
    workspace.write("evidence/files/a b.txt", "").write_bytes(WORDS)
    files = "files/a b.txt, https://files.client.test/b, javascript://files.client.test/c"
    options = f':date: 2026-03-10\n:file: "{files}"\n:sha256: {SUM}, {SUM}, {SUM}'
    workspace.edit("evidence/records.md", ":date: 2026-03-10", options)
    workspace.write(
        "evidence/restore.xml",
        '<testsuite timestamp="2026-03-10"><testcase name="restore"/></testsuite>\n',
    )
    workspace.write(
        "evidence/mapping.yaml",
        "mapping: [{report: restore.xml, proves: [TSA_GEN_02], by: TEST_K_ISB}]\n",
    )
    done = builds.start(workspace.root, room, "--keep-going", "-W").result()
    return room / "html", done.stderr


def test_both_readers_see_the_same(built: tuple[Path, str]) -> None:
    assert built[1] == ""


def test_a_file_is_a_download_with_its_digest(built: tuple[Path, str]) -> None:
    page = LexborHTMLParser((built[0] / "evidence/records.html").read_bytes())
    [link] = page.css("a[download]")
    target = (built[0] / "evidence" / str(link.attributes["href"])).resolve()
    assert link.text() == "a b.txt"
    assert Path(str(target).replace("%20", " ")).read_bytes() == WORDS
    row = str(link.parent.text() if link.parent else "")
    assert "1 kB" in row
    assert f"SHA-256 {SUM[:12]}…" in row


def test_only_what_a_browser_may_open_is_a_link(built: tuple[Path, str]) -> None:
    page = LexborHTMLParser((built[0] / "evidence/records.html").read_bytes())
    links = [str(link.attributes.get("href")) for link in page.css(".nw-card-foot a")]
    assert "https://files.client.test/b" in links
    assert not any(link.startswith("javascript:") for link in links)


def test_a_report_is_a_page_of_records(built: tuple[Path, str]) -> None:
    page = LexborHTMLParser((built[0] / "evidence/restore.html").read_bytes())
    card = page.css_first("#TEST_R_RESTORE_RESTORE")
    assert card is not None
    assert "From the report restore.xml" in card.text()


def test_git_is_asked_once_for_all_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = Mock(return_value=frozenset({"b.txt"}))
    monkeypatch.setattr("nachweis.site.refusals.ignored", asked)
    files = [tmp_path / "a.txt", tmp_path / "b.txt", tmp_path / "gone.txt"]
    for file in files[:2]:
        file.touch()
    ask_git([*files, tmp_path.parent / "c.txt"], tmp_path)
    assert [not_allowed(file, tmp_path) for file in files] == [
        "",
        "{file} is ignored by git; add it",
        "",
    ]
    assert asked.call_count == 1
