"""Three repositories prove to each other: what is offered, and what becomes of it."""

from __future__ import annotations

import json
import sys
from typing import Any

import pytest

from nachweis.export.formats import EXPORTS, ExportRequest
from nachweis.export.sheets import coverage_sheet
from nachweis.model.outputs import resolve
from nachweis.sources.workspace import find_workspace
from nachweis.trace.gate import Verdict
from tests.exchange.houses import Houses
from tests.support.sandbox import cell_of

CONCEPT = "Two engineers of pro make each change together."
NOTHING = set[str]()


def rules(verdict: Verdict) -> set[str]:
    """Return the rules about statements that the gate applies."""
    return {finding.rule for finding in verdict.findings if "statement" in finding.rule}


def test_sections_and_records_of_the_provider_cover_its_duties(exchanged: Houses) -> None:
    verdict = exchanged.at["cli"].judge()
    for kind in ("section", "record"):
        cell = cell_of(verdict, "TSX_M1_01", kind)
        assert (cell.state, cell.stated_by) == ("covered", ("TEST_P_PRO",))
        stated = verdict.graph.items[cell.by[0]]
        assert stated.title == "Stated by House pro: TSX_M1_01"
        assert "nobody here has looked at it" in stated.body
    section = verdict.graph.items["TEST_S_TEST_TSX_M1_01"]
    assert section.get("concept") == "provider"
    assert CONCEPT in section.body
    assert rules(verdict) == NOTHING


def test_it_covers_that_the_concept_exists_and_suffices(exchanged: Houses) -> None:
    cell = cell_of(exchanged.at["cli"].judge(), "TSX_M1_02", "record")
    assert (cell.state, cell.stated_by) == ("covered", ("TEST_P_PRO",))


def test_that_one_of_two_did_its_part_proves_nothing_of_the_other(houses: Houses) -> None:
    houses.at["pro"].edit("evidence/records.md", "proves: TSX", "proves: TSX_M1_04, TSX")
    houses.send("pro", "cli", number=2)
    assert cell_of(houses.at["cli"].judge(), "TSX_M1_04", "record").state != "covered"


def test_statements_grow_stale(exchanged: Houses) -> None:
    verdict = exchanged.at["cli"].judge("2027-03-01")
    for kind in ("section", "record"):
        assert cell_of(verdict, "TSX_M1_01", kind).state == "stale"
    assert "stale-statement" in rules(verdict)


def test_a_changed_statement_is_suspect_until_it_is_confirmed(houses: Houses) -> None:
    houses.send("pro", "cli", number=2)
    assert cell_of(houses.at["cli"].judge(), "TSX_M1_01", "section").state == "covered"
    houses.at["pro"].edit("concept/own.md", "Two engineers", "Three engineers")
    taken = houses.send("pro", "cli", number=3)
    assert "stated otherwise than before: TSX_M1_01, TSX_M1_02" in taken.stdout
    verdict = houses.at["cli"].judge()
    assert cell_of(verdict, "TSX_M1_01", "section").state == "suspect"
    assert cell_of(verdict, "TSX_M1_01", "record").state == "covered"
    assert "suspect-link" in {f.rule for f in verdict.findings}


def test_a_withdrawn_statement_is_suspect_and_fails_the_gate(houses: Houses) -> None:
    taken = houses.send("pro", "cli", "--withdraw", number=2)
    assert "stated no longer: TSX_M1_01" in taken.stdout
    verdict = houses.at["cli"].judge(close="concept")
    assert cell_of(verdict, "TSX_M1_01", "section").state == "suspect"
    assert "withdrawn-statement" in rules(verdict)
    assert "altered-statement" not in rules(verdict)
    houses.send("pro", "cli", number=3)
    assert cell_of(houses.at["cli"].judge(), "TSX_M1_01", "section").state == "covered"


def test_who_may_receive_nothing_any_more_is_still_told_what_is_withdrawn(houses: Houses) -> None:
    partners = houses.file("pro", "registers/partners.yaml")
    text = partners.read_text(encoding="utf-8")
    partners.write_text(text.replace("2026-01-01", "2027-01-01"), encoding="utf-8")
    refused = houses.offer("pro", "cli", number=2)
    assert refused.exit_code == 2
    assert "TEST_P_CLI may see nothing" in refused.stderr
    taken = houses.send("pro", "cli", "--withdraw", number=3)
    assert "stated no longer: TSX_M1_01" in taken.stdout


def test_without_the_library_of_signatures_nothing_is_offered(
    houses: Houses, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "pyhanko", None)
    refused = houses.offer("pro", "cli", number=2)
    assert refused.exit_code == 2
    assert "install it with: pip install 'nachweis[sign]'" in refused.stderr


def test_what_we_have_seen_ourselves_comes_first(houses: Houses) -> None:
    audit = ":::{record} Our audit\n:id: TEST_R_09\n:kind: audit\n:date: 2026-09-01\n"
    audit += ":result: fail\n:by: TEST_K_1\n:proves: TSX_M1_02\n\nNot enough.\n:::\n"
    houses.at["cli"].write("evidence/own.md", audit)
    verdict = houses.at["cli"].judge()
    cell = cell_of(verdict, "TSX_M1_02", "record")
    assert (cell.state, cell.by, cell.stated_by) == ("failed", ("TEST_R_09",), ())
    houses.at["cli"].write("evidence/own.md", audit.replace("fail", "pass"))
    assert cell_of(houses.at["cli"].judge(), "TSX_M1_02", "record").by == ("TEST_R_09",)
    houses.at["cli"].configure(intervals={"TSX_M1_02": "P70D"})
    cell = cell_of(houses.at["cli"].judge(), "TSX_M1_02", "record")
    assert (cell.state, cell.stated_by) == ("covered", ("TEST_P_PRO",))
    own = ":::{section} Ours\n:id: TEST_S_09\n:concept: provider\n:status: approved\n"
    own += ":owner: TEST_K_1\n:addresses: TSX_M1_01\n\nWe asked them for it.\n:::\n"
    houses.at["cli"].write("concept/own.md", own)
    cell = cell_of(houses.at["cli"].judge(), "TSX_M1_01", "section")
    assert (cell.by, cell.stated_by) == (("TEST_S_09",), ())


def test_a_third_level_is_named_and_ends_with_what_it_rests_on(houses: Houses) -> None:
    houses.send("net", "pro", "--until", "2026-12-10", number=2)
    houses.send("pro", "cli", number=2)
    verdict = houses.at["cli"].judge()
    for kind in ("section", "record"):
        cell = cell_of(verdict, "TSX_M1_03", kind)
        assert (cell.state, cell.stated_by) == ("covered", ("TEST_P_PRO", "TEST_P_NET"))
        assert str(cell.fresh_until) == "2026-12-10"
        assert "House pro rests on what House net stated" in verdict.graph.items[cell.by[0]].body
    assert "Two engineers of net" not in json.dumps(houses.says("pro", "cli"))
    later = houses.at["cli"].judge("2026-12-11")
    assert cell_of(later, "TSX_M1_03", "section").state == "stale"
    assert cell_of(later, "TSX_M1_01", "section").state == "covered"


def test_the_third_level_falls_when_what_it_rests_on_falls(houses: Houses) -> None:
    houses.send("net", "pro", "--withdraw", number=2)
    assert cell_of(houses.at["pro"].judge(), "TSX_M1_03", "section").state == "suspect"
    taken = houses.send("pro", "cli", number=2)
    assert "stated no longer: TSX_M1_03" in taken.stdout
    assert cell_of(houses.at["cli"].judge(), "TSX_M1_03", "section").state == "suspect"


def test_nothing_goes_further_than_its_owner_lets_it(houses: Houses) -> None:
    houses.send("net", "pro", "--no-onward", number=2)
    taken = houses.send("pro", "cli", number=2)
    assert "stated no longer: TSX_M1_03" in taken.stdout


def test_check_verifies_again_what_is_kept(houses: Houses) -> None:
    kept = houses.file("cli", "evidence/files/stated/test-p-pro.dsse.json")
    kept.write_bytes(kept.read_bytes().replace(b'"sig": "M', b'"sig": "N'))
    verdict = houses.at["cli"].judge()
    assert rules(verdict) == {"broken-statement", "altered-statement"}
    assert not verdict.holds


def test_check_finds_a_key_that_is_pinned_no_longer(houses: Houses) -> None:
    houses.at["cli"].edit("registers/parties.yaml", houses.pin("pro"), "0" * 64)
    assert "broken-statement" in rules(houses.at["cli"].judge())


def test_an_object_that_says_other_than_its_envelope_is_found(houses: Houses) -> None:
    written = houses.file("cli", "evidence/stated-test-p-pro.yaml")
    true = written.read_text(encoding="utf-8")
    for old, new in (
        ("nobody here has looked at it", "we have audited it"),
        ('valid_until: "2027', 'valid_until: "2028'),
        ("addresses: [TSX_M1_01]", "addresses: [TSX_M1_01, TSX_M1_03]"),
        ("TEST_R_TEST_TSX_M1_01", "TEST_R_TEST_TSX_M1_04"),
    ):
        assert old in true
        written.write_text(true.replace(old, new), encoding="utf-8")
        assert rules(houses.at["cli"].judge()) == {"altered-statement"}, new
    kept = houses.file("cli", "evidence/files/stated/test-p-pro.dsse.json")
    assert houses.accept("cli", "pro", file=kept).exit_code == 0
    assert written.read_text(encoding="utf-8") == true


def test_texts_go_only_where_they_may_be_seen(houses: Houses) -> None:
    houses.at["pro"].edit("concept/own.md", ":status", ":infoclass: Shut\n:status")
    houses.offer("pro", "cli")
    said = {(e["requirement"], e["kind"]): e for e in houses.says("pro", "cli")["statements"]}
    assert "texts" not in said["TSX_M1_01", "section"]  # that it is proven may be known
    assert said["TSX_M1_01", "record"]["texts"]
    houses.at["pro"].configure(disclosure=None)
    houses.offer("pro", "cli")
    kinds = {e["kind"] for e in houses.says("pro", "cli")["statements"] if "on" not in e}
    assert kinds == {"record"}


def test_only_what_was_asked_for_is_stated(houses: Houses) -> None:
    houses.offer("pro", "cli", "--about", "TSX_M1_03")
    assert {e["requirement"] for e in houses.says("pro", "cli")["statements"]} == {"TSX_M1_03"}
    assert "there is no requirement" in houses.offer("pro", "cli", "--about", "TSX_M9").stderr


def test_texts_of_others_mean_nothing_here(houses: Houses) -> None:
    hostile = "A `{eval-rst}` <script>alert(1)</script> [x](https://a.example) {% x %} word"
    houses.at["pro"].edit("concept/own.md", CONCEPT, hostile)
    houses.send("pro", "cli", number=2)
    text = houses.file("cli", "evidence/stated-test-p-pro.yaml").read_text(encoding="utf-8")
    assert "alert" in text
    assert not any(mark in text for mark in ("<script", "`", "{%", "]("))
    assert "refused-construct" not in houses.at["cli"].check().stdout


def contradictions(houses: Houses, name: str = "cli") -> list[str]:
    """Return what the gate of a house says of contradictions."""
    found = houses.at[name].judge().findings
    return [str(f.message) for f in found if f.rule == "contradicted-statement"]


def test_what_fits_contradicts_nothing(exchanged: Houses) -> None:
    assert contradictions(exchanged) == contradictions(exchanged, "pro") == []


def test_a_longer_time_than_we_count_on_is_a_contradiction(houses: Houses) -> None:
    houses.at["pro"].edit("contract/contract.md", "PT6H", "PT8H")
    houses.send("pro", "cli", number=2)
    assert contradictions(houses) == [
        "A_LINES: RTO is 6\u00a0h here, and 8\u00a0h with TEST_P_PRO; settle which is right"
    ]


def test_a_supplier_that_leaves_no_reserve_is_a_contradiction(houses: Houses) -> None:
    houses.at["net"].edit("contract/contract.md", "PT4H", "PT6H")
    houses.send("net", "pro", number=2)
    [said] = contradictions(houses, "pro")
    assert "leaves nothing of what is owed to others" in said


def test_a_clause_and_a_phase_of_which_only_one_knows_are_contradictions(houses: Houses) -> None:
    houses.at["pro"].edit("contract/contract.md", "agreed", "superseded")
    closed = {"closed": "2026-01-15", "approved_by": "TEST_K_1"}
    names = ("strategy", "requirements", "selection", "contract", "concept", "migration")
    houses.at["pro"].configure(phases=dict.fromkeys(names, closed))
    houses.send("pro", "cli", number=2)
    said = contradictions(houses)
    assert "§ 7.1: the status is agreed here, and superseded with TEST_P_PRO" in said[0]
    assert any(m.startswith("migration is not closed here") for m in said)


def test_an_interval_longer_than_ours_is_a_contradiction(houses: Houses) -> None:
    houses.at["cli"].configure(intervals={"TSX_M1_04": "P6M"})
    houses.at["pro"].configure(intervals={"TSX_M1_04": "P12M"})
    houses.send("pro", "cli", number=2)
    assert contradictions(houses) == [
        "TSX_M1_04: the interval is P6M here, and P12M with TEST_P_PRO; settle which is right"
    ]


def test_another_service_level_is_a_contradiction(houses: Houses) -> None:
    level = (
        "slas:\n  - {{id: TEST_V_1, title: Patches, target: {target}, unit: '% in time', "
        "direction: at least, interval: P1M, agreed_in: TEST_C_01}}\n"
    )
    houses.at["cli"].write("registers/slas.yaml", level.format(target=98))
    houses.at["pro"].write("registers/slas.yaml", level.format(target=97))
    houses.send("pro", "cli", number=2)
    assert contradictions(houses) == [
        "§ 7.1: the target in % is 98 here, and 97 with TEST_P_PRO; settle which is right"
    ]


def test_a_record_of_our_own_that_failed_is_a_contradiction(houses: Houses) -> None:
    audit = ":::{record} Our audit\n:id: TEST_R_09\n:kind: audit\n:date: 2026-09-01\n"
    audit += ":result: fail\n:by: TEST_K_1\n:proves: TSX_M1_01\n\nNot enough.\n:::\n"
    houses.at["cli"].write("evidence/own.md", audit)
    [said] = contradictions(houses)
    assert "TEST_P_PRO states that it is proven, and TEST_R_09 of 2026-09-01 says fail" in said


def test_it_is_marked_wherever_a_cell_is_shown(exchanged: Houses) -> None:
    client = exchanged.at["cli"]
    cells = json.loads(client.check("--format", "json").stdout)["projects"][0]["requirements"]
    stated = {c["id"]: part.get("stated_by") for c in cells for part in c["cells"]}
    assert stated["TSX_M1_01"] == ["TEST_P_PRO"]
    assert stated["TSX_M1_03"] == ["TEST_P_PRO", "TEST_P_NET"]
    assert "5 of them only stated by others" in client.check().stdout
    rows = coverage_sheet(client.judge()).rows
    assert ["House pro; House net" in row for row in rows].count(True) == 2


def test_oscal_inherits_from_the_plan_of_who_states_it(exchanged: Houses) -> None:
    def plan(name: str) -> Any:
        root = exchanged.at[name].root
        request = ExportRequest(
            workspace=find_workspace(root),
            verdict=exchanged.at[name].judge(),
            options={"model": "ssp"},
        )
        return json.loads(resolve(EXPORTS["oscal"].write)(request).content)["system-security-plan"]

    def of(said: Any) -> Any:
        [found] = [
            entry
            for entry in said["control-implementation"]["implemented-requirements"]
            if entry["control-id"] == "TSX_M1_01"
        ]
        return found["by-components"]

    ours, theirs = plan("cli"), exchanged.says("pro", "cli")["oscal"]["system-security-plan"]
    leveraged = ours["system-implementation"]["leveraged-authorizations"]
    assert [part["title"] for part in leveraged] == [
        "What House pro states",
        "What House net states",
    ]
    provided = {p["uuid"] for c in of(theirs) for p in c.get("export", {}).get("provided", ())}
    inherited = {i["provided-uuid"] for c in of(ours) for i in c.get("inherited", ())}
    assert provided == inherited != set()
