"""Our face to Sphinx: configuration, parsers, directives, navigation, assets."""

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
        artefact,
        cards,
        config,
        contents,
        directives,
        documents,
        drift,
        headings,
        language,
        navigation,
        needs,
        outdated,
        parser,
        portfolio,
        reference,
        search,
        stale,
        version,
    )

    below = ("myst_parser", "sphinx_needs", "sphinx_design")
    for extension in below:
        app.setup_extension(extension)
    read = (config, language, needs, documents, outdated, parser, directives, reference)
    for part in (
        *read,
        headings,
        contents,
        cards,
        stale,
        drift,
        navigation,
        artefact,
        search,
        portfolio,
    ):
        part.setup(app)
    return {
        "version": __version__,
        "env_version": version.code_version(app.extensions[name].version for name in below),
        "parallel_read_safe": True,
        "parallel_write_safe": True,
    }
