"""Filling the placeholders of views with HTML when a page is written."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx

from nachweis.model.catalogue import in_language
from nachweis.model.objects import TYPE
from nachweis.model.outputs import View, resolve
from nachweis.site.documents import stop
from nachweis.site.page_links import Links
from nachweis.site.render import render
from nachweis.site.state import State, state_of
from nachweis.views.declared import VIEWS
from nachweis.views.table import Table, ViewRequest


class ViewNode(nodes.General, nodes.Element):
    """The placeholder of a view in a page, with its name and options."""


def resolve_views(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    """Replace the placeholders of views by their HTML.

    :param app: the build's application
    :param doctree: the page
    :param docname: its name
    """
    places = list(doctree.findall(ViewNode))
    if not places:
        return
    for place in places:
        html = view_html(app, docname, place["view"], place["options"])
        place.replace_self(nodes.raw("", html, format="html"))
    for key in [_key(docname, place["view"], place["options"]) for place in places]:
        state_of(app).made.pop(key, None)  # a page is written once


def view_html(app: Sphinx, docname: str, view: str, options: Mapping[str, Any]) -> str:
    """Render a view as HTML.

    :param app: the build's application
    :param docname: the page that shows it
    :param view: name of the view; *entries* stands for the one of a register's type
    :param options: options of its directive
    """
    state = state_of(app)
    key = _key(docname, view, options)
    name = key[2]

    def make() -> str:
        values = view_values(state, VIEWS[name], options)
        links = Links(state, app.builder, docname)
        graph = (state.verdict or state.verdicts[0]).graph
        return render(
            VIEWS[name].template, state, links, verdict=state.verdict, graph=graph, **values
        )

    return state.once(key, make)


def _key(docname: str, view: str, options: Mapping[str, Any]) -> tuple[str, str, str, str]:
    name = (TYPE[options["type"]].view or "register") if view == "entries" else view
    return "view", docname, name, repr(sorted(options.items()))


def view_values(state: State, view: View, options: Mapping[str, Any]) -> Mapping[str, Any]:
    """Build the values of a view for its template; an error of a house's view ends the build.

    :param state: the state of the build
    :param view: the view
    :param options: options of its directive
    """
    build = resolve(view.build)
    request = ViewRequest(
        verdicts=state.verdicts, options=options, language=state.language, build=state
    )
    try:
        values = build(request)
    except Exception as error:
        if build.__module__.startswith("nachweis."):
            raise
        stop(
            [f"{build.__module__}: the view {view.name!r} failed ({type(error).__name__}: {error})"]
        )
    if isinstance(values, Table):
        name = in_language(view.title, state.language) or view.name
        return {"table": values, "title": options.get("title") or name}
    if not isinstance(values, Mapping):
        stop([f"{build.__module__}: the view {view.name!r} returned {type(values).__name__}"])
    return values
