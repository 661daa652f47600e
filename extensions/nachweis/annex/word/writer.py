"""From the tree of a document to what pandoc turns into Word."""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Mapping
from typing import Final, TypeAlias

from docutils import nodes

from nachweis.annex.typst.writer import Writer
from nachweis.annex.word.pandoc import Element, node, text

Render: TypeAlias = "Callable[[WordWriter, nodes.Element], list[Element]]"

BLANKS: Final = re.compile(r"[ \t\r\n\f\v]+")
_LONGEST_BOOKMARK: Final = 40


class WordWriter(Writer):
    """Writes the documents of one annex for Word; what a Typst writer knows, it knows, too."""

    @functools.cached_property
    def blocks(self) -> Mapping[str, Render]:
        """What becomes blocks, by the name of the node."""
        from nachweis.annex.word.blocks import BLOCKS
        from nachweis.annex.word.tables import TABLES

        return {**BLOCKS, **TABLES}

    @functools.cached_property
    def spans(self) -> Mapping[str, Render]:
        """What becomes parts of a line, by the name of the node."""
        from nachweis.annex.word.inline import LINES

        return LINES

    def all(self, parent: nodes.Element) -> list[Element]:
        """Return the blocks in a node; words that stand alone become a paragraph."""
        found: list[Element] = []
        line: list[Element] = []
        for child in parent.children:
            if isinstance(child, (nodes.Text, nodes.Inline)) and not isinstance(child, nodes.image):
                line += self.line(child)
                continue
            if line:
                found.append(node("Para", line))
                line = []
            found += self.block(child)
        return [*found, node("Para", line)] if line else found

    def lines(self, parent: nodes.Element) -> list[Element]:
        """Return the parts of a line in a node."""
        return [part for child in parent.children for part in self.line(child)]

    def block(self, child: nodes.Node) -> list[Element]:
        """Return the blocks that a node becomes."""
        for kind in type(child).__mro__:
            function = self.blocks.get(kind.__name__)
            if function is not None and isinstance(child, nodes.Element):
                return function(self, child)
        if isinstance(child, (nodes.Inline, nodes.Text)):
            line = self.line(child)
            return [node("Para", line)] if line else []
        self._unknown(child)
        inside = self.all(child) if isinstance(child, nodes.Element) else []
        return [node("Para", text(f"[{type(child).__name__}]")), *inside]

    def line(self, child: nodes.Node) -> list[Element]:
        """Return the parts of a line that a node becomes."""
        if isinstance(child, nodes.Text):
            return text(BLANKS.sub(" ", child.astext()))
        for kind in type(child).__mro__:
            function = self.spans.get(kind.__name__)
            if function is not None and isinstance(child, nodes.Element):
                return function(self, child)
        self._unknown(child)
        return text(child.astext())

    def _unknown(self, child: nodes.Node) -> None:
        self.warn(child, f"Word cannot show {type(child).__name__}; write it in another way")

    def bookmark(self, target: str) -> str:
        """Return the bookmark that a reference leads to: the ID where it is an object's.

        :param target: ``document#id``, a document, or ``#ID``
        """
        label = self.names.labels.get(target, "")
        return self.objects.get(label) or _mark(label)

    @functools.cached_property
    def objects(self) -> Mapping[str, str]:
        """The IDs of the objects that the annex holds, by their labels."""
        labels = self.names.labels.items()
        return {label: target[1:] for target, label in labels if target.startswith("#")}


def _mark(label: str) -> str:
    """Return a name that Word allows, the same for the same label."""
    import hashlib

    plain = re.sub(r"\W", "_", label, flags=re.ASCII)
    if len(plain) < _LONGEST_BOOKMARK and plain[:1].isalpha():
        return plain
    return f"m{hashlib.blake2b(label.encode(), digest_size=8).hexdigest()}" if label else ""


def elements(part: nodes.Element) -> list[nodes.Element]:
    """Return the children of a node that are no text."""
    return [child for child in part.children if isinstance(child, nodes.Element)]
