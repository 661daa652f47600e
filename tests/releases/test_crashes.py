"""Releases at once, and halves of one; the crash matrix has those that are killed."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from nachweis.sources.locks import locked
from tests.support.repository import Repository, be_a_person, git, run
from tests.support.sandbox import PROJECT, TODAY


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Repository:
    be_a_person(monkeypatch)
    return Repository(tmp_path / "workspace")


def test_of_two_releases_at_once_one_is_refused_and_harms_nothing(repository: Repository) -> None:
    arguments = ("release", "TEST", "1.0.0", "--root", str(repository.root), "--as-of", TODAY)
    command = [sys.executable, "-c", "from nachweis.cli.main import run; run()", *arguments]
    both = [subprocess.Popen(command, stdout=-3, stderr=subprocess.PIPE) for _ in range(2)]
    said = [process.communicate()[1].decode() for process in both]
    assert sorted(process.returncode for process in both) == [0, 2], said
    assert git(repository.root, "tag") == "TEST/1.0.0"
    assert git(repository.root, "status", "--porcelain") == ""
    assert (repository.root / PROJECT / "baselines/1.0.0.json").is_file()


def test_a_release_waits_for_nobody(repository: Repository) -> None:
    lock = repository.root / ".git/nachweis-release.lock"
    lock.touch()
    with locked(lock) as free:
        assert free
        result = repository.run("release", "TEST", "1.0.0")
    assert result.exit_code == 2
    assert "another release is running here" in result.stderr
    assert repository.run("release", "TEST", "1.0.0").exit_code == 0


def test_a_baseline_without_its_tag_says_how_to_go_on(repository: Repository) -> None:
    repository.run("release", "TEST", "1.0.0", "--no-tag")
    assert "--resume" in repository.run("release", "TEST", "1.0.0").stderr
    assert repository.run("release", "TEST", "1.0.0", "--resume").exit_code == 0
    assert git(repository.root, "tag") == "TEST/1.0.0"


def test_resume_stands_alone() -> None:
    result = run("release", "TEST", "1.0.0", "--resume", "--no-tag")
    assert result.exit_code == 2
    assert "--resume finishes a release with commit and tag" in result.stderr
