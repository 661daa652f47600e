"""The wheel works where nothing else of the repository is."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

PROJECT = """\
key: ACME
title: {en: Hosting}
side: client
catalog: [OPS31]
phases:
  strategy: {closed: 2026-01-31}
  requirements: {closed: 2026-02-27}
  selection: {closed: 2026-03-31}
"""


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder into which a freshly built wheel was installed."""
    target = tmp_path_factory.mktemp("installed") / "site"
    install = [
        sys.executable,
        "-m",
        "pip",
        "install",
        "--quiet",
        "--no-deps",
        "--no-compile",
        "--target",
        str(target),
        str(wheel),
    ]
    subprocess.run(install, check=True, capture_output=True)
    return target


def nachweis(installed: Path, folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PYTHONPATH": str(installed)}
    return subprocess.run(
        [sys.executable, "-m", "nachweis", *arguments],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )


def test_wheel_carries_catalogue_and_templates(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()
    assert "nachweis/data/catalog/grundschutz-2018/OPS31_M02.yaml" in names
    assert "nachweis/data/templates/pages/home.md.j2" in names
    assert "nachweis/data/templates/ci/github/nachweis.yml" in names
    assert "nachweis/data/templates/ci/gitlab/.gitlab-ci.yml" in names
    assert "nachweis/data/templates/ci/pre-commit/.pre-commit-config.yaml" in names
    assert "nachweis/site/static/nachweis.css" in names
    assert "nachweis/locale/de/LC_MESSAGES/nachweis.mo" in names
    assert "nachweis/data/docs/how-to/close-a-phase.md" in names
    assert "nachweis/data/docs/de/how-to/close-a-phase.md" in names
    assert "nachweis/py.typed" in names


def test_installed_command_judges_a_repository_without_a_catalogue(
    installed: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "projects" / "ACME"
    folder.mkdir(parents=True)
    (folder / "project.yaml").write_text(PROJECT, encoding="utf-8")

    result = nachweis(installed, tmp_path, "check", "ACME", "--as-of", "2026-11-20")

    assert result.returncode == 1, result.stderr
    assert "projects/ACME/project.yaml:4: OPS31_M01_GOV_01" in result.stdout
    assert "(missing-section)" in result.stdout


@pytest.mark.parametrize(
    "keys", [("ACME",), pytest.param((), marks=pytest.mark.slow)], ids=["one", "all"]
)
def test_installed_command_builds_a_site(
    installed: Path, tmp_path: Path, keys: tuple[str, ...]
) -> None:
    folder = tmp_path / "projects" / "ACME"
    folder.mkdir(parents=True)
    (folder / "project.yaml").write_text(PROJECT, encoding="utf-8")

    result = nachweis(installed, tmp_path, "build", *keys, "--as-of", "2026-11-20")

    assert result.returncode == 0, result.stderr
    assert (tmp_path / "_build" / "site" / "index.html").is_file() == (not keys)
    home = tmp_path / "_build" / "site" / "ACME" / "index.html"
    assert "nw-gate-fails" in home.read_text(encoding="utf-8")
    assert (home.parent / "catalog" / "OPS31_M02.html").is_file()
