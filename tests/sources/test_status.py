"""A misspelt status is objected to: it would silently count as not agreed."""

from __future__ import annotations

from tests.support.sandbox import Sandbox, rules_of


def test_a_wrong_status_is_an_error(bare: Sandbox) -> None:
    bare.write(
        "contract/a.md",
        """\
        :::{clause} Notice
        :id: TEST_C_01
        :number: 1
        :status: agred
        :obliges: provider
        :::
        """,
    )

    verdict = bare.judge()

    assert ("bad-value", "error", "TEST_C_01") in rules_of(verdict)
    [finding] = [f for f in verdict.findings if f.rule == "bad-value"]
    assert finding.message.startswith("TEST_C_01: status is 'agred'; allowed are open, draft, ")
    assert finding.place.line == 4
