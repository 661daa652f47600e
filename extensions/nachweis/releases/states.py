"""From the name of a state of a project to the state: a version, a commit, a file, or the tree."""

from __future__ import annotations

import contextlib
import datetime
from collections.abc import Iterator
from pathlib import Path

from nachweis.git import SOURCES, exported, resolve
from nachweis.model.baseline import Baseline
from nachweis.model.places import Place
from nachweis.model.versions import tag_name
from nachweis.releases.repository import tagged_file
from nachweis.sources.baselines import BASELINES, parse_baseline, read_baseline, released
from nachweis.sources.errors import SourceError
from nachweis.sources.files import problem
from nachweis.sources.workspace import PROJECT_FILE, Workspace


def working_state(workspace: Workspace, key: str, as_of: datetime.date) -> Baseline:
    """Return a project as its files are.

    :param workspace: where the project lies
    :param key: key of the project
    :param as_of: the date of judgement
    :raises SourceError: if it cannot be read
    """
    return _judged(workspace.root, key, as_of)


def named_state(workspace: Workspace, key: str, name: str, as_of: datetime.date) -> Baseline:
    """Return a project as a name says: a baseline's file, a version, or a commit.

    A baseline is as it was judged when it was released. The files of a commit are judged by
    today's rules, at the date given.

    :param workspace: where the project lies
    :param key: key of the project
    :param name: path of a baseline's file, a version, or a branch, tag, or commit ID
    :param as_of: the date at which the files of a commit are judged
    :raises SourceError: if there is no such state, or it cannot be read
    """
    folder = workspace.project(key)
    version = name.removeprefix(tag_name(folder.name, ""))
    path = released(folder).get(version)
    if path is not None:
        return read_baseline(path, workspace.root)
    if name.endswith(".json"):
        return _of_project(read_baseline(Path(name).resolve(), workspace.root), folder.name, name)
    place = f"{folder.relative_to(workspace.root).as_posix()}/{BASELINES}/{version}.json"
    data = tagged_file(workspace.root, folder.name, version, place)
    if data is not None:
        return parse_baseline(data, Place(path=f"{tag_name(folder.name, version)}:{place}"))
    try:
        commit = resolve(workspace.root, name)
    except SourceError as error:
        known = ", ".join(released(folder)) or "none"
        said = error.problems[0].message
        raise problem(
            Place(path=folder.relative_to(workspace.root).as_posix()),
            f"there is no version {name!r} (there are: {known}), and as a commit: {said}",
        ) from error
    with files_at(workspace, commit, f"projects/{folder.name}") as root:
        if not (root / "projects" / folder.name / PROJECT_FILE).is_file():
            raise problem(Place(path=name), f"there was no project {folder.name} at that commit")
        with contextlib.suppress(SourceError):
            return _judged(root, folder.name, as_of, commit)
    # What it lacks may lie elsewhere in the repository, whose other files are seldom needed.
    with files_at(workspace, commit, ".") as root:
        return _judged(root, folder.name, as_of, commit)


@contextlib.contextmanager
def files_at(workspace: Workspace, ref: str, *paths: str) -> Iterator[Path]:
    """Write the catalogue and some folders of a commit to a temporary folder.

    :param workspace: the workspace
    :param ref: a branch, tag, or commit ID
    :param paths: what to write beside the catalogue, relative to the workspace
    :raises SourceError: if there is no such commit
    """
    with exported(workspace.root, ref, SOURCES[0], *paths) as root:
        yield root


def _judged(root: Path, key: str, as_of: datetime.date, commit: str = "") -> Baseline:
    """Read and judge a project; two baselines compare without the readers of sources."""
    from nachweis.load import judge_projects
    from nachweis.trace.snapshot import snapshot

    [verdict] = judge_projects(root, [key], as_of)
    return snapshot(verdict, commit=commit)


def _of_project(baseline: Baseline, key: str, name: str) -> Baseline:
    if baseline.key != key:
        raise problem(Place(path=name), f"is a baseline of {baseline.key}, not of {key}")
    return baseline
