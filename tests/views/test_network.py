"""What assets inherit, and who describes interfaces."""

from __future__ import annotations

from collections.abc import Callable

from nachweis.model.items import Item
from nachweis.trace.gate import Verdict
from nachweis.views.network import build_interfaces, build_protection

Entries = Callable[[str], tuple[Item, ...]]


def test_needs_are_declared_and_derived(verdict: Verdict, entries: Entries) -> None:
    rows = {row.asset.id: row for row in build_protection(verdict.graph, entries("asset"))}
    found = {
        (key, value): (need.derived, need.source, need.relation)
        for key, row in rows.items()
        for value, need in row.needs.items()
    }

    assert found == {
        ("TEST_A_APP", "confidentiality"): ("", "", "own"),
        ("TEST_A_APP", "integrity"): ("", "", "own"),
        ("TEST_A_APP", "availability"): ("", "", "own"),
        ("TEST_A_DB", "confidentiality"): ("high", "TEST_A_APP", "too low"),
        ("TEST_A_DB", "integrity"): ("high", "TEST_A_APP", "equal"),
        ("TEST_A_DB", "availability"): ("normal", "TEST_A_APP", "higher"),
        ("TEST_A_NODE", "confidentiality"): ("high", "TEST_A_APP", "equal"),
        ("TEST_A_NODE", "integrity"): ("high", "TEST_A_APP", "equal"),
        ("TEST_A_NODE", "availability"): ("high", "TEST_A_DB", "lower"),
    }


def test_an_interface_is_described_for_both_ends_or_not(verdict: Verdict, entries: Entries) -> None:
    one_sided, shared = build_interfaces(verdict.graph, entries("interface"))

    assert one_sided.parties == {"client": True, "provider": False}
    assert [s.id for s in one_sided.sections["client"]] == ["TEST_S_10"]
    assert shared.parties == {"client": True, "provider": True}
    assert list(shared.sections) == ["interface"]
