"""What an annex says of the state that it was made from: version, date, change history."""

from __future__ import annotations

import datetime
from pathlib import Path

from nachweis.annex.content.draft import Draft
from nachweis.annex.content.edition import Edition, Revision
from nachweis.git import commit, git_or_empty
from nachweis.model.baseline import Baseline
from nachweis.model.dates import parse_date
from nachweis.model.versions import tag_name
from nachweis.releases.change_history import version_note
from nachweis.sources.baselines import read_baseline
from nachweis.sources.workspace import Workspace, baselines
from nachweis.trace.gate import Verdict


def edition_of(workspace: Workspace, verdict: Verdict, draft: Draft) -> Edition:
    """Describe, for the front page of an annex, the state that it was made from.

    :param workspace: where the project lies
    :param verdict: the judged project
    :param draft: the annex
    """
    folder = workspace.project(verdict.key)
    history: list[Revision] = []
    before: Baseline | None = None
    for version, path in baselines(folder).items():
        baseline = read_baseline(path, workspace.root)
        history.append(
            Revision(
                version=version,
                date=baseline.date,
                approved_by=baseline.approved_by,
                note=version_note(draft, baseline, before),
            )
        )
        before = baseline
    short = commit(workspace.root)
    last = history[-1].version if history else ""
    is_release = bool(last) and _released_here(workspace, folder, short) == last
    return Edition(
        date=history[-1].date if is_release else verdict.coverage.as_of,
        version=last,
        commit=short,
        released=is_release,
        history=tuple(history),
    )


def date_of(workspace: Workspace, key: str) -> datetime.date | None:
    """Return the date of what is checked out: the same sources give the same bytes on any day.

    :param workspace: where the project lies
    :param key: its key
    :returns: the date of the release, or else of the commit; nothing where files differ from it
    """
    short = commit(workspace.root)
    if not short or short.endswith("+"):
        return None
    folder = workspace.project(key)
    if version := _released_here(workspace, folder, short):
        return read_baseline(baselines(folder)[version], workspace.root).date
    return parse_date(git_or_empty(workspace.root, "log", "-1", "--format=%cs"))


def _released_here(workspace: Workspace, folder: Path, commit: str) -> str:
    """Return the newest version whose tag is on the current commit, if no source differs from it.

    :param commit: short ID of the current commit, with ``+`` where files differ from it
    """
    if not commit or commit.endswith("+"):
        return ""
    tags = git_or_empty(workspace.root, "tag", "--points-at", "HEAD").splitlines()
    tagged = (v for v in reversed(baselines(folder)) if tag_name(folder.name, v) in tags)
    return next(tagged, "")
