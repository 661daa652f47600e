"""The baseline of a verdict: what a release keeps of objects, groups and cells."""

from __future__ import annotations

from nachweis.trace.snapshot import catalogue_entries, snapshot
from tests.support.sandbox import PROJECT, Sandbox


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


def test_a_baseline_keeps_how_a_project_was_judged(workspace: Sandbox) -> None:
    settings = workspace.root / PROJECT / "project.yaml"
    text = settings.read_text(encoding="utf-8")
    settings.write_text(text.replace("2026-01-15, approved_by: TEST_K_ISB", "2026-01-15"), "utf-8")
    workspace.add("clause C_9 status=agreed obliges=provider fulfils=TSA_M1_99")
    verdict = workspace.judge("2026-05-01")
    kept = snapshot(verdict, version="1.0.0", commit="c0ffee", reason="So be it")

    assert (kept.key, kept.version, kept.commit, kept.reason) == (
        *("TEST", "1.0.0", "c0ffee", "So be it"),
    )
    assert (kept.holds, kept.phase, kept.language) == (False, "contract", "en")
    assert {phase: (a.date.isoformat(), a.approved_by) for phase, a in kept.closed.items()} == {
        "strategy": ("2026-01-15", ""),
        "requirements": ("2026-02-15", "TEST_K_ISB"),
        "selection": ("2026-03-15", "TEST_K_ISB"),
    }
    assert [f.subject for f in kept.findings] == [f.subject for f in verdict.findings]
    found = {f.rule: f for f in kept.findings}
    unknown, unapproved = found["unknown-target"], found["phase-without-approval"]
    assert (unknown.file, unknown.subject, unknown.related, unknown.kind, unknown.phase) == (
        *(f"{PROJECT}/added.md", "TEST_C_9", "fulfils TSA_M1_99", "", None),
    )
    assert (unapproved.severity, unapproved.phase) == ("warning", "strategy")
    assert "TEST_C_9 fulfils TSA_M1_99" in unknown.message
    assert {*kept.fingerprints} == {*kept.items, *kept.requirements, *kept.groups}
    assert kept.catalogue == snapshot(workspace.judge("2026-06-01")).catalogue
