"""Sphinx that is killed in the middle of a build: the site stays, and the next build is whole.

Sphinx writes hundreds of files where nobody looks; some of its writes stand for all, but in
``make crashes-all``.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import pytest

from tests.preview.test_serve_saves import Serving
from tests.support.builds import differing, tree
from tests.support.processes import LIMIT, until
from tests.support.sandbox import TODAY, Sandbox
from tests.support.strikes import EVERY

CUSTOMIZED = """
import os, sys
if "nachweis.site.run" in sys.orig_argv:
    from tests.support.strikes import strike_here
    strike_here(os.environ["STRIKE_HOW"], os.environ["STRIKE_NUMBER"], os.environ["STRIKE_COUNT"])
"""


PARTS: Final = 20 if EVERY else 1
"""Tests that the strikes are divided among, so that several processes can share them."""


def numbers(writes: int, part: int, shares: Sequence[float]) -> Sequence[int]:
    """Return the numbers of the writes to strike at: those at some shares of all, or a part."""
    if EVERY:
        return range(1 + part, writes + 1, PARTS)
    return [int(writes * share) for share in shares]


WAITS: Final = """
import pathlib, time
extensions = ["nachweis"]
pathlib.Path(__file__).with_name("waiting").touch()
time.sleep(60)
"""


def build(root: Path, *, how: str = "NOTHING", number: int = 0) -> tuple[int, int]:
    """Build the site; return the exit code, and how many writes Sphinx made."""
    customized, count = root.with_name("customized"), root.with_name("count")
    customized.mkdir(exist_ok=True)
    (customized / "sitecustomize.py").write_text(CUSTOMIZED, encoding="utf-8")
    count.write_bytes(b"")
    here = Path(__file__).parents[2]
    path = os.pathsep.join([str(customized), str(here), os.environ.get("PYTHONPATH", "")])
    strike = {"STRIKE_HOW": how, "STRIKE_NUMBER": str(number), "STRIKE_COUNT": str(count)}
    done = subprocess.run(
        [sys.executable, "-m", "nachweis", "build", "TEST", "--as-of", TODAY, "--root", str(root)],
        env={**os.environ, **strike, "PYTHONPATH": path},
        capture_output=True,
        check=False,
    )
    return done.returncode, len(count.read_bytes().splitlines())


@pytest.mark.slow
@pytest.mark.parametrize("part", range(PARTS))
@pytest.mark.parametrize("how", ["KILL", "CUT", "FULL", "NO_SPACE"])
def test_a_build_whose_sphinx_is_struck(workspace: Sandbox, how: str, part: int) -> None:
    site, built = workspace.root / "_build/site", workspace.root / "_build"
    code, writes = build(workspace.root)
    assert code == 0
    assert writes > 50
    old = tree(site)
    for number in numbers(writes, part, (0.02, 0.3, 0.6, 0.95)):
        shutil.rmtree(built / "stage")
        code, _ = build(workspace.root, how=how, number=number)
        assert code in (0, 2), number
        assert not differing(tree(site), old), number
        assert build(workspace.root)[0] == 0, number
        assert not differing(tree(site), old), number


@pytest.mark.slow
@pytest.mark.parametrize("part", range(PARTS))
@pytest.mark.parametrize("how", ["KILL", "CUT", "NO_SPACE"])
def test_a_build_of_changes_whose_sphinx_is_struck(workspace: Sandbox, how: str, part: int) -> None:
    site, built = workspace.root / "_build/site", workspace.root / "_build"
    assert build(workspace.root)[0] == 0
    before = workspace.root.with_name("before")
    shutil.copytree(built, before)
    workspace.edit("contract/agreement.md", "within two hours", "at once")
    workspace.edit("concept/overall.md", "# ", "# Our ")
    code, writes = build(workspace.root)
    assert code == 0
    assert writes > 10
    new = tree(site)
    for number in numbers(writes, part, (0.1, 0.4, 0.7, 0.95)):
        shutil.rmtree(built)
        shutil.copytree(before, built)
        code, _ = build(workspace.root, how=how, number=number)
        assert code in (0, 2), number
        assert build(workspace.root)[0] == 0
        assert not differing(tree(site), new), number


@pytest.mark.slow
def test_a_preview_that_is_killed_while_it_builds_is_whole_after_the_next(
    workspace: Sandbox,
) -> None:
    pages = workspace.root / "_build/preview/TEST"
    for written in ("TEST-doctrees/environment.pickle", "TEST/index.html", "TEST/search.html"):
        killed = Serving(workspace.root)
        until((pages.parent / written).exists, told=str)
        killed.process.kill()
        killed.process.wait()
    serving = Serving(workspace.root)
    serving.until("TEST</b> holds")
    assert "another build works here" in refused(workspace.root)
    assert build(workspace.root)[0] == 0
    serving.end()
    again = tree(pages)
    shutil.rmtree(pages.parent)
    fresh = Serving(workspace.root)
    fresh.until("TEST</b> holds")
    fresh.end()
    assert not differing(_without_notes(again), _without_notes(tree(pages)))


def refused(root: Path) -> str:
    """Return what a second preview of the same pages says."""
    command = [sys.executable, "-m", "nachweis", "serve", "--port", "0", "--root", str(root)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=LIMIT)
    assert done.returncode == 2
    return done.stderr


def _without_notes(files: dict[str, bytes]) -> dict[str, bytes]:
    return {name: data for name, data in files.items() if not name.startswith(".")}


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="the kernel of Linux ends it")
def test_sphinx_ends_with_a_command_that_is_killed(workspace: Sandbox) -> None:
    (workspace.root / "conf.py").write_text(WAITS, encoding="utf-8")
    command = [sys.executable, "-m", "nachweis", "build", "TEST", "--root", str(workspace.root)]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as build:
        children = Path(f"/proc/{build.pid}/task/{build.pid}/children")
        while not (workspace.root / "waiting").exists():
            time.sleep(0.05)
        names = children.read_text(encoding="ascii").split()
        assert names
        build.kill()
    until(lambda: not any(_runs(name) for name in names))


def _runs(process: str) -> bool:
    try:
        return Path("/proc", process, "stat").read_text(encoding="ascii").split()[2] != "Z"
    except OSError:
        return False
