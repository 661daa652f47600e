"""What git knows of the workspace: the commit that pages name, and files as they were."""

from __future__ import annotations

import contextlib
import os
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

from nachweis.model.places import Place
from nachweis.sources.files import problem

SOURCES: Final = ("catalog", "projects")
"""The folders of a workspace that a project is read from."""
_TREE: Final = "040000"
_LINK: Final = "120000"
_SUBMODULE: Final = "160000"
_AT_ONCE: Final = 100
"""How many files are read from git in one go."""


def commit(root: Path) -> str:
    """Return the short ID of the current commit, with ``+`` where files differ from it.

    :param root: the workspace
    :returns: an empty text where there is no git, or no repository
    """
    short = _git(root, "rev-parse", "--short=10", "HEAD")
    if not short:
        return ""
    changed = _git(root, "status", "--porcelain", "--", *SOURCES)
    return f"{short}+" if changed else short


def resolve(root: Path, ref: str) -> str:
    """Return the full ID of the commit that a name stands for.

    :param root: the workspace
    :param ref: a branch, tag, or commit ID
    :raises SourceError: if there is no git, no repository, or no such commit
    """
    require_repository(root)
    found = (
        ""
        if ref.startswith("-")
        else _git(root, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{ref}^{{commit}}")
    )
    if not found:
        hint = "fetch more history (git fetch --unshallow --tags)"
        hint = hint if is_shallow(root) else "see 'git tag'"
        raise problem(Place(path=str(root), line=0), f"git knows no commit {ref!r}; {hint}")
    return found


def require_repository(root: Path) -> None:
    """Make sure that git can answer.

    :param root: the workspace
    :raises SourceError: if there is no git, or no repository that it would read
    """
    if not _git(root, "rev-parse", "--git-dir"):
        raise problem(
            Place(path=str(root), line=0), "is in no git repository, or git is not installed"
        )


def is_shallow(root: Path) -> bool:
    """Return whether a clone lacks older commits, and maybe tags.

    :param root: the workspace
    """
    return _git(root, "rev-parse", "--is-shallow-repository") == "true"


def lines_of(root: Path, *arguments: str, stdin: str = "") -> list[str]:
    """Return the lines that git prints.

    :param root: the workspace
    :param arguments: a command of git that only reads, with its options
    :param stdin: what git reads
    :raises SourceError: if there is no git, or it objects
    """
    said = _run(root, *arguments, stdin=stdin.encode())
    return said.decode("utf-8", "surrogateescape").splitlines()


def merge_base(root: Path, ref: str) -> str:
    """Return the full ID of the commit at which what is checked out left another branch.

    :param root: the workspace
    :param ref: a branch, tag, or commit ID
    :returns: an empty text where ``ref`` is ``HEAD`` and nothing was committed yet
    :raises SourceError: if git does not know the commit, or nothing both have in common
    """
    if ref == "HEAD" and _git(root, "rev-parse", "--git-dir"):
        return _git(root, "rev-parse", "--verify", "--quiet", "HEAD")
    found = resolve(root, ref)
    base = _git(root, "merge-base", found, "HEAD")
    if not base:
        hint = "name another base"
        hint = "fetch more history (git fetch --unshallow)" if is_shallow(root) else hint
        raise problem(
            Place(path=str(root), line=0),
            f"git knows no commit that HEAD and {ref!r} both begin at; {hint}",
        )
    return base


def prefix(root: Path) -> str:
    """Return the path of the workspace inside its repository, with ``/`` at its end.

    :param root: the workspace
    :returns: an empty text at the top of a repository, and where there is none
    """
    return _git(root, "rev-parse", "--show-prefix")


@contextlib.contextmanager
def exported(root: Path, ref: str, *paths: str) -> Iterator[Path]:
    """Write the files of a commit to a temporary folder, which is removed afterwards.

    Nothing of the repository changes: no worktree is registered, no index is touched.

    :param root: the workspace, which may be a folder inside the repository
    :param ref: a branch, tag, or commit ID
    :param paths: files and folders to write, relative to the workspace; none means ``SOURCES``
    :raises SourceError: if there is no git, no repository, or no such commit
    """
    found = resolve(root, ref)
    with tempfile.TemporaryDirectory(prefix="nachweis-") as folder:
        target = Path(folder).resolve()
        write_tree(root, found, target, *paths)
        yield target


def write_tree(root: Path, found: str, target: Path, *paths: str) -> None:
    """Write the files of a commit to a folder.

    :param root: the workspace, which may be a folder inside the repository
    :param found: full ID of the commit
    :param target: an existing folder
    :param paths: files and folders to write, relative to the workspace; none means ``SOURCES``
    :raises SourceError: if git cannot read the commit
    """
    listing = _run(root, "ls-tree", "-r", "-z", found, "--", *(paths or SOURCES))
    entries = []
    for line in listing.split(b"\0"):
        if line:
            head, _, path_name = line.partition(b"\t")
            mode, _, blob = head.decode().split(" ")
            if mode not in (_TREE, _SUBMODULE):
                entries.append((mode, blob, path_name.decode("utf-8", "surrogateescape")))
    for start in range(0, len(entries), _AT_ONCE):
        _write_files(root, target, entries[start : start + _AT_ONCE])


def _write_files(root: Path, target: Path, entries: Sequence[tuple[str, str, str]]) -> None:
    """Write some files of a commit, so few that their contents fit into memory."""
    asked = "".join(f"{blob}\n" for _, blob, _ in entries).encode()
    contents = _run(root, "cat-file", "--batch", stdin=asked)
    at = 0
    for mode, blob, name in entries:
        end = contents.index(b"\n", at)
        told = contents[at:end].rsplit(b" ", 1)[1]
        if not told.isdigit():
            message = f"git lacks its content ({blob[:10]} is missing); see 'git fsck'"
            raise problem(Place(path=name), message)
        size = int(told)
        data = contents[end + 1 : end + 1 + size]
        at = end + size + 2
        path = target / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if mode == _LINK:
            path.symlink_to(data.decode("utf-8", "surrogateescape"))
        else:
            path.write_bytes(data)


def environment() -> dict[str, str]:
    """Return the variables that git is called with.

    A hook in a linked worktree has ``GIT_DIR`` set, and git then takes any folder that it is
    called in for the top of the repository: without it, git looks itself.
    """
    variables = dict(os.environ)
    if "GIT_WORK_TREE" not in variables:
        variables.pop("GIT_DIR", None)
    return variables


def _run(root: Path, *arguments: str, stdin: bytes = b"") -> bytes:
    try:
        return subprocess.run(  # noqa: S603 - no shell
            ["git", "-C", str(root), *arguments],  # noqa: S607 - git is wherever it is
            input=stdin,
            env=environment(),
            capture_output=True,
            check=True,
        ).stdout
    except (OSError, subprocess.CalledProcessError) as error:
        said = getattr(error, "stderr", b"").decode(errors="replace").strip() or str(error)
        raise problem(
            Place(path=str(root), line=0), f"git cannot read the commit: {said.splitlines()[0]}"
        ) from error


def _git(root: Path, *arguments: str) -> str:
    try:
        done = subprocess.run(  # noqa: S603 - fixed words, no shell
            ["git", "-C", str(root), *arguments],  # noqa: S607 - git is wherever it is
            env=environment(),
            capture_output=True,
            text=True,
            check=False,
            timeout=30,
        )
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return done.stdout.strip() if done.returncode == 0 else ""
