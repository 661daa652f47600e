"""Names that seem to be meant as an object type: ``{sektion}``, ``{klausel}``, ``:::clause``."""

from __future__ import annotations

import functools
from typing import Final

from nachweis.model.kinds import Origin
from nachweis.model.objects import TYPE
from nachweis.sources.markdown.directive_content import LITERAL, MAKERS, PARTS, RST, TEXT, TITLED

OTHERS: Final = frozenset(
    {
        *("_all-octicon", "acks", "article-info", "attribute", "button-link", "button-ref"),
        *("card-carousel", "centered", "choose", "class", "classmethod", "cmdoption"),
        *("codeauthor", "confval", "contents", "coverage-matrix", "cssclass", "currentmodule"),
        *("data", "decorator", "decoratormethod", "default-domain", "default-role", "deprecated"),
        *("describe", "envvar", "epigraph", "exception", "figure", "figure-md", "footer"),
        *("function", "glossary", "header", "highlights", "hlist", "if", "include", "index"),
        *("line-block", "list-table", "method", "module", "moduleauthor", "nachweis-reference"),
        *("nachweis-view", "object", "only", "option", "otherwise", "productionlist", "program"),
        *("property", "pull-quote", "replace", "restructuredtext-test-directive", "rst-class"),
        *("rubric", "section-numbering", "sectionauthor", "sectnum", "sidebar", "staticmethod"),
        *(
            "register",
            "tab-set-code",
            "table",
            "tabularcolumns",
            "target-notes",
            "title",
            "topic",
            "type",
        ),
        *("version-added", "version-changed", "version-deprecated", "version-removed"),
        *("versionadded", "versionchanged", "versionremoved", "view", "when"),
    }
)
"""Directives of Sphinx, docutils, MyST and our extensions beside those whose content we know."""

KNOWN: Final = TEXT | frozenset(TITLED) | frozenset(PARTS) | LITERAL | MAKERS | OTHERS | {RST}
"""Every directive that a page may have; a test compares it with what a site registers."""

_CLOSE: Final = 0.75
"""From this likeness on a name is taken for a misspelt one."""
_BRACES: Final = " {}:`~"


@functools.lru_cache(maxsize=512)
def guess(name: str) -> str:
    """Return the object type that a name of no directive was meant for, or nothing.

    :param name: the name as written
    """
    written = name.casefold()
    if written in KNOWN or written in TYPE or ":" in name:
        return ""
    import difflib

    meant = _meant()
    close = difflib.get_close_matches(written, meant, n=1, cutoff=_CLOSE)
    return meant[close[0]] if close else ""


def is_like_a_type(info: str) -> bool:
    """Return whether the text behind a fence is the name of an object type, braces left out.

    :param info: the text, such as ``{clause A title`` or ``clause``
    """
    kind = TYPE.get(word_of(info).casefold())
    return kind is not None and kind.origin is Origin.MARKDOWN


def word_of(info: str) -> str:
    """Return the first word behind a fence, without braces.

    :param info: the text
    """
    return info.replace("}", " ").strip(_BRACES).split(" ", 1)[0].strip(_BRACES)


def _written_types() -> frozenset[str]:
    return frozenset(name for name, kind in TYPE.items() if kind.origin is Origin.MARKDOWN)


def _meant() -> dict[str, str]:
    """Return the names of the types that are written in Markdown, and what people call them."""
    return {
        word.casefold(): name
        for name in _written_types()
        for title in ({"en": name}, TYPE[name].title, TYPE[name].plural_title)
        for word in (*title.values(), *" ".join(title.values()).split(), *_GERMAN.get(name, ()))
    }


_GERMAN: Final = {
    "clause": ("klausel", "vertragsklausel"),
    "section": ("abschnitt", "sektion", "kapitel"),
    "record": ("beleg", "nachweis", "aufzeichnung"),
    "decision": ("entscheidung", "beschluss"),
    "derogation": ("ausnahme", "abweichung"),
}
"""Other words for types that their titles do not have."""
