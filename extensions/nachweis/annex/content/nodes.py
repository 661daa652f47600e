"""Nodes of an annex beside those of docutils."""

from __future__ import annotations

from docutils import nodes


class ObjectNode(nodes.Structural, nodes.Element):
    """An object with its text; ``ids`` has its ID, and so has ``item``."""


class RemovedParticulars(nodes.General, nodes.Element):
    """The particulars of an object that only the redline's base has; ``item`` has its ID."""


class Mention(nodes.Inline, nodes.TextElement):
    """An object that the text names: ``target`` is its ID, the text what was written for it."""


class Inserted(nodes.Inline, nodes.TextElement):
    """Words that the redline's base does not have."""


class Deleted(nodes.Inline, nodes.TextElement):
    """Words that only the redline's base has."""


def has_changes(node: nodes.Element) -> bool:
    """Return whether a redline marks something in a node."""
    return _is_change(node) or node.next_node(_is_change) is not None


def _is_change(node: nodes.Node) -> bool:
    if isinstance(node, (Inserted, Deleted)):
        return True
    return isinstance(node, nodes.Element) and bool(node.get("changed"))
