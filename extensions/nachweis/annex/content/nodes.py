"""What stands in a tree of an annex beside the nodes of docutils."""

from __future__ import annotations

from docutils import nodes


class ObjectNode(nodes.Structural, nodes.Element):
    """An object with its text; ``ids`` has its ID, and so has ``item``."""


class Lost(nodes.General, nodes.Element):
    """The particulars of an object that only the older version has; ``item`` has its ID."""


class Mention(nodes.Inline, nodes.TextElement):
    """An object that the text names: ``target`` is its ID, the text what was written for it."""


class Inserted(nodes.Inline, nodes.TextElement):
    """Words that the older version does not have."""


class Deleted(nodes.Inline, nodes.TextElement):
    """Words that only the older version has."""
