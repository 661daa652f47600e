"""What a release asks of git, and what it writes there: a commit of one file, and a tag."""

from __future__ import annotations

import subprocess
from collections.abc import Mapping
from pathlib import Path

from nachweis.git import environment
from nachweis.model.versions import tag_name


class GitError(Exception):
    """Git objected; holds its first line."""


def git(root: Path, *arguments: str, stdin: str | None = None) -> str:
    """Return what git prints.

    :param root: the workspace, which may be a folder inside the repository
    :param arguments: the command with its options; paths are taken as they are written
    :param stdin: what git reads
    :raises GitError: if there is no git, or it objects
    """
    try:
        done = subprocess.run(  # noqa: S603 - no shell
            ["git", "-C", str(root), "--literal-pathspecs", *arguments],  # noqa: S607 - on the path
            input=stdin,
            env=environment(),
            capture_output=True,
            encoding="utf-8",
            errors="surrogateescape",
            check=False,
        )
    except OSError as error:
        raise GitError("git is not installed") from error
    if done.returncode:
        said = (done.stderr.strip() or done.stdout.strip()).splitlines()
        raise GitError(said[0] if said else f"git {arguments[0]} failed")
    return done.stdout.strip("\n")


def known(root: Path, *arguments: str) -> str:
    """Return what git prints, or an empty text where it objects.

    :param root: the workspace
    :param arguments: a command that only reads
    """
    try:
        return git(root, *arguments)
    except GitError:
        return ""


def tags(root: Path, key: str) -> list[str]:
    """Return the versions of a project that have a tag.

    :param root: the workspace
    :param key: key of the project
    """
    prefix = tag_name(key, "")
    pattern = f"refs/tags/{prefix}"
    names = known(root, "for-each-ref", "--format=%(refname)", pattern)
    return [name.removeprefix(pattern) for name in names.splitlines()]


def moved_tags(root: Path, key: str, files: Mapping[str, Path]) -> list[str]:
    """Return the versions whose tag holds another baseline than the file says, or none.

    :param root: the workspace
    :param key: key of the project
    :param files: its baselines by version
    """
    tagged = [version for version in tags(root, key) if version in files]
    if not tagged:
        return []
    paths = [files[version].relative_to(root).as_posix() for version in tagged]
    wanted = "".join(
        f"{tag_name(key, v)}:./{path}\n" for v, path in zip(tagged, paths, strict=True)
    )
    there = "".join(f"{path}\n" for path in paths)
    try:
        at_tag = git(root, "cat-file", "--batch-check=%(objectname)", stdin=wanted).splitlines()
        on_disk = git(root, "hash-object", "--stdin-paths", stdin=there).splitlines()
    except GitError:
        return []
    pairs = zip(tagged, at_tag, on_disk, strict=True)
    return [version for version, tagged_blob, blob in pairs if tagged_blob != blob]


def tagged_file(root: Path, key: str, version: str, path: str) -> bytes | None:
    """Return a file as it is at the tag of a version, or nothing where there is none.

    :param root: the workspace
    :param key: key of the project
    :param version: the version
    :param path: path of the file relative to the workspace
    """
    text = known(root, "show", f"{tag_name(key, version)}:./{path}")
    return f"{text}\n".encode("utf-8", "surrogateescape") if text else None
