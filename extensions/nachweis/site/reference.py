"""``{nachweis-reference}``: tables of the handbook, generated from the model."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping
from typing import ClassVar, Final

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

from nachweis.i18n import Words, translator
from nachweis.report import reference
from nachweis.report.rules import anchor
from nachweis.site.config import SiteConfig
from nachweis.trace.rules import RULES


class Reference(SphinxDirective):
    """``{nachweis-reference} NAME``: one of the tables below."""

    required_arguments = 1
    option_spec: ClassVar[dict[str, Callable[[str], str]]] = {}

    @property
    def _words(self) -> Words:
        return translator("de" if self.env.docname.startswith("docs/de/") else "en")

    def run(self) -> list[nodes.Node]:
        """Return the table as parsed Markdown."""
        name = self.arguments[0]
        if name not in TABLES:
            raise self.error(f"{name!r} is unknown; allowed are {', '.join(TABLES)}")
        found = self.parse_text_to_nodes(TABLES[name](self._words), allow_section_headings=True)
        if name == "rules":
            for node in found:
                _add_anchors(node)
        return found


def _add_anchors(table: nodes.Node) -> None:
    """Give the row of each rule the anchor that reports link to."""
    rows = [row for body in table.findall(nodes.tbody) for row in body.findall(nodes.row)]
    for rule, row in zip(RULES, rows, strict=True):
        row["ids"].append(anchor(rule))


def setup(app: Sphinx) -> None:
    """Register the directive.

    :param app: the application
    """
    app.add_directive("nachweis-reference", Reference)


def _configuration(_: Words) -> str:
    rows = [
        [f"`nachweis_{f.name}`", f"`{f.default}`" if f.default else "empty", f.metadata["help"]]
        for f in dataclasses.fields(SiteConfig)
    ]
    return reference.markdown_table(["value", "default", "meaning"], rows)


TABLES: Final[Mapping[str, Callable[[Words], str]]] = {
    **reference.TABLES,
    "configuration": _configuration,
}
"""The tables by name."""
