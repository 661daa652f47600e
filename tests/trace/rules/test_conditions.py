"""When rules fire that are not about cells: ends, phases, contacts, links, IDs, files."""

from __future__ import annotations

import pytest

from tests.support.sandbox import Sandbox, rules_of

OWN = {
    *("open-derogation", "derogation-without-end", "decision-without-end", "bad-id"),
    *("phase-order", "phase-without-approval", "unknown-contact", "useless-link"),
    *("not-selected", "unknown-target", "wrong-target", "duplicate-id", "evidence-missing"),
}


def _found(bare: Sandbox, as_of: str = "2026-11-20", close: str | None = None) -> list[str]:
    verdict = bare.judge(as_of, close=close)
    return [f"{rule} {level} {on}" for rule, level, on in rules_of(verdict) if rule in OWN]


@pytest.mark.parametrize(
    ("options", "close", "found"),
    [
        ("until=2026-11-20", None, ""),
        ("until=2026-11-19", None, "open-derogation error TEST_X_1"),
        ("until=2026-11-19 lifted=2026-11-20", None, ""),
        ("until=2026-11-19 lifted=2026-11-21", None, "open-derogation error TEST_X_1"),
        ("until=2026-11-19 lifted=soon", None, "open-derogation error TEST_X_1"),
        ("ends_with=contract", None, "open-derogation error TEST_X_1"),
        ("ends_with=contract lifted=2026-06-15", None, ""),
        ("ends_with=concept", None, ""),
        ("ends_with=concept", "concept", "open-derogation error TEST_X_1"),
        ("ends_with=migration until=2026-11-19", None, "open-derogation error TEST_X_1"),
        ("ends_with=summer", None, "derogation-without-end error TEST_X_1"),
        ("until=ever", None, "derogation-without-end error TEST_X_1"),
        ("", None, "derogation-without-end error TEST_X_1"),
    ],
)
def test_a_derogation_has_to_end(
    bare: Sandbox, options: str, close: str | None, found: str
) -> None:
    bare.add(
        f"derogation X_1 since=2026-01-01 approved_by=TEST_K_ISB departs_from=TSA_M1_01 {options}"
    )
    assert _found(bare, close=close) == ([found] if found else [])


@pytest.mark.parametrize(
    ("options", "found"),
    [
        ("kind=deferred until=2027-01-01", ""),
        ("kind=deferred", "decision-without-end error TEST_D_1"),
        ("kind=accepted-risk", "decision-without-end error TEST_D_1"),
        ("kind=not-applicable", ""),
    ],
)
def test_a_decision_has_to_end_unless_it_tailors(bare: Sandbox, options: str, found: str) -> None:
    bare.add(f"decision D_1 date=2026-01-01 approved_by=TEST_K_ISB concerns=TSA_M1_01 {options}")
    assert _found(bare) == ([found] if found else [])


@pytest.mark.parametrize(
    ("phases", "as_of", "found"),
    [
        ({}, "2026-11-20", []),
        ({"strategy": "2026-01-01", "requirements": "2026-02-01"}, "2026-11-20", []),
        ({"requirements": "2026-02-01"}, "2026-11-20", ["phase-order error TEST"]),
        ({"requirements": "2026-02-01"}, "2026-01-31", []),
        (
            {"strategy": "2026-03-01", "requirements": "2026-02-01"},
            "2026-11-20",
            ["phase-order error TEST"],
        ),
        (
            {"strategy": "2026-03-01", "requirements": "2026-02-01"},
            "2026-02-15",
            ["phase-order error TEST"],
        ),
        (
            {"strategy": "2026-01-01", "selection": "2026-02-01", "exit": "2026-02-01"},
            "2026-11-20",
            ["phase-order error TEST", "phase-order error TEST"],
        ),
    ],
)
def test_a_phase_is_not_closed_before_an_earlier_one(
    bare: Sandbox, phases: dict[str, str], as_of: str, found: list[str]
) -> None:
    entries = {name: {"closed": day, "approved_by": "TEST_K_ISB"} for name, day in phases.items()}
    bare.configure(phases=entries)
    assert _found(bare, as_of) == found


def test_closing_a_phase_brings_those_before_in_order(bare: Sandbox) -> None:
    bare.configure(phases={"contract": {"closed": "2026-01-01", "approved_by": "TEST_K_ISB"}})
    assert _found(bare) == ["phase-order error TEST"]
    assert _found(bare, close="selection") == []


@pytest.mark.parametrize(
    ("approver", "found"),
    [
        ("TEST_K_ISB", []),
        ("TEST_K_2", ["unknown-contact warning TEST"]),
        ("TEST_P_OWN", ["unknown-contact warning TEST"]),
        ("The board", ["unknown-contact warning TEST"]),
        (None, ["phase-without-approval warning TEST"]),
    ],
)
def test_a_closed_phase_was_approved_by_somebody(
    bare: Sandbox, approver: str | None, found: list[str]
) -> None:
    entry = {"closed": "2026-01-01"} | ({"approved_by": approver} if approver else {})
    bare.configure(phases={"strategy": entry})
    assert [line for line in _found(bare) if line.endswith(" TEST")] == found


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("clause C_1 fulfils=TSA_M1_01", ""),
        ("clause C_1 fulfils=TSA_M1", ""),
        ("clause C_1 fulfils=TSA_M2_EMG", ""),
        ("clause C_1 fulfils=TSA_M2_OPS", "useless-link warning TEST_C_1"),
        ("clause C_1 fulfils=TSA_GEN_01", "useless-link warning TEST_C_1"),
        ("clause C_1 fulfils=TSB_M1_01", "not-selected warning TEST_C_1"),
        ("clause C_1 fulfils=TSB_M1", "not-selected warning TEST_C_1"),
        ("clause C_1 fulfils=TSA_M2", "wrong-target error TEST_C_1"),
        ("clause C_1 fulfils=TSA", "wrong-target error TEST_C_1"),
        ("clause C_1 fulfils=TSC", "wrong-target error TEST_C_1"),
        ("clause C_1 fulfils=TEST_C_1", "wrong-target error TEST_C_1"),
        ("clause C_1 fulfils=TEST_C_2", "unknown-target error TEST_C_1"),
        ("clause C_1 fulfils=tsa_m1_01", "unknown-target error TEST_C_1"),
        ("section S_1 implements=TSA_M1_01", "wrong-target error TEST_S_1"),
        ("derogation X_1 until=2027-01-01 departs_from=TSA_M1_01", ""),
        ("derogation X_1 until=2027-01-01 departs_from=TSA_GEN", "wrong-target error TEST_X_1"),
    ],
)
def test_a_link_points_to_what_it_may_point_to(bare: Sandbox, words: str, found: str) -> None:
    bare.configure(catalog=["TSA"])
    bare.add(words)
    assert _found(bare) == ([found] if found else [])


def test_the_second_of_two_objects_has_to_change_its_id(bare: Sandbox) -> None:
    bare.add("clause C_1 status=agreed fulfils=TSA_M1_01", name="a.md")
    bare.add("section C_1 addresses=TSA_GEN_01", name="b.md")
    bare.add("clause C_1 fulfils=TSA_M1_03", name="c.md")
    verdict = bare.judge()
    places = [str(f.place) for f in verdict.findings if f.rule == "duplicate-id"]
    assert places == ["projects/TEST/b.md:2:1", "projects/TEST/c.md:2:1"]


def test_objects_without_an_id_prove_nothing(bare: Sandbox) -> None:
    bare.write("a.md", ":::{clause} A\n:status: agreed\n:fulfils: TSA_M1_01\n:::\n")
    verdict = bare.judge()
    assert [f.subject for f in verdict.findings if f.rule == "bad-id"] == [""]
    assert all(not cell.by for cell in verdict.coverage.cells)


def test_a_file_lies_beside_the_one_that_names_it(bare: Sandbox) -> None:
    bare.add("record R_1 file=files/a.pdf", name="evidence/a.md")
    bare.write("evidence/_part.md", ":::{record} A\n:id: TEST_R_2\n:file: files/a.pdf\n:::\n")
    bare.write("b.md", "```{include} evidence/_part.md\n```\n")
    expected = ["evidence-missing error TEST_R_2", "evidence-missing error TEST_R_1"]
    assert sorted(_found(bare)) == sorted(expected)
    bare.write("evidence/files/a.pdf", "%PDF-1.7")
    assert _found(bare) == []


def test_what_is_wrong_with_a_page_is_about_no_object(bare: Sandbox) -> None:
    bare.write("concept/overall.md", "As {need}`TEST_S_99` says.\n")
    [found] = [f for f in bare.judge().findings if f.rule == "dead-reference"]
    assert (found.subject, found.related) == ("", "TEST_S_99")


def test_a_label_is_guessed_even_where_its_group_cannot_be_linked_to(bare: Sandbox) -> None:
    bare.add("derogation X_1 since=2026-01-01 departs_from=TS.A.M1")
    found = [f for f in bare.judge().findings if f.rule == "unknown-target"]
    assert [f.message.rpartition("; ")[2] for f in found] == ["did you mean TSA_M1?"]


def test_the_class_of_the_project_stands_in_the_register(bare: Sandbox) -> None:
    rows = "infoclasses:\n  - {id: TEST_L_1, title: Public, rank: 1, handling: None}\n"
    bare.write("registers/infoclasses.yaml", rows)
    for name, expected in (("Public", []), ("TEST_L_1", []), ("Secret", ["TEST"])):
        bare.configure(infoclass=name)
        found = [f for f in bare.judge().findings if f.rule == "unknown-infoclass"]
        assert [f.subject for f in found] == expected
        assert {f.place.path for f in found} <= {"projects/TEST/project.yaml"}
    said = "TEST has the information class 'Secret', which no register holds; allowed are Public"
    assert found[0].message == said


@pytest.mark.parametrize(("status", "waits"), [("taken", True), ("draft", False)])
def test_only_a_decision_that_was_taken_is_waited_for(
    bare: Sandbox, status: str, *, waits: bool
) -> None:
    options = f":status: {status}\n:until: 2027-03-10\n:concerns: TSA_GEN_02\n"
    head = ":::{decision} A decision\n:id: TEST_D_1\n:kind: deferred\n:date: 2026-03-10\n"
    bare.write("decisions/decisions.md", f"{head}:approved_by: TEST_K_ISB\n{options}\nTODO\n:::\n")
    missing = [f.subject for f in bare.judge().findings if f.rule == "missing-record"]
    assert ("TSA_GEN_02" not in missing) == waits


def test_a_clause_that_was_superseded_is_not_waited_for(bare: Sandbox) -> None:
    options = ":status: superseded\n:obliges: provider\n:fulfils: TSA_M1_01\n"
    head = ":::{clause} A clause\n:id: TEST_C_1\n:number: 7.3\n"
    bare.write("contract/agreement.md", f"{head}{options}\nTODO\n:::\n")
    missing = [f.subject for f in bare.judge().findings if f.rule == "missing-clause"]
    assert "TSA_M1_01" in missing


def test_a_text_is_due_whatever_else_is_not_asked_for(bare: Sandbox) -> None:
    bare.add(
        "decision D_1 kind=not-applicable status=taken date=2026-01-10 approved_by=TEST_K_ISB "
        "concerns=TSA_GEN"
    )
    head = ":::{clause} A clause\n:id: TEST_C_1\n:number: 7.3\n:fulfils: TSA_M1_03\n"
    bare.write("contract/a.md", f"{head}:status: draft\n:obliges: provider\n\nTODO\n:::\n")
    [found] = [f for f in bare.judge().findings if f.rule == "unwritten-text"]
    assert (found.subject, found.severity, found.phase) == ("TEST_C_1", "error", "contract")


def test_what_points_to_an_object_that_is_refused_is_right(bare: Sandbox) -> None:
    bare.add("klausel C_1 fulfils=TSA_M1_01")
    bare.add("record R_1 checks=TEST_C_1")
    found = {(f.rule, f.subject) for f in bare.judge().findings}
    assert ("unknown-directive", "TEST_C_1") in found
    assert not {subject for rule, subject in found if rule == "unknown-target"}


def test_a_decision_without_an_end_stands_for_no_agreement(bare: Sandbox) -> None:
    bare.write(
        "registers/demands.yaml",
        "demands:\n- {id: TEST_B_1, title: One, status: offered, date: 2026-01-01, by: Client, "
        "asks_for: TSA_M1_01}\n",
    )
    bare.add(
        "decision D_1 kind=accepted-risk date=2026-01-01 approved_by=TEST_K_ISB concerns=TSA_M1_01"
    )
    assert [on for rule, _, on in rules_of(bare.judge()) if rule == "not-agreed"] == ["TEST_B_1"]
