"""``nachweis check --watch`` is quick, and right after whatever happens to the files."""

from __future__ import annotations

import errno
import os
import resource
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Final
from unittest.mock import DEFAULT, Mock

import pytest

from nachweis.load import judge_projects
from tests.cli.test_watch import AGREEMENT
from tests.support.sandbox import PROJECT, Sandbox
from tests.support.watching import Watching

GENERATE: Final = Path(__file__).parents[2] / "benchmarks" / "generate.py"
PAGES: Final = 60
SAVES: Final = 7
CLAUSE: Final = (
    ":::{clause} More\n:id: BENCH_C_MORE\n:number: 99.9\n:status: agreed\n:obliges: provider\n"
)


def git(workspace: Sandbox, *arguments: str) -> None:
    who = ("-c", "user.name=Client ISO", "-c", "user.email=iso@client.example")
    subprocess.run(["git", *who, *arguments], cwd=workspace.root, check=True, capture_output=True)


def test_many_files_at_once(workspace: Sandbox, watching: Watching) -> None:
    git(workspace, "init", "-q", "-b", "main")
    git(workspace, "add", ".")
    git(workspace, "commit", "-q", "-m", "Begin")
    git(workspace, "checkout", "-q", "-b", "many")
    for number in range(PAGES):
        workspace.add(
            f"record R_9{number:03} date=2026-11-01 result=pass proves=NOTHING", f"many/{number}.md"
        )
    watching.until(f"{PAGES} errors")
    git(workspace, "add", ".")
    git(workspace, "commit", "-q", "-m", "Many")
    for branch, words in (("main", "TEST holds"), ("many", f"{PAGES} errors"), ("main", "holds")):
        git(workspace, "checkout", "-q", branch)
        said = watching.until(words)
        assert "Traceback" not in "\n".join(said)
    assert watching.end() == 0


def test_a_project_that_goes_and_comes_back(workspace: Sandbox, watching: Watching) -> None:
    folder, aside = workspace.root / PROJECT, workspace.root / "aside"
    folder.rename(aside)
    watching.until("? ")
    aside.rename(folder)
    watching.until("TEST holds")
    shutil.move(workspace.root / "projects", aside)
    watching.until("? ")
    shutil.move(aside, workspace.root / "projects")
    watching.until("TEST holds")
    workspace.edit(AGREEMENT, "TSA_M1_03", "TSA_M1_033")
    said = "\n".join(watching.until("TEST fails"))
    assert "Traceback" not in said
    assert watching.end() == 1


def test_folders_that_are_back_at_once_are_watched_again(
    workspace: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, aside = workspace.root / "projects", workspace.root / "aside"
    waits: list[tuple[Path, ...]] = []

    def wait(paths: tuple[Path, ...], _: object) -> Iterator[tuple[Path, ...]]:
        waits.append(paths)
        if len(waits) > 1:
            raise KeyboardInterrupt
        folder.rename(aside)
        try:
            yield (folder,)
        finally:  # left, as the folders to watch are others; and now they are not
            aside.rename(folder)

    monkeypatch.setattr("nachweis.cli.watch.changes_of", wait)
    workspace.check("--watch")
    assert waits == [(folder, workspace.root / "catalog")] * 2


def test_what_is_moved_while_it_is_read_does_not_end_the_watch(
    workspace: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    gone = FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), "projects/TEST/evidence")
    judged = Mock(wraps=judge_projects, side_effect=[DEFAULT, gone, DEFAULT])
    monkeypatch.setattr("nachweis.cli.watch.judge_projects", judged)

    def wait(*_: object) -> Iterator[tuple[Path, ...]]:
        yield ()
        yield (workspace.root,)
        raise KeyboardInterrupt

    monkeypatch.setattr("nachweis.cli.watch.changes_of", wait)
    result = workspace.check("--watch")
    first, _, after = result.output.partition("? projects/TEST/evidence: no such file or directory")
    assert "TEST holds" in first
    assert "TEST holds" in after
    assert result.exit_code == 0


def test_projects_that_go_after_the_workspace_was_found(
    workspace: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("nachweis.sources.workspace.project_folders", lambda _: {})
    result = workspace.check()
    assert result.exit_code == 2
    assert "no projects/*/project.yaml here" in result.output


def test_a_page_that_is_renamed_and_broken_and_repaired(
    workspace: Sandbox, watching: Watching
) -> None:
    page = workspace.root / PROJECT / AGREEMENT
    text = page.read_bytes()
    page.write_bytes(b"\xff\xfe\x00")
    watching.until("? ")
    page = page.rename(page.with_name("renamed.md"))
    watching.until("/renamed.md")
    page.write_bytes(text[: len(text) // 2])
    page.write_bytes(text.replace(b"TSA_M1_03", b"TSA_M1_033"))
    watching.until("TEST fails")
    page.unlink()
    page.with_name("agreement.md").write_bytes(text)
    watching.until("TEST holds")
    assert watching.end() == 0


@pytest.mark.slow
def test_an_answer_takes_less_than_a_second_of_work(tmp_path: Path) -> None:
    command = [sys.executable, str(GENERATE), str(tmp_path), "--objects", "1000"]
    subprocess.run(command, check=True, capture_output=True)
    watching = Watching(tmp_path)
    watching.until("Watching projects")
    page = next((tmp_path / "projects" / "BENCH" / "contract").glob("*.md"))
    text = page.read_text(encoding="utf-8")
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    for number in range(SAVES):
        page.write_text(
            f"{text}\n{CLAUSE}:fulfils: NONE_{number}\n\nText.\n:::\n", encoding="utf-8"
        )
        watching.until(f"NONE_{number}")
    assert watching.end() in (0, 1)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    took = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    assert took < SAVES + 1, "the first answer and those that follow, each in less than a second"
