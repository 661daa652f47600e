"""``nachweis confirm`` shows how a text read when its links were confirmed, before it asks."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.repository import Repository, be_a_person, run
from tests.support.sandbox import Sandbox

AGREEMENT = "contract/agreement.md"
MEASURE = "../../catalog/grundschutz-test/TSA_M1.yaml"
TOPIC = "../../catalog/grundschutz-test/TSA_M2.yaml"
CLAUSE = (
    "    text: The provider informs the client's security officer [-within two hours-]{+at once+}."
)


@pytest.fixture
def confirmed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Repository:
    """Return a project whose links were confirmed and committed."""
    be_a_person(monkeypatch)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1795132800")
    return Repository(tmp_path / "workspace", _confirm_all)


def _confirm_all(repository: Repository) -> None:
    run("confirm", "TEST", "--yes", "--root", str(repository.root))
    repository.commit("Confirmed")


def confirm(workspace: Sandbox, *arguments: str) -> list[str]:
    result = run("confirm", "TEST", "--yes", "--root", str(workspace.root), *arguments)
    assert (result.exit_code, result.stderr) == (0, "")
    return result.stdout.splitlines()


def test_the_wording_comes_from_the_newest_baseline_that_has_it(confirmed: Repository) -> None:
    confirmed.run("release", "TEST", "1.0.0")
    confirmed.run("release", "TEST", "1.1.0")
    confirmed.edit(AGREEMENT, "within two hours", "at once")
    assert confirm(confirmed, "TEST_C_01") == [
        "TEST_C_01 (clause) Notice of security incidents, since 1.1.0",
        CLAUSE,
        "",
        "TEST_C_01 fulfils TSA_M1_01 (changed)",
        "TEST_C_01 fulfils TSB_M1_04 (changed)",
        "2 links confirmed in projects/TEST/trace.lock",
    ]
    assert confirm(confirmed) == ["Every link is confirmed already."]


def test_without_a_baseline_it_comes_from_the_history_of_the_file(confirmed: Repository) -> None:
    confirmed.edit(AGREEMENT, "within two hours", "within a day")
    confirmed.commit("Not confirmed")
    confirmed.edit(AGREEMENT, "within a day", "at once")
    lines = confirm(confirmed)
    assert lines[0].startswith("TEST_C_01 (clause) Notice of security incidents, since commit ")
    assert lines[1] == CLAUSE


@pytest.mark.parametrize("released", [True, False], ids=["baseline", "history"])
def test_a_requirement_is_shown_with_what_changed(confirmed: Repository, *, released: bool) -> None:
    if released:
        confirmed.run("release", "TEST", "1.0.0")
    confirmed.edit(MEASURE, "within two hours", "within an hour")
    lines = confirm(confirmed)
    assert lines[0].startswith("TSA_M1_01 (req) Incidents are reported within an hour, since ")
    assert lines[1] == "    title: Incidents are reported within [-two hours-]{+an hour+}"
    assert lines[3] == "TEST_C_01 fulfils TSA_M1_01 (changed)"


@pytest.mark.parametrize("released", [True, False], ids=["baseline", "history"])
def test_a_topic_is_shown_with_what_changed_in_its_requirements(
    confirmed: Repository, *, released: bool
) -> None:
    if released:
        confirmed.run("release", "TEST", "1.0.0")
    confirmed.edit(TOPIC, "are written down", "are written down at once")
    assert confirm(confirmed)[1:] == [
        "    TSA_M2_EMG_02 (req) Lessons of an emergency are written down at once",
        "      title: Lessons of an emergency are written down {+at once+}",
        "",
        "TEST_C_02 fulfils TSA_M2_EMG (changed)",
        "1 link confirmed in projects/TEST/trace.lock",
    ]
    assert confirm(confirmed) == ["Every link is confirmed already."]


def test_a_topic_is_shown_with_what_came_and_went_in_it(confirmed: Repository) -> None:
    confirmed.edit(TOPIC, "id: TSA_M2_EMG_02", "id: TSA_M2_EMG_03")
    first, *lines = confirm(confirmed)
    assert first.startswith("TSA_M2_EMG (req_topic) Emergencies, since commit ")
    assert lines[:2] == [
        "    TSA_M2_EMG_02 is gone: Lessons of an emergency are written down",
        "    TSA_M2_EMG_03 is new: Lessons of an emergency are written down",
    ]


def test_a_register_of_records_has_a_history_too(confirmed: Repository) -> None:
    path = confirmed.root / "projects/TEST/evidence/reviews.yaml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("result: pass", "result: partial"), encoding="utf-8")
    lines = confirm(confirmed)
    assert "    result: [-pass-]{+partial+}" in lines


def test_where_nobody_knows_the_wording_it_says_so(workspace: Sandbox) -> None:
    confirm(workspace)
    workspace.edit(AGREEMENT, "within two hours", "at once")
    assert confirm(workspace)[:2] == [
        "TEST_C_01 (clause) Notice of security incidents",
        "    its confirmed wording is in no baseline and no commit; read all of it",
    ]


def test_a_clause_makes_the_section_behind_it_suspect(confirmed: Repository) -> None:
    confirmed.edit(AGREEMENT, "99.5 per cent", "99.9 per cent")
    subjects = {f.subject for f in confirmed.judge().findings if f.rule == "suspect-link"}
    assert subjects == {"TEST_C_03", "TEST_S_02"}


def test_links_of_an_object_with_a_new_id_are_offered_as_renamed(confirmed: Repository) -> None:
    confirmed.edit(AGREEMENT, ":id: TEST_C_02", ":id: TEST_C_42")
    assert confirm(confirmed) == [
        "TEST_C_42 fulfils TSA_M2_EMG (renamed, was TEST_C_02 fulfils TSA_M2_EMG)",
        "1 link confirmed in projects/TEST/trace.lock",
    ]
    lock = (confirmed.root / "projects/TEST/trace.lock").read_text(encoding="utf-8")
    assert "TEST_C_42 fulfils TSA_M2_EMG " in lock
    assert "TEST_C_02 " not in lock


def test_quiet_says_nothing(confirmed: Repository) -> None:
    confirmed.edit(AGREEMENT, "within two hours", "at once")
    assert confirm(confirmed, "--quiet") == []
