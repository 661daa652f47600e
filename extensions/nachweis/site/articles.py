"""The page of each article of the knowledge base, with a project's proofs beside it.

It is no document of Sphinx (see :mod:`nachweis.site.apart`).
"""

from __future__ import annotations

import functools
from collections.abc import Iterable, Iterator
from typing import Any, Final, NamedTuple

from sphinx.application import Sphinx
from sphinx.builders import Builder
from sphinx.builders.html import StandaloneHTMLBuilder

from nachweis.i18n import translator
from nachweis.model.article import Article
from nachweis.model.catalogue import Text, in_language
from nachweis.model.outputs import ARTICLE_PAGE, GLOSSARY_PAGE
from nachweis.site.apart import Apart, fill, write_apart
from nachweis.site.apart_markdown import markdown_html
from nachweis.site.page_links import Links, has_proofs
from nachweis.site.render import render
from nachweis.site.state import State, state_of
from nachweis.site.terms import html_linker
from nachweis.sources.digest import digest
from nachweis.views.article import build_article


class Part(NamedTuple):
    """A part of an article that a search finds.

    :param anchor: where it begins on the page; empty for the page's begin
    """

    anchor: str
    texts: tuple[Text, ...]


QUESTIONS: Final = "questions"


def setup(app: Sphinx) -> None:
    """Write the pages beside those of Sphinx.

    :param app: the application
    """
    app.connect("html-collect-pages", _write)


def article_title(state: State, about: str) -> str:
    """Return the title of an article in the language of the site.

    :param state: the state of the build
    :param about: what the article is about
    """
    catalogue = state.verdicts[0].graph.catalogue
    phase = state.articles[about].phase
    if phase is not None:
        text = catalogue.phases.get(phase)
        name = in_language(text.title, state.language) if text else phase.value
        _ = translator(state.language)
        return _("Phase: {title}").format(title=name)
    group = catalogue.groups[about]
    return f"{group.label} {in_language(group.title, state.language)}"


def parts_of(article: Article) -> Iterator[Part]:
    """Yield what a search finds of an article.

    :param article: the article
    """
    yield Part("", (article.wants, article.why, article.small, article.large))
    proofs = (article.contract, article.concept, article.evidence)
    yield Part("#contract", (*proofs, *article.mistakes, article.refused))
    asked = (text for question in article.questions for text in (question.ask, question.convinces))
    yield Part(f"#{QUESTIONS}", tuple(asked))


def _write(app: Sphinx) -> Iterable[tuple[str, dict[str, Any], str]]:
    if isinstance(app.builder, StandaloneHTMLBuilder) and has_proofs(app.builder):
        classes = "nw-proofs nw-term"
        write_apart(app, app.builder, list(_pages(app)), ARTICLE_PAGE.format("_"), classes)
    return ()


def _pages(app: Sphinx) -> Iterator[Apart]:
    state = state_of(app)
    terms = repr(state.verdicts[0].graph.catalogue.glossary)
    for about, article in state.articles.items():
        yield Apart(
            name=ARTICLE_PAGE.format(about),
            html=functools.partial(article_page, state, app.builder, about=about),
            texts=functools.partial(_said, digest([repr(article), terms])),
        )


def _said(text: str, _: Iterable[str]) -> Iterable[str]:
    return (text,)


def article_page(state: State, builder: Builder, shell: str, about: str) -> str:
    """Return the page of an article.

    :param state: the state of the build
    :param builder: the HTML builder
    :param shell: the page of the theme
    :param about: what the article is about
    """
    graph, traces = state.noted, state.noted_traces
    shown = build_article(state.articles, about, graph.catalogue, traces)
    if shown.article.phase is not None:
        for identifier in graph.requirements:
            graph.noted.note(identifier)
    for row in shown.rows:
        graph.noted.note(row.requirement.id)
    title = functools.partial(article_title, state)
    links = Links(state, builder, ARTICLE_PAGE.format(about))
    linked = html_linker(state, links.page(GLOSSARY_PAGE))
    body = render(
        "article",
        state,
        links,
        verdict=state.verdict,
        graph=graph,
        shown=shown,
        title_of=title,
        markdown=lambda text: linked(markdown_html(in_language(text, state.language))),
    )
    word = translator(state.language)("Article")
    return fill(shell, f"{word}: {title(about)}", body)
