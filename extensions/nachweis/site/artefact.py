"""Metadata of a built version, for assembling a site of several versions."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Final

from sphinx.application import Sphinx

from nachweis.site.navigation import particulars
from nachweis.site.state import state_of

NOTE: Final = "nachweis-build.json"
PAGES: Final = "nachweis-pages.js"
SCRIPT: Final = "nachweis-versions.js"
STYLE: Final = "nachweis-versions.css"


def setup(app: Sphinx) -> None:
    """Connect the assets and the metadata of a version.

    :param app: the application
    """
    app.connect("builder-inited", _assets, priority=300)
    app.connect("build-finished", _note)


def _assets(app: Sphinx) -> None:
    state = state_of(app)
    if state.config.version and state.config.project:
        app.add_css_file(STYLE, priority=710)
        app.add_js_file(SCRIPT, priority=710, loading_method="defer")


def _note(app: Sphinx, exception: Exception | None) -> None:
    """Write the metadata, and the list of pages as a script for ``file://``."""
    state = state_of(app) if exception is None else None
    if state is None or not state.config.version or app.builder.format != "html":
        return
    told = particulars(state)
    note = {
        "project": told["key"],
        "version": told["version"],
        "title": told["project"] or app.config.project or "Nachweis",
        "language": told["language"],
        "date": told["date"],
        "commit": told["commit"],
    }
    _write(app, NOTE, json.dumps(note))
    pages = json.dumps([*map(app.builder.get_target_uri, state.pages), "search.html"])
    name = json.dumps(told["version"])
    _write(app, f"_static/{PAGES}", f"(window.nachweisPages??={{}})[{name}]={pages};\n")


def _write(app: Sphinx, name: str, text: str) -> None:
    Path(app.outdir, name).write_text(text, encoding="utf-8")
