"""The style sheet of the theme in two: what every page needs, and what few pages have.

Half of its 51 kB are for admonitions, code, footnotes, signatures of functions and other things
that a page of a security concept seldom has. Rules about these go to a file that such pages load.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

THEME: Final = "styles/furo.css"
SELDOM: Final = "styles/furo-seldom.css"

SELDOM_CLASSES: Final = frozenset(
    {
        *("admonition", "admonition-title", "attention", "caution", "danger", "error", "hint"),
        *("important", "note", "seealso", "tip", "warning", "admonition-todo", "topic"),
        *("topic-title", "sidebar", "sidebar-title", "rubric", "pull-quote", "epigraph"),
        *("highlights", "attribution", "line-block", "footnote", "footnote-reference", "brackets"),
        *("fn-backref", "citation", "field-list", "option-list", "glossary", "classifier"),
        *("highlight", "highlighttable", "highlighted", "linenos", "linenodiv", "hll", "gp"),
        *(
            "code-block-caption",
            "caption-text",
            "literal-block",
            "literal-block-wrapper",
            "copybtn",
        ),
        *("guilabel", "math", "math-wrapper", "eqno", "figure", "align-left", "align-right"),
        *("align-center", "contents", "toc-backref", "sig", "sig-inline", "sig-name", "sig-paren"),
        *("sig-param", "sig-prename", "property", "viewcode-link", "viewcode-back", "css", "com"),
        *("versionmodified", "versionadded", "versionchanged", "versionremoved", "deprecated"),
        *("loweralpha", "upperalpha", "lowerroman", "upperroman", "only-light", "only-dark"),
        *("domainindex-jumpbox", "domainindex-section", "genindex-jumpbox", "genindex-section"),
        *("sd-card", "sd-cards-carousel", "sd-card-hover", "sd-tab-content", "sd-shadow-sm"),
        *("sd-shadow-md", "sd-shadow-lg", "problematic"),
    }
)
"""Classes of content that loads the second file."""

_REPLACED: Final = frozenset(
    {
        *("sidebar-search", "sidebar-search-container", "highlight-link", "ethical-sidebar"),
        *("ethical-callout", "rst-versions", "rst-current-version", "rst-other-versions"),
        *("visually-hidden", "bottom-of-page", "toctree-checkbox", "has-children", "external"),
        *("sidebar-brand-text", "sidebar-logo", "sidebar-logo-container", "left-details"),
        *("right-details", "icons", "toctree-l1"),
    }
)
"""Classes outside the content that none of our pages has: our search has its own, and no page is
served by a host that adds to it."""

_NAVIGATION: Final = frozenset({"sidebar-tree", "reference"})
"""Classes that together are a link of the theme's navigation; ours needs none."""

_GROUPS: Final = ("@media", "@supports")
_CLASS: Final = re.compile(r"\.([a-zA-Z_][\w-]*)")
_NOT: Final = re.compile(r":not\([^()]*\)")
_COMMA: Final = re.compile(r",(?![^(]*\))")
_VARIABLE: Final = re.compile(r"""(--[\w-]+)\s*:(?:"[^"]*"|'[^']*'|[^;{}"'])*;?""")
_USE: Final = re.compile(r"var\(\s*(--[\w-]+)")


def split_theme(static: Path) -> None:
    """Split the style sheet of the theme, unless that is done or the theme is another one.

    :param static: the folder ``_static`` of a site
    """
    sheet = static / THEME
    if not sheet.is_file():
        return
    text = re.sub(r"/\*.*?\*/", "", sheet.read_text(encoding="utf-8"), flags=re.DOTALL)
    often, seldom = map("".join, zip(*_split(text), strict=True))
    if not seldom:
        return
    others = set(static.rglob("*.css")) - {sheet, static / SELDOM}
    used = {name for path in others for name in _USE.findall(path.read_text(encoding="utf-8"))}
    used.update(_USE.findall(often))
    often, variables = map("".join, zip(*_apart(often, used), strict=True))
    sheet.write_text(often, encoding="utf-8")
    (static / SELDOM).write_text(f"{variables}{seldom}", encoding="utf-8")


def _blocks(sheet: str) -> Iterator[tuple[str, str]]:
    """Yield head and body of each block, whatever blocks it has inside."""
    depth, start, inside = 0, 0, 0
    for brace in re.finditer("[{}]", sheet):
        if brace[0] == "{":
            inside = inside if depth else brace.end()
            depth += 1
        else:
            depth -= 1
            if not depth:
                yield sheet[start : inside - 1], sheet[inside : brace.start()]
                start = brace.end()


def _split(sheet: str) -> Iterator[tuple[str, str]]:
    """Yield each block as it stands in the first file and in the second one."""
    for head, body in _blocks(sheet):
        if head.startswith(_GROUPS):
            inner = list(_split(body))
            parts = ("".join(block[place] for block in inner) for place in (0, 1))
            often, seldom = (f"{head}{{{part}}}" if part else "" for part in parts)
        else:
            selectors = [head] if head.startswith("@") else _COMMA.split(head)
            apart = [s for s in selectors if _is_seldom(s)]
            often, seldom = (
                f"{','.join(some)}{{{body}}}" if some else ""
                for some in ([s for s in selectors if s not in apart], apart)
            )
        yield often, seldom


def _is_seldom(selector: str) -> bool:
    names = set(_CLASS.findall(_NOT.sub("", selector)))
    return names >= _NAVIGATION or not names.isdisjoint(SELDOM_CLASSES | _REPLACED)


def _apart(sheet: str, used: set[str]) -> Iterator[tuple[str, str]]:
    """Yield each block without the variables that nothing uses, and a block of these."""
    for head, body in _blocks(sheet):
        if head.startswith(_GROUPS):
            inner = list(_apart(body, used))
            parts = ["".join(block[place] for block in inner) for place in (0, 1)]
        else:
            unused = [m[0] for m in _VARIABLE.finditer(body) if m[1] not in used]
            parts = [_VARIABLE.sub(lambda m: m[0] if m[1] in used else "", body), "".join(unused)]
        yield f"{head}{{{parts[0]}}}", f"{head}{{{parts[1]}}}" if parts[1] else ""
