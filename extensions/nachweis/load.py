"""From a folder to verdicts: reads projects and judges them."""

from __future__ import annotations

import datetime
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain
from operator import attrgetter
from pathlib import Path
from typing import Final

from nachweis.model.catalogue import Catalogue
from nachweis.model.files import FileUse
from nachweis.model.findings import Finding
from nachweis.model.intervals import DEFAULT_INTERVALS
from nachweis.model.messages import Message
from nachweis.model.places import Place
from nachweis.model.project import Project, Settings
from nachweis.model.summary import summary_of
from nachweis.model.terms import Phase
from nachweis.model.versions import Scheme, is_version, sort_versions, tag_name
from nachweis.model.weakening import Demands, Present, demands_of_baseline
from nachweis.sources.cache import NO_CACHE, Cache
from nachweis.sources.catalogue import catalogue_of
from nachweis.sources.catalogue_texts import catalogue_refusals
from nachweis.sources.errors import Problem, SourceError
from nachweis.sources.evidence import content_findings
from nachweis.sources.files import problem, relative
from nachweis.sources.handbook import read_handbook
from nachweis.sources.house import HOUSE_FILE
from nachweis.sources.inside import ignored_findings
from nachweis.sources.limits import LARGEST_BASELINE
from nachweis.sources.pdf_parts import active_findings
from nachweis.sources.project import read_project
from nachweis.sources.workspace import BASELINES, Workspace, baselines, find_root, find_workspace
from nachweis.trace.disclosure import TOLD, read_told
from nachweis.trace.gate import BrokenCheckError, Verdict, judge, with_findings
from nachweis.trace.rules.references import ANSWERS, answered_standards

_TAGS: Final = 20
"""Tags of a project, the newest, of which git is asked whether they had a baseline."""


def judge_projects(
    start: Path,
    keys: Sequence[str],
    as_of: datetime.date,
    *,
    closing: Phase | None = None,
    strict: bool = False,
    cache: Cache = NO_CACHE,
    named: Iterable[str] | None = None,
) -> list[Verdict]:
    """Read and judge projects.

    :param start: a folder of the workspace
    :param keys: keys of the projects; empty means all
    :param as_of: the date of judgement
    :param closing: a phase to judge as if it, and all before it, were closed
    :param strict: whether suspect links fail the gate
    :param cache: the cache
    :param named: what further projects name and do not hold: editions of the catalogue that none
        names are not read; nothing: the whole catalogue is read
    :raises SourceError: with everything that could not be read, in all projects
    """
    workspace = find_workspace(start)
    problems: list[Problem] = []
    unread: list[Problem] = []
    projects = []
    folders = dict.fromkeys(workspace.project(key).name for key in keys)
    for key in folders or workspace.projects:
        try:
            project = read_project(workspace, key, cache)
            hidden = _ignored(project.files, workspace.root)
            inside = _inside(project, workspace.root, hidden, cache)
            project = project._replace(findings=(*inside, *project.findings, *hidden))
            projects.append(project)
        except SourceError as error:
            unread.extend(error.problems)
    read = () if named is None else named_outside(projects).union(named)
    try:
        catalogue = catalogue_of(workspace, cache, named=read)
    except SourceError as error:
        problems.extend(error.problems)
    problems.extend(unread)
    if problems:
        raise SourceError(problems)
    catalogue = _with_wanted(catalogue, projects, workspace, cache)
    for project in projects:
        problems.extend(_selection_problems(project.settings, catalogue))
    if problems:
        raise SourceError(problems)
    if workspace.has_own_catalogue:  # whoever writes a page can write there, too
        refused = tuple(catalogue_refusals(catalogue, workspace.root))
        projects = [p._replace(findings=(*p.findings, *refused)) for p in projects]
    digests = os.environ.get(TOLD, "")
    try:
        verdicts = [
            judge(
                catalogue,
                project,
                as_of,
                closing=closing,
                strict=strict,
                told=read_told(workspace.root / project.settings.folder, digests)
                if digests
                else None,
            )
            for project in projects
        ]
    except BrokenCheckError as error:
        raise problem(Place(path=HOUSE_FILE), str(error)) from error

    return [_beside_release(verdict, workspace, cache, strict=strict) for verdict in verdicts]


def _with_wanted(
    catalogue: Catalogue, projects: Sequence[Project], workspace: Workspace, cache: Cache
) -> Catalogue:
    """Return the catalogue with what few projects want of it: models, and what others call theirs.

    :raises SourceError: if that cannot be read
    """
    summaries = [summary_of(project.items, project.settings.key) for project in projects]
    used = {name for s in summaries for names in s.options.values() for name in names}
    if "model" in used:
        from nachweis.sources.library import read_library

        catalogue = read_library(workspace, catalogue, cache)
    if ANSWERS in used:
        from nachweis.sources.yaml.crosswalks import references_of

        standards = answered_standards(item for p in projects for item in p.items)
        catalogue = catalogue._replace(references=references_of(workspace, standards, cache))
    return catalogue


def _beside_release(
    verdict: Verdict, workspace: Workspace, cache: Cache, *, strict: bool
) -> Verdict:
    """Return a verdict with what its project demands less than in its last release, or lacks."""
    before = last_release(workspace, verdict.key, cache)
    if before is None:
        return verdict
    from nachweis.trace.weakening import weakenings

    beside = with_findings(verdict, list(weakenings(verdict, before)), strict=strict)
    return beside._replace(released=before)


def last_release(workspace: Workspace, key: str, cache: Cache = NO_CACHE) -> Demands | None:
    """Return what the last release of a project demanded, if there is one.

    :param workspace: where the project lies
    :param key: key of the project
    :param cache: the cache
    :raises SourceError: if its baseline cannot be read
    """
    files = baselines(workspace.project(key))
    if not files:
        return None
    path = list(files.values())[-1]

    def parse(data: bytes) -> Demands:
        from nachweis.sources.baselines import parse_baseline

        place = Place(path=relative(path, workspace.root))
        return demands_of_baseline(parse_baseline(data, place))

    return cache.read_unchanged("demands", path, workspace.root, parse, LARGEST_BASELINE)


def beside_releases(verdicts: Sequence[Verdict], start: Path) -> list[Verdict]:
    """Return verdicts with what their workspace lacks since its last release.

    It is no project's, and said of the first one. Beside the base of a branch it is not asked:
    that knows all of it.

    :param verdicts: the verdicts of all projects
    :param start: a folder of the workspace
    """
    before = {v.key: v.released for v in verdicts if v.released}
    workspace = find_workspace(start)
    now = present(workspace, before)
    if not before and not any(now.tagged.values()):
        return list(verdicts)
    from nachweis.trace.released_workspace import with_gone

    return with_gone(verdicts, before, now)


def present(workspace: Workspace, before: Mapping[str, Demands]) -> Present:
    """Return what a workspace has of that which its last release may have had.

    :param workspace: the workspace
    :param before: the last release of each project that has one
    """
    from nachweis.sources.repository import release_tags

    root = workspace.root
    versions = {key: tuple(baselines(folder)) for key, folder in workspace.projects.items()}
    tagged = {}
    for key, names in release_tags(root, versions).items():
        new = [n for n in names if n not in versions[key] and is_version(n, *Scheme)]
        tagged[key] = [n for n in sort_versions(new)[-_TAGS:] if _is_release(root, key, n)]
    trusted = {}
    if any(demands.projects for demands in before.values()):
        from nachweis.sources.trusted import trusted_files

        trusted = trusted_files(root)
    return Present(projects=versions, trusted=trusted, tagged=tagged)


def _is_release(root: Path, key: str, version: str) -> bool:
    """Whether the tag of a version is behind what is checked out, and has its baseline."""
    from nachweis.git import file_at, is_ancestor

    tag = f"refs/tags/{tag_name(key, version)}"
    baseline = f"projects/{key}/{BASELINES}/{version}.json"
    return is_ancestor(root, tag) and file_at(root, tag, baseline) is not None


def with_handbook(
    verdicts: Sequence[Verdict], start: Path, cache: Cache = NO_CACHE
) -> list[Verdict]:
    """Return verdicts with what the workspace's own pages may not have.

    It is no project's, and said of the first one.

    :param verdicts: the verdicts of all projects
    :param start: a folder of the workspace
    :param cache: the cache
    :raises SourceError: with every page that cannot be read
    """
    own = handbook_findings(find_root(start), cache)
    return [with_findings(verdicts[0], own), *verdicts[1:]]


def with_workspace(
    verdicts: Sequence[Verdict], start: Path, cache: Cache = NO_CACHE
) -> list[Verdict]:
    """Return verdicts with what is said of their workspace as a whole.

    :param verdicts: the verdicts of all projects
    :param start: a folder of the workspace
    :param cache: the cache
    :raises SourceError: with every page that cannot be read
    """
    return beside_releases(with_handbook(verdicts, start, cache), start)


def handbook_findings(root: Path, cache: Cache = NO_CACHE) -> list[Finding]:
    """Find what the workspace's own pages may not have, which belong to no project.

    :param root: the workspace
    :param cache: the cache
    :raises SourceError: with every page that cannot be read
    """
    found, files = read_handbook(root, cache)
    return [*found, *_ignored(files, root)]


def _ignored(files: Sequence[FileUse], root: Path) -> Sequence[Finding]:
    """Find the files that pages name and git ignores.

    :raises SourceError: if a source is a link to one, all of which would be published
    """
    if not files:
        return ()
    from nachweis.git import ignored  # it starts processes, and many projects name no files

    found = [*ignored_findings(files, root, ignored)]
    links = [f for f in found if f.related == f.place.path]
    if links:
        raise SourceError([Problem(place=f.place, message=str(f.message)) for f in links])
    return found


def _inside(
    project: Project, root: Path, hidden: Sequence[Finding], cache: Cache
) -> Iterator[Finding]:
    """Yield what is wrong inside the files of a project, except those that git ignores."""
    unseen = {finding.related for finding in hidden}
    yield from content_findings(project.items, root, unseen, cache)
    seen = (use for use in project.files if use.path not in unseen)
    yield from active_findings(seen, root, cache)


def named_outside(projects: Sequence[Project]) -> set[str]:
    """Return the IDs that projects name and do not hold, by which the catalogue is read.

    :param projects: the projects
    """
    named: set[str] = set()
    for project in projects:
        summary = summary_of(project.items, project.settings.key)
        ends = set(chain.from_iterable(summary.ends.values()))
        own = map(attrgetter("id"), project.items)
        named.update(project.settings.catalog, ends.difference(own))
        named.update(set(project.settings.intervals) - DEFAULT_INTERVALS.keys())
    return named


def _selection_problems(settings: Settings, catalogue: Catalogue) -> Iterator[Problem]:
    """Yield what ``project.yaml`` names and the catalogue does not have."""
    yield from (
        Problem(
            place=settings.places[f"catalog.{name}"],
            message=Message(
                "catalog: {name} is no module or measure of the catalogue; correct or drop it",
                name=name,
            ),
        )
        for name in settings.catalog
        if name not in catalogue.groups or catalogue.groups[name].cited
    )
    yield from (
        Problem(
            place=settings.places[f"intervals.{name}"],
            message=Message(
                "intervals: {name} is neither {default_intervals} nor the ID of a requirement; "
                "correct or drop it",
                name=name,
                default_intervals=", ".join(DEFAULT_INTERVALS),
            ),
        )
        for name in settings.intervals
        if name not in DEFAULT_INTERVALS and name not in catalogue.requirements
    )
