"""Sites and annexes for an audience: whole outputs, and leaks that are planted in them."""

from __future__ import annotations

import contextlib
import json
import shutil
import zipfile
import zlib
from pathlib import Path
from typing import Final

import pypdfium2
import pytest
from click.testing import CliRunner, Result

from nachweis.audience.visible import Sources, Visible
from nachweis.cli.group import main
from nachweis.leaks.scan import Scan
from nachweis.leaks.secrets import Reader
from nachweis.publish import audiences
from nachweis.report.formats import FORMATS
from nachweis.sources.workspace import find_workspace
from tests.audience.test_audiences import DAY
from tests.support.canaries import CANARY, PIXEL, Planted, texts_below
from tests.support.repository import git
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
@pytest.mark.parametrize(
    "more",
    [
        [],
        ["--embed"],
        ["--docx"],
        ["--against", "1.0.0"],
        ["--docx", "--against", "1.0.0"],
        ["--against", "HEAD"],
    ],
    ids=" ".join,
)
def test_an_annex_holds_nothing_of_it(planted: Sandbox, tmp_path: Path, more: list[str]) -> None:
    if "--against" in more:
        _release(planted)
    target = tmp_path / f"terms{'.docx' if '--docx' in more else '.pdf'}"
    result = run(planted, "annex", "TEST", "terms", "--out", str(target), *more)
    assert result.exit_code in (0, 1), result.output
    assert "everybody reads this" in _words(target)
    for path in target.parent.glob("terms*"):
        held = _words(path) if path.is_file() else "".join(texts_below(path).values())
        assert CANARY not in held, path
        assert "test_c_can" not in held, path
    if not more:
        assert run(planted, "annex", "TEST", "shut", "--out", str(target)).exit_code == 2


def _release(workspace: Sandbox) -> None:
    """Release, with words that may not be seen and are changed afterwards."""
    page = workspace.root / "projects/TEST/contract/agreement.md"
    text = page.read_text(encoding="utf-8")
    hidden = (
        f":::{{clause}} Gone {CANARY}7001x\n:id: TEST_C_CAN_GONE\n:infoclass: Shut\n\nIt was.\n:::"
    )
    page.write_text(f"{text}\n{hidden}\n", encoding="utf-8")
    for line in ("init -q -b main", "add -A", f"commit -q -m {CANARY}7002x", "tag TEST/1.0.0"):
        git(workspace.root, *line.split())
    page.write_text(text.replace("two hours", "one hour"), encoding="utf-8")


def _words(path: Path) -> str:
    """Return what a document holds, by a reading of the test's own."""
    data = path.read_bytes()
    if path.suffix == ".docx":
        with zipfile.ZipFile(path) as book:
            return b"".join(map(book.read, book.namelist())).decode("latin-1").lower()
    streams = [data]
    for part in data.split(b"stream\n")[1:]:
        with contextlib.suppress(zlib.error):
            streams.append(zlib.decompressobj().decompress(part))
    document = pypdfium2.PdfDocument(data)
    pages = "".join(page.get_textpage().get_text_range() for page in document)
    return (b"".join(streams).decode("latin-1") + " ".join(pages.split())).lower()


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


def _everything(sources: Sources, *_: object) -> Visible:
    """Stand in for the filter, and take nothing away."""
    return Visible(
        items=sources.items,
        pages=frozenset(sources.pages),
        files=frozenset(sources.files),
        hidden=frozenset(),
    )


MODELS: Final = ("ssp", "poam", "component-definition", "catalog", "profile")
SAYS_NOTHING: Final = ("export ics", "export interview", "profile", "catalog")
"""What names nothing of the planted words, with the filter or without."""
COMMANDS: Final = [
    *(("export", name, "TEST") for name in ("ics", "xlsx", "csv", "interview")),
    *(("export", "oscal", "TEST", "--model", model) for model in MODELS),
    *(("check", "TEST", "--format", name) for name in FORMATS),
    *(("diff", "TEST", "1.0.0", "--format", name) for name in ("text", "json", "markdown")),
    ("annex", "TEST", "terms"),
    ("annex", "TEST", "terms", "--docx"),
]


QUICK: Final = ("export xlsx TEST", "check TEST --format json", "diff TEST 1.0.0 --format text")


@pytest.mark.parametrize(
    "words",
    [
        pytest.param(w, marks=[pytest.mark.slow] * (" ".join(w) not in QUICK), id=" ".join(w))
        for w in COMMANDS
    ],
)
def test_an_output_that_was_not_filtered_is_refused(
    planted: Sandbox, words: tuple[str, ...], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    if words[0] == "diff":
        for line in ("init -q -b main", "add -A", "commit -q -m First", "tag TEST/1.0.0"):
            git(planted.root, *line.split())
        text = f"Later {CANARY}7777x\n:id: TEST_C_LATER\n:infoclass: Shut\n\nA.\n:::\n"
        page = planted.root / "projects/TEST/contract/agreement.md"
        page.write_text(
            page.read_text(encoding="utf-8") + f"\n\n:::{{clause}} {text}", encoding="utf-8"
        )
    monkeypatch.setattr("nachweis.audience.copies.visible", _everything)
    out = "--out" if words[0] == "annex" else "--output"
    target = tmp_path / "made"
    result = run(planted, *words, out, str(target))
    if result.exit_code == 0 and any(word in " ".join(words) for word in SAYS_NOTHING):
        assert CANARY not in target.read_bytes().decode("latin-1")
        return
    assert result.exit_code == 2, result.output
    assert "nothing was written" in result.stderr
    assert not target.exists()
    assert not result.stdout


@pytest.mark.slow
def test_each_kind_of_file_of_a_site_that_was_not_filtered_is_refused(
    planted: Sandbox, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr("nachweis.audience.copies.visible", _everything)
    workspace = find_workspace(planted.root)
    site = tmp_path / "site"
    with audiences.workspace_for(workspace, "TEST", ["TEST_P_THEM"], DAY) as audience:
        words = [
            "build",
            "TEST",
            "--root",
            str(audience.root),
            "--out",
            str(site),
            "--as-of",
            TODAY,
        ]
        built = CliRunner().invoke(main, words, prog_name="nachweis")
        policy = audience.policy
    assert built.exit_code in (0, 1), built.output
    kinds: dict[str, list[Path]] = {}
    for path in sorted(site.rglob("*")):
        if path.is_file() and CANARY in str(path) + _unpacked(path):
            inside = path.relative_to(site / "TEST").parts
            kind = f"{inside[0] if len(inside) > 1 else ''}/…{path.suffix}"
            kinds.setdefault(kind, []).append(path)
    folder = workspace.project("TEST")
    found = Reader(workspace.root, folder, policy.classes, policy.audience).read()
    for kind, paths in kinds.items():
        scan = Scan(found)
        assert [*scan.file(paths[0].name, paths[0].read_bytes())], kind
    assert {"/….html", "/….inv", "/….json", "_downloads/….txt", "take-away/….xlsx"} <= kinds.keys()
    assert len(kinds) > 12, kinds.keys()
    assert run(planted, "build", "TEST", "--out", str(tmp_path / "refused")).exit_code == 2
    assert not (tmp_path / "refused").exists()


def _unpacked(path: Path) -> str:
    """Return what a file holds, by a reading of the test's own."""
    data = path.read_bytes()
    if path.suffix == ".inv":
        data = zlib.decompress(data.partition(b"zlib.\n")[2])
    if path.suffix == ".xlsx":
        with zipfile.ZipFile(path) as book:
            data = b"".join(book.read(name) for name in book.namelist())
    return data.decode("latin-1").lower()
