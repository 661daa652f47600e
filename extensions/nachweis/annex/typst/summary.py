"""The summary of a redline: what changed, and on which page."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from nachweis.annex.content.context import AnnexContext
from nachweis.annex.content.grid import Cell, Grid
from nachweis.annex.content.layout import PORTRAIT
from nachweis.annex.content.numbering import printed_number
from nachweis.annex.redline.base import Change, RedlineBase
from nachweis.annex.typst.code import Code, block, call, string
from nachweis.annex.typst.tables import table


def summary(
    context: AnnexContext, changes: Sequence[Change], base: RedlineBase, compared: str
) -> Iterator[Code]:
    """Yield the summary.

    :param context: the new state
    :param compared: the old state, in words
    """
    _ = context.words
    title = _("Changes since %(version)s") % {"version": compared}
    yield call("heading", string(title), level=Code("1"))
    if base.remark:
        yield call("aside", call("par", string(base.remark)))
    if not changes:
        none = _("Nothing changed in what is compared.") if base.remark else _("Nothing changed.")
        yield call("par", string(none))
        return
    legend = [
        call("inserted", string(_("inserted"))),
        string(", "),
        call("deleted", string(_("deleted"))),
        string(": " + _("words that came in, and words that went out; a bar in the margin")),
    ]
    yield call("par", block(legend))
    head = [_text_cell(text) for text in (_("Where"), _("Change"), _("Page"))]
    rows = [_row(context, change) for change in changes]
    yield table(Grid(head=[head], rows=rows), PORTRAIT)


def _row(context: AnnexContext, change: Change) -> list[Cell[Code]]:
    label, name = change.label, change.title
    if change.item is not None:
        label = context.names.of_item(change.item.id)
        number = printed_number(change.item, context.annex)
        name = f"{number}  {change.item.title}" if number else change.item.title
    elif change.document:
        label = context.names.label(change.document)
        name = change.title or change.document
    messages = "; ".join(context.words.translate(message) for message in change.messages)
    linked = label and not change.removed
    page = call("page-of", call("label", string(label))) if linked else block([])
    return [_text_cell(name), _text_cell(messages), Cell(content=page, text="Page")]


def _text_cell(text: str) -> Cell[Code]:
    return Cell(content=string(text), text=text)
