"""What an audience gets holds nothing that it may not see: of any kind, in any format."""

from __future__ import annotations

import datetime
import json
import re
import shutil
from pathlib import Path
from typing import Any

import pytest
import yaml
from click.testing import CliRunner, Result
from hypothesis import given, settings
from hypothesis import strategies as st

from nachweis.audience.copies import Copy
from nachweis.audience.policy import Policy, policies, policy_of
from nachweis.audience.texts import Hidden, page_text
from nachweis.cli.group import main
from nachweis.export.formats import EXPORTS
from nachweis.model.project import Project
from nachweis.publish import audiences
from nachweis.sources.errors import SourceError
from nachweis.sources.project import read_project
from nachweis.sources.workspace import Workspace, find_workspace
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
    assert "{note}" not in page  # nothing was left in it
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


_shared: tuple[Workspace, Project]


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


SECRET = "some words that nobody guesses"


def test_who_may_not_count_gets_other_ids(planted: Sandbox) -> None:
    disclosure = {"folders": {"concept/shut": "Shut"}, "other_ids": {"TEST_P_THEM": SECRET}}
    planted.configure(disclosure=disclosure)
    workspace = find_workspace(planted.root)
    with audiences.workspace_for(workspace, "TEST", ["TEST_P_THEM"], DAY) as audience:
        held = texts_below(audience.root)
        [scan] = audience.scans
    ours = {name for name, text in held.items() if "test_c_01" in name + text}
    assert ours == set()
    page = held["projects/TEST/contract/agreement.md"]
    assert re.search(r":id: test_c_[a-z2-7]{8}\n", page)
    assert ":number:" not in page
    with audiences.workspace_for(workspace, "TEST", ["TEST_P_THEM"], DAY) as again:
        assert texts_below(again.root) == held
    assert [*scan.file("a.html", b"<!doctype html><p>TEST_C_01</p>")]
    told = run(planted, "check", "TEST", "--audience", "TEST_P_THEM", "--format", "json")
    assert told.exit_code in (0, 1), told.output
    assert "TEST_C_01" not in told.stdout
    kept = run(planted, "check", "TEST", "--audience", "TEST_L_1", "--format", "json")
    assert "TEST_C_01" not in kept.stdout or "TEST_L_1" in kept.stdout
    planted.configure(disclosure={"other_ids": {"TEST_P_THEM": "short"}})
    assert "at least 16" in run(planted, "check", "TEST").stderr


def test_findings_are_told_by_the_other_ids(planted: Sandbox) -> None:
    planted.edit("contract/agreement.md", "TSA_M1_03", "TSA_M1_0333")
    planted.configure(disclosure={"other_ids": {"TEST_P_THEM": SECRET}})
    told = run(planted, "check", "TEST", "--audience", "TEST_P_THEM", "--format", "json")
    [project] = json.loads(told.stdout)["projects"]
    found = [f for f in project["findings"] if f["rule"] == "unknown-target"]
    assert [re.sub("[A-Z2-7]{8}$", "…", f["id"]) for f in found] == ["TEST_C_…"]


def test_what_a_project_says_of_itself_may_be_withheld(planted: Sandbox) -> None:
    classes = dict.fromkeys(("title", "catalogue", "phases"), "Shut")
    planted.configure(
        title={"en": "Secret canary9999x hosting"}, disclosure={"particulars": classes}
    )
    workspace = find_workspace(planted.root)
    settings = workspace.project("TEST") / "project.yaml"
    dates = re.findall(r"closed: (\d{4}-\d\d-\d\d)", settings.read_text(encoding="utf-8"))
    assert dates
    with audiences.workspace_for(workspace, "TEST", ["TEST_P_THEM"], DAY) as audience:
        text = (audience.root / "projects/TEST/project.yaml").read_text(encoding="utf-8")
        [scan] = audience.scans
    data = yaml.safe_load(text)
    assert data["title"] == {"en": "TEST"}
    assert not [date for date in dates if date in text]
    assert {str(phase["closed"]) for phase in data["phases"].values()} == {TODAY}
    assert data["catalog"] == ["TSA_M1", "TSA_M2", "TSB_M1"]
    assert [*scan.file("a.html", b"<!doctype html><title>Secret canary9999x hosting</title>")]
    told = run(planted, "check", "TEST", "--audience", "TEST_P_THEM", "--format", "json")
    assert told.exit_code in (0, 1), told.output
    assert "canary9999x" not in told.output
    with audiences.workspace_for(workspace, "TEST", ["TEST_Q_2"], DAY) as audience:
        text = (audience.root / "projects/TEST/project.yaml").read_text(encoding="utf-8")
    assert "canary9999x" in text


def _new_finding(workspace: Sandbox) -> None:
    workspace.edit("contract/agreement.md", "TSA_M1_03", "TSA_M1_0333")


def test_a_base_is_judged_by_what_is_seen_of_it(
    planted: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copy(Path(__file__).resolve().parents[2] / "conf.py", planted.root)
    _commit(planted, monkeypatch)
    words = ("check", "TEST", "--audience", "TEST_P_THEM", "--base", "HEAD~0")
    before = run(planted, *words)
    assert before.exit_code == 0, before.output
    _new_finding(planted)
    result = run(planted, *words)
    assert result.exit_code == 1, result.output
    assert "TSA_M1_0333" in result.stdout
    assert "against HEAD-0 (" in result.stdout
    assert "weakened-trusted-file" not in result.stdout
    assert CANARY not in result.output
    assert "TEST_C_CAN" not in result.output


def test_each_version_is_seen_by_the_policy_of_today_and_what_was_withheld_then(
    planted: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    planted.write("concept/once.md", "# Once canary7001x\n\nOpen then, shut today.\n")
    planted.write("concept/then.md", f"---\ninfoclass: Shut\n---\n# {CANARY}7002x\n\nShut then.\n")
    _commit(planted, monkeypatch)
    assert (
        run(planted, "release", "TEST", "1.0.0", "--allow-failing", "a canary8888x").exit_code == 0
    )
    planted.write(
        "concept/once.md", "---\ninfoclass: Shut\n---\n# Once canary7001x\n\nOpen then.\n"
    )
    planted.write("concept/then.md", "# Then\n\nOpen today, and other words.\n")
    git(planted.root, "add", "-A")
    git(planted.root, "commit", "-qm", "Later")
    workspace = find_workspace(planted.root)
    states = audiences.states_of(workspace, "TEST", [], versions=True)
    assert [*states] == ["1.0.0"]
    with audiences.workspace_for(
        workspace, "TEST", ["TEST_P_THEM"], DAY, states=states
    ) as audience:
        git(audience.root, "checkout-index", "-a", "-f", "--prefix=kept/")
        log = git(audience.root, "log", "--all", "--format=%H %an %ae %ad %s %b %D")
        tree = git(audience.root, "ls-tree", "-r", "--name-only", "TEST/1.0.0")
        whole = "".join(
            git(audience.root, "show", f"TEST/1.0.0:{name}") for name in tree.splitlines()
        )
        held = texts_below(audience.root / "projects")
    assert CANARY not in log + tree + whole
    assert "iso@client.example" not in log
    assert "projects/TEST/baselines/1.0.0.json" in tree
    assert json.loads(held["TEST/baselines/1.0.0.json"])["reason"] == ""
    assert [name for name, text in held.items() if CANARY in name + text] == []
