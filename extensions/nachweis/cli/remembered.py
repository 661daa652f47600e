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
from typing import Final

from nachweis.cli.edits import Basis, Notes, after_edits, basis_of
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
from nachweis.model.items import WORDS_READ
from nachweis.model.named_tuples import NamedTuple
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
from nachweis.sources.pickles import dump_records, load_records
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


class _State(NamedTuple):
    """What the system notes of all that a project is judged by.

    :param stamp: a digest of all of it; empty where something changed just now
    :param general: a digest of what projects have in common
    :param notes: what it notes of each file and folder of the project
    """

    stamp: str
    general: str
    notes: Notes


class _Kept(NamedTuple):
    """What was said of a project.

    :param stamp: of everything that it was made from; empty where something changed just then
    :param named: what it names and does not hold, by which the catalogue is read
    :param files: the files that its pages name, which git did not ignore
    :param basis: the :class:`Basis`, which is looked at after edits only, as bytes
    """

    stamp: str
    said: tuple[object, ...]
    named: tuple[str, ...]
    files: tuple[str, ...]
    basis: bytes


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
    settled = time.time_ns() - _SETTLED
    wanted = dict.fromkeys(workspace.project(key).name for key in keys) or workspace.projects
    states = _states(workspace, wanted, settled)
    WORDS_READ.clear()
    names = {key: _name(workspace, key, question, paint, words) for key in wanted}
    kept = _still_true(workspace, names, states, settled, cache)
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
        state, project = states.get(key), verdict.graph.project
        if state is None or (own and key == first):
            continue
        files = _own_files(workspace, key, project, cache)
        if files is None:
            continue
        alone = len(workspace.projects) == 1  # then nobody asks for it
        basis = basis_of(state.general, state.notes, settled, project, cache)
        entry = _Kept(
            stamp=state.stamp,
            said=tuple(said[key]),
            named=() if alone else tuple(sorted(named_outside([project]))),
            files=files,
            basis=dump_records(tuple(basis)),
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
    names: Mapping[str, str],
    states: Mapping[str, _State],
    settled: int,
    cache: Cache,
) -> dict[str, _Kept]:
    """Return what was said of those projects of which nothing that counts has changed."""
    same: dict[str, _Kept] = {}
    for key, state in states.items():
        recalled = cache.recall(names[key])
        kept = _Kept._make(recalled) if recalled is not None else None
        if kept is not None and (kept.stamp != state.stamp or not state.stamp):
            kept = _after_edits(workspace, names[key], kept, state, settled, cache)
        if kept is not None:
            same[key] = kept
    files = [name for kept in same.values() for name in kept.files]
    hidden = ignored(workspace.root, files)
    return {key: kept for key, kept in same.items() if hidden.isdisjoint(kept.files)}


def _after_edits(
    workspace: Workspace, name: str, kept: _Kept, state: _State, settled: int, cache: Cache
) -> _Kept | None:
    """Return what was said of a project, if edits have changed nothing of it; and keep it anew."""
    basis, said = Basis._make(load_records(kept.basis)), Judged._make(kept.said)
    if basis.general != state.general:
        return None
    found = after_edits(basis, state.notes, settled, said.lines, kept.files, workspace.root, cache)
    if found is None:
        return None
    lines, after = found
    told = tuple(said._replace(lines=tuple(lines)))
    kept = kept._replace(stamp=state.stamp, said=told)
    if state.stamp:  # else it is compared once more next time
        kept = kept._replace(basis=dump_records(tuple(after)))
        cache.remember(name, tuple(kept))
    return kept


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


def _states(workspace: Workspace, keys: Iterable[str], settled: int) -> dict[str, _State]:
    """Return what the system notes of all that some projects are judged by.

    The readers and their libraries are not in it: the cache has them beside each entry.

    :param keys: the projects
    :param settled: what changed later, in nanoseconds since 1970, changed just now
    :returns: by key, without projects that cannot be read; none where that would not last
    """
    root, projects = workspace.root, workspace.root / "projects"
    common: Notes = {}
    try:
        beside = [path for path in (root / IMPORTED, root / CROSSWALKS) if os.path.lexists(path)]
        for folder in (_PACKAGE, workspace.catalog, *beside, *library_folders(workspace)):
            common = {**common, **_notes(folder)}
    except OSError:
        return {}
    if _newest(common) >= settled:
        return {}
    general = digest(
        [
            active_house().digest.hex(),
            *_lines(common),
            *(str(os.path.lexists(folder / GIT)) for folder in (root, projects)),
            str(workspace.has_own_catalogue),
        ]
    )
    found = {}
    for key in keys:
        with contextlib.suppress(OSError):  # reading it tells
            notes = _notes(workspace.projects[key])
            stamp = digest([general, *_lines(notes)]) if _newest(notes) < settled else ""
            found[key] = _State(stamp=stamp, general=general, notes=notes)
    return found


def _newest(notes: Notes) -> int:
    """Return when anything last changed, in nanoseconds since 1970."""
    return max((seen[-1] for seen in notes.values()), default=0)


def _lines(notes: Notes) -> Iterator[str]:
    return (f"{path}\0{seen}" for path, seen in notes.items())


def _notes(folder: Path) -> Notes:
    """Return what the system notes of each file below a folder."""
    notes = {}
    for entry in sorted(_below(folder), key=lambda entry: entry.path):
        status = entry.stat(follow_symlinks=False)
        numbers = (status.st_mode, status.st_dev, status.st_ino, status.st_size)
        notes[entry.path] = (*numbers, status.st_mtime_ns, status.st_ctime_ns)
    return notes


def _below(folder: str | Path) -> Iterator[os.DirEntry[str]]:
    with os.scandir(folder) as entries:
        found = [entry for entry in entries if entry.name != "__pycache__"]
    for entry in found:
        yield entry
        if entry.is_dir(follow_symlinks=False):
            yield from _below(entry.path)
