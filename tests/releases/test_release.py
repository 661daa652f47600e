"""``nachweis release``: a baseline, a commit and a tag, or nothing at all."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from nachweis.model.versions import Scheme, parse_version, sort_versions
from nachweis.sources.baseline_text import format_baseline
from nachweis.sources.baselines import read_baseline
from nachweis.sources.errors import SourceError
from tests.support.repository import NAME, Repository, be_a_person, git, run
from tests.support.sandbox import PROJECT, TODAY, Sandbox

FILE = f"{PROJECT}/baselines/1.0.0.json"
SUSPECT = f"TEST_C_01 fulfils TSA_M1_01 {'0' * 32}\n"


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Repository:
    be_a_person(monkeypatch)
    return Repository(tmp_path / "Übersicht mit Leerzeichen")


def snapshot_of(repository: Repository) -> tuple[str, str, str]:
    """Return everything that a release changes."""
    return (
        git(repository.root, "rev-parse", "HEAD"),
        git(repository.root, "status", "--porcelain"),
        git(repository.root, "tag"),
    )


def refused(repository: Repository, *arguments: str, code: int = 2) -> str:
    """Return the line with which a release is refused, after which all is as before."""
    before = snapshot_of(repository)
    result = repository.run("release", "TEST", *arguments)
    assert result.exit_code == code, result.output
    assert snapshot_of(repository) == before
    assert result.stdout == ""
    [line] = result.stderr.splitlines()
    return line.removeprefix("nachweis: ")


def test_a_release_is_a_file_a_commit_and_a_tag(repository: Repository) -> None:
    judged = git(repository.root, "rev-parse", "HEAD")
    result = repository.run("release", "TEST", "1.0.0")
    assert (result.exit_code, result.stdout) == (0, f"{FILE}: tagged TEST/1.0.0\n")
    assert git(repository.root, "cat-file", "-t", "TEST/1.0.0") == "tag"
    assert git(repository.root, "rev-parse", "TEST/1.0.0^{commit}^") == judged
    assert git(repository.root, "show", "--format=", "--name-only", "HEAD") == FILE
    assert git(repository.root, "status", "--porcelain") == ""
    assert "phase concept in progress" in git(repository.root, "tag", "-n9", "TEST/1.0.0")
    data = json.loads((repository.root / FILE).read_text(encoding="utf-8"))
    assert data["schema"] == "nachweis/baseline/1"
    assert (data["commit"], data["date"], data["phase"]) == (judged, TODAY, "concept")
    assert (data["approved_by"], data["holds"], data["reason"]) == ("TEST_K_ISB", True, "")
    assert data["cells"]["TSA_M1_01"]["clause"]["by"] == ["TEST_C_01"]
    assert data["catalogue"]["requirements"]["TSA_M1_01"]["title"]["en"].startswith("Incidents")


def test_what_git_ignores_is_in_no_release(repository: Repository) -> None:
    repository.write("evidence/private.md", "# Private\n")
    (repository.root / ".gitignore").write_text("private.*\n", encoding="utf-8")
    repository.commit("Hide it")
    assert refused(repository, "1.0.0") == (
        f"{PROJECT}/evidence/private.md is a source, but git ignores it; "
        "commit it ('git add --force'), or move it away"
    )


def test_a_baseline_reads_back_as_it_was_written(repository: Repository) -> None:
    repository.run("release", "TEST", "1.0.0")
    path = repository.root / FILE
    text = path.read_text(encoding="utf-8")
    assert format_baseline(read_baseline(path, repository.root)) == text
    assert text == json.dumps(json.loads(text), indent=1, ensure_ascii=False, sort_keys=True) + "\n"


def test_the_same_state_gives_the_same_bytes(repository: Repository, tmp_path: Path) -> None:
    git(tmp_path, "clone", "-q", str(repository.root), "other")
    repository.run("release", "TEST", "1.0.0")
    run("release", "TEST", "1.0.0", "--root", str(tmp_path / "other"), "--as-of", TODAY)
    assert (tmp_path / "other" / FILE).read_bytes() == (repository.root / FILE).read_bytes()


@pytest.mark.parametrize("path", [f"{PROJECT}/concept/overall.md", "catalog/glossary.yaml"])
def test_what_is_not_committed_is_not_released(repository: Repository, path: str) -> None:
    with (repository.root / path).open("a", encoding="utf-8") as stream:
        stream.write("\n# more\n")
    words = "differs from the last commit; commit or restore what is to be released"
    assert refused(repository, "1.0.0") == f"{path} {words}"


def test_a_new_file_with_an_odd_name_counts_others_outside_do_not(repository: Repository) -> None:
    (repository.root / "README.md").write_text("Words\n", encoding="utf-8")
    assert repository.run("release", "TEST", "1.0.0", "--dry-run").exit_code == 0
    repository.write("concept/Über [uns].md", "# Über uns\n")
    assert refused(repository, "1.1.0").startswith(f"{PROJECT}/concept/Über [uns].md differs")


def test_what_is_staged_elsewhere_stays_staged(repository: Repository) -> None:
    (repository.root / "README.md").write_text("Words\n", encoding="utf-8")
    git(repository.root, "add", "README.md")
    repository.run("release", "TEST", "1.0.0")
    assert git(repository.root, "status", "--porcelain") == "A  README.md"


def test_a_failing_gate_needs_a_reason_which_is_recorded(repository: Repository) -> None:
    repository.edit("contract/agreement.md", ":fulfils: TSA_M1_03", ":fulfils: TSA_M1_033")
    repository.commit("A typing error")
    line = refused(repository, "1.0.0", code=1)
    assert line.startswith("the gate of TEST fails with 2 errors (")
    assert line.endswith("or release with --allow-failing REASON")
    assert refused(repository, "1.0.0", "--allow-failing", " ") == (
        "--allow-failing needs a reason, which is recorded"
    )
    result = repository.run("release", "TEST", "1.0.0", "--allow-failing", "Signed in  haste")
    assert result.exit_code == 0
    baseline = read_baseline(repository.root / FILE, repository.root)
    assert (baseline.holds, baseline.reason) == (False, "Signed in haste")


def test_a_reason_is_not_recorded_where_none_was_needed(repository: Repository) -> None:
    repository.run("release", "TEST", "1.0.0", "--allow-failing", "Just in case")
    assert read_baseline(repository.root / FILE, repository.root).reason == ""


def test_suspect_links_are_told(repository: Repository) -> None:
    repository.write("trace.lock", SUSPECT)
    repository.commit("Confirmed long ago")
    result = repository.run("release", "TEST", "1.0.0")
    assert result.exit_code == 0
    assert result.stderr == "1 link is suspect; see 'nachweis confirm TEST'\n"


@pytest.mark.parametrize(
    ("version", "words"),
    [
        ("1.0.0", "TEST 1.0.0 is already released; choose a later version"),
        ("0.9.0", "TEST 1.0.0 is already released, and 0.9.0 is not later; "),
        ("1.0.0-rc.1", "TEST 1.0.0 is already released, and 1.0.0-rc.1 is not later; "),
        ("1.1", "'1.1' is not a version; write MAJOR.MINOR.PATCH such as 1.0.0"),
        ("2026-11-20", "'2026-11-20' is not a version; write MAJOR.MINOR.PATCH"),
        ("../1.1.0", "'../1.1.0' is not a version; "),
    ],
)
def test_versions_only_go_up(repository: Repository, version: str, words: str) -> None:
    repository.run("release", "TEST", "1.0.0")
    assert refused(repository, version).startswith(words)


def test_a_tag_without_a_file_is_a_release_too(repository: Repository) -> None:
    repository.tag("2.0.0")
    assert refused(repository, "1.0.0").startswith("TEST 2.0.0 is already released, and 1.0.0")


def test_days_as_versions(repository: Repository) -> None:
    repository.configure(versions="date")
    repository.commit("Versions by day")
    assert repository.run("release", "TEST", "2026-11-20").exit_code == 0
    assert repository.run("release", "TEST", "2026-11-20.2").exit_code == 0
    assert refused(repository, "2026-11-19").endswith("is not later; choose a later version")
    assert refused(repository, "1.0.0").startswith("'1.0.0' is not a version; write the day as")


def test_order_of_versions() -> None:
    names = ["1.0.0-alpha", "1.0.0-alpha.1", "1.0.0-alpha.beta", "1.0.0-rc.2", "1.0.0-rc.11"]
    names += ["1.0.0", "1.9.0", "1.10.0", "10.0.0"]
    assert sort_versions(reversed(names)) == names
    for bad in (
        "01.0.0",
        "1.0.0-",
        "1.0.0-a..b",
        "1.0.0-01",
        "1.0.0+build",
        "v1.0.0",
        "",
        "1.0.0\n",
    ):
        with pytest.raises(ValueError, match="is not a version"):
            parse_version(bad, Scheme.SEMVER)


def test_without_git_it_says_why_not(workspace: Sandbox) -> None:
    result = run("release", "TEST", "1.0.0", "--root", str(workspace.root))
    assert result.exit_code == 2
    assert "is in no git repository, or git is not installed; a release records" in result.stderr
    assert not (workspace.root / FILE).exists()


def test_without_a_commit_it_says_why_not(workspace: Sandbox) -> None:
    git(workspace.root, "init", "-q")
    result = run("release", "TEST", "1.0.0", "--root", str(workspace.root))
    assert result.stderr == "nachweis: nothing is committed yet; commit the project first\n"


def test_without_a_name_it_says_what_to_set(
    repository: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in NAME:
        monkeypatch.delenv(name)
    git(repository.root, "config", "user.useConfigOnly", "true")
    assert refused(repository, "1.0.0") == (
        "git does not know your name or address; set 'git config user.name' and 'user.email'"
    )


def test_a_detached_head_would_lose_the_baseline(repository: Repository) -> None:
    git(repository.root, "switch", "-q", "--detach")
    assert refused(repository, "1.0.0").startswith("HEAD is detached, and the baseline would be")
    result = repository.run("release", "TEST", "1.0.0", "--no-commit")
    assert (result.exit_code, result.stdout) == (0, f"{FILE}: written\n")
    assert git(repository.root, "tag") == ""


def test_a_linked_worktree_releases_on_its_own_branch(
    repository: Repository, tmp_path: Path
) -> None:
    git(repository.root, "worktree", "add", "-q", "-b", "release", str(tmp_path / "tree"))
    result = run("release", "TEST", "1.0.0", "--root", str(tmp_path / "tree"), "--as-of", TODAY)
    assert result.exit_code == 0, result.output
    assert git(repository.root, "log", "-1", "--format=%s", "release") == "TEST 1.0.0: baseline"
    assert not (repository.root / FILE).exists()


def test_a_shallow_clone_releases(repository: Repository, tmp_path: Path) -> None:
    repository.commit("More history")
    git(tmp_path, "clone", "-q", "--depth", "1", f"file://{repository.root}", "shallow")
    root = tmp_path / "shallow"
    result = run("release", "TEST", "1.0.0", "--root", str(root), "--as-of", TODAY)
    assert result.exit_code == 0, result.output
    assert git(root, "tag") == "TEST/1.0.0"


def test_a_workspace_below_the_top_of_a_repository(tmp_path: Path, repository: Repository) -> None:
    top = tmp_path / "top"
    top.mkdir()
    (repository.root / ".git").rename(tmp_path / "unused")
    repository.root.rename(top / "work")
    git(top, "init", "-q", "-b", "main")
    git(top, "add", "-A")
    git(top, "commit", "-q", "-m", "All")
    result = run("release", "TEST", "1.0.0", "--root", str(top / "work"), "--as-of", TODAY)
    assert result.exit_code == 0, result.output
    assert git(top, "show", "--format=", "--name-only", "TEST/1.0.0^{}") == f"work/{FILE}"
    assert run("diff", "TEST", "1.0.0", "--root", str(top / "work")).stderr == ""


@pytest.mark.parametrize("hook", ["pre-commit", "reference-transaction"])
def test_what_git_refuses_leaves_nothing_behind(repository: Repository, hook: str) -> None:
    script = {
        "pre-commit": "echo 'not today' >&2; exit 1",
        "reference-transaction": 'while read o n ref; do case "$1$ref" in preparedrefs/tags/*)'
        " echo 'no tags' >&2; exit 1;; esac; done; exit 0",
    }[hook]
    path = repository.root / ".git" / "hooks" / hook
    path.parent.mkdir(exist_ok=True)
    path.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
    path.chmod(0o755)
    line = refused(repository, "1.0.0")
    assert line.startswith("git: ")
    assert line.endswith("; nothing was changed")
    assert not (repository.root / FILE).parent.exists()


def test_no_tag_and_dry_run(repository: Repository) -> None:
    before = snapshot_of(repository)
    result = repository.run("release", "TEST", "1.0.0", "--dry-run")
    assert result.stdout == f"{FILE}: can be released; nothing written\n"
    assert snapshot_of(repository) == before
    assert repository.run("release", "TEST", "1.0.0", "--no-tag").stdout == f"{FILE}: committed\n"
    assert git(repository.root, "tag") == ""


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ('"schema": "nachweis/baseline/1"', '"schema": "nachweis/baseline/9"', "is not a baseline"),
        ('"language": "en"', '"language": 7', "language: input should be a valid string"),
        ('"state": "covered"', '"state": "fine"', "state: input should be 'expired'"),
        ("{", "", "is not JSON; restore the file"),
    ],
)
def test_a_damaged_baseline_is_told_in_a_line(
    repository: Repository, old: str, new: str, words: str
) -> None:
    repository.run("release", "TEST", "1.0.0")
    path = repository.root / FILE
    path.write_text(path.read_text(encoding="utf-8").replace(old, new, 1), encoding="utf-8")
    with pytest.raises(SourceError) as caught:
        read_baseline(path, repository.root)
    assert words in str(caught.value)
    result = repository.run("diff", "TEST", "1.0.0")
    assert result.exit_code == 2
    assert result.stderr.startswith(f"{FILE}:")


def test_a_broken_index_is_an_error_in_one_line(repository: Repository) -> None:
    (repository.root / ".git/index").write_bytes(b"spoilt")
    result = repository.run("release", "TEST", "1.0.0")
    assert result.exit_code == 2
    assert result.stderr.count("\n") == 1
    assert "index" in result.stderr
