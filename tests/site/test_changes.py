"""The pages that say what changed since a version."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest
from selectolax.lexbor import LexborHTMLParser

from nachweis.sources.baseline_text import format_baseline
from nachweis.trace.snapshot import snapshot
from tests.support.builds import Builds
from tests.support.sandbox import PROJECT, Sandbox


def release(workspace: Sandbox, *versions: str) -> None:
    baselines = {v: snapshot(workspace.judge("2026-06-30"), version=v) for v in versions}
    for version, baseline in baselines.items():
        workspace.write(f"baselines/{version}.json", "").write_text(
            format_baseline(baseline), encoding="utf-8"
        )


def build(workspace: Sandbox, builds: Builds, out: Path, **settings: str) -> Path:
    result = builds.start(workspace.root, out, "-W", **settings).result()
    assert result.code == 0, result.stderr
    return out / "html"


def page(html: Path, name: str) -> LexborHTMLParser:
    return LexborHTMLParser((html / name).read_text(encoding="utf-8"))


def words(parser: LexborHTMLParser, selector: str) -> list[str]:
    return [" ".join(node.text().split()) for node in parser.css(selector)]


@pytest.fixture(autouse=True)
def _configured(workspace: Sandbox) -> None:
    shutil.copy(Path(__file__).parents[2] / "conf.py", workspace.root)


@pytest.fixture
def released(workspace: Sandbox) -> Sandbox:
    """Return a project that has two versions, and changed since."""
    release(workspace, "1.0.0", "1.10.0")
    workspace.edit("contract/agreement.md", "two hours", "<b>one</b> hour")
    workspace.edit("contract/agreement.md", ":id: TEST_C_04", ":id: TEST_C_44")
    return workspace


def test_a_site_says_what_changed_since_each_version(
    released: Sandbox, builds: Builds, tmp_path: Path
) -> None:
    html = build(released, builds, tmp_path)
    home = page(html, "index.html")
    door = "Changes since 1.10.0"
    assert words(home, ".nw-doors a[href='changes/since-1.10.0.html']") == [door]
    shown = page(html, "changes/since-1.0.0.html")
    assert words(shown, "h1")[0].startswith("Changes since 1.0.0")
    assert shown.css_first("[href='since-1.10.0.html']") is not None
    assert words(shown, "ins") == ["<b>one</b> hour"]
    assert words(shown, "del") == ["two hours"]
    rows = words(shown, ".nw-changes tbody tr")
    assert [row.split()[0] for row in rows] == ["TEST_C_01", "TEST_C_44"]
    assert "was TEST_C_04" in rows[1]
    assert shown.css_first("a[href='../contract/agreement.html#TEST_C_01']") is not None
    assert not shown.css("[data-nw-to]")


def test_a_released_version_is_not_compared_with_itself(
    released: Sandbox, builds: Builds, tmp_path: Path
) -> None:
    html = build(released, builds, tmp_path, nachweis_version="1.10.0")
    assert [path.name for path in (html / "changes").iterdir()] == ["since-1.0.0.html"]
    shown = page(html, "changes/since-1.0.0.html")
    links = {node.attributes.get("data-nw-page") for node in shown.css("[data-nw-to='1.0.0']")}
    assert links == {
        None,
        "contract/agreement.html#TEST_C_01",
        "contract/agreement.html#TEST_C_04",
    }


@pytest.mark.slow
def test_without_a_version_there_is_no_such_page(
    workspace: Sandbox, builds: Builds, tmp_path: Path
) -> None:
    html = build(workspace, builds, tmp_path)
    assert not (html / "changes").exists()
    assert "Changes since" not in (html / "index.html").read_text(encoding="utf-8")


def test_a_damaged_baseline_stops_the_build_in_a_line(
    released: Sandbox, builds: Builds, tmp_path: Path
) -> None:
    path = released.root / PROJECT / "baselines/1.0.0.json"
    path.write_text("{\n", encoding="utf-8")
    result = builds.start(released.root, tmp_path).result()
    assert result.code == 2
    assert re.fullmatch(rf"{PROJECT}/baselines/1.0.0.json:\d+:1: is not JSON; .*\n", result.stderr)
