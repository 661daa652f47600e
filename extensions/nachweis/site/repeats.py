"""What the gate has said of a page is not said once more by the build, which leaves it out."""

from __future__ import annotations

import logging
import os
import re
from collections.abc import Iterable
from typing import Final

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.logging import NAMESPACE, WarningStreamHandler, get_node_location

from nachweis.model.findings import Finding
from nachweis.model.places import Place
from nachweis.site.refusals import OUTSIDE, REFUSED

_BY_GUARD: Final = re.compile(rf"\((?:{OUTSIDE}|{REFUSED})\)")
_MISSING: Final = ("myst", "xref_missing")


def leave_out(app: Sphinx, said: Iterable[Finding]) -> None:
    """Leave out warnings about what has been said already.

    :param app: the application
    :param said: the findings of the gate that the build has reported
    """
    places = [finding.place for finding in said if finding.rule in (OUTSIDE, REFUSED)]
    for handler in logging.getLogger(NAMESPACE).handlers:
        if isinstance(handler, WarningStreamHandler) and places:
            handler.filters.insert(0, _Repeats(app, places))


class _Repeats(logging.Filter):
    """Drops a warning of the guard about a file of which the gate has said as much."""

    def __init__(self, app: Sphinx, places: Iterable[Place]) -> None:
        super().__init__()
        self._app = app
        self._paths = {place.path for place in places}
        self._lines = {f"{place.path}:{place.line}" for place in places}

    def filter(self, record: logging.LogRecord) -> bool:
        """Whether a warning is new."""
        place = self._place(getattr(record, "location", None))
        path = place.rpartition(":")[0] or place
        if (getattr(record, "type", ""), getattr(record, "subtype", "")) == _MISSING:
            return place not in self._lines
        return path not in self._paths or not _BY_GUARD.search(record.getMessage())

    def _place(self, location: object) -> str:
        """Return path, relative to the workspace, and line of a warning."""
        if isinstance(location, nodes.Node):
            location = get_node_location(location)
        elif isinstance(location, tuple):
            location = f"{self._app.env.doc2path(location[0])}:{location[1]}"
        elif isinstance(location, str) and ":" not in location:
            location = self._app.env.doc2path(location)
        return str(location or "").removeprefix(f"{self._app.srcdir}{os.sep}")
