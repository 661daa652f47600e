"""Where a recurring duty stands: when it was done last, and when it is due again."""

from __future__ import annotations

import datetime

import pytest

from nachweis.trace.duties import duty_statuses
from tests.support.sandbox import Sandbox

DUTY = """\
duties:
  - id: TEST_U_01
    title: Exercise
    kind: exercise
    interval: {interval}
    first: {first}
    owner: TEST_K_ISB
    renews: TSA_M2_EMG_01
"""


@pytest.mark.parametrize(
    ("interval", "first", "as_of", "last", "due"),
    [
        ("P6M", "2026-01-31", "2026-11-20", "TEST_R_02", "2026-12-10"),
        ("P6M", "2027-03-01", "2026-11-20", "TEST_R_02", "2027-03-01"),
        ("P6M", "", "2026-11-20", "TEST_R_02", "2026-12-10"),
        ("P6M", "2026-01-31", "2026-06-09", None, "2026-01-31"),
        ("P6M", "", "2026-06-09", None, None),
        ("six months", "2026-01-31", "2026-11-20", "TEST_R_02", None),
    ],
)
def test_due_again(  # the exercise TEST_R_02 of the workspace was on 2026-06-10
    workspace: Sandbox, interval: str, first: str, as_of: str, last: str | None, due: str | None
) -> None:
    workspace.write("registers/duties.yaml", DUTY.format(interval=interval, first=first))

    [duty_status] = duty_statuses(workspace.judge().graph, datetime.date.fromisoformat(as_of))

    assert (duty_status.last.id if duty_status.last else None) == last
    assert (duty_status.due.isoformat() if duty_status.due else None) == due


def test_a_duty_without_a_first_day_counts_from_the_begin_of_operation(bare: Sandbox) -> None:
    phases = ("strategy", "requirements", "selection", "contract", "concept", "migration")
    bare.configure(phases={phase: {"closed": "2026-02-01"} for phase in phases})
    bare.write("registers/duties.yaml", DUTY.format(interval="P6M", first=""))

    [duty_status] = duty_statuses(bare.judge().graph, datetime.date(2026, 11, 20))

    assert duty_status.due == datetime.date(2026, 8, 1)
