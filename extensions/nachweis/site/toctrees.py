"""Tables of contents in a build: what the gate refuses in them is left out, and all stay small."""

from __future__ import annotations

import functools
from typing import Final

from docutils import nodes
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment

from nachweis.site.refusals import refuse, trusted
from nachweis.site.state import state_of
from nachweis.sources.contents import refused_entries

HEADINGS: Final = 20_000
"""Headings that the tables of contents on all pages show; with more they show pages only."""
_GENERATED: Final = "list.md.j2"
_refused: Final[set[tuple[str, str]]] = set()
_only_titles: Final[list[bool]] = []


def setup(app: Sphinx) -> None:
    """Hold the tables of contents of a site.

    :param app: the application
    """
    app.connect("env-updated", _drop, priority=10)
    app.connect("doctree-resolved", _shorten)


def _drop(app: Sphinx, env: BuildEnvironment) -> None:
    """Forget the entries that are refused: with a circle Sphinx would not end."""
    _refused.clear()
    _only_titles.clear()
    if trusted():
        return
    pages = state_of(app).pages
    written = {name for name, page in pages.items() if page.template in ("", _GENERATED)}
    for page, entry, why in [*refused_entries(env.toctree_includes, written)]:
        refuse("{toctree}", str(why), page)
        _refused.add((page, entry))
        env.toctree_includes[page] = [n for n in env.toctree_includes[page] if n != entry]
        _filter(env.tocs[page], page)
        env.reread_always.add(page)
    headings = _headings(env)
    if sum(map(headings, env.toctree_includes.keys() - {env.config.root_doc})) > HEADINGS:
        _only_titles.append(True)


def _headings(env: BuildEnvironment) -> functools._lru_cache_wrapper[int]:
    own = functools.cache(lambda name: sum(1 for _ in env.tocs[name].findall(nodes.list_item)))

    @functools.cache
    def below(page: str) -> int:
        return sum(own(name) + below(name) for name in env.toctree_includes.get(page, ()))

    return below


def _shorten(_: Sphinx, doctree: nodes.document, docname: str) -> None:
    if _refused:
        _filter(doctree, docname)
    if _only_titles:
        for toctree in doctree.findall(addnodes.toctree):
            toctree["titlesonly"] = True


def _filter(tree: nodes.Node, page: str) -> None:
    for toctree in tree.findall(addnodes.toctree):
        entries = toctree["entries"]
        toctree["entries"] = [entry for entry in entries if (page, entry[1]) not in _refused]
