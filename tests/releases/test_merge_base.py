"""``nachweis check --base``: only what a branch changed decides."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from nachweis.report.formats import FORMATS
from tests.support.examples import every
from tests.support.repository import Repository, git
from tests.support.sandbox import Sandbox


def _judged(repository: Sandbox, base: str = "main") -> tuple[int, dict[str, Any]]:
    result = repository.check("--base", base, "--format", "json")
    return result.exit_code, json.loads(result.stdout)


def _since(data: dict[str, Any]) -> list[tuple[str, str]]:
    return [(f["rule"], f["since"]) for f in data["projects"][0]["findings"]]


def test_what_was_wrong_before_is_listed_and_does_not_fail(repository: Repository) -> None:
    assert repository.check().exit_code == 1
    result = repository.check("--base", "main")
    commit = git(repository.root, "rev-parse", "--short=10", "main")
    assert result.exit_code == 0
    lines = result.stdout.splitlines()
    assert f"TEST old, as at main ({commit}): 2 errors" in lines
    assert any(line.endswith("(unknown-target, old)") for line in lines)
    assert lines[-1] == f"TEST passes, against main ({commit}): nothing new; old: 2 errors"


def test_quiet_says_what_stands_in_the_way_only(repository: Repository) -> None:
    assert "(unknown-target, old)" not in repository.check("--base", "main", "--quiet").stdout
    repository.edit("contract/agreement.md", "TSA_M1_01", "TSA_M1_0111")
    result = repository.check("--base", "main", "--quiet")
    assert result.exit_code == 1
    assert [line for line in result.stdout.splitlines() if "-target" in line] == [
        line for line in result.stdout.splitlines() if "TSA_M1_0111" in line
    ]


def test_what_is_new_fails(repository: Repository) -> None:
    old = 'TEST_C_03\nnumber: "8.1"\nstatus: agreed'
    repository.edit("contract/agreement.md", old, old.replace("agreed", "draft"))
    code, data = _judged(repository)
    assert code == 1
    assert data["passes"] is False
    assert sorted(_since(data)) == [
        ("draft-clause", "new"),
        ("missing-clause", "old"),
        ("unknown-target", "old"),
    ]
    [change] = data["projects"][0]["changes"]
    assert change == {
        "id": "TSA_M1_02",
        "kind": "clause",
        "before": "covered",
        "after": "draft",
        "direction": "worse",
    }


def test_what_is_put_right_is_gone(repository: Repository) -> None:
    repository.edit("contract/agreement.md", "TSA_M1_0333", "TSA_M1_03")
    code, data = _judged(repository)
    assert (code, _since(data)) == (0, [])
    gone = sorted(finding["rule"] for finding in data["projects"][0]["gone"])
    assert gone == ["missing-clause", "unknown-target"]
    assert (
        repository.check("--base", "main")
        .stdout.splitlines()[-1]
        .endswith("nothing new; gone: 2 errors; 1 proof better")
    )


@pytest.mark.parametrize("style", every(3, FORMATS))
def test_the_cache_changes_no_report(
    repository: Repository, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, style: str
) -> None:
    monkeypatch.setenv("NACHWEIS_CACHE", str(tmp_path / "cache"))
    repository.add("derogation X_1 since=2026-01-01 approved_by=TEST_K_ISB departs_from=TSA_M1_01")
    repository.edit("contract/agreement.md", ":number: 7.3", ":numbre: 7.3")
    arguments = ("--base", "main", "--format", style)
    plain = repository.check("--no-cache", *arguments)
    assert "numbre" in plain.stdout
    for _ in range(2):
        assert repository.check(*arguments).stdout == plain.stdout


def test_lines_that_move_are_nothing_new(repository: Repository) -> None:
    path = repository.root / "projects/TEST/contract/agreement.md"
    path.write_text("\n\n\n" + path.read_text(encoding="utf-8"), encoding="utf-8")
    assert _judged(repository)[0] == 0


def test_closing_a_phase_answers_for_what_it_lacks(repository: Repository) -> None:
    repository.configure(
        phases={
            name: {"closed": "2026-06-01", "approved_by": "TEST_K_ISB"}
            for name in ("strategy", "requirements", "selection", "contract", "concept")
        }
        | {"migration": {"closed": "2026-06-02", "approved_by": "TEST_K_ISB"}}
    )
    code, data = _judged(repository)
    assert code == 1
    assert ("missing-record", "new") in _since(data)


def test_what_landed_since_is_not_this_branch(repository: Repository) -> None:
    repository.commit("Nothing yet")
    git(repository.root, "checkout", "-q", "main")
    repository.edit("contract/agreement.md", "TSA_M1_0333", "TSA_M1_03")
    repository.commit("Mended on main")
    git(repository.root, "checkout", "-q", "topic")
    code, data = _judged(repository)
    assert code == 0
    assert data["base"]["commit"] == git(repository.root, "merge-base", "main", "topic")
    assert data["base"]["ref"] == "main"


def test_what_is_not_committed_counts_too(repository: Repository) -> None:
    assert repository.check("--base", "HEAD").exit_code == 0
    repository.edit("contract/agreement.md", "TEST_C_03", "TEST_C_02")
    assert repository.check("--base", "HEAD").exit_code == 1


def test_the_first_commit_of_all_has_nothing_before_it(workspace: Sandbox) -> None:
    git(workspace.root, "init", "-q")
    workspace.add("derogation X_1 since=2026-01-01 approved_by=TEST_K_ISB departs_from=TSA_M1_01")
    code, data = _judged(workspace, "HEAD")
    assert code == 1
    assert data["projects"][0]["is_new"] is True
    assert {since for _, since in _since(data)} == {"new"}


def test_a_project_that_was_not_there_is_new(repository: Repository) -> None:
    other = repository.root / "projects" / "ACME"
    other.mkdir()
    text = (repository.root / "projects/TEST/project.yaml").read_text(encoding="utf-8")
    (other / "project.yaml").write_text(text.replace("key: TEST", "key: ACME"), encoding="utf-8")
    result = repository.check("--base", "main")
    assert result.exit_code == 1
    assert "ACME fails, a new project: new: " in result.stdout
    assert "TEST passes, against main (" in result.stdout


def test_a_project_that_is_deleted_is_told(repository: Repository) -> None:
    other = repository.root / "projects" / "ACME"
    shutil.copytree(repository.root / "projects" / "TEST", other)
    text = (other / "project.yaml").read_text(encoding="utf-8")
    (other / "project.yaml").write_text(text.replace("key: TEST", "key: ACME"), encoding="utf-8")
    commit = repository.commit("Two projects")
    shutil.rmtree(other)
    told = f"ACME existed at HEAD ({commit}), and no longer does\n"
    assert repository.check("--base", "HEAD").stdout.endswith(told)
    assert told not in repository.check("TEST", "--base", "HEAD").stdout
    assert _judged(repository, "HEAD")[1]["lost"] == ["ACME"]
    text = repository.check("--base", "HEAD", "--format", "markdown").stdout
    assert "**No longer there:** `ACME`.\n" in text


def test_a_base_without_the_workspace_makes_all_new(tmp_path: Path) -> None:
    git(tmp_path, "init", "-q", "-b", "main")
    git(tmp_path, "commit", "-q", "--allow-empty", "-m", "Nothing")
    sandbox = Sandbox(tmp_path / "security", documents=True)
    sandbox.edit("contract/agreement.md", "TSA_M1_03", "TSA_M1_0333")
    assert _judged(sandbox)[0] == 1


def test_a_base_that_cannot_be_read_is_exit_code_2(repository: Repository) -> None:
    path = "projects/TEST/project.yaml"
    good = (repository.root / path).read_text(encoding="utf-8")
    (repository.root / path).write_text("key: [\n", encoding="utf-8")
    commit = repository.commit("Broken")
    (repository.root / path).write_text(good, encoding="utf-8")
    result = repository.check("--base", "HEAD")
    assert (result.exit_code, result.stdout) == (2, "")
    [line] = result.stderr.splitlines()
    assert line.startswith(f"{commit}:{path}:")
    assert line.endswith("the base cannot be judged: name another one, or leave out --base")


@pytest.mark.parametrize("linked", [False, True], ids=["included", "linked"])
def test_a_text_beside_the_projects_belongs_to_the_base(
    repository: Repository, *, linked: bool
) -> None:
    page = repository.root / "projects/TEST/contract/agreement.md"
    shared = repository.root / "shared" / "agreement.md"
    shared.parent.mkdir()
    page.rename(shared)
    if linked:
        page.symlink_to("../../../shared/agreement.md")
    else:
        page.write_text("```{include} ../../../shared/agreement.md\n```\n", encoding="utf-8")
    repository.commit("Text that projects share")
    assert repository.check("--base", "HEAD").exit_code == 0
    text = shared.read_text(encoding="utf-8")
    shared.write_text(text.replace("TSA_M1_03", "TSA_M1_0333"), encoding="utf-8")
    code, data = _judged(repository, "HEAD")
    assert code == 1
    assert ("unknown-target", "new") in _since(data)


def test_a_file_beside_the_projects_belongs_to_the_base(repository: Repository) -> None:
    report = repository.root / "reports" / "audit.txt"
    report.parent.mkdir()
    report.write_text("Fine.\n", encoding="utf-8")
    repository.add("record R_9 date=2026-11-01 result=pass kind=audit file=../../reports/audit.txt")
    repository.commit("A report of the audit")
    assert repository.check("--base", "HEAD").exit_code == 0
    report.unlink()
    code, data = _judged(repository, "HEAD")
    assert code == 1
    assert ("evidence-missing", "new") in _since(data)


def test_what_was_suspect_before_is_old_however_strict(repository: Repository) -> None:
    git(repository.root, "checkout", "-q", "main")
    repository.write("trace.lock", f"TEST_C_01 fulfils TSA_M1_01 {'0' * 32}\n")
    repository.commit("Suspect on main")
    git(repository.root, "checkout", "-q", "-b", "next")
    assert repository.check("--strict").exit_code == 1
    result = repository.check("--strict", "--base", "main")
    assert "(suspect-link, old)" in result.stdout
    assert result.exit_code == 0


def test_closing_and_strictness_are_the_same_on_both_sides(repository: Repository) -> None:
    assert repository.check("--base", "main", "--close", "exit", "--strict").exit_code == 0
