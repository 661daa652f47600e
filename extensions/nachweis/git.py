"""Running git: the commit that pages name, files as they were, and what a release writes."""

from __future__ import annotations

import contextlib
import itertools
import os
from collections.abc import Container, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Final

from nachweis.model.messages import Message
from nachweis.model.places import Place
from nachweis.sources.errors import Problem, SourceError
from nachweis.sources.files import problem
from nachweis.sources.repository import is_tracked, read_index, repository_of

SOURCES: Final = ("catalog", "projects")
"""The folders of a workspace that a project is read from."""
_TREE: Final = "040000"
_LINK: Final = "120000"
_SUBMODULE: Final = "160000"
_SETTINGS: Final = ("config", "ignore", "attributes")
_NAMES_FILES: Final = ("core.excludesfile", "core.attributesfile")
"""Settings whose value is a file that git reads."""
_BATCH: Final = 100
"""How many files are read from git at a time."""


class GitError(SourceError):
    """Git failed; the message is the first line that it printed."""


def git(root: Path, *arguments: str, stdin: str = "") -> str:
    """Run git and return what it prints.

    :param root: the workspace, which may be a folder inside the repository
    :param arguments: the command with its options; paths are taken literally
    :param stdin: what git reads
    :raises GitError: if git is not installed, or fails
    """
    return _text(_run(root, *arguments, stdin=stdin.encode("utf-8", "surrogateescape")))


def git_or_empty(root: Path, *arguments: str) -> str:
    """Run git and return what it prints, or an empty text if it fails.

    :param root: the workspace
    :param arguments: a command that only reads
    """
    try:
        return git(root, *arguments)
    except GitError:
        return ""


def git_names(root: Path, *arguments: str) -> list[str]:
    """Run git with ``-z`` among its options, and return the names that it prints.

    :param root: the workspace
    :param arguments: the command with its options
    :raises GitError: if git is not installed, or fails
    """
    return [name for name in git(root, *arguments).split("\0") if name]


def head(root: Path) -> str:
    """Return the short ID of the current commit.

    :param root: the workspace
    :returns: an empty text where there is no git, or no repository
    """
    return git_or_empty(root, "rev-parse", "--short=10", "HEAD")


def commit(root: Path) -> str:
    """Return the short ID of the current commit, with ``+`` where files differ from it.

    :param root: the workspace
    :returns: an empty text where there is no git, or no repository
    """
    short = head(root)
    if not short:
        return ""
    changed = git_or_empty(root, "status", "--porcelain", "--", *SOURCES)
    return f"{short}+" if changed else short


def resolve(root: Path, ref: str) -> str:
    """Return the full ID of a commit.

    :param root: the workspace
    :param ref: a branch, tag, or commit ID
    :raises SourceError: if there is no git, no repository, or no such commit
    """
    found = "" if ref.startswith("-") else commit_id(root, ref)
    if not found:
        require_repository(root)
        more = Message("fetch more history (git fetch --unshallow --tags)")
        hint = more if is_shallow(root) else Message("see 'git tag'")
        raise problem(
            Place(path=str(root), line=0),
            Message("git knows no commit {ref!r}; {hint}", ref=ref, hint=hint),
        )
    return found


def commit_id(root: Path, ref: str) -> str:
    """Return the full ID of a commit, or an empty text if there is none.

    :param root: the workspace
    :param ref: a branch, tag, or commit ID
    """
    return git_or_empty(
        root, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{ref}^{{commit}}"
    )


def require_repository(root: Path) -> None:
    """Make sure that git can answer.

    :param root: the workspace
    :raises SourceError: if there is no git, or no repository that it would read
    """
    if not has_repository(root):
        raise problem(
            Place(path=str(root), line=0),
            Message("is in no git repository, or git is not installed"),
        )


def has_repository(root: Path) -> bool:
    """Whether git is installed, and would read a repository here.

    :param root: the workspace
    """
    return bool(git_or_empty(root, "rev-parse", "--git-dir"))


def is_shallow(root: Path) -> bool:
    """Whether a clone lacks older commits, and maybe tags.

    :param root: the workspace
    """
    return git_or_empty(root, "rev-parse", "--is-shallow-repository") == "true"


def merge_base(root: Path, ref: str) -> str:
    """Return the full ID of the newest commit that HEAD and another branch have in common.

    :param root: the workspace
    :param ref: a branch, tag, or commit ID
    :returns: an empty text where ``ref`` is ``HEAD`` and nothing was committed yet
    :raises SourceError: if git does not know the commit, or they have none in common
    """
    if ref == "HEAD" and has_repository(root):
        return commit_id(root, "HEAD")
    found = resolve(root, ref)
    base = git_or_empty(root, "merge-base", found, "HEAD")
    if not base:
        more = Message("fetch more history (git fetch --unshallow)")
        hint = more if is_shallow(root) else Message("name another base")
        raise problem(
            Place(path=str(root), line=0),
            Message(
                "git knows no commit that HEAD and {ref!r} both begin at; {hint}",
                ref=ref,
                hint=hint,
            ),
        )
    return base


def prefix(root: Path) -> str:
    """Return the path of the workspace inside its repository, with ``/`` at its end.

    :param root: the workspace
    :returns: an empty text at the top of a repository, and where there is none
    """
    return git_or_empty(root, "rev-parse", "--show-prefix")


def is_ancestor(root: Path, commit: str) -> bool:
    """Whether what is checked out builds on a commit.

    :param root: the workspace
    :param commit: full ID of the commit
    """
    try:
        git(root, "merge-base", "--is-ancestor", commit, "HEAD")
    except GitError:
        return False
    return True


def file_at(root: Path, ref: str, path: str) -> bytes | None:
    """Return the content of a file at a commit, or nothing if it did not exist.

    :param root: the workspace
    :param ref: a branch, tag, or commit ID
    :param path: path of the file relative to the workspace
    """
    try:
        return _run(root, "show", f"{ref}:./{path}")
    except GitError:
        return None


def ignored(root: Path, paths: Iterable[str]) -> frozenset[str]:
    """Return those files that git ignores; none where there is no repository.

    :param root: the workspace
    :param paths: relative to the workspace, inside it
    :raises GitError: if there is a repository and git does not say, as for one of another user
    """
    index = read_index(root)
    names = [path for path in dict.fromkeys(paths) if not is_tracked(path, index)]
    if not names:
        return frozenset()
    asked = "".join(f"./{path}\0" for path in names).encode("utf-8", "surrogateescape")
    command = ("--no-literal-pathspecs", "check-ignore", "-z", "--stdin")  # it knows no others
    try:
        printed = _text(_run(root, *command, stdin=asked, fine=(0, 1)))
    except GitError:
        if repository_of(root) is not None:
            raise
        return frozenset()
    return frozenset(path.removeprefix("./") for path in printed.split("\0") if path)


def git_files(root: Path) -> list[Path]:
    """Return the files and folders that git reads for a workspace, beside the workspace itself.

    :param root: the workspace, which may be a folder inside the repository
    :returns: the repository, its working tree, and all files of settings; nothing without git
    """
    settings = Path(os.environ.get("XDG_CONFIG_HOME") or Path("~/.config").expanduser(), "git")
    files = [Path("~/.gitconfig").expanduser(), *map(settings.joinpath, _SETTINGS)]
    asked = ("--path-format=absolute", "--git-dir", "--git-common-dir", "--show-toplevel")
    folders = git_or_empty(root, "rev-parse", *asked).splitlines()
    for entry in git_or_empty(root, "config", "--list", "-z", "--show-origin").split("\0"):
        kind, _, name = entry.partition(":")
        if kind == "file":
            files.append(Path(root, name))
        elif "\n" in entry and entry.split("\n")[0] in _NAMES_FILES:
            files.append(Path(root, entry.split("\n", 1)[1]).expanduser())
    for folder in folders:
        alternates = Path(folder, "objects", "info", "alternates")
        with contextlib.suppress(OSError):
            lines = alternates.read_text(encoding="utf-8").splitlines()
            files += [Path(folder, "objects", line) for line in lines]
    return [*map(Path, folders), *files]


@contextlib.contextmanager
def exported(root: Path, ref: str, *paths: str) -> Iterator[Path]:
    """Write the files of a commit to a temporary folder, which is removed afterwards.

    The repository is not changed: no worktree is registered, the index is not touched.

    :param root: the workspace, which may be a folder inside the repository
    :param ref: a branch, tag, or commit ID
    :param paths: files and folders to write, relative to the workspace; none means ``SOURCES``
    :raises SourceError: if there is no git, no repository, or no such commit
    """
    found = resolve(root, ref)
    import tempfile  # which brings hashlib, and the gate asks here for tags at each start

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
    entries = []
    for line in git_names(root, "ls-tree", "-r", "-z", found, "--", *(paths or SOURCES)):
        head, _, name = line.partition("\t")
        mode, _, blob = head.split(" ")
        if mode not in (_TREE, _SUBMODULE):
            entries.append((mode, blob, name))
    _refuse_names(entries)
    for start in range(0, len(entries), _BATCH):
        _write_files(root, target, entries[start : start + _BATCH])


def _refuse_names(entries: Sequence[tuple[str, str, str]]) -> None:
    """Raise if a name of a commit leads out of the folder that it is written to.

    git makes no such trees, but reads them: a folder called ``..``, or a link and a folder of the
    same name, through which the files of the folder would be written.
    """
    links = {name.casefold() for mode, _, name in entries if mode == _LINK}
    seen: set[str] = set()
    for _, _, name in entries:
        parts = name.split("/")
        above = itertools.accumulate(parts[:-1], lambda path, part: f"{path}/{part}")
        if (
            not {"", ".", ".."}.isdisjoint(parts)
            or any(part.casefold() == ".git" for part in parts)
            or any(path.casefold() in links for path in above)
            or name in seen
        ):
            message = Message(
                "is a name that leads out of its folder, or twice in a commit; see 'git fsck'"
            )
            raise problem(Place(path=name), message)
        seen.add(name)


def _write_files(root: Path, target: Path, entries: Sequence[tuple[str, str, str]]) -> None:
    """Write some files of a commit, so few that their contents fit into memory."""
    asked = "".join(f"{blob}\n" for _, blob, _ in entries).encode()
    contents = _run(root, "cat-file", "--batch", stdin=asked)
    at = 0
    for mode, blob, name in entries:
        end = contents.index(b"\n", at)
        length = contents[at:end].rsplit(b" ", 1)[1]
        if not length.isdigit():
            message = Message(
                "git lacks its content ({blob} is missing); see 'git fsck'", blob=blob[:10]
            )
            raise problem(Place(path=name), message)
        size = int(length)
        data = contents[end + 1 : end + 1 + size]
        at = end + size + 2
        path = target / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if mode == _LINK:
            path.symlink_to(data.decode("utf-8", "surrogateescape"))
        else:
            path.write_bytes(data)


def _run(root: Path, *arguments: str, stdin: bytes = b"", fine: Container[int] = (0,)) -> bytes:
    import subprocess  # a hundredth of a check, which may ask for tags only

    try:
        done = subprocess.run(  # noqa: S603 - no shell
            ["git", "--no-optional-locks", "-C", str(root), "--literal-pathspecs", *arguments],  # noqa: S607 - on the path
            input=stdin,
            env=_environment(),
            capture_output=True,
            check=False,
        )
    except OSError as error:
        raise _error(root, Message("git is not installed")) from error
    if done.returncode not in fine:
        lines = (_text(done.stderr).strip() or _text(done.stdout).strip()).splitlines()
        failed = Message("git {command} failed", command=arguments[0])
        raise _error(root, f"git: {lines[0]}" if lines else failed)
    return done.stdout


def _error(root: Path, message: str) -> GitError:
    return GitError([Problem(place=Place(path=str(root), line=0), message=message)])


def _environment() -> dict[str, str]:
    """Return the environment that git is called with.

    A hook in a linked worktree has ``GIT_DIR`` set, and git then takes any folder that it is
    called in for the top of the repository: without it, git looks itself.
    """
    variables = dict(os.environ)
    if "GIT_WORK_TREE" not in variables:
        variables.pop("GIT_DIR", None)
    return variables


def _text(output: bytes) -> str:
    return output.decode("utf-8", "surrogateescape").strip("\n")
