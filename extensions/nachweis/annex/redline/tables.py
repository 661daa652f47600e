"""What a redline has beside the marks in the text: changed tables, the cover, the summary."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping, Sequence
from difflib import SequenceMatcher
from typing import TYPE_CHECKING, Final

from nachweis.annex.content.grid import PORTRAIT, Cell, Grid, table
from nachweis.annex.content.numbering import Names
from nachweis.annex.redline.marking import spaced
from nachweis.annex.redline.trees import Change
from nachweis.annex.typst.code import NONE, Code, block, call, number, string
from nachweis.annex.typst.front import class_name, identifier, object_name
from nachweis.annex.typst.writer import Writer
from nachweis.model.catalogue import in_language
from nachweis.model.messages import Message, Term, noted
from nachweis.site.i18n import translator
from nachweis.trace.redline import Edit, redline

if TYPE_CHECKING:
    from nachweis.annex.typst.pdf import Draft

_BLANK: Final = Cell(content=string(""), text="")


def older_writer(draft: Draft) -> Writer:
    """Return the writer of the older state; it makes no links, for nothing of it has a page.

    :param draft: the annex as it was
    """
    writer = Writer(
        annex=draft.annex,
        verdict=draft.verdict,
        names=Names(labels={}, wanted=frozenset(), elsewhere=draft.names.elsewhere),
        words=translator(draft.language),
        language=draft.language,
    )
    writer.hidden, writer.root = draft.contents.hidden, str(draft.workspace.root)
    return writer


def marked(new: Grid | None, old: Grid | None) -> tuple[Grid, tuple[Message, ...]]:
    """Return a table with what changed in it marked, and what to say of that.

    :param new: the table; nothing where it is gone
    :param old: as it was; nothing where it is new
    """
    now, was = new or _emptied(old), old or _emptied(new)
    heads, before = ([cell.text for cell in grid.head[0]] for grid in (now, was))
    columns = [*heads, *(text for text in before if text not in heads)]
    theirs = [_spread(row, before, columns) for row in was.rows]
    rows: list[list[Cell]] = []
    count = dict.fromkeys(("changed", "new", "removed"), 0)
    ours = [_spread(row, heads, columns) for row in now.rows]
    keys = [_key(row) for row in theirs], [_key(row) for row in ours]
    for kind, a, b, c, d in SequenceMatcher(None, *keys, autojunk=False).get_opcodes():
        if kind == "equal":
            pairs = [_pair(x, y) for x, y in zip(theirs[a:b], ours[c:d], strict=True)]
            rows += pairs
            count["changed"] += sum(row[0].barred for row in pairs)
            continue
        rows += [_barred([_gone(cell) for cell in row]) for row in theirs[a:b]]
        rows += [_barred([_fresh(cell) for cell in row]) for row in ours[c:d]]
        count["removed"] += sum(len(row) > 1 for row in theirs[a:b])
        count["new"] += sum(len(row) > 1 for row in ours[c:d])
    said = tuple(
        message
        for message, many in (
            (Message("rows changed: {count}", count=count["changed"]), count["changed"]),
            (Message("rows new: {count}", count=count["new"]), count["new"]),
            (Message("rows removed: {count}", count=count["removed"]), count["removed"]),
        )
        if many
    )
    head = [_head(text, heads, before) for text in columns]
    bands = frozenset(i for i, row in enumerate(rows) if len(row) == 1 < len(columns))
    return dataclasses.replace(now, head=[head], rows=rows, bands=bands), said


def _emptied(grid: Grid | None) -> Grid:
    assert grid is not None  # noqa: S101 - one of the two is there
    return dataclasses.replace(grid, rows=[], bands=frozenset())


def _spread(row: Sequence[Cell], heads: Sequence[str], columns: Sequence[str]) -> list[Cell]:
    """Return a row with a cell for each column of both tables; a heading in it stays one cell."""
    if len(row) == 1 < len(heads):
        return [dataclasses.replace(row[0], columns=len(columns))]
    cells = dict(zip(heads, row, strict=True))
    return [cells.get(name, _BLANK) for name in columns]


def _key(row: Sequence[Cell]) -> tuple[str, int]:
    return row[0].text, len(row)


def _head(text: str, heads: Sequence[str], before: Sequence[str]) -> Cell:
    cell = Cell(content=string(text), text=text)
    if text not in heads:
        return _gone(cell)
    return cell if text in before else _fresh(cell)


def _pair(old: Sequence[Cell], new: Sequence[Cell]) -> list[Cell]:
    cells = [_cell(x, y) for x, y in zip(old, new, strict=True)]
    same = all(x.text == y.text for x, y in zip(old, new, strict=True))
    return cells if same else _barred(cells)


def _cell(old: Cell, new: Cell) -> Cell:
    """Return a cell with its old words beside the new ones, where they differ."""
    if old.text == new.text:
        return new
    if new.content == string(new.text) and old.content == string(old.text):
        parts = [
            _piece(piece.edit, piece.old, piece.new)
            for piece in spaced(redline(old.text, new.text))
        ]
    else:
        parts = [_gone(old).content, string(" "), _fresh(new).content]
    text = f"{old.text} {new.text}"
    return dataclasses.replace(new, content=block(parts), text=text)


def _piece(edit: Edit, old: str, new: str) -> Code:
    if edit is Edit.SAME:
        return string(new)
    return call("deleted", string(old)) if edit is Edit.DELETED else call("inserted", string(new))


def _gone(cell: Cell) -> Cell:
    return dataclasses.replace(cell, content=call("deleted", cell.content)) if cell.text else cell


def _fresh(cell: Cell) -> Cell:
    return dataclasses.replace(cell, content=call("inserted", cell.content)) if cell.text else cell


def _barred(row: list[Cell]) -> list[Cell]:
    return [dataclasses.replace(row[0], barred=True), *row[1:]]


def cover_changes(writer: Writer) -> Iterator[Change]:
    """Yield what changed on the cover: it has no marks, so the summary says it.

    :param writer: of the new state; knows that of the old one
    """
    older = writer.older
    assert older is not None  # noqa: S101 - asked for by a redline
    now, was = _cover(writer), _cover(older)
    said = tuple(
        Message("{field}: {old} → {new}", field=Term(name), old=was[name] or "–", new=new or "–")
        for name, new in now.items()
        if new != was[name]
    )
    if said:
        yield Change(title=writer.words("Cover"), said=said)


def _cover(writer: Writer) -> Mapping[str, str]:
    annex, items = writer.annex, writer.verdict.graph.items

    def said(texts: Mapping[str, str]) -> str:
        return in_language(texts, writer.language) if texts else ""

    return {
        noted("Title"): said(annex.title),
        noted("Label"): said(annex.label),
        noted("Identifier"): identifier(writer),
        noted("Part of"): said(annex.part_of),
        noted("Subject"): said(annex.subject),
        noted("Classification"): class_name(writer),
        noted("Parties"): ", ".join(items[name].title for name in annex.parties),
        noted("Signatures"): ", ".join(
            f"{items[s.party].title} ({said(s.role)})" for s in annex.signatures
        ),
    }


def summary(
    writer: Writer, changes: Sequence[Change], name: str, remark: str = ""
) -> Iterator[Code]:
    """Yield what changed since an older state, with the pages to read.

    :param changes: what changed
    :param name: what the older state is called
    :param remark: what else a reader has to know of the comparison
    """
    _ = writer.words
    title = _("Changes since %(version)s") % {"version": name}
    yield call("heading", string(title), level=number(1))
    if remark:
        yield call("aside", call("par", string(remark)))
    if not changes:
        said = _("Nothing changed in what is compared.") if remark else _("Nothing changed.")
        yield call("par", string(said))
        return
    legend = block(
        [
            call("inserted", string(_("inserted"))),
            string(", "),
            call("deleted", string(_("deleted"))),
            string(": " + _("words that came in, and words that went out; a bar in the margin")),
        ]
    )
    yield call("par", legend)
    heads = (_("Where"), _("Change"), _("Page"))
    head = [Cell(content=string(text), text=text) for text in heads]
    rows = [_line(writer, change) for change in changes]
    yield table(Grid(head=[head], rows=rows), PORTRAIT)


def _line(writer: Writer, change: Change) -> list[Cell]:
    item = change.item
    label = change.label
    name = change.title
    if item is not None:
        label = writer.names.labels.get(f"#{item.id}", "")
        name = object_name(writer, item)
        if item.type == "clause" and item.get("number"):
            name = f"{name}  {item.title}"
    elif change.document:
        label = writer.names.labels.get(change.document, "")
        name = change.title or change.document
    said = "; ".join(writer.words.say(text) for text in change.said)
    page = call("page-of", call("label", string(label))) if label and not change.gone else NONE
    return [
        Cell(content=string(name), text=name),
        Cell(content=string(said), text=said),
        Cell(content=page, text="Page"),
    ]
