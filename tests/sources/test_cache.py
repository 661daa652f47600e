"""The cache never changes a result, whatever happens to the sources, to its files, or beside it."""

from __future__ import annotations

import contextlib
import json
import os
import random
import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from nachweis.load import judge_projects
from nachweis.sources import cache as cache_module
from nachweis.sources import tool
from nachweis.sources.cache import Cache
from nachweis.sources.workspace import find_workspace
from tests.support.edits import EDITS, prepare
from tests.support.examples import examples
from tests.support.remembering import DATE, describe, entries, facts, outcome, parsed
from tests.support.sandbox import Sandbox

MESSY = {
    "unknown field": "record R_70 date=2026-11-01 kind=test result=pass strange=1",
    "bad value": "clause C_70 number=1 status=odd obliges=provider fulfils=TSA_M1_01",
    "no target": "section S_70 concept=client status=approved addresses=NOTHING",
    "bad ID": "record r_71 date=2026-13-01",
}


@settings(
    max_examples=examples(8),
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
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


def test_files_whose_entries_share_a_name_take_turns(
    workspace: Sandbox, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    plain = facts(workspace.root, Cache())
    monkeypatch.setattr(Cache, "_entry", lambda *_: f"{folder}/0/0")
    for _ in range(3):
        assert facts(workspace.root, Cache(folder)) == plain
    assert len(entries(folder)) == 1


def test_what_was_made_of_a_file_before_is_there_while_its_entry_is(
    folder: Path, tmp_path: Path
) -> None:
    path, cache = tmp_path / "a.md", Cache(folder)
    for content in (b"first", b"second"):
        path.write_bytes(content)
        cache.read("a text", path, tmp_path, bytes.decode)
        if content == b"first":
            entry = cache.entries[str(path)]
    assert Cache(folder).earlier(path, tmp_path, entry) == ("first",)
    assert cache.earlier(path, tmp_path, cache.entries[str(path)]) == ("second",)
    assert cache.earlier(path, tmp_path, entry._replace(kind="another")) is None
    assert cache.earlier(path.with_name("b.md"), tmp_path, entry) is None
    with Path(entry.place).open("ab") as stream:
        stream.write(b" ")
    assert cache.earlier(path, tmp_path, entry) is None
    Path(entry.place).unlink()
    assert cache.earlier(path, tmp_path, entry) is None


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
    remembered = outcome(root)
    assert remembered == outcome(root, "--no-cache")
    assert json.loads(remembered[1])["projects"]


def test_a_large_file_is_read_again_once_somebody_wrote_to_it(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cache_module, "_SETTLED", -60)  # the file is older than it is
    file = tmp_path / "large.json"
    opened: list[str] = []

    def read(cache: Cache) -> str:
        return cache.read_unchanged("text", file, tmp_path, bytes.decode, 100)

    def count(path: Path, *rest: object) -> bytes:
        opened.append(path.name)
        return path.read_bytes()

    monkeypatch.setattr(cache_module, "read_bytes", count)
    file.write_text("one", encoding="utf-8")
    times = file.stat()
    assert [read(Cache(folder)), read(Cache(folder)), opened] == ["one", "one", ["large.json"]]
    file.write_text("two", encoding="utf-8")
    os.utime(file, ns=(times.st_atime_ns, times.st_mtime_ns))
    assert read(Cache(folder)) == "two"
    file.with_name("other").write_text("six", encoding="utf-8")
    os.utime(file.with_name("other"), ns=(times.st_atime_ns, times.st_mtime_ns))
    file.with_name("other").replace(file)
    assert read(Cache(folder)) == "six"
