"""Digests that tell, without building, whether a built version is up to date."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Final

from nachweis.sources.digest import digest
from nachweis.sources.workspace import package_data

_PACKAGE: Final = Path(__file__).resolve().parent.parent
_LIBRARIES: Final = (
    *("sphinx", "docutils", "myst-parser", "markdown-it-py", "mdit-py-plugins", "jinja2"),
    *("sphinx-needs", "sphinx-design", "furo", "pygments", "pyyaml", "pydantic"),
)
"""The libraries that affect pages, beside our own code."""
_UNUSED: Final = frozenset({"__pycache__", "data"})
"""Folders of the package that do not affect pages; the parts of ``data`` are added one by one."""


def tool_digest() -> str:
    """Return a digest of the program: code, templates, translations and the libraries it uses."""
    return digest(
        [
            f"{sys.version_info.major}.{sys.version_info.minor}",
            *(f"{name} {_installed(name)}" for name in _LIBRARIES),
            *_files(_PACKAGE),
            *_files(package_data("templates")),
        ]
    )


def files_digest(paths: Iterable[Path]) -> str:
    """Return a digest of files, and of all files below folders; missing ones count as empty.

    :param paths: the files and folders
    """
    return digest(part for path in paths for part in _files(path))


def _installed(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return ""


def files_below(folder: Path, *, follow: bool = False) -> Iterator[Path]:
    """Yield the files below a folder, in the same order each time.

    :param folder: the folder
    :param follow: whether to look into folders that are links, too
    """
    for where, folders, names in os.walk(folder, followlinks=follow):
        folders.sort()
        yield from (Path(where, name) for name in sorted(names))


def _files(path: Path) -> Iterator[str | bytes]:
    """Yield name and content of each file below a folder, in the same order everywhere."""
    if not path.is_dir():
        yield _content(path)
        return
    for file in files_below(path, follow=True):
        name = file.relative_to(path)
        hidden = any(part[0] == "." or part in _UNUSED for part in name.parts)
        if not hidden and file.suffix != ".po":
            yield name.as_posix()
            yield _content(file)


def _content(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError:
        return b""
