"""Nachweis: the security concept of an IT outsourcing project, traced and proven."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.util.typing import ExtensionMetadata

__version__ = "0.2.0"


def setup(app: Sphinx) -> ExtensionMetadata:
    """Register the extension with Sphinx (imported late: the command line needs no Sphinx).

    :param app: the application that ``extensions = ["nachweis"]`` set up
    :returns: Sphinx's extension metadata
    """
    from nachweis.site import setup as setup_site

    return setup_site(app)
