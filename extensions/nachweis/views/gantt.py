"""The phases of a project on a line of time, with derogations, releases and the current day."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping
from typing import Final, NamedTuple

from nachweis.i18n import Words as Translation
from nachweis.model.items import Item
from nachweis.model.terms import Phase, PhaseStatus
from nachweis.trace.gate import Verdict
from nachweis.views.catalogue import phase_title
from nachweis.views.drawing import Box, Drawing, Line, Target, Words, short

_LEFT: Final = 200
_RIGHT: Final = 890
_ROW: Final = 26
_TOP: Final = 40
_MOST: Final = 8
"""Derogations that are drawn: those that end last."""
_DAY: Final = datetime.timedelta(days=1)
_TICKS: Final = (1, 2, 3, 6, 12, 24, 60, 120)
"""Months between the lines of the axis."""
_MOST_TICKS: Final = 12


class _Span(NamedTuple):
    label: str
    title: str
    begin: datetime.date
    end: datetime.date
    css: str
    target: Target


def draw_phases(
    verdict: Verdict, releases: Mapping[str, datetime.date], _: Translation
) -> Drawing | None:
    """Draw the phases; None where no day is known.

    :param verdict: the judged project
    :param releases: days of the releases by version
    :param _: translates to the language of the drawing
    """
    as_of = verdict.coverage.as_of
    spans = [*_phases(verdict, _), *_derogations(verdict, _)]
    if not spans:
        return None
    begin = min([*(span.begin for span in spans), as_of])
    end = min(max([*(span.end for span in spans), as_of]), datetime.date.max - _DAY) + _DAY

    def at(day: datetime.date) -> int:
        return _LEFT + (day - begin).days * (_RIGHT - _LEFT) // max((end - begin).days, 1)

    bottom = _TOP + _ROW * len(spans)
    ticks = [day for day in _ticks(begin, end) if begin <= day <= end]
    named = [day for day in ticks if at(day) < _RIGHT - 40]
    shown = {version: day for version, day in releases.items() if begin <= day <= end}
    return Drawing(
        name="phases",
        title=_("Phases, derogations and releases"),
        summary=". ".join(span.title for span in spans),
        width=900,
        height=bottom + 22,
        boxes=tuple(
            Box(
                x=at(span.begin),
                y=_TOP + _ROW * row + 4,
                width=max(at(span.end) - at(span.begin), 4),
                height=_ROW - 8,
                label="",
                title=span.title,
                css=span.css,
                target=span.target,
            )
            for row, span in enumerate(spans)
        ),
        lines=(
            *(Line(path=f"M{at(d)},{_TOP} V{bottom}", css="nw-draw-grid") for d in ticks),
            *(Line(f"M{at(d)},{_TOP - 8} V{bottom}", "nw-draw-release") for d in shown.values()),
            Line(path=f"M{at(as_of)},{_TOP - 8} V{bottom + 4}", css="nw-draw-today"),
        ),
        words=(
            *(
                Words(
                    x=_LEFT - 8,
                    y=_TOP + _ROW * row + 17,
                    text=short(span.label, 28),
                    anchor="end",
                    target=span.target,
                )
                for row, span in enumerate(spans)
            ),
            *(Words(x=at(d), y=bottom + 16, text=f"{d:%Y-%m}", css="nw-draw-note") for d in named),
            *(
                Words(
                    x=at(day),
                    y=_TOP - 12 - 12 * (number % 2),
                    text=version,
                    css="nw-draw-note",
                    anchor="middle",
                    target=Target(page=f"changes/since-{version}"),
                )
                for number, (version, day) in enumerate(shown.items())
            ),
        ),
    )


def _phases(verdict: Verdict, _: Translation) -> Iterator[_Span]:
    closed, as_of = verdict.graph.project.settings.closed, verdict.coverage.as_of
    first = min((closing.date for closing in closed.values()), default=None)
    if first is None:
        return
    dated = (item.date("date") for item in verdict.graph.project.items)
    earliest = datetime.date.fromordinal(max(first.toordinal() - 365, 1))
    begin = max(min([day for day in dated if day] + [first]), earliest)
    for phase in Phase:
        status, closing = verdict.coverage.status[phase], closed.get(phase)
        end = closing.date if closing else as_of
        if closing is None and status is not PhaseStatus.IN_PROGRESS:
            continue
        end = max(end, begin)
        name = phase_title(verdict.graph.catalogue, phase, _)
        until = _.day(closing.date) if closing else _("open")
        yield _Span(
            label=name,
            title=f"{name}: {_.word(status)}, {_.day(begin)} – {until}",
            begin=begin,
            end=end,
            css=f"nw-draw-{str(status).replace(' ', '-')}",
            target=Target(page=f"coverage/{phase}"),
        )
        begin = end


def _derogations(verdict: Verdict, _: Translation) -> Iterator[_Span]:
    spans = [span for item in verdict.graph.of_type("derogation") for span in _span(verdict, item)]
    spans.sort(key=lambda pair: pair[1], reverse=True)
    kind = _("Derogation")
    for item, end, since in spans[:_MOST]:
        lifted = item.get("lifted")
        yield _Span(
            label=item.title,
            title=f"{kind}: {item.title}, {_.day(since)} – {_.day(end)}",
            begin=since,
            end=end,
            css="nw-draw-lifted" if lifted else "nw-draw-derogation",
            target=Target(item=item.id),
        )


def _span(verdict: Verdict, item: Item) -> Iterator[tuple[Item, datetime.date, datetime.date]]:
    since, settings = item.date("since"), verdict.graph.project.settings
    with_phase = item.get("ends_with")
    closing = settings.closed.get(Phase(with_phase)) if with_phase in set(Phase) else None
    end = item.date("lifted") or item.date("until") or (closing.date if closing else None)
    if since:
        yield item, max(end or verdict.coverage.as_of, since), since


def _ticks(begin: datetime.date, end: datetime.date) -> Iterator[datetime.date]:
    """Yield first days of months, as many as can be read."""
    months = (end.year - begin.year) * 12 + end.month - begin.month
    step = next((s for s in _TICKS if months // s <= _MOST_TICKS), _TICKS[-1])
    for number in range(begin.year * 12, end.year * 12 + 12, step):
        year, month = divmod(number, 12)
        yield datetime.date(year, month + 1, 1)
