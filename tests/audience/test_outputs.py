"""Sites and annexes for an audience: whole outputs, and leaks that are planted in them."""

from __future__ import annotations

import json
import shutil
import zipfile
from pathlib import Path
from typing import Final

import pytest
from click.testing import CliRunner, Result

from nachweis.cli.group import main
from nachweis.publish import audiences
from nachweis.sources.workspace import find_workspace
from tests.audience.test_audiences import DAY
from tests.support.canaries import CANARY, PIXEL, Planted, texts_below
from tests.support.sandbox import TODAY, Sandbox

CONF: Final = Path(__file__).resolve().parents[2] / "conf.py"
ANNEXES: Final = """\
annexes:
  terms:
    title: {en: Terms, de: Bedingungen}
    identifier: T-1
    parties: [TEST_P_THEM]
    content:
      - documents: [contract/agreement.md, concept/shut/inner.md]
  shut:
    title: {en: Shut, de: Zu}
    identifier: T-2
    classification: TEST_L_3
    parties: [TEST_P_US]
    content:
      - documents: [concept/shut/inner.md]
"""


@pytest.fixture
def planted(workspace: Sandbox) -> Sandbox:
    """Return a workspace with words that the other house may not see."""
    Planted(workspace)
    shutil.copy(CONF, workspace.root)
    workspace.write("annexes.yaml", ANNEXES)
    return workspace


def run(workspace: Sandbox, *arguments: str) -> Result:
    """Call the command line for the other house."""
    words = [*arguments, "--audience", "TEST_P_THEM", "--root", str(workspace.root)]
    return CliRunner().invoke(main, [*words, "--as-of", TODAY], prog_name="nachweis")


@pytest.mark.slow
def test_a_site_holds_nothing_of_it(planted: Sandbox, tmp_path: Path) -> None:
    result = run(planted, "build", "TEST", "--out", str(tmp_path / "site"))
    assert result.exit_code in (0, 1), result.output
    held = texts_below(tmp_path / "site")
    assert len(held) > 100
    assert [name for name, text in held.items() if CANARY in name + text] == []
    assert [name for name, text in held.items() if "test_c_can" in text] == []
    with zipfile.ZipFile(tmp_path / "site/TEST/take-away/TEST.xlsx") as book:
        sheets = b"".join(book.read(name) for name in book.namelist())
    assert CANARY.encode() not in sheets


@pytest.mark.slow
@pytest.mark.parametrize("more", [[], ["--docx"]])
def test_an_annex_holds_nothing_of_it(planted: Sandbox, tmp_path: Path, more: list[str]) -> None:
    target = tmp_path / f"terms{'.docx' if more else '.pdf'}"
    result = run(planted, "annex", "TEST", "terms", "--out", str(target), *more)
    assert result.exit_code in (0, 1), result.output
    assert target.stat().st_size > 1000
    assert run(planted, "annex", "TEST", "shut", "--out", str(target)).exit_code == 2


PLACES: Final = {
    "a page": ("index.html", "<!doctype html><p>{}</p>"),
    "a title": ("index.html", "<!doctype html><title>{}</title>"),
    "an attribute": ("index.html", '<!doctype html><a title="{}">x</a>'),
    "an address": ("index.html", '<!doctype html><a href="{}.html">x</a>'),
    "a comment of a page": ("index.html", "<!doctype html><!-- {} -->"),
    "metadata of a page": ("index.html", '<!doctype html><meta name="author" content="{}">'),
    "a source": ("_sources/index.md.txt", "{}"),
    "the search": ("_static/search/text-0.js", '(window.x)=["{}"]'),
    "a word of the search": ("_static/search/words-ca.js", '{{"{}":"1 2"}}'),
    "the index of objects": ("needs.json", '{{"x": "{}"}}'),
    "an inventory": ("objects.txt", "{} std:label 1"),
    "a calendar": ("calendar.ics", "SUMMARY:{}"),
    "a table": ("coverage.csv", "a;{};b"),
    "a picture": ("a.svg", "<?xml version='1.0'?><svg><title>{}</title></svg>"),
    "a drawing": ("b.svg", "<svg><desc>{}</desc></svg>"),
    "a map of the site": ("sitemap.xml", "<?xml version='1.0'?><loc>{}</loc>"),
    "a style": ("x.css", ".x::after {{ content: '{}' }}"),
    "a report": ("check.sarif", '{{"text": "{}"}}'),
    "a plan": ("plan.yml", "job: {}"),
    "a redline": ("changes.html", "<!doctype html><ins>{}</ins>"),
    "a log": ("build.log", "warning: {}"),
    "a manifest": ("x.webmanifest", '{{"name": "{}"}}'),
}
"""Outputs of every kind, with a place for a word."""


@pytest.fixture(scope="module")
def audience(tmp_path_factory: pytest.TempPathFactory) -> audiences.Audience:
    """Return what is known of an audience; its copy is gone."""
    root = tmp_path_factory.mktemp("planted") / "workspace"
    Planted(Sandbox(root, documents=True))
    made = audiences.workspace_for(find_workspace(root), "TEST", ["TEST_P_THEM"], DAY)
    with made as found:
        return found


WORDS: Final = (
    "TEST_C_CAN_CLAUSE",
    "Prose of an object that the other house may not read.",
    f"{CANARY}0001x",
)


@pytest.mark.parametrize("place", PLACES)
def test_a_planted_leak_is_found(audience: audiences.Audience, place: str) -> None:
    name, text = PLACES[place]
    [scan] = audience.scans
    for word in WORDS:
        shown = f"{name}/{word}" if place == "an address" else name
        found = [*scan.file(shown, text.format(word).encode())]
        assert found, (place, word)
        assert all(leak.origin.startswith("projects/TEST/") for leak in found)
    assert not [*scan.file(name, text.format("Notice").encode())]


def test_a_planted_file_is_found(audience: audiences.Audience) -> None:
    [scan] = audience.scans
    assert [*scan.file("_images/other-name.png", PIXEL)]
    [text] = [
        s for s in scan.secrets if s.what == "file" and len(s.words) == 66 and "txt" in s.path
    ]
    assert [*scan.file("needs.json", json.dumps({"sha256": text.words.strip()}).encode())]
