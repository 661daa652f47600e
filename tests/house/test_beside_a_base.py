"""``check --base`` runs the house extensions of the base, never those of a stranger's branch."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest

from nachweis.model.registry import House, activate
from tests.support.repository import Repository, git

HOUSE: Final = """
from nachweis.api import Extension, Message, ReportFormat, Rule, Severity

MARK = "base"


def named(graph, coverage):
    for item in graph.of_type("clause"):
        yield NAMED.about(item, Message("{id} is a clause of {mark}", id=item.id, mark=MARK))


NAMED = Rule(name="house-clause", severity=Severity.ERROR, meaning="A clause.", check=named)
MARKS = ReportFormat(name="marks", help="the mark", render=lambda report: f"{MARK}\\n")
extension = Extension(rules=(NAMED,), formats=(MARKS,))
"""
RUNS: Final = "import pathlib\npathlib.Path(__file__).with_name('ran').touch()\n"


@pytest.fixture
def branch(tmp_path: Path) -> Iterator[Repository]:
    """Return a repository on a branch, whose ``main`` has a house module."""
    yield Repository(tmp_path / "workspace", _with_a_house)
    activate(House())


def _with_a_house(repository: Repository) -> None:
    (repository.root / "nachweis.toml").write_text('extensions = ["house"]\n', encoding="utf-8")
    (repository.root / "house.py").write_text(HOUSE, encoding="utf-8")
    repository.commit("A house")
    git(repository.root, "checkout", "-q", "-b", "topic")


def save(branch: Repository, name: str, text: str) -> None:
    (branch.root / name).write_text(text, encoding="utf-8")
    branch.commit("Work")


def test_both_sides_are_judged_by_the_rules_of_the_house(branch: Repository) -> None:
    data = json.loads(branch.check("--base", "main", "--format", "json").stdout)["projects"][0]
    since = {f["since"] for f in data["findings"] if f["rule"] == "house-clause"}
    assert since == {"old"}
    assert branch.check("--base", "main").exit_code == 0


def test_a_format_of_the_house_reports(branch: Repository) -> None:
    assert branch.check("--base", "main", "--format", "marks").stdout == "base\n"
    wrong = branch.check("--base", "main", "--format", "nope")
    assert (wrong.exit_code, wrong.stderr.count("\n")) == (2, 1)
    assert "'nope' is not one of text, " in wrong.stderr


@pytest.mark.parametrize(
    ("name", "text", "told"),
    [
        ("house.py", RUNS + HOUSE, "house.py"),
        ("nachweis.toml", 'extensions = ["house", "other"]\n', "nachweis.toml"),
        ("nachweis.toml", "", "nachweis.toml"),
    ],
    ids=("its code", "another module", "none"),
)
@pytest.mark.parametrize("style", [(), ("--format", "marks")])
def test_a_branch_that_changes_them_is_refused_before_anything_runs(
    branch: Repository, name: str, text: str, told: str, style: tuple[str, ...]
) -> None:
    (branch.root / "other.py").write_text(RUNS, encoding="utf-8")
    save(branch, name, text)
    result = branch.check("--base", "main", *style)
    assert result.exit_code == 2
    [line] = result.stderr.splitlines()
    assert line.startswith(f"{told}:1:1: runs in the gate, and differs from main (")
    assert line.endswith("judge the branch with --trust-house")
    assert not (branch.root / "ran").exists()


def test_a_package_that_is_a_house_is_compared_file_by_file(branch: Repository) -> None:
    git(branch.root, "checkout", "-q", "main")
    (branch.root / "house.py").unlink()
    (branch.root / "house").mkdir()
    save(branch, "house/__init__.py", HOUSE)
    git(branch.root, "checkout", "-q", "-B", "topic")
    save(branch, "house/more.py", RUNS)
    assert branch.check("--base", "main").stderr.startswith("house/more.py:1:1: runs in the gate")


def test_a_file_beside_the_house_takes_no_place_of_a_library(branch: Repository) -> None:
    git(branch.root, "checkout", "-q", "main")
    save(branch, "house.py", f"import this_helper\nimport colorsys\n{HOUSE}")
    save(branch, "this_helper.py", "")
    git(branch.root, "checkout", "-q", "-B", "topic")
    save(branch, "colorsys.py", RUNS)
    save(branch, "this_helper.py", RUNS)
    assert branch.check("--base", "main").exit_code == 0
    assert not (branch.root / "ran").exists()


def test_who_trusts_the_branch_gets_its_house(branch: Repository) -> None:
    save(branch, "house.py", HOUSE.replace('"base"', '"branch"'))
    result = branch.check("--base", "main", "--trust-house", "--format", "marks")
    assert result.stdout == "branch\n"
    assert "weakened-trusted-file" in branch.check("--base", "main", "--trust-house").stdout


def test_a_branch_cannot_trust_its_own_pages(branch: Repository) -> None:
    git(branch.root, "checkout", "-q", "main")
    (branch.root / "nachweis.toml").unlink()
    branch.commit("No house")
    git(branch.root, "checkout", "-q", "-B", "topic")
    branch.write("notes/odd.md", "# Odd\n\n```{raw} html\n<b>\n```\n")
    save(branch, "nachweis.toml", "trusted_pages = true\n")
    output = branch.check("--base", "main").stdout
    assert "(refused-construct)" in output
    assert "weakened-trusted-file" in output


def test_trust_belongs_to_a_base(branch: Repository) -> None:
    result = branch.check("--trust-house")
    assert (result.exit_code, result.stderr.count("\n")) == (2, 1)
