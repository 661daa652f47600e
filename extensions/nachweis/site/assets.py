"""The scripts and styles of a page: only those that something on it needs, without white space.

Sphinx and its extensions add theirs to every page: 90 kB of jQuery for tables that none of our
pages has, and a search that is not used. Ours are in parts: what most pages lack, they do not load.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.builders.html import StandaloneHTMLBuilder

from nachweis.site.scripts import FACETS, INDEX
from nachweis.site.state import state_of
from nachweis.site.theme_styles import SELDOM, SELDOM_CLASSES, split_theme

_OURS: Final = {
    "nachweis-cards.css": r"\bnw-(?:card|proof|facts|links|strand|life|chain|arabic|loweralpha)",
    "nachweis-drawings.css": r"\bnw-(?:figure|drawing|level)",
    "nachweis-changes.css": r"\bnw-(?:went|became|redline|changes)",
    "nachweis-overview.css": r"\bnw-(?:step|map|places|found)",
    "nachweis-terms.css": r"\bnw-(?:term|glossary)",
    "nachweis-tables.js": r"\bnw-filters",
}
"""Our own parts; ``nachweis.css`` comes behind them, for its rules on paper and small screens."""

_NEEDED: Final[Mapping[str, re.Pattern[str]]] = {
    name: re.compile(pattern)
    for name, pattern in {
        **_OURS,
        SELDOM: rf"(?<![\w-])(?:{'|'.join(sorted(SELDOM_CLASSES))})(?![\w-])",
        "styles/furo-extensions.css": r"\bsd-|copybtn",
        "sphinx-needs/": r"\b(?:needs?|NEEDS)(?:_|-|\b)",
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
        "pygments.css": r"\bhighlight",
    }.items()
}
"""Which classes a page must have so that it needs a file, by the begin of the file's name."""
_CLASSES: Final = re.compile(r'class="([^"]*)"')
_COMMENT: Final = re.compile(r"/\*.*?\*/", re.DOTALL)
_OWN_LINE: Final = re.compile(r"^\s*(?:/\*.*?\*/|//[^\n]*)$|^\s+", re.DOTALL | re.MULTILINE)


def setup(app: Sphinx) -> None:
    """Leave out of each page what it does not need.

    :param app: the application
    """
    for name in _OURS:
        if name.endswith(".css"):
            app.add_css_file(name, priority=690)
        else:
            app.add_js_file(name, priority=705, loading_method="defer")
    app.add_css_file("nachweis.css", priority=700)
    app.add_js_file("nachweis.js", priority=700, loading_method="defer")
    app.connect("builder-inited", _add_seldom)
    app.connect("html-page-context", _choose, priority=950)
    app.connect("build-finished", _drop_translations)
    app.connect("build-finished", _lighten_code, priority=600)  # furo writes it at 500


def _add_seldom(app: Sphinx) -> None:
    if app.config.html_theme == "furo":
        app.add_css_file(SELDOM, priority=300)


def _choose(
    app: Sphinx, _: str, __: str, context: dict[str, Any], ___: nodes.document | None
) -> None:
    if app.config.html_theme != "furo":  # another theme may need them
        return
    state_of(app).once(_static(app), lambda: _lighten(Path(app.outdir, "_static")))
    found = set(_CLASSES.findall(str(context.get("body") or "")))
    classes = " ".join([*found, str(context.get("nachweis_classes", ""))])
    for kind in ("script_files", "css_files"):
        context[kind] = [file for file in context.get(kind, ()) if _is_needed(file, classes)]


def keep_static(app: Sphinx) -> None:
    """Leave scripts and styles in the output as the last build left them.

    :param app: the application, which does not copy them
    """
    state_of(app).once(_static(app), lambda: None)


def _static(app: Sphinx) -> tuple[str, str]:
    return "static", str(app.outdir)


def _lighten(static: Path) -> None:
    """Take comments and white space out of our scripts and styles, and split the theme's.

    Sphinx has copied them, and names their digests in the pages that it is about to write.
    """
    for path in static.glob("nachweis*"):
        text = path.read_text(encoding="utf-8") if path.suffix in (".css", ".js") else ""
        tight = _tight_css(text) if path.suffix == ".css" else _OWN_LINE.sub("", text)
        if text and tight != text and path.name not in (INDEX, FACETS):
            path.write_text(tight, encoding="utf-8")
    split_theme(static)


def _lighten_code(app: Sphinx, exception: Exception | None) -> None:
    path = Path(app.outdir, "_static", "pygments.css")
    if exception is None and app.builder.format == "html" and path.is_file():
        path.write_text(_tight_css(path.read_text(encoding="utf-8")), encoding="utf-8")


def _tight_css(text: str) -> str:
    text = " ".join(_COMMENT.sub("", text).split())
    return re.sub(r"\s*([{};,>])\s*", r"\1", text).replace(": ", ":").replace(";}", "}")


def _drop_translations(app: Sphinx, exception: Exception | None) -> None:
    """Delete the words of another language that an earlier build left, which Sphinx keeps."""
    builder = app.builder
    if exception is not None or not isinstance(builder, StandaloneHTMLBuilder):
        return
    if not builder._get_translations_js():
        Path(app.outdir, "_static", "translations.js").unlink(missing_ok=True)


def _is_needed(file: Any, classes: str) -> bool:
    name = str(getattr(file, "filename", file) or "").removeprefix("_static/")
    found = [pattern for start, pattern in _NEEDED.items() if name.startswith(start)]
    return all(pattern.search(classes) for pattern in found)
