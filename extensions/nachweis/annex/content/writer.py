"""What the writers of all formats share: the current document, images and problems."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Mapping
from typing import Final, TypeVar

from docutils import nodes

from nachweis.annex.content.context import AnnexContext
from nachweis.model.places import Place
from nachweis.sources.errors import Problem
from nachweis.sources.markdown.refused import FORMULA, UNSHOWN

_RendererT = TypeVar("_RendererT")


class DocumentWriter:
    """Writes the documents of one annex, one after the other.

    :ivar docname: the name of the current document
    :ivar language: its language (ISO 639-1)
    :ivar footnotes: its footnotes by ID
    :ivar images: the content of all images so far by file name
    :ivar problems: what could not be written as it stands in the documents
    :ivar nesting: how many lists, tables and boxes the current node is in
    """

    def __init__(self, context: AnnexContext) -> None:
        """Start without a document."""
        self.context: Final = context
        self.docname = ""
        self.language = context.language
        self.footnotes: dict[str, nodes.Element] = {}
        self.images: dict[str, bytes] = {}
        self.problems: list[Problem] = []
        self.nesting = 0
        self._path = ""

    def start(self, docname: str, path: str, tree: nodes.document, language: str) -> None:
        """Make a document the current one.

        :param path: its path relative to the workspace
        :param language: ISO 639-1 code
        """
        self.docname, self._path, self.language = docname, path, language
        self.footnotes = {
            identifier: note for note in tree.findall(nodes.footnote) for identifier in note["ids"]
        }

    @contextlib.contextmanager
    def nested(self) -> Iterator[None]:
        """Write what is inside of a list, table or box, which cannot turn its page."""
        self.nesting += 1
        try:
            yield
        finally:
            self.nesting -= 1

    def warn(self, node: nodes.Node, message: str) -> None:
        """Add a problem with a node.

        :param message: what is wrong, and what to do
        """
        self.problems.append(Problem(place=self.place(node), message=message))

    def warn_of_formulas(self, node: nodes.Element) -> None:
        """Add a problem if a paragraph has a formula, of which Markdown took some signs away.

        :param node: a paragraph
        """
        if FORMULA.search(node.astext()):
            self.warn(node, UNSHOWN["formula"])

    def place(self, node: nodes.Node) -> Place:
        """Return the place of a node, or of the nearest one around it that has a line."""
        around: nodes.Node | None = node
        while around is not None:
            if around.line:
                source = (around.source or self._path).removeprefix(f"{self.context.root}/")
                return Place(path=source, line=around.line)
            around = around.parent
        return Place(path=self._path)


def renderer_of(node: nodes.Node, renderers: Mapping[str, _RendererT]) -> _RendererT | None:
    """Find the renderer of a node: the entry of its class or of the nearest base class.

    :param renderers: by the names of node classes
    """
    names = (kind.__name__ for kind in type(node).__mro__)
    return next((renderers[name] for name in names if name in renderers), None)
