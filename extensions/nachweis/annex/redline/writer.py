"""What the writers of all formats have to know of a redline."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

from docutils import nodes

from nachweis.annex.content.context import AnnexContext
from nachweis.annex.content.grid import TextGrid
from nachweis.annex.content.numbering import printed_number
from nachweis.annex.content.particulars import particulars
from nachweis.annex.content.parts import part_grid, terms_used
from nachweis.annex.content.reading import Reading
from nachweis.annex.content.select import Part
from nachweis.annex.content.views import view_grid
from nachweis.annex.content.writer import DocumentWriter
from nachweis.annex.redline.base import Change, RedlineBase
from nachweis.annex.redline.tables import base_grid, mark_grid, removed_grids
from nachweis.model.annex import GlossaryPart, TablePart
from nachweis.model.items import Item
from nachweis.model.messages import Message


class Compared(NamedTuple):
    """A text with its name, as it was and as it is; empty where it was not there, or is not."""

    name: str
    old: str
    new: str


class TitledTable(NamedTuple):
    """The table of a part of an annex.

    :param label: its label in the summary of a redline; empty if nothing changed
    """

    grid: TextGrid
    title: str
    label: str


class RedlineWriter(DocumentWriter):
    """Writes the documents of one annex, with marks where a redline compares it.

    :ivar changes: the tables that a redline marks
    """

    def __init__(self, context: AnnexContext, redline_base: RedlineBase | None = None) -> None:
        """Start without a document.

        :param redline_base: the older state that a redline compares with
        """
        super().__init__(context)
        self.redline_base: Final = redline_base
        self.changes: list[Change] = []

    def base_item(self, node: nodes.Element) -> Item | None:
        """Return an object as it was, if a redline compares it with something.

        :param node: the object
        """
        base = self.redline_base
        if base is None or not node.get("in_base"):
            return None
        return base.draft.context.verdict.graph.items.get(node["item"])

    def particulars(self, item: Item, old: Item | None) -> list[Compared]:
        """Return the particulars of an object that are not empty.

        :param old: the object as it was; nothing if that is not compared
        """
        base = self.redline_base
        now = dict(particulars(self.context, item))
        before = dict(particulars(base.context, old)) if base and old else now
        found = (Compared(n, before.get(n, ""), now.get(n, "")) for n in {**now, **before})
        return [entry for entry in found if entry.old or entry.new]

    def removed_particulars(self, node: nodes.Element) -> list[Compared]:
        """Return the particulars of an object that only the base of a redline has."""
        base = self.redline_base
        if base is None:
            return []
        item = base.draft.context.verdict.graph.items[node["item"]]
        return [Compared(n, text, "") for n, text in particulars(base.context, item) if text]

    def terms(self, reading: Reading) -> dict[str, Compared]:
        """Return the meanings of the glossary's terms, as they were and as they are.

        :param reading: the documents of the annex
        """
        now = terms_used(self.context, reading)
        before = now if self.redline_base is None else _base_terms(self.redline_base)
        return {n: Compared(n, before.get(n, ""), now.get(n, "")) for n in {**now, **before}}

    def marked_view(self, node: nodes.Element) -> tuple[TextGrid | None, str]:
        """Return the table of a view, and the label that it needs for the summary of a redline.

        :param node: what the view's directive left in the tree
        :returns: no table if annexes have no such view; no label if nothing changed
        """
        base = self.redline_base
        if base is None:
            return view_grid(self.context, node), ""
        before = node if node.get("removed") else node.get("before")
        new = None if node.get("removed") else view_grid(self.context, node)
        old = view_grid(base.context, before) if before is not None else None
        if new is None and old is None:
            return None, ""
        grid, messages = mark_grid(new, old)
        title = str(node["options"].get("title", "")) or node["view"]
        return grid, self.add_table_change(title, messages) if messages else ""

    def part_table(self, part: TablePart) -> TitledTable:
        """Return the table of a part; in a redline its changes are marked.

        :param part: the part of the annex
        :raises SourceError: if it would be empty
        """
        title, grid = part_grid(self.context, part)
        base = self.redline_base
        if base is None:
            return TitledTable(grid, title, "")
        return self._marked_table(grid, base_grid(part, base), title)

    def removed_tables(self, parts: Sequence[Part]) -> Iterator[TitledTable]:
        """Yield the table of each part that only the older state has; none without a redline.

        :param parts: the parts of the annex
        """
        if self.redline_base is not None:
            for title, old in removed_grids(parts, self.redline_base):
                yield self._marked_table(None, old, title)

    def _marked_table(self, new: TextGrid | None, old: TextGrid | None, title: str) -> TitledTable:
        """Return a table with its changes marked; nothing stands for one that was not there."""
        grid, messages = mark_grid(new, old)
        if new is None or old is None:
            messages = (Message("removed") if new is None else Message("new"),)
        label = self.add_table_change(title, messages) if messages else ""
        return TitledTable(grid, title, label)

    def add_table_change(self, title: str, messages: Sequence[Message]) -> str:
        """Add a change of a table to the summary, and return the label that the table needs.

        :param title: of the table
        """
        label = f"table-{len(self.changes) + 1}"
        self.changes.append(Change(title=title, label=label, messages=tuple(messages)))
        return label


def _base_terms(base: RedlineBase) -> dict[str, str]:
    if not any(isinstance(part, GlossaryPart) for part in base.draft.contents.parts):
        return {}
    return terms_used(base.context, base.draft.reading)


def summary_rows(
    context: AnnexContext, changes: Sequence[Change]
) -> Iterator[tuple[str, str, str]]:
    """Yield for each change what changed, how, and the label of its place, if it has one.

    :param context: the new state
    """
    for change in changes:
        label, name = change.label, change.title
        if change.item is not None:
            label = context.names.of_item(change.item.id)
            number = printed_number(change.item, context.annex)
            name = f"{number}  {change.item.title}" if number else change.item.title
        elif change.document:
            label = context.names.label(change.document)
            name = change.title or change.document
        messages = "; ".join(context.words.translate(message) for message in change.messages)
        yield name, messages, "" if change.removed else label
