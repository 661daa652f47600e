"""The parts of a site's pages, cards and views, as HTML: made from the model, without Sphinx."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sphinx.util.osutil import relative_uri

from nachweis.site.cards import card_html
from nachweis.site.parser import markdown_of
from nachweis.site.state import State, remember
from nachweis.site.views import view_html
from nachweis.sources.markdown.directives import directives


class App:
    """As much of a Sphinx application as views need."""

    name = format = "html"
    builder: App
    registry: App
    config: App

    def __init__(self, state: State) -> None:
        self.builder = self.registry = self.config = self
        remember(self, state)  # type: ignore[arg-type]  # enough of one

    def get_relative_uri(self, here: str, there: str) -> str:
        return relative_uri(f"{here}.html", f"{there}.html")

    def get_target_uri(self, docname: str) -> str:
        return f"{docname}.html"

    def get_envversion(self, _: object) -> dict[str, int]:
        return {"nachweis": 1}


def parts(state: State) -> Iterator[tuple[str, str, Any]]:
    """Yield every card, and every view of the pages that templates make, as HTML."""
    app: Any = App(state)
    for item in state.verdicts[0].graph.items.values():
        docname = state.docname_of(item)
        if docname is not None:
            yield docname, item.id, card_html(app, docname, item)
    for docname, page in state.pages.items():
        for directive in directives(markdown_of(state, docname)) if page.template else ():
            if directive.argument == "changes":
                continue  # shows texts, and its pages have a digest of those
            if directive.name == "nachweis-view":
                html = view_html(app, docname, directive.argument, directive.options)
                yield docname, directive.argument, html
            elif directive.name == "coverage-matrix":
                options = {"phase": [directive.options["phase"]]}
                yield docname, "matrix", view_html(app, docname, "matrix", options)
