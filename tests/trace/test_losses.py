"""A released version is remembered: what it had and the draft lacks is said, each loss once."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Callable
from pathlib import Path
from types import FrameType
from typing import Any, Final

import pytest

from nachweis.model.weakening import demands_of_baseline
from tests.support.repository import Repository, be_a_person
from tests.support.sandbox import PROJECT
from tests.trace.test_weakening import DECISION

EARLY: Final = """\
:::{record} First measurement
:id: TEST_R_09
:kind: report
:date: 2026-10-10
:result: pass
:by: TEST_K_ISB
:proves: TSA_M1_02

The service was there all month.
:::

:::{record} A plan for later
:id: TEST_R_10
:kind: report
:status: draft
:date: 2026-10-10
:result: pass
:by: TEST_K_ISB

It will be written in time.
:::

:::{record} Two offers rated before the third came
:id: TEST_R_11
:kind: report
:date: 2026-03-01
:result: fail
:by: TEST_K_ISB
:proves: TSA_GEN_02

One was missing.
:::
"""
"""A record of a phase that has not begun, a draft, and one that a newer one has replaced."""


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Repository:
    """Return a repository with a released version."""
    be_a_person(monkeypatch)
    return Repository(tmp_path / "workspace", _release)


def _release(repository: Repository) -> None:
    repository.write("evidence/early.md", EARLY)
    repository.configure(protection={"availability": "high"})
    repository.commit("A record ahead of its time")
    released = repository.run("release", "TEST", "1.0.0", "--allow-failing", "For the test")
    assert released.exit_code == 0, released.stderr
    assert _lost(repository) == []


WAY_OUT: Final = re.compile(
    r"; (put it back|link it again|undo that|put it back and write a record of its own), or name "
    r"\S+ in ':weakens:' of a new decision of the kind 'weakening', unless the next release is to "
    r"(be without (it|them)|say so)$"
)
"""What each loss advises."""


def _lost(repository: Repository) -> list[str]:
    """Return rule, place and word of each loss."""
    return [line for line, _ in _told(repository)]


def _told(repository: Repository) -> list[tuple[str, str]]:
    """Return rule, place and word of each loss, and what is said of it."""
    output = repository.check("TEST", "--format", "json").stdout
    [project] = json.loads(output)["projects"]
    found = [f for f in project["findings"] if f["rule"].startswith("lost-")]
    assert all(WAY_OUT.search(f["message"]) for f in found)
    assert all(f"or name {f['id']} in" in f["message"] for f in found)
    return [
        (
            f"{f['rule']} {f['file'].removeprefix(f'{PROJECT}/')}:{f['line']}: {f['id']}",
            f["message"].split("; ")[0],
        )
        for f in found
    ]


def _cut(path: str, pattern: str) -> Callable[[Repository], None]:
    def cut(repository: Repository) -> None:
        file = repository.root / PROJECT / path
        text, count = re.subn(pattern, "", file.read_text(encoding="utf-8"), flags=re.DOTALL)
        assert count == 1
        file.write_text(text, encoding="utf-8")

    return cut


def _unlink(path: str) -> Callable[[Repository], None]:
    return lambda repository: (repository.root / PROJECT / path).unlink()


LOSSES: Final[dict[str, tuple[Callable[[Repository], None], list[str]]]] = {
    "an object": (
        _cut("contract/agreement.md", r":::\{clause\} Certificates.*?\n:::\n"),
        ["lost-object contract/agreement.md:1: TEST_C_04"],
    ),
    "an object with the proof of a later phase": (
        _cut("evidence/early.md", r":::\{record\} First.*?\n:::\n"),
        ["lost-object evidence/early.md:1: TEST_R_09"],
    ),
    "a document": (
        _unlink("evidence/early.md"),
        ["lost-object project.yaml:1: TEST_R_09", "lost-object project.yaml:1: TEST_R_11"],
    ),
    "the proof of a later phase": (
        _cut("evidence/early.md", r":proves: TSA_M1_02\n"),
        ["lost-proof evidence/early.md:1: TSA_M1_02"],
    ),
    "a result": (
        lambda repository: repository.edit("evidence/early.md", ":result: fail", ":result: pass"),
        ["lost-result evidence/early.md:27: TEST_R_11"],
    ),
    "what the other side owes": (
        lambda repository: repository.configure(side="provider"),
        ["lost-proof project.yaml:1: side"],
    ),
}


SAID: Final = {
    "an object": ["TEST_C_04 (Certificates) was there at 1.0.0 and is gone"],
    "an object with the proof of a later phase": [
        "TEST_R_09 (First measurement) was there at 1.0.0 and is gone"
    ],
    "a document": [
        "TEST_R_09 (First measurement) was there at 1.0.0 and is gone",
        "TEST_R_11 (Two offers rated before the third came) was there at 1.0.0 and is gone",
    ],
    "the proof of a later phase": [
        "the record of TSA_M1_02 was there at 1.0.0 (TEST_R_09), and is not any more"
    ],
    "a result": ["TEST_R_11 had the result fail at 1.0.0 and has pass now"],
    "what the other side owes": [
        (
            "3 proofs that were there at 1.0.0, such as that of TSA_GEN_01, count no longer: they "
            "are for the other side to give, as 'side' is provider"
        )
    ],
}


@pytest.mark.parametrize("what", LOSSES)
def test_what_a_release_had_is_missed(repository: Repository, what: str) -> None:
    lose, expected = LOSSES[what]
    lose(repository)
    assert _told(repository) == list(zip(expected, SAID[what], strict=True))


def test_a_proof_that_no_longer_applies_by_rule_is_missed(repository: Repository) -> None:
    repository.edit("contract/agreement.md", "TSA_M1_01, TSB_M1_04", "TSA_M1_01, TSB_M1_03")
    repository.commit("A clause of level increased")
    repository.run("release", "TEST", "1.1.0", "--allow-failing", "For the test")
    repository.configure(protection={"availability": "normal"})
    assert _lost(repository) == ["lost-proof contract/agreement.md:10: TSB_M1_03"]


@pytest.mark.parametrize("what", ["an object", "the proof of a later phase"])
def test_a_decision_or_the_next_release_settles_it(repository: Repository, what: str) -> None:
    lose, expected = LOSSES[what]
    lose(repository)
    word = expected[0].split()[-1]
    decision = repository.write("decisions/lost.md", DECISION.format(word))
    assert _lost(repository) == []

    decision.unlink()
    repository.commit("Without it")
    repository.run("release", "TEST", "1.1.0", "--allow-failing", "For the test")
    assert _lost(repository) == []


def test_losses_fail_the_strict_gate(repository: Repository) -> None:
    LOSSES["the proof of a later phase"][0](repository)
    repository.write("contract/more.md", "# More\n")
    before, after = repository.check("TEST"), repository.check("TEST", "--strict")
    assert "(lost-proof, warning)" in before.stdout
    assert "(lost-proof)" in after.stdout


@pytest.mark.parametrize(
    "change",
    [
        lambda r: r.edit("contract/agreement.md", "TEST_C_04", "TEST_C_44"),
        _cut("evidence/early.md", r":::\{record\} A plan.*?\n:::\n"),
        lambda r: r.edit("contract/agreement.md", ":number: 8.2\n:status: agreed", ":number: 8.2"),
        _unlink("decisions/decisions.md"),
        lambda r: r.edit("evidence/records.md", ":proves: TSA_M2_EMG_01\n", ""),
        lambda r: r.edit("evidence/records.md", "06-10\n:result: pass", "06-10\n:result: fail"),
    ],
    ids=[
        *("another ID", "a draft", "another status", "a derogation", "a proof that is due"),
        "a result that fails a cell",
    ],
)
def test_what_others_say_or_nothing_rested_on_is_quiet(
    repository: Repository, change: Callable[[Repository], None]
) -> None:
    change(repository)
    assert _lost(repository) == []


def test_what_is_kept_of_a_release_is_made_by_code_that_tells_the_tools_state(
    repository: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: set[str] = set()

    def watch(frame: FrameType, event: str, _: object) -> None:
        if event == "call":
            seen.add(frame.f_globals.get("__name__", ""))

    def parse(*arguments: Any, **named: Any) -> Any:
        sys.setprofile(watch)
        try:
            return demands_of_baseline(*arguments, **named)
        finally:
            sys.setprofile(None)

    monkeypatch.setattr("nachweis.load.demands_of_baseline", parse)
    repository.check("TEST", "--no-cache")
    ours = {name for name in seen if name.startswith("nachweis.")}
    assert "nachweis.model.weakening" in ours
    assert {name.split(".")[1] for name in ours} <= {"model", "sources"}


def test_what_a_reader_refuses_is_said_once(repository: Repository) -> None:
    repository.edit("contract/agreement.md", "{clause} Certificates", "{klausel} Certificates")
    output = repository.check("TEST").stdout
    assert "(unknown-directive)" in output
    assert _lost(repository) == []
