"""The Sphinx extension: configuration, parsers, directives, navigation, assets."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nachweis import __version__

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.util.typing import ExtensionMetadata


def setup(app: Sphinx) -> ExtensionMetadata:
    """Connect every part of the site to Sphinx.

    :param app: the application that loads the extension
    :returns: Sphinx's extension metadata
    """
    from nachweis.site import (
        ahead,
        artefact,
        articles,
        assets,
        builders,
        cards,
        compiled,
        config,
        content_policy,
        diagrams,
        directive_options,
        directives,
        doctrees,
        documents,
        drift,
        evidence,
        formulas,
        guard,
        headings,
        labels,
        language,
        legal_lists,
        moved,
        navigation,
        needs,
        needs_bodies,
        page_language,
        parser,
        portfolio,
        proofs,
        reference,
        search,
        sidebar,
        table_numbers,
        terms,
        toctrees,
        writing,
    )
    from nachweis.site.incremental import contents, reread, rewrite
    from nachweis.site.incremental.code_version import code_version

    below = ("myst_parser", "sphinx_needs", "sphinx_design")
    for extension in below:
        app.setup_extension(extension)
    read = (
        guard,
        config,
        language,
        builders,
        needs,
        needs_bodies,
        documents,
        reread,
        parser,
        directive_options,
        directives,
        reference,
        compiled,
    )
    for part in (
        *read,
        doctrees,
        headings,
        labels,
        legal_lists,
        page_language,
        table_numbers,
        diagrams,
        formulas,
        contents,
        cards,
        ahead,
        rewrite,
        drift,
        evidence,
        terms,
        toctrees,
        content_policy,
        moved,
        assets,
        navigation,
        sidebar,
        artefact,
        search,
        proofs,
        articles,
        portfolio,
        writing,
    ):
        part.setup(app)
    return {
        "version": __version__,
        "env_version": code_version(app.extensions[name].version for name in below),
        "parallel_read_safe": True,
        "parallel_write_safe": True,
    }
