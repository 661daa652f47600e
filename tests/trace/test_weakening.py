"""A branch cannot loosen the gate in silence: each way that it may, with and without a decision."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Callable
from pathlib import Path
from typing import Final

import pytest

from nachweis.audience.policy import strictness
from nachweis.model.project import Settings
from nachweis.model.terms import Phase
from nachweis.trace.demanded import demands_of
from nachweis.trace.rules import RULES
from nachweis.trace.weakening import weakenings
from tests.support.repository import NAME, Repository, git
from tests.support.sandbox import PROJECT, Sandbox

DECISION: Final = """\
:::{{decision}} The gate may ask for less
:id: TEST_D_90
:kind: weakening
:date: 2026-11-19
:approved_by: TEST_K_ISB
:weakens: {}

Because the client's board wants it so.
:::
"""


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Repository:
    """Return a repository on the branch ``topic``, whose ``main`` holds."""
    for name, value in {**NAME, "GIT_CONFIG_GLOBAL": os.devnull}.items():
        monkeypatch.setenv(name, value)
    repository = Repository(tmp_path / "workspace")
    repository.configure(protection={"availability": "high"}, strict_must=True)
    repository.configure(evidence=["training"])
    repository.configure(intervals={"regular": "P12M", "continuous": "P3M"})
    other = repository.root / "projects/OTHER/project.yaml"
    other.parent.mkdir()
    text = (repository.root / PROJECT / "project.yaml").read_text(encoding="utf-8")
    other.write_text(re.sub("TEST", "OTHER", text), encoding="utf-8")
    (repository.root / ".github/workflows").mkdir(parents=True)
    (repository.root / ".github/workflows/gate.yml").write_text("on: push\n", encoding="utf-8")
    (repository.root / PROJECT / ".gitignore").write_text("drafts/\n", encoding="utf-8")
    (repository.root / "house.py").write_text(HOUSE, encoding="utf-8")
    (repository.root / "nachweis.toml").write_text('extensions = ["house"]\n', encoding="utf-8")
    repository.write("registers/more.yaml", MORE)
    repository.write("evidence/failed.md", FAILED)
    repository.commit("The state on main")
    git(repository.root, "checkout", "-q", "-b", "topic")
    return repository


MORE: Final = """\
contacts:
  - {id: TEST_K_MORE, title: Deputy, party: TEST_P_CLIENT, phone: "+49 30 1234-1"}
infoclasses:
  - {id: TEST_L_OPEN, title: open, rank: 1, handling: As one likes}
  - {id: TEST_L_SECRET, title: secret, rank: 2, handling: In a safe}
"""
FAILED: Final = """\
# An exercise

:::{record} An exercise
:id: TEST_R_90
:kind: exercise
:date: 2026-10-01
:result: fail
:by: TEST_K_ISB

Nobody answered the telephone, and the list of numbers was an old one.
:::
"""
HOUSE: Final = "from nachweis.api import Extension\n\nextension = Extension()\n"


def _remove_other(repository: Repository) -> None:
    (repository.root / "projects/OTHER/project.yaml").unlink()


def _append(path: str) -> Callable[[Repository], None]:
    def append(repository: Repository) -> None:
        with (repository.root / path).open("a", encoding="utf-8") as stream:
            stream.write("\n# changed\n")

    return append


def _reopen(repository: Repository) -> None:
    closed = {"closed": "2026-01-15", "approved_by": "TEST_K_ISB"}
    repository.configure(phases={"strategy": closed, "requirements": closed, "selection": closed})


def _drop_entries(repository: Repository) -> None:
    (repository.root / PROJECT / "decisions/decisions.md").unlink()
    repository.edit("registers/more.yaml", MORE.split("infoclasses")[0], "")


def _reword(repository: Repository) -> None:
    repository.edit("decisions/decisions.md", ":ends_with: migration", ":ends_with: operation")


CRITERIA: Final = """\
criteria:
  - {id: TEST_M_01, title: Operation, weight: 3, fixed: 2026-02-20, weighs: TSA_M1_01}
"""
BIDDERS: Final = """\
parties:
  - {id: TEST_P_A, title: A bidder, role: bidder, sphere: Its own}
  - {id: TEST_P_B, title: Another bidder, role: bidder, sphere: Its own}
"""
OFFER: Final = """\
offers:
  - {{id: TEST_J_0{0}, title: Answer, answer: partly, date: 2026-03-01, offered_by: TEST_P_{1},
     responds_to: TSA_M1_01, text: We do it.}}
"""


def _with_tender(repository: Repository) -> None:
    """Give the main branch a tender that two bidders have answered."""
    git(repository.root, "checkout", "-q", "main")
    repository.configure(tender={"asks": ["TSA_M1_01"], "partly": 0.5})
    repository.write("tender/criteria.yaml", CRITERIA)
    repository.write("registers/bidders.yaml", BIDDERS)
    for number, bidder in enumerate("AB"):
        repository.write(f"tender/offers/TEST_P_{bidder}.yaml", OFFER.format(number, bidder))
    repository.commit("Two bidders have answered")
    git(repository.root, "checkout", "-q", "-B", "topic")


def _reweigh(repository: Repository) -> None:
    _with_tender(repository)
    repository.edit("tender/criteria.yaml", "weight: 3", "weight: 5")


WAYS: Final[dict[str, Callable[[Repository], None]]] = {
    "weakened-project": _remove_other,
    "weakened-phase": _reopen,
    "weakened-catalogue": lambda r: r.configure(catalog=["TSA"]),
    "weakened-protection": lambda r: r.configure(protection={"availability": "normal"}),
    "weakened-interval": lambda r: r.configure(intervals={"regular": "P99Y", "continuous": "P3M"}),
    "weakened-setting": lambda r: r.configure(strict_must=False),
    "weakened-register": _drop_entries,
    "weakened-record": lambda r: r.edit("evidence/failed.md", ":result: fail", ":result: pass"),
    "weakened-disclosure": lambda r: r.configure(infoclass="open"),
    "weakened-decision": _reword,
    "weakened-weight": _reweigh,
    "weakened-trusted-file": _append("conf.py"),
}
SETTINGS: Final = {
    "side": {"side": "provider"},
    "strict_must": {"strict_must": False},
    "example": {"example": True},
    "evidence": {"evidence": []},
}
FILES: Final = (
    "conf.py",
    "nachweis.toml",
    "house.py",
    ".github/workflows/gate.yml",
    ".gitignore",
    f"{PROJECT}/.gitignore",
)


SAID: Final = {
    "weakened-project": ["OTHER/project.yaml:1: the project OTHER was there at main and is gone"],
    "weakened-phase": ["TEST/project.yaml:1: contract was closed at main and is open again"],
    "weakened-catalogue": ["TEST/project.yaml:1: TSB applied at main and applies no longer"],
    "weakened-protection": [
        "TEST/project.yaml:1: the protection need of availability was high at main and is lower now"
    ],
    "weakened-interval": [
        "TEST/project.yaml:8: records of regular stay fresh for longer than at main"
    ],
    "weakened-setting": [
        "TEST/project.yaml:1: 'strict_must' of the project asked for more at main"
    ],
    "weakened-register": [
        f"TEST/project.yaml:1: {name} was there at main and is gone"
        for name in ("TEST_K_MORE", "TEST_X_01")
    ],
    "weakened-record": ["TEST/evidence/failed.md:7: result of TEST_R_90 asked for more at main"],
    "weakened-disclosure": [
        "TEST/project.yaml:1: 'infoclass' of the project asked for more at main"
    ],
    "weakened-decision": ["TEST/decisions/decisions.md:3: TEST_X_01 was reworded since main"],
    "weakened-weight": [
        (
            "TEST/tender/criteria.yaml:2: TEST_M_01 weighed otherwise at main, when bidders had "
            "answered already"
        )
    ],
    "weakened-trusted-file": [
        "conf.py:1: conf.py decides how the gate runs or what pages may show, and differs from main"
    ],
}


def _words(repository: Repository, rule: str, *arguments: str) -> list[str]:
    """Return what the gate wants a decision to name."""
    return [word for word, _ in _told(repository, rule, *arguments)]


def _told(repository: Repository, rule: str, *arguments: str) -> list[tuple[str, str]]:
    """Return what the gate wants a decision to name, and where and what it says of it."""
    output = repository.check("--base", "main", "--format", "json", *arguments).stdout
    projects = json.loads(output)["projects"]
    found = [f for project in projects for f in project["findings"] if f["rule"] == rule]
    assert all(" main" in f["message"] and "None" not in f["message"] for f in found)
    assert all(
        re.fullmatch(
            rf"[^X].*; undo that, or name {re.escape(f['id'])} in ':weakens:' of a new decision "
            "of the kind 'weakening'",
            f["message"],
        )
        for f in found
    )
    return [
        (
            f["id"],
            f"{f['file'].removeprefix('projects/')}:{f['line']}: "
            + re.sub(r" main \(\w{10}\)", " main", f["message"].split("; undo")[0]),
        )
        for f in found
    ]


def test_every_rule_about_weakening_has_a_way() -> None:
    assert set(WAYS) == {name for name in RULES if name.startswith("weakened-")}


def test_what_changes_nothing_is_quiet(repository: Repository) -> None:
    repository.edit("contract/agreement.md", "# Agreement", "# The agreement")
    result = repository.check("--base", "main")
    assert "weakened" not in result.stdout
    assert result.exit_code == 0


@pytest.mark.parametrize("rule", WAYS)
def test_a_weaker_gate_fails_until_a_decision_names_it(repository: Repository, rule: str) -> None:
    WAYS[rule](repository)
    words, said = zip(*_told(repository, rule), strict=True)
    assert list(said) == SAID[rule]
    assert repository.check("--base", "main").exit_code == 1

    decision = DECISION.format(", ".join(words)).replace("2026-11-19", "2026-11-20")
    repository.write("decisions/weaker.md", decision)
    result = repository.check("--base", "main")
    assert "weakened" not in result.stdout
    assert not _words(repository, rule)


@pytest.mark.parametrize("name", SETTINGS)
def test_settings_that_ask_for_less_are_named(repository: Repository, name: str) -> None:
    repository.configure(**SETTINGS[name])
    assert _words(repository, "weakened-setting") == [name]


@pytest.mark.parametrize(
    ("later", "words"),
    [
        ({"migration": {"closed": "2026-11-01", "approved_by": "TEST_K_ISB"}}, ["operation"]),
        ({"exit": {"begun": "2026-11-10"}}, ["exit"]),
        ({"exit": {"begun": "2026-10-10"}}, []),
    ],
)
def test_terms_do_not_begin_later_in_silence(
    repository: Repository, later: dict[str, object], words: list[str]
) -> None:
    closed = {"closed": "2026-10-15", "approved_by": "TEST_K_ISB"}
    phases: dict[str, object] = {
        str(phase): closed for phase in Phase if phase.position <= Phase.MIGRATION.position
    }
    phases["exit"] = {"begun": "2026-11-09"}
    git(repository.root, "checkout", "-q", "main")
    repository.configure(phases=phases)
    repository.commit("Migration is closed")
    git(repository.root, "checkout", "-q", "-B", "topic")
    repository.configure(phases={**phases, **later})
    assert _words(repository, "weakened-phase") == words

    del phases["exit"]
    repository.configure(phases=phases)
    assert _words(repository, "weakened-setting") == ["begun"]


@pytest.mark.parametrize("path", FILES)
def test_a_branch_that_changes_what_runs_the_gate_is_told(
    repository: Repository, path: str
) -> None:
    _append(path)(repository)
    assert _words(repository, "weakened-trusted-file", "--trust-house") == [path]


@pytest.mark.parametrize("path", [".gitattributes", f"{PROJECT}/.gitignore", ".gitmodules"])
def test_a_file_that_decides_what_may_be_shown_is_told_wherever_it_is_new(
    repository: Repository, path: str
) -> None:
    (repository.root / path).write_text("# changed\n", encoding="utf-8")
    (repository.root / PROJECT / "gitignore.md").write_text("# Notes\n", encoding="utf-8")
    git(repository.root, "add", "--all")
    assert _words(repository, "weakened-trusted-file") == [path]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (":approved_by: TEST_K_ISB\n", ""),
        ("weakening\n", "weakening\n:status: rejected\n"),
        ("weakening", "deferred"),
        ("2026-11-19", "2027-11-19"),
        ("Because the client's board wants it so.\n", ""),
        ("Because the client's board wants it so.\n", "TODO\n"),
    ],
)
def test_a_decision_that_settles_nothing_names_nothing(
    repository: Repository, old: str, new: str
) -> None:
    WAYS["weakened-protection"](repository)
    repository.write("decisions/weaker.md", DECISION.format("availability").replace(old, new))
    assert _words(repository, "weakened-protection") == ["availability"]


def test_a_decision_of_the_base_names_nothing_later(repository: Repository) -> None:
    git(repository.root, "checkout", "-q", "main")
    repository.write("decisions/weaker.md", DECISION.format("availability"))
    repository.commit("Decided for another change")
    git(repository.root, "checkout", "-q", "-B", "topic")
    WAYS["weakened-protection"](repository)
    assert _words(repository, "weakened-protection") == ["availability"]


def test_a_new_pair_replaces_no_proof_in_silence(repository: Repository) -> None:
    repository.pair("TSA_M1_01 equal TSB_M1_04")
    assert _words(repository, "weakened-catalogue") == []
    repository.edit("contract/agreement.md", "fulfils: TSA_M1_01, TSB", "fulfils: TSB")

    assert _words(repository, "weakened-catalogue") == ["TSA_M1_01"]
    repository.write("decisions/weaker.md", DECISION.format("TSA_M1_01"))
    assert repository.check("--base", "main").exit_code == 0


@pytest.mark.parametrize(
    "rule", ["weakened-phase", "weakened-catalogue", "weakened-register", "weakened-decision"]
)
def test_without_a_base_the_last_release_is_the_reference(
    repository: Repository, rule: str
) -> None:
    released = repository.run("release", "TEST", "1.0.0", "--allow-failing", "For the test")
    assert released.exit_code == 0, released.stderr
    assert "weakened" not in repository.check("TEST").stdout
    WAYS[rule](repository)
    result = repository.check("TEST")
    assert f"({rule}" in result.stdout
    assert "None" not in result.stdout
    assert result.exit_code == 1


def test_a_baseline_that_a_branch_removes_is_told(repository: Repository) -> None:
    git(repository.root, "checkout", "-q", "main")
    repository.run("release", "TEST", "1.0.0", "--allow-failing", "For the test")
    git(repository.root, "checkout", "-q", "-B", "topic")
    (repository.root / PROJECT / "baselines/1.0.0.json").unlink()
    assert _words(repository, "weakened-trusted-file") == [f"{PROJECT}/baselines/1.0.0.json"]


def test_a_requirement_that_a_branch_takes_out_of_the_catalogue_is_told(
    repository: Repository,
) -> None:
    measure = repository.root / "catalog/grundschutz-test/TSA_M1.yaml"
    text = measure.read_text(encoding="utf-8")
    measure.write_text(text[: text.index("  - id: TSA_M1_03")], encoding="utf-8")
    assert set(_words(repository, "weakened-catalogue")) == {"TSA_M1_03"}


def test_a_proof_that_a_branch_no_longer_asks_for_is_told(repository: Repository) -> None:
    measure = repository.root / "catalog/grundschutz-test/TSA_M1.yaml"
    text = measure.read_text(encoding="utf-8")
    fewer = text.replace(", section: concept, record: operation", ", section: concept")
    measure.write_text(fewer, encoding="utf-8")
    assert set(_words(repository, "weakened-catalogue")) == {"TSA_M1_02"}


def test_a_requirement_that_loses_its_own_interval_is_told(repository: Repository) -> None:
    general = {"regular": "P12M", "continuous": "P3M"}
    git(repository.root, "checkout", "-q", "main")
    repository.configure(intervals={**general, "TSA_M1_02": "P1M"})
    repository.commit("Levels are measured each month")
    git(repository.root, "checkout", "-q", "-B", "topic")
    repository.configure(intervals=general)
    assert _words(repository, "weakened-interval") == ["TSA_M1_02"]


def test_a_criterion_or_factor_that_comes_after_the_answers_is_told(
    repository: Repository,
) -> None:
    _with_tender(repository)
    repository.edit("tender/criteria.yaml", "title: Operation", "title: Operations")
    assert _words(repository, "weakened-weight") == []

    added = CRITERIA + CRITERIA.partition("\n")[2].replace("M_01", "M_02").replace("_01}", "_02}")
    repository.write("tender/criteria.yaml", added)
    repository.configure(tender={"asks": ["TSA_M1_01"], "partly": 0.9})
    assert set(_words(repository, "weakened-weight")) == {"TEST_M_02", "partly"}


def test_bidders_leave_once_somebody_else_is_chosen(repository: Repository) -> None:
    _with_tender(repository)
    (repository.root / PROJECT / "tender/offers/TEST_P_B.yaml").unlink()
    repository.edit("registers/bidders.yaml", BIDDERS.splitlines()[2], "")
    assert set(_words(repository, "weakened-register")) == {"TEST_P_B", "TEST_J_01"}

    repository.configure(tender={"asks": ["TSA_M1_01"], "chosen": "TEST_P_A"})
    assert _words(repository, "weakened-register") == []


@pytest.mark.slow
def test_weights_of_a_release_stand(repository: Repository) -> None:
    _with_tender(repository)
    released = repository.run("release", "TEST", "1.0.0", "--allow-failing", "For the test")
    assert released.exit_code == 0, released.stderr
    assert "weakened" not in repository.check("TEST").stdout
    repository.edit("tender/criteria.yaml", "weight: 3", "weight: 5")
    assert "(weakened-weight" in repository.check("TEST").stdout


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
}
"""Settings of which no change asks for less, and why."""
COMPARED: Final = {
    *SETTINGS,
    *("catalog", "protection", "closed", "begun", "intervals", "disclosure", "infoclass"),
}


def test_each_setting_is_compared_or_asks_for_nothing() -> None:
    assert set(Settings._fields) == COMPARED | SETTLED.keys()
    assert not COMPARED & SETTLED.keys()
