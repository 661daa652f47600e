"""Diagrams of sphinx-needs whose program is missing: reported at their line, never omitted."""

from __future__ import annotations

import importlib.util
import shlex
import shutil
from typing import Final

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util import logging

from nachweis.i18n import translator
from nachweis.model.messages import Message
from nachweis.site.needs import diagram_nodes
from nachweis.site.state import state_of

logger = logging.getLogger(__name__)

_REMEDIES: Final = {
    "matplotlib": Message("the library matplotlib is missing; install nachweis[charts]"),
    "graphviz": Message(
        "the program dot is missing; install Graphviz, or set graphviz_dot in conf.py"
    ),
    "plantuml": Message(
        "PlantUML is missing; install it and sphinxcontrib-plantuml, "
        "and add 'sphinxcontrib.plantuml' to extensions in conf.py"
    ),
}
"""What is missing and what to do, by drawing engine."""


def setup(app: Sphinx) -> None:
    """Check the diagrams of each page that is read.

    :param app: the application
    """
    app.connect("doctree-read", _refuse_undrawable)


def _refuse_undrawable(app: Sphinx, doctree: nodes.document) -> None:
    for node, directive, engine in diagram_nodes(doctree):
        if _can_draw(app, engine):
            continue
        message = Message(
            "{directive} cannot be drawn: {remedy}",
            directive=f"{{{directive}}}",
            remedy=_REMEDIES[engine],
        )
        logger.warning(str(message), location=node, type="nachweis", subtype="no-diagram")
        shown = translator(state_of(app).language).translate(message)
        app.env.note_reread()  # so that the next build reports it again
        node.replace_self(nodes.error("", nodes.paragraph("", shown)))


def _can_draw(app: Sphinx, engine: str) -> bool:
    if engine == "matplotlib":
        return importlib.util.find_spec("matplotlib") is not None
    if engine == "graphviz":
        return shutil.which(app.config.graphviz_dot) is not None
    if "sphinxcontrib.plantuml" not in app.extensions:
        return False
    command = app.config.plantuml
    return (
        shutil.which((shlex.split(command) if isinstance(command, str) else command)[0]) is not None
    )
