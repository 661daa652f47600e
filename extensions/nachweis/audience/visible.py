"""What an audience may see of a project, decided before anything is made of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from nachweis.audience.bidders import not_for_bidders, own_entry
from nachweis.audience.policy import Policy, Scheme
from nachweis.audience.texts import NOTHING, Hidden
from nachweis.model.files import FileUse
from nachweis.model.items import Item


class Sources(NamedTuple):
    """What a project consists of.

    :param items: its objects
    :param pages: paths of its Markdown files, relative to the workspace
    :param files: paths of all its other files
    :param uses: which of them pages name
    :param named: which of them objects name, each with the ID of the object
    :param ends: last line of each object that is written in Markdown, by path and first line
    """

    items: tuple[Item, ...]
    pages: tuple[str, ...]
    files: tuple[str, ...]
    uses: tuple[FileUse, ...] = ()
    named: tuple[tuple[str, str], ...] = ()
    ends: Mapping[tuple[str, int], int] = {}


class Visible(NamedTuple):
    """The part of the sources that an audience may see.

    :param items: objects, in their order
    :param pages: paths of Markdown files
    :param files: paths of other files
    :param hidden: IDs of all other objects
    """

    items: tuple[Item, ...]
    pages: frozenset[str]
    files: frozenset[str]
    hidden: frozenset[str]


def visible(
    sources: Sources, policy: Policy, scheme: Scheme, stricter: Hidden = NOTHING
) -> Visible:
    """Return what an audience may see: fewer items, pages and files, and nothing else of them.

    An object is seen if its class may be seen and, where it is written in Markdown, that of its
    page and of the object around it; a file if its folder may be seen and something that may be
    seen names it. Bidders do not see each other, and each sees its own entry,
    whatever their classes.

    :param sources: everything
    :param policy: which classes the audience may see
    :param scheme: which class everything has
    :param stricter: what is withheld besides, such as what another state of the project withholds
    """
    pages = frozenset(p for p in sources.pages if scheme.of_path(p) in policy.classes)
    pages -= stricter.paths
    own = own_entry(sources.items, policy.audience)
    withheld = {
        item.id
        for item in sources.items
        if item.id != own and not _may(item, policy, scheme, pages)
    }
    withheld |= stricter.ids | not_for_bidders(sources.items, policy.audience)
    spans = _spans(sources, withheld)
    while True:  # an ID that is written twice is withheld wherever it is written
        inside = {i.id for i in sources.items if i.id not in withheld and _within(i, spans)}
        if not inside:
            break
        withheld |= inside
        spans = _spans(sources, withheld)
    named = {
        use.path
        for use in sources.uses
        if use.place.path in pages and not _covered(use.place.path, use.place.line, spans)
    }
    named |= {path for identifier, path in sources.named if identifier not in withheld}
    return Visible(
        items=tuple(item for item in sources.items if item.id not in withheld),
        pages=pages,
        files=frozenset(
            f
            for f in sources.files
            if f in named and scheme.of_path(f) in policy.classes and f not in stricter.paths
        ),
        hidden=frozenset(withheld),
    )


def _may(item: Item, policy: Policy, scheme: Scheme, pages: frozenset[str]) -> bool:
    if scheme.of_item(item) not in policy.classes:
        return False
    return all(path in pages for path in (item.place.path, item.document) if path.endswith(".md"))


Spans = dict[str, list[tuple[int, int]]]


def _spans(sources: Sources, withheld: Iterable[str]) -> Spans:
    found: Spans = {}
    chosen = frozenset(withheld)
    for item in sources.items:
        end = sources.ends.get((item.place.path, item.place.line))
        if end is not None and item.id in chosen:
            found.setdefault(item.place.path, []).append((item.place.line, end))
    return found


def _within(item: Item, spans: Mapping[str, Sequence[tuple[int, int]]]) -> bool:
    return _covered(item.place.path, item.place.line, spans)


def _covered(path: str, line: int, spans: Mapping[str, Sequence[tuple[int, int]]]) -> bool:
    return any(first <= line <= last for first, last in spans.get(path, ()))
