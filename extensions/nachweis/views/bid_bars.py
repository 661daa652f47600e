"""The bids of a tender as a drawing: a bar for each measure and bidder."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from html import escape
from typing import Final

from nachweis.i18n import Words
from nachweis.model.items import Item
from nachweis.trace.bids import Score
from nachweis.views.bid_numbers import percent
from nachweis.views.drawing import short
from nachweis.views.table import Drawing

_LEFT: Final = 110
_COLUMN: Final = 120
_BAR: Final = 104
_ROW: Final = 22
_TOP: Final = 58
_LEAST: Final = 680
"""Width that the legend needs, and below which a page would blow a drawing up."""
_FILLS: Final = (
    ("#1f6f43", "fulfilled"),
    ("#d9a520", "partly or by an alternative"),
    ("#b3402a", "not"),
    ("#ffffff", "not answered"),
)
"""Colours of the parts of a bar, from the left, with what each is."""


def draw_bids(
    _: Words,
    bidders: Sequence[Item],
    labels: Mapping[str, str],
    scores: Mapping[str, Sequence[Score]],
    factor: float,
) -> Drawing:
    """Draw a bar for each measure and bidder: what is fulfilled, in part, not, not answered.

    :param _: translates to the language of the table
    :param bidders: a column each
    :param labels: labels of the measures by ID
    :param scores: by measure, the score of each bidder
    :param factor: how much *partly* counts
    """
    width = max(_LEAST, _LEFT + _COLUMN * len(bidders) + 8)
    height = _TOP + _ROW * len(scores) + 8
    title = _(
        "Answers by measure and bidder: each bar is the weight of a measure; from the left "
        "fulfilled, partly or by an alternative, not, not answered"
    )
    space = 'xmlns="http://www.w3.org/2000/svg" font-family="Source Sans 3, sans-serif"'
    parts = [
        f'<svg {space} class="nw-bids" viewBox="0 0 {width} {height}" role="img"',
        f' aria-label="{escape(title)}"><rect width="100%" height="100%" fill="#ffffff"/>',
        *_legend(_),
    ]
    for column, bidder in enumerate(bidders):
        x = _LEFT + column * _COLUMN
        parts.append(_text(short(bidder.title, 16), x, _TOP - 8, 'font-weight="bold"'))
    for row, (measure, found) in enumerate(scores.items()):
        y = _TOP + row * _ROW
        label = labels.get(measure, measure)
        parts.append(_text(label, _LEFT - 8, y + 13, 'text-anchor="end"'))
        for column, (bidder, score) in enumerate(zip(bidders, found, strict=True)):
            share = score.share(score.total(factor))
            told = "–" if share is None else f"{percent(_, share)} %"
            parts.append(f"<g><title>{escape(f'{label}, {bidder.title}: {told}')}</title>")
            parts += _bar(score, _LEFT + column * _COLUMN, y + 2)
            parts.append("</g>")
    return Drawing("".join((*parts, "</svg>")), title)


def _bar(score: Score, x: float, y: float) -> Iterator[str]:
    values = (score.fulfilled, score.partly, score.refused)
    at = x
    for value, (fill, _name) in zip(values, _FILLS, strict=False):
        part = _BAR * (score.share(value) or 0)
        if part:
            yield f'<rect x="{at:.1f}" y="{y:g}" width="{part:.1f}" height="14" fill="{fill}"/>'
        at += part
    yield (
        f'<rect x="{x:g}" y="{y:g}" width="{_BAR}" height="14" fill="none" stroke="#5b6470" '
        'stroke-width="0.8"/>'
    )


def _legend(_: Words) -> Iterator[str]:
    names = (_("fulfilled"), _("partly or alternative"), _("not fulfilled"), _("not answered"))
    x = float(_LEFT)
    for (fill, _name), name in zip(_FILLS, names, strict=True):
        yield f'<rect x="{x:g}" y="8" width="11" height="11" fill="{fill}" stroke="#5b6470"/>'
        yield _text(name, x + 15, 18)
        x += 30 + 6.3 * len(name)


def _text(text: str, x: float, y: float, more: str = "") -> str:
    return f'<text x="{x:g}" y="{y:g}" font-size="11.5" fill="#1c2430" {more}>{escape(text)}</text>'
