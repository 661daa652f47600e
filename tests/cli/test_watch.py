"""``nachweis check --watch``: a real process beside somebody who saves."""

from __future__ import annotations

import sys

import pytest

from tests.support.sandbox import PROJECT, TODAY, Sandbox
from tests.support.watching import Watching

AGREEMENT = "contract/agreement.md"
SUMMARY = f" on {TODAY} ("


def test_says_only_what_changed(workspace: Sandbox, watching: Watching) -> None:
    workspace.edit("contract/agreement.md", "TSA_M1_03", "TSA_M1_033")
    news = watching.until(SUMMARY)
    assert [line[:2] for line in news[:-1]] == ["+ "] * (len(news) - 1)
    assert any("TSA_M1_033" in line and "(unknown-target)" in line for line in news)
    assert "TEST fails" in news[-1]
    workspace.edit("evidence/records.md", "# ", "# More ")
    assert len(watching.until(SUMMARY)) == 1
    workspace.edit("contract/agreement.md", "TSA_M1_033", "TSA_M1_03")
    gone = watching.until(SUMMARY)
    assert [line[2:] for line in gone[:-1]] == [line[2:] for line in news[:-1]]
    assert {line[:2] for line in gone[:-1]} == {"- "}
    assert "TEST holds" in gone[-1]
    assert watching.end() == 0


def test_ends_with_the_code_of_the_last_state(workspace: Sandbox, watching: Watching) -> None:
    workspace.edit("contract/agreement.md", "TSA_M1_03", "TSA_M1_033")
    watching.until("TEST fails")
    assert watching.end() == 1


def test_survives_what_cannot_be_read(workspace: Sandbox, watching: Watching) -> None:
    good = (workspace.root / PROJECT / "project.yaml").read_text(encoding="utf-8")
    workspace.write("project.yaml", good + "  half: [\n")
    assert watching.until("project.yaml")[-1].startswith(f"? {PROJECT}/project.yaml:")
    workspace.write("contract/binary.md", "\0")
    assert watching.until("binary.md")[-1].startswith(f"? {PROJECT}/contract/binary.md:1:1: ")
    (workspace.root / PROJECT / "contract" / "binary.md").unlink()
    workspace.write("project.yaml", good)
    assert "TEST holds" in watching.until(SUMMARY)[-1]
    (workspace.root / PROJECT / "project.yaml").unlink()
    watching.until("? ")
    assert watching.end() == 2


def test_sees_what_editors_and_git_do(workspace: Sandbox, watching: Watching) -> None:
    target = workspace.root / PROJECT / AGREEMENT
    beside = target.with_name(".agreement.md.tmp")  # saved aside and moved over it
    beside.write_text(target.read_text(encoding="utf-8").replace("TSA_M1_03", "TSA_M1_033"))
    beside.replace(target)
    watching.until("TEST fails")
    target.rename(target.with_suffix(".md~"))  # moved away and written anew
    target.write_text(target.with_suffix(".md~").read_text(encoding="utf-8").replace("_033", "_03"))
    watching.until("TEST holds")
    workspace.add("record R_99 date=2026-11-01 proves=NOTHING", name="new/deep/record.md")
    watching.until("+ ")
    (workspace.root / PROJECT / "new/deep/record.md").unlink()
    watching.until("TEST holds")
    assert watching.end() == 0


def test_sees_included_files_that_lie_elsewhere(workspace: Sandbox) -> None:
    shared = workspace.root / "shared"
    shared.mkdir()
    clause = ":::{clause} A\n:id: TEST_C_77\n:number: 1\n:status: agreed\n:obliges: provider\n"
    (shared / "clauses.md").write_text(f"{clause}:fulfils: TSA_M1_01\n\nText.\n:::\n")
    workspace.write("contract/more.md", "# More\n\n```{include} /shared/clauses.md\n```\n")
    process = Watching(workspace.root, "--no-cache")
    process.until("Watching projects, catalog, shared")
    (shared / "clauses.md").write_text(f"{clause}:fulfils: TSA_NONE\n\nText.\n:::\n")
    assert "+ shared/clauses.md:" in "\n".join(process.until("TEST fails"))
    assert process.end() == 1


@pytest.mark.parametrize(
    "arguments", [("--format", "json"), ("--output", "x.txt"), ("--base", "main")]
)
def test_options_that_make_no_sense_with_it(workspace: Sandbox, arguments: tuple[str, str]) -> None:
    result = workspace.check("--watch", *arguments)
    assert result.exit_code == 2
    assert result.stderr.startswith("nachweis: --watch prints what changes as text; leave out")


def test_the_package_that_watches_may_be_missing(
    workspace: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "watchfiles", None)
    result = workspace.check("--watch")
    assert result.exit_code == 2
    assert "install it with: pip install 'nachweis[serve]'" in result.stderr
