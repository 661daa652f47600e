"""From the tree of a document to pandoc's model: one function for each class of nodes."""

from __future__ import annotations

import functools
import hashlib
import re
from collections.abc import Callable, Mapping
from typing import Final, TypeAlias

from docutils import nodes

from nachweis.annex.content.context import AnnexContext
from nachweis.annex.content.writer import DocumentWriter, renderer_of
from nachweis.annex.word.pandoc import Element, node, text

Render: TypeAlias = "Callable[[WordWriter, nodes.Element], list[Element]]"
"""Returns pandoc's elements for a node."""

_BLANKS: Final = re.compile(r"[ \t\r\n\f\v]+")
_LONGEST_BOOKMARK: Final = 40


class WordWriter(DocumentWriter):
    """Writes the documents of one annex for Word."""

    def __init__(
        self, context: AnnexContext, blocks: Mapping[str, Render], inlines: Mapping[str, Render]
    ) -> None:
        """Start without a document.

        :param blocks: what renders a node as blocks, by the name of its class
        :param inlines: what renders a node as inline elements, by the name of its class
        """
        super().__init__(context)
        self._blocks: Final = blocks
        self._inlines: Final = inlines

    def all(self, parent: nodes.Element) -> list[Element]:
        """Return the blocks in a node; inline nodes outside of a block become a paragraph."""
        found: list[Element] = []
        inlines: list[Element] = []
        for child in parent.children:
            if isinstance(child, (nodes.Text, nodes.Inline)) and not isinstance(child, nodes.image):
                inlines += self.inline(child)
                continue
            if inlines:
                found.append(node("Para", inlines))
                inlines = []
            found += self.block(child)
        return [*found, node("Para", inlines)] if inlines else found

    def inlines(self, parent: nodes.Element) -> list[Element]:
        """Return the inline elements in a node."""
        return [part for child in parent.children for part in self.inline(child)]

    def block(self, child: nodes.Node) -> list[Element]:
        """Return a node as blocks; an unknown one becomes a placeholder, and a problem."""
        function = renderer_of(child, self._blocks)
        if function is not None and isinstance(child, nodes.Element):
            return function(self, child)
        if isinstance(child, (nodes.Inline, nodes.Text)):
            inlines = self.inline(child)
            return [node("Para", inlines)] if inlines else []
        self._unknown(child)
        inside = self.all(child) if isinstance(child, nodes.Element) else []
        return [node("Para", text(f"[{type(child).__name__}]")), *inside]

    def inline(self, child: nodes.Node) -> list[Element]:
        """Return a node as inline elements; an unknown one becomes its text, and a problem."""
        if isinstance(child, nodes.Text):
            return text(_BLANKS.sub(" ", child.astext()))
        function = renderer_of(child, self._inlines)
        if function is not None and isinstance(child, nodes.Element):
            return function(self, child)
        self._unknown(child)
        return text(child.astext())

    def _unknown(self, child: nodes.Node) -> None:
        self.warn(child, f"Word cannot show {type(child).__name__}; write it in another way")

    def bookmark(self, target: str) -> str:
        """Return the bookmark of a target: the ID of an object, else a name made of the label.

        :param target: ``document#id``, a document, or ``#ID``
        """
        return self.bookmark_of(self.context.names.label(target))

    def bookmark_of(self, label: str) -> str:
        """Return the bookmark of a label."""
        return self._objects.get(label) or _bookmark(label)

    @functools.cached_property
    def _objects(self) -> Mapping[str, str]:
        """The IDs of the objects that the annex holds, by their labels."""
        labels = self.context.names.labels.items()
        return {label: target[1:] for target, label in labels if target.startswith("#")}


def _bookmark(label: str) -> str:
    """Return a name that Word allows, always the same for a label."""
    plain = re.sub(r"\W", "_", label, flags=re.ASCII)
    if len(plain) < _LONGEST_BOOKMARK and plain[:1].isalpha():
        return plain
    return f"m{hashlib.blake2b(label.encode(), digest_size=8).hexdigest()}" if label else ""
