"""Quotation marks of a page are those of the language that its front matter names."""

from __future__ import annotations

from docutils import nodes
from docutils.utils.smartquotes import smartchars
from sphinx.application import Sphinx
from sphinx.transforms import SphinxTransform


def setup(app: Sphinx) -> None:
    """Register the transform.

    :param app: the application
    """
    app.add_transform(PageLanguage)


class PageLanguage(SphinxTransform):
    """Tells docutils the language of a page, from which it takes the quotation marks."""

    default_priority = 700  # behind the front matter, before the quotation marks

    def apply(self, **_: object) -> None:
        """Give the page the class by which docutils knows a language."""
        for field in self.document.findall(nodes.field):
            name, body = (part.astext() for part in field.children)
            known = body[:2] in smartchars.quotes  # docutils warns of a language without marks
            if name == "lang" and isinstance(field.parent, nodes.docinfo) and known:
                self.document["classes"].append(f"language-{body[:2]}")
