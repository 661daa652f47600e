"""Without a base, the last release is what a branch may not fall behind."""

from __future__ import annotations

import json
import shutil
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Final

import pytest

from tests.support.repository import Repository, be_a_person, git, run
from tests.support.sandbox import PROJECT

ENTRIES: Final = """\
assets: [{id: TEST_A_LEDGER, title: Ledger, kind: application, sphere: client, integrity: high,
  confidentiality: normal, availability: normal, reason: It is the ledger}]
"""
ANNEXES: Final = """\
annexes:
  services: {title: Services, content: [{documents: [contract/agreement.md]}]}
"""
FIRST, LAST = (f"{PROJECT}/baselines/{version}.json" for version in ("1.0.0", "1.1.0"))
ASSET: Final = f"{PROJECT}/registers/assets.yaml"


@pytest.fixture(scope="module")
def released(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a workspace of two projects, of which one was released twice."""
    with pytest.MonkeyPatch.context() as patch:
        be_a_person(patch)
        repository = Repository(tmp_path_factory.mktemp("released") / "workspace")
        repository.write("registers/assets.yaml", ENTRIES)
        repository.write("annexes.yaml", ANNEXES)
        project = (repository.root / PROJECT / "project.yaml").read_text(encoding="utf-8")
        (repository.root / "projects/OTHER").mkdir()
        (repository.root / "projects/OTHER/project.yaml").write_text(
            project.replace("TEST", "OTHER"), encoding="utf-8"
        )
        (repository.root / ".github").mkdir()
        (repository.root / ".github/gate.yml").write_text("on: push\n", encoding="utf-8")
        said = run("confirm", "TEST", "--yes", "--root", str(repository.root))
        assert said.exit_code == 0, said.output
        repository.commit("What is released")
        for version in ("1.0.0", "1.1.0"):
            assert repository.run("release", "TEST", version, "--allow-failing", "x").exit_code == 0
    return repository.root


@pytest.fixture
def workspace(released: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Repository:
    """Return a copy of it."""
    be_a_person(monkeypatch)
    repository = Repository.__new__(Repository)
    repository.root = tmp_path / "workspace"
    shutil.copytree(released, repository.root)
    return repository


def weaker(workspace: Repository, *arguments: str) -> list[tuple[str, str]]:
    """Return what is said to be weaker: the end of the rule, and the word to name."""
    output = workspace.check("--format", "json", *arguments).stdout
    found = [f for project in json.loads(output)["projects"] for f in project["findings"]]
    return sorted(
        (f["rule"].removeprefix("weakened-"), f["id"])
        for f in found
        if f["rule"].startswith("weakened-")
    )


def _write(path: str, text: str) -> Callable[[Path], None]:
    def write(root: Path) -> None:
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text, encoding="utf-8")

    return write


def _remove(path: str) -> Callable[[Path], None]:
    return lambda root: (root / path).unlink()


def _replace(path: str, old: str, new: str) -> Callable[[Path], None]:
    def replace(root: Path) -> None:
        text = (root / path).read_text(encoding="utf-8")
        assert old in text
        (root / path).write_text(text.replace(old, new), encoding="utf-8")

    return replace


def _forget_tags(root: Path) -> None:
    git(root, "tag", "-d", "TEST/1.0.0", "TEST/1.1.0")
    (root / FIRST).unlink()


FILE: Final = "trusted-file"
WAYS: Final[dict[str, tuple[Callable[[Path], None], list[tuple[str, str]]]]] = {
    "a project": (_remove("projects/OTHER/project.yaml"), [("project", "OTHER")]),
    "conf.py": (_write("conf.py", "html_theme = 'furo'\n"), [(FILE, "conf.py")]),
    "nachweis.toml": (_write("nachweis.toml", "confined = false\n"), [(FILE, "nachweis.toml")]),
    "a template": (_write("templates/annex/a.typ", "x"), [(FILE, "templates/annex/a.typ")]),
    "a workflow": (_write(".github/more.yml", "on: push\n"), [(FILE, ".github/more.yml")]),
    "a workflow gone": (_remove(".github/gate.yml"), [(FILE, ".github/gate.yml")]),
    "what is shown": (_remove(".gitignore"), [(FILE, ".gitignore")]),
    "what a project shows": (
        _write(f"{PROJECT}/.gitignore", "!secret\n"),
        [(FILE, f"{PROJECT}/.gitignore")],
    ),
    "a release": (_remove(FIRST), [(FILE, FIRST)]),
    "a release without tags": (_forget_tags, [(FILE, FIRST)]),
    "the last release": (_remove(LAST), [(FILE, LAST)]),
    "all releases": (
        lambda root: shutil.rmtree(root / PROJECT / "baselines"),
        [(FILE, FIRST), (FILE, LAST)],
    ),
    "an annex": (
        _replace(f"{PROJECT}/annexes.yaml", "services", "others"),
        [("setting", "services")],
    ),
    "all annexes": (_remove(f"{PROJECT}/annexes.yaml"), [("setting", "services")]),
    "an asset": (_replace(ASSET, "high", "normal"), [("protection", "TEST_A_LEDGER")]),
    "an asset without": (
        _replace(ASSET, ", integrity: high", ""),
        [("protection", "TEST_A_LEDGER")],
    ),
    "whose an asset is": (_replace(ASSET, "client", "provider"), [("register", "TEST_A_LEDGER")]),
}


@pytest.mark.parametrize("name", WAYS)
def test_what_a_release_had_is_missed(workspace: Repository, name: str) -> None:
    change, found = WAYS[name]
    change(workspace.root)
    assert weaker(workspace) == found
    assert workspace.check().exit_code == 1


def test_confirmed_links_are_missed(workspace: Repository) -> None:
    lock = workspace.root / PROJECT / "trace.lock"
    first, *others = lock.read_text(encoding="utf-8").splitlines(keepends=True)
    lock.write_text("".join(others), encoding="utf-8")
    assert weaker(workspace) == [("setting", first.split()[0])]
    lock.unlink()
    sources = sorted({line.split()[0] for line in (first, *others)})
    assert weaker(workspace) == [("setting", source) for source in sources]


@pytest.mark.parametrize(
    "change",
    [
        lambda root: None,
        _replace("conf.py", "\n", "\r\n"),
        _write("templates/__pycache__/a.pyc", ""),
        _write("notes/.gitignore", "x\n"),
        _replace(ASSET, "high", "very high"),
        _replace(f"{PROJECT}/annexes.yaml", "title: Services", "title: All services"),
        lambda root: git(root, "checkout", "-q", "-b", "topic", "TEST/1.0.0^"),
        lambda root: git(root, "checkout", "-q", "--detach", "TEST/1.0.0"),
    ],
)
def test_what_loses_nothing_is_quiet(
    workspace: Repository, change: Callable[[Path], object]
) -> None:
    change(workspace.root)
    assert weaker(workspace) == []


def test_an_older_release_knows_nothing_of_it(workspace: Repository) -> None:
    for name in (FIRST, LAST):
        path = workspace.root / name
        data = json.loads(path.read_text(encoding="utf-8"))
        del data["workspace"], data["demands"]
        path.write_text(json.dumps(data), encoding="utf-8")
    (workspace.root / "conf.py").unlink()
    (workspace.root / PROJECT / "trace.lock").unlink()
    (workspace.root / PROJECT / "annexes.yaml").unlink()
    (workspace.root / "projects/OTHER/project.yaml").unlink()
    assert weaker(workspace) == []


def test_of_what_a_stranger_names_a_thousand_are_told(workspace: Repository) -> None:
    path = workspace.root / LAST
    data = json.loads(path.read_text(encoding="utf-8"))
    data["workspace"]["trusted"].update({f"a{n}": "0" for n in range(1_500)})
    data["demands"]["annexes"] = [f"a{n}" for n in range(1_500)]
    path.write_text(json.dumps(data), encoding="utf-8")
    told = Counter(rule for rule, _ in weaker(workspace))
    assert told == {FILE: 1_000, "setting": 1_000}


def test_a_decision_of_any_project_names_it(workspace: Repository) -> None:
    _write("conf.py", "html_theme = 'furo'\n")(workspace.root)
    _remove("projects/OTHER/project.yaml")(workspace.root)
    workspace.write(
        "decisions/weaker.md",
        """\
        :::{decision} The other one ended
        :id: TEST_D_90
        :kind: weakening
        :date: 2026-11-20
        :approved_by: TEST_K_ISB
        :weakens: conf.py, OTHER

        Its contract ended, and nothing of it is kept here any more.
        :::
        """,
    )
    assert weaker(workspace) == []


def test_of_many_projects_the_rest_is_remembered(
    workspace: Repository, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr("nachweis.cli.gate.MANY", 1)
    monkeypatch.setenv("NACHWEIS_CACHE", str(tmp_path / "cache"))
    assert "weakened" not in workspace.check().stdout
    _write("conf.py", "html_theme = 'furo'\n")(workspace.root)
    for _ in range(2):
        assert workspace.check().stdout.count("weakened-trusted-file") == 1
    _remove("projects/OTHER/project.yaml")(workspace.root)
    assert "weakened-project" in workspace.check().stdout


def test_the_last_release_of_all_is_the_reference(workspace: Repository) -> None:
    """What was changed before another project was released was seen by whoever released it."""
    (workspace.root / "conf.py").write_text("html_theme = 'furo'\n", encoding="utf-8")
    git(workspace.root, "add", "-A")
    git(workspace.root, "commit", "-qm", "Another theme")
    released = workspace.run("release", "OTHER", "1.0.0", "--allow-failing", "x")
    assert released.exit_code == 0, released.output
    assert weaker(workspace) == []
    (workspace.root / LAST).unlink()
    git(workspace.root, "tag", "-d", "TEST/1.1.0")
    assert weaker(workspace) == [(FILE, LAST)]


def test_a_release_says_it_in_few_bytes(released: Path) -> None:
    text = (released / LAST).read_text(encoding="utf-8")
    data = json.loads(text)
    assert data["workspace"]["projects"] == {"OTHER": [], "TEST": ["1.0.0"]}
    assert set(data["workspace"]["trusted"]) == {".github/gate.yml", ".gitignore", "conf.py"}
    kept = (data["workspace"], data["demands"]["annexes"], data["demands"]["confirmed"])
    assert len(json.dumps(kept)) < 0.05 * len(text)
