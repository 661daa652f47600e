"""What an audience gets holds nothing that it may not see: of any kind, in any format."""

from __future__ import annotations

import datetime
import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from hypothesis import given, settings
from hypothesis import strategies as st

from nachweis.audience.copies import Copy
from nachweis.audience.policy import Policy, policies, policy_of
from nachweis.audience.texts import Hidden, page_text
from nachweis.cli.group import main
from nachweis.export.formats import EXPORTS
from nachweis.publish import audiences
from nachweis.sources.errors import SourceError
from nachweis.sources.project import read_project
from nachweis.sources.workspace import find_workspace
from tests.support.canaries import CANARY, Planted, texts_below
from tests.support.repository import git
from tests.support.sandbox import TODAY, Sandbox

DAY = datetime.date.fromisoformat(TODAY)


@pytest.fixture
def planted(workspace: Sandbox) -> Sandbox:
    """Return a workspace with words that the other house may not see."""
    Planted(workspace)
    return workspace


def run(workspace: Sandbox, *arguments: str, dated: bool = True) -> Result:
    """Call the command line for the other house."""
    day = ["--as-of", TODAY] if dated else []
    words = [*arguments, "--root", str(workspace.root), *day]
    return CliRunner().invoke(main, words, prog_name="nachweis")


def test_a_party_may_see_what_each_of_its_authorised_partners_may(planted: Sandbox) -> None:
    project = read_project(find_workspace(planted.root), "TEST")
    found = {policy.audience: policy for policy in policies(project, DAY)}
    assert found["TEST_P_THEM"].classes == {"TEST_L_1", "TEST_L_2"}
    assert found["TEST_P_THEM"].why["TEST_L_2"] == ("TEST_Q_1", "TEST_Q_2")
    assert found["TEST_Q_2"].classes == {"TEST_L_1", "TEST_L_2", "TEST_L_3"}
    assert found["TEST_Q_3"].classes == frozenset()  # nobody has authorised it
    assert found["TEST_L_1"].classes == {"TEST_L_1"}
    before = datetime.date(2025, 12, 31)
    with pytest.raises(SourceError, match="may see nothing"):
        policy_of(project, "TEST_P_THEM", before)
    with pytest.raises(SourceError, match="there is no audience 'TEST_P_X'"):
        policy_of(project, "TEST_P_X", DAY)


def test_it_is_listed_who_sees_what_and_why(planted: Sandbox) -> None:
    lines = run(planted, "list", "audiences", "TEST").stdout.splitlines()
    [line] = [line for line in lines if line.startswith("TEST_P_THEM ")]
    assert "(Provider house): TEST_L_1, TEST_L_2, by TEST_Q_1, TEST_Q_2; " in line
    data = json.loads(run(planted, "list", "audiences", "TEST", "--format", "json").stdout)
    assert {entry["audience"] for entry in data["audiences"]} >= {"TEST_P_US", "TEST_L_3"}


def test_the_copy_holds_no_word_that_may_not_be_seen(planted: Sandbox) -> None:
    with audiences.workspace_for(
        find_workspace(planted.root), "TEST", ["TEST_P_THEM"], DAY
    ) as audience:
        held = texts_below(audience.root)
    assert [name for name, text in held.items() if CANARY in name + text] == []
    assert [name for name, text in held.items() if "_can_" in text] == []
    page = held["projects/TEST/contract/agreement.md"]
    assert "test_s_seen" in page
    assert ":see:" not in page  # an empty list of links
    assert "disclosure" not in held["projects/TEST/project.yaml"]


def test_what_is_withheld_is_not_missing(planted: Sandbox) -> None:
    planted.edit("evidence/records.md", ":kind: report", ":kind: report\n:infoclass: Shut")
    told = run(planted, "check", "TEST", "--audience", "TEST_P_THEM", "--format", "json")
    assert told.exit_code in (0, 1), told.output
    states = _states(told.stdout)
    assert "not disclosed" in states
    assert not states & {"missing", "proven, not disclosed"}
    disclosure = {"folders": {"concept/shut": "Shut"}, "proven_to": ["TEST_P_THEM"]}
    planted.configure(disclosure=disclosure)
    told = run(planted, "check", "TEST", "--audience", "TEST_P_THEM", "--format", "json")
    assert "proven, not disclosed" in _states(told.stdout)


def _states(text: str) -> set[str]:
    [project] = json.loads(text)["projects"]
    return {cell["state"] for entry in project["requirements"] for cell in entry["cells"]}


@pytest.mark.parametrize(
    "name", [name for name, export in EXPORTS.items() if export.scope == "project"]
)
def test_no_export_holds_it(planted: Sandbox, name: str, tmp_path: Path) -> None:
    target = tmp_path / "out" / "export"
    target.parent.mkdir()
    words = ("export", name, "TEST", "--audience", "TEST_P_THEM", "--output", str(target))
    result = run(planted, *words)
    if result.exit_code == 0:
        assert [n for n, text in texts_below(target.parent).items() if CANARY in text] == []
    else:
        assert "to export" in result.stderr


def test_no_report_of_changes_holds_it(planted: Sandbox, monkeypatch: pytest.MonkeyPatch) -> None:
    _commit(planted, monkeypatch)
    git(planted.root, "tag", "TEST/1.0.0")
    planted.edit("contract/agreement.md", "Everybody reads this", "All read this")
    planted.edit("concept/shut/inner.md", "of a folder", "of any folder")
    result = run(planted, "diff", "TEST", "1.0.0", "--audience", "TEST_P_THEM")
    assert result.exit_code == 0, result.output
    assert "All read this" in result.stdout
    assert CANARY not in result.output


def _commit(workspace: Sandbox, monkeypatch: pytest.MonkeyPatch) -> None:
    for role in ("AUTHOR", "COMMITTER"):
        monkeypatch.setenv(f"GIT_{role}_NAME", "Client ISO")
        monkeypatch.setenv(f"GIT_{role}_EMAIL", "iso@client.example")
    git(workspace.root, "init", "-q", "-b", "main")
    git(workspace.root, "add", "-A")
    git(workspace.root, "commit", "-q", "-m", f"Said {CANARY}9999x in a message")


def _whole_page(text: str, document: str, _: object, hidden: Hidden) -> str:
    return page_text(text, document, (), Hidden(ids=frozenset(), paths=hidden.paths))


@pytest.mark.parametrize(
    ("function", "leaky"), [("page_text", _whole_page), ("without", lambda data, *_: data)]
)
def test_a_leak_is_told_with_its_place_and_nothing_is_written(
    planted: Sandbox, function: str, leaky: object, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """The filter is switched off for one kind of source."""
    old = tmp_path / "old.csv"
    old.write_text("as it was", encoding="utf-8")
    monkeypatch.setattr(f"nachweis.audience.copies.{function}", leaky)
    words = ("export", "xlsx", "TEST", "--audience", "TEST_P_THEM", "--output", str(old))
    result = run(planted, *words)
    assert result.exit_code == 2
    assert old.read_text(encoding="utf-8") == "as it was"
    assert "holds the " in result.stderr
    assert "projects/TEST/" in result.stderr
    assert not result.stdout


@settings(max_examples=8)
@given(st.sets(st.sampled_from(["TEST_L_1", "TEST_L_2", "TEST_L_3"])), st.data())
def test_more_classes_never_show_less(classes: set[str], data: st.DataObject) -> None:
    more = classes | data.draw(st.sets(st.sampled_from(["TEST_L_1", "TEST_L_2", "TEST_L_3"])))
    small, large = (_copy(frozenset(chosen)) for chosen in (classes, more))
    assert {i.id for i in small.visible.items} <= {i.id for i in large.visible.items}
    assert small.visible.pages <= large.visible.pages
    hidden = small.visible.hidden
    for path, text in small.files().items():
        assert not [name for name in hidden if f" {name}\n" in text or f"id: {name}" in text], path


def _copy(classes: frozenset[str]) -> Copy:
    workspace, project = _shared
    return Copy(workspace, project, Policy(audience="X", classes=classes))


@pytest.fixture(scope="module", autouse=True)
def _read_once(tmp_path_factory: pytest.TempPathFactory) -> None:
    root = tmp_path_factory.mktemp("shared") / "workspace"
    Planted(Sandbox(root, documents=True))
    workspace = find_workspace(root)
    global _shared  # noqa: PLW0603 - hypothesis takes no fixtures of functions
    _shared = (workspace, read_project(workspace, "TEST"))


def test_jobs_for_audiences_are_planned_and_built(
    planted: Sandbox, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    _commit(planted, monkeypatch)
    words = ("plan", "test", "--audience", "TEST_P_THEM", "--audience", "TEST_L_1")
    assert run(planted, *words).stdout.splitlines() == [
        "TEST/draft/TEST_P_THEM",
        "TEST/draft/TEST_L_1",
    ]
    [entry] = json.loads(run(planted, "plan", "TEST", "--audience", "open", "--json").stdout)[
        "include"
    ]
    assert (entry["audience"], entry["job"]) == ("TEST_L_1", "TEST/draft/TEST_L_1")
    asked: list[Any] = []
    monkeypatch.setattr("nachweis.cli.audience._run", lambda _, request: asked.append(request))
    target = tmp_path / "out"
    assert run(planted, "build", "--job", entry["job"], "--out", str(target)).exit_code == 0
    [request] = asked
    assert request.audiences == ("TEST_L_1",)
    assert request.values["out"] == target / "TEST/draft/TEST_L_1"


def test_the_name_of_a_class_that_is_withheld_is_not_shown(planted: Sandbox) -> None:
    with audiences.workspace_for(
        find_workspace(planted.root), "TEST", ["TEST_L_1"], DAY
    ) as audience:
        text = (audience.root / "projects/TEST/project.yaml").read_text(encoding="utf-8")
    assert "infoclass" not in text
    assert "Inner" not in text
