"""Measured values are the same as a text and as a mapping; wrong ones are objected to."""

from __future__ import annotations

import pytest

from tests.support.sandbox import Sandbox, rules_of

SLA = """\
slas:
  - id: TEST_V_01
    title: Availability
    target: 99.5
    direction: at least
    measured: {measured}
"""


@pytest.mark.parametrize(
    "measured",
    [
        '"2026-08: 99.81, 2026-Q3: 99.7, 2026: 99.75, 2026-11-02: 100"',
        "{2026-08: 99.81, 2026-Q3: 99.7, 2026: 99.75, 2026-11-02: 100}",
    ],
)
def test_text_and_mapping_are_the_same(bare: Sandbox, measured: str) -> None:
    bare.write("registers/slas.yaml", SLA.format(measured=measured))

    verdict = bare.judge()

    item = verdict.graph.items["TEST_V_01"]
    assert item.get("measured") == "2026-08: 99.81, 2026-Q3: 99.7, 2026: 99.75, 2026-11-02: 100"
    found = [f.rule for f in verdict.findings if f.subject == "TEST_V_01"]
    assert set(found) <= {"missing-field"}


@pytest.mark.parametrize("measured", ["{}", "[]", '""', ""])
def test_nothing_measured_is_no_field(bare: Sandbox, measured: str) -> None:
    bare.write("registers/slas.yaml", SLA.format(measured=measured))

    assert "measured" not in bare.judge().graph.items["TEST_V_01"].fields


def test_a_wrong_value_is_an_error(bare: Sandbox) -> None:
    bare.write("registers/slas.yaml", SLA.format(measured="{2026-8: 99.81}"))

    verdict = bare.judge()

    assert ("bad-value", "error", "TEST_V_01") in rules_of(verdict)
    [finding] = [f for f in verdict.findings if f.rule == "bad-value"]
    assert finding.message == (
        "TEST_V_01: measured is '2026-8: 99.81', which is not a value for a period; "
        "write it as '2026-08: 99.81', with commas between the periods"
    )
    assert finding.place.line == 6
