"""Nodes of an annex beside those of docutils, and which nodes all formats treat alike."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from docutils import nodes

from nachweis.model.messages import gettext_noop

INVISIBLE: Final = (
    *("comment", "substitution_definition", "index", "meta", "pending", "footnote"),
    *("tabular_col_spec", "highlightlang", "toctree", "label"),
)
"""Names of nodes that are not for readers, or that are written somewhere else."""

CONTAINERS: Final = (
    *("container", "compound", "only", "start_of_file", "decoration", "glossary"),
    *("hlist", "hlistcol", "versionmodified"),
)
"""Names of blocks of which only the content is written."""

INLINE_CONTAINERS: Final = (
    *("inline", "abbreviation", "acronym", "generated", "pending_xref", "target"),
    "citation_reference",
)
"""Names of inline nodes of which only the content is written."""

ADMONITIONS: Final[Mapping[str, str]] = {
    "note": gettext_noop("Note"),
    "tip": gettext_noop("Tip"),
    "hint": gettext_noop("Hint"),
    "important": gettext_noop("Important"),
    "attention": gettext_noop("Attention"),
    "caution": gettext_noop("Caution"),
    "warning": gettext_noop("Warning"),
    "danger": gettext_noop("Danger"),
    "error": gettext_noop("Error"),
    "seealso": gettext_noop("See also"),
    "admonition": "",
    "todo_node": gettext_noop("Open"),
}
"""Default titles of admonitions by the names of their nodes."""


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


def elements(node: nodes.Element) -> list[nodes.Element]:
    """Return the children of a node that are not text."""
    return [child for child in node.children if isinstance(child, nodes.Element)]


def title_of(node: nodes.Element) -> nodes.title | None:
    """Return the title of a section, a table or an admonition, if it has one."""
    return next((child for child in node.children if isinstance(child, nodes.title)), None)


def has_changes(node: nodes.Element) -> bool:
    """Return whether a redline marks something in a node."""
    return _is_change(node) or node.next_node(_is_change) is not None


def _is_change(node: nodes.Node) -> bool:
    if isinstance(node, (Inserted, Deleted)):
        return True
    return isinstance(node, nodes.Element) and bool(node.get("changed"))
