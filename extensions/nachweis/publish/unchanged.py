"""A site of which nothing has changed needs no Sphinx: a digest of what it is made from says so.

The digest reads every file that a page may show: those that git does not ignore. Of the others in
the projects, and of evidence that is too large, it takes size and time, as both are judged. The
handbook and other projects do not count for the site of a project, unless one of its files may lead
there. Where code of the workspace could look at anything else, there is no digest, and Sphinx
decides.
"""

from __future__ import annotations

import ast
import contextlib
import datetime
import functools
import os
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

from nachweis.git import GitError, commit, git, git_names
from nachweis.publish.digests import files_below, files_digest, tool_digest
from nachweis.sources.digest import digest
from nachweis.sources.evidence import LARGEST_EVIDENCE
from nachweis.sources.handbook import HANDBOOK
from nachweis.sources.house import HOUSE_FILE
from nachweis.sources.workspace import Workspace
from nachweis.sources.writing import replace_file

_CONFIGURATION: Final = "conf.py"
_OURS: Final = "NACHWEIS_"
"""How the names of our environment variables begin."""


_FROM_ROOT: Final = re.compile(rb"(?:\]\(|\}|[:=,\[])[ \t]*[\"']?/\w")
"""How a path may begin that does not begin in the folder of its file."""
_COMMENT: Final = re.compile(rb"^[ \t]*#.*$", re.MULTILINE)


class Inputs:
    """What the sites of a workspace are made from; a file is read again only if it was touched."""

    def __init__(self, workspace: Workspace) -> None:
        """Begin with nothing read.

        :param workspace: the workspace
        """
        self._workspace = workspace
        self._root = workspace.root
        self._known: dict[str, tuple[tuple[int, ...], str, bool]] = {}
        inside = workspace.catalog.is_relative_to(self._root)
        self._tool = (tool_digest(), "" if inside else files_digest([workspace.catalog]))

    def digest(self, key: str, date: datetime.date) -> str:
        """Return the digest of everything that decides a site as it is now; empty: anything may.

        :param key: key of the project; empty for the site of all
        :param date: date of judgement
        """
        root = self._root
        if (root / HOUSE_FILE).exists() or not _only_values(root / _CONFIGURATION):
            return ""
        try:
            names = git_names(root, "ls-files", "-z", "--cached", "--others", "--exclude-standard")
            tags = git(root, "for-each-ref", "refs/tags")
        except GitError:
            return ""
        variables = [f"{k}={v}" for k, v in sorted(os.environ.items()) if k.startswith(_OURS)]
        head = (key, str(date), *self._tool, commit(root), tags, *variables)
        unread = {
            path.relative_to(root).as_posix()
            for folder in self._workspace.projects.values()
            for path in files_below(folder)
        }.difference(names)
        for name in unread:
            self._note(name)
        shown = self._shown(key, sorted({*names, *unread}))
        return digest((*head, *(part for name in shown for part in (name, self._read(name)[0]))))

    def _shown(self, key: str, names: Sequence[str]) -> Sequence[str]:
        """Leave out the handbook and other projects, unless a file of the project leads there."""
        own = f"projects/{key}/"
        if not key or any(
            self._read(name)[1] for name in names if name.startswith(own) or name == _CONFIGURATION
        ):
            return names
        others = [f"projects/{other}/" for other in self._workspace.projects if other != key]
        unread = (f"{HANDBOOK}/", *others)
        return [name for name in names if not name.startswith(unread)]

    def _note(self, name: str) -> None:
        """Take size and time of a file for what is in it."""
        with contextlib.suppress(OSError):
            status = _status((self._root / name).lstat())
            self._known[name] = status, digest(map(str, status)), False

    def _read(self, name: str) -> tuple[str, bool]:
        """Return the digest of a file, and whether it may lead out of its project."""
        path = self._root / name
        try:
            found = path.lstat()
            status = _status(found)
            if found.st_size > LARGEST_EVIDENCE:
                self._note(name)
            known = self._known.get(name)
            if known is None or known[0] != status:
                is_link = path.is_symlink()
                content = bytes(path.readlink()) if is_link else path.read_bytes()
                text = _COMMENT.sub(b"", content) if path.suffix == ".yaml" else content
                leads = is_link or _leads_out(text, name.count("/") - 1)
                known = self._known[name] = status, digest([content]), leads
        except OSError:  # a submodule, or a file that is no longer there
            return "-", False
        return known[1:]


def _status(found: os.stat_result) -> tuple[int, ...]:
    return found.st_size, found.st_mtime_ns, found.st_ctime_ns, found.st_ino


def _leads_out(content: bytes, depth: int) -> bool:
    """Return whether a text may name a file outside of its project.

    :param content: the text
    :param depth: how many folders there are from the project's folder to the file's, and one
    """
    if b"\0" in content:  # no text
        return False
    if depth < 1:  # the configuration names folders of the workspace
        return HANDBOOK.encode() in content or b"projects" in content
    return b"../" * depth in content or _FROM_ROOT.search(content) is not None


class Unchanged:
    """What is known of the last build of a site."""

    def __init__(self, inputs: Inputs, key: str, date: datetime.date, note: Path) -> None:
        """Take the digest of what the next build is made from.

        :param inputs: what the sites of the workspace are made from
        :param key: key of the project; empty for the site of all
        :param date: date of judgement
        :param note: file that keeps what was noted of the last build
        """
        self._now = functools.partial(inputs.digest, key, date)
        self._note = note
        self._inputs = self._now()

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
        if self._inputs and self._inputs == self._now():
            replace_file(self._note, self._text(target).encode())

    def forget(self) -> None:
        """Forget the last build, as the next one begins to replace it."""
        self._note.unlink(missing_ok=True)

    def _text(self, target: Path) -> str:
        return f"{self._inputs}\n{digest(_listing(target))}\n"


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


def _listing(folder: Path) -> Iterator[str]:
    """Yield the path, size and time of each file below a folder."""
    for path in files_below(folder):
        status = path.lstat()
        yield f"{path}\0{status.st_size}\0{status.st_mtime_ns}"
