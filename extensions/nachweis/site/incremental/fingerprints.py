"""Fingerprints of what pages show of the model, without rendering if the model is the same.

Cards and views show everything of a project but the texts of its objects, which are on their
own pages, and their places in the files. So an edit of a clause's text changes nothing that is
digested here, and the fingerprints of the last build can be used again.
"""

from __future__ import annotations

import io
import pickle
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from sphinx.application import Sphinx

from nachweis.model.files import FileUse, Mention
from nachweis.model.items import Item
from nachweis.site.cards import card_html
from nachweis.site.compared_versions import texts_digest
from nachweis.site.incremental.contents import Contents, contents_of
from nachweis.site.state import State, state_of
from nachweis.site.views import view_html
from nachweis.sources.digest import digest
from nachweis.templates import template_folders
from nachweis.trace.fingerprint import Fingerprints
from nachweis.trace.unwritten import Texts

_NOT_SHOWN: Final = (Fingerprints, Texts, FileUse, Mention)
"""What is derived from the rest, or says only where a text names something."""


COMPARING: Final = frozenset({"matrix", "requirements"})
"""Views that say which requirements changed since a version, by their texts, too."""


class _Slim(pickle.Pickler):
    """Pickles a model without the texts and places of its objects."""

    def reducer_override(self, value: object) -> Any:
        """Return how to pickle a value, or ``NotImplemented`` for the usual way."""
        if type(value) is Item:
            parts = (value.type, value.id, value.title, value.fields, value.links, value.document)
            return tuple, (parts,)
        if type(value) in _NOT_SHOWN:
            return str, ()
        return NotImplemented


def model_digest(app: Sphinx) -> str:
    """Return a digest of everything that cards and views are made from.

    :param app: the build's application
    """
    state = state_of(app)
    buffer = io.BytesIO()
    _Slim(buffer, protocol=5).dump((state.verdicts, state.crosswalks))
    templates = [
        path for folder in template_folders("html") for path in sorted(folder.glob("*.j2"))
    ]
    around = (
        *(state.pages, state.docnames, state.config, state.config.date, state.commit),
        *(state.language, app.registry.get_envversion(app).get("nachweis")),
    )
    return digest([buffer.getvalue(), repr(around), *map(Path.read_bytes, templates)])


def shown_fingerprints(app: Sphinx, known: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Yield the name of each page with the fingerprint of what it shows of the model.

    :param app: the build's application, after reading
    :param known: the fingerprints of the last build if the model is the same, else empty
    """
    state = state_of(app)
    for docname in state.pages:
        contents = contents_of(app.env, docname)
        if contents is not None:
            held = digest([repr((contents.objects, contents.named, contents.views))])
            if any(view == "changes" for view, _ in contents.views):
                held = digest([held, texts_digest(state)])
            if any(view in COMPARING for view, _ in contents.views):
                held = digest([held, repr(sorted(map(sorted, state.changed_since().values())))])
            if known.get(docname, "").startswith(f"{held} "):
                yield docname, known[docname]
            else:
                yield docname, f"{held} {digest(_shown(app, state, docname, contents))}"


def _shown(app: Sphinx, state: State, docname: str, contents: Contents) -> Iterator[str]:
    """Yield the HTML of a page's cards and views, and what its roles show."""
    for identifier in contents.objects:
        item = state.item(identifier)
        yield from card_html(app, docname, item) if item else (identifier,)
    for view, options in contents.views:
        yield view_html(app, docname, view, options)
    for identifier in contents.named:
        item = state.item(identifier)
        yield f"{identifier} {item.title} {item.fields} {item.document}" if item else identifier
