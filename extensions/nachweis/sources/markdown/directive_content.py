"""What a directive does with its content: it is parsed, taken literally, or undecidable.

The gate runs no directives. Those that always parse their content as Markdown and show it are in
:data:`TEXT`, :data:`TITLED` and :data:`PARTS`, those that never do in :data:`LITERAL`. For every
other directive, including misspelt ones and those of further extensions, only a build can tell
whether an object in it reaches the page.
"""

from __future__ import annotations

import enum
import re
from collections.abc import Mapping
from typing import Final

from nachweis.model.objects import TYPE


class Content(enum.Enum):
    """What a directive does with its content."""

    PARSED = enum.auto()
    """It is parsed as Markdown and shown."""
    LITERAL = enum.auto()
    """It is not parsed: it holds no objects."""
    UNDECIDABLE = enum.auto()
    """Only a build can tell."""


_ANY: Final = r".*"
_SOME: Final = r".+"
_CLASSES: Final = r"(?:\S*[A-Za-z]\S*(?:\s+|$))*"
_COLUMNS: Final = r"(?:(?:auto|[1-9]|1[0-2])(?:\s+(?!$)|$)){4}|auto|[1-9]|1[0-2]|"

TEXT: Final = frozenset(
    {
        *("attention", "caution", "danger", "error", "hint", "important", "note", "seealso"),
        *("tip", "warning", "compound", "card-footer", "card-header", "grid-item"),
    }
)
"""Directives that show their content, which may begin on the line of their name."""

TITLED: Final[Mapping[str, str]] = {
    **dict.fromkeys(("aside", "card", "dropdown", "grid-item-card", "step"), _ANY),
    **dict.fromkeys(("admonition", "tab-item"), _SOME),
    **dict.fromkeys(("container", "div"), _CLASSES),
    "grid": _COLUMNS,
}
"""Directives that show their content if their argument matches the pattern."""

PARTS: Final[Mapping[str, frozenset[str]]] = {
    "accordion": frozenset({"dropdown"}),
    "steps": frozenset({"step"}),
    "tab-set": frozenset({"tab-item"}),
}
"""Directives that show only certain directives in them, and drop everything else."""

LITERAL: Final = frozenset(
    {
        *("code", "code-block", "sourcecode", "literalinclude", "parsed-literal", "highlight"),
        *("math", "raw", "csv-table", "image", "toctree", "prompt", "doctest", "testcode"),
        *("testsetup", "testcleanup", "testoutput", "graphviz", "graph", "digraph", "mermaid"),
        *("plantuml", "uml", "role", "meta", "date", "unicode", "data-viewer"),
        *("needuml", "needarch", "needflow", "needgantt", "needsequence", "needtable", "needlist"),
        *("needbar", "needpie", "needextract", "needreport"),
    }
)
"""Directives whose content is not parsed as Markdown."""

MAKERS: Final = frozenset({"list2need", "needextend", "needimport", "needservice"})
"""Directives that create or change objects while the site is built."""

RST: Final = "eval-rst"
"""The directive whose content is reStructuredText."""


def takes_text(name: str) -> bool:
    """Return whether the argument of a directive is the first line of its content.

    :param name: the directive's name
    """
    return name.lower() in TEXT


def content_of(name: str, argument: str) -> Content:
    """Classify what a directive does with its content.

    :param name: the directive's name
    :param argument: the text after it
    """
    name = name.lower()
    if name in LITERAL:
        return Content.LITERAL
    if name in TEXT or (name in PARTS and not argument):
        return Content.PARSED
    shown = _ANY if name in TYPE else TITLED.get(name)
    parsed = shown is not None and re.fullmatch(shown, argument) is not None
    return Content.PARSED if parsed else Content.UNDECIDABLE
