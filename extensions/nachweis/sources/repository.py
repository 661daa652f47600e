"""What git's own files say, without starting git: where its repository is, its tags, its index."""

from __future__ import annotations

import contextlib
import os
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Final

from nachweis.sources.files import GIT

_LARGEST_INDEX: Final = 64 * 1024 * 1024


def repository_of(root: Path) -> Path | None:
    """Return the nearest folder from a workspace upwards that git calls a repository, if any.

    :param root: the workspace
    """
    return next((f for f in (root, *root.parents) if os.path.lexists(f / GIT)), None)


def release_tags(root: Path, keys: Iterable[str]) -> dict[str, list[str]]:
    """Return the names of the tags below the keys of projects, without starting git.

    :param root: the workspace
    :param keys: keys of the projects
    :returns: by key; nothing where there is no repository, or git keeps its tags in another way
    """
    top = repository_of(root)
    if top is None:
        return {}
    above = top / GIT
    try:
        if above.is_file():  # a worktree
            named = above.read_text(encoding="utf-8").removeprefix("gitdir:").strip()
            own = top / named
            above = own / (own / "commondir").read_text(encoding="utf-8").strip()
        packed = (above / "packed-refs").read_bytes() if (above / "packed-refs").is_file() else b""
    except (OSError, ValueError):
        return {}
    found = {}
    for key in keys:
        tags = f"refs/tags/{key}/"
        listed = re.findall(re.escape(f" {tags}".encode()) + rb"(\S+)\n", packed)
        names = [*map(os.fsdecode, listed)]
        with contextlib.suppress(OSError):
            names += os.listdir(above / tags)  # noqa: PTH208 - only names are wanted
        found[key] = list(dict.fromkeys(names))
    return found


def read_index(root: Path) -> bytes:
    """Return git's list of its files, which spares most checks to start git.

    :param root: the workspace
    :returns: nothing where there is none at its top, or a large one
    """
    path = root / GIT / "index"
    try:
        return path.read_bytes() if path.stat().st_size < _LARGEST_INDEX else b""
    except OSError:
        return b""


def is_tracked(path: str, index: bytes) -> bool:
    """Whether a file is in the index under its whole name.

    :param path: relative to the top of the repository
    :param index: as :func:`read_index` returns it
    :source: gitformat-index: length, name, NUL
    """
    name = os.fsencode(path)
    return len(name) < 0xFFF and len(name).to_bytes(2) + name + b"\0" in index
