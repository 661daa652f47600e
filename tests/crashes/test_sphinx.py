"""Sphinx that is killed in the middle of a build: the site stays, and the next build is whole.

Sphinx writes hundreds of files where nobody looks; some of its writes stand for all.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.builds import differing, tree
from tests.support.sandbox import TODAY, Sandbox

CUSTOMIZED = """
import os, sys
if "nachweis.site.run" in sys.orig_argv:
    from tests.support.strikes import strike_here
    strike_here(os.environ["STRIKE_HOW"], os.environ["STRIKE_NUMBER"], os.environ["STRIKE_COUNT"])
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
@pytest.mark.parametrize("how", ["KILL", "CUT", "FULL", "NO_SPACE"])
def test_a_build_whose_sphinx_is_struck(workspace: Sandbox, how: str) -> None:
    site, built = workspace.root / "_build/site", workspace.root / "_build"
    code, writes = build(workspace.root)
    assert code == 0
    assert writes > 50
    old = tree(site)
    for share in (0.02, 0.3, 0.6, 0.95):
        shutil.rmtree(built / "stage")
        code, _ = build(workspace.root, how=how, number=int(writes * share))
        assert code in (0, 2), share
        assert not differing(tree(site), old), share
        assert build(workspace.root)[0] == 0
        assert not differing(tree(site), old), share
