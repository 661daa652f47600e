"""The annexes of a project for its site."""

from __future__ import annotations

import datetime

from nachweis.annex.apart import build_apart
from nachweis.annex.content.draft import draft_annex
from nachweis.annex.output import AnnexFile
from nachweis.annex.typst.pdf import build_pdf
from nachweis.load import judge_projects
from nachweis.releases.annex_edition import edition_of
from nachweis.sources.workspace import Workspace
from nachweis.sources.yaml.annexes import read_annexes


def build_annexes(workspace: Workspace, key: str, as_of: datetime.date) -> dict[str, AnnexFile]:
    """Build all annexes of a project in its first language, and return them by name.

    :param workspace: where the project lies
    :param key: its key
    :param as_of: the date of judgement
    :raises SourceError: if one of them cannot be built
    """
    [verdict] = judge_projects(workspace.root, [key], as_of)
    language = verdict.graph.project.settings.language
    kept = workspace.root / "_build" / "annexes" / key

    def build() -> dict[str, AnnexFile]:
        built = {}
        for name, annex in read_annexes(workspace.project(key), workspace.root).items():
            draft = draft_annex(workspace, verdict, annex, language)
            edition = edition_of(workspace, verdict, draft)
            built[name] = build_pdf(draft, edition, kept / f"{name}-{language}")
        return built

    return build_apart(build, kept.parent)
