"""Links from the first use of a term on each page to the glossary."""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterator
from typing import Final

from docutils import nodes
from markupsafe import Markup
from sphinx import addnodes
from sphinx.application import Sphinx

from nachweis.model.outputs import GLOSSARY_PAGE
from nachweis.site.cards import CardTitle
from nachweis.site.needs_bodies import Body
from nachweis.site.page_links import has_proofs
from nachweis.site.state import State, state_of
from nachweis.sources.handbook import HANDBOOK
from nachweis.views.glossary import Finder

_NOT_IN: Final = (
    *(nodes.reference, nodes.literal, nodes.FixedTextElement, nodes.Titular, nodes.raw, nodes.math),
    *(nodes.comment, nodes.docinfo, nodes.term, nodes.Invisible, addnodes.toctree, CardTitle),
    *(addnodes.pending_xref, addnodes.download_reference, nodes.footnote_reference),
)
"""What may not hold a link, or is no running text."""
_TAG: Final = re.compile(r"(<[^>]*>)")
_CLOSED: Final = re.compile(r"<(/?)(a|code|pre|h[1-6])\b")


def setup(app: Sphinx) -> None:
    """Link the terms when a page is written.

    :param app: the application
    """
    app.connect("doctree-resolved", _link, priority=900)


def _link(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    state = state_of(app)
    if not has_proofs(app.builder) or docname == GLOSSARY_PAGE or GLOSSARY_PAGE not in state.pages:
        return
    finder = _finder(state, _language(app, state, docname))
    linked = linker(finder, app.builder.get_relative_uri(docname, GLOSSARY_PAGE))
    for text in list(_texts(doctree)):
        if isinstance(text, Body):
            text.link(linked)
            continue
        found = linked(str(text))
        if found is not None:
            text.parent.replace(text, nodes.raw("", found, format="html"))


def html_linker(state: State, address: str) -> Callable[[Markup], Markup]:
    """Return the function that links terms in HTML, each once.

    :param state: the state of the build
    :param address: address of the glossary
    """
    if GLOSSARY_PAGE not in state.pages:
        return lambda text: text
    linked = linker(_finder(state, state.language), address)

    def link(text: Markup) -> Markup:
        parts, inside = _TAG.split(str(text)), 0
        for number, part in enumerate(parts):
            if number % 2:
                closed = _CLOSED.match(part)
                inside += 0 if closed is None else -1 if closed[1] else 1
            elif not inside:
                parts[number] = linked(html.unescape(part)) or part
        return Markup("".join(parts))  # noqa: S704 - tags are as they were, texts are escaped

    return link


def linker(finder: Finder, address: str) -> Callable[[str], str | None]:
    """Return the function that makes HTML of a text with links; None where it links nothing.

    :param finder: finds the terms
    :param address: address of the glossary
    """
    seen: set[str] = set()

    def linked(text: str) -> str | None:
        pieces, at = [], 0
        for start, end, term in finder.find(text):
            if term.id in seen:
                continue
            seen.add(term.id)
            word = html.escape(text[start:end], quote=False)
            link = f'<a class="nw-term" href="{html.escape(address)}#{term.id}">{word}</a>'
            pieces += [html.escape(text[at:start], quote=False), link]
            at = end
        return "".join([*pieces, html.escape(text[at:], quote=False)]) if pieces else None

    return linked


def _finder(state: State, language: str) -> Finder:
    def make() -> Finder:
        glossary = state.verdicts[0].graph.catalogue.glossary
        return Finder([term for term in glossary if not term.everyday], language)

    return state.once(("terms", language), make)


def _language(app: Sphinx, state: State, docname: str) -> str:
    given = app.env.metadata.get(docname, {}).get("lang")
    if given:
        return str(given)[:2]
    return "en" if docname.startswith(f"{HANDBOOK}/") else state.language


def _texts(node: nodes.Element) -> Iterator[nodes.Text | Body]:
    for child in node.children:
        if isinstance(child, nodes.Text | Body):
            yield child
        elif isinstance(child, nodes.Element) and not _holds_none(child):
            yield from _texts(child)


def _holds_none(node: nodes.Element) -> bool:
    """Return whether a node may not hold a link, or is a list of objects of sphinx-needs."""
    return isinstance(node, _NOT_IN) or any(c.startswith("NEEDS_") for c in node["classes"])
