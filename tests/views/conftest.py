"""A project with a few entries in every register that has a view of its own."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from nachweis.model.items import Item
from nachweis.trace.gate import Verdict
from tests.support.sandbox import Sandbox

REGISTERS = """\
infoclasses:
  - {id: TEST_L_CONF, title: Confidential, rank: 10}
  - {id: TEST_L_INT, title: Internal, rank: 9}
  - {id: TEST_L_ODD, title: Odd, rank: none}
partners:
  - id: TEST_Q_01
    title: Dispatch
    channel: Encrypted mail
    authorised: 2026-06-01
    authorised_by: TEST_K_ISB
    may_receive: [TEST_L_INT, TEST_L_CONF]
  - {id: TEST_Q_02, title: Auditor, channel: By hand, may_receive: TEST_L_INT}
assets:
  - {id: TEST_A_APP, title: Application, kind: application, sphere: client,
     confidentiality: high, integrity: high, availability: normal, reason: Health data}
  - {id: TEST_A_DB, title: Database, kind: system, sphere: provider,
     confidentiality: normal, integrity: high, availability: high, effect: cumulation,
     reason: All on one, carries: TEST_A_APP}
  - {id: TEST_A_NODE, title: Node, kind: system, sphere: provider,
     confidentiality: high, integrity: high, availability: normal, effect: distribution,
     reason: Two of them, carries: TEST_A_DB}
interfaces:
  - {id: TEST_I_01, title: Administration, purpose: Remote, between: [TEST_A_APP, TEST_A_DB]}
  - {id: TEST_I_02, title: Link, purpose: Data, between: [TEST_A_APP, TEST_A_DB]}
rights:
  - {id: TEST_G_01, title: Administrator, kind: system, holder: TEST_P_CLIENT,
     grants: TEST_A_DB, granted: 2026-07-01, reviewed: 2026-10-15}
  - {id: TEST_G_02, title: Room, kind: entry, holder: TEST_P_CLIENT,
     grants: TEST_A_DB, granted: 2025-07-01}
  - {id: TEST_G_03, title: Reading, kind: data, holder: TEST_P_CLIENT,
     grants: TEST_A_DB, granted: 2025-07-01, withdrawn: 2026-11-20}
concepts:
  - {id: TEST_E_01, title: Client's, kind: client, status: draft, owner: TEST_K_ISB,
     coordinated_by: TEST_R_02}
  - {id: TEST_E_02, title: Provider's, kind: provider, status: draft, owner: TEST_K_ISB}
agreements:
  - {id: TEST_H_01, title: Outages, kind: staff, status: agreed, date: 2026-05-29,
     settles: [TSA_M2_EMG, TSA_M1], contains: TEST_C_02}
demands:
  - {id: TEST_B_01, title: Within an hour, status: desired, date: 2026-02-10, by: TEST_K_ISB,
     asks_for: TSA_M2_EMG_01}
  - {id: TEST_B_02, title: Within two, status: agreed, date: 2026-05-20, by: TEST_K_ISB,
     asks_for: TSA_M2_EMG}
objectives:
  - {id: TEST_O_01, title: Cheaper, metric: Euros, due: 2027-12-31}
  - {id: TEST_O_02, title: Faster, metric: Days, due: 2026-01-31}
duties:
  - {id: TEST_U_01, title: Exercise, kind: exercise, interval: P6M, first: 2026-01-31,
     owner: TEST_K_ISB, renews: TSA_M2_EMG_01}
  - {id: TEST_U_02, title: Test, kind: test, interval: P6M, first: 2026-10-31,
     owner: TEST_K_ISB, renews: TSA_M2_EMG_01}
"""
SECTIONS = """\
:::{section} Administration, from the client's side
:id: TEST_S_10
:status: approved
:concept: client
:owner: TEST_K_ISB
:describes: TEST_I_01

Who may do what.
:::

:::{section} The link
:id: TEST_S_11
:status: approved
:concept: interface
:owner: TEST_K_ISB
:describes: TEST_I_02

How it is secured.
:::
"""


@pytest.fixture
def verdict(workspace: Sandbox) -> Verdict:
    workspace.write("registers/all.yaml", REGISTERS)
    workspace.write("concept/interfaces.md", SECTIONS)
    return workspace.judge()


@pytest.fixture
def entries(verdict: Verdict) -> Callable[[str], tuple[Item, ...]]:
    """Return the function that gives the entries of a type."""
    return lambda kind: tuple(verdict.graph.of_type(kind))
