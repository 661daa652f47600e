"""What is remembered of projects that have not changed is what would be said of them anew."""

from __future__ import annotations

import os
import random
import shutil
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner

from nachweis.cli import gate, remembered
from nachweis.cli.group import main
from nachweis.load import judge_projects
from tests.support.sandbox import Sandbox

KEYS = ("TEST", "ONE", "TWO")


@pytest.fixture
def many(workspace: Sandbox, monkeypatch: pytest.MonkeyPatch) -> Sandbox:
    """Return a workspace with three projects, which is taken for a large one."""
    monkeypatch.setattr(gate, "MANY", 2)
    monkeypatch.setattr(remembered, "_SETTLED", 0)
    for key in KEYS[1:]:
        _copy(workspace, key)
    return workspace


def _copy(workspace: Sandbox, key: str) -> None:
    target = workspace.root / "projects" / key
    shutil.copytree(workspace.root / "projects/TEST", target)
    for path in target.rglob("*.*"):
        text = path.read_text(encoding="utf-8")
        path.write_text(text.replace("TEST", key), encoding="utf-8")


def _both(workspace: Sandbox, *arguments: str) -> tuple[tuple[int, str], tuple[int, str]]:
    """Return exit code and output with what is remembered, and anew."""
    time.sleep(0.005)  # the file system tells the times of two edits apart
    found = [workspace.check(*arguments, *more) for more in ((), ("--no-cache",))]
    return (found[0].exit_code, found[0].output), (found[1].exit_code, found[1].output)


def _with_long_texts(workspace: Sandbox) -> None:
    """Give each text of the pages so many words that nobody looks at it more closely."""
    for count, path in enumerate(sorted((workspace.root / "projects").rglob("*.md"))):
        lines = path.read_text(encoding="utf-8").split("\n")
        for at, line in enumerate(lines):
            if line.endswith("."):
                lines[at] = f"{line} {_long(f'{count} and {at}')}"
        path.write_text("\n".join(lines), encoding="utf-8")


def _long(number: object) -> str:
    return " ".join(f"Sentence {part} of {number} says what is done here." for part in range(10))


def _judged(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return the list of the keys that are judged from here on."""
    seen: list[str] = []

    def noted(start: Path, keys: list[str], *rest: object, **more: object) -> object:
        seen.extend(keys)
        return judge_projects(start, keys, *rest, **more)  # type: ignore[arg-type]  # as they came

    monkeypatch.setattr(remembered, "judge_projects", noted)
    return seen


def test_only_projects_that_changed_are_judged(
    many: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen = _judged(monkeypatch)
    first = many.check().output
    assert sorted(seen) == sorted(KEYS)
    seen.clear()
    assert many.check().output == first
    assert seen == []
    many.write("more.md", "# More\n")
    many.check()
    assert seen == ["TEST"]


def test_a_project_that_is_named_is_remembered_with_the_others(
    many: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen = _judged(monkeypatch)
    many.check()
    seen.clear()
    found = many.check("one", "TEST")
    assert seen == []
    assert (found.exit_code, found.output) == _both(many, "one", "TEST")[1]
    many.write("more.md", "# More\n\n:::{clause} None\n:id: TEST_X\n:::\n")
    seen.clear()
    ours, anew = _both(many, "TEST")
    assert ours == anew
    assert seen == ["TEST"]
    ours, anew = _both(many, "NONE")
    assert ours == anew


def test_a_large_project_is_remembered_alone(
    workspace: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(gate, "MANY_FILES", 2)
    monkeypatch.setattr(remembered, "_SETTLED", 0)
    seen = _judged(monkeypatch)
    first = workspace.check().output
    assert workspace.check().output == first
    assert seen == ["TEST"]
    workspace.write("more.md", "# More\n\n:::{clause} None\n:id: TEST_X\n:::\n")
    ours, anew = _both(workspace)
    assert ours == anew
    assert ours[1] != first


@pytest.fixture
def long(many: Sandbox, monkeypatch: pytest.MonkeyPatch) -> tuple[Sandbox, list[str]]:
    """Return many projects with long texts that were judged, and the list of what is from now."""
    _with_long_texts(many)
    many.check()
    return many, _judged(monkeypatch)


def _reword(workspace: Sandbox, identifier: str, change: Callable[[str], str]) -> None:
    """Change the text of an object of TEST."""
    for path in (workspace.root / "projects/TEST").rglob("*.md"):
        before, sign, after = path.read_text(encoding="utf-8").partition(f":id: {identifier}\n")
        if sign:
            options, text, rest = after.partition("\n\n")
            body, end, rest = rest.partition("\n:::")
            whole = "".join((before, sign, options, text, change(body), end, rest))
            path.write_text(whole, encoding="utf-8")


def test_words_at_which_nothing_looked_are_not_judged(long: tuple[Sandbox, list[str]]) -> None:
    many, seen = long
    for change in (
        lambda text: text.replace("what", "that"),
        lambda text: f"{text} So it is.",
        lambda _: _long("all of it"),
    ):
        _reword(many, "TEST_C_02", change)
        ours, anew = _both(many)
        assert ours == anew
    many.edit("contract/agreement.md", "{clause} Exercises", "{clause} What is exercised")
    ours, anew = _both(many)
    assert ours == anew
    assert seen == []


def test_lines_that_moved_move_in_what_is_said(long: tuple[Sandbox, list[str]]) -> None:
    many, seen = long
    many.edit("contract/agreement.md", ":fulfils: TSA_M1_03", ":fulfils: TSA_M1_93")
    first = many.check().output
    assert "TSA_M1_93, which does not exist" in first
    seen.clear()
    _reword(many, "TEST_C_02", lambda text: f"One more line.\nAnd one.\n{text}")
    ours, anew = _both(many)
    assert ours == anew
    assert ours[1] != first
    assert seen == []
    many.edit("contract/agreement.md", "One more line.\n", "")
    ours, anew = _both(many)
    assert ours == anew
    assert seen == []


@pytest.mark.parametrize(
    "change",
    [
        lambda _: "TBD",
        lambda text: f"{text} ???",
        lambda text: f"See TEST_C_99. {text}",
        lambda text: f"See {{need}}`TEST_C_99`. {text}",
        lambda text: f"[There](nowhere.md). {text}",
    ],
)
def test_a_text_in_which_something_is_wrong_is_judged(
    long: tuple[Sandbox, list[str]], change: Callable[[str], str]
) -> None:
    many, seen = long
    _reword(many, "TEST_C_02", change)
    ours, anew = _both(many)
    assert ours == anew
    assert ours[0] != 0 or "warning" in ours[1]
    assert seen == ["TEST"]


def test_a_record_that_says_that_it_was_not_done_is_judged(
    long: tuple[Sandbox, list[str]],
) -> None:
    many, seen = long
    many.add("record R_77 kind=test date=2026-05-01 by=TEST_K_ISB result=pass proves=TSA_M1_01")
    _reword(many, "TEST_R_77", lambda text: f"{text} {_long('a test')}")
    many.check()
    seen.clear()
    _reword(many, "TEST_R_77", lambda text: f"The test was not held. {text}")
    ours, anew = _both(many)
    assert ours == anew
    assert "says that it was not done" in ours[1]
    assert seen == ["TEST"]


def test_the_same_text_is_told_though_it_comes_in_two_edits(
    long: tuple[Sandbox, list[str]],
) -> None:
    many, seen = long
    same = _long("both")
    for identifier in ("TEST_C_01", "TEST_C_02"):
        _reword(many, identifier, lambda _: same)
        ours, anew = _both(many)
        assert ours == anew
        assert ("have the same text" in ours[1]) is (identifier == "TEST_C_02")
    assert seen == ["TEST"]


def test_a_text_that_was_confirmed_is_judged(long: tuple[Sandbox, list[str]]) -> None:
    many, seen = long
    CliRunner().invoke(main, ["confirm", "--root", str(many.root), "TEST", "--yes"])
    assert many.check().exit_code == 0
    seen.clear()
    _reword(many, "TEST_C_02", lambda text: f"{text} So it is.")
    ours, anew = _both(many)
    assert ours == anew
    assert "suspect-link" in ours[1]
    assert seen == ["TEST"]


def test_a_page_that_was_attached_is_judged(long: tuple[Sandbox, list[str]]) -> None:
    many, seen = long
    many.write("more.md", "# More\n\n[As agreed](contract/agreement.md)\n")
    many.check()
    seen.clear()
    _reword(many, "TEST_C_02", lambda text: f"{text} So it is.")
    assert len(set(_both(many))) == 1
    assert seen == ["TEST"]


def test_what_was_edited_just_now_is_read_once_more(
    long: tuple[Sandbox, list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    many, seen = long
    time.sleep(0.005)
    many.edit(
        "contract/agreement.md", ":number: 7.4\n:status: agreed", ":number: 7.4\n:status: draft"
    )
    changed = (many.root / "projects/TEST/contract/agreement.md").stat().st_ctime_ns
    with monkeypatch.context() as patch:
        patch.setattr(time, "time_ns", lambda: changed)
        ours, anew = _both(many)
        assert ours == anew
        assert seen == ["TEST"]
    seen.clear()
    assert many.check().output == ours[1]
    assert seen == []
    many.edit(
        "contract/agreement.md", ":number: 7.4\n:status: draft", ":number: 7.4\n:status: agreed"
    )
    assert many.check().output != ours[1]
    assert seen == ["TEST"]


def test_a_catalogue_that_was_imported_counts(many: Sandbox) -> None:
    folder = many.root / "catalog/imported/IMP"
    folder.mkdir(parents=True)
    (folder / "source.yaml").write_text("source: {title: T}\n", encoding="utf-8")
    (folder / "IMP_A.yaml").write_text(
        "group: {type: bsi_module, id: IMP_A, control: A, label: A, title: {en: A}}\n"
        "controls:\n"
        "  - {id: IMP_A_1, control: A.1, label: A.1, title: {en: A},"
        " modal: must, text: {en: Do.}}\n",
        encoding="utf-8",
    )
    many.configure(catalog=["TSA", "IMP_A"])
    assert "undecided-requirement" in many.check().output
    rule = "rules: [{practice: A, responsible: [client], proofs: {section: exit}}]\n"
    (folder / "mapping.yaml").write_text(rule, encoding="utf-8")
    ours, anew = _both(many)
    assert ours == anew
    assert "undecided-requirement" not in ours[1]


def test_a_crosswalk_of_the_workspace_counts(many: Sandbox) -> None:
    options = ":id: TEST_C_99\n:answers: HOUSE 4.1\n:number: 99\n:status: agreed\n"
    many.write("contract/more.md", f":::{{clause}} More\n{options}\nBoth keys are kept.\n:::\n")
    crosswalk = many.root / "catalog/crosswalks/house.yaml"
    crosswalk.parent.mkdir(exist_ok=True)
    head = "crosswalk: {id: HOUSE, label: H, title: {en: H}, note: {en: N}}\n"
    row = "rows: [{reference: '4.%s', title: {en: T}, pairs: []}]\n"
    for number in "21":
        crosswalk.write_text(head + row % number, encoding="utf-8")
        ours, anew = _both(many)
        assert ours == anew
        assert ("dead-reference" in ours[1]) == (number == "2")


def test_another_question_has_another_answer(many: Sandbox) -> None:
    for arguments in ((), ("--strict",), ("--verbose",), ("--quiet",), ("--phase", "procurement")):
        for _ in range(2):
            ours, anew = _both(many, *arguments)
            assert ours == anew
    assert many.check(as_of="2031-01-01").output != many.check().output


def test_a_file_that_lies_elsewhere_is_looked_at_each_time(many: Sandbox) -> None:
    outside = many.root / "shared.md"
    outside.write_text("# Shared\n", encoding="utf-8")
    many.write("more.md", "# More\n\n[shared](../../shared.md)\n")
    many.write("part.md", "# Part\n\n```{include} ../../shared.md\n```\n")
    for _ in range(2):
        many.check()
    outside.write_text("# Shared\n\n:::{clause} None\n:id: TEST_X\n:::\n", encoding="utf-8")
    assert len(set(_both(many))) == 1
    outside.unlink()
    assert len(set(_both(many))) == 1


def test_a_file_that_git_ignores_from_now_on_is_told(many: Sandbox) -> None:
    many.write("more.md", "# More\n\n![x](x.png)\n")
    many.write("x.png", "")
    subprocess.run(["git", "init", "-q", str(many.root)], check=True)
    many.check()
    (many.root / ".gitignore").write_text("x.png\n", encoding="utf-8")
    ours, anew = _both(many)
    assert ours == anew
    assert "is ignored by git" in ours[1]


def _reworded(page: str, key: str, rng: random.Random) -> str:
    """Return a page with another title, or another long text."""
    lines = page.split("\n")
    titles = [at for at, line in enumerate(lines) if line.startswith(":::{")]
    if titles and rng.random() < 0.2:
        at = rng.choice(titles)
        lines[at] += rng.choice([" again", " of examples", " TBD", f" of {key}_C_01", ""])
        return "\n".join(lines)
    texts = [at for at, line in enumerate(lines) if len(line) > 200]
    if not texts:
        return page
    at = rng.choice(texts)
    said = [
        f"{lines[at]} So it is, {rng.randrange(99)}.",
        f"So it is, {rng.randrange(99)}.\n{lines[at]}",
        f"{lines[at]}\nSo it is, {rng.randrange(99)}.",
        f"The test was not held. {lines[at]}",
        f"{lines[at]} See {key}_C_0{rng.randrange(9)}.",
        f"{lines[at]} ???",
        lines[rng.choice(texts)],
        _long(rng.randrange(3)),
        lines[at].upper(),
        "Short.",
    ]
    lines[at] = rng.choice(said[: rng.choice([3, len(said)])])
    return "\n".join(lines)


def _edits(root: Path) -> list[Callable[[random.Random], None]]:
    def pages(rng: random.Random) -> Path:
        return rng.choice(sorted((root / "projects").rglob("*.md")))

    def anywhere(rng: random.Random) -> Path:
        files = [p for p in sorted(root.rglob("*.*")) if p.is_file() and ".git" not in p.parts]
        return rng.choice(files)

    def cut(rng: random.Random) -> None:
        path = pages(rng)
        lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
        at = rng.randrange(len(lines) + 1)
        path.write_text("".join(lines[:at] + lines[at + 1 :]), encoding="utf-8")

    def swap(rng: random.Random) -> None:
        path = anywhere(rng)
        text = path.read_text(encoding="utf-8")
        old, new = rng.choice([("in force", "draft"), ("draft", "in force"), ("2026", "2025")])
        path.write_text(text.replace(old, new, 1), encoding="utf-8")

    def same_size_and_time(rng: random.Random) -> None:
        path = pages(rng)
        status, text = path.stat(), path.read_text(encoding="utf-8")
        path.write_text(text.replace("a", "b", rng.randrange(9)), encoding="utf-8")
        os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns))

    def reword(rng: random.Random) -> None:
        path = pages(rng)
        key = path.relative_to(root / "projects").parts[0]
        text = path.read_text(encoding="utf-8")
        path.write_text(_reworded(text, key, rng), encoding="utf-8")

    def move(rng: random.Random) -> None:
        path = pages(rng)
        path.rename(path.with_name(f"moved{rng.randrange(100)}.md"))

    def add(rng: random.Random) -> None:
        key = rng.choice(KEYS)
        name = rng.choice(["x.md", "evidence/x.yaml", "x.png", "trace.lock"])
        text = rng.choice(["", "# More\n", f"[x](x.png)\n{{need}}`{key}_NONE`\n", "- a: 1\n"])
        target = root / "projects" / key / name
        target.parent.mkdir(exist_ok=True)
        target.write_text(text, encoding="utf-8")

    def drop(rng: random.Random) -> None:
        (root / "projects" / rng.choice(KEYS) / rng.choice(["x.png", "x.md"])).unlink(
            missing_ok=True
        )

    return [reword] * 8 + [cut, swap, same_size_and_time, move, add, add, drop, lambda _: None]


def _random_edits(many: Sandbox, seed: int, steps: int) -> None:
    rng = random.Random(seed)
    _with_long_texts(many)
    kept = many.root.with_name("kept")
    shutil.copytree(many.root, kept)
    for _ in range(steps):
        rng.choice(_edits(many.root))(rng)
        ours, anew = _both(many)
        assert ours == anew
        if anew[0] and "." in anew[1] and rng.random() < 0.3:  # do not stay with what is unreadable
            shutil.rmtree(many.root)
            shutil.copytree(kept, many.root)


def test_after_random_edits_it_is_what_is_said_anew(many: Sandbox) -> None:
    _random_edits(many, seed=1, steps=12)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(2, 12))
def test_after_many_random_edits_it_is_what_is_said_anew(many: Sandbox, seed: int) -> None:
    _random_edits(many, seed, steps=25)
