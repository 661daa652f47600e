"""The folder of the cache: damaged, not ours, full, deleted, old, and used by many at once."""

from __future__ import annotations

import contextlib
import errno
import io
import multiprocessing
import os
import random
import time
from pathlib import Path
from typing import Any

import pytest

from nachweis.sources.cache import MOST_BYTES, OLDEST, Cache, cache_folder
from tests.support.remembering import entries, facts, outcome, parsed
from tests.support.sandbox import Sandbox


@pytest.mark.parametrize("damage", ["truncated", "garbage", "empty", "folder", "link", "device"])
def test_damaged_entries_are_read_anew_and_replaced(
    workspace: Sandbox, folder: Path, damage: str
) -> None:
    plain = outcome(workspace.root, "--no-cache")
    everything = parsed(workspace.root, Cache(folder))
    for entry in entries(folder):
        content = entry.read_bytes()
        entry.unlink()
        if damage == "truncated":
            entry.write_bytes(content[: len(content) // 2])
        elif damage == "garbage":
            entry.write_bytes(content[:40] + bytes(len(content) - 40))
        elif damage == "empty":
            entry.touch()
        elif damage == "folder":
            entry.mkdir()
        elif damage == "link":
            (entry.parent / "target").write_bytes(content)
            entry.symlink_to("target")
        else:
            os.mkfifo(entry, 0o600)
    assert outcome(workspace.root) == plain
    if damage in ("truncated", "garbage", "empty"):
        assert parsed(workspace.root, Cache(folder)) == 0
    else:
        assert parsed(workspace.root, Cache(folder)) <= everything
    assert outcome(workspace.root) == plain


def test_a_folder_that_others_write_to_is_not_used(workspace: Sandbox, folder: Path) -> None:
    everything = parsed(workspace.root, Cache(folder))
    folder.chmod(0o777)
    assert parsed(workspace.root, Cache(folder)) == everything
    folder.chmod(0o700)
    for entry in entries(folder):
        entry.chmod(0o666)
    assert parsed(workspace.root, Cache(folder)) == everything


def test_somebody_elses_folder_is_not_used(
    workspace: Sandbox, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    parsed(workspace.root, Cache(folder))
    other = os.geteuid() + 1
    monkeypatch.setattr(os, "geteuid", lambda: other)
    assert parsed(workspace.root, Cache(folder)) > 0


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EACCES, errno.EROFS, errno.EDQUOT])
def test_a_folder_that_takes_nothing(
    workspace: Sandbox, folder: Path, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    plain = outcome(workspace.root, "--no-cache")
    open_ = os.open

    def refuse(path: Any, flags: int, *more: Any, **named: Any) -> int:
        if flags & os.O_CREAT and str(path).startswith(str(folder)):
            raise OSError(number, os.strerror(number))
        return open_(path, flags, *more, **named)

    monkeypatch.setattr(os, "open", refuse)
    assert outcome(workspace.root) == plain
    assert entries(folder) == []


def test_a_disk_that_fills_up_leaves_no_half_entry(
    workspace: Sandbox, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("nachweis.sources.cache.os.fdopen", _full)
    plain = outcome(workspace.root, "--no-cache")
    assert outcome(workspace.root) == plain
    assert entries(folder) == []


class _Full(io.FileIO):
    """A file on a disk with room for a few bytes."""

    def write(self, data: Any, /) -> int:
        super().write(data[:10])
        raise OSError(errno.ENOSPC, "full")


def _full(handle: int, mode: str) -> _Full:
    return _Full(handle, mode)


def test_a_place_that_is_no_folder(
    workspace: Sandbox, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setenv("NACHWEIS_CACHE", str(tmp_path / "file"))
    assert outcome(workspace.root)[0] == 0


def test_where_it_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("NACHWEIS_CACHE")
    monkeypatch.delenv("LOCALAPPDATA", raising=False)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    assert cache_folder() == tmp_path / "nachweis"
    monkeypatch.setenv("XDG_CACHE_HOME", "relative")
    monkeypatch.setenv("HOME", str(tmp_path))
    assert cache_folder() == tmp_path / ".cache" / "nachweis"


def test_it_can_be_deleted_at_any_time(workspace: Sandbox, folder: Path) -> None:
    import shutil

    plain = outcome(workspace.root)
    cache = Cache(folder)
    shutil.rmtree(folder)
    assert facts(workspace.root, cache) == facts(workspace.root, Cache())
    assert outcome(workspace.root) == plain


def test_no_cache_writes_nothing(workspace: Sandbox, folder: Path) -> None:
    outcome(workspace.root, "--no-cache")
    assert not folder.exists()


def test_old_entries_are_dropped(workspace: Sandbox, folder: Path) -> None:
    outcome(workspace.root)
    kept = entries(folder)
    old = folder / "aa" / "old"
    old.parent.mkdir(exist_ok=True)
    old.write_bytes(b"old")
    os.utime(old, (time.time() - OLDEST - 1,) * 2)
    outcome(workspace.root)
    assert old.exists(), "nothing was added, so nobody looks"
    os.utime(folder / "swept", (1, 1))
    workspace.edit("contract/agreement.md", "within two hours", "at once")
    outcome(workspace.root)
    assert not old.exists()
    assert set(kept) < set(entries(folder))


def test_a_large_cache_loses_what_was_unused_longest(workspace: Sandbox, folder: Path) -> None:
    outcome(workspace.root)
    big = []
    for number in range(3):
        path = folder / "ab" / f"big{number}"
        path.parent.mkdir(exist_ok=True)
        with path.open("wb") as stream:
            stream.truncate(MOST_BYTES // 2 - 1_000_000)
        os.utime(path, (time.time() - 1000 + number,) * 2)
        big.append(path)
    os.utime(folder / "swept", (1, 1))
    workspace.edit("contract/agreement.md", "within two hours", "at once")
    outcome(workspace.root)
    assert [path.exists() for path in big] == [False, False, True]
    assert len(entries(folder)) > 5


def test_an_entry_that_is_used_stays_young(workspace: Sandbox, folder: Path) -> None:
    outcome(workspace.root)
    for entry in entries(folder):
        os.utime(entry, (time.time() - OLDEST + 1000,) * 2)
    outcome(workspace.root)
    assert all(time.time() - entry.stat().st_mtime < 1000 for entry in entries(folder))


def test_processes_at_once(workspace: Sandbox, folder: Path) -> None:
    plain = outcome(workspace.root, "--no-cache")
    context = multiprocessing.get_context("fork")
    with context.Pool(4) as pool:
        results = pool.map(_hammer, [(str(workspace.root), seed) for seed in range(4)])
    assert {result for found in results for result in found} == {plain}
    assert not [path for path in entries(folder) if "." in path.name]


def _hammer(job: tuple[str, int]) -> list[tuple[int, str, str]]:
    root, seed = job
    chance = random.Random(seed)
    folder = cache_folder()
    assert folder is not None
    found = []
    for _ in range(6):
        for path in chance.sample(known := entries(folder), len(known) // 2):
            with contextlib.suppress(OSError):
                path.unlink()
        found.append(outcome(Path(root)))
    return found


def test_only_the_user_may_look_into_an_entry(workspace: Sandbox, folder: Path) -> None:
    outcome(workspace.root)
    assert {oct(path.stat().st_mode & 0o777) for path in entries(folder)} == {"0o600"}
    assert oct(folder.stat().st_mode & 0o777) == "0o700"
