"""From the tree of a document to Typst: one function for each class of nodes."""

from __future__ import annotations

import contextlib
import dataclasses
from collections.abc import Callable, Iterator, Mapping
from typing import Final, TypeAlias

from docutils import nodes

from nachweis.annex.content.context import AnnexContext
from nachweis.annex.content.nodes import has_changes
from nachweis.annex.content.writer import renderer_of
from nachweis.annex.redline.base import RedlineBase
from nachweis.annex.redline.writer import RedlineWriter
from nachweis.annex.typst.code import Code, block, call, labelled, string
from nachweis.model.messages import Message
from nachweis.model.places import Place

Render: TypeAlias = "Callable[[Writer, nodes.Element], list[Code]]"
"""Returns the Typst expressions for a node."""


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Facing:
    """The translation of the current document, which stands beside it.

    :param language: ISO 639-1 code
    :param used: the numbers of the sections that are written
    :param sections: by the number that their titles begin with; ``""`` is the whole document
    """

    docname: str
    path: str
    language: str
    tree: nodes.document
    sections: Mapping[str, nodes.Element]
    used: set[str] = dataclasses.field(default_factory=set)


class Writer(RedlineWriter):
    """Writes the documents of one annex as Typst.

    :ivar audit: whether it writes tables for the small type of an edition for auditors
    :ivar facing: the sections of the translation that stands beside, by their numbers
    :ivar force: whether the current part binds or informs, in words; empty: it does not say
    :ivar places: the places that the comments in the code refer to
    :ivar printed_footnotes: labels of the footnotes that were written at their first reference
    """

    def __init__(
        self,
        context: AnnexContext,
        renderers: Mapping[str, Render],
        redline_base: RedlineBase | None = None,
    ) -> None:
        """Start without a document.

        :param renderers: what renders a node, by the name of its class
        :param redline_base: the older state that a redline compares with
        """
        super().__init__(context, redline_base)
        self.audit = False
        self.force = ""
        self.facing: Facing | None = None
        self.places: list[Place] = []
        self.printed_footnotes: set[str] = set()
        self._renderers: Final = renderers

    def children(self, node: nodes.Element) -> list[Code]:
        """Return the children of a node."""
        return [code for child in node.children for code in self.render(child)]

    def inside(self, node: nodes.Element) -> Code:
        """Return the children of a node as one expression."""
        return block(self.children(node))

    @contextlib.contextmanager
    def facing_side(self, facing: Facing) -> Iterator[None]:
        """Write the translation instead of the current document."""
        before = self.docname, self._path, self.footnotes, self.language
        self.start(facing.docname, facing.path, facing.tree, facing.language)
        try:
            yield
        finally:
            self.docname, self._path, self.footnotes, self.language = before

    def boxed(self, node: nodes.Element) -> Code:
        """Return the children of a node as one expression in a box."""
        with self.nested():
            return self.inside(node)

    def render(self, node: nodes.Node) -> list[Code]:
        """Return a node; an unknown one becomes a visible placeholder, and a problem."""
        function = renderer_of(node, self._renderers)
        if function is None:
            return self.unknown(node)
        codes = function(self, node)  # type: ignore[arg-type]  # Text has a renderer of its own
        return self._barred(node, codes)

    def _barred(self, node: nodes.Node, codes: list[Code]) -> list[Code]:
        """Return a block with a change bar if something in it changed."""
        if (
            self.nesting
            or not isinstance(node, _BARRED)
            or not has_changes(node)
            or any("landscape(" in code for code in codes)
        ):
            return codes
        return [call("changed", block(codes))]

    def unknown(self, node: nodes.Node, what: str = "") -> list[Code]:
        """Return a placeholder for a node that cannot be typeset, and add a problem.

        :param what: what it is; default: the name of its class
        """
        what = what or type(node).__name__
        self.warn(node, Message("an annex cannot show {what}; write it in another way", what=what))
        inside = self.inside(node) if isinstance(node, nodes.Element) else string(node.astext())
        return [call("placeholder", string(f"[{what}]"), inside)]

    def at(self, node: nodes.Node, code: Code) -> Code:
        """Return code with a comment that refers to its place, for Typst's error messages."""
        place = self.place(node)
        if not self.places or self.places[-1] != place:
            self.places.append(place)
        return Code(f"\n/*{len(self.places) - 1}*/ {code}")

    def forced(self, content: Code) -> Code:
        """Return the heading of a part with the mark that says whether the part binds."""
        return block([content, call("force", string(self.force))]) if self.force else content

    def anchors(self, node: nodes.Element) -> list[Code]:
        """Return invisible targets for the references to a node that is not a heading."""
        return [labelled(Code("anchor"), name) for name in self._labels(node)]

    def label(self, node: nodes.Element) -> str:
        """Return the label of a node that something refers to; empty if nothing does."""
        return next(iter(self._labels(node)), "")

    def _labels(self, node: nodes.Element) -> list[str]:
        names = self.context.names
        identifiers: list[str] = list(node.get("ids", ()))
        labels = [names.label(f"{self.docname}#{identifier}") for identifier in identifiers]
        return [name for name in dict.fromkeys(labels) if name and name in names.referenced]


_BARRED: Final = (
    nodes.paragraph,
    nodes.bullet_list,
    nodes.enumerated_list,
    nodes.definition_list,
    nodes.literal_block,
    nodes.figure,
    nodes.Admonition,
    nodes.block_quote,
    nodes.line_block,
)
