"""The award: demands of what is offered, what is open, and bidders that leave."""

from __future__ import annotations

import datetime
from pathlib import Path

import pytest
import yaml

from nachweis.sources.errors import SourceError
from nachweis.sources.workspace import find_workspace
from nachweis.tender.award import Award, plan_award, write_award
from tests.support.bids import ANSWERS, PARTIES, TENDER, offers
from tests.support.sandbox import PROJECT, Sandbox

DAY = datetime.date(2026, 3, 10)
ARCHIVED = f"{PROJECT}/tender/archive/TEST_P_B.yaml"


def plan(tender: Sandbox, bidder: str = "TEST_P_A") -> Award:
    workspace = find_workspace(tender.root)
    return plan_award(workspace, tender.judge(DAY.isoformat()), bidder, DAY)


def award(tender: Sandbox, bidder: str = "TEST_P_A") -> Award:
    made = plan(tender, bidder)
    write_award(made, tender.root)
    return made


def state_of(root: Path) -> dict[str, bytes]:
    return {str(path): path.read_bytes() for path in root.rglob("*") if path.is_file()}


def refusal(tender: Sandbox, bidder: str = "TEST_P_A") -> str:
    before = state_of(tender.root)
    with pytest.raises(SourceError) as caught:
        plan(tender, bidder)
    assert state_of(tender.root) == before
    [problem] = caught.value.problems
    return f"{problem.place.path}: {problem.message}"


def test_what_is_offered_becomes_demands_with_the_words_of_the_bidder(tender: Sandbox) -> None:
    made = award(tender)
    verdict = tender.judge(DAY.isoformat())
    demands = {item.id: item for item in verdict.graph.of_type("demand")}

    assert made.offered == 3
    first = demands["TEST_B_O_TSA_M1_02"]
    assert (first.get("status"), first.get("date"), first.get("by")) == (
        *("offered", "2026-03-01"),
        "Alpha",
    )
    assert first.targets("asks_for") == ("TSA_M1_02",)
    assert first.body == (
        "We do it. Rendered by: bidder, subcontractor. Evidence offered: Certificate."
    )


def test_what_is_not_fully_offered_is_open_in_the_contract_phase(tender: Sandbox) -> None:
    made = award(tender)
    assert made.open == ("TEST_B_D_TSA_M1_03", "TEST_B_D_TSA_M2_EMG_01")
    verdict = tender.judge(DAY.isoformat(), close="contract")
    texts = {item.id: item.body for item in verdict.graph.of_type("demand")}
    assert texts["TEST_B_D_TSA_M1_03"].startswith("Answered in the tender: partly.")
    assert texts["TEST_B_D_TSA_M2_EMG_01"].startswith("Not answered in the tender.")
    found = {f.subject for f in verdict.findings if f.rule == "not-agreed"}
    assert {"TEST_B_O_TSA_M1_03", "TEST_B_D_TSA_M2_EMG_01"} <= found


def test_what_was_refused_is_open_with_what_the_bidder_says_of_it(tender: Sandbox) -> None:
    made = award(tender, "beta & söhne")
    texts = {i.id: i.body for i in tender.judge(DAY.isoformat()).graph.of_type("demand")}
    assert "TEST_B_O_TSA_M1_01" not in texts
    assert texts["TEST_B_D_TSA_M1_01"].startswith("Answered in the tender: not. We do it.")
    assert "Our minimum: 99.5 % a month." in texts["TEST_B_D_TSA_M1_02"]
    assert len(made.open) == 4


def test_the_others_leave_for_the_archive(tender: Sandbox) -> None:
    before = (tender.root / f"{PROJECT}/tender/offers/TEST_P_B.yaml").read_text(encoding="utf-8")
    made = award(tender)
    assert made.archived == ("TEST_P_B", "TEST_P_C")
    kept = (tender.root / ARCHIVED).read_text(encoding="utf-8")
    assert kept.startswith(before)
    data = yaml.safe_load(kept)
    assert [entry["id"] for entry in data["parties"]] == ["TEST_P_B"]
    assert [entry["id"] for entry in data["contacts"]] == ["TEST_K_B"]

    ids = {item.id for item in tender.judge(DAY.isoformat()).graph.project.items}
    assert ids.isdisjoint({"TEST_P_B", "TEST_P_C", "TEST_K_B", "TEST_J_B_01", "TEST_J_C_01"})
    assert {"TEST_P_A", "TEST_J_A_01", "TEST_K_ISB"} <= ids
    names = {p.name for p in (tender.root / PROJECT / "tender/offers").iterdir()}
    assert names == {"TEST_P_A.yaml"}


def test_only_what_has_to_change_changes(tender: Sandbox) -> None:
    award(tender)
    folder = tender.root / PROJECT
    settings = (folder / "project.yaml").read_text(encoding="utf-8")
    assert settings == TENDER.replace("2026-02-28}", "2026-02-28, chosen: TEST_P_A}")
    register = (folder / "registers/parties.yaml").read_text(encoding="utf-8")
    head, _, rest = PARTIES.partition("  - id: TEST_P_B")
    assert register.startswith(head.replace("role: bidder", "role: provider"))
    assert "# The last one came late.\n" in register
    assert register.endswith("mail: iso@client.example\n")
    assert "Beta" in rest
    assert "Beta" not in register


def test_the_gate_of_selection_holds_after_the_award(tender: Sandbox) -> None:
    award(tender)
    found = tender.judge(DAY.isoformat(), close="selection").findings
    assert [(f.rule, f.subject) for f in found if f.rule in RULES] == [
        ("unanswered-requirement", "TSA_M2")
    ]


RULES = ("no-award", "unmet-knock-out", "unanswered-requirement", "late-weight")


def test_a_bidder_that_misses_a_knock_out_does_not_pass(tender: Sandbox) -> None:
    award(tender, "TEST_P_B")
    found = tender.judge(DAY.isoformat(), close="selection").findings
    [missed] = [f for f in found if f.rule == "unmet-knock-out"]
    assert (missed.severity, missed.subject) == ("error", "TEST_M_02")


def test_who_has_not_answered_is_not_chosen(tender: Sandbox) -> None:
    assert refusal(tender, "TEST_P_CLIENT") == (
        "projects/TEST/project.yaml: TEST_P_CLIENT has answered nothing in this tender; bidders "
        "that have: TEST_P_A, TEST_P_B, TEST_P_C"
    )


def test_nobody_is_chosen_twice(tender: Sandbox) -> None:
    award(tender)
    assert refusal(tender, "TEST_P_A").startswith(
        "projects/TEST/project.yaml: TEST_P_A was chosen already;"
    )


@pytest.mark.parametrize("path", ["registers/offered-demands.yaml", "tender/archive/TEST_P_B.yaml"])
def test_nothing_of_an_earlier_award_is_overwritten(tender: Sandbox, path: str) -> None:
    tender.write(path, "demands: []\n")
    assert f"{PROJECT}/{path}: is there already" in refusal(tender)


def test_a_title_of_two_bidders_chooses_neither(tender: Sandbox) -> None:
    tender.write("registers/parties.yaml", PARTIES.replace("title: Gamma", "title: Alpha"))
    assert refusal(tender, "Alpha") == (
        "projects/TEST/project.yaml: 'Alpha' is the title of several: TEST_P_A, TEST_P_C; name one "
        "by its ID"
    )


def test_what_still_names_a_bidder_that_leaves_is_told_first(tender: Sandbox) -> None:
    link = "interfaces:\n  - {id: TEST_I_01, title: A line, between: [TEST_P_CLIENT, TEST_P_B]}\n"
    tender.write("registers/interfaces.yaml", link)
    assert refusal(tender) == (
        "projects/TEST/registers/interfaces.yaml: TEST_I_01 names TEST_P_B, which leaves with its "
        "bidder; name another one there first"
    )


def test_offers_of_two_bidders_in_a_file_are_refused(tender: Sandbox) -> None:
    both = offers("C", ANSWERS["C"]) + offers("B", ANSWERS["B"]).partition("offers:\n")[2]
    tender.write("tender/offers/TEST_P_C.yaml", both.replace("J_B", "J_BB"))
    assert "have to stand alone in a file of tender/offers/" in refusal(tender)


@pytest.mark.parametrize(
    "written",
    [
        "tender:\n  asks: [TSA_M1_01]\n  partly: 0.5\n",
        "tender:\n  asks:\n    - TSA_M1_01\n  # nothing else\n",
        "tender: {partly: 0.25}\n",
        "",
    ],
)
def test_the_choice_is_entered_however_the_tender_is_written(tender: Sandbox, written: str) -> None:
    head = TENDER.partition("tender:")[0]
    tender.write("project.yaml", f"{head}{written}example: true\n")
    before = yaml.safe_load(head + written)
    award(tender)
    text = (tender.root / PROJECT / "project.yaml").read_text(encoding="utf-8")
    chosen = {**(before.get("tender") or {}), "chosen": "TEST_P_A"}
    assert yaml.safe_load(text) == {**before, "tender": chosen, "example": True}


def test_no_text_of_a_bidder_can_break_the_register(tender: Sandbox) -> None:
    hostile = "- x: [}} # {{ 7*7 }} :::{clause} <script> 'a' %"
    tender.write("tender/offers/TEST_P_A.yaml", offers("A", ANSWERS["A"], text=hostile))
    award(tender)
    texts = [item.body for item in tender.judge(DAY.isoformat()).graph.of_type("demand")]
    assert any(text.startswith(hostile) for text in texts)


def test_an_award_that_was_ended_goes_on(tender: Sandbox) -> None:
    made = plan(tender)
    before, offer = {p: p.read_bytes() for p in made.gone}, made.gone[0]
    write_award(made, tender.root)
    done = state_of(tender.root)
    for path, data in before.items():
        path.write_bytes(data)
    assert plan(tender).gone == plan(tender, "alpha").gone == made.gone
    award(tender)
    assert state_of(tender.root) == done

    offer.write_text(offers("B", {"TSA_M1_01": "fulfilled"}), encoding="utf-8")
    assert "was chosen already" in refusal(tender)  # it is another offer than the archived one
