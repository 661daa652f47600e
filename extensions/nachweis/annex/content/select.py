"""Which objects and documents an annex holds: decided before anything of them is made."""

from __future__ import annotations

import dataclasses
from collections.abc import Collection, Iterator
from pathlib import Path

from nachweis.model.annex import (
    Annex,
    Documents,
    GlossaryPart,
    MatrixPart,
    ObjectFilter,
    Objects,
    RegisterPart,
)
from nachweis.model.items import Item
from nachweis.model.kinds import Origin
from nachweis.model.objects import TYPE
from nachweis.sources.errors import Problem, SourceError
from nachweis.sources.files import relative
from nachweis.sources.workspace import Workspace, documents
from nachweis.trace.gate import Verdict
from nachweis.trace.graph import Graph


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Page:
    """A document of the project that comes into the annex.

    :param docname: its name for Sphinx
    :param path: its path relative to the workspace
    :param whole: whether all of its text comes in, or its objects under their headings only
    :param objects: IDs of its objects that come in
    """

    docname: str
    path: str
    whole: bool
    objects: frozenset[str]


Piece = Page | MatrixPart | RegisterPart | GlossaryPart


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Contents:
    """What an annex holds, in its order.

    :param chosen: IDs of the objects whose text it holds
    :param hidden: IDs of the project's objects that it must not name
    """

    pieces: tuple[Piece, ...]
    chosen: frozenset[str]
    hidden: frozenset[str]

    @property
    def pages(self) -> tuple[Page, ...]:
        """The documents among the pieces."""
        return tuple(piece for piece in self.pieces if isinstance(piece, Page))


def select(
    annex: Annex, verdict: Verdict, workspace: Workspace, *, lenient: bool = False
) -> Contents:
    """Return what an annex holds.

    :param annex: the annex
    :param verdict: the judged project
    :param workspace: where it lies
    :param lenient: whether it may name what is not there, for it was declared later
    :raises SourceError: if it names what is not there, or a part of it would be empty
    """
    graph = verdict.graph
    folder = workspace.project(verdict.key)
    problems: list[Problem] = list(_unknown(annex, graph))
    pieces: list[Piece] = []
    for part in annex.parts:
        if isinstance(part, Documents):
            found = list(_pages(part, annex, graph, folder, workspace.root))
        elif isinstance(part, Objects):
            found = list(_filtered(part, annex, graph, workspace))
        else:
            pieces.append(part)
            continue
        problems += [entry for entry in found if isinstance(entry, Problem)]
        pieces += [entry for entry in found if isinstance(entry, Page)]
    if problems and not lenient:
        raise SourceError(problems)
    pieces = list(_once(pieces))
    chosen = frozenset(i for p in pieces if isinstance(p, Page) for i in p.objects)
    return Contents(pieces=tuple(pieces), chosen=chosen, hidden=_hidden(annex, graph, chosen))


def meets(item: Item, wanted: ObjectFilter, graph: Graph) -> bool:
    """Return whether an object is one of those that a filter lets through.

    :param item: the object
    :param wanted: the filter
    :param graph: catalogue and project
    """
    reached = [target for targets in item.links.values() for target in targets]
    tests: tuple[tuple[Collection[str], Collection[str]], ...] = (
        (wanted.ids, (item.id,)),
        (wanted.types, (item.type,)),
        (wanted.status, (item.get("status"),)),
        (wanted.concepts, (item.get("concept"),)),
        (wanted.parties, item.list("obliges")),
        (wanted.links, reached),
        (wanted.measures, {group for target in reached for group in _groups(graph, target)}),
        (wanted.phases, {phase for target in reached for phase in _phases(graph, target)}),
    )
    return all(not set(asked).isdisjoint(has) for asked, has in tests if asked)


def _phases(graph: Graph, target: str) -> Iterator[str]:
    for requirement in graph.stands_for(target):
        yield from graph.requirements[requirement].phases


def _groups(graph: Graph, target: str) -> tuple[str, ...]:
    """Return an ID of the catalogue with the groups above it; nothing for other IDs."""
    known = target in graph.catalogue.requirements or target in graph.catalogue.groups
    return (target, *graph.catalogue.chain(target)) if known else ()


def _left_out(item: Item, annex: Annex, graph: Graph) -> bool:
    return bool(annex.leave_out) and meets(item, annex.leave_out, graph)


def _pages(
    part: Documents, annex: Annex, graph: Graph, folder: Path, root: Path
) -> Iterator[Page | Problem]:
    known = {path.relative_to(folder).as_posix(): path for path in documents(folder)}
    for pattern in part.paths:
        names = [name for name in known if _matches(name, pattern)]
        if not names:
            message = f"documents: there is no {pattern} in the project; correct the path"
            yield Problem(place=part.place, message=message)
        for name in names:
            path = relative(known[name], root)
            kept = (
                item.id
                for item in graph.project.items
                if item.document == path and not _left_out(item, annex, graph)
            )
            yield _page(name, path, kept, whole=True)


def _matches(name: str, pattern: str) -> bool:
    from fnmatch import fnmatchcase

    return fnmatchcase(name, pattern) and name.count("/") == pattern.count("/")


def _filtered(
    part: Objects, annex: Annex, graph: Graph, workspace: Workspace
) -> Iterator[Page | Problem]:
    folder = workspace.project(graph.project.settings.key)
    prefix = f"{relative(folder, workspace.root)}/"
    by_document: dict[str, list[str]] = {}
    for item in graph.project.items:
        if (
            TYPE[item.type].origin is Origin.MARKDOWN
            and item.document.endswith(".md")
            and meets(item, part.filter, graph)
            and not _left_out(item, annex, graph)
        ):
            by_document.setdefault(item.document, []).append(item.id)
    if not by_document:
        message = "objects: the selection is empty: no object of a document meets all of it"
        yield Problem(place=part.place, message=f"{message}; ask for less, or drop this part")
    for document, ids in by_document.items():
        yield _page(document.removeprefix(prefix), document, ids, whole=False)


def _page(name: str, path: str, ids: Iterator[str] | list[str], *, whole: bool) -> Page:
    docname = name.removesuffix(".md")
    return Page(docname=docname, path=path, whole=whole, objects=frozenset(ids))


def _once(pieces: list[Piece]) -> Iterator[Piece]:
    """Yield each document once: where it first stands, with all that any part asks of it."""
    pages: dict[str, Page] = {}
    for piece in pieces:
        if isinstance(piece, Page):
            known = pages.get(piece.docname, piece)
            pages[piece.docname] = dataclasses.replace(
                known, whole=known.whole or piece.whole, objects=known.objects | piece.objects
            )
    for piece in pieces:
        if not isinstance(piece, Page):
            yield piece
        elif piece.docname in pages:
            yield pages.pop(piece.docname)


def _hidden(annex: Annex, graph: Graph, chosen: frozenset[str]) -> frozenset[str]:
    """Return what an annex must not name: all texts that are not chosen, and what is left out."""
    return frozenset(
        item.id
        for item in graph.project.items
        if item.id
        and item.id not in chosen
        and (TYPE[item.type].origin is Origin.MARKDOWN or _left_out(item, annex, graph))
    )


def _unknown(annex: Annex, graph: Graph) -> Iterator[Problem]:
    """Yield what an annex names and neither project nor catalogue has."""
    filters = [annex.leave_out, *(p.filter for p in annex.parts if isinstance(p, Objects))]
    measures = [name for wanted in filters for name in wanted.measures]
    measures += [n for p in annex.parts if isinstance(p, MatrixPart) for n in p.measures]
    for name in measures:
        if name not in graph.catalogue.groups:
            message = f"{annex.name}: {name} is no measure of the catalogue; correct it"
            yield Problem(place=annex.place, message=message)
    ids = [name for wanted in filters for name in (*wanted.ids, *wanted.links)]
    for name in (*ids, *annex.parties, *(s.party for s in annex.signatures)):
        if name not in graph.items:
            message = f"{annex.name}: there is no {name} in the project; correct it"
            yield Problem(place=annex.place, message=message)
