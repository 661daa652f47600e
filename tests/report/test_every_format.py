"""What holds of every format, whatever the project."""

from __future__ import annotations

import datetime
import functools
import json
import re
from pathlib import Path

import jsonschema_rs
from hypothesis import given, settings
from lxml import etree

from nachweis.load import judge_projects
from nachweis.model.project import Project
from nachweis.model.terms import Severity
from nachweis.report.formats import FORMATS, render
from nachweis.report.report import Report
from nachweis.trace.compare import compare_all
from nachweis.trace.gate import Verdict, judge
from tests.report.conftest import SCHEMAS, sarif_schema, schema
from tests.support.examples import examples
from tests.support.models import NOW, projects, small_catalogue

few = settings(max_examples=examples(20))


@functools.cache
def _validators() -> tuple[jsonschema_rs.Validator, jsonschema_rs.Validator, etree.XMLSchema]:
    return (
        jsonschema_rs.validator_for(sarif_schema()),
        jsonschema_rs.validator_for(schema("gitlab-code-quality.json")),
        etree.XMLSchema(etree.parse(SCHEMAS / "junit-10.xsd")),
    )


def _check(report: Report) -> None:
    """Render a report in every format, and look at what each of them promises."""
    texts = {style: render(style, report) for style in FORMATS}
    assert all(text.endswith("\n") for text in texts.values())
    sarif, gitlab, junit = _validators()
    sarif.validate(json.loads(texts["sarif"]))
    gitlab.validate(json.loads(texts["gitlab"]))
    root = etree.fromstring(texts["junit"].encode())
    junit.assertValid(root)
    assert (root.get("failures") == "0") is report.passes
    total = sum(len(verdict.findings) for verdict in report.verdicts)
    results = json.loads(texts["sarif"])["runs"][0]["results"]
    assert sum(result.get("baselineState") != "absent" for result in results) == total
    assert len(json.loads(texts["gitlab"])) == total
    prints = [result["partialFingerprints"]["nachweisFinding/v1"] for result in results]
    assert len(set(prints)) == len(prints)
    errors = re.findall(r"^::error ", texts["github"], re.MULTILINE)
    assert (errors == []) is report.passes
    assert f"## Nachweis: {'passes' if report.passes else 'fails'}\n" in texts["markdown"]


@few
@given(projects())
def test_a_report(project: Project) -> None:
    _check(Report(verdicts=[_judge(project)], least=Severity.NOTE))


@few
@given(projects(), projects())
def test_a_comparison(project: Project, before: Project) -> None:
    now, base = _judge(project), _judge(before)
    comparisons = compare_all([now], {base.key: base})
    _check(Report(verdicts=[now], ref="main", commit="0" * 40, comparisons=comparisons))


def test_everything_that_can_be_wrong() -> None:
    tests = Path(__file__).resolve().parents[1]
    verdicts = judge_projects(tests, ["FAIL"], datetime.date(2026, 11, 20))
    _check(Report(verdicts=verdicts, handbook="https://site.example"))


def _judge(project: Project, as_of: datetime.date = NOW) -> Verdict:
    return judge(small_catalogue(), project, as_of)
