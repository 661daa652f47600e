"""The same sources give the same bytes, wherever, whenever and however they are built."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Final

import pytest

from nachweis.site.incremental.code_version import code_version
from tests.support.builds import differing, tree
from tests.support.edits import prepare
from tests.support.repository import Repository, git
from tests.support.sandbox import Sandbox

ROOT: Final = Path(__file__).resolve().parents[2]
EPOCH: Final = "1795132800"  # 2026-11-20

LATER: Final = """

import time

_now = time.time
time.time = lambda: _now() + 40 * 24 * 3600
time.gmtime = lambda seconds=None, _old=time.gmtime: _old(seconds or time.time())
time.localtime = lambda seconds=None, _old=time.localtime: _old(seconds or time.time())
"""


def build(
    root: Path, out: Path, cwd: Path, settings: Mapping[str, str], *arguments: str
) -> dict[str, bytes]:
    """Build with the workspace's own copy of the extension and return the output."""
    environment = {**os.environ, "SOURCE_DATE_EPOCH": EPOCH, **settings}
    environment["PYTHONPATH"] = str(root / "extensions")
    command = [sys.executable, "-m", "sphinx", "-q", "-b", "html", "-d", str(out / "doctrees")]
    done = subprocess.run(
        [*command, *arguments, "-D", "nachweis_project=TEST", str(root), str(out / "html")],
        cwd=cwd,
        env=environment,
        check=False,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    return tree(out / "html")


@pytest.fixture
def one(workspace: Sandbox) -> Path:
    """Return a workspace that holds the extension, as a clone of the repository does."""
    prepare(workspace)
    for name in ("extensions", "templates"):
        shutil.copytree(ROOT / name, workspace.root / name)
    return workspace.root


def test_same_bytes_in_another_place_on_another_day_without_a_word_of_where(
    one: Path, tmp_path: Path
) -> None:
    other = tmp_path / "quite" / "another place"
    shutil.copytree(one, other, copy_function=shutil.copy)  # with new times
    shutil.copytree(one / "extensions", other / "extensions", dirs_exist_ok=True)  # but compiled
    with (other / "conf.py").open("a", encoding="utf-8") as configuration:
        configuration.write(LATER)
    here = {"PYTHONHASHSEED": "1", "LC_ALL": "C", "TZ": "UTC"}
    there = {"PYTHONHASHSEED": "99", "LC_ALL": "C.UTF-8", "LANGUAGE": "de", "TZ": "Asia/Tokyo"}

    first = build(one, tmp_path / "a", one, here)
    second = build(other, tmp_path / "b" / "c", tmp_path, there, "-j", "2")

    assert len(first) > 60
    assert not differing(first, second)
    places = {str(one), str(tmp_path), str(ROOT), sys.prefix, str(Path.home())}
    words = [place.encode() for place in places if len(place) > 2]
    for name, content in first.items():
        assert not [word for word in words if word in content], name


@pytest.mark.slow
def test_versioned_site_has_the_same_bytes_in_another_clone_on_another_day(tmp_path: Path) -> None:
    one = Repository(tmp_path / "one")
    prepare(one)
    one.commit("With pages of every kind")
    one.tag("1.0.0", "2026-06-20")
    one.edit("contract/agreement.md", "two hours", "one hour")
    one.commit("Sooner")
    other = tmp_path / "quite" / "ein anderer Ört"
    git(tmp_path, "clone", "-q", str(one.root), str(other))
    (tmp_path / "sitecustomize.py").write_text(LATER, encoding="utf-8")
    here = {"PYTHONHASHSEED": "1", "LC_ALL": "C", "TZ": "UTC"}
    there = {"PYTHONHASHSEED": "99", "LC_ALL": "C.UTF-8", "LANGUAGE": "de", "TZ": "Asia/Tokyo"}
    path = os.pathsep.join([str(tmp_path), os.environ.get("PYTHONPATH", "")])

    sites = []
    for root, settings in ((one.root, here), (other, {**there, "PYTHONPATH": path})):
        done = subprocess.run(
            [sys.executable, "-m", "nachweis", "build", "--versions", "--root", str(root)],
            env={**os.environ, "SOURCE_DATE_EPOCH": EPOCH, **settings},
            check=False,
            capture_output=True,
            text=True,
        )
        assert done.returncode == 0, done.stderr
        sites.append(tree(root / "_build" / "site"))

    assert len(sites[0]) > 150
    assert not differing(*sites)
    words = [str(tmp_path).encode(), str(ROOT).encode()]
    assert not [name for name, text in sites[0].items() if any(word in text for word in words)]


def test_new_code_reads_everything_anew(tmp_path: Path) -> None:
    (tmp_path / "part").mkdir()
    (tmp_path / "part" / "code.py").write_text("a = 1\n", encoding="utf-8")
    before = code_version(["1.0"], tmp_path)
    assert before == code_version(["1.0"], tmp_path)
    assert before != code_version(["1.1"], tmp_path)
    (tmp_path / "part" / "code.py").write_text("a = 2\n", encoding="utf-8")
    assert before != code_version(["1.0"], tmp_path)
