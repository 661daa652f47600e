"""Comparing the two readers: what sphinx-needs made of the files, and what ours did."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from sphinx.application import Sphinx
from sphinx.builders import Builder
from sphinx.util import logging

from nachweis.model.items import Item
from nachweis.site.needs import need_items
from nachweis.site.state import state_of

logger = logging.getLogger(__name__)


def setup(app: Sphinx) -> None:
    """Compare once a build, after all pages were read.

    :param app: the application
    """
    app.connect("write-started", _compare, priority=700)


def _compare(app: Sphinx, _: Builder) -> None:
    state = state_of(app)
    if state.verdict is None:
        return
    documents = {name: path for path, name in state.docnames.items()}
    ours = {
        item.id: item
        for item in state.verdict.graph.items.values()
        if item.document in state.docnames
    }
    for message, place in differences(ours, need_items(app, documents)):
        logger.warning(
            "the two readers disagree: %s; please report this",
            message,
            location=place,
            type="nachweis",
            subtype="drift",
        )


def differences(ours: Mapping[str, Item], theirs: Mapping[str, Item]) -> Iterator[tuple[str, str]]:
    """Yield each difference between the readers with the place of the object.

    :param ours: objects of the file reader by ID
    :param theirs: objects of sphinx-needs by ID
    """
    for identifier in sorted({*ours, *theirs}):
        one, other = ours.get(identifier), theirs.get(identifier)
        if one is None or other is None:
            found = one or other
            assert found is not None  # noqa: S101 - the ID came from one of the two
            reader = "the file reader" if one else "sphinx-needs"
            yield f"{identifier} was found by {reader} only", _place(found)
            continue
        for name, mine, its in _compared(one, other):
            if mine != its:
                yield f"{identifier}: {name} is {mine!r} and {its!r}", _place(one)


def _compared(one: Item, other: Item) -> Iterator[tuple[str, object, object]]:
    yield "type", one.type, other.type
    yield "title", one.title, other.title
    yield "document", one.document, other.document
    for name in sorted({*one.fields, *other.fields}):
        yield name, _words(one.get(name)), _words(other.get(name))
    for name in sorted({*one.links, *other.links}):
        yield name, set(one.targets(name)), set(other.targets(name))
    if one.place.path == one.document and one.place.path.endswith(".md"):
        yield "line", one.place.line, other.place.line


def _words(text: str) -> list[str]:
    return [part.strip() for part in text.split(",")]


def _place(item: Item) -> str:
    return f"{item.place.path}:{item.place.line}"
