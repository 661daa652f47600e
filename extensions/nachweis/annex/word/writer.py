"""From the tree of a document to pandoc's model: one function for each class of nodes."""

from __future__ import annotations

import functools
import hashlib
import re
from collections.abc import Callable, Mapping
from typing import Final, NamedTuple, TypeAlias

from docutils import nodes

from nachweis.annex.content.context import AnnexContext
from nachweis.annex.content.document_control import version_name
from nachweis.annex.content.edition import Edition
from nachweis.annex.content.writer import renderer_of
from nachweis.annex.redline.base import RedlineBase
from nachweis.annex.redline.writer import RedlineWriter
from nachweis.annex.word.fields import field
from nachweis.annex.word.pandoc import Element, node, raw, span, styled, text, words_of
from nachweis.model.messages import Message
from nachweis.trace.redline import Edit

Render: TypeAlias = "Callable[[WordWriter, nodes.Element], list[Element]]"
"""Returns pandoc's elements for a node."""

_BLANKS: Final = re.compile(r"[ \t\r\n\f\v]+")
_LONGEST_BOOKMARK: Final = 40
_NUMBER: Final = re.compile(r"\\ue000(.*?)\\ue001")


def number_mark(label: str) -> str:
    """Return what stands for the number of a table until all have theirs."""
    return f"\ue000{label}\ue001"


class Caption(NamedTuple):
    """A numbered table in the list of tables.

    :param mark: bookmark of its caption
    """

    mark: str
    words: str


class WordWriter(RedlineWriter):
    """Writes the documents of one annex for Word.

    :ivar captions: the numbered tables so far
    :ivar numbers: their numbers by the labels that references lead to
    """

    def __init__(
        self,
        context: AnnexContext,
        blocks: Mapping[str, Render],
        inlines: Mapping[str, Render],
        edition: Edition,
        redline_base: RedlineBase | None = None,
    ) -> None:
        """Start without a document.

        :param blocks: what renders a node as blocks, by the name of its class
        :param inlines: what renders a node as inline elements, by the name of its class
        :param edition: the state that the annex shows
        :param redline_base: the older state that a redline compares with
        """
        super().__init__(context, redline_base)
        self.captions: list[Caption] = []
        self.numbers: dict[str, int] = {}
        self._edits: Final = [
            ["author", version_name(context, edition)],
            ["date", f"{edition.date}T00:00:00Z"],
        ]
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

    def edited(self, edit: Edit, inside: list[Element]) -> list[Element]:
        """Return words as Word marks a change that it tracks."""
        kind = {Edit.INSERTED: "insertion", Edit.DELETED: "deletion"}.get(edit)
        if kind is None:
            return inside
        return [
            node("Link", part["c"][0], self.edited(edit, part["c"][1]), part["c"][2])
            if part["t"] == "Link"  # within which a change stands in Word, not around it
            else node("Span", ["", [kind], self._edits], [part])
            for part in inside
        ]

    def compared(self, old: str, new: str) -> list[Element]:
        """Return a text with its old words beside the new ones, if they differ."""
        if old == new:
            return text(new)
        between = text(" ") if old and new else []
        return [
            *self.edited(Edit.DELETED, text(old)),
            *between,
            *self.edited(Edit.INSERTED, text(new)),
        ]

    def caption(self, words: list[Element], label: str, table: str) -> Element:
        """Return the caption of a table with its number, a field that Word keeps up to date.

        :param label: the label that references lead to; empty if there is none
        :param table: the word *table* in the language of the text
        """
        number = len(self.captions) + 1
        mark = self.bookmark_of(label) or f"table_{number}"
        self.numbers[label] = number
        before = f"{table}\u00a0"
        self.captions.append(Caption(mark, f"{before}{number}: {words_of(words)}"))
        inside = [
            span([*text(before), raw(field(" SEQ Table \\* ARABIC ", str(number)))], mark=mark),
            *text(": "),
            *words,
        ]
        return styled("Table Caption", [node("Para", inside)])

    def numbered(self, written: str) -> str:
        """Put the numbers of tables into a document.

        :param written: the document as JSON
        """
        return _NUMBER.sub(lambda match: str(self.numbers.get(match[1], "?")), written)

    def _unknown(self, child: nodes.Node) -> None:
        what = type(child).__name__
        self.warn(child, Message("Word cannot show {what}; write it in another way", what=what))

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
