"""What ``nachweis check`` said of projects of which nothing has changed since.

In a workspace of hundreds of projects, hardly one differs from the last run; and a large one is
checked more often than it changes. What is said of a project is used again only where the system
notes the same of each of its files, of the catalogue and of this tool: no branch decides that.
Whatever a project names outside of its own folder keeps it from being remembered, as do house
extensions, whose rules may look at anything.
"""

from __future__ import annotations

import contextlib
import datetime
import os
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final, NamedTuple

from nachweis.git import ignored
from nachweis.i18n import Words
from nachweis.load import (
    beside_releases,
    handbook_findings,
    judge_projects,
    last_release,
    named_outside,
    present,
)
from nachweis.model.project import Project
from nachweis.model.registry import active_house
from nachweis.model.terms import Phase, Severity
from nachweis.report.report import Paint, Report
from nachweis.report.text import Judged, join, judged
from nachweis.sources.cache import Cache
from nachweis.sources.digest import digest
from nachweis.sources.files import GIT
from nachweis.sources.inside import plain_path
from nachweis.sources.library import library_folders
from nachweis.sources.workspace import CROSSWALKS, IMPORTED, Workspace, find_workspace
from nachweis.trace.gate import Verdict, with_findings
from nachweis.trace.released_workspace import gone

_SETTLED: Final = 2_000_000_000
"""Nanoseconds after which a change of a file surely has another time than the one before."""
_PACKAGE: Final = Path(__file__).resolve().parent.parent


class Question(NamedTuple):
    """What is asked of the gate.

    :param closing: a phase to judge as if it, and all before it, were closed
    :param least: the lowest severity that is shown
    """

    as_of: datetime.date
    closing: Phase | None = None
    strict: bool = False
    least: Severity = Severity.WARNING


class _Kept(NamedTuple):
    """What was said of a project.

    :param stamp: of everything that it was made from
    :param named: what it names and does not hold, by which the catalogue is read
    :param files: the files that its pages name, which git did not ignore
    """

    stamp: str
    said: tuple[object, ...]
    named: tuple[str, ...]
    files: tuple[str, ...]


def check_all(
    start: Path, keys: Sequence[str], question: Question, cache: Cache, paint: Paint, words: Words
) -> tuple[str, bool]:
    """Judge projects; return the report as text, and whether the gate holds.

    :param start: a folder of the workspace
    :param keys: keys of the projects; empty means all, and the handbook
    :param question: what is asked
    :param cache: where it is remembered
    :param paint: how to colour a text
    :param words: translates to the language of the command
    :raises SourceError: as for all of them anew
    """
    workspace = find_workspace(start)
    began = time.time_ns()
    wanted = dict.fromkeys(workspace.project(key).name for key in keys) or workspace.projects
    stamps = _stamps(workspace, wanted)
    names = {key: _name(workspace, key, question, paint, words) for key in wanted}
    kept = _still_true(workspace, {key: cache.recall(names[key]) for key in names}, stamps)
    said = {key: Judged._make(entry.said) for key, entry in kept.items()}
    if kept and not keys and _lacks_something(workspace, wanted, cache):
        kept, said = {}, {}  # a decision of any project may name it
    changed = [key for key in names if key not in kept]
    elsewhere = {name for entry in kept.values() for name in entry.named}

    def judge(some: Sequence[str]) -> list[Verdict]:
        return judge_projects(
            start,
            some,
            question.as_of,
            closing=question.closing,
            strict=question.strict,
            cache=cache,
            named=elsewhere,
        )

    def tell(verdict: Verdict) -> Judged:
        report = Report(verdicts=(verdict,), paint=paint, least=question.least, words=words)
        return judged(report, verdict)

    judged_anew = judge(changed) if changed else []
    if not (keys or kept):
        judged_anew = beside_releases(judged_anew, start)
    verdicts = dict(zip(changed, judged_anew, strict=True))
    said.update({key: tell(verdict) for key, verdict in verdicts.items()})
    own = [] if keys else handbook_findings(workspace.root, cache)
    first = next(iter(names))
    if own:  # the handbook is no project's: it is said of the first one
        [verdict] = [verdicts[first]] if first in verdicts else judge([first])
        told = tell(with_findings(verdict, own, strict=question.strict))
        said = {**said, first: told}
    for key, verdict in verdicts.items():
        stamp, newest = stamps.get(key, ("", began))
        if newest >= began - _SETTLED or (own and key == first):
            continue
        files = _own_files(workspace, key, verdict.graph.project, cache)
        if files is not None:
            alone = len(workspace.projects) == 1  # then nobody asks for it
            project_names = () if alone else sorted(named_outside([verdict.graph.project]))
            entry = _Kept(
                stamp=stamp, said=tuple(said[key]), named=tuple(project_names), files=files
            )
            cache.remember(names[key], tuple(entry))
    every = [said[key] for key in names]
    return join(every, question.least, words), all(entry.holds for entry in every)


def _lacks_something(workspace: Workspace, keys: Iterable[str], cache: Cache) -> bool:
    """Whether a workspace lacks what it had at its last release."""
    before = {key: found for key in keys if (found := last_release(workspace, key, cache))}
    return any(gone(before, present(workspace, before)))


def _name(workspace: Workspace, key: str, question: Question, paint: Paint, words: Words) -> str:
    asked = (question.as_of, question.closing or "", question.strict, question.least)
    return "\0".join(
        ("said", str(workspace.root), key, *map(str, asked), paint("", "red"), words.language)
    )


def _still_true(
    workspace: Workspace,
    recalled: Mapping[str, tuple[object, ...] | None],
    stamps: Mapping[str, tuple[str, int]],
) -> dict[str, _Kept]:
    """Return what was said of those projects of which nothing has changed."""
    found = {key: _Kept._make(entry) for key, entry in recalled.items() if entry is not None}
    same = {k: kept for k, kept in found.items() if (kept.stamp,) == stamps.get(k, ())[:1]}
    files = [name for kept in same.values() for name in kept.files]
    hidden = ignored(workspace.root, files)
    return {key: kept for key, kept in same.items() if hidden.isdisjoint(kept.files)}


def _own_files(
    workspace: Workspace, key: str, project: Project, cache: Cache
) -> tuple[str, ...] | None:
    """List the files that the pages of a project name, or nothing if one is not its own.

    What a page includes is not known, so a project with such a page is not remembered.
    """
    folder = workspace.projects[key]
    home = f"{folder.relative_to(workspace.root).as_posix()}/"
    uses = tuple(dict.fromkeys(plain_path(use.path) for use in project.files))
    if not all(f"{name}/".startswith(home) for name in uses):
        return None
    if any(entry.is_symlink() or entry.path in cache.not_kept for entry in _below(folder)):
        return None
    hidden = ignored(workspace.root, uses)
    return None if hidden else uses


def _stamps(workspace: Workspace, keys: Iterable[str]) -> dict[str, tuple[str, int]]:
    """Return a digest of all that some projects are judged by, and when it last changed.

    The readers and their libraries are not in it: the cache has them beside each entry.

    :param keys: the projects
    :returns: by key, without projects that cannot be read; the time is in nanoseconds since 1970
    """
    root, projects = workspace.root, workspace.root / "projects"
    common = [active_house().digest.hex()]
    newest = 0
    try:
        beside = [path for path in (root / IMPORTED, root / CROSSWALKS) if os.path.lexists(path)]
        for folder in (_PACKAGE, workspace.catalog, *beside, *library_folders(workspace)):
            lines, changed = _stamp(folder)
            common += lines
            newest = max(newest, changed)
    except OSError:
        return {}
    common += [str(os.path.lexists(folder / GIT)) for folder in (root, projects)]
    common.append(str(workspace.has_own_catalogue))
    general = digest(common)
    found = {}
    for key in keys:
        with contextlib.suppress(OSError):  # reading it tells
            lines, changed = _stamp(workspace.projects[key])
            found[key] = digest([general, *lines]), max(newest, changed)
    return found


def _stamp(folder: Path) -> tuple[list[str], int]:
    """Return what the system notes of each file below a folder, and when one last changed."""
    lines, newest = [], 0
    for entry in sorted(_below(folder), key=lambda entry: entry.path):
        status = entry.stat(follow_symlinks=False)
        numbers = (status.st_mode, status.st_dev, status.st_ino, status.st_size)
        lines.append(f"{entry.path}\0{numbers}{status.st_mtime_ns}\0{status.st_ctime_ns}")
        newest = max(newest, status.st_ctime_ns)
    return lines, newest


def _below(folder: str | Path) -> Iterator[os.DirEntry[str]]:
    with os.scandir(folder) as entries:
        found = [entry for entry in entries if entry.name != "__pycache__"]
    for entry in found:
        yield entry
        if entry.is_dir(follow_symlinks=False):
            yield from _below(entry.path)
