"""The Sphinx extension: configuration, parsers, directives, navigation, assets."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from nachweis import __version__

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.util.typing import ExtensionMetadata

_PARTS: Final = (
    *("guard", "config", "language", "builders", "needs", "needs_bodies", "documents"),
    *("incremental.reread", "parser", "directive_options", "directives", "reference"),
    *("compiled", "doctrees", "headings", "labels", "legal_lists", "page_language"),
    *("table_numbers", "diagrams", "formulas", "incremental.contents", "cards", "ahead"),
    *("incremental.rewrite", "drift", "evidence", "terms", "toctrees", "content_policy"),
    *("moved", "assets", "navigation", "sidebar", "artefact", "search", "proofs"),
    *("articles", "portfolio", "writing"),
)
"""Modules of the site, in the order in which they are connected to Sphinx."""


def setup(app: Sphinx) -> ExtensionMetadata:
    """Connect every part of the site to Sphinx.

    :param app: the application that loads the extension
    :returns: Sphinx's extension metadata
    """
    from importlib import import_module

    from nachweis.site.incremental.code_version import code_version

    below = ("myst_parser", "sphinx_needs", "sphinx_design")
    for extension in below:
        app.setup_extension(extension)
    for part in _PARTS:
        import_module(f"{__name__}.{part}").setup(app)
    return {
        "version": __version__,
        "env_version": code_version(app.extensions[name].version for name in below),
        "parallel_read_safe": True,
        "parallel_write_safe": True,
    }
