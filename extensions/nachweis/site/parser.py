"""YAML as a source of pages: a template turns data into Markdown for MyST."""

from __future__ import annotations

import functools
import json
import re
from collections.abc import Iterable, Mapping
from pathlib import Path

import jinja2
from docutils import nodes
from myst_parser.parsers.sphinx_ import MystParser
from sphinx.application import Sphinx

from nachweis import templates
from nachweis.i18n import translator
from nachweis.model.catalogue import (
    Catalogue,
    Group,
    Requirement,
    Term,
    Text,
    group_item,
    in_language,
    requirement_item,
    threat_item,
)
from nachweis.model.items import Item
from nachweis.model.objects import TYPE
from nachweis.model.terms import Phase, State
from nachweis.site.pages import MOST_IN_GROUP, children, entries_of, navigation
from nachweis.site.registers import items_of, kinds_of, list_title
from nachweis.site.render import fill_in
from nachweis.site.state import State as SiteState
from nachweis.site.state import state_of
from nachweis.views.catalogue import alphabetical
from nachweis.views.declared import VIEWS


class PageParser(MystParser):
    """Parses the Markdown that a page's template makes from its source."""

    supported = ("nachweis",)  # type: ignore[misc]  # docutils and MyST declare it differently

    def parse(self, inputstring: str, document: nodes.document) -> None:
        """Render the page's template and parse the result.

        :param inputstring: text of the YAML source, which the file reader has read already
        :param document: the document to fill
        """
        del inputstring
        env = document.settings.env
        super().parse(markdown_of(state_of(env), env.docname), document)


def setup(app: Sphinx) -> None:
    """Register the parser.

    :param app: the application
    """
    app.add_source_parser(PageParser)


def markdown_of(state: SiteState, docname: str) -> str:
    """Return the Markdown of a page from its template, rendered once per build.

    :param state: the state of the build
    :param docname: name of the page
    """
    return state.once(("markdown", docname), lambda: render_page(state, docname))


def render_page(state: SiteState, docname: str) -> str:
    """Render the Markdown of a page from its template.

    :param state: the state of the build
    :param docname: name of the page
    """
    page = state.pages[docname]
    words = translator(state.language)
    return (
        page_environment()
        .get_template(page.template)
        .render(
            site=state,
            page=page,
            verdict=state.verdict,
            catalogue=state.verdicts[0].graph.catalogue,
            graph=(state.verdict or state.verdicts[0]).graph,
            language=state.language,
            _=words,
            ngettext=words.ngettext,
            word=words.word,
            types=tuple(TYPE.values()),
            views=VIEWS,
            Phase=Phase,
            State=State,
        )
    )


def page_environment() -> jinja2.Environment:
    """Return the environment of the templates that make Markdown of pages."""
    return _environment(templates.template_folders("pages"))


@functools.cache
def _environment(folders: tuple[Path, ...]) -> jinja2.Environment:
    environment = templates.environment(folders)
    environment.filters["text"] = lambda value, language="en": in_language(value, language)
    environment.filters["format"] = fill_in
    environment.filters["option"] = _option
    environment.filters["literal"] = lambda words: _SIGNS.sub(r"\\\g<0>", " ".join(words.split()))
    environment.filters["heading"] = lambda words: words[:1].upper() + words[1:]
    environment.globals.update(
        need=_need,
        navigation=navigation,
        most_in_group=MOST_IN_GROUP,
        children=children,
        group_item=group_item,
        requirement_item=requirement_item,
        threat_item=threat_item,
        items_of=items_of,
        entries_of=entries_of,
        kinds_of=kinds_of,
        list_title=list_title,
        groups_of=_groups_of,
        requirements_of=_requirements_of,
        types_by_name=TYPE,
        sorted_terms=_sorted_terms,
    )
    return environment


def _sorted_terms(glossary: Iterable[Term], language: str) -> list[Term]:
    """Sort the entries of the glossary in the alphabetical order of a language."""
    return sorted(glossary, key=lambda entry: alphabetical(in_language(entry.term, language)))


def _groups_of(catalogue: Catalogue, document: str) -> list[Group]:
    """Return the measure of a catalogue file, followed by its topics."""
    return [group for group in catalogue.groups.values() if group.document == document]


def _requirements_of(catalogue: Catalogue, group: str) -> list[Requirement]:
    """Return the requirements right below a topic or measure."""
    return [r for r in catalogue.requirements.values() if r.part_of == group]


_SIGNS = re.compile(r"[!-/:-@\[-`{-~]")
"""The characters that can mean something in Markdown."""


def _option(value: str) -> str:
    """Write a value for an option block: quoted, on one line."""
    return json.dumps(" ".join(str(value).split()), ensure_ascii=False)


def _need(item: Item, body: Text | str = "", language: str = "en") -> str:
    """Write an object as a directive, which makes it a need."""
    kind = TYPE[item.type]
    text = body if isinstance(body, str) else in_language(body, language)
    options = {"id": item.id, **item.fields}
    options.update({name: ", ".join(targets) for name, targets in item.links.items()})
    known: Mapping[str, object] = dict.fromkeys(kind.options)
    fence = ":" * max(6, *(len(run) + 1 for run in re.findall(":{6,}", text)), 0)
    lines = [f"{fence}{{{item.type}}} {' '.join(item.title.split())}"]
    lines += [f":{name}: {_option(value)}" for name, value in options.items() if name in known]
    return "\n".join([*lines, "", text.strip(), fence, ""])
