"""Which change of an entry, a record, a class or a setting asks for less than before."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import pytest

from nachweis.audience.policy import strictness
from nachweis.model.project import Settings
from nachweis.trace.demanded import demands_of
from nachweis.trace.weakening import weakenings
from tests.support.sandbox import PROJECT, Sandbox
from tests.trace.test_weakening import FAILED, MORE, SETTINGS

ENTRIES: Final = """\
parties: [{id: TEST_P_MORE, title: Provider, role: provider, key: ab, domain: a.example}]
infoclasses:
- {id: TEST_L_OPEN, title: open, rank: 1}
- {id: TEST_L_SECRET, title: secret, rank: 2}
partners: [{id: TEST_Q_A, title: Press, party: [TEST_P_CLIENT], may_receive: [TEST_L_OPEN]}]
rights: [{id: TEST_G_A, title: Door, reviewed: 2026-10-01, holder: [TEST_P_MORE]}]
processes:
- {id: TEST_W_A, title: Pay, mtpd: P2D, rto: PT4H, rpo: PT1H, personal_data: special,
   uses: [TEST_A_A, TEST_A_B], availability: high, damage_availability: finances}
assets:
- {id: TEST_A_A, title: Ledger, kind: application, sphere: provider, count: 3, modules: [APP.1]}
- {id: TEST_A_B, title: Server, kind: system, sphere: client, carries: [TEST_A_A]}
slas:
- {id: TEST_V_A, title: Up, target: 99.5, unit: "%", direction: at least, interval: P1M,
   measured: {2026-08: 99.1}}
- {id: TEST_V_B, title: Back, target: 4, unit: h, direction: at most, quantity: rto,
   restores: [TEST_A_A]}
threats:
- {id: TEST_T_A, title: Fire, likelihood: medium, damage: existential, treatment: reduce,
   residual_likelihood: medium, residual_damage: limited, threatens: [TEST_A_A]}
objectives: [{id: TEST_O_A, title: Calm, goal: "9", due: 2027-01-01}]
demands: [{id: TEST_B_A, title: Log, status: desired, asks_for: [TSA_M1_01]}]
agreements: [{id: TEST_H_A, title: Data, kind: data-processing, status: agreed,
  settles: [TSA_M1_01]}]
duties: [{id: TEST_U_A, title: Drill, kind: exercise, interval: P12M, first: 2027-01-01,
  renews: [TSA_M1_02]}]
actions: [{id: TEST_F_A, title: Mend, due: 2027-01-01, corrects: [TEST_R_01],
  reduces: [TEST_T_A]}]
dependencies: [{id: TEST_N_A, title: Power, rto: PT1H, restores: [TEST_A_A]}]
"""


def _weaker(workspace: Sandbox, change: Callable[[], object]) -> list[tuple[str, str]]:
    """Return rule and word of what a project asks less for after a change."""
    before = demands_of(workspace.judge(), "main", classes=strictness)
    change()
    found = weakenings(workspace.judge(), before, strictness)
    return sorted({(f.rule.removeprefix("weakened-"), f.subject) for f in found})


@pytest.mark.parametrize(
    ("old", "new", "word"),
    [
        ("role: provider", "role: third-party", "P_MORE"),
        ("key: ab", "key: cd", "P_MORE"),
        ("domain: a.example", "domain: b.example", "P_MORE"),
        ("rank: 1", "rank: 0", "L_OPEN"),
        ("[TEST_L_OPEN]", "[TEST_L_OPEN, TEST_L_SECRET]", "Q_A"),
        ("reviewed: 2026-10-01", "reviewed: 2031-10-01", "G_A"),
        ("mtpd: P2D", "mtpd: P3D", "W_A"),
        ("rto: PT4H", "rto: PT5H", "W_A"),
        (", rpo: PT1H", "", "W_A"),
        ("personal_data: special", "personal_data: personal", "W_A"),
        ("[TEST_A_A, TEST_A_B]", "[TEST_A_A]", "W_A"),
        ("damage_availability: finances", "", "W_A"),
        ("sphere: provider", "sphere: client", "A_A"),
        ("count: 3", "count: 2", "A_A"),
        ("modules: [APP.1]", "modules: [SYS.1]", "A_A"),
        ("count: 3", "count: 3, effect: distribution", "A_A"),
        (", carries: [TEST_A_A]", "", "A_B"),
        ("target: 99.5", "target: 95", "V_A"),
        ("interval: P1M", "interval: P1Y", "V_A"),
        ("2026-08: 99.1", "2026-08: 99.9", "V_A"),
        ("direction: at least", "direction: at most", "V_A"),
        ("target: 4, unit: h", "target: 4, unit: d", "V_B"),
        ("target: 4", "target: 40", "V_B"),
        ("quantity: rto", "quantity: rpo", "V_B"),
        ("likelihood: medium, damage", "likelihood: rare, damage", "T_A"),
        ("damage: existential", "damage: low", "T_A"),
        ("treatment: reduce", "treatment: accept", "T_A"),
        ("residual_damage: limited", "residual_damage: low", "T_A"),
        (", threatens: [TEST_A_A]", "", "T_A"),
        ('goal: "9"', 'goal: "1"', "O_A"),
        ("due: 2027-01-01}]\ndemands", "due: 2029-01-01}]\ndemands", "O_A"),
        ("asks_for: [TSA_M1_01]", "asks_for: [TSA_M1_02]", "B_A"),
        ("kind: data-processing", "kind: staff", "H_A"),
        ("status: agreed", "status: draft", "H_A"),
        ("settles: [TSA_M1_01]", "settles: []", "H_A"),
        ("kind: exercise", "kind: meeting", "U_A"),
        ("first: 2027-01-01", "first: 2029-01-01", "U_A"),
        ("renews: [TSA_M1_02]", "renews: [TSA_M1_01]", "U_A"),
        ("due: 2027-01-01, corrects", "due: 2029-01-01, corrects", "F_A"),
        ("reduces: [TEST_T_A]", "reduces: []", "F_A"),
        ("title: Power, rto: PT1H", "title: Power, rto: PT9H", "N_A"),
        ("title: Fire", "title: Fire, status: superseded", "T_A"),
    ],
)
def test_an_entry_that_asks_for_less_is_told(
    old: str, new: str, word: str, workspace: Sandbox
) -> None:
    workspace.write("registers/new.yaml", ENTRIES)
    assert _weaker(workspace, lambda: workspace.edit("registers/new.yaml", old, new)) == [
        ("register", f"TEST_{word}")
    ]


def test_a_need_that_is_lower_is_told_once_for_each_entry(workspace: Sandbox) -> None:
    workspace.write("registers/new.yaml", ENTRIES)
    change = ("availability: high", "availability: normal")
    told = _weaker(workspace, lambda: workspace.edit("registers/new.yaml", *change))
    assert told == [("protection", "TEST_W_A")]


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        (":result: fail", ":result: partial", True),
        (":date: 2026-10-01\n:result: fail", ":date: 2026-11-01\n:result: pass", False),
        (":id: TEST_R_90", ":id: TEST_R_91", True),
        (":valid_until: 2026-12-01", ":valid_until: 2027-12-01", True),
        (":proves: TSA_M1_02\n", "", True),
    ],
)
def test_a_record_that_did_not_pass_stays(
    old: str, new: str, workspace: Sandbox, *, told: bool
) -> None:
    more = ":by: TEST_K_ISB\n:valid_until: 2026-12-01\n:proves: TSA_M1_02\n"
    workspace.write("evidence/failed.md", FAILED.replace(":by: TEST_K_ISB\n", more))
    found = _weaker(workspace, lambda: workspace.edit("evidence/failed.md", old, new))
    assert found == ([("record", "TEST_R_90")] if told else [])


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda w: w.configure(infoclass="open"), ["infoclass"]),
        (lambda w: w.edit("contract/agreement.md", "secret\n", "open\n"), [f"{PROJECT}/contract"]),
        (lambda w: w.edit("concept/overall.md", "secret\n", "open\n"), ["TEST_S_01"]),
        (lambda w: w.configure(disclosure={"folders": {"evidence": "open"}}), ["evidence"]),
    ],
)
def test_a_class_that_is_less_strict_is_told(
    change: Callable[[Sandbox], object], words: list[str], workspace: Sandbox
) -> None:
    workspace.write("registers/more.yaml", MORE)
    workspace.configure(disclosure={"folders": {"evidence": "secret"}})
    path = workspace.root / PROJECT / "contract/agreement.md"
    path.write_text(f"---\ninfoclass: secret\n---\n\n{path.read_text()}", encoding="utf-8")
    workspace.edit("concept/overall.md", "id: TEST_S_01\n", "id: TEST_S_01\n:infoclass: secret\n")
    found = _weaker(workspace, lambda: change(workspace))
    assert {rule for rule, _ in found} == {"disclosure"}
    assert all(word in name for word, (_, name) in zip(words, found, strict=True))


def test_who_may_learn_that_something_is_proven_is_told(workspace: Sandbox) -> None:
    told = {"proven_to": ["TEST_P_CLIENT"]}
    assert _weaker(workspace, lambda: workspace.configure(disclosure=told)) == [
        ("setting", "disclosure")
    ]


SETTLED: Final = {
    "key": "name of the folder; another one is another project (weakened-project)",
    "title": "words for people",
    "languages": "what the site speaks",
    "versions": "how releases are counted",
    "tender": "how bidders are compared; the gate asks for the same clauses whoever is chosen",
    "folder": "where it lies",
    "place": "where it lies",
    "places": "where it lies",
    "dates": "each stands in another setting, too",
}
"""Settings of which no change asks for less, and why."""
COMPARED: Final = {
    *SETTINGS,
    *("catalog", "protection", "closed", "begun", "intervals", "disclosure", "infoclass"),
}


def test_each_setting_is_compared_or_asks_for_nothing() -> None:
    assert set(Settings._fields) == COMPARED | SETTLED.keys()
    assert not COMPARED & SETTLED.keys()
