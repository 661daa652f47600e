"""Evidence that machines write: reports become dated records, as the mapping says."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest

from nachweis.model.items import Item
from nachweis.sources.errors import SourceError
from tests.support.sandbox import Sandbox, cell_of, rules_of

JUNIT = """\
<?xml version="1.0" encoding="UTF-8"?>
<testsuites>
  <testsuite name="restore" timestamp="2026-11-14T02:10:00">
    <testcase classname="restore.leika" name="rows are complete" time="3.2"/>
    <testcase classname="restore.arka" name="rows are complete">
      <failure message="2 rows missing">expected 10
```{include} /etc/passwd
```</failure>
    </testcase>
    <testcase classname="restore.zahla" name="rows are complete"><skipped/></testcase>
  </testsuite>
</testsuites>
"""
MAPPING = """\
mapping:
  - report: restore*.xml
    case: "{case}"
    proves: [TSA_GEN_02]
    title: "Restore: {{case}}"
    by: TEST_K_ISB
"""


def run(**more: Any) -> dict[str, Any]:
    rules = [{"id": "TLS001", "shortDescription": {"text": "TLS is new enough"}}, {"id": "TLS002"}]
    return {
        "tool": {"driver": {"name": "scan", "rules": rules}},
        "invocations": [{"executionSuccessful": True, "endTimeUtc": "2026-11-14T03:00:00Z"}],
        "results": [],
        **more,
    }


def sarif(*results: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"version": "2.1.0", "runs": [run(results=list(results), **more)]}


def vex(state: str | None, timestamp: str = "2026-11-14T03:00:00Z") -> dict[str, Any]:
    analysis = {} if state is None else {"analysis": {"state": state}}
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "metadata": {"timestamp": timestamp} if timestamp else {},
        "vulnerabilities": [{"id": "TLS001", **analysis}],
    }


def oscal(state: str, **times: str) -> dict[str, Any]:
    target = {"type": "objective-id", "target-id": "TLS001", "status": {"state": state}}
    result = {"start": "2026-11-14T03:00:00Z", **times, "findings": [{"target": target}]}
    return {"assessment-results": {"results": [result]}}


def made(sandbox: Sandbox) -> list[Item]:
    items = sandbox.judge().graph.project.items
    return [item for item in items if item.place.path.endswith((".xml", ".json"))]


def with_report(sandbox: Sandbox, report: object, case: str = "TLS001") -> None:
    sandbox.write("evidence/scan.json", json.dumps(report, indent=1))
    text = MAPPING.format(case=case).replace("restore*.xml", "scan*.json")
    sandbox.write("evidence/mapping.yaml", text)


def test_a_case_is_a_record(workspace: Sandbox) -> None:
    workspace.write("evidence/restore-11.xml", JUNIT)
    workspace.write("evidence/mapping.yaml", MAPPING.format(case="restore.leika.*"))
    [record] = made(workspace)
    assert record.id == "TEST_R_RESTORE_11_B5664A4D"
    assert record.title == "Restore: rows are complete"
    assert record.fields["date"] == "2026-11-14"
    assert record.fields["result"] == "pass"
    assert record.fields["by"] == "TEST_K_ISB"
    assert record.fields["file"] == "restore-11.xml"
    assert len(record.fields["sha256"]) == 64
    assert record.targets("proves") == ("TSA_GEN_02",)
    assert record.place.line == 4
    assert "restore.leika.rows are complete: pass\n3.2 s" in record.body


def test_a_failed_case_fails_the_cell(workspace: Sandbox) -> None:
    workspace.write("evidence/restore-11.xml", JUNIT)
    workspace.write("evidence/mapping.yaml", MAPPING.format(case="*"))
    verdict = workspace.judge()
    cell = cell_of(verdict, "TSA_GEN_02", "record")
    assert cell.state == "failed"
    [failed] = [record for record in made(workspace) if record.get("result") == "fail"]
    assert cell.by[0] == failed.id
    assert [record.title for record in made(workspace)] == ["Restore: rows are complete"] * 2


@pytest.mark.parametrize(
    ("case", "state"),
    [
        ("<testcase name='a'/>", "covered"),
        ("<testcase name='a' status='run' result='completed'/>", "covered"),
        ("<testcase name='a' status='notrun'/>", "missing"),
        ("<testcase name='a' result='Disabled'/>", "missing"),
        ("<testcase name='a' status='Failed'/>", "failed"),
        ("<testcase name='a'><Failure/></testcase>", "failed"),
        ("<testcase name='a'><error/></testcase><testcase name='b'/>", "failed"),
    ],
)
def test_an_attribute_may_say_how_a_case_went(workspace: Sandbox, case: str, state: str) -> None:
    failures = "1" if state == "failed" else "0"
    head = f"<testsuites failures='{failures}'><testsuite timestamp='2026-11-14'>"
    workspace.write("evidence/restore-11.xml", f"{head}{case}</testsuite></testsuites>")
    workspace.write("evidence/mapping.yaml", MAPPING.format(case="*"))
    workspace.edit("evidence/records.md", ":proves: TSA_GEN_02\n", "")
    assert cell_of(workspace.judge(), "TSA_GEN_02", "record").state == state


CASES = {"passed": "<testcase name='a'/>", "skipped": "<testcase name='b'><skipped/></testcase>"}
FAILED = "<testcase name='c'><failure/></testcase>"


@pytest.mark.parametrize(
    ("counts", "held", "said"),
    [
        ("tests='1'", ["passed"], ""),
        ("tests='2' skipped='1'", ["passed", "skipped"], ""),
        ("tests='2' skipped='1'", ["passed"], ""),
        ("tests='1' failures='0'", ["passed", "passed"], ""),
        ("tests='5'", ["passed"], "counts cases that ran (5) and holds 1"),
        ("tests='5' disabled='2'", ["passed"], "counts cases that ran (3) and holds 1"),
        ("tests='2' skipped='2'", ["passed", "passed"], "did not run (2) and holds 0"),
        ("tests='3' failures='2'", ["passed", "passed", "failed"], "failures (2) and holds 1"),
        ("tests='2' failures='1' errors='1'", ["passed", "failed"], "failures (2) and holds 1"),
    ],
)
def test_a_suite_holds_what_it_counts(
    workspace: Sandbox, counts: str, held: list[str], said: str
) -> None:
    cases = "".join(CASES.get(name, FAILED) for name in held)
    report = f"<testsuite timestamp='2026-11-14' {counts}>{cases}</testsuite>"
    workspace.write("evidence/restore-11.xml", report)
    workspace.write("evidence/mapping.yaml", MAPPING.format(case="*"))
    if said:
        with pytest.raises(SourceError, match=re.escape(said)):
            workspace.judge()
    else:
        assert workspace.judge().findings is not None


def test_what_a_report_says_is_never_parsed(workspace: Sandbox) -> None:
    workspace.write("evidence/restore-11.xml", JUNIT)
    workspace.write("evidence/mapping.yaml", MAPPING.format(case="restore.arka.*"))
    [record] = made(workspace)
    assert "\n````text\n" in record.body
    assert record.body.endswith("\n````")


def test_reports_without_mapping_prove_nothing(workspace: Sandbox) -> None:
    workspace.write("evidence/restore-11.xml", JUNIT)
    assert made(workspace) == []
    assert rules_of(workspace.judge()) == [("unmapped-report", "warning", "TEST")]


def test_the_worst_of_a_day_decides_about_a_case_that_ran_twice(workspace: Sandbox) -> None:
    again = '<testcase classname="restore.leika" name="rows are complete"><error/></testcase>'
    report = JUNIT.replace("  </testsuite>", f"{again}</testsuite>")
    workspace.write("evidence/restore-11.xml", report)
    workspace.write("evidence/mapping.yaml", MAPPING.format(case="restore.leika.*"))
    [record] = made(workspace)
    assert record.get("result") == "fail"


def test_ids_of_cases_that_would_be_the_same_are_told_apart(workspace: Sandbox) -> None:
    report = JUNIT.replace("arka", "leika-").replace("leika", "a")
    workspace.write("evidence/restore-11.xml", report)
    workspace.write("evidence/mapping.yaml", MAPPING.format(case="*"))
    first, second = made(workspace)
    assert first.id != second.id
    assert first.id[:-8] == second.id[:-8]


@pytest.mark.parametrize(
    ("report", "result"),
    [
        (sarif(), "pass"),
        (sarif({"ruleId": "TLS001", "message": {"text": "TLS 1.0"}}), "fail"),
        (sarif({"ruleIndex": 0, "level": "error"}), "fail"),
        (sarif({"rule": {"id": "TLS001"}, "level": "note"}), "partial"),
        (sarif({"ruleId": "TLS001", "level": "none"}), "pass"),
        (sarif({"ruleId": "TLS001", "kind": "pass"}), "pass"),
        (sarif({"ruleId": "TLS001", "kind": "review"}), "partial"),
        (sarif({"ruleId": "TLS001", "baselineState": "absent"}), "pass"),
        (sarif({"ruleId": "TLS001", "suppressions": [{"kind": "external"}]}), "partial"),
        (sarif({"ruleId": "TLS002"}), "pass"),
        (vex("not_affected"), "pass"),
        (vex("resolved"), "pass"),
        (vex("in_triage"), "partial"),
        (vex(None), "partial"),
        (vex("exploitable"), "fail"),
        (oscal("satisfied"), "pass"),
        (oscal("not-satisfied"), "fail"),
    ],
)
def test_what_a_report_makes_of_a_case(
    workspace: Sandbox, report: dict[str, Any], result: str
) -> None:
    with_report(workspace, report)
    [record] = made(workspace)
    assert record.id == "TEST_R_SCAN_TLS001"
    assert record.get("result") == result
    assert record.get("date") == "2026-11-14"


def test_an_assessment_has_the_date_of_its_end(workspace: Sandbox) -> None:
    with_report(workspace, oscal("satisfied", end="2026-11-15T03:00:00Z"))
    [record] = made(workspace)
    assert record.get("date") == "2026-11-15"


@pytest.mark.parametrize(
    ("report", "says"),
    [
        ("<html/>", "scan.xml:1:1: is XML, but <html> does not begin a JUnit report"),
        ("<testsuite>", "scan.xml:1:12: is not well-formed XML: no element found"),
        ("<!DOCTYPE x [<!ENTITY a 'b'>]><testsuite/>", "scan.xml:1:13: declares a document type"),
        ("<testsuite>" * 30, "nests more than 20 levels deep"),
        ("<testsuite><testcase name='a'/></testsuite>", "nobody can tell when 'a' ran"),
        ("<testsuite timestamp='soon'/>", "the timestamp 'soon' is not a date"),
        ("<testsuite timestamp='2026-11-14'><testcase/></testsuite>", "a test case has no name"),
        (
            "<testsuites><testsuite timestamp='2026-11-14' failures='1' errors='x'/></testsuites>",
            "scan.xml:1:13: counts failures (1) and holds 0 that failed; bring the whole",
        ),
        ('{"a": 1,\n "a": 2}', "names the key 'a' twice"),
        ("{\n", "scan.xml:2:1: is not JSON: expecting property name"),
        ("[" * 100_000, "nests too deeply to be read"),
        ("[]", "is not a report that can be read: JUnit XML, SARIF"),
        ('{"runs": 1}', "runs must be a list"),
        ('{"runs": [1]}', "runs[0] must be an object"),
        ('{"runs": [{}]}', "nobody can tell when it ran: no invocation has an 'endTimeUtc'"),
        (json.dumps(sarif({})), "a result names no rule"),
        (json.dumps(sarif(invocations=[{"executionSuccessful": False}])), "did not succeed"),
        (json.dumps(sarif(externalPropertyFileReferences={"results": [{}]})), "in other files"),
        (json.dumps(sarif(invocations=[{"endTimeUtc": "now"}])), "is not a point in time"),
        (json.dumps(vex("fine")), "TLS001: 'fine' is not a state of an analysis"),
        (json.dumps(vex("resolved", "")), "'metadata' has no 'timestamp'"),
        (json.dumps(oscal("good")), "TLS001: 'good' is not satisfied or not-satisfied"),
    ],
)
def test_a_report_that_cannot_be_read_is_one_line(
    workspace: Sandbox, report: str, says: str
) -> None:
    workspace.write("evidence/scan.xml", "").write_text(report, encoding="utf-8")
    mapping = MAPPING.format(case="*").replace("restore*.xml", "scan.xml")
    workspace.write("evidence/mapping.yaml", mapping)
    result = workspace.check()
    assert result.exit_code == 2
    [line] = result.stderr.splitlines()
    assert line.startswith("projects/TEST/evidence/scan.xml")
    assert says in line


def test_a_wrong_mapping_is_a_line(workspace: Sandbox) -> None:
    workspace.write("evidence/mapping.yaml", "mapping:\n  - report: a.xml\n    proof: A\n")
    result = workspace.check()
    assert result.exit_code == 2
    place = "projects/TEST/evidence/mapping.yaml:3:5"
    allowed = "report, case, proves, checks, kind, title, by, infoclass"
    assert result.stderr.splitlines() == [
        "projects/TEST/evidence/mapping.yaml:2:5: mapping.0.proves: is missing; add it",
        f"{place}: mapping.0.proof: unknown key; allowed here are {allowed}",
    ]
