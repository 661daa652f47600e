"""Pages of a workspace that belong to no project: they may not have more than those of projects."""

from __future__ import annotations

from pathlib import Path
from typing import Final, TypeAlias
from urllib.parse import unquote

from nachweis.model.files import FileUse, Listed
from nachweis.model.findings import Finding
from nachweis.model.places import Place
from nachweis.model.terms import Severity
from nachweis.sources.bounded import Budget
from nachweis.sources.cache import NO_CACHE, Cache
from nachweis.sources.contents import contents_findings
from nachweis.sources.drawings import drawing_findings
from nachweis.sources.errors import Problem, SourceError
from nachweis.sources.files import relative
from nachweis.sources.inside import outside_findings, plain_path, refuse_large
from nachweis.sources.pdf_parts import active_findings
from nachweis.sources.workspace import LOOK_FILE, documents

HANDBOOK: Final = "docs"
"""Folder of a workspace with pages of its own, which the site over all projects shows."""

_Page: TypeAlias = tuple[tuple[Finding, ...], tuple[FileUse, ...], tuple[Listed, ...]]


def read_handbook(root: Path, cache: Cache = NO_CACHE) -> tuple[list[Finding], list[FileUse]]:
    """Read what the pages of a workspace may not have, and the files that they name.

    :param root: the workspace
    :param cache: what was read before
    :raises SourceError: with every page that cannot be read
    """
    budget = Budget()
    findings: list[Finding] = []
    files: list[FileUse] = []
    listed: list[Listed] = []
    pages: set[str] = set()
    problems: list[Problem] = []
    for path in documents(root / HANDBOOK):
        try:
            found, named, entries = _page(path, root, cache, budget)
        except SourceError as error:
            problems.extend(error.problems)
            continue
        findings += found
        files += named
        listed += entries
        name = relative(path, root)
        if path.is_symlink():
            files.append(FileUse(path=name, written=name, place=Place(path=name)))
        else:
            pages.add(name)
    if problems:
        raise SourceError(problems)
    if (root / LOOK_FILE).is_file():
        from nachweis.sources.yaml.annex_look import look_files

        files += look_files(root, cache)
    refuse_large(files, root)
    files = [use for use in files if not _is_page(use, pages)]
    return [
        *findings,
        *outside_findings(files, root),
        *drawing_findings(files, root),
        *active_findings(files, root, cache),
        *contents_findings(listed, pages, ""),
    ], files


def _is_page(use: FileUse, pages: set[str]) -> bool:
    """Return whether a file is one of some pages, which spares most links a look at the disk."""
    steps = unquote(use.written).lstrip("./\\")
    return ".." not in steps and plain_path(use.path) in pages


def _page(path: Path, root: Path, cache: Cache, budget: Budget) -> _Page:
    def parse(data: bytes) -> _Page:
        from nachweis.sources.markdown.documents import read_document

        entries = [*read_document(path, root, data, budget)]
        wrong = (e for e in entries if isinstance(e, Finding) and e.severity is Severity.ERROR)
        files = tuple(e for e in entries if isinstance(e, FileUse))
        return tuple(wrong), files, tuple(e for e in entries if isinstance(e, Listed))

    return cache.read("handbook", path, root, parse, unless=b"{include}")
