"""From the tree of a document to Typst: one function a kind of node, in explicit tables."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Final, TypeAlias

from docutils import nodes

from nachweis.annex.content.nodes import Deleted, Inserted
from nachweis.annex.content.numbering import Names
from nachweis.annex.redline.trees import Change
from nachweis.annex.typst.code import Code, block, call, labelled, string
from nachweis.model.annex import Annex
from nachweis.model.messages import Message
from nachweis.model.places import Place
from nachweis.site.i18n import Words
from nachweis.sources.errors import Problem
from nachweis.trace.gate import Verdict

Render: TypeAlias = "Callable[[Writer, nodes.Element], list[Code]]"
"""Returns the pieces of content that a node becomes."""


class Writer:
    """Writes the documents of one annex."""

    def __init__(
        self, *, annex: Annex, verdict: Verdict, names: Names, words: Words, language: str
    ) -> None:
        """Begin.

        :param names: labels and numbers
        :param words: the words of the annex's language
        :param language: ISO 639-1 code of the annex
        """
        self.annex: Final = annex
        self.verdict: Final = verdict
        self.names: Final = names
        self.words: Final = words
        self.language: Final = language
        self.older: Writer | None = None
        self.changes: list[Change] = []
        self.hidden: frozenset[str] = frozenset()
        self.root = ""
        self.docname = ""
        self.path = ""
        self.places: list[Place] = []
        self.problems: list[Problem] = []
        self.images: dict[str, bytes] = {}
        self.footnotes: dict[str, nodes.Element] = {}
        self.noted: set[str] = set()
        self.contained = 0
        self.tables: dict[str, Render] = _tables()

    def document(self, docname: str, path: str, tree: nodes.document) -> list[Code]:
        """Return a document.

        :param docname: its name
        :param path: its path relative to the workspace
        :param tree: its resolved tree
        """
        self.begin(docname, path, tree)
        return self.children(tree)

    def begin(self, docname: str, path: str, tree: nodes.document) -> None:
        """Remember which document is being written, and its footnotes."""
        self.docname, self.path = docname, path
        self.footnotes = {
            identifier: note for note in tree.findall(nodes.footnote) for identifier in note["ids"]
        }

    def children(self, node: nodes.Element) -> list[Code]:
        """Return what is in a node."""
        return [code for child in node.children for code in self.render(child)]

    def inside(self, node: nodes.Element) -> Code:
        """Return what is in a node, as one piece of content."""
        return block(self.children(node))

    def boxed(self, node: nodes.Element) -> Code:
        """Return what is in a node for a box that no page can break."""
        self.contained += 1
        try:
            return self.inside(node)
        finally:
            self.contained -= 1

    def render(self, node: nodes.Node) -> list[Code]:
        """Return what a node becomes; an unknown one a visible placeholder, and a warning."""
        for kind in type(node).__mro__:
            function = self.tables.get(kind.__name__)
            if function is not None:
                assert isinstance(node, (nodes.Element, nodes.Text))  # noqa: S101 - no others
                codes = function(self, node)  # type: ignore[arg-type]  # Text goes to its own
                return self._barred(node, codes)
        return self.unknown(node)

    def _barred(self, node: nodes.Node, codes: list[Code]) -> list[Code]:
        """Return a block with a bar in the margin where something in it changed."""
        if (
            self.contained
            or not isinstance(node, _BARRED)
            or not has_changes(node)
            or any("landscape(" in code for code in codes)
        ):
            return codes
        return [call("changed", block(codes))]

    def unknown(self, node: nodes.Node, what: str = "") -> list[Code]:
        """Return a placeholder for what cannot be typeset, and warn of it.

        :param node: the node
        :param what: what it is, where its name does not say so
        """
        what = what or type(node).__name__
        self.warn(node, f"an annex cannot show {what}; write it in another way")
        inside = self.inside(node) if isinstance(node, nodes.Element) else string(node.astext())
        return [call("placeholder", string(f"[{what}]"), inside)]

    def warn(self, node: nodes.Node, message: str) -> None:
        """Note what is wrong with a node.

        :param node: the node
        :param message: what is wrong, and what to do
        """
        self.problems.append(Problem(place=self.place(node), message=message))

    def note_table(self, title: str, said: Sequence[Message]) -> str:
        """Note that a table changed, and return the label by which the summary finds it.

        :param title: what it is called
        :param said: what changed
        """
        label = f"table-{len(self.changes) + 1}"
        self.changes.append(Change(title=title, label=label, said=tuple(said)))
        return label

    def place(self, node: nodes.Node) -> Place:
        """Return where a node stands, or the nearest one around it that says so."""
        around: nodes.Node | None = node
        while around is not None:
            if around.line:
                source = (around.source or self.path).removeprefix(f"{self.root}/")
                return Place(path=source, line=around.line)
            around = around.parent
        return Place(path=self.path)

    def at(self, node: nodes.Node, code: Code) -> Code:
        """Return code with a note of its place, by which Typst's errors are found again."""
        place = self.place(node)
        if not self.places or self.places[-1] != place:
            self.places.append(place)
        return Code(f"\n/*{len(self.places) - 1}*/ {code}")

    def anchors(self, node: nodes.Element) -> list[Code]:
        """Return the invisible targets of references to a node that is no heading."""
        return [labelled(Code("anchor"), name) for name in self._wanted(node)]

    def wanted(self, node: nodes.Element) -> str:
        """Return the label of a node that something refers to, or nothing."""
        return next(iter(self._wanted(node)), "")

    def _wanted(self, node: nodes.Element) -> list[str]:
        identifiers: list[str] = list(node.get("ids", ()))
        names = [self.names.labels.get(f"{self.docname}#{i}", "") for i in identifiers]
        return [name for name in dict.fromkeys(names) if name and name in self.names.wanted]


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


def has_changes(node: nodes.Element) -> bool:
    """Return whether a node has marks of a redline in it."""
    return _is_change(node) or node.next_node(_is_change) is not None


def _is_change(node: nodes.Node) -> bool:
    if isinstance(node, (Inserted, Deleted)):
        return True
    return isinstance(node, nodes.Element) and bool(node.get("changed"))


def _tables() -> dict[str, Render]:
    from nachweis.annex.typst.blocks import BLOCKS
    from nachweis.annex.typst.inline import INLINE
    from nachweis.annex.typst.objects import OBJECTS
    from nachweis.annex.typst.tables import TABLES

    tables: Mapping[str, Render] = {**BLOCKS, **INLINE, **OBJECTS, **TABLES}
    return dict(tables)
