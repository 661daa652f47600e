"""``nachweis build --versions``: each released version and the draft, side by side."""

from __future__ import annotations

import json
import re
import resource
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.builds import differing, tree
from tests.support.repository import NAME, Repository, git, run
from tests.support.sandbox import TODAY

pytestmark = pytest.mark.xdist_group("versions")


def particulars(page: Path) -> str:
    """Return what a page says of itself."""
    text = page.read_text(encoding="utf-8")
    found = re.search(r'<div class="nw-particulars">(.*?)</div>', text, re.DOTALL)
    assert found is not None, page
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", found[1]))


def versions(site: Path) -> list[dict[str, object]]:
    text = (site / "TEST" / "versions.js").read_text(encoding="utf-8")
    entries: list[dict[str, object]] = json.loads(
        text.removeprefix("window.nachweisVersions=").rstrip().removesuffix(";")
    )
    return entries


@pytest.fixture
def person(monkeypatch: pytest.MonkeyPatch) -> None:
    """Be somebody to git."""
    for name, value in NAME.items():
        monkeypatch.setenv(name, value)


def states(output: str) -> dict[str, str]:
    """Return what became of each version, by its name."""
    return dict(re.findall(r"^(\S+): (built|up to date|could not be built)", output, re.MULTILINE))


def test_each_version_says_which_it_is(versioned: Repository) -> None:
    root, site = versioned.root, versioned.site / "TEST"
    expected = {
        "1.0.0": (
            "Version 1.0.0",
            git(root, "rev-parse", "TEST/1.0.0^{}"),
            "2026-06-20",
            "released",
        ),
        "1.1.0": (
            "Version 1.1.0",
            git(root, "rev-parse", "TEST/1.1.0^{}"),
            "2026-10-01",
            "released",
        ),
        "draft": ("Draft", git(root, "rev-parse", "HEAD"), TODAY, "draft"),
    }
    for name, (version, commit, date, status) in expected.items():
        words = particulars(site / name / "contract" / "agreement.html")
        assert f"TEST {version} " in words
        assert f"As of {date} " in words
        assert f"Commit {commit[:10]} " in words
        assert words.rstrip().endswith(status)


def test_each_version_has_its_own_text(versioned: Repository) -> None:
    site = versioned.site / "TEST"
    for name, words in (("1.0.0", "two hours"), ("1.1.0", "two hours"), ("draft", "one hour")):
        page = (site / name / "contract" / "agreement.html").read_text(encoding="utf-8")
        assert f"within {words}" in page, name
    assert not (site / "1.0.0" / "concept" / "later.html").exists()
    assert (site / "1.1.0" / "concept" / "later.html").exists()


def test_latest_is_the_newest_release(versioned: Repository) -> None:
    site = versioned.site / "TEST"
    assert not differing(tree(site / "1.1.0"), tree(site / "latest"))
    assert 'url=latest/index.html"' in (site / "index.html").read_text(encoding="utf-8")


def test_list_for_the_switcher(versioned: Repository) -> None:
    assert versions(versioned.site) == [
        {"name": "Draft", "version": "draft", "url": "draft/", "preferred": False},
        {"name": "1.1.0", "version": "1.1.0", "url": "1.1.0/", "preferred": True},
        {"name": "1.0.0", "version": "1.0.0", "url": "1.0.0/", "preferred": False},
    ]


def test_page_over_all_projects_leads_to_the_versions(versioned: Repository) -> None:
    page = (versioned.site / "index.html").read_text(encoding="utf-8")
    for target in ("TEST/index.html", "TEST/draft/index.html", "TEST/versions.html"):
        assert f'href="{target}"' in page
        assert (versioned.site / target).is_file()


def test_nothing_changed_builds_nothing_and_needs_no_sphinx(built: Repository) -> None:
    before = tree(built.site)
    times = {path: path.stat().st_mtime_ns for path in built.site.rglob("*.html")}
    arguments = ["build", "--versions", "--root", str(built.root), "--as-of", TODAY]
    code = (
        "import sys\nfrom nachweis.cli.group import main\n"
        f"try:\n    main({arguments!r})\nexcept SystemExit as error:\n    assert not error.code\n"
        "heavy = {'sphinx', 'docutils', 'sphinx_needs', 'pydantic', 'yaml'} & {*sys.modules}\n"
        "assert not heavy, heavy"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
    assert not differing(before, tree(built.site))
    assert times == {path: path.stat().st_mtime_ns for path in built.site.rglob("*.html")}


def test_lost_site_comes_back_without_building(built: Repository) -> None:
    before = tree(built.site)
    shutil.rmtree(built.site)
    assert set(states(built.build().output).values()) == {"up to date"}
    assert not differing(before, tree(built.site))


def test_site_of_a_plain_build_gives_way(built: Repository) -> None:
    before = tree(built.site / "TEST")
    shutil.rmtree(built.site / "TEST")
    shutil.copytree(built.site.parent / "versions" / "TEST" / "draft", built.site / "TEST")
    assert built.build("TEST").exit_code == 0
    assert not differing(before, tree(built.site / "TEST"))


def test_plain_build_does_not_replace_released_versions(built: Repository) -> None:
    for arguments in ((), ("TEST",)):
        result = built.run("build", *arguments)
        assert result.exit_code == 2
        assert result.output == (
            f"nachweis: --out {built.site}: has released versions of TEST, which would be gone; "
            "add --versions, or name another folder\n"
        )


def test_version_that_cannot_be_built_is_named_and_keeps_its_last_copy(built: Repository) -> None:
    before = tree(built.site / "TEST" / "1.0.0")
    head = git(built.root, "rev-parse", "HEAD")
    built.write("project.yaml", "key: TEST\n")
    built.commit("Broken")
    built.tag("1.0.0")
    git(built.root, "rm", "-q", "-r", "projects")
    built.commit("Nothing left")
    built.tag("1.2.0")
    git(built.root, "reset", "-q", "--hard", head)

    result = built.build("TEST")

    assert result.exit_code == 1
    assert states(result.output)["TEST/draft"] == "up to date"
    lines = [line for line in result.output.splitlines() if "could not be built" in line]
    assert lines[0].startswith(
        "TEST/1.2.0: could not be built, there is no copy of it: "
        "projects/TEST/project.yaml:1:1: is missing in TEST/1.2.0 (commit "
    )
    kept = "TEST/1.0.0: could not be built, its previous copy is kept: "
    assert lines[1:] == [f"{kept}projects/TEST/project.yaml:1:1: title: is missing; add it"]
    assert not differing(before, tree(built.site / "TEST" / "1.0.0"))
    assert [entry["version"] for entry in versions(built.site)] == ["draft", "1.1.0", "1.0.0"]


def test_version_whose_tag_is_gone_leaves_the_site(built: Repository) -> None:
    git(built.root, "tag", "-d", "TEST/1.1.0")
    assert built.build().exit_code == 0
    assert not (built.site / "TEST" / "1.1.0").exists()
    assert not differing(tree(built.site / "TEST" / "1.0.0"), tree(built.site / "TEST" / "latest"))
    assert [entry["version"] for entry in versions(built.site)] == ["draft", "1.0.0"]


def test_interrupted_run_leaves_the_old_site(
    built: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    for version in ("1.0.0", "1.1.0"):
        shutil.rmtree(built.site / "TEST" / version)
    before = tree(built.site)
    copies = []

    def copy(source: Path, target: Path) -> None:
        copies.append(target)
        if len(copies) == 2:
            raise KeyboardInterrupt
        target.mkdir(parents=True)
        shutil.copyfile(source / "index.html", target / "index.html")

    with monkeypatch.context() as patch:
        patch.setattr("nachweis.publish.assemble.shutil.copytree", copy)
        result = built.build()
    assert result.exit_code == 2
    assert len(copies) == 2
    assert not differing(before, tree(built.site))


def test_without_git_there_are_no_versions(built: Repository) -> None:
    before = tree(built.site)
    shutil.rmtree(built.root / ".git")
    result = built.build()
    assert result.exit_code == 2
    assert result.output == (f"{built.root}: is in no git repository, or git is not installed\n")
    assert not differing(before, tree(built.site))


@pytest.mark.slow
def test_version_with_a_baseline_stays_without_its_tag(built: Repository, person: None) -> None:
    before = tree(built.site / "TEST" / "1.1.0")
    git(built.root, "tag", "-d", "TEST/1.1.0")
    assert built.run("release", "TEST", "1.1.0", "--no-tag").exit_code == 0
    result = built.build("TEST")
    assert result.exit_code == 1
    assert "names a version whose tag TEST/1.1.0 is missing here" in result.output
    assert not differing(before, tree(built.site / "TEST" / "1.1.0"))
    assert not differing(before, tree(built.site / "TEST" / "latest"))


@pytest.mark.slow
def test_moved_tag_is_said_and_built_anew(built: Repository) -> None:
    old = git(built.root, "rev-parse", "TEST/1.0.0^{}")[:10]
    built.tag("1.0.0")
    new = git(built.root, "rev-parse", "HEAD")[:10]
    result = built.build("TEST")
    assert result.exit_code == 1
    message = f"TEST/1.0.0: the tag was moved from commit {old} to {new} since this version was"
    assert message in result.output
    assert f"Commit {new}" in particulars(built.site / "TEST" / "1.0.0" / "index.html")
    assert built.build("TEST").exit_code == 0


@pytest.mark.slow
def test_warning_of_the_draft_is_said_again(built: Repository) -> None:
    built.write("notes/plain.md", "Only words.\n")
    for state in ("built", "up to date"):
        result = built.build("TEST")
        assert result.exit_code == 1
        assert states(result.output)["TEST/draft"] == state
        assert "projects/TEST/notes/plain.md: WARNING: has no heading" in result.output


@pytest.mark.slow
def test_release_is_judged_at_the_date_of_its_baseline(built: Repository, person: None) -> None:
    arguments = ["release", "TEST", "1.2.0", "--root", str(built.root), "--as-of", "2026-11-05"]
    assert run(*arguments).exit_code == 0
    assert built.build("TEST").exit_code == 0
    latest = built.site / "TEST" / "latest"
    assert "As of 2026-11-05 " in particulars(latest / "index.html")
    changes = (built.site / "TEST" / "draft" / "changes" / "since-1.2.0.html").read_text("utf-8")
    assert "1.2.0" in changes


@pytest.mark.slow
def test_ten_versions_are_built_once(repository: Repository, tmp_path: Path) -> None:
    for number in range(8):
        repository.write("concept/later.md", f"# Later\n\nState {number}.\n")
        repository.commit(f"State {number}")
        repository.tag(f"2.{number}.0")
    first = repository.build("TEST", "--jobs", "2")
    assert list(states(first.output).values()) == ["built"] * 11
    assert set(states(repository.build("TEST").output).values()) == {"up to date"}
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    command = [sys.executable, "-m", "nachweis", "build", "--versions", "--root"]
    subprocess.run([*command, str(repository.root), "--as-of", TODAY, "TEST"], check=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    assert after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime < 1
    repository.tag("2.10.0")
    again = states(repository.build("TEST").output)
    assert [name for name, state in again.items() if state == "built"] == ["TEST/2.10.0"]
    assert [entry["version"] for entry in versions(repository.site)][1:3] == ["2.10.0", "2.7.0"]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("code", "problem"),
    [
        ("raise ValueError('no')", "conf.py:7: cannot be built: no (ValueError)"),
        ("import (", "conf.py:7: cannot be built: invalid syntax (SyntaxError)"),
        ("extensions = ['nachweis', 'gone']", "conf.py: cannot be built: No module named 'gone'"),
    ],
)
def test_version_whose_configuration_fails_says_why(
    repository: Repository, tmp_path: Path, code: str, problem: str
) -> None:
    with (repository.root / "conf.py").open("a", encoding="utf-8") as stream:
        stream.write(f"{code}\n")
    repository.commit("Configuration")
    repository.tag("2.0.0")
    result = repository.run("build", "--job", "TEST/2.0.0", "--out", str(tmp_path / "out"))
    assert result.exit_code == 2
    start = "TEST/2.0.0: could not be built, there is no copy of it: "
    assert result.output.startswith(start + problem)
    assert result.output.count("\n") == 1
