"""Files as they were at a commit."""

import shutil
import subprocess
from pathlib import Path

import pytest

from nachweis.git import GitError, commit, exported, ignored, resolve
from nachweis.sources.errors import SourceError
from tests.support.repository import Repository, run


def git(root: Path, *arguments: str) -> None:
    name = ["-c", "user.name=Client ISO", "-c", "user.email=iso@client.example"]
    subprocess.run(["git", *name, *arguments], cwd=root, check=True, capture_output=True)


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    root = tmp_path / "repo"
    (root / "projects/ÄB").mkdir(parents=True)
    (root / "projects/ÄB/Übersicht mit Leerzeichen.md").write_text("one\n", encoding="utf-8")
    (root / "projects/link.md").symlink_to("ÄB/Übersicht mit Leerzeichen.md")
    (root / "other.txt").write_text("no source\n", encoding="utf-8")
    git(root, "init", "-q", "-b", "main")
    git(root, "add", "-A")
    git(root, "commit", "-q", "-m", "one")
    git(root, "tag", "KEY/1.0.0")
    (root / "projects/ÄB/Übersicht mit Leerzeichen.md").write_text("two\n", encoding="utf-8")
    git(root, "commit", "-q", "-a", "-m", "two")
    return root


def test_files_are_as_they_were_and_names_keep_their_letters(repository: Path) -> None:
    with exported(repository, "KEY/1.0.0") as folder:
        path = folder / "projects/ÄB/Übersicht mit Leerzeichen.md"
        assert path.read_text(encoding="utf-8") == "one\n"
        assert (folder / "projects/link.md").read_text(encoding="utf-8") == "one\n"
        assert not (folder / "other.txt").exists()
    assert not folder.exists()
    assert not commit(repository).endswith("+")


def test_a_workspace_inside_a_repository_is_its_own_root(repository: Path) -> None:
    with exported(repository / "projects", "HEAD", "ÄB") as folder:
        assert (folder / "ÄB/Übersicht mit Leerzeichen.md").read_text(encoding="utf-8") == "two\n"


@pytest.mark.parametrize("ref", ["KEY/9.9.9", "--all", "", "HEAD:projects"])
def test_a_name_that_is_no_commit_is_refused(repository: Path, ref: str) -> None:
    with pytest.raises(SourceError, match="git knows no commit"):
        resolve(repository, ref)


def test_a_folder_without_git_says_so(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="is in no git repository"), exported(tmp_path, "HEAD"):
        pass


def test_a_shallow_clone_says_how_to_get_the_rest(repository: Path, tmp_path: Path) -> None:
    git(tmp_path, "clone", "-q", "--depth", "1", f"file://{repository}", "shallow")
    with pytest.raises(SourceError, match="--unshallow"):
        resolve(tmp_path / "shallow", "KEY/1.0.0")


def test_a_commit_whose_files_are_lost_says_which(repository: Path) -> None:
    blob = subprocess.run(
        ["git", "rev-parse", "KEY/1.0.0:projects/ÄB/Übersicht mit Leerzeichen.md"],
        cwd=repository,
        check=True,
        capture_output=True,
        text=True,
    ).stdout.strip()
    (repository / ".git" / "objects" / blob[:2] / blob[2:]).unlink()
    with (
        pytest.raises(SourceError, match=f"Leerzeichen.md:1:1: git lacks .*{blob[:10]} is missing"),
        exported(repository, "KEY/1.0.0"),
    ):
        pass


def test_a_commit_may_have_many_files(repository: Path) -> None:
    for number in range(250):
        (repository / "projects" / f"{number}.md").write_text(f"{number}\n", encoding="utf-8")
    git(repository, "add", "-A")
    git(repository, "commit", "-q", "-m", "many")
    with exported(repository, "HEAD") as folder:
        for number in range(250):
            text = (folder / "projects" / f"{number}.md").read_text(encoding="utf-8")
            assert text == f"{number}\n"


def _tree(root: Path, *entries: tuple[str, str, str]) -> str:
    """Write a tree as git itself would not; each entry is a mode, a name and an object."""
    data = b"".join(
        f"{mode} {name}".encode() + b"\0" + bytes.fromhex(found) for mode, name, found in entries
    )
    made = ["git", "hash-object", "-t", "tree", "-w", "--literally", "--stdin"]
    done = subprocess.run(made, cwd=root, input=data, check=True, capture_output=True)
    return done.stdout.decode().strip()


def _blob(root: Path, data: bytes) -> str:
    made = ["git", "hash-object", "-w", "--stdin"]
    done = subprocess.run(made, cwd=root, input=data, check=True, capture_output=True)
    return done.stdout.decode().strip()


@pytest.mark.parametrize("attack", ["above", "through a link", "dots", "git", "twice"])
def test_a_commit_writes_nothing_outside_its_folder(
    repository: Path, tmp_path: Path, attack: str
) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    text, link = _blob(repository, b"evil\n"), _blob(repository, str(outside).encode())
    inner = _tree(repository, ("100644", "evil.md", text))
    entries = {
        "above": [("40000", "..", inner)],
        "through a link": [("120000", "a", link), ("40000", "a", inner)],
        "dots": [("40000", ".", inner)],
        "git": [("40000", ".GIT", inner)],
        "twice": [("100644", "a", text), ("100644", "a", text)],
    }[attack]
    top = _tree(repository, ("40000", "projects", _tree(repository, *entries)))
    message = ["-c", "user.name=A", "-c", "user.email=a@client.example"]
    made = ["git", *message, "commit-tree", "-m", "Evil", top]
    done = subprocess.run(made, cwd=repository, check=True, capture_output=True, text=True)
    refused = pytest.raises(SourceError, match="leads out of its folder")
    with refused, exported(repository, done.stdout.strip()):
        pass
    assert not list(outside.iterdir())


def test_git_takes_no_lock_that_it_does_not_need(repository: Path) -> None:
    before = (repository / ".git/index").stat().st_mtime_ns
    path = repository / "other.txt"
    path.write_bytes(path.read_bytes())  # its time changes, which git would note in the index
    commit(repository)
    assert (repository / ".git/index").stat().st_mtime_ns == before


@pytest.mark.parametrize(
    "arguments", [("release", "TEST", "1.1.0"), ("check", "--base", "main"), ("plan",)]
)
def test_a_broken_repository_is_one_line(tmp_path: Path, arguments: tuple[str, ...]) -> None:
    broken = Repository(tmp_path / "broken")
    (broken.root / ".git/index").write_bytes(b"DIRC nothing else")
    result = run(*arguments, "--root", str(broken.root))
    assert (result.exit_code, result.stderr.count("\n")) == (2, 1)
    assert "index file smaller than expected" in result.stderr


@pytest.mark.parametrize("broken", [False, True])
def test_what_git_ignores_is_known_or_nothing_is_judged(repository: Path, *, broken: bool) -> None:
    (repository / ".gitignore").write_text("*.txt\n*.env\nprojects/ÄB/\n", encoding="utf-8")
    (repository / "token.env").write_text("x", encoding="utf-8")
    tracked = ["other.txt", "projects/ÄB/Übersicht mit Leerzeichen.md"]
    if broken:  # as a repository of another user is, in a container of CI
        git(repository, "config", "core.repositoryformatversion", "9")
        assert ignored(repository, tracked) == frozenset()
        with pytest.raises(GitError, match="repo version"):
            ignored(repository, ["token.env"])
    else:
        names = [*tracked, "token.env", "her.txt", "README.md"]
        assert ignored(repository, names) == {"token.env", "her.txt"}
    shutil.rmtree(repository / ".git")
    assert ignored(repository, ["token.env"]) == frozenset()
