"""Whether the files of records are still what was attached, and when that is looked at anew."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path
from typing import Any

import pytest

from nachweis.sources import evidence, pdf_parts, shown
from tests.support.sandbox import Sandbox

WELL = "fc80289eb34ab098f0c1f85504d2a028dc9365f8544d61bc6f8d2e6b43a187ec"
LONG_AGO = 1_700_000_000


@pytest.fixture
def report(workspace: Sandbox, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """A file that a record names with its digest; the cache takes it for settled at once."""
    monkeypatch.setenv("NACHWEIS_CACHE", str(tmp_path / "cache"))
    monkeypatch.setattr(evidence, "_SETTLED", -10_000_000_000)
    options = f":date: 2026-03-10\n:file: rating.txt\n:sha256: {WELL}"
    workspace.edit("evidence/records.md", ":date: 2026-03-10", options)
    return workspace.write("evidence/rating.txt", "All is well.\n")


def read(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return a list that names every file whose digest is computed from now on."""
    names: list[str] = []
    compute = evidence.file_digest

    def noting(path: Path) -> str:
        names.append(path.name)
        return compute(path)

    monkeypatch.setattr(evidence, "file_digest", noting)
    return names


def test_a_file_is_read_once(
    workspace: Sandbox, report: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    names = read(monkeypatch)
    assert [workspace.check().exit_code for _ in range(3)] == [0, 0, 0]
    assert names == ["rating.txt"]


def test_whether_it_shows_something_is_looked_at_once(
    workspace: Sandbox, report: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    names: list[str] = []
    look = shown.nothing_in

    def noting(path: Path) -> str:
        names.append(path.name)
        return look(path)

    monkeypatch.setattr(shown, "nothing_in", noting)
    assert [workspace.check().exit_code for _ in range(3)] == [0, 0, 0]
    assert names.count("rating.txt") == 1
    report.write_text(" \n", encoding="utf-8")
    assert ["is empty" in workspace.check().output for _ in range(2)] == [True, True]


def test_a_file_that_nobody_may_read_is_not_what_was_attached(
    workspace: Sandbox, report: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    open_file = Path.open

    def refusing(path: Path, *arguments: Any, **named: Any) -> Any:
        if path.name == "rating.txt":
            raise PermissionError(13, "Permission denied", str(path))
        return open_file(path, *arguments, **named)

    monkeypatch.setattr(Path, "open", refusing)
    monkeypatch.setattr(Path, "read_bytes", lambda path: path.open("rb").read())
    result = workspace.check()
    assert isinstance(result.exception, SystemExit)
    assert "(evidence-changed)" in result.output


def test_without_the_cache_it_is_read_each_time(
    workspace: Sandbox, report: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    names = read(monkeypatch)
    assert [workspace.check("--no-cache").exit_code for _ in range(2)] == [0, 0]
    assert names == ["rating.txt"] * 2


def test_a_change_is_found_though_size_and_time_are_as_before(
    workspace: Sandbox, report: Path
) -> None:
    os.utime(report, (LONG_AGO, LONG_AGO))
    assert workspace.check().exit_code == 0
    report.write_text("All is ruin.\n", encoding="utf-8")
    os.utime(report, (LONG_AGO, LONG_AGO))
    result = workspace.check()
    assert result.exit_code == 1
    assert "(evidence-changed)" in result.output


def test_a_file_that_was_just_written_is_not_trusted(
    workspace: Sandbox, report: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(evidence, "_SETTLED", 2_000_000_000)
    names = read(monkeypatch)
    assert [workspace.check().exit_code for _ in range(2)] == [0, 0]
    assert names == ["rating.txt"] * 2


def test_a_file_that_outgrew_the_bound_is_not_read(
    workspace: Sandbox, report: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    names = read(monkeypatch)
    with report.open("r+b") as stream:
        stream.truncate(evidence.LARGEST_EVIDENCE + 1)
    assert "(evidence-changed)" in workspace.check().output
    assert names == []


def test_a_file_that_git_ignores_is_not_read(
    workspace: Sandbox, report: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    subprocess.run(["git", "init", "-q", str(workspace.root)], check=True)
    workspace.root.joinpath(".gitignore").write_text("rating.*\n", encoding="utf-8")
    names = read(monkeypatch)
    monkeypatch.setattr(pdf_parts, "active_part", names.append)
    report.rename(report.with_suffix(".pdf"))
    workspace.edit("evidence/records.md", "rating.txt", "rating.pdf")
    assert "is ignored by git" in workspace.check().output
    assert names == []
