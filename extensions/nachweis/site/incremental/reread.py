"""Rereading exactly the pages whose text may have changed, in the order of the file reader.

Sphinx compares modification times. But many of our pages are made from several files and a
template; a restored file may have an old time; and of two objects with the same ID, the second
must appear when the first is deleted. So each page has a digest of the text it was read from.
"""

from __future__ import annotations

from collections.abc import Iterator

from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment

from nachweis.site.incremental.contents import Contents, contents_of, source_digest
from nachweis.site.needs import need_documents
from nachweis.site.needs_alike import forget_needs
from nachweis.site.pages import CATALOGUE
from nachweis.site.state import State, state_of


def setup(app: Sphinx) -> None:
    """Tell Sphinx what to read, and in which order.

    :param app: the application
    """
    app.connect("env-get-outdated", _outdated)
    app.connect("env-before-read-docs", _in_order, priority=900)


def _outdated(
    app: Sphinx, env: BuildEnvironment, added: set[str], _: set[str], removed: set[str]
) -> list[str]:
    state = state_of(app)
    moved = bool(added or removed)
    changed = {
        name
        for name in state.pages
        if name not in added and _is_outdated(state, env, name, moved=moved)
    }
    return sorted(changed.union(_misplaced(state, env)))


def _is_outdated(state: State, env: BuildEnvironment, docname: str, *, moved: bool) -> bool:
    """Whether a page must be reread; links depend on which pages exist."""
    known = contents_of(env, docname)
    return (
        known is None
        or (moved and known.linked)
        or _selects_missing_measure(state, known)
        or known.source != source_digest(state, env, docname)
    )


def _selects_missing_measure(state: State, contents: Contents) -> bool:
    """Whether a matrix selects a measure that the catalogue no longer has."""
    groups = state.verdicts[0].graph.catalogue.groups
    return any(
        measure not in groups
        for _, options in contents.views
        for measure in options.get("measure", ())
    )


def _misplaced(state: State, env: BuildEnvironment) -> Iterator[str]:
    """Yield the pages between which an object moves, because its ID became free or taken."""
    if state.verdict is None:
        return
    found = need_documents(env)
    for item in state.verdict.graph.items.values():
        there, here = found.get(item.id), state.docname_of(item)
        if here is not None and there != here:
            yield here
            if there is not None and there in state.pages:
                yield there


def _in_order(app: Sphinx, env: BuildEnvironment, docnames: list[str]) -> None:
    """Sort pages as the file reader does, so that both keep the same object of a duplicate ID."""
    order = {
        page.docname: (page.template not in CATALOGUE, number)
        for number, page in enumerate(state_of(app).pages.values())
    }
    docnames.sort(key=order.__getitem__)
    forget_needs(env, docnames)
