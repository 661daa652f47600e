"""Digests of what pages show of the model, made without rendering where the model is the same.

Cards and views show all of a project but the texts of its objects, which stand on their own
pages, and where those lie in their files. So new words in a clause leave the model of this
module as it was, and with it every digest that the last build noted.
"""

from __future__ import annotations

import io
import pickle
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from sphinx.application import Sphinx

from nachweis.model.items import Item
from nachweis.site.cards import card_html
from nachweis.site.changes import texts_digest
from nachweis.site.incremental.contents import Contents, contents_of, digest
from nachweis.site.state import State, state_of
from nachweis.site.views import view_html
from nachweis.sources.workspace import shipped
from nachweis.trace.fingerprint import Fingerprints


class _Slim(pickle.Pickler):
    """Pickles a model without the texts of its objects and their places."""

    def reducer_override(self, value: object) -> Any:
        """Return how to pickle an object, or that it is pickled as usual."""
        if type(value) is Item:
            parts = (value.type, value.id, value.title, value.fields, value.links, value.document)
            return tuple, (parts,)
        if type(value) is Fingerprints:  # says the same again
            return str, ()
        return NotImplemented


def model_digest(app: Sphinx) -> str:
    """Return a digest of all that cards and views are made from.

    :param app: the build's application
    """
    state = state_of(app)
    buffer = io.BytesIO()
    _Slim(buffer, protocol=5).dump((state.verdicts, state.crosswalks))
    templates = sorted((shipped("templates") / "html").glob("*.j2"))
    around = (
        *(state.pages, state.docnames, state.config, state.config.date, state.commit),
        *(state.language, app.registry.get_envversion(app).get("nachweis")),
    )
    return digest([buffer.getvalue(), repr(around), *map(Path.read_bytes, templates)])


def shown_digests(app: Sphinx, known: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Yield each page's name with a digest of what it shows of the model.

    :param app: the build's application, after reading
    :param known: the digests of the last build where the model is the same, else nothing
    """
    state = state_of(app)
    for docname in state.pages:
        contents = contents_of(app.env, docname)
        if contents is not None:
            held = digest([repr((contents.objects, contents.named, contents.views))])
            if any(view == "changes" for view, _ in contents.views):
                held = digest([held, texts_digest(state)])
            if known.get(docname, "").startswith(f"{held} "):
                yield docname, known[docname]
            else:
                yield docname, f"{held} {digest(_shown(app, state, docname, contents))}"


def _shown(app: Sphinx, state: State, docname: str, contents: Contents) -> Iterator[str]:
    """Yield the HTML that a page shows of the model, and what its roles name."""
    for identifier in contents.objects:
        item = state.item(identifier)
        yield from card_html(app, docname, item) if item else (identifier,)
    for view, options in contents.views:
        yield view_html(app, docname, view, options)
    for identifier in contents.named:
        item = state.item(identifier)
        yield f"{identifier} {item.title} {item.fields} {item.document}" if item else identifier
