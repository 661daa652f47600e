"""The cache never changes a result, whatever happens to the sources, to its files, or beside it."""

from __future__ import annotations

import contextlib
import datetime
import enum
import errno
import json
import multiprocessing
import os
import random
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from nachweis.load import judge_projects
from nachweis.sources import cache as cache_module
from nachweis.sources import tool
from nachweis.sources.cache import MOST_BYTES, OLDEST, Cache, cache_folder
from nachweis.sources.errors import SourceError
from nachweis.sources.workspace import find_workspace
from tests.support.edits import EDITS, prepare
from tests.support.sandbox import Sandbox

MESSY = {
    "unknown field": "record R_70 date=2026-11-01 kind=test result=pass strange=1",
    "bad value": "clause C_70 number=1 status=odd obliges=provider fulfils=TSA_M1_01",
    "no target": "section S_70 concept=client status=approved addresses=NOTHING",
    "bad ID": "record r_71 date=2026-13-01",
}


def outcome(root: Path, *arguments: str) -> tuple[int, str, str]:
    """Return how a check ends and all that it says."""
    sandbox = Sandbox.__new__(Sandbox)
    sandbox.root = root
    result = sandbox.check("--format", "json", *arguments)
    return result.exit_code, result.stdout, result.stderr


def parsed(root: Path, cache: Cache) -> int:
    """Judge, and return how many files were parsed and not remembered."""
    count = 0
    recall = cache.read

    def read(kind: str, path: Path, base: Path, parse: Callable[[bytes], Any], **more: Any) -> Any:
        def counted(data: bytes) -> Any:
            nonlocal count
            count += 1
            return parse(data)

        return recall(kind, path, base, counted, **more)

    cache.read = read  # type: ignore[method-assign]  # to count
    judge_projects(root, [], DATE, cache=cache)
    return count


DATE = datetime.date(2026, 11, 20)


@pytest.fixture
def folder() -> Path:
    found = cache_folder()
    assert found is not None
    return found


def entries(folder: Path) -> list[Path]:
    return sorted(folder.glob("??/*"))


@settings(
    max_examples=8,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    steps=st.lists(st.sampled_from([*EDITS, *MESSY, "undo", "spoil"]), min_size=2, max_size=7),
    chance=st.randoms(use_true_random=False),
)
def test_random_edits_with_and_without(
    steps: list[str], chance: random.Random, folder: Path
) -> None:
    with tempfile.TemporaryDirectory() as room:
        workspace = Sandbox(Path(room) / "workspace", documents=True)
        prepare(workspace)
        memory = Cache(memory=True)
        before: list[dict[Path, bytes]] = [snapshot(workspace.root)]
        for step in steps:
            if step == "undo":
                restore(workspace.root, chance.choice(before))
            elif step == "spoil":
                spoil(folder, chance)
            elif step in MESSY:
                workspace.add(MESSY[step], name="contract/agreement.md")
            else:
                with contextlib.suppress(AssertionError, OSError):
                    EDITS[step](workspace)
            before.append(snapshot(workspace.root))
            plain = outcome(workspace.root, "--no-cache")
            assert outcome(workspace.root) == plain
            assert outcome(workspace.root) == plain
            assert facts(workspace.root, memory) == facts(workspace.root, Cache())


def snapshot(root: Path) -> dict[Path, bytes]:
    return {path: path.read_bytes() for path in root.rglob("*") if path.is_file()}


def restore(root: Path, files: dict[Path, bytes]) -> None:
    for path in snapshot(root).keys() - files.keys():
        path.unlink()
    for path, content in files.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)


def spoil(folder: Path, chance: random.Random) -> None:
    """Cut, flip, swap and delete a few entries."""
    for path in chance.sample(found := entries(folder), min(4, len(found))):
        content = path.read_bytes()
        position = chance.randrange(len(content))
        path.write_bytes(
            chance.choice(
                [
                    content[:position],
                    content[:position] + bytes([content[position] ^ 1]) + content[position + 1 :],
                    chance.choice(found).read_bytes(),
                    b"",
                ]
            )
        )


def facts(root: Path, cache: Cache) -> object:
    """Return everything that is read and found, or what is wrong with the sources."""
    try:
        [verdict] = judge_projects(root, [], DATE, cache=cache)
    except SourceError as error:
        return error.problems
    return verdict.graph.project, verdict.graph.catalogue, verdict.findings


def test_what_comes_back_is_the_same_to_the_last_type(workspace: Sandbox, folder: Path) -> None:
    prepare(workspace)
    for words in MESSY.values():
        workspace.add(words)
    fresh = judge_projects(workspace.root, [], DATE)[0]
    judge_projects(workspace.root, [], DATE, cache=Cache(folder))
    kept = judge_projects(workspace.root, [], DATE, cache=Cache(folder))[0]
    assert kept.findings == fresh.findings
    assert describe(kept.graph.project) == describe(fresh.graph.project)
    assert describe(kept.graph.catalogue) == describe(fresh.graph.catalogue)


def describe(value: object) -> object:
    """Return a value with the type of every part of it."""
    kind = type(value).__name__
    if isinstance(value, enum.Enum):
        return kind, value.name
    if isinstance(value, dict):
        return kind, [(describe(key), describe(part)) for key, part in value.items()]
    if isinstance(value, tuple):
        return kind, [describe(part) for part in value]
    slots = getattr(type(value), "__slots__", ())
    parts = [describe(getattr(value, name)) for name in slots]
    more = vars(value) if hasattr(value, "__dict__") else {}
    return kind, str(value), parts, describe(dict(more)) if more else None


def test_only_what_changed_is_read_again(workspace: Sandbox, folder: Path) -> None:
    prepare(workspace)
    assert parsed(workspace.root, Cache(folder)) > 15
    including = 1  # a document that includes another is always read
    assert parsed(workspace.root, Cache(folder)) == including
    workspace.edit("contract/agreement.md", "within two hours", "at once")
    assert parsed(workspace.root, Cache(folder)) == including + 1
    workspace.edit("contract/agreement.md", "at once", "within two hours")
    assert parsed(workspace.root, Cache(folder)) == including


def test_the_same_content_elsewhere_needs_no_second_reading(
    workspace: Sandbox, folder: Path, tmp_path: Path
) -> None:
    parsed(workspace.root, Cache(folder))
    workspace.root.rename(tmp_path / "moved")
    assert parsed(tmp_path / "moved", Cache(folder)) == 0


def test_another_state_of_the_tool_reads_anew(
    workspace: Sandbox, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    everything = parsed(workspace.root, Cache(folder))
    monkeypatch.setattr(cache_module, "identity", lambda: b"another")
    assert parsed(workspace.root, Cache(folder)) == everything


def test_an_edit_of_a_reader_is_another_state_of_the_tool(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("model", "sources"):
        (tmp_path / name).mkdir()
    (tmp_path / "__init__.py").write_text("__version__ = '1'")
    reader = tmp_path / "sources" / "markdown.py"
    monkeypatch.setattr(tool, "__file__", str(tmp_path / "sources" / "tool.py"))
    found = []
    for text in ("a = 1", "a = 2"):
        reader.write_text(text)
        os.utime(reader, (1, 1))
        found.append(tool.identity.__wrapped__())
    assert found[0] != found[1]
    monkeypatch.setattr("sys.path", [str(tmp_path)])
    (tmp_path / "pydantic-2.0.dist-info").mkdir()
    assert tool.identity.__wrapped__() not in found


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
    monkeypatch.setattr(Path, "replace", _full)
    plain = outcome(workspace.root, "--no-cache")
    assert outcome(workspace.root) == plain
    assert entries(folder) == []


def _full(*_: object) -> None:
    raise OSError(errno.ENOSPC, "full")


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


def test_an_entry_is_data_and_never_code(workspace: Sandbox, folder: Path) -> None:
    outcome(workspace.root)
    assert not [path for path in entries(folder) if b"nachweis.model" in path.read_bytes()]
    assert {oct(path.stat().st_mode & 0o777) for path in entries(folder)} == {"0o600"}
    assert oct(folder.stat().st_mode & 0o777) == "0o700"


def test_every_shipped_example_is_remembered_whole(folder: Path) -> None:
    root = Path(__file__).resolve().parents[2]
    workspace = find_workspace(root)
    parsed(root, Cache(folder))
    including = sum(
        b"{include}" in path.read_bytes().lower()
        for project in workspace.projects.values()
        for path in project.rglob("*.md")
    )
    assert parsed(root, Cache(folder)) == including
    assert outcome(root) == outcome(root, "--no-cache")
    data = json.loads(outcome(root)[1])
    assert data["projects"]
