"""Captions of tables and figures have numbers, page by page, and ``{numref}`` names them.

Sphinx numbers them for a whole site, which reads each page of it again in each build.
"""

from __future__ import annotations

from collections import Counter
from typing import Final

from docutils import nodes
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.transforms import SphinxTransform

from nachweis.i18n import translator

_CLASS: Final = "language-"


def setup(app: Sphinx) -> None:
    """Register the transform.

    :param app: the application
    """
    app.add_transform(TableNumbers)


class TableNumbers(SphinxTransform):
    """Numbers what has a caption, and resolves the references to it from its own page."""

    default_priority = 705  # behind the language of the page

    def apply(self, **_: object) -> None:
        """Put numbers into captions and references."""
        names = self._captions()
        for reference in list(self.document.findall(addnodes.pending_xref)):
            found = names.get(reference["reftarget"])
            if reference["reftype"] == "numref" and found is not None:
                target, words, number = found
                text = reference.astext() if reference["refexplicit"] else words
                text = text.replace("%s", number).replace("{number}", number)
                link = nodes.reference("", "", nodes.inline("", text), internal=True, refid=target)
                reference.replace_self(link)

    def _captions(self) -> dict[str, tuple[str, str, str]]:
        """Return ID, words and number of each caption, which gets them, by the names it has."""
        classes = self.document["classes"]
        language = next((c[len(_CLASS) :] for c in classes if c.startswith(_CLASS)), "")
        _ = translator(language or self.config.language)
        words: dict[type[nodes.Node], str] = {nodes.table: _("Table"), nodes.figure: _("Figure")}
        names: dict[str, tuple[str, str, str]] = {}
        counts: Counter[str] = Counter()
        for node in self.document.findall(lambda node: type(node) in words):
            assert isinstance(node, nodes.Element)  # noqa: S101 - for the type checker
            kinds = (nodes.title, nodes.caption)
            caption = next((c for c in node.children if isinstance(c, kinds)), None)
            if caption is None:
                continue
            word = words[type(node)]
            counts[word] += 1
            number = str(counts[word])
            caption.insert(0, nodes.Text(f"{word}\u00a0{number}: "))
            for name in node["names"]:
                names[name] = (node["ids"][0], f"{word}\u00a0%s", number)
        return names
