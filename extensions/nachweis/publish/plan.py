"""Which versions to build, each with a digest of everything that it is made from."""

from __future__ import annotations

import dataclasses
import datetime
import fnmatch
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

from nachweis.git import commit, git, git_names, is_shallow, require_repository
from nachweis.model.messages import Message
from nachweis.model.places import Place
from nachweis.model.versions import tag_name
from nachweis.publish.artefact import DRAFT
from nachweis.publish.digests import files_digest, tool_digest
from nachweis.releases.tags import Release, releases, without_tag
from nachweis.sources.digest import digest
from nachweis.sources.errors import Problem
from nachweis.sources.files import problem
from nachweis.sources.workspace import IMPORTED, OWN_CATALOGUE, Workspace, package_data

EVERYBODY: Final = "all"
"""The audience that sees everything."""
PORTFOLIO: Final = "portfolio"
"""Name of the job that builds the page over all projects; keys of projects are upper case."""
_BESIDE: Final = ("conf.py", "_static", "_templates")
"""What a site is made from beside catalogue and projects, as Sphinx names it."""


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Job:
    """One version of one project for one audience: what one build makes.

    :param project: key of the project; empty for the page over all
    :param version: a release, or ``draft``
    :param tag: name of the tag; empty for the working state
    :param commit: the commit as pages name it
    :param date: date of judgement: of a release, the day it was released
    :param tool: digest of the program
    :param digest: digest of everything that the pages are made from
    :param audience: for whom it is built
    """

    project: str
    version: str
    tag: str
    commit: str
    date: str
    tool: str
    digest: str = ""
    audience: str = EVERYBODY

    @property
    def name(self) -> str:
        """The job as ``--job`` names it."""
        if not self.project:
            return PORTFOLIO
        whole = f"{self.project}/{self.version}"
        return whole if self.audience == EVERYBODY else f"{whole}/{self.audience}"


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Plan:
    """What to build.

    :param jobs: the page over all projects, then by project the draft and its releases, newest
        first
    :param problems: versions that are missing
    :param kept: names of the missing versions, whose previous copies are kept
    """

    jobs: tuple[Job, ...]
    problems: tuple[Problem, ...]
    kept: tuple[str, ...]


def find_job(jobs: Sequence[Job], name: str) -> Job:
    """Return a job by its name.

    :param jobs: all jobs
    :param name: ``KEY/VERSION``, ``KEY/draft`` or ``portfolio``; the audience may follow
    :raises SourceError: if there is no such job
    """
    wanted = name.removesuffix(f"/{EVERYBODY}").lower()
    for job in jobs:
        if job.name.lower() == wanted:
            return job
    known = ", ".join(job.name for job in jobs)
    raise problem(
        Place(path="projects"),
        Message("there is no job {name!r}; there are: {known}", name=name, known=known),
    )


def make_plan(workspace: Workspace, keys: Sequence[str], date: datetime.date) -> Plan:
    """Plan the sites to build for some projects, or for all of them and the page over them.

    :param workspace: the workspace
    :param keys: names of the projects; none means all
    :param date: the date at which the working state is judged
    :raises SourceError: if there is no git or no repository
    """
    require_repository(workspace.root)
    names = list(keys or workspace.projects)
    found = releases(workspace.root, names)
    missing = list(_missing(workspace, names, found))
    head = commit(workspace.root)
    now = Job(project="", version=DRAFT, tag="", commit=head, date=str(date), tool=tool_digest())
    edited = _edited(workspace.root, head)
    jobs = [] if keys else [_working(workspace, now, edited)]
    bare = _without_catalogue(workspace, found)
    for name in names:
        jobs.append(_working(workspace, dataclasses.replace(now, project=name), edited))
        own = (release for release in found if release.key == name)
        jobs += [_released(release, now.tool, bare=release in bare) for release in own]
    return Plan(
        jobs=tuple(jobs),
        problems=tuple(problem for _, problem in missing),
        kept=tuple(name for name, _ in missing if name),
    )


def for_audience(job: Job, audience: str) -> Job:
    """Return the job that builds the same for one audience, apart from the site of all.

    :param job: a job
    :param audience: ID of a party, a communication partner or an information class
    """
    return _with_digest(dataclasses.replace(job, audience=audience), [job.digest])


def _missing(
    workspace: Workspace, keys: Sequence[str], found: Sequence[Release]
) -> Iterator[tuple[str, Problem]]:
    """Yield the job and the problem of each release without a tag; no job: all may be missing."""
    missing = [
        (key, version)
        for key in keys
        for version in without_tag(
            workspace.projects[key], (release for release in found if release.key == key)
        )
    ]
    shallow = (bool(missing) or not found) and is_shallow(workspace.root)
    fetch = "git fetch --unshallow --tags" if shallow else "git fetch --tags"
    if shallow and not missing and not found:
        yield (
            "",
            Problem(
                place=Place(path=f"projects/{keys[0]}"),
                message=Message(
                    "this clone is shallow and has no tag {key}/…; fetch released versions "
                    "({fetch})",
                    key=keys[0],
                    fetch=fetch,
                ),
            ),
        )
    for key, version in missing:
        place = Place(path=f"projects/{key}/baselines/{version}.json")
        message = Message(
            "names a version whose tag {key}/{version} is missing here; fetch it ({fetch})",
            key=key,
            version=version,
            fetch=fetch,
        )
        yield f"{key}/{version}", Problem(place=place, message=message)


def _without_catalogue(workspace: Workspace, found: Sequence[Release]) -> set[Release]:
    """Return the releases without a catalogue of their own, which use the one we ship."""
    if not found:
        return set()
    asked = "".join(f"{release.commit}:./catalog\n" for release in found)
    answers = git(workspace.root, "cat-file", "--batch-check", stdin=asked).splitlines()
    trees = [answer.split()[0] if " tree " in answer else "" for answer in answers]
    own = {tree for tree in set(trees) if tree and _has_own_catalogue(workspace.root, tree)}
    return {release for release, tree in zip(found, trees, strict=True) if tree not in own}


def _has_own_catalogue(root: Path, tree: str) -> bool:
    """Return whether a catalogue has more than what was imported beside the one we ship."""
    names = git_names(root, "ls-tree", "-r", "--full-tree", "--name-only", "-z", tree)
    return any(fnmatch.fnmatchcase(name, OWN_CATALOGUE) for name in names)


def _released(release: Release, tool: str, *, bare: bool) -> Job:
    job = Job(
        project=release.key,
        version=release.version,
        tag=tag_name(release.key, release.version),
        commit=release.commit[:10],
        date=release.date,
        tool=tool,
    )
    shipped_too = [files_digest([package_data("catalog")])] if bare else []
    return _with_digest(job, [release.commit, *shipped_too])


def _edited(root: Path, head: str) -> list[Path]:
    """Return the tracked files that differ from the commit: a page may include any of them."""
    if not head:
        return []
    names = git_names(root, "diff", "--name-only", "--relative", "-z", "HEAD", "--")
    return [root / name for name in names]


def _working(workspace: Workspace, job: Job, edited: Sequence[Path]) -> Job:
    """Return a job that builds the working state, with its digest."""
    root = workspace.root
    beside = (root / name for name in (IMPORTED, *_BESIDE))
    sources = [workspace.catalog, *beside]
    if job.project:
        sources.append(workspace.projects[job.project])
    else:
        sources += [root / "docs", *workspace.projects.values()]
    return _with_digest(job, [*workspace.projects, files_digest([*sources, *edited])])


def _with_digest(job: Job, parts: Sequence[str]) -> Job:
    own = (job.project, job.version, job.audience, job.commit, job.date, job.tool)
    return dataclasses.replace(job, digest=digest([*own, *parts]))
