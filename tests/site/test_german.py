"""A project whose first language is German has a German site."""

from __future__ import annotations

import functools
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.pofile import read_po
from playwright.sync_api import Browser, expect
from selectolax.lexbor import LexborHTMLParser

from nachweis.i18n import DOMAIN, LOCALE
from tests.support.builds import Builds, differing
from tests.support.builds import tree as files
from tests.support.sandbox import Sandbox
from tests.support.visits import LAPTOP, PHONE, visitors

pytestmark = pytest.mark.xdist_group("german")

CONF = 'extensions = ["nachweis"]\nhtml_theme = "furo"\nproject = "Nachweis"\n'
LEVELS = """\
slas:
  - {id: TEST_V_01, title: Verfügbarkeit, target: 99.5, unit: "%", direction: at least,
     interval: P1M, agreed_in: TEST_C_02, measured: {2026-08: 99.4, 2026-09: 99.7}}
"""
ATTRIBUTES = ("title", "aria-label", "placeholder", "data-label", "alt")
PLACES = re.compile(r"%\(\w+\)s|\{\w+(?::\w+)?\}")


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory, builds: Builds) -> Path:
    """Return the folder of a German project's site, in which something of all is open."""
    room = tmp_path_factory.mktemp("german")
    sandbox = Sandbox(room / "workspace", documents=True)
    sandbox.configure(languages=["de"], title={"de": "Ein Dienst"})
    agreement = "contract/agreement.md"
    for number, status in (("7.3", "open"), ("8.2", "draft")):
        old = f":number: {number}\n:status: agreed"
        sandbox.edit(agreement, old, old.replace("agreed", status))
    sandbox.write("registers/levels.yaml", LEVELS)
    sandbox.write("concept/notes.md", "---\nlang: en\n---\n\n# Notes\n\nA text.\n")
    (sandbox.root / "conf.py").write_text(CONF, encoding="utf-8")
    done = builds.start(sandbox.root, room).result()
    assert done.code == 0, done.stderr
    return room / "html"


def pages(site: Path) -> Iterator[tuple[Path, LexborHTMLParser]]:
    for path in sorted(site.rglob("*.html")):
        yield path.relative_to(site), LexborHTMLParser(path.read_bytes())


def texts(tree: LexborHTMLParser) -> Iterator[str]:
    """Yield each piece of text that a person is shown or read, without code."""
    tree.strip_tags(["script", "style", "code"])
    assert tree.root is not None
    for node in tree.root.traverse(include_text=True):
        if node.tag == "-text":
            yield " ".join(node.text().split())
        else:
            yield from (node.attributes.get(name) or "" for name in ATTRIBUTES)


def test_the_site_says_that_it_is_german(site: Path) -> None:
    for path, tree in pages(site):
        html = tree.css_first("html")
        assert html is not None
        assert html.attributes["lang"] == "de", path


def test_a_page_in_another_language_says_so(site: Path) -> None:
    page = LexborHTMLParser((site / "concept" / "notes.html").read_bytes())
    found = page.css_first('article div[lang="en"] h1')
    assert found is not None
    assert found.text().startswith("Notes")
    assert page.css_first('article [lang="en"] .nw-footer') is None


@pytest.fixture(scope="module")
def english() -> frozenset[str]:
    """Return the English texts of the interface that read differently in German."""
    with (LOCALE / "de" / "LC_MESSAGES" / f"{DOMAIN}.po").open("rb") as stream:
        german = read_po(stream, locale="de")
    pairs = ((m.id, m.string) for m in german if m.id)
    return frozenset(
        text
        for pair in pairs
        if pair[0] != pair[1]
        for text in ((pair[0],) if isinstance(pair[0], str) else pair[0])
    )


def test_no_english_word_of_the_interface_is_left(site: Path, english: frozenset[str]) -> None:
    left = {
        f"{path}: {text}"
        for path, tree in pages(site)
        for text in texts(tree)
        if text in english and text not in own_words()
    }
    assert sorted(left) == []


def test_no_english_sentence_of_the_interface_is_left(site: Path, english: frozenset[str]) -> None:
    parts = {part.strip() for text in english for part in PLACES.split(text)}
    sentences = {part for part in parts if part.count(" ") > 1}
    assert len(sentences) > 80
    left = {
        f"{path}: {sentence}"
        for path, tree in pages(site)
        for whole in ("\n".join(texts(tree)),)
        for sentence in sentences
        if sentence in whole
    }
    assert sorted(left) == []


def test_days_are_written_as_german_writes_them(site: Path) -> None:
    written = [(str(path), text) for path, tree in pages(site) for text in texts(tree)]
    iso = [entry for entry in written if re.search(r"\b\d{4}-\d\d-\d\d\b", entry[1])]
    assert [entry for entry in iso if entry[1] not in own_words()] == []
    assert ("index.html", "Stand 20.11.2026") in written


def test_findings_and_states_are_said_in_german(site: Path) -> None:
    home = LexborHTMLParser((site / "index.html").read_bytes()).css_first("article")
    assert home is not None
    text = " ".join(home.text().split())
    assert "geschlossene Phase" in text
    assert "freigabefähig" not in text
    assert "TSA_M1_01 (TS.A.M1): Vertragsklausel fehlt noch; TEST_C_01 ausfüllen" in text
    assert "beruht nur auf dem Entwurf TEST_C_04; vereinbaren" in text


@functools.cache
def own_words() -> frozenset[str]:
    """Return the titles that the example itself is written with: its texts are English."""
    root = Path(__file__).parents[1] / "workspace"
    lines = [
        line
        for path in (*root.rglob("*.md"), *root.rglob("*.yaml"))
        for line in path.read_text(encoding="utf-8").splitlines()
    ]
    titles = re.findall(
        r"(?m)^(?:#+|(?::::|```)\{\w+\}|\s*(?:- )?(?:title|en):) *(.+)$", "\n".join(lines)
    )
    return frozenset(title.strip() for title in titles)


def test_search_finds_word_forms_and_says_so_in_german(site: Path, browser: Browser) -> None:
    with visitors(browser) as visit:
        visitor = visit(site)
        page = visitor.go("search.html?q=Verschlüsselungen")
        expect(page.locator(".nw-found li").first).to_contain_text("Verschlüsselung")
        expect(page.locator(".nw-found [role=status]")).to_have_text(
            re.compile(r"^(Eines|\d+) gefunden\.$")
        )
        assert visitor.complaints == []


def test_csv_is_as_german_spreadsheets_read_it(
    site: Path, browser: Browser, tmp_path: Path
) -> None:
    with visitors(browser) as visit:
        page = visit(site).go("coverage/contract.html")
        with page.expect_download() as download:
            page.get_by_role("button", name="CSV").click()
        download.value.save_as(tmp_path / "matrix.csv")
    head = (tmp_path / "matrix.csv").read_text(encoding="utf-8-sig").splitlines()[0]
    assert head.startswith('"ID";"Maßnahme";')
    assert '"Vertragsklausel: Überfällig seit"' in head


def test_numbers_have_a_decimal_comma(site: Path) -> None:
    page = LexborHTMLParser((site / "registers" / "levels.html").read_bytes())
    assert {node.text() for node in page.css("td.nw-number")} == {"99,4", "99,7"}


@pytest.mark.parametrize(
    "size",
    [
        pytest.param(PHONE, id="phone"),
        pytest.param(LAPTOP, id="laptop", marks=pytest.mark.slow),
    ],
)
def test_hints_in_boxes_are_shown_whole(
    site: Path, browser: Browser, size: tuple[int, int]
) -> None:
    with visitors(browser) as visit:
        visitor = visit(site, size=size)
        for page in ("coverage/contract.html", "registers/contacts.html", "search.html"):
            boxes = visitor.go(page).locator("article input[placeholder]")
            assert boxes.count() > 0, page
            cut = boxes.evaluate_all(
                """(boxes) => boxes.filter((box) => {
                  const style = getComputedStyle(box);
                  const pen = document.createElement("canvas").getContext("2d");
                  pen.font = style.font;
                  const room = box.clientWidth - 2 * parseFloat(style.paddingLeft);
                  return pen.measureText(box.placeholder).width > room;
                }).map((box) => box.placeholder)"""
            )
            assert cut == [], page


@pytest.mark.slow
def test_is_the_same_from_a_process_that_begins_with_nothing_loaded(
    site: Path, tmp_path: Path
) -> None:
    sources, out = site.parent / "workspace", tmp_path / "html"
    settings = ("-D", "nachweis_project=TEST", "-D", "nachweis_as_of=2026-11-20")
    command = [sys.executable, "-m", "sphinx", "-q", "-b", "html", *settings]
    done = subprocess.run(
        [*command, "-d", str(tmp_path / "doctrees"), str(sources), str(out)],
        check=False,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    assert differing(files(out), files(site)) == []
