"""Declarations of views, report formats and exports, apart from their code."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Mapping
from typing import Any, Final, TypeAlias

from nachweis.model.named_tuples import NamedTuple

Target: TypeAlias = "Callable[..., Any] | str"
"""A function, or its address ``package.module:function``, imported when needed."""

HOME: Final = "index"
"""Name of the home page of a site, which names all pages."""

PROOF_PAGE: Final = "proof/{}"
"""Name of the page of a requirement's proofs in the site of its project."""

GLOSSARY_PAGE: Final = "glossary"
"""Name of the page of the glossary."""

ARTICLE_PAGE: Final = "article/{}"
"""Name of the page of an article."""

SITE_PAGES: Final = frozenset(
    {
        *(HOME, GLOSSARY_PAGE, "search", "genindex"),
        *("actions", "calendar", "decisions-and-derogations", "models", "tender/requirements"),
    }
)
SITE_FOLDERS: Final = frozenset(
    {
        *("analysis", "article", "catalog", "changes", "comparison", "coverage", "crosswalk"),
        *("mine", "parties", "proof"),
    }
)
"""Names of pages, and folders of pages, that the site of a project makes itself."""


def resolve(target: Target) -> Callable[..., Any]:
    """Return the function that a declaration names.

    :param target: the function itself, or ``package.module:function``
    """
    if not isinstance(target, str):
        return target
    module, _, name = target.partition(":")
    function: Callable[..., Any] = getattr(importlib.import_module(module), name)
    return function


class ReportFormat(NamedTuple):
    """A format of ``nachweis check``.

    :param name: value of ``--format``
    :param help: what it is for, in a few words
    :param render: takes a report and returns its text with a final newline
    :param in_repository: whether it names files relative to the repository, which may lie above
        the workspace
    """

    name: str
    help: str
    render: Target
    in_repository: bool = False


class ExportOption(NamedTuple):
    """An option of an export.

    :param name: without the dashes
    :param help: one sentence
    :param choices: the allowed values; empty: any text
    :param default: its value if it is not given
    """

    name: str
    help: str
    choices: tuple[str, ...] = ()
    default: str = ""


class Export(NamedTuple):
    """A format of ``nachweis export``.

    :param name: its name on the command line
    :param help: one sentence, in the command's overview
    :param write: takes an export request and returns what is written: a text or bytes, or a
        mapping of file names to texts, which go into a folder
    :param details: further text for its ``--help``
    :param scope: whether it is of a *project*, of the *workspace*, or of the workspace and,
        if one is named, a project: *either*
    :param options: its options on the command line
    :param folder: where files go unless ``--out`` names a folder, relative to the workspace
    """

    name: str
    help: str
    write: Target
    details: str = ""
    scope: str = "project"
    options: tuple[ExportOption, ...] = ()
    folder: str = ""


class View(NamedTuple):
    """Something that pages and annexes can show.

    :param name: its name in directives and annexes
    :param build: takes a view request and returns a table, or the values of its own template
    :param title: its heading by language
    :param template: its template in ``html/``, without the suffix
    :param page: name of the page of its own that a project's site has, with ``{}`` where it has
        one for each argument; empty: none
    :param page_template: template of that page in ``pages/``
    :param arguments: takes a page request and returns the arguments that have a page
    :param group: heading of the navigation under which its pages stand
    :param nested: whether the pages behind the first stand below it in the navigation
    :param embeds: whether ``{view} NAME`` puts it into any page of the project
    :param annex: whether an annex shows it, which takes a table
    """

    name: str
    build: Target
    title: Mapping[str, str] = {}
    template: str = "table"
    page: str = ""
    page_template: str = "view.md.j2"
    arguments: Target | None = None
    group: str = "coverage"
    nested: bool = False
    embeds: bool = False
    annex: bool = False
