"""The pages of a site, their sources, and their order."""

from __future__ import annotations

import dataclasses
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final

from nachweis.model.items import Item
from nachweis.model.outputs import resolve
from nachweis.sources.catalogue import (
    CITED,
    GLOSSARY,
    PHASES,
    THREATS,
    imported_files,
    imported_folders,
    measure_files,
)
from nachweis.sources.handbook import HANDBOOK
from nachweis.sources.workspace import PROJECT_FILE, Workspace, documents, lists, reports
from nachweis.sources.yaml.crosswalks import crosswalk_files
from nachweis.trace.gate import Verdict
from nachweis.views.declared import VIEWS
from nachweis.views.table import PageRequest

HANDBOOK_PARTS = ("handbook", "tutorial", "how-to", "reference", "explanation")
"""Folders of the handbook in the order of the navigation; its first pages come before them."""

_LINK = re.compile(r"\]\(([^)\s#]+\.md)")

CATALOGUE = frozenset({"measure.md.j2", "cited.md.j2", "threats.md.j2"})
"""Templates of pages that show the objects of one file of the catalogue."""

BY_DOCUMENT = CATALOGUE | {"list.md.j2"}
"""Templates of pages that show the objects of one YAML file."""


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Page:
    """A page of the site.

    :param docname: name of the Sphinx document, which is the page's address
    :param source: path of its source, absolute or relative to the workspace
    :param template: template in ``templates/pages`` that makes its Markdown; empty where the
        source is Markdown itself
    :param argument: argument of the template: a phase, a party, a path
    :param group: heading under which the navigation shows it, a key of the template; empty for
        the home page
    :param parent: the page below which the navigation shows it; empty for those on top
    :param part: which part of a long list it shows, from 1; 0 where it is no part
    """

    docname: str
    source: Path
    template: str = ""
    argument: str = ""
    group: str = ""
    parent: str = ""
    part: int = 0


MOST_ENTRIES: Final = 36
"""Entries of a list up to which all that they say is on its page, beside their table."""
ENTRIES_A_PART: Final = 24
"""Entries of a longer list on each of the pages below it: each may have 230 elements, and 15 kB."""

FOLDERS = frozenset({"contract", "concept", "evidence", "decisions", "registers", "tender"})
"""Folders of a project that are headings of the navigation; others come under *documents*."""


def project_pages(
    workspace: Workspace, verdict: Verdict, versions: Sequence[str] = ()
) -> Iterator[Page]:
    """Yield the pages of a project's site in the order of the navigation.

    :param workspace: the project's workspace
    :param verdict: the judged project
    :param versions: the versions that pages compare with, the newest first
    """
    folder = workspace.project(verdict.key)
    home = (folder / PROJECT_FILE).relative_to(workspace.root)
    yield from _view_pages(home, PageRequest(verdict=verdict, versions=tuple(versions)))
    shown = Counter(item.document for item in verdict.graph.project.items)
    mapped = [
        path for path in reports(folder) if path.relative_to(workspace.root).as_posix() in shown
    ]
    for path in (*documents(folder), *lists(folder), *mapped):
        inside = path.relative_to(folder)
        relative = path.relative_to(workspace.root)
        page = Page(
            docname=inside.with_suffix("").as_posix(),
            source=relative,
            template="" if path.suffix == ".md" else "list.md.j2",
            argument="" if path.suffix == ".md" else relative.as_posix(),
            group=inside.parts[0] if inside.parts[0] in FOLDERS else "documents",
        )
        yield page
        if page.template and (count := shown[page.argument]) > MOST_ENTRIES:
            for part in range(1, -(-count // ENTRIES_A_PART) + 1):
                docname = f"{page.docname}/{part}"
                yield dataclasses.replace(page, docname=docname, parent=page.docname, part=part)
    yield from crosswalk_pages(workspace)
    yield from catalogue_pages(workspace)


def entries_of(items: Sequence[Item], part: int) -> Sequence[Item]:
    """Return the entries of a long list that one of its pages shows.

    :param items: all of them
    :param part: which part, from 1
    """
    return items[(part - 1) * ENTRIES_A_PART : part * ENTRIES_A_PART]


def _view_pages(home: Path, request: PageRequest) -> Iterator[Page]:
    """Yield the pages that views declare."""
    for view in VIEWS.values():
        if not view.page:
            continue
        arguments = resolve(view.arguments)(request) if view.arguments else [view.name]
        first = ""
        for argument in arguments:
            docname = view.page.format(argument)
            yield Page(
                docname=docname,
                source=home,
                template=view.page_template,
                argument=argument,
                group=view.group,
                parent=first,
            )
            first = first or (docname if view.nested else "")


def catalogue_pages(workspace: Workspace) -> Iterator[Page]:
    """Yield the pages of the catalogue and the glossary.

    :param workspace: names the catalogue
    """
    group, index = "catalogue", "catalog/index"
    phases = _inside(workspace, workspace.catalog / PHASES)
    yield Page(docname=index, source=phases, template="catalog.md.j2", group=group)
    ours = ((path, workspace.catalog_root) for path in measure_files(workspace.catalog))
    imported = (
        (path, workspace.root)
        for folder in imported_folders(workspace.root)
        for path in imported_files(folder)
    )
    for path, root in (*ours, *imported):
        yield Page(
            docname=f"catalog/{path.stem}",
            source=_inside(workspace, path),
            template="measure.md.j2",
            argument=path.relative_to(root).as_posix(),
            group=group,
            parent=index,
        )
    for name in (THREATS, CITED, GLOSSARY):
        path = workspace.catalog / name
        if path.exists():
            yield Page(
                docname="glossary" if name == GLOSSARY else f"catalog/{path.stem}",
                source=_inside(workspace, path),
                template=f"{path.stem}.md.j2",
                argument=path.relative_to(workspace.catalog_root).as_posix(),
                group=group,
                parent="" if name == GLOSSARY else index,
            )


def crosswalk_pages(workspace: Workspace) -> Iterator[Page]:
    """Yield the pages that show a project's coverage in terms of other standards.

    :param workspace: names the catalogue
    """
    for path, root in crosswalk_files(workspace):
        yield Page(
            docname=f"crosswalk/{path.stem}",
            source=_inside(workspace, path),
            template="crosswalk.md.j2",
            argument=path.relative_to(root).as_posix(),
            group="crosswalks",
        )


def portfolio_pages(workspace: Workspace, verdicts: tuple[Verdict, ...]) -> Iterator[Page]:
    """Yield the pages of the site over all projects: their index, handbook and catalogue.

    :param workspace: the projects' workspace
    :param verdicts: the judged projects
    """
    first = workspace.project(verdicts[0].key) / PROJECT_FILE
    home = first.relative_to(workspace.root)
    yield Page(docname="index", source=home, template="portfolio.md.j2")
    yield from sorted(handbook_pages(workspace), key=lambda p: HANDBOOK_PARTS.index(p.group))
    yield from catalogue_pages(workspace)


def handbook_pages(workspace: Workspace) -> Iterator[Page]:
    """Yield the pages of the workspace's handbook, in the order of its first page, then by name.

    A folder in one of its parts whose pages belong together has an ``index.md``: the other pages
    come below that one, in its order. So do translations, below the ``index.md`` of their language.

    :param workspace: where it lies
    """
    folder = workspace.root / HANDBOOK
    indexes = {path.parent: path for path in sorted(folder.glob("*/*/index.md"))}
    translated = {path.parent: path for path in folder.glob("[a-z][a-z]/index.md")}
    order: dict[Path, int] = {}
    for index in (folder / "index.md", *indexes.values(), *translated.values()):
        for path in _named(index):
            order.setdefault(path, len(order))
    for path in sorted(documents(folder), key=lambda p: order.get(p, len(order))):
        relative = path.relative_to(workspace.root)
        part = relative.parts[1]
        above = indexes.get(path.parent) or translated.get(folder / part, path)
        yield Page(
            docname=_docname(relative),
            source=relative,
            group=part if part in HANDBOOK_PARTS else HANDBOOK_PARTS[0],
            parent="" if above == path else _docname(above.relative_to(workspace.root)),
        )


def other_language(pages: Mapping[str, Page], docname: str) -> tuple[str, str]:
    """Return the page with the same text in the other language of the handbook, and its language.

    :param pages: every page by docname
    :param docname: a page
    :returns: empty texts if there is none
    """
    english = docname.replace(f"{HANDBOOK}/de/", f"{HANDBOOK}/", 1)
    german = english.replace(f"{HANDBOOK}/", f"{HANDBOOK}/de/", 1)
    other = (german, "de") if docname == english else (english, "en")
    is_one = docname.startswith(f"{HANDBOOK}/") and other[0] in pages
    return other if is_one else ("", "")


def _docname(relative: Path) -> str:
    return relative.with_suffix("").as_posix()


def _named(index: Path) -> list[Path]:
    """List the files that a page links to, in their order."""
    if not index.is_file():
        return []
    links = _LINK.findall(index.read_text(encoding="utf-8", errors="replace"))
    return [index.parent / link for link in links]


def _inside(workspace: Workspace, path: Path) -> Path:
    """Return a path relative to the workspace if it lies inside, else absolute."""
    return path.relative_to(workspace.root) if path.is_relative_to(workspace.root) else path


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class NavigationGroup:
    """A heading of the navigation with the pages right below it."""

    key: str
    pages: tuple[Page, ...]


MOST_IN_GROUP: Final = 32
"""Pages of a group that each page names beside it; more of them are listed on the home page."""


def navigation(pages: Mapping[str, Page]) -> list[NavigationGroup]:
    """Group the pages for the navigation, in the order of their first pages.

    :param pages: every page by docname
    """
    groups: dict[str, list[Page]] = {}
    for page in pages.values():
        if page.group and not page.parent:
            groups.setdefault(page.group, []).append(page)
    return [NavigationGroup(key=key, pages=tuple(members)) for key, members in groups.items()]


def children(pages: Mapping[str, Page], parent: str) -> list[Page]:
    """List the pages below another one in the navigation.

    :param pages: every page by docname
    :param parent: name of the page above
    """
    return [page for page in pages.values() if page.parent == parent]
