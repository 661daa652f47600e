"""The summary of a redline: what changed, and on which page."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from nachweis.annex.content.context import AnnexContext
from nachweis.annex.content.grid import Cell, Grid
from nachweis.annex.content.layout import PORTRAIT
from nachweis.annex.redline.base import Change, RedlineBase
from nachweis.annex.redline.writer import summary_rows
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
    rows = [_row(*row) for row in summary_rows(context, changes)]
    yield table(Grid(head=[head], rows=rows), PORTRAIT)


def _row(name: str, messages: str, label: str) -> list[Cell[Code]]:
    page = call("page-of", call("label", string(label))) if label else block([])
    return [_text_cell(name), _text_cell(messages), Cell(content=page, text="Page")]


def _text_cell(text: str) -> Cell[Code]:
    return Cell(content=string(text), text=text)
