"""What a page holds, noted when it is read: all by which its look depends on other files."""

from __future__ import annotations

import dataclasses
import hashlib
from collections.abc import Iterable, Mapping
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

_KEY = "nachweis"


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Contents:
    """What a page holds.

    :param source: digest of the text that it was read from, with every file in it
    :param objects: IDs of the objects whose cards it shows
    :param named: IDs of the objects that roles name in its text
    :param computed: whether sphinx-needs fills in a part of it, a table for instance
    :param linked: whether it refers to other places of the site
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
    """Note the contents of each page that is read.

    :param app: the application
    """
    app.connect("doctree-read", _note, priority=900)


def _note(app: Sphinx, doctree: nodes.document) -> None:
    env = app.env
    needs = need_nodes(doctree)
    links = list(doctree.findall(pending_xref))
    for link in links:
        _await_file(env, link)
    env.metadata[env.docname][_KEY] = Contents(
        source=source_digest(state_of(app), env, env.docname),
        objects=needs.objects,
        named=needs.named,
        computed=needs.computed,
        linked=bool(links),
        indexed=any(node["entries"] for node in doctree.findall(index)),
        views=tuple((node["view"], node["options"]) for node in doctree.findall(ViewNode)),
    )


def _await_file(env: BuildEnvironment, link: pending_xref) -> None:
    """Have a page read again until the file is there that one of its links leads to."""
    target = str(link.get("reftarget", "")).partition("#")[0]
    if link.get("reftype") == "myst" and not link.get("refdomain") and Path(target).suffix:
        env.note_dependency(env.relfn2path(target)[1])


def contents_of(env: BuildEnvironment, docname: str) -> Contents | None:
    """Return what a page held when it was read, or nothing where it has not been read.

    :param env: Sphinx's environment
    :param docname: name of the page
    """
    return env.metadata.get(docname, {}).get(_KEY)


def source_digest(state: State, env: BuildEnvironment, docname: str) -> str:
    """Return a digest of the text that a page is made from, with the files that it includes.

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
    """Return the content of a file, and nothing where it is gone."""

    def read() -> bytes:
        try:
            return path.read_bytes()
        except OSError:
            return b""

    return state.once(("file", str(path)), read)


def digest(parts: Iterable[str | bytes]) -> str:
    """Return a short digest of texts in their order.

    :param parts: the texts
    """
    total = hashlib.blake2b(digest_size=12)
    for part in parts:
        data = part.encode() if isinstance(part, str) else part
        total.update(b"%d:" % len(data))
        total.update(data)
    return total.hexdigest()
