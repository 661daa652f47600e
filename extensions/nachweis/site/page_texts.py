"""What the sections of pages show, for the search: no comment, no option, no hidden list."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Set
from typing import Final, NamedTuple

from docutils import nodes
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment

from nachweis.site.needs import NeedNode

LONGEST: Final = 3_000
"""Letters of a text that are searched and quoted."""

_UNSHOWN: Final = (
    *(nodes.comment, nodes.substitution_definition, nodes.raw, nodes.system_message),
    *(nodes.docinfo, addnodes.index, addnodes.toctree, addnodes.only, NeedNode),
)
"""What is no text of a page: objects have entries of their own."""


class Section(NamedTuple):
    """A section of a page.

    :param anchor: of its heading, with the sign ``#``; empty for the page itself
    :param text: what it shows, without the sections below it
    """

    anchor: str
    title: str
    text: str


def setup(app: Sphinx) -> None:
    """Note what each page shows when it is read.

    :param app: the application
    """
    app.connect("doctree-read", _note, priority=950)
    app.connect("env-purge-doc", lambda _, env, docname: texts_of(env).pop(docname, None))
    app.connect("env-merge-info", _merge)


def texts_of(env: BuildEnvironment) -> dict[str, list[Section]]:
    """Return the sections of all pages, by the name of the page.

    :param env: the environment of the build, which keeps them
    """
    texts: dict[str, list[Section]] | None = getattr(env, "nachweis_texts", None)
    if texts is None:
        texts = env.nachweis_texts = {}  # type: ignore[attr-defined]  # Sphinx lets extensions
    return texts


def _note(app: Sphinx, doctree: nodes.document) -> None:
    texts_of(app.env)[app.env.docname] = list(sections(doctree))


def _merge(_: Sphinx, env: BuildEnvironment, names: Set[str], other: BuildEnvironment) -> None:
    known = texts_of(other)
    texts_of(env).update({name: known[name] for name in names if name in known})


def sections(doctree: nodes.document) -> Iterator[Section]:
    """Yield the sections of a page, in their order.

    :param doctree: the page as it was read
    """
    for number, section in enumerate(doctree.findall(nodes.section)):
        title = next((c.astext() for c in section.children if isinstance(c, nodes.title)), "")
        anchor = f"#{section['ids'][0]}" if number and section["ids"] else ""
        text = " ".join(" ".join(_shown(section.children[1:])).split())
        yield Section(anchor, title, text[:LONGEST])


def _shown(parts: Iterable[nodes.Node]) -> Iterator[str]:
    for part in parts:
        if isinstance(part, (nodes.section, *_UNSHOWN)):
            continue
        if isinstance(part, nodes.TextElement | nodes.Text):
            yield part.astext()
        else:
            yield from _shown(part.children)
