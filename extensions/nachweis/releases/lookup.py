"""What a name of a state of a project stands for: a released version, or a commit."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from nachweis.git import SOURCES, commit_id, exported, file_at, resolve
from nachweis.model.messages import Message
from nachweis.model.places import Place
from nachweis.model.reading_rules import EVIDENCE_MISSING
from nachweis.model.versions import tag_name
from nachweis.sources.errors import SourceError
from nachweis.sources.files import problem, relative
from nachweis.sources.house import house_kept
from nachweis.sources.workspace import Workspace, baselines

if TYPE_CHECKING:
    from nachweis.trace.gate import Verdict


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class NamedState:
    """What a name stands for.

    :param version: the name as a version
    :param baseline: the baseline of that version, if the working tree has it
    :param tag: full name of the tag of that version, or empty if it is not here
    :param commit: full ID of the commit of that tag, or else of that name; empty where only the
        baseline is known
    """

    version: str
    baseline: Path | None
    tag: str
    commit: str


def look_up(workspace: Workspace, key: str, name: str) -> NamedState:
    """Find the state of a project that a name stands for.

    :param workspace: where the project lies
    :param key: key of the project, as its folder is called
    :param name: a version, with or without the key, or a branch, tag, or commit ID
    :raises SourceError: if there is neither such a version nor such a commit
    """
    root, folder = workspace.root, workspace.project(key)
    files = baselines(folder)
    version = name.removeprefix(tag_name(key, ""))
    tag = f"refs/tags/{tag_name(key, version)}"
    baseline, commit = files.get(version), commit_id(root, tag)
    if not commit:
        tag = ""
    if baseline is None and not commit:
        try:
            commit = resolve(root, name)
        except SourceError as error:
            known, said = ", ".join(files) or Message("none"), error.problems[0].message
            raise problem(
                Place(path=relative(folder, root), line=0),
                Message(
                    "there is no version {name!r} (there are: {known}), and as a commit: {said}",
                    name=name,
                    known=known,
                    said=said,
                ),
            ) from error
    return NamedState(version=version, baseline=baseline, tag=tag, commit=commit)


def differs_from_tag(root: Path, file: Path, tag: str) -> bool:
    """Whether a file exists at a tag, and has another content there.

    :param root: the workspace
    :param file: the file as it is
    :param tag: full name of the tag
    """
    tagged = file_at(root, tag, relative(file, root))
    return tagged is not None and tagged != file.read_bytes()


def judge_commit(
    root: Path,
    commit: str,
    keys: Sequence[str],
    judge: Callable[[Path, Sequence[str]], Sequence[Verdict]],
) -> Sequence[Verdict]:
    """Judge projects as they were at a commit, by the house extensions that are in force.

    The catalogue and the projects are tried first: what they include from elsewhere in the
    repository is seldom, and writing all of its files takes longer.

    :param root: the workspace
    :param commit: a branch, tag, or commit ID
    :param keys: keys of the projects, which must have existed
    :param judge: judges the projects in a folder
    :raises SourceError: if git does not know the commit, or its files cannot be read
    """
    narrow = (SOURCES[0], *(f"projects/{key}" for key in keys))
    with exported(root, commit, *narrow) as folder, house_kept():
        try:
            verdicts = judge(folder, keys)
        except SourceError:
            verdicts = ()
    if verdicts and not any(
        finding.rule == EVIDENCE_MISSING.name
        for verdict in verdicts
        for finding in verdict.findings
    ):
        return verdicts
    with exported(root, commit, ".") as folder, house_kept():
        return judge(folder, keys)
