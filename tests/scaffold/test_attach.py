"""``nachweis attach``: copies, digests, and the two options of a record."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from hypothesis import given
from hypothesis import strategies as st

from nachweis.cli.group import main
from nachweis.model.items import Item
from nachweis.model.places import Place
from nachweis.scaffold import attach
from nachweis.scaffold.errors import CannotAddError
from nachweis.scaffold.options import set_options
from nachweis.sources.markdown.documents import read_document
from nachweis.sources.yaml.lists import read_list
from tests.support.sandbox import Sandbox

STORE = "projects/TEST/evidence/files/TEST_R_01"
PLACE = Place(path="a.md")


def run(sandbox: Sandbox, *arguments: object) -> Result:
    result = CliRunner().invoke(
        main,
        ["attach", "--root", str(sandbox.root), *map(str, arguments)],
        prog_name="nachweis",
    )
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


@pytest.fixture
def report(tmp_path: Path) -> Path:
    """A file outside of the workspace."""
    path = tmp_path / "inbox" / "The rating, final.txt"
    path.parent.mkdir()
    path.write_text("All is well.\n", encoding="utf-8")
    return path


def record_of(sandbox: Sandbox, identifier: str = "TEST_R_01") -> Item:
    [item] = [i for i in sandbox.judge().graph.project.items if i.id == identifier]
    return item


def digest_of(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def test_a_file_is_copied_and_its_digest_noted(workspace: Sandbox, report: Path) -> None:
    before = (workspace.root / "projects/TEST/evidence/records.md").read_text(encoding="utf-8")
    result = run(workspace, "TEST_R_01", report)
    assert result.exit_code == 0, result.stderr
    assert result.stdout.splitlines() == [
        "projects/TEST/evidence/records.md:3: TEST_R_01",
        "  files/TEST_R_01/The-rating-final.txt (SHA-256 fc80289eb34a…)",
    ]
    copy = workspace.root / STORE / "The-rating-final.txt"
    assert copy.read_bytes() == report.read_bytes()
    after = (workspace.root / "projects/TEST/evidence/records.md").read_text(encoding="utf-8")
    added = f":file: files/TEST_R_01/The-rating-final.txt\n:sha256: {digest_of(copy)}\n"
    assert after.count(added) == 1
    assert after.replace(added, "") == before
    assert workspace.check().exit_code == 0


def test_more_files_come_behind_and_nothing_is_overwritten(
    workspace: Sandbox, report: Path
) -> None:
    run(workspace, "TEST_R_01", report)
    report.write_text("All was well.\n", encoding="utf-8")
    other = report.with_name("list.csv")
    other.write_text("a;b\n", encoding="utf-8")
    assert run(workspace, "TEST_R_01", report, other).exit_code == 0
    assert record_of(workspace).list("file") == (
        "files/TEST_R_01/The-rating-final.txt",
        "files/TEST_R_01/The-rating-final-2.txt",
        "files/TEST_R_01/list.csv",
    )
    assert workspace.check().exit_code == 0


def test_the_same_file_again_changes_nothing(workspace: Sandbox, report: Path) -> None:
    run(workspace, "TEST_R_01", report)
    page = workspace.root / "projects/TEST/evidence/records.md"
    before = page.read_bytes()
    result = run(workspace, "TEST_R_01", report)
    assert result.exit_code == 0
    assert "had these files already" in result.stdout
    assert page.read_bytes() == before
    assert len(list((workspace.root / STORE).iterdir())) == 1


def test_a_right_change_is_attached_again_where_it_is(workspace: Sandbox, report: Path) -> None:
    run(workspace, "TEST_R_01", report)
    copy = workspace.root / STORE / "The-rating-final.txt"
    copy.write_text("All was well.\n", encoding="utf-8")
    assert workspace.check().exit_code == 1
    assert run(workspace, "TEST_R_01", copy).exit_code == 0
    assert record_of(workspace).list("sha256") == (digest_of(copy),)
    assert workspace.check().exit_code == 0


def test_a_file_in_the_folder_of_evidence_stays(workspace: Sandbox) -> None:
    path = workspace.write("evidence/2026/rating.txt", "All is well.\n")
    assert run(workspace, "TEST_R_01", path).exit_code == 0
    assert record_of(workspace).get("file") == "2026/rating.txt"
    assert not (workspace.root / STORE).exists()


def test_a_file_without_digest_gets_one(workspace: Sandbox, report: Path) -> None:
    workspace.edit(
        "evidence/records.md", ":date: 2026-03-10", ":file: rating.txt\n:date: 2026-03-10"
    )
    path = workspace.write("evidence/rating.txt", "All is well.\n")
    assert run(workspace, "TEST_R_01", path).exit_code == 0
    assert record_of(workspace).list("sha256") == (digest_of(path),)


def test_a_file_kept_elsewhere(workspace: Sandbox, report: Path) -> None:
    result = run(workspace, "TEST_R_01", report, "--at", "https://files.client.test/a?id=1&v=2#x")
    assert result.exit_code == 0, result.stderr
    assert record_of(workspace).get("file") == "https://files.client.test/a?id=1&v=2#x"
    assert record_of(workspace).get("sha256") == digest_of(report)
    assert not (workspace.root / STORE).exists()
    assert workspace.check().exit_code == 0


def test_a_markdown_file_in_the_store_is_no_source(workspace: Sandbox, report: Path) -> None:
    minutes = report.with_name("minutes.md")
    minutes.write_text(":::{record} A\n:id: TEST_R_99\n:::\n", encoding="utf-8")
    assert run(workspace, "TEST_R_01", minutes).exit_code == 0
    assert workspace.check().exit_code == 0
    assert all(item.id != "TEST_R_99" for item in workspace.judge().graph.project.items)


def test_attaching_makes_no_confirmed_link_suspect(workspace: Sandbox, report: Path) -> None:
    confirm = ["confirm", "TEST", "--yes", "--quiet", "--root", str(workspace.root)]
    CliRunner().invoke(main, confirm)
    assert run(workspace, "TEST_R_01", report).exit_code == 0
    assert workspace.check("--strict").exit_code == 0


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["TEST_R_01", "missing.txt"], "missing.txt: cannot be read or copied (no such file or"),
        (["TEST_R_01", "."], ". is a folder; name the files in it"),
        (["TEST_R_01", "link.txt"], "link.txt is a symbolic link; name the file itself"),
        (["TEST_R_01", "pipe"], "pipe is not a file"),
        (["TEST_R_01", "empty.txt"], "empty.txt is empty, and shows nothing"),
        (["TEST_R_01", "large.bin"], "large.bin has 50.0 MiB, more than the 50 MiB that"),
        (["TEST_R_77", "a.txt"], "there is no record TEST_R_77 in TEST"),
        (["TEST_C_01", "a.txt"], "TEST_C_01 is a clause; only a record carries files"),
        (["OTHER_R_01", "a.txt"], "there is no project with a record OTHER_R_01; there are: TEST"),
        (["TEST_R_01", "a.txt", "--at", "here"], "--at 'here': write an address such as https"),
        (["TEST_R_01", "a.txt", "--at", "https://a.example/b,c"], "a comma in it as %2C"),
        (["TEST_R_01", "a.txt", "b.txt", "--at", "https://a.example"], "name one FILE at a time"),
        (["TEST_R_01"], "Missing argument 'FILE...'"),
        (["TEST_R_01", "a.txt", "empty.txt"], "empty.txt is empty"),
    ],
)
def test_refusals_are_a_line_and_change_nothing(
    workspace: Sandbox, report: Path, arguments: list[str], says: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    monkeypatch.chdir(report.parent)
    Path("a.txt").write_text("a", encoding="utf-8")
    Path("empty.txt").touch()
    Path("link.txt").symlink_to("a.txt")
    os.mkfifo("pipe")
    with Path("large.bin").open("wb") as stream:
        stream.truncate(50 * 1024 * 1024 + 1)
    before = {p: p.read_bytes() for p in workspace.root.rglob("*") if p.is_file()}
    result = run(workspace, *arguments)
    assert result.exit_code == 2
    assert result.stdout == ""
    assert len(result.stderr.splitlines()) == 1
    assert says in result.stderr
    assert before == {p: p.read_bytes() for p in workspace.root.rglob("*") if p.is_file()}
    assert not (workspace.root / STORE).exists()


def test_a_store_that_leads_out_of_the_project_is_refused(workspace: Sandbox, report: Path) -> None:
    (workspace.root / "projects/TEST/evidence/files").symlink_to(report.parent)
    result = run(workspace, "TEST_R_01", report)
    assert result.exit_code == 2
    assert "is a link to a folder" in result.stderr or "leads out" in result.stderr
    assert [path.name for path in report.parent.iterdir()] == [report.name]


def test_no_copy_is_left_where_the_record_cannot_be_written(
    workspace: Sandbox, report: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise CannotAddError("no room")

    monkeypatch.setattr(attach, "write_text", fail)
    assert run(workspace, "TEST_R_01", report).exit_code == 2
    assert not (workspace.root / "projects/TEST/evidence/files").exists()


YAML = """\
# Records of the year
records:
  - id: X_R_1
    title: One        # the first
    kind: test
    date: 2026-01-01
    file: [old.txt,
           older.txt]
    sha256: none
    text: |
      Words.

      :file: no option
  - title: Two
    id: X_R_2
    kind: audit

  # the last
  - {id: X_R_3, title: Three}
"""
MARKDOWN = """\
# Records

:::{record} One
:id: X_R_1
:kind: test

:file: no option
:::

- point

  ```{record} Two
  :kind: test
  :id: X_R_2
  :sha256: "0
  :  1"
  :file: old.txt
  ```

::::{note}
:::{record} Three
---
id: X_R_3
kind: audit
---
Words.
:::
::::

> :::{record} Four
> :id: X_R_4
> :::
"""
SET = {"file": "files/a.txt, files/b.txt", "sha256": "00, 11"}


@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize("name", ["records.md", "records.yaml"])
def test_options_are_set_and_all_else_stays(tmp_path: Path, name: str, end: str) -> None:
    text = (YAML if name.endswith(".yaml") else MARKDOWN).replace("\n", end)
    path = tmp_path / name
    path.write_bytes(text.encode())
    read = read_list if name.endswith(".yaml") else read_document
    items = [item for item in read(path, tmp_path) if isinstance(item, Item)]
    assert len(items) >= 3
    for item in items:
        if item.id == "X_R_3" and name.endswith(".yaml"):
            continue
        path.write_bytes(set_options(text, item, SET).encode())
        found = {i.id: i for i in read(path, tmp_path) if isinstance(i, Item)}
        assert found[item.id].list("file") == ("files/a.txt", "files/b.txt")
        assert found[item.id].list("sha256") == ("00", "11")
        kept = [line for line in text.split(end) if "file" not in line and "sha256" not in line]
        now = path.read_bytes().decode().split(end)
        left = [line for line in kept if line not in now]
        assert all("older.txt" in line or ':  1"' in line for line in left)


@given(st.sampled_from([":kind: test", ":by: X_K", ":proves: X", ":tags: a"]), st.integers(0, 3))
def test_a_directive_keeps_every_other_line(option: str, blank: int) -> None:
    text = f":::{{record}} One\n:id: X_R_1\n{option}\n" + "\n" * blank + "Words.\n:::\n"
    item = Item(
        type="record", id="X_R_1", title="One", place=PLACE, document="a.md"
    )  # fmt: skip
    after = set_options(text, item, SET)
    added = [f":{name}: {value}" for name, value in SET.items()]
    assert [line for line in after.splitlines() if line not in added] == text.splitlines()
    assert set_options(after, item, SET) == after
