"""What the tests of commands share."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.repository import Repository, git
from tests.support.sandbox import Sandbox
from tests.support.watching import Watching


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    """Return a repository on the branch ``topic``, whose ``main`` has an error."""
    repository = Repository(tmp_path / "workspace")
    repository.edit("contract/agreement.md", "TSA_M1_03", "TSA_M1_0333")
    repository.commit("A mistake on main")
    git(repository.root, "checkout", "-q", "-b", "topic")
    return repository


@pytest.fixture
def watching(workspace: Sandbox) -> Iterator[Watching]:
    """Return a process that waits for the first change."""
    process = Watching(workspace.root)
    process.until("Watching projects, catalog")
    yield process
    process.process.kill()
    process.process.wait()
