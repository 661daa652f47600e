"""Commands that are killed at each of their writes, and what the next one makes of the rest."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from nachweis.sources.locks import locked
from tests.support.repository import NAME, Repository, git, run
from tests.support.sandbox import PROJECT, TODAY
from tests.support.strikes import CUT, KILLED, How, Striker


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Repository:
    for name, value in {**NAME, "GIT_CONFIG_GLOBAL": os.devnull}.items():
        monkeypatch.setenv(name, value)
    return Repository(tmp_path / "workspace")


def _back(repository: Repository, commit: str) -> None:
    """Undo a release, for the next strike."""
    git(repository.root, "reset", "-q", "--hard", commit)
    git(repository.root, "clean", "-qfd")
    for tag in git(repository.root, "tag").split():
        git(repository.root, "tag", "-d", tag)


@pytest.fixture
def striker(repository: Repository) -> Iterator[Striker]:
    assert repository.root.is_dir()  # whose variables of git it inherits
    with Striker({"NACHWEIS_CACHE": os.devnull}) as striker:
        yield striker


@pytest.mark.parametrize("how", [How.KILL, pytest.param(How.CUT, marks=pytest.mark.slow)])
def test_a_release_that_is_killed_anywhere_can_be_resumed(
    repository: Repository, striker: Striker, how: How
) -> None:
    before = git(repository.root, "rev-parse", "HEAD")
    arguments = ("release", "TEST", "1.0.0", "--root", str(repository.root), "--as-of", TODAY)
    for done in striker.strikes(how, arguments, most=40):
        assert done.code in (KILLED, CUT, 0, 2), done
        for lock in (repository.root / ".git").rglob("*.lock"):
            lock.unlink()  # git was cut, too, and asks for that
        assert repository.check("TEST").exit_code == 0
        resumed = repository.run("release", "TEST", "1.0.0", "--resume")
        assert resumed.exit_code == 0, resumed.output
        assert git(repository.root, "rev-parse", "TEST/1.0.0^{commit}~1") == before
        assert git(repository.root, "status", "--porcelain") == ""
        assert not list((repository.root / PROJECT / "baselines").glob(".*"))
        assert repository.run("release", "TEST", "1.0.0", "--resume").exit_code == 0
        _back(repository, before)


@pytest.mark.parametrize(
    "how", [How.NO_SPACE, How.READ_ONLY, pytest.param(How.FULL, marks=pytest.mark.slow)]
)
def test_a_release_that_cannot_write_changes_nothing(
    repository: Repository, striker: Striker, how: How
) -> None:
    before = git(repository.root, "rev-parse", "HEAD")
    arguments = ("release", "TEST", "1.0.0", "--root", str(repository.root), "--as-of", TODAY)
    for done in striker.strikes(how, arguments, most=40):
        if done.code == 0:  # it could do without, such as deleting what was not there
            _back(repository, before)
            continue
        assert done.code == 2, done
        assert len(done.stderr.splitlines()) == 1, done.stderr
        if how is How.READ_ONLY and git(repository.root, "status", "--porcelain"):
            resumed = repository.run("release", "TEST", "1.0.0", "--resume")  # nothing was undone
            assert resumed.exit_code == 0, resumed.output
            _back(repository, before)
            continue
        assert git(repository.root, "rev-parse", "HEAD") == before
        assert git(repository.root, "tag") == ""
        assert git(repository.root, "status", "--porcelain") == ""


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
