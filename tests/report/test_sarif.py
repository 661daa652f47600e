"""``--format sarif``: valid, and the same finding has the same name tomorrow."""

from __future__ import annotations

import datetime
import json
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest
from syrupy.assertion import SnapshotAssertion

from nachweis import __version__
from nachweis.load import judge_projects
from nachweis.model.terms import Phase, Severity
from nachweis.trace.rules import RULES
from tests.report.conftest import sarif_schema
from tests.support.repository import Repository
from tests.support.sandbox import Sandbox

TESTS = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="module")
def validator() -> jsonschema_rs.Validator:
    """Return what judges a log by the published schema."""
    return jsonschema_rs.validator_for(sarif_schema(), validate_formats=True)


def _run(workspace: Sandbox, *arguments: str) -> dict[str, Any]:
    result = workspace.check("--format", "sarif", *arguments)
    log = json.loads(result.stdout)
    assert log["version"] == "2.1.0"
    [run] = log["runs"]
    return dict(run)


def test_results(messy: Sandbox, snapshot: SnapshotAssertion) -> None:
    run = _run(messy)
    rules = run["tool"]["driver"]["rules"]
    for result in run["results"]:  # a rule that is added moves those behind it
        assert rules[result.pop("ruleIndex")]["id"] == result["ruleId"]
    assert json.dumps(run["results"], indent=1) == snapshot


@pytest.mark.parametrize("handbook", ["", "https://security.client.example/site/"])
def test_it_is_valid(branch: Repository, validator: jsonschema_rs.Validator, handbook: str) -> None:
    for arguments in (("--base", "main"), ("--verbose",)):
        result = branch.check("--format", "sarif", "--handbook", handbook, *arguments)
        errors = [str(error) for error in validator.iter_errors(json.loads(result.stdout))]
        assert errors == []


def test_whatever_is_typed_stays_valid_and_makes_no_link(
    hostile: Sandbox, validator: jsonschema_rs.Validator
) -> None:
    run = _run(hostile)
    log = {"version": "2.1.0", "runs": [run]}
    assert [str(error) for error in validator.iter_errors(log)] == []
    assert not any("](" in result["message"]["text"] for result in run["results"])


def test_every_rule_is_described(messy: Sandbox) -> None:
    driver = _run(messy, "--handbook", "https://security.client.example/")["tool"]["driver"]
    assert driver["version"] == driver["semanticVersion"] == __version__
    assert [rule["id"] for rule in driver["rules"]] == [*RULES]
    for rule in driver["rules"]:
        assert rule["fullDescription"]["text"].endswith(".")
        assert not {"*", "`"} & set(rule["fullDescription"]["text"])
        assert rule["shortDescription"]["text"]
        address = "https://security.client.example/docs/reference/coverage.html#rule-" + rule["id"]
        assert rule["helpUri"] == address
        assert address in rule["help"]["markdown"]


def test_results_point_to_their_rules(messy: Sandbox) -> None:
    run = _run(messy, "--verbose")
    for result in run["results"]:
        assert run["tool"]["driver"]["rules"][result["ruleIndex"]]["id"] == result["ruleId"]
    levels = [["error", "warning", "note"].index(result["level"]) for result in run["results"]]
    assert levels == sorted(levels)
    assert len(set(levels)) == 3


def _prints(run: dict[str, Any]) -> list[tuple[str, str]]:
    return sorted(
        (result["ruleId"], result["partialFingerprints"]["nachweisFinding/v1"])
        for result in run["results"]
    )


def test_fingerprints_outlive_lines_words_and_dates(messy: Sandbox) -> None:
    before = _prints(_run(messy))
    assert len(set(before)) == len(before)
    for name in ("contract/agreement.md", "evidence/records.md", "concept/overall.md"):
        path = messy.root / "projects/TEST" / name
        path.write_text("\n\nMore.\n\n" + path.read_text(encoding="utf-8"), encoding="utf-8")
    messy.edit("added.md", "until: 2026-12-31", "until: 2027-12-31")
    messy.edit("added.md", "date: 2026-01-01", "date: 2026-01-02")
    assert _prints(_run(messy)) == before


def test_a_base_tells_new_from_old_and_gone(branch: Repository) -> None:
    run = _run(branch, "--base", "main")
    states = {(r["ruleId"], r["baselineState"]) for r in run["results"]}
    assert ("failed-record", "new") in states
    assert ("unknown-target", "new") in states
    assert ("unknown-target", "unchanged") in states
    assert ("missing-clause", "absent") in states
    prints = _prints(run)
    assert len(set(prints)) == len(prints)
    assert "baselineState" not in _run(branch)["results"][0]


def test_paths_are_relative_to_the_repository(tmp_path: Path) -> None:
    outer = Repository(tmp_path / "outer")
    inner = Sandbox(outer.root / "security concept", documents=True)
    inner.edit("contract/agreement.md", "TSA_M1_03", "TSA_M1_0333")
    folder = inner.root / "projects" / "TEST"
    for root in (inner.root, folder):
        run = _run(inner, "--root", str(root))
        location = run["results"][0]["locations"][0]["physicalLocation"]
        assert location["artifactLocation"] == {
            "uri": "security%20concept/projects/TEST/contract/agreement.md",
            "uriBaseId": "%SRCROOT%",
        }


def test_default_levels_are_the_worst_that_the_rules_give() -> None:
    [verdict] = judge_projects(TESTS, ["FAIL"], datetime.date(2026, 11, 20), closing=Phase.EXIT)
    order = list(Severity)
    assert len({finding.rule for finding in verdict.findings}) > 25
    for finding in verdict.findings:
        default = RULES[finding.rule].severity
        assert order.index(finding.severity) >= order.index(default), finding
