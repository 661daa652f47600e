"""An annex reconstructed from a baseline, where the commit of the release is not available."""

from __future__ import annotations

import contextlib
import dataclasses
import re
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from nachweis.annex.content.draft import Draft, draft_annex
from nachweis.annex.content.nodes import ObjectNode
from nachweis.annex.content.reading import ReadOptions
from nachweis.annex.redline.base import RedlineBase
from nachweis.i18n import translator
from nachweis.model.annex import GlossaryPart, MatrixPart
from nachweis.model.baseline import Baseline
from nachweis.model.items import Item
from nachweis.model.kinds import Origin
from nachweis.model.objects import TYPE
from nachweis.model.versions import tag_name
from nachweis.sources.files import relative
from nachweis.sources.workspace import BASELINES, Workspace
from nachweis.trace.coverage import Cell, Coverage
from nachweis.trace.gate import Verdict
from nachweis.trace.graph import build_graph
from nachweis.trace.snapshot import snapshot

if TYPE_CHECKING:
    from docutils import nodes


def read_options(verdict: Verdict, baseline: Baseline) -> ReadOptions:
    """Return how much of an annex can be compared with a baseline: what both sides have.

    :param verdict: the judged project as it is
    :param baseline: the older state
    """
    same = snapshot(verdict).catalogue == baseline.catalogue
    parts = (GlossaryPart,) if same else (GlossaryPart, MatrixPart)
    return ReadOptions(without=parts)


@contextlib.contextmanager
def annex_of_baseline(
    draft: Draft, baseline: Baseline, options: ReadOptions
) -> Iterator[RedlineBase]:
    """Yield an annex with its objects as a baseline has them, and delete its files afterwards.

    The documents are those of today, in which each object has its old text, so that references
    and footnotes mean the same on both sides.

    :param draft: the annex as it is
    :param baseline: the older state
    :param options: how much of the annex to read
    """
    workspace, verdict = draft.workspace, draft.context.verdict
    folder = workspace.project(verdict.key)
    lost = _lost(draft, baseline.items)
    with tempfile.TemporaryDirectory(prefix="nachweis-") as temporary:
        root = Path(temporary).resolve()
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

    Today's order is that of documents and registers; a baseline is sorted by ID.
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
    """Return the objects of the baseline that are in no document of the annex any more."""
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
    """Add an object to the end of its document, without its text, which the baseline has."""
    path.parent.mkdir(parents=True, exist_ok=True)
    text = path.read_text(encoding="utf-8") if path.is_file() else ""
    text += f"\n\n:::{{{item.type}}} {item.id}\n:id: {item.id}\n:::\n"
    path.write_text(text, encoding="utf-8")


def _arrange(draft: Draft, lost: frozenset[str]) -> None:
    """Move the objects that were appended to where they were, going by their numbers."""
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
    """Return a sort key for numbers such as ``7.10`` and ``B.1.2``."""
    parts = re.findall(r"\d+|[^\W\d_]+", number)
    return [(part.isdigit(), int(part) if part.isdigit() else 0, part) for part in parts]
