"""A branch cannot loosen the gate in silence: each way that it may, with and without a decision."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Final

import pytest

from nachweis.model.terms import Phase
from nachweis.trace.rules import RULES
from tests.support.repository import Repository, be_a_person, git
from tests.support.sandbox import PROJECT

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
def as_a_person(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let what commits be a person of the client."""
    be_a_person(monkeypatch)


@pytest.fixture
def repository(tmp_path: Path, as_a_person: None) -> Repository:
    """Return a repository on the branch ``topic``, whose ``main`` holds."""
    return Repository(tmp_path / "workspace", _on_topic)


def _on_topic(repository: Repository) -> None:
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


def _released(repository: Repository) -> None:
    _on_topic(repository)
    released = repository.run("release", "TEST", "1.0.0", "--allow-failing", "For the test")
    assert released.exit_code == 0, released.stderr
    assert "weakened" not in repository.check("TEST").stdout


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
SETTINGS: Final[Mapping[str, Mapping[str, Any]]] = {
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
    """Return what the gate, which fails, wants a decision to name, and where and what it says."""
    result = repository.check("--base", "main", "--format", "json", *arguments)
    projects = json.loads(result.stdout)["projects"]
    found = [f for project in projects for f in project["findings"] if f["rule"] == rule]
    assert result.exit_code == 1 or not found
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

    decision = DECISION.format(", ".join(words)).replace("2026-11-19", "2026-11-20")
    repository.write("decisions/weaker.md", decision)
    assert "weakened" not in repository.check("--base", "main").stdout


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
    "rule",
    [
        *("weakened-phase", "weakened-catalogue", "weakened-register", "weakened-decision"),
        *("weakened-protection", "weakened-interval", "weakened-setting"),
    ],
)
@pytest.mark.usefixtures("as_a_person")
def test_without_a_base_the_last_release_is_the_reference(tmp_path: Path, rule: str) -> None:
    repository = Repository(tmp_path / "workspace", _released)
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
