"""What the tests of a branch's base share."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.repository import Repository, git


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    """Return a repository on the branch ``topic``, whose ``main`` has an error."""
    return Repository(tmp_path / "workspace", _with_an_error)


def _with_an_error(repository: Repository) -> None:
    repository.edit("contract/agreement.md", "TSA_M1_03", "TSA_M1_0333")
    repository.commit("A mistake on main")
    git(repository.root, "checkout", "-q", "-b", "topic")
