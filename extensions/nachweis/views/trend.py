"""Coverage over the releases of a project, by the party that answers for it, as a drawing."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping, Sequence
from typing import Final, NamedTuple

from nachweis.i18n import Words as Translation
from nachweis.model.baseline import Baseline
from nachweis.model.items import split_list
from nachweis.model.terms import Party, State
from nachweis.trace.coverage import IN_ORDER
from nachweis.trace.gate import Verdict
from nachweis.views.drawing import Drawing, Line, Target, Words

_LEFT: Final = 50
_RIGHT: Final = 700
_TOP: Final = 16
_BOTTOM: Final = 196
_IDLE: Final = frozenset({State.NA, State.LATER})
"""States that say nothing about whether a proof that is due is there."""
_LEAST: Final = 13
"""Distance of two lines of words."""


class _Share(NamedTuple):
    name: str
    day: datetime.date
    parties: Mapping[Party, int]


def draw_trend(verdict: Verdict, baselines: Iterable[Baseline], _: Translation) -> Drawing | None:
    """Draw how many percent of the proofs that are asked for are in order; None without releases.

    :param verdict: the judged project
    :param baselines: its releases
    :param _: translates to the language of the page
    """
    shares = sorted((_of_baseline(baseline) for baseline in baselines), key=lambda s: s.day)
    if not shares:
        return None
    shares.append(_now(verdict, _))
    parties = [party for party in Party if party in shares[-1].parties]
    across = [_LEFT + n * (_RIGHT - _LEFT) // (len(shares) - 1) for n in range(len(shares))]

    def down(percent: int) -> int:
        return _BOTTOM - percent * (_BOTTOM - _TOP) // 100

    lines = [Line(f"M{_LEFT},{down(p)} H{_RIGHT}", "nw-draw-grid") for p in (0, 25, 50, 75, 100)]
    notes = [Words(_LEFT - 8, down(p) + 4, f"{p} %", "nw-draw-note", "end") for p in (0, 50, 100)]
    for x, share in zip(across, shares, strict=True):
        target = Target(page=f"changes/since-{share.name}") if share is not shares[-1] else Target()
        notes.append(Words(x, _BOTTOM + 16, share.name, "nw-draw-note", "middle", target))
    last = _TOP - _LEAST
    for party in sorted(parties, key=lambda p: -shares[-1].parties[p]):
        known = [
            (x, s.parties[party]) for x, s in zip(across, shares, strict=True) if party in s.parties
        ]
        points = " L".join(f"{x},{down(percent)}" for x, percent in known)
        lines.append(Line(f"M{points}", f"nw-draw-trend nw-draw-{party}"))
        percent = shares[-1].parties[party]
        last = max(last + _LEAST, down(percent) + 4)
        text = f"{_.word(party)} {percent} %"
        notes.append(
            Words(_RIGHT + 8, last, text, f"nw-draw-{party}", "start", Target(page=f"mine/{party}"))
        )
    return Drawing(
        name="trend",
        title=_("Proofs in order over the releases, by who answers for them"),
        summary=". ".join(_told(share, parties, _) for share in shares),
        width=900,
        height=_BOTTOM + 26,
        lines=tuple(lines),
        words=tuple(notes),
    )


def _told(share: _Share, parties: Sequence[Party], _: Translation) -> str:
    each = (f"{_.word(p)} {share.parties[p]} %" for p in parties if p in share.parties)
    return f"{share.name}: {', '.join(each)}"


def _of_baseline(baseline: Baseline) -> _Share:
    entries = baseline.requirements
    cells = [
        (split_list(entries[c.requirement].fields.get("responsible", "")), c.state in IN_ORDER)
        for c in baseline.cells
        if c.state not in _IDLE and c.requirement in entries
    ]
    return _Share(name=baseline.version, day=baseline.date, parties=_percent(cells))


def _now(verdict: Verdict, _: Translation) -> _Share:
    coverage = verdict.coverage
    cells = [
        (c.requirement.responsible, c.in_order) for c in coverage.cells if c.state not in _IDLE
    ]
    return _Share(name=_("now"), day=coverage.as_of, parties=_percent(cells))


def _percent(cells: Sequence[tuple[Iterable[str], bool]]) -> Mapping[Party, int]:
    found: dict[Party, list[bool]] = {}
    for parties, passes in cells:
        for party in parties:
            if party in set(Party):
                found.setdefault(Party(party), []).append(passes)
    return {party: sum(passing) * 100 // len(passing) for party, passing in found.items()}
