"""``nachweis export oscal``: valid by NIST's schema, the same bytes, nothing lost on the way."""

from __future__ import annotations

import datetime
import json
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest
from click.testing import CliRunner

from nachweis.cli.group import main
from nachweis.export.formats import EXPORTS, ExportRequest
from nachweis.export.oscal.export import export
from nachweis.load import judge_projects
from nachweis.model.catalogue import Requirement, in_language
from nachweis.sources.catalogue import catalogue_of
from nachweis.sources.oscal.breaches import breaches
from nachweis.sources.oscal.document import read_document
from nachweis.sources.workspace import find_workspace
from nachweis.trace.gate import Verdict
from tests.support.sandbox import TODAY, Sandbox

ROOT = Path(__file__).parents[2]
SCHEMA = ROOT / "tests/schemas/oscal-1.2.3.json"
MODELS = EXPORTS["oscal"].options[0].choices


@cache
def validator() -> Any:
    return jsonschema_rs.validator_for(json.loads(SCHEMA.read_text(encoding="utf-8")))


@cache
def judged(key: str) -> Verdict:
    [verdict] = judge_projects(ROOT, [key], datetime.date.fromisoformat(TODAY))
    return verdict


def exported(verdict: Verdict, model: str, root: Path = ROOT) -> str:
    request = ExportRequest(
        workspace=find_workspace(root), verdict=verdict, options={"model": model}
    )
    content = export(request).content
    assert isinstance(content, str)
    return content


@pytest.mark.parametrize("model", MODELS)
@pytest.mark.parametrize("key", [pytest.param("VKN", marks=pytest.mark.slow), "RWD"])
def test_every_model_of_the_examples_is_valid(key: str, model: str) -> None:
    text = exported(judged(key), model)
    assert [error.message[:200] for error in validator().iter_errors(json.loads(text))] == []
    assert breaches(read_document(text.encode(), "out.json")) == []
    assert exported(judged(key), model) == text


def test_evidence_has_its_digests_in_the_back_matter() -> None:
    document = json.loads(exported(judged("RWD"), "assessment-results"))["assessment-results"]
    files = [resource for resource in document["back-matter"]["resources"] if "props" in resource]
    assert files
    assert all(link["hashes"][0]["value"] for resource in files for link in resource["rlinks"])


def test_results_say_what_the_records_say() -> None:
    document = json.loads(exported(judged("RWD"), "assessment-results"))["assessment-results"]
    records = {item.id: item for item in judged("RWD").graph.of_type("record")}
    told = {
        prop["value"]
        for result in document["results"]
        for observation in result["observations"]
        for prop in observation["props"]
        if prop["name"] == "record"
    }
    assert told <= set(records)
    assert told == {
        identifier
        for identifier, item in records.items()
        if item.date("date") and item.get("status") != "draft" and item.targets("proves")
    }


def test_a_component_says_what_the_concept_of_its_party_says() -> None:
    document = json.loads(exported(judged("RWD"), "component-definition"))
    components = document["component-definition"]["components"]
    told = [
        implemented["description"]
        for component in components
        for implementation in component.get("control-implementations", ())
        for implemented in implementation["implemented-requirements"]
    ]
    assert told
    assert all(text.startswith("**") for text in told)


def test_the_security_plan_has_every_requirement_that_applies() -> None:
    document = json.loads(exported(judged("RWD"), "ssp"))["system-security-plan"]
    implemented = document["control-implementation"]["implemented-requirements"]
    cells = {c.requirement.id for c in judged("RWD").coverage.cells if c.state != "n/a"}
    assert {entry["control-id"] for entry in implemented} == cells


def test_a_provider_exports_what_a_client_inherits() -> None:
    for key, inherits in (("VKN", True), ("RWD", False)):
        document = json.loads(exported(judged(key), "ssp"))["system-security-plan"]
        parts = [
            component
            for entry in document["control-implementation"]["implemented-requirements"]
            for component in entry["by-components"]
        ]
        provided = {p["uuid"] for c in parts for p in c.get("export", {}).get("provided", ())}
        inherited = {i["provided-uuid"] for c in parts for i in c.get("inherited", ())}
        assert provided
        assert bool(inherited & provided) is inherits


def _essence(requirement: Requirement, prefix: str = "") -> tuple[object, ...]:
    """Return what OSCAL can hold of a requirement."""
    return (
        requirement.label,
        requirement.uuid,
        requirement.modal,
        requirement.level,
        " ".join(in_language(requirement.text, "en").split()),
        requirement.responsible,
        dict(requirement.proofs),
        set(requirement.phases),
        requirement.recurrence,
        {name.removeprefix(prefix) for name in requirement.see},
    )


def test_nothing_is_lost_between_two_workspaces(workspace: Sandbox) -> None:
    verdict = workspace.judge()
    path = workspace.root / "out.json"
    path.write_text(exported(verdict, "catalog", workspace.root), encoding="utf-8")
    words = ["import", "oscal", str(path), "--as", "back", "--root", str(workspace.root)]
    assert CliRunner().invoke(main, words).exit_code == 0
    found = catalogue_of(find_workspace(workspace.root)).requirements
    ours = verdict.graph.requirements
    there = {i.removeprefix("BACK_"): r for i, r in found.items() if i.startswith("BACK_")}
    assert list(there) == sorted(ours, key=list(there).index)
    for identifier, requirement in ours.items():
        kept = requirement._replace(see=tuple(n for n in requirement.see if n in ours))
        assert _essence(there[identifier], "BACK_") == _essence(kept)


def test_the_command_writes_a_file(workspace: Sandbox) -> None:
    path = workspace.root / "profile.json"
    words = ["export", "oscal", "TEST", "--model", "profile", "--output", str(path)]
    result = CliRunner().invoke(main, [*words, "--root", str(workspace.root), "--as-of", TODAY])
    assert result.exit_code == 0
    assert json.loads(path.read_text(encoding="utf-8"))["profile"]["imports"]


def test_an_action_is_closed_by_the_record_that_shows_its_effect(workspace: Sandbox) -> None:
    workspace.add("record R_80 date=2026-09-01 result=fail proves=TSA_M1_01")
    workspace.add("record R_81 date=2026-10-01 result=pass proves=TSA_M1_01")
    entry = "- {id: TEST_F_%s, title: Mend it, corrects: TEST_R_80, due: 2026-09-20%s}\n"
    ends = ("", ", done: 2026-09-10", ", done: 2026-09-10, checked_by: TEST_R_81")
    rows = "".join(f"  {entry % pair}" for pair in enumerate(ends, 1))
    workspace.write("registers/actions.yaml", f"actions:\n{rows}")
    data = json.loads(exported(workspace.judge(), "poam", workspace.root))
    risks = data["plan-of-action-and-milestones"]["risks"]
    assert [risk["status"] for risk in risks[:3]] == ["open", "remediating", "closed"]


def test_a_model_of_which_there_is_nothing_is_told(bare: Sandbox) -> None:
    words = ["export", "oscal", "TEST", "--model", "poam", "--root", str(bare.root)]
    result = CliRunner().invoke(main, words)
    assert result.exit_code == 2
    assert "has no corrective action" in result.stderr
