"""The site of all projects, built once, and visits to it."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Final

import pytest
from playwright.sync_api import Browser

from tests.support.sandbox import TODAY
from tests.support.visits import Visit, visitors

ROOT: Final = Path(__file__).parents[2]
PROJECTS: Final = ("RWD", "VKN")


@pytest.fixture(scope="session")
def site_and_warnings(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """Return the folder of the portfolio, which holds the sites of the projects, and what was said.

    Who asks for it, or for a fixture that does, belongs to the group ``browser``: it is built once.
    """
    folder = tmp_path_factory.mktemp("site")
    command = [sys.executable, "-m", "sphinx", "-q", "-b", "html", "-d", str(folder / "doctrees")]
    command += ["-D", f"nachweis_as_of={TODAY}", str(ROOT), str(folder / "html")]
    done = subprocess.run(command, check=False, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return folder / "html", done.stderr


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
