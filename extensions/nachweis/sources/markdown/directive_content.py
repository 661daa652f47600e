"""What a directive does with the Markdown between its fences, as far as that can be known.

The gate sees no directive run. Those whose content is surely read as Markdown and shown stand in
:data:`TEXT`, :data:`TITLED` and :data:`PARTS`, those whose content is surely taken as it is in
:data:`LITERAL`. Of every other one, misspelt ones and those of further extensions among them,
nobody can say whether an object in it comes to the page.
"""

from __future__ import annotations

import enum
import re
from collections.abc import Mapping
from typing import Final

from nachweis.model.objects import TYPE


class Content(enum.Enum):
    """What becomes of the content of a directive."""

    READ = enum.auto()
    """It is read as Markdown and shown."""
    LITERAL = enum.auto()
    """It is taken as it is: there is no object in it."""
    UNDECIDED = enum.auto()
    """That depends on what only a build can know."""


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
"""Directives that show their content, which may begin behind their name."""

TITLED: Final[Mapping[str, str]] = {
    **dict.fromkeys(("aside", "card", "dropdown", "grid-item-card", "step"), _ANY),
    **dict.fromkeys(("admonition", "tab-item"), _SOME),
    **dict.fromkeys(("container", "div"), _CLASSES),
    "grid": _COLUMNS,
    **dict.fromkeys(TYPE, _ANY),
}
"""Directives that show their content if what stands behind their name matches."""

PARTS: Final[Mapping[str, frozenset[str]]] = {
    "accordion": frozenset({"dropdown"}),
    "steps": frozenset({"step"}),
    "tab-set": frozenset({"tab-item"}),
}
"""Directives that show certain others, and drop everything else that stands in them."""

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
"""Directives whose content is not read as Markdown."""

MAKERS: Final = frozenset({"list2need", "needextend", "needimport", "needservice"})
"""Directives that make or change objects while the site is built."""

RST: Final = "eval-rst"
"""The directive whose content is reStructuredText."""


def takes_text(name: str) -> bool:
    """Return whether what stands behind the name of a directive is part of its content.

    :param name: the directive's name
    """
    return name.lower() in TEXT


def content_of(name: str, argument: str) -> Content:
    """Return what becomes of the content of a directive.

    :param name: the directive's name
    :param argument: the text behind it
    """
    name = name.lower()
    if name in LITERAL:
        return Content.LITERAL
    if name in TEXT or (name in PARTS and not argument):
        return Content.READ
    shown = TITLED.get(name)
    sure = shown is not None and re.fullmatch(shown, argument) is not None
    return Content.READ if sure else Content.UNDECIDED
