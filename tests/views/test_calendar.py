"""The calendar: what falls due when, and who answers for it."""

from __future__ import annotations

import datetime

from nachweis.trace.gate import Verdict
from nachweis.views.calendar import EventKind, build_calendar
from tests.support.sandbox import Sandbox


def days(verdict: Verdict) -> dict[str, str]:
    return {event.id: event.date.isoformat() for event in build_calendar(verdict).events}


def test_all_that_falls_due(verdict: Verdict) -> None:
    assert days(verdict) == {
        "TEST_O_02/objective": "2026-01-31",
        "TEST_G_02/right": "2026-07-01",
        "TEST_U_02/duty": "2026-10-31",
        "TEST_U_01/duty": "2026-12-10",
        "TEST_R_03/record": "2027-01-01",
        "TEST_R_02/record": "2027-06-10",
        "TEST_G_01/right": "2027-10-15",
        "TEST_O_01/objective": "2027-12-31",
    }


def test_overdue_soon_and_later(verdict: Verdict) -> None:
    calendar = build_calendar(verdict)

    assert [event.id for event in calendar.overdue] == [
        *("TEST_O_02/objective", "TEST_G_02/right", "TEST_U_02/duty")
    ]
    assert [event.id for event in calendar.soon] == ["TEST_U_01/duty", "TEST_R_03/record"]
    assert all(e.date > datetime.date(2027, 2, 18) for e in calendar.later)


def test_owners_and_what_it_is_about(verdict: Verdict) -> None:
    events = {event.id: event for event in build_calendar(verdict).events}

    assert events["TEST_U_01/duty"].owner == "TEST_K_ISB"
    assert events["TEST_U_01/duty"].interval == "P6M"
    assert set(events["TEST_R_03/record"].requirements) == {"TSA_M2_OPS_01", "TSA_M2_OPS_02"}


def test_decisions_derogations_and_phases(workspace: Sandbox) -> None:
    workspace.write("concept/overall.md", "")  # what TSA_GEN_01 needs is decided on instead
    by = "kind=accepted-risk date=2026-01-01 approved_by=TEST_K_ISB"
    workspace.add(f"decision D_01 {by} until=2026-12-31 concerns=TSA_GEN_01", "decisions/d.md")
    workspace.add(f"decision D_02 {by} until=2026-10-31 concerns=TSA_M1_02", "decisions/d.md")
    workspace.add(f"decision D_03 {by} until=2026-10-31 concerns=TSA_GEN_02", "decisions/d.md")
    workspace.add(
        "derogation X_02 since=2026-01-01 until=2026-12-24 approved_by=TEST_K_ISB",
        "decisions/d.md",
    )
    closed = {"closed": datetime.date(2026, 1, 15), "approved_by": "TEST_K_ISB"}
    names = ("strategy", "requirements", "selection", "contract")
    planned = {"closed": datetime.date(2027, 1, 31), "approved_by": "TEST_K_ISB"}
    workspace.configure(phases={**dict.fromkeys(names, closed), "migration": planned})

    found = days(workspace.judge())

    assert found["TEST_D_01/decision"] == "2026-12-31"
    assert found["TEST_D_02/decision"] == "2026-10-31", "what it waived is still missing"
    assert "TEST_D_03/decision" not in found, "it ended, and nobody needs it"
    assert found["TEST_X_02/derogation"] == "2026-12-24"
    assert found["TEST_X_01/derogation"] == "2027-01-31", "it ends with its phase"
    assert found["migration/phase"] == "2027-01-31"


def test_soon_reaches_to_the_ninetieth_day(workspace: Sandbox) -> None:
    for number, day in ((1, "2027-02-18"), (2, "2027-02-19")):
        options = f"since=2026-01-01 until={day} approved_by=TEST_K_ISB"
        workspace.add(f"derogation X_9{number} {options}", "decisions/d.md")
    calendar = build_calendar(workspace.judge("2026-11-20"))
    assert "TEST_X_91/derogation" in [event.id for event in calendar.soon]
    assert "TEST_X_92/derogation" in [event.id for event in calendar.later]


def test_what_was_lifted_falls_due_no_more(workspace: Sandbox) -> None:
    options = "since=2026-01-01 until=2026-12-24 approved_by=TEST_K_ISB"
    workspace.add(f"derogation X_91 {options} lifted=2026-11-20", "decisions/d.md")
    workspace.add(f"derogation X_92 {options} lifted=2026-11-21", "decisions/d.md")
    found = days(workspace.judge("2026-11-20"))
    assert "TEST_X_91/derogation" not in found
    assert found["TEST_X_92/derogation"] == "2026-12-24"


def test_a_waived_proof_is_not_to_be_renewed(workspace: Sandbox) -> None:
    assert days(workspace.judge("2027-06-01"))["TEST_R_03/record"] == "2027-01-01"
    workspace.add(
        "decision D_91 kind=deferred date=2026-01-01 until=2028-12-31 approved_by=TEST_K_ISB "
        "concerns=TSA_M2_OPS",
        "decisions/d.md",
    )
    found = days(workspace.judge("2027-06-01"))
    assert found["TEST_R_03/record"] == "2027-10-01", "for what no decision stands for"


def test_after_the_exit_nothing_recurs(workspace: Sandbox, verdict: Verdict) -> None:
    closed = {"closed": datetime.date(2026, 1, 15), "approved_by": "TEST_K_ISB"}
    workspace.configure(
        phases=dict.fromkeys([phase.value for phase in verdict.coverage.status], closed)
    )

    kinds = {event.kind for event in build_calendar(workspace.judge()).events}

    assert not kinds & {EventKind.DUTY, EventKind.RECORD, EventKind.RIGHT}


def test_first_proofs_of_running_operation_share_a_day(bare: Sandbox) -> None:
    phases = ("strategy", "requirements", "selection", "contract", "concept", "migration")
    bare.configure(phases={phase: {"closed": "2026-02-01"} for phase in phases})

    [event] = build_calendar(bare.judge()).events

    assert (event.id, str(event.date)) == ("operation/proof/20270201", "2027-02-01")
    assert event.requirements == ("TSA_M1_02",)
