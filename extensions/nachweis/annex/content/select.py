"""Which objects and documents an annex holds: decided before any of them is read."""

from __future__ import annotations

import dataclasses
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path
from typing import TypeAlias

from nachweis.model.annex import (
    Annex,
    Documents,
    Force,
    GlossaryPart,
    MatrixPart,
    ObjectFilter,
    Objects,
    TablePart,
    ViewPart,
)
from nachweis.model.items import Item
from nachweis.model.kinds import Origin
from nachweis.model.messages import Message
from nachweis.model.objects import TYPE
from nachweis.sources.errors import Problem, SourceError
from nachweis.sources.files import relative
from nachweis.sources.workspace import Workspace, documents, matches
from nachweis.trace.gate import Verdict
from nachweis.trace.graph import Graph


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Page:
    """A document of the project that is part of the annex.

    :param docname: its name in Sphinx
    :param path: its path relative to the workspace
    :param whole: whether all of its text is included, or only objects under their headings
    :param objects: IDs of its objects that are included
    :param beside: name of its translation, which stands in a second column
    :param translates: name of the document that it stands beside
    :param force: whether it binds, or only informs
    """

    docname: str
    path: str
    whole: bool
    objects: frozenset[str]
    beside: str = ""
    translates: str = ""
    force: Force | None = None


Part: TypeAlias = Page | TablePart | GlossaryPart


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Contents:
    """The contents of an annex.

    :param parts: in the order of the annex
    :param chosen: IDs of the objects whose text it holds
    :param hidden: IDs of the project's objects that it must not name
    """

    parts: tuple[Part, ...]
    chosen: frozenset[str]
    hidden: frozenset[str]

    @property
    def pages(self) -> tuple[Page, ...]:
        """The documents among the parts."""
        return tuple(part for part in self.parts if isinstance(part, Page))


def select(
    annex: Annex, verdict: Verdict, workspace: Workspace, *, lenient: bool = False
) -> Contents:
    """Return the contents of an annex.

    :param lenient: whether it may name things that do not exist, because it was declared later
    :raises SourceError: if it names something that does not exist, or a part would be empty
    """
    graph = verdict.graph
    folder = workspace.project(verdict.key)
    problems: list[Problem] = list(_unknown(annex, graph))
    parts: list[Part] = []
    for part in annex.parts:
        if isinstance(part, Documents):
            found = list(_pages(part, annex, graph, folder, workspace.root))
        elif isinstance(part, Objects):
            found = list(_filtered(part, annex, graph, workspace))
        else:
            parts.append(part)
            continue
        problems += [entry for entry in found if isinstance(entry, Problem)]
        parts += [entry for entry in found if isinstance(entry, Page)]
    if problems and not lenient:
        raise SourceError(problems)
    parts = list(_merged(parts))
    chosen = frozenset(i for p in parts if isinstance(p, Page) for i in p.objects)
    return Contents(parts=tuple(parts), chosen=chosen, hidden=_hidden(annex, graph, chosen))


def meets(item: Item, condition: ObjectFilter, graph: Graph) -> bool:
    """Return whether an object passes a filter."""
    reached = [target for targets in item.links.values() for target in targets]
    tests: tuple[tuple[Collection[str], Collection[str]], ...] = (
        (condition.ids, (item.id,)),
        (condition.types, (item.type,)),
        (condition.status, (item.get("status"),)),
        (condition.concepts, (item.get("concept"),)),
        (condition.parties, item.list("obliges")),
        (condition.links, reached),
        (condition.measures, {group for target in reached for group in _groups(graph, target)}),
        (condition.phases, {phase for target in reached for phase in _phases(graph, target)}),
    )
    return all(not set(asked).isdisjoint(has) for asked, has in tests if asked)


def _phases(graph: Graph, target: str) -> Iterator[str]:
    for requirement in graph.stands_for(target):
        yield from graph.requirements[requirement].phases


def _groups(graph: Graph, target: str) -> tuple[str, ...]:
    """Return a catalogue ID with the groups above it; empty for other IDs."""
    known = target in graph.catalogue.requirements or target in graph.catalogue.groups
    return (target, *graph.catalogue.chain(target)) if known else ()


def _left_out(item: Item, annex: Annex, graph: Graph) -> bool:
    return bool(annex.leave_out) and meets(item, annex.leave_out, graph)


def _pages(
    part: Documents, annex: Annex, graph: Graph, folder: Path, root: Path
) -> Iterator[Page | Problem]:
    known = {path.relative_to(folder).as_posix(): path for path in documents(folder)}
    for pattern in part.paths:
        names = [name for name in known if matches(name, pattern)]
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
            page = _page(name, path, kept, part.force, whole=True)
            yield from _with_translation(page, part, pattern, known, root)


def _with_translation(
    page: Page, part: Documents, name: str, known: Mapping[str, Path], root: Path
) -> Iterator[Page | Problem]:
    """Yield a document, and the one that stands beside it, if there is one."""
    if not part.beside:
        yield page
        return
    other = part.beside[part.paths.index(name)]
    if other not in known or f"{page.docname}.md" != name:
        message = f"beside: there is no {other} in the project to stand beside {name}; correct it"
        yield Problem(place=part.place, message=message)
        return
    translation = _page(other, relative(known[other], root), [], part.force, whole=True)
    yield dataclasses.replace(page, beside=translation.docname)
    yield dataclasses.replace(translation, translates=page.docname)


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
        yield Problem(
            place=part.place,
            message=Message(
                "objects: the selection is empty: no object of a document meets all of it; "
                "ask for less, or drop this part"
            ),
        )
    for document, ids in by_document.items():
        yield _page(document.removeprefix(prefix), document, ids, part.force, whole=False)


def _page(
    name: str, path: str, ids: Iterator[str] | list[str], force: Force | None, *, whole: bool
) -> Page:
    docname = name.removesuffix(".md")
    return Page(docname=docname, path=path, whole=whole, objects=frozenset(ids), force=force)


def _merged(parts: list[Part]) -> Iterator[Part]:
    """Yield each document once, at its first place, with everything that any part selects of it."""
    pages: dict[str, Page] = {}
    for part in parts:
        if isinstance(part, Page):
            known = pages.get(part.docname, part)
            pages[part.docname] = dataclasses.replace(
                known, whole=known.whole or part.whole, objects=known.objects | part.objects
            )
    for part in parts:
        if not isinstance(part, Page):
            yield part
        elif part.docname in pages:
            yield pages.pop(part.docname)


def _hidden(annex: Annex, graph: Graph, chosen: frozenset[str]) -> frozenset[str]:
    """Return the IDs that an annex must not name: texts not chosen, and objects left out."""
    return frozenset(
        item.id
        for item in graph.project.items
        if item.id
        and item.id not in chosen
        and (TYPE[item.type].origin is Origin.MARKDOWN or _left_out(item, annex, graph))
    )


def _unknown(annex: Annex, graph: Graph) -> Iterator[Problem]:
    """Yield the names in a declaration that neither project nor catalogue has."""
    filters = [annex.leave_out, *(p.filter for p in annex.parts if isinstance(p, Objects))]
    measures = [name for condition in filters for name in condition.measures]
    measures += [
        n for p in annex.parts if isinstance(p, (MatrixPart, ViewPart)) for n in p.measures
    ]
    for name in measures:
        if name not in graph.catalogue.groups:
            message = f"{annex.name}: {name} is not a measure of the catalogue; correct it"
            yield Problem(place=annex.place, message=message)
    ids = [name for condition in filters for name in (*condition.ids, *condition.links)]
    named = (annex.classification, *(signature.name for signature in annex.signatures))
    ids += [name for name in named if name.startswith(f"{graph.project.settings.key}_")]
    for name in (*ids, *annex.parties, *(s.party for s in annex.signatures)):
        if name not in graph.items:
            message = f"{annex.name}: there is no {name} in the project; correct it"
            yield Problem(place=annex.place, message=message)
    classes = graph.of_type("infoclass")
    known = {name for item in classes for name in (item.id, item.title)}
    if known and annex.classification not in {"", *known, *ids}:
        allowed = ", ".join(item.title for item in classes)
        message = (
            f"{annex.name}: {annex.classification!r} is no information class of the project; "
            f"allowed are {allowed}"
        )
        yield Problem(place=annex.place, message=message)
