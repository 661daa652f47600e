"""``nachweis plan``: what there is to build, wherever the clone is and however it was made."""

from __future__ import annotations

import json
import shutil
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from nachweis.publish.plan import make_plan
from nachweis.sources.workspace import find_workspace
from tests.support.repository import Repository, git, run
from tests.support.sandbox import TODAY, Sandbox

pytestmark = pytest.mark.xdist_group("versions")

NAMES = ["portfolio", "TEST/draft", "TEST/1.1.0", "TEST/1.0.0"]


def plan(root: Path, *arguments: str, code: int = 0) -> str:
    result = run("plan", "--root", str(root), "--as-of", TODAY, *arguments)
    assert result.exit_code == code, result.output
    return result.output


def matrix(root: Path, *arguments: str) -> list[dict[str, Any]]:
    data = json.loads(plan(root, "--json", *arguments))
    assert list(data) == ["include"]
    entries: list[dict[str, Any]] = data["include"]
    return entries


def test_jobs_are_named_draft_first_and_releases_newest_first(repository: Repository) -> None:
    assert plan(repository.root).splitlines() == NAMES
    assert plan(repository.root, "test").splitlines() == NAMES[1:]


def test_matrix_of_github_is_one_line_of_flat_entries(repository: Repository) -> None:
    assert plan(repository.root, "--json").count("\n") == 1
    entries = matrix(repository.root)
    assert [entry["job"] for entry in entries] == NAMES
    assert entries[-1] == {
        "project": "TEST",
        "version": "1.0.0",
        "audience": "all",
        "as_of": TODAY,
        "job": "TEST/1.0.0",
        "artifact": "nachweis-version-TEST-1.0.0",
    }


def test_no_more_entries_than_a_matrix_may_have(repository: Repository) -> None:
    entries = matrix(repository.root, "--at-most", "2")
    assert [entry["job"] for entry in entries] == [" ".join(NAMES[:2]), " ".join(NAMES[2:])]
    assert [entry["artifact"] for entry in entries] == [
        "nachweis-version-part-001",
        "nachweis-version-part-002",
    ]


def test_entries_are_never_more_than_that(repository: Repository) -> None:
    entries = matrix(repository.root, "--at-most", "3")
    assert [entry["job"] for entry in entries] == [" ".join(NAMES[:2]), " ".join(NAMES[2:])]


def test_pipeline_of_gitlab_builds_each_and_joins_them(repository: Repository) -> None:
    pipeline = yaml.safe_load(plan(repository.root, "--format", "gitlab"))
    jobs = {name: job for name, job in pipeline.items() if name.startswith("build ")}
    assert [job["variables"]["JOB"] for job in jobs.values()] == NAMES
    assert {job["extends"] for job in jobs.values()} == {".nachweis-build"}
    assert pipeline[".nachweis"]["image"]
    own = yaml.safe_load(plan(repository.root, "--format", "gitlab", "--include", "ci/own.yml"))
    assert own["include"] == [{"local": "ci/own.yml"}]
    assert ".nachweis" not in own


def test_what_is_cached_is_left_out(versioned: Repository) -> None:
    for folder in (versioned.site, versioned.root / "_build" / "versions"):
        assert matrix(versioned.root, "--cached", str(folder)) == []
    there = str(versioned.site / "TEST" / "1.0.0")
    jobs = [entry["job"] for entry in matrix(versioned.root, "--cached", there)]
    assert jobs == NAMES[:-1]
    assert len(matrix(versioned.root, "--cached", str(versioned.root / "nothing"))) == 4


def test_draft_is_cached_until_its_files_or_its_date_change(built: Repository) -> None:
    cached = ("--cached", str(built.site))
    assert matrix(built.root, *cached) == []
    later = run("plan", "--json", "--root", str(built.root), "--as-of", "2026-11-21", *cached)
    jobs = [entry["job"] for entry in json.loads(later.stdout)["include"]]
    assert jobs == ["portfolio", "TEST/draft"]
    (built.root / "README.md").write_text("About\n", encoding="utf-8")
    assert matrix(built.root, *cached) == []
    for name in ("projects/TEST/contract/agreement.md", ".gitignore"):
        path = built.root / name
        text = path.read_bytes()
        path.write_bytes(text + b"\n")
        jobs = [entry["job"] for entry in matrix(built.root, *cached)]
        assert jobs == ["portfolio", "TEST/draft"], name
        path.write_bytes(text)
    assert matrix(built.root, *cached) == []


def test_a_release_that_only_imports_is_made_anew_with_another_shipped_catalogue(
    repository: Repository, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.rmtree(repository.root / "catalog/grundschutz-test")
    imported = repository.root / "catalog/imported/IMP/source.yaml"
    imported.parent.mkdir(parents=True)
    imported.write_text("source: {title: Rules}\n", encoding="utf-8")
    repository.commit("Only what was imported")
    repository.tag("2.0.0")

    def digests() -> dict[str, str]:
        jobs = make_plan(find_workspace(repository.root), ["TEST"], date.fromisoformat(TODAY)).jobs
        return {job.version: job.digest for job in jobs}

    before = digests()
    (tmp_path / "catalog").mkdir()
    (tmp_path / "catalog/another.yaml").touch()
    monkeypatch.setattr("nachweis.publish.plan.package_data", tmp_path.joinpath)
    after = digests()
    assert after["2.0.0"] != before["2.0.0"]
    assert after["1.0.0"] == before["1.0.0"]


def test_other_tags_are_no_versions(repository: Repository) -> None:
    for name in ("TEST/draft", "TEST/latest", "TEST/1", "TEST/2.0.0/x", "TESTS/1.0.0", "1.0.0"):
        git(repository.root, "tag", name)
    assert plan(repository.root).splitlines() == NAMES


def test_pre_release_and_dates_sort(repository: Repository) -> None:
    for name in ("1.10.0", "1.10.0-rc.2", "1.10.0-rc.10", "1.9.0"):
        git(repository.root, "tag", f"TEST/{name}")
    names = [line.removeprefix("TEST/") for line in plan(repository.root, "TEST").splitlines()]
    assert names[1:5] == ["1.10.0", "1.10.0-rc.10", "1.10.0-rc.2", "1.9.0"]


def digests(root: Path) -> list[str]:
    import datetime

    from nachweis.publish.plan import make_plan
    from nachweis.sources.workspace import find_workspace

    found = make_plan(find_workspace(root), [], datetime.date.fromisoformat(TODAY))
    return [job.digest for job in found.jobs]


def test_every_checkout_of_a_commit_makes_the_same(repository: Repository, tmp_path: Path) -> None:
    expected = digests(repository.root)
    git(repository.root, "worktree", "add", "-q", "--detach", str(tmp_path / "linked"))
    git(tmp_path, "clone", "-q", str(repository.root), "clone")
    git(tmp_path / "clone", "checkout", "-q", "--detach", "HEAD")
    assert digests(tmp_path / "linked") == digests(tmp_path / "clone") == expected


def test_shallow_clone_says_what_is_missing(repository: Repository, tmp_path: Path) -> None:
    source = repository.root.as_uri()
    git(tmp_path, "clone", "-q", "--depth", "1", "--no-tags", source, "shallow")
    problem, *jobs = plan(tmp_path / "shallow", code=1).splitlines()
    assert problem == (
        "projects/TEST:1:1: this clone is shallow and has no tag TEST/…; fetch released versions "
        "(git fetch --unshallow --tags)"
    )
    assert jobs == NAMES[:2]
    assert plan(tmp_path / "shallow", "--quiet", code=1).splitlines() == [problem, *jobs]


def test_baseline_without_a_tag_is_missed(repository: Repository) -> None:
    git(repository.root, "tag", "-d", "TEST/1.1.0")
    for name, commit in (("0.9.0", ""), ("1.0.0", "0123456789"), ("1.1.0", "0123456789")):
        repository.write(f"baselines/{name}.json", json.dumps({"commit": commit}))
    problem, *jobs = plan(repository.root, code=1).splitlines()
    assert problem == (
        "projects/TEST/baselines/1.1.0.json:1:1: names a version whose tag TEST/1.1.0 is missing "
        "here; fetch it (git fetch --tags)"
    )
    assert jobs == [name for name in NAMES if name != "TEST/1.1.0"]


def test_without_git_there_is_no_plan(workspace: Sandbox) -> None:
    assert plan(workspace.root, code=2) == (
        f"{workspace.root}: is in no git repository, or git is not installed\n"
    )


def test_repository_without_a_commit_has_drafts(workspace: Sandbox) -> None:
    git(workspace.root, "init", "-q")
    assert plan(workspace.root).splitlines() == NAMES[:2]


def below(repository: Repository) -> Path:
    """Move a repository's workspace into a folder of the repository; return the workspace."""
    inside = repository.root / "concepts"
    inside.mkdir()
    for name in ("catalog", "projects", "conf.py"):
        git(repository.root, "mv", name, f"concepts/{name}")
    git(repository.root, "commit", "-q", "-m", "Moved")
    git(repository.root, "tag", "TEST/2.0.0")
    return inside


def test_workspace_in_a_folder_of_the_repository(repository: Repository) -> None:
    assert plan(below(repository), "TEST").splitlines()[1] == "TEST/2.0.0"


@pytest.mark.slow
def test_workspace_in_a_folder_of_the_repository_is_built(
    repository: Repository, tmp_path: Path
) -> None:
    inside = below(repository)
    arguments = ["build", "--root", str(inside), "--out", str(tmp_path / "out"), "--job"]
    assert run(*arguments, "TEST/2.0.0").exit_code == 0
    commit = git(repository.root, "rev-parse", "HEAD")[:10]
    page = (tmp_path / "out" / "TEST" / "2.0.0" / "index.html").read_text(encoding="utf-8")
    assert f"<code>{commit}</code>" in page
    result = run(*arguments, "TEST/1.0.0")  # which was released before the workspace moved
    assert result.exit_code == 2
    assert "projects/TEST/project.yaml:1:1: is missing in TEST/1.0.0" in result.output


def test_job_that_is_none(repository: Repository, tmp_path: Path) -> None:
    result = repository.run("build", "--job", "TEST/9.9.9", "--out", str(tmp_path / "out"))
    assert result.exit_code == 2
    assert result.output == (
        "projects:1:1: there is no job 'TEST/9.9.9'; "
        "there are: TEST/draft, TEST/1.1.0, TEST/1.0.0\n"
    )
    assert not (tmp_path / "out").exists()


def test_job_needs_a_folder(repository: Repository) -> None:
    result = repository.run("build", "--job", "TEST/1.0.0")
    assert result.exit_code == 2
    assert "name --out" in result.output


def test_job_that_is_built_already_is_only_copied(built: Repository, tmp_path: Path) -> None:
    shutil.rmtree(built.site)
    out = tmp_path / "out"
    result = built.run("build", "--job", "TEST/1.0.0 portfolio", "--out", str(out))
    assert result.output.splitlines() == [str(out / "TEST" / "1.0.0"), str(out / "portfolio")]
    assert (out / "TEST" / "1.0.0" / "nachweis-build.json").is_file()
