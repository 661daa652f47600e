"""The page of changes since a version: objects with redlines, cells, decisions."""

from __future__ import annotations

import dataclasses
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Final

from nachweis.i18n import Words
from nachweis.model.baseline import Entry
from nachweis.model.catalogue import in_language
from nachweis.model.changes import (
    CellChange,
    Changes,
    Direction,
    EntryChange,
    FieldChange,
    ItemChange,
    LinkChange,
)
from nachweis.model.facts import filled
from nachweis.model.items import Item
from nachweis.model.kinds import FieldKind
from nachweis.model.objects import PROOFS, TYPE
from nachweis.model.places import Place
from nachweis.trace.redline import Piece, is_changed, redline

MOST: Final = 130
"""Maximum number of rows of a table; the command shows all."""
WORDS: Final = ("changed", "added", "removed", "renamed")
"""The ways in which an object may have changed."""

_ORDER: Final = {direction: place for place, direction in enumerate(Direction)}


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Line:
    """A field, title or text that changed.

    :param name: name of the field; ``title`` or ``text``
    """

    name: str
    pieces: tuple[Piece, ...]


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Row:
    """A changed object of the project or the catalogue.

    :param change: one of :data:`WORDS`
    :param item: its current or last state
    :param old: its earlier state, if it existed
    """

    change: str
    item: Item
    old: Item | None = None
    lines: tuple[Line, ...] = ()


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class ChangesView:
    """What changed since a version.

    :param rows: the objects, clauses first, at most :data:`MOST`
    :param total: number of objects in all
    :param counts: numbers of objects changed, added, removed, renamed
    :param types: number of objects by type
    :param cells: the cells, worse ones first, at most :data:`MOST`
    :param directions: number of cells that got worse, better and so on
    :param gained: new links of objects that were there before
    :param lost: links that went from objects that are still there
    """

    changes: Changes
    rows: tuple[Row, ...]
    total: int
    counts: Mapping[str, int]
    types: Mapping[str, int]
    cells: tuple[CellChange, ...]
    directions: Mapping[Direction, int]
    gained: tuple[LinkChange, ...]
    lost: tuple[LinkChange, ...]


def build_changes(changes: Changes, words: Words) -> ChangesView:
    """Build the page of changes.

    :param changes: differences between a version and the state of the site
    :param words: translates to the language of the page
    """
    kinds = {kind: place for place, kind in enumerate(PROOFS)}
    rows = _rows(changes, words)
    made = sorted(rows, key=lambda row: kinds.get(row.item.type, len(kinds)))
    added = {item.id for item in changes.added}
    removed = {item.id for item in changes.removed}
    directions = Counter(cell.direction for cell in changes.cells)
    counts = Counter(row.change for row in made)
    return ChangesView(
        changes=changes,
        rows=tuple(made[:MOST]),
        total=len(made),
        counts={word: counts[word] for word in WORDS if counts[word]},
        types=Counter(row.item.type for row in made),
        cells=tuple(sorted(changes.cells, key=lambda c: _ORDER[c.direction])[:MOST]),
        directions={d: directions[d] for d in Direction if directions[d]},
        gained=tuple(link for link in changes.gained if link.source not in added),
        lost=tuple(link for link in changes.lost if link.source not in removed),
    )


def _rows(changes: Changes, words: Words) -> Iterator[Row]:
    language = words.language

    def before(text: str) -> str:
        return filled(changes.old.items, text, language)

    def now(text: str) -> str:
        return filled(changes.new.items, text, language)

    for change, pairs in (("changed", changes.changed), ("renamed", changes.renamed)):
        for pair in pairs:
            old, new = pair.old.body, pair.new.body
            text = _text(before(old), now(new)) if pair.body else ()
            if text and not is_changed(text[0].pieces):  # a value is now taken from a register
                text = _text(old, new)
            lines = (*_lines(pair, words), *text)
            yield Row(change=change, item=pair.new, old=pair.old, lines=lines)
    yield from (Row(change="added", item=i, lines=_text("", now(i.body))) for i in changes.added)
    for item in changes.removed:
        yield Row(change="removed", item=item, old=item, lines=_text(before(item.body), ""))
    catalogue = changes.catalogue
    yield from (_entry_row("changed", pair, language) for pair in catalogue.changed)
    yield from (_entry_row("renamed", pair, language) for pair in catalogue.renamed)
    for entry in catalogue.added:
        yield Row(change="added", item=_item(entry, language))
    for entry in catalogue.removed:
        item = _item(entry, language)
        yield Row(change="removed", item=item, old=item)


def _text(old: str, new: str) -> tuple[Line, ...]:
    """Return the line of a text that was added or removed."""
    return (Line(name="text", pieces=redline(old, new)),) if old or new else ()


def _lines(pair: ItemChange, words: Words) -> Iterator[Line]:
    if pair.title:
        yield Line(name="title", pieces=redline(pair.old.title, pair.new.title))
    yield from (_field(pair.new.type, field, words) for field in pair.fields)


def _field(kind: str, change: FieldChange, words: Words) -> Line:
    """Return the line of a field, with days and words of a closed vocabulary as they are shown."""
    field = TYPE[kind].field(change.name) if kind in TYPE else None
    old, new = words.day(change.old), words.day(change.new)
    if field is not None and field.values and field.kind is FieldKind.ENUM:
        context = f"{kind}.{field.name}"
        old, new = words.word(old, context), words.word(new, context)
    return Line(name=change.name, pieces=redline(old, new))


def _entry_row(change: str, pair: EntryChange, language: str) -> Row:
    old, new = _item(pair.old, language), _item(pair.new, language)
    fields = [Line(name=f.name, pieces=redline(f.old, f.new)) for f in pair.fields]
    text = _text(old.title, new.title) if old.title != new.title else ()
    return Row(change=change, item=new, old=old, lines=(*text, *fields))


def _item(entry: Entry, language: str) -> Item:
    return Item(
        type=entry.type,
        id=entry.id,
        title=in_language(entry.title, language),
        fields=entry.fields,
        place=Place(path=""),
        document="",
    )
