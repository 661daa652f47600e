"""A preview from save to save, without a server: what the bar says, and what ends nothing."""

from __future__ import annotations

import datetime
import errno
import json
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from unittest.mock import DEFAULT, Mock

import pytest

from nachweis.i18n import ENGLISH
from nachweis.load import judge_projects
from nachweis.preview.session import Session
from nachweis.preview.watcher import changes_of, stamps
from nachweis.publish.sphinx_process import Finished, Run, Spare
from nachweis.sources.workspace import find_workspace
from tests.support.sandbox import PROJECT, TODAY, Sandbox


class Built:
    """Builds nothing, and keeps what the bar says meanwhile."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.bars: list[str] = []
        self.started: list[Run] = []
        self.wanted: list[str] = []
        self.early: dict[str, str] = {}
        self.late: dict[str, str] = {}
        self.session: Session | None = None
        monkeypatch.setattr("nachweis.preview.session.Spare", lambda: self)

    def start(self, build: Run, ahead: list[str]) -> None:
        self.started.append(build)
        self.wanted = ahead

    def ahead(self) -> Iterator[tuple[str, str]]:
        yield from self.early.items()

    def finish(self) -> Finished:
        assert self.session
        self.bars.append(self.session.board.bar("index.html"))
        for name, text in self.late.items():
            path = self.session.out / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
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


@pytest.mark.parametrize(
    ("late", "again"),
    [
        ({"a.html": '<img src="_images/a%20b.png">'}, False),
        ({"a.html": '<img src="_images/a%20b.png">', "_images/a b.png": "new"}, True),
        ({"a.html": "other"}, True),
        ({}, True),
    ],
    ids=["as it was shown", "with another picture", "otherwise", "not at all"],
)
def test_a_page_that_was_shown_ahead_is_loaded_again_only_if_it_became_another_one(
    workspace: Sandbox, monkeypatch: pytest.MonkeyPatch, late: dict[str, str], *, again: bool
) -> None:
    built = Built(monkeypatch)
    built.early = {"a": '<img src="_images/a%20b.png">'}
    built.late = late
    monkeypatch.setattr("nachweis.preview.session.changes_of", Mock(side_effect=KeyboardInterrupt))
    session = preview(workspace, built)
    viewing = session.board.viewing
    with viewing("a.html"), viewing("data.json"), pytest.raises(KeyboardInterrupt):
        session.run()
    assert built.wanted == ["a"]
    assert "building the other pages" in built.bars[0]
    assert session.board.ahead("a.html") is None
    states = [json.loads(session.board.wait(0, name)[1])["page"] for name in ("a.html", "b.html")]
    assert (states[0] == states[1]) is again


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


def test_a_spare_sphinx_yields_pages_while_it_builds(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = """
import json, sys
told = json.loads(sys.stdin.readline())
for name in told["ahead"]:
    print(json.dumps([name, "<p>ü"]), flush=True)
print('["b", "ended')
sys.exit("one: WARNING: two")
"""
    monkeypatch.setattr("nachweis.publish.sphinx_process._PROGRAM", (sys.executable, "-c", program))
    spare = Spare()
    spare.start(Run(root=tmp_path, out=tmp_path, doctrees=tmp_path, settings={}), ["a"])
    assert list(spare.ahead()) == [("a", "<p>ü")]
    assert spare.finish() == Finished(code=1, lines=("one: WARNING: two",))


def test_a_folder_that_is_gone_before_it_is_watched_is_no_failure(tmp_path: Path) -> None:
    gone = tmp_path / "gone"
    assert list(changes_of((tmp_path, gone))) == []
    assert stamps((gone,)) == {}
