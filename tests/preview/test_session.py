"""A preview from save to save, without a server: what the bar says, and what ends nothing."""

from __future__ import annotations

import datetime
import errno
import os
from collections.abc import Iterator
from pathlib import Path
from unittest.mock import DEFAULT, Mock

import pytest

from nachweis.i18n import ENGLISH
from nachweis.load import judge_projects
from nachweis.preview.session import Session
from nachweis.preview.watcher import changes_of, stamps
from nachweis.publish.sphinx_process import Finished, Run
from nachweis.sources.workspace import find_workspace
from tests.support.sandbox import PROJECT, TODAY, Sandbox


class Built:
    """Builds nothing, and keeps what the bar says meanwhile."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.bars: list[str] = []
        self.started: list[Run] = []
        self.start = self.started.append
        self.session: Session | None = None
        monkeypatch.setattr("nachweis.preview.session.Spare", lambda: self)

    def finish(self) -> Finished:
        assert self.session
        self.bars.append(self.session.board.bar)
        return Finished(code=0, lines=())


def preview(workspace: Sandbox, built: Built) -> Session:
    built.session = Session(
        find_workspace(workspace.root),
        "TEST",
        lambda: datetime.date.fromisoformat(TODAY),
        ENGLISH,
        quiet=True,
        verbose=False,
    )
    return built.session


def test_the_gate_is_told_while_the_pages_are_built(
    workspace: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    built = Built(monkeypatch)
    monkeypatch.setattr("nachweis.preview.session.changes_of", Mock(side_effect=KeyboardInterrupt))
    with pytest.raises(KeyboardInterrupt):
        preview(workspace, built).run()
    assert len(built.started) == 1
    assert "TEST</b> holds" in built.bars[0]
    assert "building" in built.bars[0]


def test_pages_name_the_same_commit_whatever_is_saved(
    workspace: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    heads = iter(["a1b2c3d4e5", "f6a7b8c9d0"])
    monkeypatch.setattr("nachweis.preview.session.head", lambda _: next(heads))
    changes = Mock(side_effect=[[(), (workspace.root,)], KeyboardInterrupt])
    monkeypatch.setattr("nachweis.preview.session.changes_of", changes)
    built = Built(monkeypatch)
    with pytest.raises(KeyboardInterrupt):
        preview(workspace, built).run()
    assert [run.settings["nachweis_commit"] for run in built.started] == ["a1b2c3d4e5+"] * 2


def test_what_is_moved_while_it_is_read_does_not_end_the_preview(
    workspace: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    missing = workspace.root / PROJECT / "evidence"
    gone = FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), str(missing))
    judged = Mock(wraps=judge_projects, side_effect=[DEFAULT, gone, DEFAULT])
    monkeypatch.setattr("nachweis.preview.session.judge_projects", judged)

    def wait(*_: object) -> Iterator[tuple[Path, ...]]:
        yield ()
        yield (missing,)
        yield (missing,)
        raise KeyboardInterrupt

    monkeypatch.setattr("nachweis.preview.session.changes_of", wait)
    built = Built(monkeypatch)
    with pytest.raises(KeyboardInterrupt):
        preview(workspace, built).run()
    first, between, last = built.bars
    assert "TEST</b> holds" in first
    assert f"not judged: {PROJECT}/evidence:1:1: no such file or directory" in between
    assert "TEST</b> holds" in last


def test_a_folder_that_is_gone_before_it_is_watched_is_no_failure(tmp_path: Path) -> None:
    gone = tmp_path / "gone"
    assert list(changes_of((tmp_path, gone))) == []
    assert stamps((gone,)) == {}
