"""What an annex says of versions: which one it is, and what it is compared with."""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import Final

from nachweis.annex.build import Built, Draft, build_annex, drafted
from nachweis.annex.front import Edition, Revision
from nachweis.annex.names import clause_number
from nachweis.load import judge_projects
from nachweis.model.baseline import Baseline
from nachweis.model.dates import parse_date
from nachweis.model.items import Item
from nachweis.model.versions import tag_name
from nachweis.site.i18n import translator
from nachweis.sources.annexes import read_annexes
from nachweis.sources.baselines import read_baseline, released
from nachweis.sources.git import commit
from nachweis.sources.workspace import Workspace
from nachweis.trace.gate import Verdict
from nachweis.versions.repository import known

_NAMED: Final = 8
"""Texts that a line of the history names."""


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
                note=_note(draft, baseline, before),
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


def _note(draft: Draft, baseline: Baseline, before: Baseline | None) -> str:
    """Return what a version changed in the texts that the annex holds today."""
    _ = translator(draft.language)
    if before is None:
        return _("first version")
    chosen = [i for i in draft.verdict.graph.project.items if i.id in draft.contents.chosen]
    new = [i for i in chosen if i.id in baseline.items and i.id not in before.items]
    changed = [
        item
        for item in chosen
        if item.id in baseline.items
        and item.id in before.items
        and baseline.fingerprints.get(item.id) != before.fingerprints.get(item.id)
    ]
    parts = [
        f"{word}: {_enumerated(draft, items)}"
        for word, items in ((_("new"), new), (_("changed"), changed))
        if items
    ]
    return "; ".join(parts) or _("no change in this document")


def _enumerated(draft: Draft, items: list[Item]) -> str:
    names = [
        clause_number(draft.annex, item.get("number")) if item.get("number") else item.title
        for item in items
    ]
    more = len(names) - _NAMED
    _ = translator(draft.language)
    rest = _("and %(count)s more") % {"count": more} if more > 0 else ""
    return " ".join([", ".join(names[:_NAMED]), rest]).strip()


def build_all(workspace: Workspace, key: str, as_of: datetime.date) -> dict[str, Built]:
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
        draft = drafted(workspace, verdict, annex, language)
        edition = edition_of(workspace, verdict, draft)
        built[name] = build_annex(draft, edition, kept(workspace, key, f"{name}-{language}"))
    return built


def kept(workspace: Workspace, key: str, name: str) -> Path:
    """Return the folder that keeps the Typst document of an annex.

    :param workspace: where the project lies
    :param key: its key
    :param name: the annex with its language
    """
    return workspace.root / "_build" / "annexes" / key / name
