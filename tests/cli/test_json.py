"""``nachweis check --format json``: the shape that scripts and other tools rely on."""

from __future__ import annotations

import json
from typing import Any

import pytest

from nachweis.model.objects import PROOFS
from nachweis.model.terms import Phase, Severity, State
from nachweis.trace.rules import RULES
from tests.support.sandbox import Sandbox

PROJECT = {"key", "phase", "holds", "requirements", "findings", "summary"}
REQUIREMENT = {"id", "label", "applicable", "cells"}
CELL = {"kind", "due", "state", "by", "via"}
CELL_EXTRAS = {"decision", "reason", "reason_translations", "fresh_until"}
FINDING = {"rule", "level", "id", "message", "translations", "file", "line", "column"}


def _judged(workspace: Sandbox, *arguments: str) -> dict[str, Any]:
    result = workspace.check("--format", "json", *arguments)
    assert result.stdout.endswith("}\n")
    data: dict[str, Any] = json.loads(result.stdout)
    assert set(data) == {"schema", "as_of", "projects"}
    assert (data["schema"], data["as_of"]) == ("nachweis/check/1", "2026-11-20")
    [project] = data["projects"]
    assert project["holds"] is (result.exit_code == 0)
    return dict(project)


def test_the_shape(workspace: Sandbox) -> None:
    workspace.edit("contract/agreement.md", "TSA_M1_03", "TSA_M1_0333")
    project = _judged(workspace)
    assert set(project) == PROJECT
    assert project["key"] == "TEST"
    assert project["phase"] == "concept"
    for requirement in project["requirements"]:
        assert set(requirement) == REQUIREMENT
        for cell in requirement["cells"]:
            assert set(cell) - CELL_EXTRAS == CELL
            assert cell["kind"] in set(PROOFS)
            assert cell["due"] in set(Phase)
            assert cell["state"] in set(State)
            assert isinstance(cell["by"], list)
    for finding in project["findings"]:
        assert set(finding) - {"page"} == FINDING
        pages = {r["id"]: f"proof/{r['id']}.html" for r in project["requirements"]}
        assert finding.get("page") == pages.get(finding["id"])
        assert finding["rule"] in set(RULES)
        assert finding["level"] in set(Severity)
        assert finding["line"] >= 1
        assert finding["column"] >= 1
        assert (workspace.root / finding["file"]).is_file()


def test_cells(workspace: Sandbox) -> None:
    workspace.add(
        "decision D_1 kind=deferred date=2026-06-01 until=2026-12-31 approved_by=TEST_K_ISB "
        "concerns=TSA_M2_OPS_03"
    )
    cells = {
        (requirement["id"], cell["kind"]): cell
        for requirement in _judged(workspace)["requirements"]
        for cell in requirement["cells"]
    }
    assert cells["TSA_M1_01", "clause"] == {
        "kind": "clause",
        "due": "contract",
        "state": "covered",
        "by": ["TEST_C_01"],
        "via": None,
    }
    assert cells["TSA_M2_EMG_01", "clause"]["via"] == "TSA_M2_EMG"
    assert cells["TSA_M2_OPS_02", "record"] == {
        "kind": "record",
        "due": "contract",
        "state": "covered",
        "by": ["TEST_R_03"],
        "via": None,
        "fresh_until": "2027-01-01",
    }
    assert cells["TSA_M2_OPS_03", "record"] == {
        "kind": "record",
        "due": "migration",
        "state": "waived",
        "by": [],
        "via": None,
        "decision": "TEST_D_1",
    }
    assert cells["TSB_M1_01", "clause"]["state"] == "n/a"
    assert cells["TSB_M1_01", "clause"]["reason"].startswith("level increased applies to")


def test_a_cell_names_the_equivalent_requirement(workspace: Sandbox) -> None:
    workspace.pair("TSA_M1_01 equal TSB_M1_04")
    workspace.edit("contract/agreement.md", "fulfils: TSA_M1_01, TSB", "fulfils: TSB")
    [cell] = next(
        requirement["cells"]
        for requirement in _judged(workspace)["requirements"]
        if requirement["id"] == "TSA_M1_01"
    )
    assert (cell["state"], cell["by"], cell["via"]) == ("covered", ["TEST_C_01"], "TSB_M1_04")


def test_requirements_come_in_the_order_of_the_catalogue(workspace: Sandbox) -> None:
    requirements = _judged(workspace)["requirements"]
    assert [r["id"] for r in requirements][:3] == ["TSA_GEN_01", "TSA_GEN_02", "TSA_M1_01"]
    assert [r["id"] for r in requirements if not r["applicable"]] == [
        "TSB_M1_01",
        "TSB_M1_02",
        "TSB_M1_03",
    ]


def test_the_summary_counts_every_cell(workspace: Sandbox) -> None:
    project = _judged(workspace)
    assert project["summary"] == {
        "phases": {
            "strategy": {"covered": 1},
            "selection": {"covered": 1},
            "contract": {"covered": 7, "n/a": 3},
            "concept": {"covered": 2},
            "migration": {"later": 1},
            "operation": {"later": 1},
            "exit": {"later": 1},
        }
    }
    counted = sum(n for states in project["summary"]["phases"].values() for n in states.values())
    assert counted == sum(len(r["cells"]) for r in project["requirements"])


def test_no_phase_is_in_progress_when_all_are_closed(workspace: Sandbox) -> None:
    assert _judged(workspace, "--close", "exit")["phase"] is None


@pytest.mark.parametrize("verbosity", ["--quiet", "--verbose"])
def test_verbosity_hides_nothing_from_scripts(workspace: Sandbox, verbosity: str) -> None:
    workspace.edit("contract/agreement.md", ":number: 7.3\n", "")
    workspace.edit("contract/agreement.md", "TSA_M1_03", "TSA_M1_0333")
    assert _judged(workspace, verbosity) == _judged(workspace)


def test_the_same_input_gives_the_same_bytes(workspace: Sandbox) -> None:
    first = workspace.check("--format", "json").stdout_bytes
    assert first == workspace.check("--format", "json").stdout_bytes
