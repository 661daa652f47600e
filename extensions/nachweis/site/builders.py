"""Builders of Sphinx other than HTML: preparations, and those that are not supported."""

from __future__ import annotations

from typing import Final

from sphinx.application import Sphinx

from nachweis.site.documents import stop

_REFUSED: Final = {
    "epub": "views are HTML that e-book readers reject; use html or singlehtml, "
    "or nachweis annex for a PDF",
}
"""Reason why a builder is refused, and the alternative, by its name."""


def setup(app: Sphinx) -> None:
    """Check the builder before anything is read or written.

    :param app: the application
    """
    app.connect("builder-inited", _prepare, priority=50)


def _prepare(app: Sphinx) -> None:
    builder = app.builder
    if builder.name in _REFUSED:
        stop([f"the builder {builder.name} is not supported: {_REFUSED[builder.name]}"])
    if builder.versioning_method != "none":
        # sphinx-needs would begin a second builder, which Sphinx refuses beside one of these.
        app.config["needs_build_json"] = False
