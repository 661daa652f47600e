"""An incremental build ends with the same bytes as a build from nothing, whatever was edited."""

from __future__ import annotations

import contextlib
import json
import random
import re
import shutil
from pathlib import Path
from typing import Any

import pytest

from tests.support.builds import Builds, differing, tree
from tests.support.edits import BROAD, EDITS, NARROW, prepare
from tests.support.sandbox import PROJECT, Sandbox

LEFT = {".buildinfo.bak"}
"""What Sphinx leaves behind when a site changes its language."""
VERSION = re.compile(r"\?v=\w+")


class Site:
    """A workspace with a site that is only ever built incrementally."""

    def __init__(self, workspace: Sandbox, room: Path, builds: Builds) -> None:
        self.workspace, self.room, self.builds = workspace, room, builds
        self.html = room / "kept" / "html"
        self.fresh = 0

    def build(self, **settings: str) -> dict[str, bytes]:
        """Build incrementally and return the output."""
        result = self.builds.start(self.workspace.root, self.room / "kept", **settings).result()
        assert result.code == 0, result.stderr
        return tree(self.html)

    def compare(self, what: object, *, ahead: bool = False, **settings: str) -> None:
        """Build incrementally and from nothing, and compare every byte.

        :param ahead: whether all pages are also made ahead, as for a preview, and compared
        """
        self.fresh += 1
        room, root = self.room / f"fresh{self.fresh}", self.workspace.root
        names = [page.relative_to(self.html) for page in self.html.rglob("*.html")] if ahead else ()
        shown = [name.with_suffix("").as_posix() for name in names]
        jobs = [
            self.builds.start(root, self.room / "kept", ahead=shown, **settings),
            self.builds.start(root, room, **settings),
        ]
        for job in jobs:
            assert job.result().code == 0, job.result().stderr
        found = differing(tree(self.html), tree(room / "html"))
        assert not [name for name in found if name not in LEFT], what
        if ahead:
            lines = (self.room / "kept" / "ahead").read_text(encoding="utf-8").splitlines()
            pages = {f"{name}.html": page for name, page in map(json.loads, lines)}
            assert {"index.html", "proof/TSA_M1_01.html"} <= pages.keys()
            assert not [name for name, page in pages.items() if not self.is_written(name, page)], (
                what
            )
        shutil.rmtree(room)

    def is_written(self, name: str, page: str) -> bool:
        """Whether a page made ahead is the written one, but for scripts that are just copied."""
        written = (self.html / name).read_text(encoding="utf-8")
        return VERSION.sub("", page) == VERSION.sub("", written)

    def edit(self, *names: str) -> list[str]:
        """Apply edits and return those that were still possible after earlier ones."""
        done = []
        for name in names:
            with contextlib.suppress(AssertionError, OSError):
                EDITS[name](self.workspace)
                done.append(name)
        return done


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory, builds: Builds) -> Path:
    """Return a folder with a workspace and its site, which belong into the folder ``now``."""
    now = tmp_path_factory.mktemp("edits") / "now"
    workspace = Sandbox(now / "workspace", documents=True)
    prepare(workspace)
    Site(workspace, now, builds).build()
    return now.rename(now.with_name("first"))


@pytest.fixture
def kept(first: Path, builds: Builds) -> Site:
    """Return a site that has been built once; it lies where it was built, as Sphinx insists."""
    now = first.with_name("now")
    shutil.rmtree(now, ignore_errors=True)
    shutil.copytree(first, now, symlinks=True)
    workspace = object.__new__(Sandbox)
    workspace.root = now / "workspace"
    return Site(workspace, now, builds)


@pytest.mark.parametrize(
    ("seed", "size"), [(0, 17), *(pytest.param(seed, 8, marks=pytest.mark.slow) for seed in (0, 1))]
)
def test_random_edits(kept: Site, seed: int, size: int) -> None:
    choice = random.Random(seed)
    done = []
    for edits in (NARROW, BROAD):
        names = choice.sample(sorted(edits), len(edits))
        for start in range(0, len(names), size):
            done += kept.edit(*names[start : start + size])
            kept.compare(done, ahead=True)


@pytest.mark.slow
@pytest.mark.parametrize("name", EDITS)
def test_every_edit_alone(kept: Site, name: str) -> None:
    assert kept.edit(name)
    kept.compare(name)


def test_unchanged_sources_write_no_page(kept: Site) -> None:
    before = times(kept.html)
    kept.build()
    assert times(kept.html) == before


def test_new_words_of_a_clause_write_few_pages(kept: Site) -> None:
    before = times(kept.html)
    kept.edit("body of a clause")
    kept.build()
    written = {name for name, time in times(kept.html).items() if time != before.get(name)}
    assert written == {
        "contract/agreement.html",
        "coverage/all.html",
        "coverage/contract.html",
        "notes/matrix.html",
        "notes/table.html",
        "index.html",
        "changes/since-1.0.0.html",
        "proof/TSA_M1_01.html",
        "proof/TSB_M1_04.html",
    }
    assert "at once" in (kept.html / "contract/agreement.html").read_text(encoding="utf-8")
    kept.compare("new words")


def test_new_title_of_a_clause_writes_the_pages_that_name_it(kept: Site) -> None:
    before = times(kept.html)
    kept.edit("title of a clause")
    kept.build()
    written = {name for name, time in times(kept.html).items() if time != before.get(name)}
    assert written >= {"contract/annex.html", "catalog/TSA_M2.html", "notes/words.html"}
    assert len(written) < len(before) / 3


def test_what_was_deleted_vanishes_from_the_output(kept: Site) -> None:
    assert (kept.html / "_images" / "one.png").exists()
    kept.edit("page with a picture deleted", "page moved")
    output = kept.build()
    assert "notes/words.html" not in output
    assert "_images/one.png" not in output
    assert not (kept.html / "_images").exists()
    assert "tables/table.html" in output
    assert b"notes/words" not in output["_static/nachweis-index.js"]


def test_link_is_made_when_its_file_comes(kept: Site) -> None:
    kept.edit("link to a file")
    result = kept.builds.start(kept.workspace.root, kept.room / "kept").result()
    assert "target not found: 'offer.txt'" in result.stderr
    kept.edit("linked file added")
    kept.compare("file added")
    (kept.workspace.root / PROJECT / "notes" / "offer.txt").write_text("Three.", encoding="utf-8")
    assert b"Three." in kept.build().values()
    (kept.workspace.root / PROJECT / "notes" / "offer.txt").unlink()
    kept.compare("file deleted")


def test_another_day_is_another_judgement(kept: Site) -> None:
    kept.compare("a day later", nachweis_as_of="2027-11-20")
    assert b"2027-11-20" in (kept.html / "notes" / "plain.html").read_bytes()


def test_portfolio_is_built_incrementally_too(kept: Site) -> None:
    portfolio: dict[str, Any] = {"nachweis_project": "", "nachweis_projects": "none"}
    (kept.workspace.root / "docs").mkdir()
    (kept.workspace.root / "docs" / "page.md").write_text("# P\n\n[](x.md)\n", encoding="utf-8")
    kept.build(**portfolio)
    kept.edit("title of a clause", "record result", "guidance", "requirement")
    kept.compare("narrow", **portfolio)
    kept.edit("project title", "measure", "responsible", "phase closed")
    (kept.workspace.root / "docs" / "x.md").write_text("# X\n", encoding="utf-8")
    kept.compare("broad", **portfolio)
    kept.compare("a project again")


def test_processes_next_to_each_other_make_the_same_site(kept: Site) -> None:
    kept.edit("title of a clause", "matrix added", "page renamed")
    result = kept.builds.start(kept.workspace.root, kept.room / "kept", "-j", "2").result()
    assert result.code == 0, result.stderr
    kept.compare("one process after two")


@pytest.mark.slow
def test_processes_next_to_each_other_follow_broad_edits(kept: Site) -> None:
    kept.edit("language", "requirement", "page added")
    result = kept.builds.start(kept.workspace.root, kept.room / "kept", "-j", "2").result()
    assert result.code == 0, result.stderr
    kept.compare("one process after two")


def test_nothing_of_another_language_is_left(kept: Site) -> None:
    fresh = tree(kept.html)
    kept.edit("language")
    kept.compare("language")
    kept.workspace.edit("project.yaml", "languages: [de, en]", "languages: [en, de]")
    found = differing(fresh, kept.build())
    assert not [name for name in found if name not in LEFT]


def test_build_that_breaks_off_is_made_good(kept: Site) -> None:
    before = tree(kept.html)
    (kept.workspace.root / "broken").touch()
    kept.edit("title of a clause", "page deleted")
    result = kept.builds.start(kept.workspace.root, kept.room / "kept").result()
    assert result.code == 2
    assert (kept.html / "needs.json").read_bytes() == before["needs.json"]
    (kept.workspace.root / "broken").unlink()
    kept.compare("after a break")


def test_two_outputs_may_share_their_doctrees(kept: Site) -> None:
    root, room = kept.workspace.root, kept.room
    doctrees = ("-d", str(room / "kept" / "doctrees"))
    kept.builds.start(root, room / "other", *doctrees).result()
    kept.edit("title of a clause", "owner", "page moved")
    kept.build()
    kept.builds.start(root, room / "other", *doctrees).result()
    assert not differing(tree(kept.html), tree(room / "other" / "html"))


def times(folder: Path) -> dict[str, int]:
    """Return when each page was last written, but for those that are in every build."""
    return {
        path.relative_to(folder).as_posix(): path.stat().st_mtime_ns
        for path in folder.rglob("*.html")
        if path.name != "search.html"
    }
