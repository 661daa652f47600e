"""The verdicts at the commit where a branch began, judged by today's rules."""

from __future__ import annotations

import dataclasses
import datetime
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path, PurePosixPath
from typing import Final

from nachweis.git import git, git_names
from nachweis.load import judge_projects
from nachweis.model.messages import Message
from nachweis.model.registry import active_house
from nachweis.model.terms import Phase
from nachweis.releases.lookup import judge_commit
from nachweis.sources.cache import NO_CACHE, Cache
from nachweis.sources.errors import Problem, SourceError
from nachweis.sources.trusted import FILES, FOLDERS, SHOWING, WORKFLOWS
from nachweis.sources.workspace import BASELINES, PROJECT_FILE, find_workspace
from nachweis.trace.compare import short_commit
from nachweis.trace.gate import Verdict

_EXACTLY: Final = ":(literal){}"


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Base:
    """Where a branch began.

    :param ref: the branch, tag or commit that was given
    :param commit: full ID of the merge base; empty before the first commit
    :param verdicts: verdicts of the projects that existed then, by key
    :param lost: keys of projects that existed then, and no longer do
    :param changed: files that decide how the gate runs, and differ
    """

    ref: str
    commit: str
    verdicts: Mapping[str, Verdict] = dataclasses.field(default_factory=dict)
    lost: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()


def judge_base(
    start: Path,
    base: Base,
    now: Sequence[Verdict],
    as_of: datetime.date,
    *,
    closing: Phase | None = None,
    strict: bool = False,
    cache: Cache = NO_CACHE,
) -> Base:
    """Judge projects as they were at the merge base of a branch and the current commit.

    Not at the tip of that branch: what landed there since is not a change of this one.

    :param start: a folder of the workspace
    :param base: where the branch began
    :param now: verdicts of the projects as they are; projects that are new are left out
    :param as_of: the date of judgement, the same for both sides
    :param closing: a phase to judge as if it, and all before it, were closed
    :param strict: whether suspect links fail the gate
    :param cache: files that were read before; most have not changed since
    :raises SourceError: if git lacks the commit, or its files cannot be read
    """
    workspace = find_workspace(start)
    commit = base.commit
    if not commit:
        return base
    before = _projects_at(workspace.root, commit)
    lost = tuple(key for key in before if key not in workspace.projects)
    changed = tuple(_changed(workspace.root, commit))  # while the house of today is in force
    present = {verdict.key for verdict in now}
    judge = partial(judge_projects, as_of=as_of, closing=closing, strict=strict, cache=cache)
    try:
        keys = [key for key in before if key in present]
        verdicts = judge_commit(workspace.root, commit, keys, judge) if keys else ()
    except SourceError as error:
        raise SourceError([_at(commit, problem) for problem in error.problems]) from error
    return dataclasses.replace(
        base,
        verdicts={verdict.key: verdict for verdict in verdicts},
        lost=lost,
        changed=changed,
    )


def _changed(root: Path, commit: str) -> Iterator[str]:
    """Yield the trusted files that differ from a commit, relative to the workspace or its top."""
    *inside, top_name = git(root, "rev-parse", "--show-prefix", "--show-toplevel").split("\n")
    above, top = "".join(inside), Path(top_name)
    modules = [name.replace(".", "/") for name, _ in active_house().extensions]
    own = (*FILES, *modules, *(f"{name}.py" for name in modules))
    exact = [_EXACTLY.format(f"{above}{name}") for name in own]
    folders = [_EXACTLY.format(name) for name in (*(f"{above}{n}" for n in FOLDERS), *WORKFLOWS)]
    anywhere = [f":(glob)**/{name}" for name in SHOWING]
    names = _differing(top, commit, "", *exact, *folders, *anywhere)
    names += _untracked(top, "--", *exact)  # also where git ignores them: they run all the same
    names += _untracked(top, "--exclude-standard", *folders, *anywhere)
    kept = _differing(top, commit, "--diff-filter=DM", _EXACTLY.format(f"{above}projects"))
    names += [name for name in kept if PurePosixPath(name).parts[-2:-1] == (BASELINES,)]
    yield from dict.fromkeys(name.removeprefix(above) for name in names)


def _differing(top: Path, commit: str, option: str, *paths: str) -> list[str]:
    options = ("--name-only", "--no-renames", "--no-ext-diff", "-z", *filter(None, [option]))
    return git_names(top, "--no-literal-pathspecs", "diff", *options, commit, "--", *paths)


def _untracked(top: Path, option: str, *paths: str) -> list[str]:
    names = git_names(top, "--no-literal-pathspecs", "ls-files", "-oz", option, *paths)
    return [name for name in names if "__pycache__" not in name]


def _projects_at(root: Path, commit: str) -> list[str]:
    """Return the keys of the projects that a commit has, sorted."""
    paths = map(
        PurePosixPath,
        git_names(root, "ls-tree", "-r", "-z", "--name-only", commit, "--", "projects"),
    )
    return sorted(path.parent.name for path in paths if path.parts[2:] == (PROJECT_FILE,))


def _at(commit: str, problem: Problem) -> Problem:
    """Return a problem whose file is named as git names files of a commit."""
    place = problem.place._replace(path=f"{short_commit(commit)}:{problem.place.path}")
    message = Message(
        "{message}; the base cannot be judged: name another one, or leave out --base",
        message=problem.message,
    )
    return Problem(place=place, message=message)
