"""Commands that are killed at each of their writes, and what the next one makes of the rest."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest

from nachweis.sources.locks import locked
from tests.support.repository import NAME, Repository, git, run
from tests.support.sandbox import PROJECT, TODAY, Sandbox

KILLED: Final = 137
INJECTED: Final = """
import errno, os, subprocess, sys
limit, how, struck, shots = int(sys.argv.pop(1)), sys.argv.pop(1), sys.argv.pop(1), 0
mark = os.mkdir

def shot(function, writes=lambda *_, **__: True):
    def call(*arguments, **options):
        global shots
        if writes(*arguments, **options):
            shots += 1
            if shots == limit:
                mark(struck)
            if shots == limit and how == "kill":
                os._exit(137)
            if shots == limit:
                raise OSError(getattr(errno, how), os.strerror(getattr(errno, how)))
        return function(*arguments, **options)
    return call

os.open = shot(os.open, lambda path, flags, *_, **__: flags & os.O_CREAT)
for name in ("replace", "rename", "mkdir", "unlink", "rmdir"):
    setattr(os, name, shot(getattr(os, name)))
from nachweis import git as ours
changing = {"add", "commit", "tag", "rm", "update-ref"}
killing = how == "kill"
ours.subprocess.run = shot(subprocess.run, lambda words, **_: killing and changing & {*words})
from nachweis.cli.main import run
run()
"""
"""Runs a command that dies, or fails, right before the write of a number."""


def _struck(number: int, how: str, mark: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run a command that ends at one of its writes."""
    return subprocess.run(
        [sys.executable, "-c", INJECTED, str(number), how, str(mark), *arguments],
        capture_output=True,
        text=True,
        env={**os.environ, "NACHWEIS_CACHE": os.devnull},
        check=False,
    )


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


def _strikes(how: str, *arguments: str) -> Iterator[subprocess.CompletedProcess[str]]:
    """Yield what a command did that was struck at its first write, at its second, …"""
    with tempfile.TemporaryDirectory() as folder:
        for number in range(1, 40):
            mark = Path(folder, str(number))
            done = _struck(number, how, mark, *arguments)
            if not mark.exists():
                assert number > 2, "has no writes"
                return
            yield done
    pytest.fail("has more writes than can be")


def test_a_release_that_is_killed_anywhere_can_be_resumed(repository: Repository) -> None:
    before = git(repository.root, "rev-parse", "HEAD")
    where = ("--root", str(repository.root), "--as-of", TODAY)
    for done in _strikes("kill", "release", "TEST", "1.0.0", *where):
        assert done.returncode == KILLED, done.stderr
        assert repository.check("TEST").exit_code == 0
        resumed = repository.run("release", "TEST", "1.0.0", "--resume")
        assert resumed.exit_code == 0, resumed.output
        assert git(repository.root, "rev-parse", "TEST/1.0.0^{commit}~1") == before
        assert git(repository.root, "status", "--porcelain") == ""
        assert repository.run("release", "TEST", "1.0.0", "--resume").exit_code == 0
        _back(repository, before)


@pytest.mark.parametrize("how", ["ENOSPC", "EROFS"])
def test_a_release_that_cannot_write_changes_nothing(repository: Repository, how: str) -> None:
    before = git(repository.root, "rev-parse", "HEAD")
    where = ("--root", str(repository.root), "--as-of", TODAY)
    for done in _strikes(how, "release", "TEST", "1.0.0", *where):
        assert done.returncode == 2
        assert len(done.stderr.splitlines()) == 1, done.stderr
        assert git(repository.root, "rev-parse", "HEAD") == before
        assert git(repository.root, "tag") == ""
        assert git(repository.root, "status", "--porcelain") == ""


@pytest.mark.parametrize("how", ["kill", "ENOSPC", "EROFS"])
@pytest.mark.parametrize(
    "arguments",
    [["confirm", "TEST", "--yes"], ["add", "clause", "TEST", "--title", "More"]],
    ids=" ".join,
)
def test_a_command_that_ends_anywhere_leaves_the_old_file_or_the_new(
    workspace: Sandbox, arguments: list[str], how: str
) -> None:
    files = {path: path.read_bytes() for path in workspace.root.rglob("*") if path.is_file()}
    for done in _strikes(how, *arguments, "--root", str(workspace.root)):
        new = {path for path in workspace.root.rglob("*") if path.is_file()} - files.keys()
        if how == "kill":
            assert done.returncode == KILLED
        elif done.returncode:  # else it could do without, such as a folder that was there
            assert done.returncode == 2
            assert len(done.stderr.splitlines()) == 1, done.stderr
            assert not new
        if done.returncode:
            assert all(path.read_bytes() == data for path, data in files.items())
        assert workspace.check("TEST").exit_code == 0
        for path in new:
            path.unlink()
        for path, data in files.items():
            path.write_bytes(data)


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
