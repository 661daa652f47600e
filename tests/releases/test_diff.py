"""``nachweis diff``: what changed, between versions, commits, files and catalogues."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from syrupy.assertion import SnapshotAssertion

from tests.support.repository import Repository, be_a_person, git, run
from tests.support.sandbox import PROJECT, TODAY, Sandbox

AGREEMENT = "contract/agreement.md"
FILE = f"{PROJECT}/baselines/1.0.0.json"
MEASURE = "catalog/grundschutz-test/TSA_M1.yaml"
DECISION = """
:::{decision} Wait with the exercise
:id: TEST_D_09
:kind: deferred
:date: 2026-10-01
:until: 2027-01-01
:approved_by: TEST_K_ISB
:concerns: TSA_M2_EMG_01

Nobody has *time* for it.
:::
"""


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Repository:
    """Return a project with the version 1.0.0 and a working tree that differs from it."""
    be_a_person(monkeypatch)
    return Repository(tmp_path / "workspace", _release_and_change)


def _release_and_change(repository: Repository) -> None:
    assert repository.run("release", "TEST", "1.0.0").exit_code == 0
    change(repository)


def change(workspace: Sandbox) -> None:
    """Change something of every kind."""
    workspace.edit(AGREEMENT, "within two hours", "within one day, by <b>phone</b>")
    workspace.edit(AGREEMENT, ":status: agreed\n:obliges: provider\n:fulfils: TSA_M1_03", ":x: y")
    workspace.edit(AGREEMENT, ":x: y", ":status: draft\n:obliges: provider\n:fulfils: TSA_M1_02")
    workspace.edit(AGREEMENT, "a year.", "a year.\n\nBoth record what came of it.")
    workspace.edit("concept/overall.md", ":implements: TEST_C_03", ":implements: TEST_C_33")
    workspace.edit(AGREEMENT, "id: TEST_C_03", "id: TEST_C_33")
    workspace.edit("decisions/decisions.md", ":::{derogation}", f"{DECISION}\n:::{{derogation}}")
    workspace.edit(
        "project.yaml",
        "intervals:",
        "  concept: {closed: 2026-11-01, approved_by: TEST_K_ISB}\nintervals:",
    )
    path = workspace.root / MEASURE
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("within two hours", "within an hour"), encoding="utf-8")


def blurred(text: str, repository: Repository) -> str:
    """Return a report without what is another one in each run."""
    for commit in git(repository.root, "log", "--format=%H", "--all").split():
        text = text.replace(commit, "COMMIT").replace(commit[:10], "COMMIT")
    return text


@pytest.mark.parametrize("style", ["text", "markdown", "json"])
def test_formats(repository: Repository, snapshot: SnapshotAssertion, style: str) -> None:
    result = repository.run("diff", "TEST", "1.0.0", "--format", style)
    assert (result.exit_code, result.stderr) == (0, "")
    assert blurred(result.stdout, repository) == snapshot


def test_from_commit_version_tag_and_file_it_is_the_same(repository: Repository) -> None:
    texts = {
        name: repository.run("diff", "TEST", name).stdout.split("\n", 2)[2]
        for name in ("1.0.0", "TEST/1.0.0", "HEAD~1", "main", str(repository.root / FILE))
    }
    assert len(set(texts.values())) == 1


def test_the_tag_is_enough(repository: Repository) -> None:
    (repository.root / FILE).unlink()
    result = repository.run("diff", "TEST", "1.0.0")
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout.startswith("TEST: 1.0.0 (2026-11-20) to working tree")


def test_a_moved_tag_is_told(repository: Repository) -> None:
    path = repository.root / FILE
    path.write_text(path.read_text(encoding="utf-8").replace("two hours", "two days"), "utf-8")
    result = repository.run("diff", "TEST", "1.0.0")
    assert result.exit_code == 0
    assert result.stderr == (
        f"nachweis: the tag TEST/1.0.0 holds another baseline than {FILE}; one was changed later\n"
    )


def test_a_tag_without_a_baseline_is_a_version_too(repository: Repository) -> None:
    repository.tag("2.0.0")
    by_version = repository.run("diff", "TEST", "2.0.0")
    assert by_version.exit_code == 0, by_version.output
    assert by_version.stdout == repository.run("diff", "TEST", "TEST/2.0.0").stdout
    assert "within [-two hours-]" in by_version.stdout


def test_exit_code_is_for_scripts(repository: Repository) -> None:
    assert repository.run("diff", "TEST", "1.0.0", "--exit-code", "--quiet").exit_code == 1
    same = repository.run("diff", "TEST", "1.0.0", "HEAD", "--exit-code")
    assert same.exit_code == 0
    assert same.stdout.endswith("\nNothing changed.\n")


def test_quiet_says_nothing_to_people_and_everything_to_scripts(repository: Repository) -> None:
    loud = repository.run("diff", "TEST", "1.0.0", "--format", "json")
    assert repository.run("diff", "TEST", "1.0.0", "--quiet").stdout == ""
    quiet = repository.run("diff", "TEST", "1.0.0", "--quiet", "--format", "json")
    assert quiet.stdout == loud.stdout != ""


def test_output_is_written_in_one_step(repository: Repository, tmp_path: Path) -> None:
    target = tmp_path / "changes.md"
    repository.run("diff", "TEST", "1.0.0", "--format", "markdown", "--output", str(target))
    assert target.read_text(encoding="utf-8").startswith("# TEST: 1.0.0")


def test_baselines_compare_without_git(repository: Repository) -> None:
    repository.commit("More")
    repository.run("release", "TEST", "1.1.0", "--allow-failing", "A test")
    shutil.rmtree(repository.root / ".git")
    result = repository.run("diff", "TEST", "1.0.0", "1.1.0")
    assert (result.exit_code, result.stderr) == (0, "")
    assert "TEST_C_33" in result.stdout


@pytest.mark.parametrize(
    ("names", "words"),
    [
        (("TEST",), "nachweis: write 'nachweis diff KEY A [B]'"),
        (("TEST", "3.0.0"), "projects/TEST: there is no version '3.0.0' (there are: 1.0.0), "),
        (("ACME", "1.0.0"), "projects:1:1: there is no project 'ACME' here; there are: TEST"),
        (("TEST", "none.json"), "none.json:1:1: cannot be read: no such file"),
        (("--catalog", "3.0.0"), "workspace: git knows no commit '3.0.0'"),
    ],
)
def test_what_is_not_there(repository: Repository, names: tuple[str, ...], words: str) -> None:
    result = repository.run("diff", *names)
    assert result.exit_code == 2
    assert words in result.stderr
    assert len(result.stderr.splitlines()) == 1


def test_a_commit_before_the_project_began(repository: Repository) -> None:
    shutil.copytree(repository.root / PROJECT, repository.root / "projects" / "NEXT")
    path = repository.root / "projects/NEXT/project.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("TEST", "NEXT"), encoding="utf-8")
    result = repository.run("diff", "NEXT", "HEAD")
    assert result.stderr == "HEAD:1:1: there was no project NEXT at that commit\n"


def test_a_baseline_of_another_project(repository: Repository) -> None:
    path = repository.root / "other.json"
    text = (repository.root / FILE).read_text(encoding="utf-8")
    path.write_text(text.replace('"key": "TEST"', '"key": "ACME"'), encoding="utf-8")
    result = repository.run("diff", "TEST", str(path))
    assert result.stderr.endswith("is a baseline of ACME, not of TEST\n")


@pytest.mark.parametrize("style", ["text", "markdown", "json"])
def test_catalogues(repository: Repository, snapshot: SnapshotAssertion, style: str) -> None:
    repository.edit(f"../../{MEASURE}", "id: TSA_M1_03", "id: TSA_M1_33")
    repository.write("trace.lock", f"TEST_C_01 fulfils TSA_M1_01 {'0' * 32}\n")
    result = repository.run("diff", "--catalog", "HEAD", "--format", style)
    assert result.exit_code == 0, result.output
    assert result.stdout == snapshot


def test_a_link_to_a_topic_is_touched_by_each_of_its_requirements(repository: Repository) -> None:
    measure = repository.root / "catalog/grundschutz-test/TSA_M2.yaml"
    text = measure.read_text(encoding="utf-8")
    measure.write_text(text.replace("are written down", "are written down at once"), "utf-8")
    result = repository.run("diff", "--catalog", "HEAD", "--format", "json")
    touched = json.loads(result.stdout)["touched"]
    assert ("TEST_C_02", "TSA_M2_EMG", "TSA_M2_EMG_02") in [
        (entry["id"], entry["target"], entry["requirement"]) for entry in touched
    ]


def test_catalogues_in_folders(repository: Repository, tmp_path: Path) -> None:
    shutil.copytree(repository.root / "catalog", tmp_path / "catalog")
    same = repository.run("diff", "--catalog", str(tmp_path), "--exit-code")
    assert (same.exit_code, "Touches no project" in same.stdout) == (0, True)
    path = repository.root / MEASURE
    path.write_text(path.read_text(encoding="utf-8").replace("an hour", "a minute"), "utf-8")
    other = repository.run("diff", "--catalog", str(tmp_path / "catalog"), "--exit-code")
    assert other.exit_code == 1
    assert "en: Incidents are reported within [-an hour-]{+a minute+}" in other.stdout
    assert "TEST_C_01 fulfils TSA_M1_01" in other.stdout


def test_dates_are_those_of_the_state(repository: Repository) -> None:
    result = run(
        "diff", "TEST", "1.0.0", "HEAD", "--root", str(repository.root), "--as-of", "2027-12-01"
    )
    assert "1.0.0 (2026-11-20) to " in result.stdout
    assert "(judged on 2027-12-01)" in result.stdout
    assert "covered → stale" in result.stdout
    assert TODAY in result.stdout


def test_a_commit_has_its_texts_beside_the_projects(repository: Repository) -> None:
    page = repository.root / PROJECT / AGREEMENT
    shared = repository.root / "shared.md"
    page.rename(shared)
    page.write_text("```{include} ../../../shared.md\n```\n", encoding="utf-8")
    repository.commit("Text that projects share")
    text = shared.read_text(encoding="utf-8")
    shared.write_text(text.replace("by <b>phone</b>", "by letter"), encoding="utf-8")
    result = repository.run("diff", "TEST", "HEAD")
    assert (result.exit_code, result.stderr) == (0, "")
    assert "letter" in result.stdout
