"""What git has to have for ``check --base``: a base, a history, a worktree."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from tests.support.repository import Repository, git, run
from tests.support.sandbox import TODAY, Sandbox


@pytest.mark.parametrize("name", ["nowhere", "--help", "main:projects", ""])
def test_a_base_that_git_does_not_know(repository: Repository, name: str) -> None:
    result = repository.check("--base", name)
    if name:
        assert result.exit_code == 2
        assert result.stderr.count("\n") == 1
        assert f"git knows no commit {name!r}" in result.stderr
    else:  # what an empty variable of a CI system comes to: no base
        assert result.exit_code == 1


def test_no_repository_is_an_error(workspace: Sandbox) -> None:
    result = workspace.check("--base", "main")
    assert result.exit_code == 2
    assert "is in no git repository" in result.stderr


def test_unrelated_history_is_an_error(repository: Repository) -> None:
    repository.commit("Work")
    git(repository.root, "checkout", "-q", "--orphan", "other")
    repository.commit("Another beginning")
    result = repository.check("--base", "main")
    assert result.exit_code == 2
    assert "git knows no commit that HEAD and 'main' both begin at; name another base" in (
        result.stderr
    )


def test_a_shallow_clone_says_what_to_fetch(repository: Repository, tmp_path: Path) -> None:
    for number in range(2):
        repository.edit("contract/agreement.md", f"# Agreement{' ' * number}", "# Agreement ")
        repository.commit("Work")
    source = repository.root.as_uri()
    subprocess.run(
        ["git", "clone", "-q", "--depth=1", "--no-single-branch", source, tmp_path / "clone"],
        check=True,
    )
    result = run(
        "check", "--root", str(tmp_path / "clone"), "--as-of", TODAY, "--base", "origin/main"
    )
    assert result.exit_code == 2
    assert "fetch more history (git fetch --unshallow)" in result.stderr


def test_a_hook_in_a_linked_worktree_finds_a_workspace_below_the_top(
    repository: Repository, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    outer = Repository(tmp_path / "outer")
    inner = Sandbox(outer.root / "security", documents=True)
    inner.edit("contract/agreement.md", "TSA_M1_03", "TSA_M1_0333")
    outer.commit("A mistake")
    git(outer.root, "worktree", "add", "-q", "-b", "topic", str(tmp_path / "linked"))
    linked = tmp_path / "linked"
    monkeypatch.setenv("GIT_DIR", git(linked, "rev-parse", "--absolute-git-dir"))
    result = run("check", "--root", str(linked / "security"), "--as-of", TODAY, "--base", "HEAD")
    assert (result.exit_code, "nothing new" in result.stdout) == (0, True), result.stdout
