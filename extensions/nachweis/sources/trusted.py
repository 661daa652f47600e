"""The files that decide how the gate runs and what pages may show, which a branch may not change.

A release keeps their digests, so that the gate can tell without git that one is another one now.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

from nachweis.model.registry import active_house
from nachweis.sources.digest import digest
from nachweis.sources.files import relative
from nachweis.sources.house import HOUSE_FILE
from nachweis.sources.repository import repository_of

FOLDERS: Final = ("templates", "vendor")
FILES: Final = ("conf.py", "requirements.txt", HOUSE_FILE)
"""What runs or decides when a workspace is built, beside the modules of the house."""

WORKFLOWS: Final = (
    ".github",
    ".gitlab-ci.yml",
    ".gitlab",
    ".pre-commit-config.yaml",
)
"""What runs the gate, at the top of a repository."""

SHOWING: Final = (".gitignore", ".gitattributes", ".gitmodules")
"""What decides which files of a workspace pages and annexes may show, in any folder."""

_SOURCES: Final = ("projects", "docs", "catalog")
"""Folders of a workspace that are searched for what decides what is shown."""
_LARGEST: Final = 16 * 1024 * 1024
"""Bytes of a file above which its size stands for its content."""
_DIGITS: Final = 20
"""Of a digest: 80 bits, which nobody finds another content for."""


def trusted_files(root: Path) -> dict[str, str]:
    """Return the digest of each file that decides how the gate runs, or what pages may show.

    Of what decides what is shown, files in folders that hold no sources are left out.

    :param root: the workspace
    :returns: by path relative to the workspace; of workflows, to the top of the repository
    """
    top = repository_of(root) or root
    modules = [name.replace(".", "/") for name, _ in active_house().extensions]
    own = (*FILES, *SHOWING, *modules, *(f"{name}.py" for name in modules), *FOLDERS)
    between = [root, *root.parents][1 : len(root.relative_to(top).parts) + 1]
    named = (
        *((path, root) for name in own for path in _files(root / name)),
        *((path, root) for name in _SOURCES for path in _files(root / name, SHOWING)),
        *((path, top) for name in WORKFLOWS for path in _files(top / name)),
        *((path, top) for above in between for name in SHOWING for path in _files(above / name)),
    )
    found: dict[str, str] = {}
    for path, above in named:  # one above the workspace may have the name of one in it
        name = relative(path, above)
        found[name] = found.get(name, "") + content_digest(path)
    return dict(sorted(found.items()))


def content_digest(path: Path) -> str:
    """Return the digest of what a file says, wherever lines end; empty if there is none.

    :param path: the file; of a link, its target counts
    """
    try:
        status = path.lstat()
        if stat.S_ISLNK(status.st_mode):
            return digest(["link", str(path.readlink())])[:_DIGITS]
        if not stat.S_ISREG(status.st_mode):
            return ""
        if status.st_size > _LARGEST:
            return digest(["size", str(status.st_size)])[:_DIGITS]
        return digest([path.read_bytes().replace(b"\r\n", b"\n")])[:_DIGITS]
    except OSError:
        return ""


def _files(path: Path, names: Iterable[str] = ()) -> Iterator[Path]:
    """Yield a file, or the files below a folder, without what programs leave there.

    :param names: names of the files to yield; none: all that are not hidden
    """
    if path.is_symlink() or path.is_file():
        yield path
        return
    for above, folders, files in os.walk(path):
        folders[:] = [name for name in folders if name != "__pycache__" and name[0] != "."]
        for name in files:
            if name in names or not (names or name[0] == "." or name.endswith(("~", ".pyc"))):
                yield Path(above, name)
