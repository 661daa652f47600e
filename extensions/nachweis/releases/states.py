"""A state of a project as a baseline: of a version, a commit, a file, or the working tree."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from nachweis.git import file_at
from nachweis.model.baseline import Baseline
from nachweis.model.messages import Message
from nachweis.model.places import Place
from nachweis.releases.lookup import judge_commit, look_up
from nachweis.sources.baselines import parse_baseline, read_baseline
from nachweis.sources.files import problem, relative
from nachweis.sources.workspace import BASELINES, PROJECT_FILE, Workspace, baselines

if TYPE_CHECKING:
    from nachweis.trace.gate import Verdict


def working_state(workspace: Workspace, key: str, as_of: datetime.date) -> Baseline:
    """Return a project as its files are.

    :param workspace: where the project lies
    :param key: key of the project
    :param as_of: the date of judgement
    :raises SourceError: if it cannot be read
    """
    from nachweis.load import judge_projects

    return _snapshot(judge_projects(workspace.root, [key], as_of))


def named_state(workspace: Workspace, key: str, name: str, as_of: datetime.date) -> Baseline:
    """Return a project in the state that a name stands for.

    A baseline is as it was judged when it was released. The files of a commit are judged by
    today's rules, at the date given.

    :param workspace: where the project lies
    :param key: key of the project
    :param name: path of a baseline's file, a version, or a branch, tag, or commit ID
    :param as_of: the date at which the files of a commit are judged
    :raises SourceError: if there is no such state, or it cannot be read
    """
    root, folder = workspace.root, workspace.project(key)
    if name.endswith(".json") and name not in baselines(folder):
        path = Path(name).resolve()
        baseline = read_baseline(path, path.parent)
        if baseline.key != folder.name:
            raise problem(
                Place(path=name),
                Message(
                    "is a baseline of {key}, not of {name}", key=baseline.key, name=folder.name
                ),
            )
        return baseline
    found = look_up(workspace, folder.name, name)
    if found.baseline is not None:
        return read_baseline(found.baseline, root)
    kept = f"{relative(folder, root)}/{BASELINES}/{found.version}.json"
    data = file_at(root, found.tag, kept) if found.tag else None
    if data is not None:
        return parse_baseline(data, Place(path=f"{folder.name}/{found.version}:{kept}"))
    if file_at(root, found.commit, f"projects/{folder.name}/{PROJECT_FILE}") is None:
        raise problem(
            Place(path=name),
            Message("there was no project {name} at that commit", name=folder.name),
        )

    def judge(root: Path, keys: Sequence[str]) -> Sequence[Verdict]:
        from nachweis.load import judge_projects  # two baselines compare without reading sources

        return judge_projects(root, keys, as_of)

    verdicts = judge_commit(root, found.commit, [folder.name], judge)
    return _snapshot(verdicts, commit=found.commit)


def _snapshot(verdicts: Sequence[Verdict], commit: str = "") -> Baseline:
    from nachweis.trace.snapshot import snapshot

    [verdict] = verdicts
    return snapshot(verdict, commit=commit)
