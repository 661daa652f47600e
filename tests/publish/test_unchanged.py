"""A site of which nothing has changed is not built again; whatever decides its pages builds it."""

from __future__ import annotations

import datetime
import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner

from nachweis.cli.group import main
from nachweis.publish.sphinx_process import Finished, Run
from nachweis.publish.unchanged import Inputs
from nachweis.sources.workspace import find_workspace
from tests.support.repository import Repository, git
from tests.support.sandbox import TODAY


class Builds:
    """Builds of a repository, whose Sphinx writes one page and counts."""

    def __init__(self, root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.repository, self.code, self.begun = Repository(root), 0, 0
        monkeypatch.setattr("nachweis.cli.build.run", self._run)

    def _run(self, build: Run) -> int:
        self.begun += 1
        build.out.mkdir(parents=True, exist_ok=True)
        (build.out / "index.html").write_text(f"build {self.begun}", encoding="utf-8")
        return self.code

    def __call__(self, *arguments: str, as_of: str = TODAY) -> bool:
        """Call ``nachweis build``, and return whether Sphinx was needed."""
        before = self.begun
        root = ["--root", str(self.repository.root), "--as-of", as_of]
        result = CliRunner().invoke(main, ["build", "TEST", *root, *arguments])
        assert result.exit_code == self.code, result.output
        assert "TEST/index.html" in result.output
        return self.begun > before

    @property
    def root(self) -> Path:
        return self.repository.root


@pytest.fixture
def build(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Builds:
    return Builds(tmp_path / "workspace", monkeypatch)


def test_nothing_changed_needs_no_sphinx(build: Builds) -> None:
    assert build()
    assert not build()
    for path in build.root.joinpath("projects").rglob("*.md"):
        os.utime(path, (0, 0))
    assert not build()


def _write(path: str, text: str = "text") -> Callable[[Builds], object]:
    return lambda build: (build.root / path).write_text(text, encoding="utf-8")


CHANGES: dict[str, Callable[[Builds], object]] = {
    "a text": lambda b: b.repository.edit("contract/agreement.md", "two hours", "one hour"),
    "a new page": _write("projects/TEST/concept/new.md", "# New\n"),
    "a file beside the projects": _write("beside.md"),
    "a file of the project that git ignores": lambda b: (_write("projects/TEST/evidence.log")(b),),
    "a page that is gone": lambda b: (b.root / "projects/TEST/contract/agreement.md").unlink(),
    "a commit": lambda b: b.repository.commit("Nothing"),
    "a tag": lambda b: git(b.root, "tag", "TEST/9.9.9"),
    "the configuration": _write("conf.py", "project = 'Other'\n"),
    "the site is gone": lambda b: (b.root / "_build/site/TEST/index.html").unlink(),
    "the site was edited": _write("_build/site/TEST/index.html", "edited, and longer"),
}


@pytest.mark.parametrize("change", CHANGES)
def test_what_decides_a_page_builds_it_again(build: Builds, change: str) -> None:
    _write(".gitignore", "_build/\n*.log\n")(build)
    assert build()
    CHANGES[change](build)
    assert build()
    assert not build()


def test_another_day_or_place_builds_again(build: Builds, tmp_path: Path) -> None:
    assert build()
    assert build(as_of="2026-11-21")
    assert build("--out", str(tmp_path / "elsewhere"), as_of="2026-11-21")


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("conf.py", "import os\n\nproject = os.environ.get('NAME', 'Other')\n"),
        ("conf.py", "project = open('name.txt').read()\n"),
        ("nachweis.toml", "extensions = []\n"),
    ],
)
def test_code_of_the_workspace_may_look_at_anything(build: Builds, name: str, text: str) -> None:
    _write(name, text)(build)
    assert build()
    assert build()


def test_warnings_are_said_each_time(build: Builds) -> None:
    build.code = 1
    assert build()
    assert build()


def test_without_git_sphinx_decides(build: Builds) -> None:
    (build.root / ".git").rename(build.root / "no longer git")
    assert build()
    assert build()


def test_a_change_during_the_build_is_not_missed(
    build: Builds, monkeypatch: pytest.MonkeyPatch
) -> None:
    def run(request: Run) -> int:
        build.repository.edit("contract/agreement.md", "two hours", "one hour")
        return build._run(request)

    with monkeypatch.context() as during:
        during.setattr("nachweis.cli.build.run", run)
        assert build()
    build.repository.edit("contract/agreement.md", "one hour", "two hours")
    assert build()


def _decides(repository: Repository, path: str) -> bool:
    """Return whether a file decides the pages of the project TEST."""
    inputs = Inputs(find_workspace(repository.root))
    day = datetime.date(2026, 11, 20)
    before = inputs.digest("TEST", day)
    assert before == Inputs(find_workspace(repository.root)).digest("TEST", day)
    (repository.root / path).write_text("changed", encoding="utf-8")
    return inputs.digest("TEST", day) != before


@pytest.mark.parametrize(
    ("line", "decides"),
    [
        ("Nothing", False),
        ("[](../contract/agreement.md) https://a.example/b", False),
        ("```{include} ../../OTHER/page.md\n```", True),
        ("```{include} /projects/OTHER/page.md\n```", True),
        ("[x](/docs/a.md)", True),
    ],
)
def test_other_projects_count_where_a_page_leads_there(
    build: Builds, *, line: str, decides: bool
) -> None:
    shutil.copytree(build.root / "projects" / "TEST", build.root / "projects" / "OTHER")
    _write("projects/TEST/concept/new.md", f"# New\n\n{line}\n")(build)
    assert _decides(build.repository, "projects/OTHER/page.md") is decides
    assert _decides(build.repository, "projects/TEST/page.md")


def test_projects_that_are_finished_stay_after_an_interrupt(
    build: Builds, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("SECOND", "THIRD"):
        shutil.copytree(build.root / "projects" / "TEST", build.root / "projects" / name)
    built: list[str] = []

    def run(site: Run) -> Finished:
        key = site.settings["nachweis_project"]
        if key == "THIRD" and not built.count("TEST") > 1 and len(built) == 2:
            raise KeyboardInterrupt
        built.append(key)
        site.out.mkdir(parents=True, exist_ok=True)
        (site.out / "index.html").write_text(key, encoding="utf-8")
        return Finished(code=0, lines=())

    monkeypatch.setattr("nachweis.publish.projects.run_quietly", run)
    options = ["build", "-j", "1", "--root", str(build.root), "--as-of", TODAY]
    broken = CliRunner().invoke(main, options)
    assert "finished need not be built again" in broken.output
    assert broken.exit_code != 0
    assert built == ["SECOND", "TEST"]
    built.append("again")
    assert CliRunner().invoke(main, options).exit_code == 0
    assert built[3:] == ["THIRD"]
    (build.root / "projects/SECOND/contract/agreement.md").write_text("# Other\n", encoding="utf-8")
    assert CliRunner().invoke(main, options).exit_code == 0
    assert built[4:] == ["SECOND"]
    assert (build.root / "_build/site/THIRD/index.html").read_text(encoding="utf-8") == "THIRD"
