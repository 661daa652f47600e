"""Quotation marks of a page are those of the language that its front matter names."""

from __future__ import annotations

import re
from typing import Final

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.transforms import SphinxTransform

_CODE: Final = re.compile(r"[a-z]{2}")


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
            if name == "lang" and isinstance(field.parent, nodes.docinfo) and _CODE.match(body):
                self.document["classes"].append(f"language-{body[:2]}")
