"""``--format junit``: a test case for each cell; what fails there is what fails the run."""

from __future__ import annotations

from collections import Counter

import pytest
from lxml import etree
from syrupy.assertion import SnapshotAssertion

from tests.report.conftest import SCHEMAS
from tests.support.repository import Repository
from tests.support.sandbox import Sandbox


def _root(workspace: Sandbox, *arguments: str) -> etree._Element:
    """Return what the command writes, which the XSD of Jenkins has to accept."""
    result = workspace.check("--format", "junit", *arguments)
    root = etree.fromstring(result.stdout.encode())
    etree.XMLSchema(etree.parse(SCHEMAS / "junit-10.xsd")).assertValid(root)
    failures = root.findall(".//failure")
    assert bool(failures) is (result.exit_code == 1)
    assert root.get("failures") == str(len(failures))
    assert root.get("tests") == str(len(root.findall(".//testcase")))
    for suite in root:
        assert suite.get("tests") == str(len(suite))
        assert suite.get("failures") == str(len(suite.findall("testcase/failure")))
        assert suite.get("skipped") == str(len(suite.findall("testcase/skipped")))
    return root


def _outcomes(root: etree._Element) -> dict[str, str]:
    return {
        str(case.get("name")): case[0].tag if len(case) else "passed"
        for case in root.iter("testcase")
    }


def test_document(messy: Sandbox, snapshot: SnapshotAssertion) -> None:
    _root(messy)
    assert messy.check("--format", "junit").stdout == snapshot


@pytest.mark.parametrize("closing", ["contract", "exit"])
def test_a_case_for_each_cell_and_for_each_finding_of_none(messy: Sandbox, closing: str) -> None:
    verdict = messy.judge(close=closing)
    cases = Counter(_outcomes(_root(messy, "--close", closing)).keys())
    cells = [f"{c.requirement.id} ({c.requirement.label}) {c.kind}" for c in verdict.coverage.cells]
    others = [finding for finding in verdict.findings if not finding.kind]
    assert set(cells) <= set(cases)
    assert sum(cases.values()) == len(cells) + len(others)


def test_outcomes(messy: Sandbox) -> None:
    outcomes = _outcomes(_root(messy))
    assert outcomes["TSA_GEN_01 (TS.A) section"] == "failure"  # missing
    assert outcomes["TSA_GEN_02 (TS.A) record"] == "failure"  # failed
    assert outcomes["TSA_M2_OPS_03 (TS.A.M2) record"] == "failure"  # stale
    assert outcomes["TSA_M1_03 (TS.A.M1) clause"] == "skipped"  # waived
    assert outcomes["TSB_M1_01 (TS.B.M1) clause"] == "skipped"  # n/a
    assert outcomes["TSA_M1_01 (TS.A.M1) clause"] == "system-out"  # covered, and by what
    assert outcomes["unknown-target: TEST_C_04 fulfils TSA_M1_033"] == "failure"


def test_strictness_fails_here_too(workspace: Sandbox) -> None:
    workspace.write("trace.lock", f"TEST_C_01 fulfils TSA_M1_01 {'0' * 32}\n")
    assert "failure" not in _outcomes(_root(workspace)).values()
    assert "failure" in _outcomes(_root(workspace, "--strict")).values()


def test_a_base_skips_what_was_wrong_before(branch: Repository) -> None:
    old = "unknown-target: TEST_S_02 addresses TSA_M1_0222"
    assert _outcomes(_root(branch))[old] == "failure"
    root = _root(branch, "--base", "main")
    assert _outcomes(root)[old] == "skipped"
    [skipped] = root.xpath(f"//testcase[@name='{old}']/skipped")
    assert str(skipped.get("message")).startswith("error, as before: ")


def test_names_stay_while_lines_move(messy: Sandbox) -> None:
    before = _outcomes(_root(messy))
    path = messy.root / "projects/TEST/contract/agreement.md"
    path.write_text("\n\n\n" + path.read_text(encoding="utf-8"), encoding="utf-8")
    assert _outcomes(_root(messy)) == before


def test_whatever_is_typed_stays_xml(hostile: Sandbox) -> None:
    assert "[click]" in etree.tostring(_root(hostile), encoding="unicode")
