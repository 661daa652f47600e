"""The commands of the how-tos about versions, in the order in which they stand there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.support.repository import Repository, be_a_person, run

DOCS = Path(__file__).resolve().parents[2] / "docs" / "how-to"
COMMAND = re.compile(r"^ *\$ nachweis (.*)\n((?: *[^\s$`].*\n)*)", re.MULTILINE)


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Repository:
    be_a_person(monkeypatch)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1795132800")
    repository = Repository(tmp_path / "workspace")
    monkeypatch.chdir(repository.root)
    return repository


def commands(page: str) -> list[tuple[list[str], str]]:
    """Return the commands of a page with what it says that they print, for our project."""
    text = (DOCS / page).read_text(encoding="utf-8").replace("ACME", "TEST")
    return [(line.split(), said) for line, said in COMMAND.findall(text)]


def test_release_a_version(repository: Repository) -> None:
    named = commands("release-a-version.md")  # signing is tested with what is signed
    [release, *comparisons] = [c for c in named if "--sign" not in c[0] and c[0][0] != "verify"]
    result = run(*release[0])
    assert (result.exit_code, result.stdout) == (0, release[1])
    repository.write("notes.md", "# Notes\n")
    repository.commit("Notes")
    assert run("release", "TEST", "1.1.0").exit_code == 0
    assert len(comparisons) == 3
    for arguments, _ in comparisons:
        result = run(*arguments)
        assert (result.exit_code, result.stderr) == (0, "")
    assert (repository.root / "changes.md").read_text(encoding="utf-8").startswith("# TEST: 1.0.0")


def test_confirm_links(repository: Repository) -> None:
    [everything, changed] = commands("confirm-links.md")
    assert run(*everything[0]).exit_code == 0
    repository.commit("Confirmed")
    assert run("release", "TEST", "1.0.0").exit_code == 0
    repository.edit("contract/agreement.md", "two hours", "one day")
    said = run(*changed[0], "--yes").stdout
    for line in changed[1].splitlines()[:2]:  # the others name another requirement
        assert line.replace("TEST_C_07_3", "TEST_C_01") in said


def test_upgrade_the_catalogue(repository: Repository) -> None:
    path = repository.root / "catalog/grundschutz-test/TSA_M1.yaml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("within two hours", "at once"), encoding="utf-8")
    [(arguments, _), *_] = commands("upgrade-the-catalogue.md")
    result = run(*arguments)
    assert (result.exit_code, result.stderr) == (0, "")
    assert "TEST_C_01 fulfils TSA_M1_01" in result.stdout


def test_upgrade_to_another_edition(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1795132800")
    monkeypatch.chdir(DOCS.parents[1])
    text = (DOCS / "upgrade-the-catalogue.md").read_text(encoding="utf-8")
    [(command, said)] = re.findall(
        r"^\$ nachweis (upgrade .*)\n((?:.+\n)*?)```", text, re.MULTILINE
    )
    result = run(*command.split())
    assert result.exit_code == 0, result.stderr
    printed = [*result.stdout.splitlines(), *result.stderr.splitlines()]
    assert [line for line in said.splitlines() if line != "…" and line not in printed] == []
