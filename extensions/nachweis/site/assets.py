"""The scripts and styles of a page: only those that something on it needs.

Sphinx and its extensions add theirs to every page: 90 kB of jQuery for tables that none of our
pages has, and a search that is not used.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.builders.html import StandaloneHTMLBuilder

_NEEDED: Final[Mapping[str, re.Pattern[str]]] = {
    name: re.compile(pattern)
    for name, pattern in {
        "sphinx-needs/": r"class=\"[^\"]*\b(?:needs?|NEEDS)(?:_|-|\b)",
        "sphinx-data-viewer/": r"sphinx-data-viewer|data-viewer",
        "jquery.js": r"NEEDS_DATATABLES|need-table|data-viewer",
        "_sphinx_javascript_frameworks_compat.js": r"NEEDS_DATATABLES|need-table|data-viewer",
        "documentation_options.js": r"(?!)",
        "doctools.js": r"(?!)",
        "sphinx_highlight.js": r"(?!)",
        "translations.js": r"(?!)",
        "graphviz.css": r"graphviz",
        "sphinx-design.min.css": r"\bsd-",
        "design-tabs.js": r"\bsd-",
        "pygments.css": r"class=\"highlight",
    }.items()
}
"""What must stand in a page so that it needs a file, by the begin of the file's name."""


def setup(app: Sphinx) -> None:
    """Leave out of each page what it does not need.

    :param app: the application
    """
    app.connect("html-page-context", _choose, priority=950)
    app.connect("build-finished", _drop_translations)


def _choose(
    app: Sphinx, _: str, __: str, context: dict[str, Any], ___: nodes.document | None
) -> None:
    if app.config.html_theme != "furo":  # another theme may need them
        return
    body = str(context.get("body") or "")
    for kind in ("script_files", "css_files"):
        context[kind] = [file for file in context.get(kind, ()) if _is_needed(file, body)]


def _drop_translations(app: Sphinx, exception: Exception | None) -> None:
    """Delete the words of another language that an earlier build left, which Sphinx keeps."""
    builder = app.builder
    if exception is not None or not isinstance(builder, StandaloneHTMLBuilder):
        return
    if not builder._get_translations_js():
        Path(app.outdir, "_static", "translations.js").unlink(missing_ok=True)


def _is_needed(file: Any, body: str) -> bool:
    name = str(getattr(file, "filename", file) or "").removeprefix("_static/")
    found = [pattern for start, pattern in _NEEDED.items() if name.startswith(start)]
    return all(pattern.search(body) for pattern in found)
