"""A project with two releases and a draft, built once."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser

from tests.support.repository import Repository
from tests.support.visits import Visit, visitors


def two_releases(root: Path) -> Repository:
    """Return a repository with the versions 1.0.0 and 1.1.0, and a newer working state."""
    repository = Repository(root)
    repository.tag("1.0.0", "2026-06-20")
    repository.write("concept/later.md", "# Later\n\nOnly in later versions.\n")
    repository.commit("A new page", "2026-10-01")
    repository.tag("1.1.0", "2026-10-01")
    repository.edit("contract/agreement.md", "two hours", "one hour")
    repository.commit("Sooner", "2026-11-01")
    return repository


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    """Return a repository with two releases, of which nothing is built."""
    return two_releases(tmp_path / "Übersicht mit Leerzeichen")


@pytest.fixture(scope="session")
def versioned(tmp_path_factory: pytest.TempPathFactory) -> Repository:
    """Return a repository whose versions are built; it is only to be looked at."""
    repository = two_releases(tmp_path_factory.mktemp("versioned") / "workspace")
    result = repository.build()
    assert result.exit_code == 0, result.output
    return repository


@pytest.fixture
def built(versioned: Repository, tmp_path: Path) -> Repository:
    """Return a copy of it that may be changed."""
    copy = object.__new__(Repository)
    copy.root = tmp_path / "workspace"
    shutil.copytree(versioned.root, copy.root, symlinks=True)
    return copy


@pytest.fixture
def visit(browser: Browser) -> Iterator[Callable[..., Visit]]:
    """Return the function that opens the versions of the project in a site."""
    with visitors(browser) as visitor:

        def open_site(site: Path, **wishes: Any) -> Visit:
            return visitor(site / "TEST", **wishes)

        yield open_site
