"""What directives say of wrong options, in their exact words."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Final

import pytest

from tests.support.builds import Builds
from tests.support.sandbox import PROJECT, Sandbox

ROOT: Final = Path(__file__).resolve().parents[2]
PHASES: Final = "strategy, requirements, selection, contract, concept, migration, operation, exit"
MEASURES: Final = "TSA, TSA_M1, TSA_M2, TSB, TSB_M1"
STATES: Final = (
    "expired, failed, missing, undecided, stale, draft, suspect, partial, due, later, waived, "
    "covered, n/a"
)

WRONG: Final = {
    ":phase: contrct": [
        (
            f"ERROR: coverage-matrix: phase: 'contrct' is unknown (did you mean contract?); "
            f"allowed are {PHASES} [docutils]"
        )
    ],
    ":phase: contract, nope": [
        f"ERROR: coverage-matrix: phase: 'nope' is unknown; allowed are {PHASES} [docutils]"
    ],
    ":phase:": [f"ERROR: coverage-matrix: phase is empty; allowed are {PHASES} [docutils]"],
    ":measure: TSX": [
        (
            f"ERROR: coverage-matrix: measure: 'TSX' is unknown (did you mean TSB?); "
            f"allowed are {MEASURES} [docutils]"
        )
    ],
    ":state: coverd": [
        (
            f"ERROR: coverage-matrix: state: 'coverd' is unknown (did you mean covered?); "
            f"allowed are {STATES} [docutils]"
        )
    ],
    ":party: me": [
        (
            "ERROR: coverage-matrix: party: 'me' is unknown; "
            "allowed are client, provider, network-provider, third-party [docutils]"
        )
    ],
    ":kind: x": [
        (
            "ERROR: coverage-matrix: kind: 'x' is unknown; "
            "allowed are clause, section, record [docutils]"
        )
    ],
    ":phases: contract\n:kind: paper": [
        (
            "ERROR: coverage-matrix: unknown option 'phases' (did you mean phase?); "
            "allowed are kind, measure, party, phase, state, title [docutils]"
        ),
        (
            "ERROR: coverage-matrix: kind: 'paper' is unknown; "
            "allowed are clause, section, record [docutils]"
        ),
    ],
    "Words": ["WARNING: 'coverage-matrix': Has content, but none permitted [myst.directive_parse]"],
}
NOT_HERE: Final = (
    "ERROR: nachweis-view is for the pages that the site makes itself; "
    "write {coverage-matrix} or {register} [docutils]"
)


def said(builds: Builds, workspace: Sandbox, out: Path) -> list[str]:
    """Return what a build says of the page with matrices, without the path."""
    result = builds.start(workspace.root, out).result()
    assert result.code == 0, result.stderr
    page = f"{workspace.root}/{PROJECT}/notes/matrix.md"
    return [line.removeprefix(f"{page}:") for line in result.stderr.splitlines() if page in line]


@pytest.fixture
def workspace(workspace: Sandbox) -> Sandbox:
    shutil.copy(ROOT / "conf.py", workspace.root)
    return workspace


def test_wrong_options_and_places_are_told_with_what_is_allowed(
    workspace: Sandbox, builds: Builds, tmp_path: Path
) -> None:
    text, expected = "# Matrices\n", []
    for options, messages in WRONG.items():
        line = text.count("\n") + 2
        text += f"\n```{{coverage-matrix}}\n{options}\n```\n"
        expected += [f"{line}: {message}" for message in messages]
    expected.append(f"{text.count(chr(10)) + 2}: {NOT_HERE}")
    text += "\n```{nachweis-view} home\n```\n"
    workspace.write("notes/matrix.md", text)

    assert said(builds, workspace, tmp_path / "out") == expected

    html = (tmp_path / "out" / "html" / "notes" / "matrix.html").read_text(encoding="utf-8")
    assert html.count("data-nw-matrix") == 1  # below the words, where nothing else is wrong
    assert "coverage-matrix: kind: ‘x’ is unknown" in html


def test_error_is_told_until_it_is_corrected(
    workspace: Sandbox, builds: Builds, tmp_path: Path
) -> None:
    workspace.write("notes/matrix.md", "# M\n\n```{coverage-matrix}\n:measure: TSA_M3\n```\n")
    first = said(builds, workspace, tmp_path / "out")
    assert len(first) == 1
    assert said(builds, workspace, tmp_path / "out") == first

    folder = workspace.root / "catalog" / "grundschutz-test"
    text = (folder / "TSB_M1.yaml").read_text(encoding="utf-8")
    new = text.replace("TSB_M1", "TSA_M3").replace("5000-8000", "5000-9000")
    (folder / "TSA_M3.yaml").write_text(new, encoding="utf-8")
    assert said(builds, workspace, tmp_path / "out") == []

    (folder / "TSA_M3.yaml").unlink()
    assert said(builds, workspace, tmp_path / "out") == first


def test_portfolio_has_no_matrix(workspace: Sandbox, builds: Builds, tmp_path: Path) -> None:
    (workspace.root / "docs").mkdir()
    (workspace.root / "docs" / "page.md").write_text(
        "# P\n\n```{coverage-matrix}\n```\n", encoding="utf-8"
    )
    result = builds.start(
        workspace.root, tmp_path / "out", nachweis_project="", nachweis_projects="none"
    ).result()
    assert "docs/page.md:3: WARNING: coverage-matrix: this site is of all projects; " in (
        result.stderr
    )
