"""The older state that a redline is made against: a commit, or what a baseline keeps of it."""

from __future__ import annotations

import contextlib
import dataclasses
import datetime
import re
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from nachweis.annex.content.draft import Draft, draft_annex
from nachweis.annex.content.nodes import ObjectNode
from nachweis.annex.content.reading import ReadOptions
from nachweis.annex.output import AnnexFile
from nachweis.annex.redline.base import RedlineBase
from nachweis.annex.typst.pdf import build_pdf
from nachweis.git import exported, file_at
from nachweis.load import judge_projects
from nachweis.model.annex import Annex, GlossaryPart, MatrixPart
from nachweis.model.baseline import Baseline
from nachweis.model.items import Item
from nachweis.model.kinds import Origin
from nachweis.model.objects import TYPE
from nachweis.model.places import Place
from nachweis.model.versions import tag_name
from nachweis.releases.annex_edition import edition_of
from nachweis.releases.lookup import NamedState, look_up
from nachweis.site.i18n import translator
from nachweis.sources.baselines import parse_baseline, read_baseline
from nachweis.sources.errors import Problem, SourceError
from nachweis.sources.files import problem, relative
from nachweis.sources.workspace import BASELINES, PROJECT_FILE, Workspace, find_workspace
from nachweis.sources.yaml.annexes import read_annexes
from nachweis.trace.coverage import Cell, Coverage
from nachweis.trace.gate import Verdict
from nachweis.trace.graph import build_graph
from nachweis.trace.snapshot import snapshot

if TYPE_CHECKING:
    from docutils import nodes


def build_redline(
    workspace: Workspace,
    verdict: Verdict,
    annex: Annex,
    name: str,
    language: str,
    place: Path,
    *,
    embed: bool = False,
) -> AnnexFile:
    """Return an annex with what changed since an older state marked.

    :param workspace: where the project lies
    :param verdict: the judged project as it is
    :param annex: the annex as it is declared now
    :param name: a version, branch, tag, or commit ID
    :param language: ISO 639-1 code
    :param place: where its Typst document is kept
    :param embed: whether to attach the coverage as JSON
    :raises SourceError: if there is no such state, or nothing of the annex in it
    """
    state = look_up(workspace, verdict.key, name)
    if state.baseline is not None and not state.tag:
        baseline = read_baseline(state.baseline, workspace.root)
        options = _read_options(verdict, baseline)
        draft = draft_annex(workspace, verdict, annex, language, options)
        older = _of_baseline(draft, baseline, options)
        note = (
            f"there is no tag {tag_name(verdict.key, state.version)} here: compared are objects "
            f"and tables only, with {relative(state.baseline, workspace.root)}; for all of it: "
            "git fetch --tags"
        )
    else:
        draft, note = draft_annex(workspace, verdict, annex, language), ""
        date = _release_date(workspace, verdict.key, state) if state.tag else None
        older = _of_commit(draft, state.commit, name, date or verdict.coverage.as_of)
    edition = edition_of(workspace, verdict, draft)
    with older as base:
        built = build_pdf(draft, edition, place, embed=embed, base=base)
        return dataclasses.replace(built, note=note)


def _release_date(workspace: Workspace, key: str, state: NamedState) -> datetime.date | None:
    """Return the date of a version that has a tag: its matrices are shown as of then.

    :raises SourceError: if tag and baseline contradict each other
    """
    path, tag = state.baseline, tag_name(key, state.version)
    name = f"{relative(workspace.project(key), workspace.root)}/{BASELINES}/{state.version}.json"
    there = file_at(workspace.root, state.tag, name)
    if there is None:
        return read_baseline(path, workspace.root).date if path else None
    if path is not None and path.read_bytes() != there:
        message = (
            f"differs from the one at the tag {tag}, so nobody can tell what "
            f"was released; restore it: git checkout {tag} -- {name}"
        )
        raise problem(Place(path=name), message)
    return parse_baseline(there, Place(path=name)).date


@contextlib.contextmanager
def _of_commit(draft: Draft, ref: str, name: str, as_of: datetime.date) -> Iterator[RedlineBase]:
    """Give the annex as it was at a commit; its files live as long as it is used."""
    workspace, annex, key = draft.workspace, draft.context.annex, draft.context.verdict.key
    options = ReadOptions(confdir=workspace.root)
    with exported(workspace.root, ref, ".") as root:  # pages include and show what lies beside
        if not (root / "projects" / key / PROJECT_FILE).is_file():
            raise problem(Place(path=name, line=0), f"there was no project {key} at that commit")
        there = find_workspace(root)
        before = judge_projects(there.root, [key], as_of)[0]
        declared = read_annexes(there.project(key), there.root).get(annex.name, annex)
        try:
            older = draft_annex(there, before, declared, draft.context.language, options)
        except SourceError as error:
            raise SourceError([_at(name, problem) for problem in error.problems]) from error
        yield RedlineBase(name=name, draft=older)


def _at(name: str, entry: Problem) -> Problem:
    return Problem(place=entry.place, message=f"{entry.message} (at {name}; name another one)")


def _read_options(verdict: Verdict, baseline: Baseline) -> ReadOptions:
    """Return how much of an annex can be compared with a baseline: what both sides know."""
    same = snapshot(verdict).catalogue == baseline.catalogue
    parts = (GlossaryPart,) if same else (GlossaryPart, MatrixPart)
    return ReadOptions(without=parts)


@contextlib.contextmanager
def _of_baseline(draft: Draft, baseline: Baseline, options: ReadOptions) -> Iterator[RedlineBase]:
    """Give the objects of an annex as a baseline keeps them; its files live as long as it is used.

    The documents are those of today, in which each object has its old text, so that references
    and footnotes mean the same on both sides.
    """
    workspace, verdict = draft.workspace, draft.context.verdict
    folder = workspace.project(verdict.key)
    lost = _lost(draft, baseline.items)
    with tempfile.TemporaryDirectory(prefix="nachweis-") as room:
        root = Path(room).resolve()
        place = root / relative(folder, workspace.root)
        ignored = shutil.ignore_patterns(BASELINES)
        shutil.copytree(folder, place, ignore=ignored, symlinks=True)
        for item in lost:
            _append(root / item.document, item)
        there = Workspace(root=root, catalog=workspace.catalog, projects={folder.name: place})
        older = dataclasses.replace(options, texts=baseline.items, confdir=workspace.root)
        before = draft_annex(
            there, _as_it_was(verdict, baseline), draft.context.annex, draft.context.language, older
        )
        _arrange(before, frozenset(item.id for item in lost))
        yield RedlineBase(name=baseline.version, draft=before, remark=_remark(draft, baseline))


def _remark(draft: Draft, baseline: Baseline) -> str:
    _ = translator(draft.context.language)
    said = _(
        "The commit of version %(version)s is not in this copy of the repository (tag %(tag)s), "
        "only its baseline. So this redline shows objects and tables and nothing else: text "
        "between objects, glossary and signatures are left out; titles of sections, footnotes, "
        "images and document control are those of today and bear no marks. Which objects and "
        "tables belong to it is decided as of today, too."
    )
    tag = tag_name(draft.context.verdict.key, baseline.version)
    return said % {"version": baseline.version, "tag": tag}


def _as_it_was(verdict: Verdict, baseline: Baseline) -> Verdict:
    """Return a project with the objects and the coverage of a baseline, in today's order.

    A baseline is sorted by IDs, documents and registers are not.
    """
    now = {item.id: number for number, item in enumerate(verdict.graph.project.items)}
    items = sorted(baseline.items.values(), key=lambda item: (now.get(item.id, len(now)), item.id))
    project = verdict.graph.project._replace(items=tuple(items))
    graph = build_graph(verdict.graph.catalogue, project)
    place = {name: number for number, name in enumerate(graph.requirements)}
    cells = [
        Cell(
            requirement=graph.requirements[cell.requirement],
            kind=cell.kind,
            due=cell.due,
            state=cell.state,
            by=cell.by,
            via=cell.via or None,
            decision=cell.decision or None,
        )
        for cell in baseline.cells
        if cell.requirement in graph.requirements
    ]
    cells.sort(key=lambda cell: place[cell.requirement.id])
    coverage = Coverage(as_of=baseline.date, cells=tuple(cells), status=verdict.coverage.status)
    return Verdict(graph=graph, coverage=coverage, findings=(), holds=baseline.holds)


def _lost(draft: Draft, items: Mapping[str, Item]) -> list[Item]:
    """Return the objects of documents that no document of the annex has today."""
    paths = {page.path for page in draft.contents.pages}
    now = draft.context.verdict.graph.items
    nested = {
        found
        for item in items.values()
        for found in re.findall(r"^\s*:id:\s*(\w+)", item.body, re.MULTILINE)
    }
    return [
        item
        for item in items.values()
        if TYPE[item.type].origin is Origin.MARKDOWN
        and item.document.endswith(".md")
        and item.id not in nested
        and (item.id not in now or now[item.id].document not in paths)
    ]


def _append(path: Path, item: Item) -> None:
    """Put an object behind all others of its document; its text comes from elsewhere."""
    path.parent.mkdir(parents=True, exist_ok=True)
    text = path.read_text(encoding="utf-8") if path.is_file() else ""
    text += f"\n\n:::{{{item.type}}} {item.id}\n:id: {item.id}\n:::\n"
    path.write_text(text, encoding="utf-8")


def _arrange(draft: Draft, lost: frozenset[str]) -> None:
    """Put objects that were appended where their numbers say that they stood."""
    items = draft.context.verdict.graph.items
    for tree in draft.trees.values():
        found: list[nodes.Element] = list(tree.findall(ObjectNode))
        for node in found:
            number = items[node["item"]].get("number")
            if node["item"] not in lost or not number:
                continue
            later = (
                other
                for other in tree.findall(ObjectNode)
                if other is not node
                and (theirs := items[other["item"]].get("number"))
                and _order(theirs) > _order(number)
            )
            following = next(later, None)
            if following is not None:
                node.parent.remove(node)
                following.parent.insert(following.parent.index(following), node)


def _order(number: str) -> list[tuple[bool, int, str]]:
    """Return what sorts numbers such as ``7.10`` and ``B.1.2``."""
    parts = re.findall(r"\d+|[^\W\d_]+", number)
    return [(part.isdigit(), int(part) if part.isdigit() else 0, part) for part in parts]
