"""The baseline of a verdict: what a release keeps of objects, groups and cells."""

from __future__ import annotations

from nachweis.trace.snapshot import catalogue_entries, snapshot
from tests.support.sandbox import Sandbox


def test_a_cell_keeps_by_what_it_is_proven_and_what_settles_it(workspace: Sandbox) -> None:
    workspace.edit(
        "contract/agreement.md",
        ":fulfils: TSA_M1_01, TSB_M1_04",
        ":fulfils: TSA_M1, TSB_M1_04",
    )
    cells = {(c.requirement, c.kind): c for c in snapshot(workspace.judge()).cells}
    by_topic = cells["TSA_M1_01", "clause"]
    assert (by_topic.by, by_topic.via, by_topic.decision) == (("TEST_C_01",), "TSA_M1", "")
    directly = cells["TSB_M1_04", "clause"]
    assert (directly.via, directly.decision) == ("", "")


def test_requirements_and_groups_know_what_they_are_part_of(workspace: Sandbox) -> None:
    entries = catalogue_entries(workspace.judge().graph.catalogue)
    assert entries["TSA_M1_01"].part_of == "TSA_M1"
    assert entries["TSA_M1"].part_of == "TSA"
    assert entries["TSA_M1"].title == {"en": "Contract", "de": "Vertrag"}
