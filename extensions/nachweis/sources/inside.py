"""Which files a page may name: those of the workspace, under whatever name they are reached."""

from __future__ import annotations

import itertools
import os
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Final

from nachweis.model.files import FileUse
from nachweis.model.findings import Finding
from nachweis.model.messages import Message, gettext_noop
from nachweis.model.reading_rules import OUTSIDE_WORKSPACE
from nachweis.sources.files import GIT, problem
from nachweis.sources.limits import SHOWN
from nachweis.sources.workspace import PROJECT_FILE

_SOURCES: Final = (".md", ".yaml")
_LEADS_OUT: Final = gettext_noop("{file} lies outside of the workspace; copy it in")
_OF_GIT: Final = gettext_noop("{file} belongs to git or to another repository; copy it in")
_IGNORED: Final = gettext_noop("{file} is ignored by git, so nobody could review it; add it to git")


def outside_findings(files: Iterable[FileUse], root: Path) -> Iterator[Finding]:
    """Yield a finding for every file that a page names and that is not the workspace's.

    :param files: the files
    :param root: the workspace
    """
    problems: dict[str, str] = {}
    for use in files:
        if use.path not in problems:
            problems[use.path] = outside(root / use.path, root)
        if template := problems[use.path]:
            yield _finding(use, template)


def refuse_large(files: Iterable[FileUse], root: Path) -> None:
    """Raise if the files that pages show as text or tables ask too much of a build.

    :param files: the files
    :param root: the workspace
    :raises SourceError: at the first one that is too much
    """
    left = SHOWN
    for use in files:
        path = root / use.path
        if use.cost and not outside(path, root) and path.is_file():
            left -= use.cost * path.stat().st_size
            if left < 0:
                raise problem(
                    use.place,
                    Message(
                        "the files that pages show, up to {file}, are more than a build can show "
                        "in about ten seconds; link to it",
                        file=use.written,
                    ),
                )


def absent_files(files: Iterable[FileUse], root: Path) -> Iterator[FileUse]:
    """Yield the files that a page names and that are not there.

    Pages that the site makes have no source; only where others of their folder have one, theirs is
    missed.

    :param files: the files
    :param root: the workspace
    """
    known: dict[str, bool] = {}
    for use in files:
        path = plain_path(use.path)
        if path not in known:
            known[path] = _is_missing(root / path) and not outside(root / use.path, root)
        if known[path]:
            yield use


def _is_missing(path: Path) -> bool:
    sources = (path.with_name(f"{path.name}{suffix}") for suffix in ("", *_SOURCES))
    if any(map(os.path.exists, (*sources, path.with_suffix(".yaml")))):
        return False
    if path.suffix == ".md":
        return any(path.parent.glob("*.md")) and not (path.parent / PROJECT_FILE).exists()
    return path.suffix not in ("", ".html")


def ignored_findings(
    files: Iterable[FileUse], root: Path, ignored: Callable[[Path, Iterable[str]], frozenset[str]]
) -> Iterator[Finding]:
    """Yield a finding for every file that a page names and that git ignores, by any of its names.

    :param files: the files
    :param root: the workspace
    :param ignored: returns those paths, relative to the workspace, that git ignores
    """
    names = {
        use.path: {plain_path(use.path), _real_path(use.path, root)}
        for use in files
        if not outside(root / use.path, root)
    }
    hidden = ignored(root, itertools.chain.from_iterable(names.values()))
    for use in files:
        if not hidden.isdisjoint(names.get(use.path, ())):
            yield _finding(use, _IGNORED)


def _real_path(path: str, root: Path) -> str:
    return os.path.relpath(os.path.realpath(root / path), os.path.realpath(root))


def plain_path(path: str) -> str:
    """Return a path without steps up and down.

    :param path: relative to the workspace
    """
    return os.path.normpath(path)


def outside(path: Path, root: Path) -> str:
    """Return the template of what is wrong with a file, or nothing; it need not exist.

    :param path: absolute path as it is named
    :param root: the workspace
    """
    above = os.path.realpath(root)
    try:
        real = os.path.realpath(path)
    except ValueError:
        return _LEADS_OUT
    if real != above and not real.startswith(above + os.sep):
        return _LEADS_OUT
    inner = Path(real).relative_to(above)
    if any(part.lower() == GIT for part in inner.parts):
        return _OF_GIT
    folders = [Path(above, folder) for folder in inner.parents if folder.parts]
    return _OF_GIT if any(os.path.lexists(folder / GIT) for folder in folders) else ""


def _finding(use: FileUse, template: str) -> Finding:
    message = Message(template, file=repr(use.written))
    return OUTSIDE_WORKSPACE.at(use.place, "", message, related=use.path)
