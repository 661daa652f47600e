"""``nachweis confirm``: links become suspect when a text changes, until somebody looks again."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from nachweis.cli.group import main
from tests.support.sandbox import PROJECT, Sandbox, cell_of


def _confirm(workspace: Sandbox, *arguments: str, answer: str | None = None) -> Result:
    return CliRunner().invoke(
        main,
        ["confirm", "--root", str(workspace.root), *arguments],
        input=answer,
        prog_name="nachweis",
        env={"SOURCE_DATE_EPOCH": "1795132800"},
    )


def _lock(workspace: Sandbox) -> Path:
    return workspace.root / PROJECT / "trace.lock"


@pytest.fixture
def confirmed(workspace: Sandbox) -> Sandbox:
    assert _confirm(workspace, "TEST", "--yes").exit_code == 0
    return workspace


def _suspects(workspace: Sandbox) -> list[str]:
    return [f.subject for f in workspace.judge().findings if f.rule == "suspect-link"]


def test_every_link_is_locked_on_a_line_of_its_own(workspace: Sandbox) -> None:
    result = _confirm(workspace, "TEST", "--yes")
    assert result.stdout == "13 links confirmed in projects/TEST/trace.lock\n"
    lines = _lock(workspace).read_text(encoding="utf-8").splitlines()
    assert lines == sorted(lines)
    assert [line.split()[:3] for line in lines][:2] == [
        ["TEST_C_01", "fulfils", "TSA_M1_01"],
        ["TEST_C_01", "fulfils", "TSB_M1_04"],
    ]
    assert workspace.check("--strict").exit_code == 0


def test_a_confirmed_project_needs_no_confirmation(confirmed: Sandbox) -> None:
    assert _confirm(confirmed, "TEST").stdout == "Every link is confirmed already.\n"


@pytest.mark.parametrize(
    ("old", "new", "suspects"),
    [
        ("within two hours", "within two days", ["TEST_C_01", "TEST_C_01"]),
        ("{clause} Exercises", "{clause} Drills", ["TEST_C_02"]),
        (":number: 7.3", ":number: 7.5", ["TEST_C_01", "TEST_C_01"]),
        (
            ":status: agreed\n:obliges: client, provider",
            ":status: draft\n:obliges: client, provider",
            [],
        ),
        ("within two hours", "within\ntwo   hours", []),
        (":number: 7.3", ":number: 7.3\n:tags: urgent", []),
    ],
    ids=["body", "title", "field", "status", "white space", "tags"],
)
def test_what_makes_a_link_suspect(
    confirmed: Sandbox, old: str, new: str, suspects: list[str]
) -> None:
    confirmed.edit("contract/agreement.md", old, new)
    assert _suspects(confirmed) == suspects


def test_what_states_a_fact_is_suspect_once_the_fact_changed(workspace: Sandbox) -> None:
    level = "id: TEST_V_01, title: Notice, target: 2, unit: h, direction: at most, interval: P1M"
    workspace.write("registers/slas.yaml", f"slas:\n  - {{{level}}}\n")
    workspace.edit("contract/agreement.md", "within two hours", "in {fact}`TEST_V_01.target`")
    assert _confirm(workspace, "TEST", "--yes").exit_code == 0
    assert _suspects(workspace) == []

    workspace.edit("registers/slas.yaml", "target: 2", "target: 4")

    assert _suspects(workspace) == ["TEST_C_01", "TEST_C_01"]
    said = _confirm(workspace, "TEST", "TEST_C_01", answer="y\n").stdout
    assert "it states TEST_V_01.target, now 4\u00a0h" in said
    assert _suspects(workspace) == []


def test_a_requirement_that_changes_makes_its_links_suspect(confirmed: Sandbox) -> None:
    confirmed.edit(
        "../../catalog/grundschutz-test/TSA_M1.yaml", "within two hours", "within an hour"
    )
    assert _suspects(confirmed) == ["TEST_C_01"]
    assert cell_of(confirmed.judge(), "TSA_M1_01", "clause").state == "suspect"


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("are written down", "are written down at once"),
        ("{en: Emergencies,", "{en: Preparedness,"),
    ],
    ids=["a requirement of the topic", "the topic itself"],
)
def test_a_topic_that_changes_makes_its_links_suspect(
    confirmed: Sandbox, old: str, new: str
) -> None:
    confirmed.edit("../../catalog/grundschutz-test/TSA_M2.yaml", old, new)
    assert set(_suspects(confirmed)) == {"TEST_C_02"}
    assert cell_of(confirmed.judge(), "TSA_M2_EMG_01", "clause").state == "suspect"


def test_one_object_is_confirmed_and_others_stay_suspect(confirmed: Sandbox) -> None:
    confirmed.edit("contract/agreement.md", "within two hours", "at once")
    confirmed.edit("contract/agreement.md", "once a year", "twice a year")
    result = _confirm(confirmed, "TEST", "TEST_C_02", "--yes")
    assert result.stdout.splitlines()[-1].startswith("1 link confirmed in ")
    assert set(_suspects(confirmed)) == {"TEST_C_01"}


def test_the_links_to_an_object_are_confirmed_by_its_id(confirmed: Sandbox) -> None:
    confirmed.edit("contract/agreement.md", "within two hours", "at once")
    result = _confirm(confirmed, "TEST", "TSA_M1_01", "--yes")
    assert "TEST_C_01 fulfils TSA_M1_01 (changed)" in result.stdout.splitlines()
    assert "TSB_M1_04" not in result.stdout
    assert _suspects(confirmed) == ["TEST_C_01"]


def test_a_link_that_is_gone_leaves_the_lock(confirmed: Sandbox) -> None:
    confirmed.edit("contract/agreement.md", "TSA_M1_01, TSB_M1_04", "TSA_M1_01")
    _confirm(confirmed, "TEST", "--yes")
    assert "TSB_M1_04" not in _lock(confirmed).read_text(encoding="utf-8")


def test_who_is_asked_may_say_no(workspace: Sandbox) -> None:
    result = _confirm(workspace, "TEST", answer="n\n")
    assert result.exit_code == 2
    assert result.stderr.endswith("nachweis: nothing was confirmed\n")
    assert not _lock(workspace).exists()


def test_who_is_not_there_to_answer_confirms_nothing(workspace: Sandbox) -> None:
    result = _confirm(workspace, "TEST", answer="")
    assert result.exit_code == 2
    said = "nachweis: nothing was changed: nobody answered; say yes with --yes"
    assert result.stderr.splitlines()[-1] == said
    assert not _lock(workspace).exists()


def test_quiet_says_nothing_of_what_is_confirmed_already(confirmed: Sandbox) -> None:
    assert _confirm(confirmed, "TEST", "--quiet").output == ""


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("TEST", "TEST_C_99"), "nachweis: there is no object TEST_C_99 in TEST; "),
        (("ACME",), "projects:1:1: there is no project 'ACME' here; there are: TEST"),
    ],
)
def test_what_is_not_there_cannot_be_confirmed(
    workspace: Sandbox, arguments: tuple[str, ...], words: str
) -> None:
    result = _confirm(workspace, *arguments, "--yes")
    assert result.exit_code == 2
    assert result.stderr.startswith(words)


def test_writing_a_stub_is_a_first_confirmation_and_no_suspicion(workspace: Sandbox) -> None:
    workspace.write(
        "concept/stub.md",
        """\
        :::{section} A new section
        :id: TEST_S_09
        :concept: client
        :status: open
        :addresses: TSA_M1_02

        To do (TSA.M1, must, due in concept).
        :::
        """,
    )
    result = _confirm(workspace, "TEST", "--yes")
    assert result.stderr == "1 link of stubs left out: its text is not written yet\n"
    assert "TEST_S_09" not in _lock(workspace).read_text(encoding="utf-8")

    workspace.edit("concept/stub.md", "To do (TSA.M1, must, due in concept).", "We measure, too.")
    workspace.edit("concept/stub.md", ":status: open", ":status: draft")
    assert _suspects(workspace) == []
    assert "TEST_S_09 addresses TSA_M1_02 (new)" in _confirm(workspace, "TEST", "-v").stdout


@pytest.mark.parametrize(
    ("file", "said"),
    [
        (
            "TODO",
            (
                "Nothing is confirmed: a stub locks nothing; its links can be confirmed once its "
                "text is written.\n"
            ),
        ),
        (None, "There is no link to confirm.\n"),
    ],
)
def test_without_a_written_text_nothing_is_called_confirmed(
    bare: Sandbox, file: str | None, said: str
) -> None:
    if file:
        head = ":::{clause} A clause\n:id: TEST_C_1\n:number: 1\n:fulfils: TSA_M1_01\n"
        bare.write("contract/a.md", f"{head}\n{file}\n:::\n")
    assert _confirm(bare, "TEST").stdout == said


def test_a_text_that_was_confirmed_and_emptied_stays_suspect(confirmed: Sandbox) -> None:
    confirmed.edit("contract/agreement.md", "Both take part in an exercise once a year.", "TODO")
    assert _confirm(confirmed, "TEST", "--yes").exit_code == 0
    assert _suspects(confirmed) == ["TEST_C_02"]


def test_locks_of_stubs_that_an_earlier_version_made_are_dropped(confirmed: Sandbox) -> None:
    lines = _lock(confirmed).read_text(encoding="utf-8").count("\n")
    confirmed.edit(
        "concept/overall.md", ":id: TEST_S_02\n:status: approved", ":id: TEST_S_02\n:status: open"
    )
    assert _confirm(confirmed, "TEST", "--yes").exit_code == 0
    assert _lock(confirmed).read_text(encoding="utf-8").count("\n") == lines - 2
