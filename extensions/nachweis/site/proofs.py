"""The page of each requirement of a project: its proofs side by side, at an address that stays.

It is no document of Sphinx (see :mod:`nachweis.site.apart`).
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

from markupsafe import Markup
from sphinx.application import Sphinx
from sphinx.builders import Builder
from sphinx.builders.html import StandaloneHTMLBuilder

from nachweis.i18n import translator
from nachweis.model.catalogue import Catalogue, in_language
from nachweis.model.facts import filled
from nachweis.model.items import Item
from nachweis.model.library import Model
from nachweis.model.outputs import GLOSSARY_PAGE, PROOF_PAGE
from nachweis.site.apart import Apart, fill, page_shell, write_apart
from nachweis.site.apart_markdown import markdown_html
from nachweis.site.evidence import evidence_files
from nachweis.site.page_links import Links, has_proofs
from nachweis.site.render import render
from nachweis.site.state import State, state_of
from nachweis.site.terms import html_linker
from nachweis.sources.digest import digest
from nachweis.sources.markdown.policy import without_comments
from nachweis.trace.models import models_for
from nachweis.views.proof import Reference, build_proof, references_of
from nachweis.views.since import since_version
from nachweis.views.standing import reason_of
from nachweis.views.trace_graph import draw_trace

_ROLE: Final = re.compile(r"\{[\w:+-]+\}`(?:[^`<]*<)?([^`>]*)>?`")
_TARGET: Final = re.compile(r"^\([^)\n]+\)=$", re.MULTILINE)

_PLACE: Final = PROOF_PAGE.format("_")
_CLASSES: Final = "nw-proofs nw-figure nw-became nw-term"


def setup(app: Sphinx) -> None:
    """Write the pages beside those of Sphinx.

    :param app: the application
    """
    app.connect("html-collect-pages", _write)


def proof_pages(app: Sphinx) -> list[str]:
    """Return the names of the pages, in the order of the catalogue.

    :param app: the build's application
    """
    state = state_of(app)
    if state.verdict is None or not has_proofs(app.builder):
        return []
    return [PROOF_PAGE.format(identifier) for identifier in state.verdict.graph.requirements]


def _write(app: Sphinx) -> Iterable[tuple[str, dict[str, Any], str]]:
    if isinstance(app.builder, StandaloneHTMLBuilder):
        write_apart(app, app.builder, list(_pages(app)), _PLACE, _CLASSES)
    return ()


def proof_html(app: Sphinx, name: str) -> str:
    """Return one of the pages, as it will be written.

    :param app: the build's application, ready to write
    :param name: name of the page
    """
    assert isinstance(app.builder, StandaloneHTMLBuilder)  # noqa: S101 - others have none
    [page] = [page for page in _pages(app) if page.name == name]
    return page.html(page_shell(app.builder, _PLACE, _CLASSES))


def _pages(app: Sphinx) -> Iterator[Apart]:
    state, names = state_of(app), proof_pages(app)
    references = references_of(state.crosswalks.values())
    versions = digest([*_versions(state), *map(repr, state.models.values())])
    for position, name in enumerate(names):
        yield Apart(
            name=name,
            html=functools.partial(
                proof_page, state, app.builder, references=references, name=name, position=position
            ),
            texts=lambda made_from: (versions, *_texts(state, made_from)),
        )


def _versions(state: State) -> Iterator[str]:
    """Yield the version with which pages compare."""
    for version in [*state.baselines][:1]:
        yield version
        yield repr(sorted(state.baselines[version].fingerprints.items()))
        yield repr(state.baselines[version].cells)
        yield repr(state.before(version).gone)


def _texts(state: State, identifiers: Iterable[str]) -> Iterator[str]:
    """Yield what pages show beside the model: texts, and which files there are."""
    for identifier in identifiers:
        item = state.noted.items.get(identifier)
        if item is not None:
            yield item.body
            yield repr(_files(state, item)) if item.get("file") else ""


def proof_page(
    state: State,
    builder: Builder,
    shell: str,
    references: Mapping[str, Sequence[Reference]],
    name: str,
    position: int,
) -> str:
    """Return the page of a requirement.

    :param state: the state of the build
    :param builder: the HTML builder
    :param shell: the page of the theme
    :param references: what corresponds to each object of the catalogue in other standards
    :param name: name of the page
    :param position: the requirement's place among those of the project, counted from 0
    """
    verdict, traces, graph = state.verdicts[0], state.noted_traces, state.noted
    assert traces is not None  # noqa: S101 - only projects have these pages
    order = list(graph.requirements)
    proven = build_proof(
        traces, verdict.coverage, order[position], references, order=order, position=position
    )
    for identifier in (order[position], *graph.catalogue.chain(order[position])):
        graph.noted.note(identifier)
    version = next(iter(state.baselines), "")
    links = Links(state, builder, name)
    linked = html_linker(state, links.page(GLOSSARY_PAGE))
    sentence = in_language(proven.requirement.text, state.language)
    body = render(
        "proof",
        state,
        links,
        verdict=verdict,
        graph=graph,
        proven=proven,
        since=since_version(state.before(version), graph, proven) if version else None,
        graph_of_trace=draw_trace(proven, state.language, translator(state.language)),
        body_of=lambda item: linked(_text(state, item)),
        models_of=functools.partial(_models, state, graph.catalogue, proven.requirement.id),
        files_of=functools.partial(_files, state),
        reason=reason_of,
    )
    return fill(shell, f"{proven.requirement.id}: {sentence}", body)


def _files(state: State, item: Item) -> list[Any]:
    return list(evidence_files(state, item))


def _models(
    state: State, catalogue: Catalogue, requirement: str, kind: str
) -> list[tuple[Model, Markup]]:
    """Return the models of a kind that would prove a requirement, each with its text as HTML."""
    return [
        (model, state.once(("text", text), functools.partial(markdown_html, text)))
        for model in models_for(catalogue._replace(models=state.models), requirement)
        if model.kind == kind
        for text in [model.current.offered((), state.language)]
    ]


def _text(state: State, item: Item) -> Markup:
    """Return the text of an object as HTML, rendered once a build."""
    text = filled(state.noted.items, without_comments(item.body), state.language)
    return state.once(("text", text), lambda: markdown_html(_without_roles(text)))


def _without_roles(text: str) -> str:
    return _TARGET.sub("", _ROLE.sub(r"\1", text))
