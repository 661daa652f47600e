"""A site of which nothing has changed needs no Sphinx: a digest of what it is made from says so.

The digest reads every file that a page may show: those that git does not ignore, and all of the
projects, whose evidence is judged. Where code of the workspace could look at anything else,
there is no digest, and Sphinx decides.
"""

from __future__ import annotations

import ast
import datetime
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from nachweis.git import GitError, commit, git, git_names
from nachweis.publish.digests import files_below, files_digest, tool_digest
from nachweis.sources.digest import digest
from nachweis.sources.house import HOUSE_FILE
from nachweis.sources.workspace import Workspace
from nachweis.sources.writing import replace_file

_CONFIGURATION: Final = "conf.py"
_OURS: Final = "NACHWEIS_"
"""How the names of our environment variables begin."""


class Unchanged:
    """What is known of the last build of a site."""

    def __init__(self, workspace: Workspace, key: str, date: datetime.date, stage: Path) -> None:
        """Take the digest of what the next build is made from.

        :param workspace: the workspace
        :param key: key of the project; empty for the site of all
        :param date: date of judgement
        :param stage: output of the build; the note of the last one is beside it
        """
        self._workspace, self._key, self._date = workspace, key, date
        self._note = stage.with_name(f"{stage.name}-built")
        self._inputs = self._digest()

    def holds(self, target: Path) -> bool:
        """Return whether the last build was made from the same, and lies where it was put.

        :param target: where readers find it
        """
        try:
            noted = self._note.read_text(encoding="utf-8")
        except (OSError, ValueError):
            return False
        return bool(self._inputs) and noted == self._text(target)

    def note(self, target: Path) -> None:
        """Note a build without warnings, unless its sources changed meanwhile.

        :param target: where readers find it
        """
        if self._inputs and self._inputs == self._digest():
            replace_file(self._note, self._text(target).encode())

    def forget(self) -> None:
        """Forget the last build, as the next one begins to replace it."""
        self._note.unlink(missing_ok=True)

    def _text(self, target: Path) -> str:
        return f"{self._inputs}\n{digest(_listing(target))}\n"

    def _digest(self) -> str:
        """Return the digest of everything that decides the pages; empty if something else may."""
        root = self._workspace.root
        if (root / HOUSE_FILE).exists() or not _only_values(root / _CONFIGURATION):
            return ""
        try:
            names = git_names(root, "ls-files", "-z", "--cached", "--others", "--exclude-standard")
            tags = git(root, "for-each-ref", "refs/tags")
        except GitError:
            return ""
        variables = [f"{k}={v}" for k, v in sorted(os.environ.items()) if k.startswith(_OURS)]
        shipped = (
            ""
            if self._workspace.catalog.is_relative_to(root)
            else files_digest([self._workspace.catalog])
        )
        head = (self._key, str(self._date), tool_digest(), shipped, commit(root), tags, *variables)
        names += [
            path.relative_to(root).as_posix()
            for folder in self._workspace.projects.values()
            for path in files_below(folder)
        ]
        return digest((*head, *_contents(root, sorted(set(names)))))


def _only_values(path: Path) -> bool:
    """Return whether a configuration does nothing but give values, which its text decides."""
    try:
        body = ast.parse(path.read_bytes()).body
        for statement in body:
            if isinstance(statement, ast.Assign | ast.AnnAssign) and statement.value is not None:
                ast.literal_eval(statement.value)
            elif not (
                isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)
            ):
                return False
    except FileNotFoundError:
        return True
    except (OSError, ValueError, SyntaxError, RecursionError, MemoryError):
        return False
    return True


def _contents(root: Path, names: list[str]) -> Iterator[str | bytes]:
    for name in names:
        path = root / name
        yield name
        try:
            yield bytes(path.readlink()) if path.is_symlink() else path.read_bytes()
        except OSError:  # a submodule, or a file that is no longer there
            yield "-"


def _listing(folder: Path) -> Iterator[str]:
    """Yield the path, size and time of each file below a folder."""
    for path in files_below(folder):
        status = path.lstat()
        yield f"{path}\0{status.st_size}\0{status.st_mtime_ns}"
