"""Defects beside the last release: what it had is gone, with all that pointed to it."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator, Mapping
from typing import Final

from nachweis.model.baseline import Baseline
from nachweis.model.items import Item
from nachweis.model.kinds import Origin
from nachweis.model.objects import PROOFS, TYPE
from nachweis.model.terms import Result, State
from nachweis.sources.baselines import read_baseline
from nachweis.sources.workspace import baselines
from nachweis.trace.coverage import Cell
from nachweis.trace.graph import Graph
from tests.mutations.changes import block_of, emptied, replaced
from tests.mutations.defects import Expected
from tests.mutations.settings import Setting
from tests.mutations.workspace import KEYS, Examples, Files


def _releases(examples: Examples) -> dict[str, Baseline]:
    """Return the last release of each example that has one."""
    kept = {key: list(baselines(examples.root / "projects" / key).values()) for key in KEYS}
    return {key: read_baseline(paths[-1], examples.root) for key, paths in kept.items() if paths}


def _without(text: str, identifier: str) -> str:
    """Return a text in which nothing points to an object."""
    word = rf"\b{identifier}\b"
    text = re.sub(rf"{word}, |, {word}", "", text)
    text = re.sub(
        rf"^[ \t]*(?:- )?:?\w+: *{word} *\n|^ *- {word} *\n", "", text, flags=re.MULTILINE
    )
    return re.sub(word, "", text)


def _gone(wanted: Callable[[Item], bool]) -> Callable[..., Iterator[tuple[Files, str]]]:
    """Return the defect that removes objects of the last release, and all that points to them."""

    def changes(examples: Examples, choice: random.Random) -> Iterator[tuple[Files, str]]:
        had = {item for release in _releases(examples).values() for item in release.items}
        items = [item for _, item in examples.items() if item.id in had and wanted(item)]
        for item in choice.sample(items, len(items)):
            block = block_of(examples, item)
            if block is None:
                continue
            folder = examples.root / "projects" / examples.verdict_of(item).key
            paths = [*folder.rglob("*.md"), *(folder / "registers").glob("*.yaml")]
            texts = {
                path.relative_to(examples.root).as_posix(): path.read_text(encoding="utf-8")
                for path in paths
            }
            own = item.place.path
            changed = {**texts, own: str(block.with_own([])[0][1])}
            files = [
                (name, new)
                for name, text in changed.items()
                if (new := _without(text, item.id)) != texts[name]
            ]
            yield files, f"{own}: {item.id}"

    return changes


def _is_entry(item: Item) -> bool:
    return TYPE[item.type].origin is Origin.REGISTER


def _is_proof(item: Item) -> bool:
    return item.type in PROOFS and item.get("status") in ("", "agreed", "approved", "final")


def _proof_lost(examples: Examples, choice: random.Random) -> Iterator[tuple[Files, str]]:
    """Unlink all that proves a cell which was proven in the last release."""
    found = []
    for key, release in _releases(examples).items():
        proven = {
            (cell.requirement, cell.kind) for cell in release.cells if cell.state is State.COVERED
        }
        graph = examples.verdict(key).graph
        found += [
            (key, cell)
            for cell in examples.verdict(key).coverage.cells
            if (cell.requirement.id, cell.kind) in proven
            and cell.state is State.COVERED
            and cell.requirement.id not in graph.equivalents
            and all(graph.items[name].place.path.endswith(".md") for name in cell.by)
        ]
    for key, cell in choice.sample(found, len(found)):
        files = _unlinked(examples, examples.verdict(key).graph, cell)
        if files:
            yield files, f"{key}: {cell.requirement.id} {cell.kind}"


def _unlinked(examples: Examples, graph: Graph, cell: Cell) -> Files | None:
    """Return the pages in which nothing is linked to a cell; nothing where a link has no line."""
    link = PROOFS[cell.kind].link
    with_link = {
        item.id: item
        for target in (cell.requirement.id, cell.requirement.part_of)
        for item in graph.sources(target, link)
        if item.type == cell.kind
    }
    texts: dict[str, str | bytes | None] = {}
    for item in sorted(with_link.values(), key=lambda item: item.place, reverse=True):
        with examples.changed(list(texts.items())):
            block = block_of(examples, item)
            files = emptied(link)(examples, item, block) if block else None
        if not files:
            return None
        texts.update(files)
    return list(texts.items())


def _result_rewritten(examples: Examples, choice: random.Random) -> Iterator[tuple[Files, str]]:
    """Let a record of the last release have passed that did not."""
    had = {item for release in _releases(examples).values() for item in release.items}
    records = [
        item
        for _, item in examples.items()
        if item.id in had and item.get("result") in (Result.FAIL, Result.PARTIAL)
    ]
    for item in choice.sample(records, len(records)):
        block = block_of(examples, item)
        if block is not None and (files := replaced("result", "pass")(examples, item, block)):
            yield files, f"{item.place.path}: {item.id}"


MEMORY: Final[Mapping[str, Setting]] = {
    "entry removed": Setting(Expected.FAILS, _gone(_is_entry)),
    "object removed with its links": Setting(Expected.REPORTS, _gone(_is_proof)),
    "proven cell lost": Setting(Expected.REPORTS, _proof_lost),
    "result of a released record rewritten": Setting(Expected.REPORTS, _result_rewritten),
}
"""The kinds of defects beside the last release by what they are called."""
