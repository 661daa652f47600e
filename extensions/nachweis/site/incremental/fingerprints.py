"""Fingerprints of what pages show of the model, without rendering if the model is the same.

Cards and views show everything of a project but the texts of its objects, which are on their
own pages, and their places in the files. So an edit of a clause's text changes nothing that is
digested here, and the fingerprints of the last build can be used again. After any other edit, a
card is rendered only if one of the objects that it was made from has changed.
"""

from __future__ import annotations

import io
import pickle
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, Final

from sphinx.application import Sphinx

from nachweis.model.catalogue import Requirement
from nachweis.model.files import FileUse, Mention
from nachweis.model.items import Item
from nachweis.model.summary import Items, Summary
from nachweis.model.weakening import Demands
from nachweis.site.cards import card_html
from nachweis.site.compared_versions import texts_digest
from nachweis.site.evidence import EvidenceFile, evidence_files
from nachweis.site.incremental.contents import Contents, contents_of
from nachweis.site.incremental.manifest import Manifest
from nachweis.site.reads import Digests, around_objects
from nachweis.site.room import room_on
from nachweis.site.state import State, state_of
from nachweis.site.views import view_html
from nachweis.sources.digest import digest
from nachweis.templates import own_templates, template_folders
from nachweis.trace.fingerprint import Fingerprints
from nachweis.trace.graph import Incoming
from nachweis.trace.unwritten import Texts

_NOT_SHOWN: Final = (Fingerprints, Texts, FileUse, Mention, Demands, Summary)
"""What is derived from the rest, says only where a text names something, or what findings say."""


_PARTS: Final = 3
"""Digest of what a card was made from, of its HTML, and at least its own ID."""
COMPARING: Final = frozenset({"matrix", "requirements"})
"""Views that say which requirements changed since a version, by their texts, too."""


class _Slim(pickle.Pickler):
    """Pickles a model without the texts and places of its objects, which occur once each.

    It must not depend on which texts are the same object in memory, as after reading a cache. Sets
    have no place in it: each process has them in an order of its own, and some fifty of them are
    more than this way of pickling takes (it counts each as one that is never left).
    """

    def __init__(self, file: io.BytesIO) -> None:
        """Begin.

        :param file: what to write to
        """
        super().__init__(file, protocol=5)
        self.fast = True
        self._seen: dict[int, object] = {}

    def reducer_override(self, value: object) -> Any:
        """Return how to pickle a value, or ``NotImplemented`` for the usual way."""
        if type(value) in _NOT_SHOWN:
            return str, ()
        if isinstance(value, Items | Incoming):
            plain: Any = tuple if isinstance(value, Items) else dict
            return plain, (plain(value),)
        if not isinstance(value, Item | Requirement):
            return NotImplemented
        if id(value) in self._seen:
            return str, (value.id,)
        self._seen[id(value)] = value
        if isinstance(value, Requirement):
            return NotImplemented
        parts = (value.type, value.id, value.title, value.fields, value.links, value.document)
        return tuple, (parts,)


def model_digest(app: Sphinx) -> str:
    """Return a digest of everything that cards and views are made from.

    :param app: the build's application
    """
    state = state_of(app)
    buffer = io.BytesIO()
    _Slim(buffer).dump((state.verdicts, state.crosswalks))
    return digest([buffer.getvalue(), _around(app, state)])


def _around(app: Sphinx, state: State) -> str:
    """Return a digest of what cards and views are made from beside the model."""
    around = (
        *(state.pages, state.docnames, state.config, state.config.date, state.commit),
        *(list(state.articles), state.language, app.registry.get_envversion(app).get("nachweis")),
    )
    templates = [
        path for folder in template_folders("html") for path in sorted(folder.glob("*.j2"))
    ]
    return digest([repr(around), *map(Path.read_bytes, templates)])


class Reads:
    """What the parts of pages are made from, object by object."""

    def __init__(self, app: Sphinx, model: str) -> None:
        """Take the digests of all objects.

        :param app: the build's application, after reading
        :param model: digest of the whole model
        """
        state = state_of(app)
        graph = (state.verdict or state.verdicts[0]).graph
        self._objects = Digests(graph, state.traces, model)
        self._around = digest(
            [
                *around_objects(graph),
                _around(app, state),
                repr(list(state.crosswalks.values())),
                repr(state.verdict and state.verdict.coverage.status),
                "" if own_templates(template_folders("html")) else model,  # they may show anything
            ]
        )

    def of(self, identifiers: Iterable[str], *more: str) -> str:
        """Return a digest of what a part of a page is made from.

        :param identifiers: IDs of the objects
        :param more: what else it is made from
        """
        return digest([self._around, *map(self._objects.of, identifiers), *more])


def reads_of(app: Sphinx, model: str) -> Reads:
    """Return what the parts of pages are made from in this build.

    :param app: the build's application, after reading
    :param model: digest of the whole model
    """
    return state_of(app).once(("reads",), lambda: Reads(app, model))


class Shown:
    """The fingerprints of what the pages show of the model."""

    def __init__(self, app: Sphinx, model: str, known: Manifest) -> None:
        """Begin.

        :param app: the build's application, after reading
        :param model: digest of the model
        :param known: what the last build was made from
        """
        self._app, self._state, self._model = app, state_of(app), model
        self._pages = known.shown if known.model == model else {}
        self._known = known.cards
        self.cards: dict[str, list[str]] = {}

    def pages(self) -> Iterator[tuple[str, str]]:
        """Yield the name of each page with the fingerprint of what it shows of the model."""
        state = self._state
        for docname in state.pages:
            contents = contents_of(self._app.env, docname)
            if contents is None:
                continue
            files = [self._files(name) for name in contents.objects]
            held = digest([repr((contents.objects, contents.named, contents.views, files))])
            if any(view == "changes" for view, _ in contents.views):
                held = digest([held, texts_digest(state)])
            if any(view == "glossary" for view, _ in contents.views):
                held = digest([held, repr(sorted(state.uses_of_terms().items()))])
            if any(view in COMPARING for view, _ in contents.views):
                held = digest([held, repr(sorted(map(sorted, state.changed_since().values())))])
            if self._pages.get(docname, "").startswith(f"{held} "):
                yield docname, self._pages[docname]
                for name in contents.objects:
                    if name in self._known:
                        self.cards[name] = self._known[name]
            else:
                yield docname, f"{held} {digest(self._shown(docname, contents))}"

    def _shown(self, docname: str, contents: Contents) -> Iterator[str]:
        """Yield the HTML of a page's views, digests of its cards, and what its roles show."""
        app, state = self._app, self._state
        for identifier in contents.objects:
            item = state.item(identifier)
            yield self._card(docname, item) if item else identifier
        for view, options in contents.views:
            yield view_html(app, docname, view, options)
        for identifier in contents.named:
            item = state.item(identifier)
            yield f"{identifier} {item.title} {item.fields} {item.document}" if item else identifier

    def _files(self, identifier: str) -> Sequence[EvidenceFile]:
        """Return the files of an object as they are now."""
        item = self._state.item(identifier)
        return list(evidence_files(self._state, item)) if item and item.get("file") else ()

    def _card(self, docname: str, item: Item) -> str:
        """Return the digest of a card's HTML: of the last build's, if it would be the same."""
        reads = reads_of(self._app, self._model)
        files = repr((self._files(item.id), room_on(self._state, docname)))
        old = self._known.get(item.id, ())
        if len(old) < _PARTS or old[0] != reads.of(old[2:], docname, files):
            card = card_html(self._app, docname, item)
            names = sorted(card.reads)
            key = reads.of(names, docname, files)
            old = [key, digest([card.head, card.foot]), *names]
        self.cards[item.id] = [*old]
        return old[1]
