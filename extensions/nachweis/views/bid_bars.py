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
_NARROWEST: Final = 90
_GAP: Final = 14
_BAR: Final = 12
_ROW: Final = 17
_TOP: Final = 54
_LEAST: Final = 680
"""Width that the legend needs, and below which a page would blow a drawing up."""
_FLAT: Final = 1.8
"""Width by height at least, so that a drawing as wide as a page leaves room for its heading."""
_FILLS: Final = ("#1f6f43", "#d9a520", "#b3402a", "#ffffff")
"""Colours of what is fulfilled, in part or by an alternative, not, and not answered."""


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
    height = _TOP + _ROW * len(scores) + 8
    width = max(_LEAST, _LEFT + _NARROWEST * len(bidders) + 8, round(_FLAT * height))
    step = (width - _LEFT - 8) / len(bidders)
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
        name = short(bidder.title, int((step - _GAP) / 6.2))
        parts.append(_text(name, _LEFT + column * step, _TOP - 8, 'font-weight="bold"'))
    for row, (measure, found) in enumerate(scores.items()):
        y = _TOP + row * _ROW
        label = labels.get(measure, measure)
        parts.append(_text(label, _LEFT - 8, y + 11.5, 'text-anchor="end"'))
        for column, (bidder, score) in enumerate(zip(bidders, found, strict=True)):
            share = score.share(score.total(factor))
            told = "–" if share is None else f"{percent(_, share)} %"
            parts.append(f"<g><title>{escape(f'{label}, {bidder.title}: {told}')}</title>")
            parts += _bar(score, _LEFT + column * step, y + 1, step - _GAP)
            parts.append("</g>")
    return Drawing("".join((*parts, "</svg>")), title)


def _bar(score: Score, x: float, y: float, width: float) -> Iterator[str]:
    size = f'y="{y:g}" height="{_BAR}"'
    values = (score.fulfilled, score.partly, score.refused)
    at = x
    for value, fill in zip(values, _FILLS, strict=False):
        part = width * (score.share(value) or 0)
        if part:
            yield f'<rect x="{at:.1f}" {size} width="{part:.1f}" fill="{fill}"/>'
        at += part
    frame = 'fill="none" stroke="#5b6470" stroke-width="0.8"'
    yield f'<rect x="{x:.1f}" {size} width="{width:.1f}" {frame}/>'


def _legend(_: Words) -> Iterator[str]:
    names = (_("fulfilled"), _("partly or alternative"), _("not fulfilled"), _("not answered"))
    x = float(_LEFT)
    for fill, name in zip(_FILLS, names, strict=True):
        yield f'<rect x="{x:g}" y="8" width="11" height="11" fill="{fill}" stroke="#5b6470"/>'
        yield _text(name, x + 15, 18)
        x += 30 + 6.3 * len(name)


def _text(text: str, x: float, y: float, more: str = "") -> str:
    return f'<text x="{x:g}" y="{y:g}" font-size="11.5" fill="#1c2430" {more}>{escape(text)}</text>'
