"""The site of all projects, built once, and visits to it."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Final

import pytest
from playwright.sync_api import Browser

from tests.conftest import is_quick
from tests.support.builds import Builds
from tests.support.visits import Visit, visitors

ROOT: Final = Path(__file__).parents[2]
PROJECTS: Final = ("RWD", "VKN")
"""Those of which there are sites in any case; without the slow tests, there are no others."""
SOURCES: Final = (
    "catalog",
    "docs",
    "templates",
    *(f"projects/{k}" for k in (*PROJECTS, "_evidence")),
)


@pytest.fixture(scope="session")
def examples(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return our workspace, or a copy of it that has two of its projects."""
    if not is_quick(request.config):
        return ROOT
    copy = tmp_path_factory.mktemp("examples")
    for name in SOURCES:
        shutil.copytree(ROOT / name, copy / name)
    shutil.copy(ROOT / "conf.py", copy)
    return copy


@pytest.fixture(scope="session")
def site_and_warnings(
    examples: Path, tmp_path_factory: pytest.TempPathFactory, builds: Builds
) -> tuple[Path, str]:
    """Return the folder of the portfolio, which holds the sites of the projects, and what was said.

    That a build of the portfolio builds those of projects is tested with small ones: here each is
    begun by itself, as that shares what it loads.

    Who asks for it, or for a fixture that does, belongs to the group ``browser``: it is built once.
    """
    folder = tmp_path_factory.mktemp("site")
    keys = [path.parent.name for path in examples.glob("projects/*/project.yaml")]
    of_all = {"nachweis_project": "", "nachweis_projects": "none"}
    settings = {
        key: {"nachweis_project": key, "nachweis_portfolio": "../index.html"} for key in keys
    }
    jobs = [
        builds.start(examples, folder, below=key, nachweis_commit="0123456789", **values)
        for key, values in {**settings, "": of_all}.items()
    ]
    assert [job.result().code for job in jobs] == [0] * len(jobs), [job.result() for job in jobs]
    return folder / "html", "".join(job.result().stderr for job in jobs)


@pytest.fixture(scope="session")
def site(site_and_warnings: tuple[Path, str]) -> Path:
    """Return the folder of the portfolio."""
    return site_and_warnings[0]


@pytest.fixture(scope="session")
def built_site(site: Path) -> Callable[..., Path]:
    """Return the function that gives the folder of a project's site; empty: the portfolio's."""

    def folder(project: str = "") -> Path:
        return site / project

    return folder


@pytest.fixture
def visit(browser: Browser, site: Path) -> Iterator[Callable[..., Visit]]:
    """Return the function that opens the site of a project."""
    with visitors(browser) as visitor:

        def open_site(project: str = "RWD", **wishes: Any) -> Visit:
            return visitor(site / project, **wishes)

        yield open_site
