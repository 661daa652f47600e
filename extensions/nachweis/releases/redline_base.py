"""A redline of an annex against an older state: a commit, or a baseline where there is no tag."""

from __future__ import annotations

import contextlib
import dataclasses
import datetime
from collections.abc import Callable, Iterator

from nachweis.annex.content.draft import Draft, draft_annex
from nachweis.annex.content.edition import Edition
from nachweis.annex.content.reading import ReadOptions
from nachweis.annex.output import AnnexFile
from nachweis.annex.redline.base import RedlineBase
from nachweis.git import exported, file_at, git_or_empty
from nachweis.load import judge_projects
from nachweis.model.annex import Annex
from nachweis.model.messages import Message
from nachweis.model.places import Place
from nachweis.model.versions import tag_name
from nachweis.releases.annex_edition import edition_of
from nachweis.releases.baseline_annex import annex_of_baseline, read_options
from nachweis.releases.lookup import NamedState, look_up
from nachweis.sources.baselines import parse_baseline, read_baseline
from nachweis.sources.errors import Problem, SourceError
from nachweis.sources.files import problem, relative
from nachweis.sources.house import activate_house_of
from nachweis.sources.workspace import BASELINES, PROJECT_FILE, Workspace, find_workspace
from nachweis.sources.yaml.annexes import read_annexes
from nachweis.trace.gate import Verdict


def build_redline(
    workspace: Workspace,
    verdict: Verdict,
    annex: Annex,
    name: str,
    language: str,
    build: Callable[[Draft, Edition, RedlineBase], AnnexFile],
) -> AnnexFile:
    """Build an annex in which the changes since an older state are marked.

    :param workspace: where the project lies
    :param verdict: the judged project as it is
    :param annex: the annex as it is declared now
    :param name: a version, branch, tag, or commit ID
    :param language: ISO 639-1 code
    :param build: makes the file, as a PDF or for Word
    :raises SourceError: if there is no such state, or nothing of the annex in it
    """
    state = look_up(workspace, verdict.key, name)
    if state.baseline is not None and not state.tag:
        baseline = read_baseline(state.baseline, workspace.root)
        options = read_options(verdict, baseline)
        draft = draft_annex(workspace, verdict, annex, language, options)
        older = annex_of_baseline(draft, baseline, options)
        note = (
            f"there is no tag {tag_name(verdict.key, state.version)} here, so only objects and "
            f"tables are compared, with {relative(state.baseline, workspace.root)}; to compare "
            "everything: git fetch --tags"
        )
    else:
        draft, note = draft_annex(workspace, verdict, annex, language), ""
        date = _release_date(workspace, verdict.key, state) if state.tag else None
        older = _of_commit(draft, state.commit, name, date or verdict.coverage.as_of)
    compared = _state_name(draft, state, name)
    edition = dataclasses.replace(edition_of(workspace, verdict, draft), compared=compared)
    with older as base:
        return dataclasses.replace(build(draft, edition, base), note=note)


def _state_name(draft: Draft, state: NamedState, name: str) -> str:
    """Return what a redline compares with, so that it means the same in years."""
    _, root = draft.context.words, draft.workspace.root
    if not state.commit:
        return _("version %(version)s") % {"version": state.version}
    log = git_or_empty(root, "log", "-1", "--format=%h, %cs", "--abbrev=10", state.commit)
    if state.tag or state.baseline is not None:
        named = {"version": state.version, "commit": log}
        return _("version %(version)s (commit %(commit)s)") % named
    return _("commit %(commit)s") % {"commit": log} if log else name


def _release_date(workspace: Workspace, key: str, state: NamedState) -> datetime.date | None:
    """Return the date of a version that has a tag, at which its matrices are shown.

    :raises SourceError: if the baseline differs from the one at the tag
    """
    path, tag = state.baseline, tag_name(key, state.version)
    name = f"{relative(workspace.project(key), workspace.root)}/{BASELINES}/{state.version}.json"
    there = file_at(workspace.root, state.tag, name)
    if there is None:
        return read_baseline(path, workspace.root).date if path else None
    if path is not None and path.read_bytes() != there:
        message = Message(
            "differs from the one at the tag {tag}, so it is not clear what was released; "
            "restore it: git checkout {tag} -- {name}",
            tag=tag,
            name=name,
        )
        raise problem(Place(path=name), message)
    return parse_baseline(there, Place(path=name)).date


@contextlib.contextmanager
def _of_commit(draft: Draft, ref: str, name: str, as_of: datetime.date) -> Iterator[RedlineBase]:
    """Yield the annex as it was at a commit, and delete its files afterwards."""
    workspace, annex, key = draft.workspace, draft.context.annex, draft.context.verdict.key
    options = ReadOptions(confdir=workspace.root)
    with exported(workspace.root, ref, ".") as root:  # pages may include any file of the repository
        if not (root / "projects" / key / PROJECT_FILE).is_file():
            raise problem(
                Place(path=name, line=0),
                Message("there was no project {key} at that commit", key=key),
            )
        there = find_workspace(root)
        before = judge_projects(there.root, [key], as_of)[0]
        declared = read_annexes(there.project(key), there.root).get(annex.name, annex)
        try:
            older = draft_annex(there, before, declared, draft.context.language, options)
        except SourceError as error:
            raise SourceError([_at(name, problem) for problem in error.problems]) from error
        finally:
            activate_house_of(workspace.root)  # what is set now has the templates of now
        yield RedlineBase(name=name, draft=older)


def _at(name: str, entry: Problem) -> Problem:
    return Problem(
        place=entry.place,
        message=Message(
            "{message} (at {name}; name another one)", message=entry.message, name=name
        ),
    )
