"""A project with something to say in every phase, for all formats."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.support.repository import Repository, git
from tests.support.sandbox import Sandbox

SCHEMAS = Path(__file__).resolve().parents[1] / "schemas"


def spoil(workspace: Sandbox) -> None:
    """Bring findings of every severity into the project: of cells, of links, of objects."""
    workspace.edit("concept/overall.md", "status: approved\n:concept: client", "status: open")
    workspace.edit("contract/agreement.md", "TSA_M1_03", "TSA_M1_033")
    workspace.add("record R_11 date=2026-11-01 result=partial proves=TSA_M2_EMG_01")
    workspace.add("record R_12 date=2026-01-01 result=pass kind=test by=Us proves=TSA_M2_OPS_03")
    workspace.add("record R_13 date=2026-11-02 result=fail kind=audit by=Us proves=TSA_GEN_02")
    workspace.add(
        "decision D_1 kind=accepted-risk date=2026-05-01 until=2026-12-31 approved_by=TEST_K_ISB "
        "concerns=TSA_M1_03"
    )
    workspace.configure(intervals={"TSA_M2_OPS_03": "P6M"})


@pytest.fixture
def messy(workspace: Sandbox) -> Sandbox:
    """Return a project with findings of every severity, without git."""
    spoil(workspace)
    return workspace


@pytest.fixture
def branch(tmp_path: Path) -> Repository:
    """Return a branch that made things worse and better than they were on ``main``."""
    return Repository(tmp_path / "workspace", _make_worse_and_better)


def _make_worse_and_better(repository: Repository) -> None:
    repository.edit("contract/agreement.md", "TSA_M1_02", "TSA_M1_0222")
    repository.edit("concept/overall.md", "TSA_M1_02", "TSA_M1_0222")
    repository.commit("Mistakes on main")
    git(repository.root, "checkout", "-q", "-b", "topic")
    repository.edit("contract/agreement.md", "TSA_M1_0222", "TSA_M1_02")
    spoil(repository)


def schema(name: str) -> Any:
    """Return a published schema."""
    return json.loads((SCHEMAS / name).read_text(encoding="utf-8"))


def sarif_schema() -> Any:
    """Return the published schema of SARIF, whose pattern of languages is mended: it is none."""
    published = schema("sarif-2.1.0.json")
    for name in ("run", "toolComponent"):
        published["definitions"][name]["properties"]["language"]["pattern"] = "^[a-zA-Z]{2}"
    return published


HOSTILE = (
    "[click](https://evil.example) <img src=x onerror=alert(1)> @everyone #1 `code` | **bold** "
    "::error::no ##[error]no https://evil.example &lt;b&gt; --> ]]> \x1b[31m \ufffe é"
)
"""What somebody might type into an ID or a value."""


@pytest.fixture
def hostile(workspace: Sandbox) -> Sandbox:
    """Return a project whose objects hold whatever could break a format."""
    quoted = json.dumps(HOSTILE)
    workspace.write(
        "contract/hostile.md",
        f"""\
        # Hostile

        ```{{clause}} {HOSTILE.replace("`", "'")}
        ---
        id: {quoted}
        status: {quoted}
        obliges: {quoted}
        fulfils: {quoted}
        ---
        Text.
        ```
        """,
    )
    workspace.configure(title={"en": HOSTILE.replace("\x1b", "").replace("\ufffe", "")})
    return workspace
