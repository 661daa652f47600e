"""Addresses that stay: the page of proofs under the ID that an earlier release used."""

from __future__ import annotations

from pathlib import Path

from sphinx.application import Sphinx
from sphinx.builders.html import StandaloneHTMLBuilder

from nachweis.model.outputs import PROOF_PAGE
from nachweis.site.proofs import proof_pages
from nachweis.site.render import render_words
from nachweis.site.state import state_of


def setup(app: Sphinx) -> None:
    """Write the pages beside those of Sphinx.

    :param app: the application
    """
    app.connect("build-finished", _write)


def _write(app: Sphinx, exception: Exception | None) -> None:
    builder = app.builder
    if exception is not None or not isinstance(builder, StandaloneHTMLBuilder):
        return
    state, there = state_of(app), frozenset(proof_pages(app))
    if state.verdict is None:
        return
    for source in state.verdict.graph.catalogue.sources.values():
        for was, now in source.aliases.items():
            old, new = PROOF_PAGE.format(was), PROOF_PAGE.format(now)
            if new in there and old not in there:
                text = render_words(
                    "moved",
                    state.language,
                    was=was,
                    now=now,
                    release=source.release,
                    target=builder.get_relative_uri(old, new),
                )
                Path(builder.get_output_path(old)).write_text(text, encoding="utf-8")
