"""What a page contains, recorded when it is read: all through which it depends on other files."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx.addnodes import index, pending_xref
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment

from nachweis.site.needs import need_nodes
from nachweis.site.parser import markdown_of
from nachweis.site.state import State, state_of
from nachweis.site.views import ViewNode
from nachweis.sources.digest import digest

_KEY = "nachweis"


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Contents:
    """What a page contains.

    :param source: digest of the text that it was read from, included files and all
    :param objects: IDs of the objects that it shows as cards
    :param named: IDs of the objects that roles in its text refer to
    :param computed: whether sphinx-needs fills in part of it, such as a table
    :param linked: whether it links to other places in the site
    :param indexed: whether it has index entries, which Sphinx forgets unless it writes the page
    :param views: names and options of our views
    """

    source: str
    objects: tuple[str, ...]
    named: tuple[str, ...]
    computed: bool
    linked: bool
    indexed: bool
    views: tuple[tuple[str, Mapping[str, Any]], ...]


def setup(app: Sphinx) -> None:
    """Record the contents of each page that is read.

    :param app: the application
    """
    app.connect("doctree-read", _record, priority=900)


def _record(app: Sphinx, doctree: nodes.document) -> None:
    env = app.env
    needs = need_nodes(doctree)
    links = list(doctree.findall(pending_xref))
    for link in links:
        _depend_on_target(env, link)
    env.metadata[env.docname][_KEY] = Contents(
        source=source_digest(state_of(app), env, env.docname),
        objects=needs.objects,
        named=needs.named,
        computed=needs.computed,
        linked=bool(links),
        indexed=any(node["entries"] for node in doctree.findall(index)),
        views=tuple((node["view"], node["options"]) for node in doctree.findall(ViewNode)),
    )


def _depend_on_target(env: BuildEnvironment, link: pending_xref) -> None:
    """Have a page read again when the target of one of its links appears or disappears."""
    target = str(link.get("reftarget", "")).partition("#")[0]
    if link.get("reftype") == "myst" and not link.get("refdomain") and Path(target).suffix:
        env.note_dependency(env.relfn2path(target)[1])


def contents_of(env: BuildEnvironment, docname: str) -> Contents | None:
    """Return the contents of a page, or nothing if it has not been read.

    :param env: Sphinx's environment
    :param docname: name of the page
    """
    return env.metadata.get(docname, {}).get(_KEY)


def source_digest(state: State, env: BuildEnvironment, docname: str) -> str:
    """Return a digest of the text of a page and of the files that it includes.

    :param state: what the build knows
    :param env: Sphinx's environment, which knows the files that a page includes
    :param docname: name of the page
    """
    page = state.pages[docname]
    path = state.workspace.root / page.source
    text = markdown_of(state, docname).encode() if page.template else _bytes(state, path)
    included = sorted(Path(name) for name in env.dependencies.get(docname, ()))
    return digest(
        [
            page.source.as_posix().encode(),
            text,
            *(part for name in included for part in (name.name.encode(), _bytes(state, name))),
        ]
    )


def _bytes(state: State, path: Path) -> bytes:
    """Return the content of a file; empty if it does not exist."""

    def read() -> bytes:
        try:
            return path.read_bytes()
        except OSError:
            return b""

    return state.once(("file", str(path)), read)
