"""The source distribution holds what git knows, and is not made where there is more."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.repository import Repository

HOOK = Path(__file__).parents[1] / "extensions" / "hatch_build.py"
PROJECT = """\
[build-system]
requires = ["hatchling"]
build-backend = "hatchling.build"

[project]
name = "small"
version = "1"

[tool.hatch.build.targets.sdist]
include = ["/projects", "/hook.py"]

[tool.hatch.build.targets.sdist.hooks.custom]
path = "hook.py"
"""


@pytest.mark.parametrize("name", ["notes.txt", "projects/notes.txt"])
def test_a_file_that_git_does_not_know_ends_the_build(tmp_path: Path, name: str) -> None:
    repository = Repository(tmp_path / "workspace")
    root = repository.root
    (root / "pyproject.toml").write_text(PROJECT, encoding="utf-8")
    (root / "hook.py").write_bytes(HOOK.read_bytes())
    repository.commit("To be built")
    (root / name).write_text("of nobody else", encoding="utf-8")
    build = [sys.executable, "-c", "from hatchling.build import build_sdist; build_sdist('dist')"]
    done = subprocess.run(build, cwd=root, capture_output=True, text=True, check=False)
    is_taken = name.startswith("projects/")
    assert [path.name for path in root.glob("dist/*.gz")] == ["small-1.tar.gz"] * (not is_taken)
    assert (name in done.stderr) == is_taken
