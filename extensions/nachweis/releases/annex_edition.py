"""What an annex says of versions: which one it is, and what it is compared with."""

from __future__ import annotations

import datetime
from pathlib import Path

from nachweis.annex.content.draft import Draft, draft_annex
from nachweis.annex.content.edition import Edition, Revision
from nachweis.annex.output import AnnexFile
from nachweis.annex.typst.pdf import build_pdf
from nachweis.git import commit
from nachweis.load import judge_projects
from nachweis.model.baseline import Baseline
from nachweis.model.dates import parse_date
from nachweis.model.versions import tag_name
from nachweis.releases.change_history import version_note
from nachweis.releases.repository import known
from nachweis.sources.annexes import read_annexes
from nachweis.sources.baselines import read_baseline, released
from nachweis.sources.workspace import Workspace
from nachweis.trace.gate import Verdict


def edition_of(workspace: Workspace, verdict: Verdict, draft: Draft) -> Edition:
    """Return which state of a project its files are.

    It is a release where the commit that is checked out bears the tag of one, and no file of
    catalogue or projects differs from it.

    :param workspace: where the project lies
    :param verdict: the judged project
    :param draft: the annex
    """
    folder = workspace.project(verdict.key)
    history: list[Revision] = []
    before: Baseline | None = None
    for version, path in released(folder).items():
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
    tagged = known(workspace.root, "tag", "--points-at", "HEAD").splitlines()
    is_release = bool(last) and tag_name(verdict.key, last) in tagged and not short.endswith("+")
    return Edition(
        date=history[-1].date if is_release else verdict.coverage.as_of,
        version=last,
        commit=short,
        released=is_release,
        history=tuple(history),
    )


def date_of(workspace: Workspace, key: str) -> datetime.date | None:
    """Return the date of what is checked out: the same sources give the same bytes on any day.

    It is the one of the release, else of the commit; nothing where files differ from it.

    :param workspace: where the project lies
    :param key: its key
    """
    short = commit(workspace.root)
    if not short or short.endswith("+"):
        return None
    folder = workspace.project(key)
    tagged = known(workspace.root, "tag", "--points-at", "HEAD").splitlines()
    for version, path in released(folder).items():
        if tag_name(folder.name, version) in tagged:
            return read_baseline(path, workspace.root).date
    return parse_date(known(workspace.root, "log", "-1", "--format=%cs"))


def build_all(workspace: Workspace, key: str, as_of: datetime.date) -> dict[str, AnnexFile]:
    """Build all annexes of a project in its first language, and return them by name.

    :param workspace: where the project lies
    :param key: its key
    :param as_of: the date of judgement
    :raises SourceError: if one of them cannot be built
    """
    verdict = judge_projects(workspace.root, [key], as_of)[0]
    folder = workspace.project(key)
    language = verdict.graph.project.settings.language
    built = {}
    for name, annex in read_annexes(folder, workspace.root).items():
        draft = draft_annex(workspace, verdict, annex, language)
        edition = edition_of(workspace, verdict, draft)
        built[name] = build_pdf(draft, edition, kept(workspace, key, f"{name}-{language}"))
    return built


def kept(workspace: Workspace, key: str, name: str) -> Path:
    """Return the folder that keeps the Typst document of an annex.

    :param workspace: where the project lies
    :param key: its key
    :param name: the annex with its language
    """
    return workspace.root / "_build" / "annexes" / key / name
