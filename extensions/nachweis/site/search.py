"""The search of a site: an index of our own, in scripts that a page from a disk can load, too.

Objects and the sections of pages are entries. The words of their texts stand in files by their
first two or three letters, and the texts themselves, for excerpts, in files of a hundred, so that
a search loads only what it needs. By what entries can be told apart stands in a file that only the
page of the search loads. The site over all projects lists the other sites, whose indexes it reads.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

from sphinx.application import Sphinx
from sphinx.builders.html import StandaloneHTMLBuilder

from nachweis.i18n import translator
from nachweis.model.catalogue import in_language
from nachweis.model.facts import filled
from nachweis.model.items import Item
from nachweis.model.kinds import FieldKind, Origin
from nachweis.model.objects import TYPE
from nachweis.model.outputs import ARTICLE_PAGE, GLOSSARY_PAGE, PROOF_PAGE
from nachweis.site import page_texts
from nachweis.site.articles import article_title, parts_of
from nachweis.site.facets import facets_of
from nachweis.site.page_links import has_proofs
from nachweis.site.page_texts import LONGEST, texts_of
from nachweis.site.proofs import proof_pages
from nachweis.site.search_files import Entry, write_index
from nachweis.site.sites import SITES, Site, sites_script
from nachweis.site.state import State, state_of
from nachweis.site.synonyms import synonyms
from nachweis.sources.markdown.policy import without_comments

_UNSHOWN: Final = re.compile(r"^ *%.*$|^ *\([^()]*\)= *$", re.MULTILINE)
"""Comments of MyST, and targets."""
_MARKS: Final = re.compile(r"\{[\w:-]+\}|\]\([^)]*\)|[*_`|<>\[\]\\]|^\s*[#:>-]+\s*", re.MULTILINE)


def setup(app: Sphinx) -> None:
    """Replace the search of Sphinx.

    :param app: the application
    """
    page_texts.setup(app)
    app.connect("builder-inited", _replace, priority=300)
    app.connect(
        "html-collect-pages",
        lambda app: [("search", _page_values(app), "search.html")],
    )
    app.connect("build-finished", _write)


def _replace(app: Sphinx) -> None:
    if isinstance(app.builder, StandaloneHTMLBuilder):
        app.builder.search = False


def _page_values(app: Sphinx) -> dict[str, object]:
    everywhere = not state_of(app).config.project
    return {"nachweis_classes": "nw-found", "nachweis_everywhere": everywhere}


def _write(app: Sphinx, exception: Exception | None) -> None:
    """Write what is different of the index."""
    if exception is not None or app.builder.format != "html":
        return
    state = state_of(app)
    entries = [
        *_objects(app, state),
        *_pages(app, state),
        *_terms(app, state),
        *_articles(app, state),
    ]
    pairs = synonyms(state.verdicts[0].graph.catalogue) if state.verdicts else {}
    write_index(Path(app.outdir, "_static"), entries, pairs, state.language)
    _list_sites(app, state)


def _list_sites(app: Sphinx, state: State) -> None:
    """Write which sites there are below the one over all projects; others list none."""
    if state.config.project:
        Path(app.outdir, SITES).unlink(missing_ok=True)
        return
    sites = [
        Site(verdict.key, in_language(settings.title, state.language), f"{verdict.key}/")
        for verdict in state.verdicts
        for settings in (verdict.graph.project.settings,)
    ]
    Path(app.outdir, SITES).write_text(sites_script(sites), encoding="utf-8")


def _objects(app: Sphinx, state: State) -> Iterator[Entry]:
    if not state.verdicts:
        return
    proofs = frozenset(proof_pages(app))
    graph = (state.verdict or state.verdicts[0]).graph
    for item in graph.items.values():
        docname = state.docname_of(item)
        if docname is None:
            continue
        address = f"{app.builder.get_target_uri(docname)}#{item.id}"
        if PROOF_PAGE.format(item.id) in proofs:
            address = app.builder.get_target_uri(PROOF_PAGE.format(item.id))
        shown = shown_text(graph.items, item.body, state.language)
        yield Entry(
            id=item.id,
            number=item.get("number") or item.get("label"),
            title=item.title,
            kind=in_language(TYPE[item.type].title, state.language),
            address=address,
            text=_plain(" ".join((shown, *_values(item), *_guidance(state, item)))),
            facets=facets_of(graph, state.traces, item, state.language),
        )


def _guidance(state: State, item: Item) -> Iterator[str]:
    """Yield what an imported catalogue says of how to meet a control, and of a group."""
    if TYPE[item.type].origin is Origin.CATALOGUE:
        catalogue = state.verdicts[0].graph.catalogue
        requirement, group = catalogue.requirements.get(item.id), catalogue.groups.get(item.id)
        if requirement and requirement.imported:
            yield in_language(requirement.imported.title, state.language)
            yield in_language(requirement.imported.guidance, state.language)
        elif group and group.imported:
            yield in_language(group.guidance, state.language)


def _values(item: Item) -> Iterator[str]:
    """Yield what the fields of an object say in words; those of the catalogue are codes."""
    if TYPE[item.type].origin is Origin.CATALOGUE:
        return
    for field in TYPE[item.type].fields:
        if field.kind is FieldKind.TEXT and field.name not in ("number", "label", "uuid", "sha256"):
            yield item.get(field.name)


def _pages(app: Sphinx, state: State) -> Iterator[Entry]:
    kind, texts = translator(state.language)("Page"), texts_of(app.env)
    for docname, page in state.pages.items():
        title = app.env.titles.get(docname)
        if title is None:
            continue
        address = app.builder.get_target_uri(docname)
        if page.template:
            yield Entry("", "", title.astext(), kind, address, "")
            continue
        for section in texts.get(docname, ()):
            name = section.title or title.astext()
            yield Entry("", "", name, kind, f"{address}{section.anchor}", section.text)


def _terms(app: Sphinx, state: State) -> Iterator[Entry]:
    """Yield the entries of the glossary, which has a page of its own."""
    if GLOSSARY_PAGE not in state.pages or not state.verdicts:
        return
    kind = translator(state.language)("Glossary")
    address = app.builder.get_target_uri(GLOSSARY_PAGE)
    for term in state.verdicts[0].graph.catalogue.glossary:
        title = in_language(term.term, state.language)
        words = *term.synonyms.get(state.language, ()), in_language(term.meaning, state.language)
        yield Entry("", "", title, kind, f"{address}#{term.id}", ", ".join(words))


def _articles(app: Sphinx, state: State) -> Iterator[Entry]:
    """Yield the parts of articles, which are no documents of Sphinx."""
    if not has_proofs(app.builder):
        return
    kind = translator(state.language)("Article")
    for about, article in state.articles.items():
        address = app.builder.get_target_uri(ARTICLE_PAGE.format(about))
        title = article_title(state, about)
        for part in parts_of(article):
            text = _plain(" ".join(in_language(text, state.language) for text in part.texts))
            yield Entry("", "", title, kind, f"{address}{part.anchor}", text)


def shown_text(items: Mapping[str, Item], body: str, language: str) -> str:
    """Return the text of an object as its page shows it: with its facts, without comments.

    :param items: the objects of the project, by ID
    :param body: the text as written
    :param language: of the site
    """
    return filled(items, _UNSHOWN.sub("", without_comments(body)), language)


def _plain(text: str) -> str:
    return " ".join(_MARKS.sub(" ", text).split())[:LONGEST]
