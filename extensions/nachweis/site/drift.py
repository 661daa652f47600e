"""Comparison of the two readers: the objects of sphinx-needs, and those of the file reader."""

from __future__ import annotations

import bisect
import itertools
from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from sphinx.application import Sphinx
from sphinx.builders import Builder
from sphinx.util import logging

from nachweis.model.items import Item, split_list
from nachweis.model.kinds import Origin
from nachweis.model.objects import TYPE
from nachweis.model.reading_rules import (
    BAD_DIRECTIVE,
    BAD_ID,
    UNDECIDED_OBJECT,
    UNKNOWN_FIELD,
)
from nachweis.site.needs import need_items
from nachweis.site.state import state_of
from nachweis.trace.gate import Verdict

logger = logging.getLogger(__name__)

_EXPLAINED: Final = frozenset(
    rule.name for rule in (BAD_ID, BAD_DIRECTIVE, UNDECIDED_OBJECT, UNKNOWN_FIELD)
)
_DEEPEST: Final = 8
"""MyST counts one line too many for each directive without options around an object."""


def setup(app: Sphinx) -> None:
    """Compare once per build, after all pages were read.

    :param app: the application
    """
    app.connect("write-started", _compare, priority=700)


def _compare(app: Sphinx, _: Builder) -> None:
    state = state_of(app)
    if state.verdict is None:
        return
    known = explained_ids(state.verdict)
    ours = {
        item.id: item
        for item in state.verdict.graph.items.values()
        if item.document in state.docnames and item.id not in known
    }
    theirs = {i: item for i, item in need_items(app, state.documents).items() if i not in known}
    for message, place in differences(ours, theirs):
        logger.warning(
            "the two readers disagree: %s; please report this",
            message,
            location=place,
            type="nachweis",
            subtype="drift",
        )


def explained_ids(verdict: Verdict) -> frozenset[str]:
    """Return the IDs of objects that sphinx-needs drops or alters for a reason already reported.

    :param verdict: the judged project
    """
    project = verdict.graph.project
    known = {f.subject for f in project.findings if f.rule in _EXPLAINED}
    dropped = [
        item
        for item in project.items
        if item.id in known or verdict.graph.items.get(item.id) is not item
    ]
    within = _inside(dropped, project.items)
    return frozenset({"", *known, *within})


def _inside(outer: Iterable[Item], items: Iterable[Item]) -> Iterator[str]:
    """Yield the IDs of objects that lie in the text of others, and so share their fate."""
    spans: dict[str, list[tuple[int, int]]] = {}
    for item in outer:
        last = max((item.place.line, *item.lines.values())) + item.body.count("\n") + 2
        spans.setdefault(item.place.path, []).append((item.place.line, last))
    ends: dict[str, tuple[list[int], list[int]]] = {}
    for path, found in spans.items():
        starts, lasts = zip(*sorted(found), strict=True)
        ends[path] = [*starts], [*itertools.accumulate(lasts, max)]
    for item in items:
        if item.place.path in ends:
            begun, last_of = ends[item.place.path]
            before = bisect.bisect_left(begun, item.place.line)
            if before and last_of[before - 1] >= item.place.line:
                yield item.id


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
        if _same(one, other):
            continue
        for name, mine, its in _compared(one, other):
            if mine != its:
                yield f"{identifier}: {name} is {mine!r} and {its!r}", _place(one)


def _same(one: Item, other: Item) -> bool:
    """Whether two objects are the same sign by sign, as nearly all are: then no part is read."""
    return (
        (one.type, one.title, one.document) == (other.type, other.title, other.document)
        and (one.fields, one.body) == (other.fields, other.body)
        and one.links.keys() == other.links.keys()
        and all({*targets} == {*other.links[name]} for name, targets in one.links.items())
        and 0 <= other.place.line - one.place.line <= _DEEPEST
    )


def _compared(one: Item, other: Item) -> Iterator[tuple[str, object, object]]:
    yield "type", one.type, other.type
    yield "title", one.title, other.title
    yield "document", one.document, other.document
    for name in sorted({*one.fields, *other.fields}):
        yield name, _words(one.get(name)), _words(other.get(name))
    for name in sorted({*one.links, *other.links}):
        yield name, set(one.targets(name)), set(other.targets(name))
    if TYPE[one.type].origin is not Origin.CATALOGUE:  # their text is in other fields
        yield "body", one.body.split(), other.body.split()
    further = other.place.line - one.place.line
    written_here = one.place.path == one.document and one.document.endswith(".md")
    if written_here and not 0 <= further <= _DEEPEST:
        yield "line", one.place.line, other.place.line


def _words(text: str) -> list[str]:
    return [" ".join(part.split()) for part in split_list(text)]


def _place(item: Item) -> str:
    return f"{item.place.path}:{item.place.line}"
