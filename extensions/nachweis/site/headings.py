"""A heading for pages without one, which navigation and search need to name them."""

from __future__ import annotations

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util import logging

logger = logging.getLogger(__name__)


def setup(app: Sphinx) -> None:
    """Give each page a heading before Sphinx collects the headings.

    :param app: the application
    """
    app.connect("doctree-read", _head, priority=100)


def _head(app: Sphinx, doctree: nodes.document) -> None:
    if doctree.next_node(nodes.section) is not None:
        return
    docname = app.env.docname
    name = docname.rpartition("/")[2]
    logger.warning(
        "has no heading; begin it with '# Title'",
        location=docname,
        type="nachweis",
        subtype="no-heading",
    )
    app.env.note_reread()  # so that the next build reports it again
    section = nodes.section("", nodes.title("", name), ids=[nodes.make_id(name) or "page"])
    section.extend(doctree.children)
    doctree.children = []
    doctree += section
