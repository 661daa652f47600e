"""Makes annexes from a commit, and one again from the commit that its file names."""

from __future__ import annotations

import contextlib
import dataclasses
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from nachweis import __version__
from nachweis.annex.apart import build_apart
from nachweis.annex.content.draft import Draft, draft_annex
from nachweis.annex.content.edition import Edition
from nachweis.annex.output import AnnexFile
from nachweis.annex.typst.pdf import build_pdf
from nachweis.git import commit_id, exported, is_ancestor
from nachweis.load import judge_projects
from nachweis.model.annex_statement import AnnexStatement, AnnexStatus
from nachweis.model.baseline import Baseline
from nachweis.model.messages import Message
from nachweis.model.versions import tag_name
from nachweis.releases.annex_edition import edition_of
from nachweis.sources.errors import SourceError
from nachweis.sources.workspace import ANNEXES_FILE, Workspace, find_workspace
from nachweis.sources.yaml.annexes import named_annex, read_annexes
from nachweis.trace.gate import Verdict


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Rebuilt:
    """What comes of making an annex again.

    :param pdf: its bytes; empty if it could not be made
    :param source: the tag or commit that it was made from
    :param obstacle: why it could not be made
    :param contradiction: what the repository says against what the file says of itself
    """

    pdf: bytes = b""
    source: str = ""
    obstacle: str = ""
    contradiction: str = ""


def rebuild(workspace: Workspace, statement: AnnexStatement) -> Rebuilt:
    """Make an annex again as its file says that it was made.

    :param workspace: where its project may lie
    :param statement: what the file says
    """
    root = workspace.root
    tag = tag_name(statement.project, statement.version)
    commit = commit_id(root, statement.commit) if statement.commit else ""
    obstacle = next(_obstacles(workspace, statement, commit, tag), "")
    if obstacle:
        return Rebuilt(obstacle=obstacle)
    source = Message("commit {commit}", commit=statement.commit)
    if statement.status is AnnexStatus.RELEASED:
        source, tagged = Message("tag {tag}", tag=tag), commit_id(root, f"refs/tags/{tag}")
        if tagged != commit:
            said = Message(
                "tag {tag} is at commit {tagged}, not at {commit}",
                tag=tag,
                tagged=tagged[:10],
                commit=statement.commit,
            )
            return Rebuilt(contradiction=said)
    try:
        return Rebuilt(pdf=_build(workspace, statement, commit), source=source)
    except SourceError as error:
        problem = error.problems[0]
        return Rebuilt(
            obstacle=Message(
                "it could not be made again: {place}: {problem}",
                place=problem.place,
                problem=problem.message,
            )
        )


def _obstacles(
    workspace: Workspace, statement: AnnexStatement, commit: str, tag: str
) -> Iterator[Message]:
    """Yield why an annex cannot be made again."""
    root, released = workspace.root, statement.status is AnnexStatus.RELEASED
    if statement.project not in workspace.projects:
        yield Message("this repository has no project {key}", key=statement.project)
    if not statement.commit or statement.commit.endswith("+"):
        yield Message("it was made from files that are in no commit")
    if not commit:
        yield Message(
            "commit {commit} is not here; fetch it: git fetch --tags", commit=statement.commit
        )
    if released and not commit_id(root, f"refs/tags/{tag}"):
        yield Message("tag {tag} is not here; fetch it: git fetch --tags", tag=tag)
    if not released and not is_ancestor(root, commit):  # anybody can write a file that names one
        yield Message("commit {commit} is not part of what is checked out", commit=statement.commit)
    if statement.maker != __version__:
        yield Message(
            "it was made by Nachweis {maker}, and this is {version}; compare with that version",
            maker=statement.maker,
            version=__version__,
        )


def released_annexes(workspace: Workspace, baseline: Baseline, commit: str) -> dict[str, AnnexFile]:
    """Make the annexes of a release, in the project's first language, as its tag has them.

    :param workspace: where the project lies
    :param baseline: the released state
    :param commit: full ID of the commit that its tag stands at
    :returns: the annexes by name; none where the project declares none
    :raises SourceError: if one of them cannot be made
    """
    key = baseline.key
    with _at(workspace, commit) as (there, place):
        [verdict] = judge_projects(there.root, [key], baseline.date)
        folder = there.project(key)
        declared = read_annexes(folder, there.root) if (folder / ANNEXES_FILE).is_file() else {}

        def build() -> dict[str, AnnexFile]:
            made = {}
            for name, annex in declared.items():
                draft = draft_annex(there, verdict, annex, baseline.language)
                edition = _edition(there, verdict, draft, commit[:10], released=True)
                made[name] = build_pdf(draft, edition, place / name)
            return made

        return build_apart(build, place) if declared else {}


@contextlib.contextmanager
def _at(workspace: Workspace, commit: str) -> Iterator[tuple[Workspace, Path]]:
    """Yield the workspace as it was at a commit, and a folder to work in."""
    with exported(workspace.root, commit, ".") as root, TemporaryDirectory() as folder:
        yield find_workspace(root), Path(folder).resolve()


def _edition(
    there: Workspace, verdict: Verdict, draft: Draft, commit: str, *, released: bool
) -> Edition:
    edition = edition_of(there, verdict, draft)
    date = edition.history[-1].date if released else verdict.coverage.as_of
    return dataclasses.replace(edition, commit=commit, released=released, date=date)


def _build(workspace: Workspace, statement: AnnexStatement, commit: str) -> bytes:
    key = statement.project
    with _at(workspace, commit) as (there, place):
        verdict = judge_projects(there.root, [key], statement.as_of)[0]
        annexes = read_annexes(there.project(key), there.root)
        annex = named_annex(annexes, statement.annex, there.project(key), there.root)

        def build() -> dict[str, AnnexFile]:
            draft = draft_annex(there, verdict, annex, statement.language)
            released = statement.status is AnnexStatus.RELEASED
            edition = _edition(there, verdict, draft, statement.commit, released=released)
            made = build_pdf(draft, edition, place / "annex", embed=statement.embedded)
            return {annex.name: made}

        return build_apart(build, place)[annex.name].content
