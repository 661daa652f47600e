"""The trace of a requirement as a graph: what proves it, from the left to the right."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from nachweis.i18n import Words as Translation
from nachweis.model.catalogue import in_language
from nachweis.model.objects import TYPE
from nachweis.views.drawing import Box, Drawing, Line, Target, Words, curve, short
from nachweis.views.proof import Proven
from nachweis.views.trace import Branch

_WIDTH: Final = 220
_HEIGHT: Final = 40
_ROW: Final = 50
_COLUMN: Final = 280
_MOST: Final = 6
"""Objects of a column; what is left out is counted."""


def draw_trace(proven: Proven, language: str, _: Translation) -> Drawing | None:
    """Draw a requirement, what proves it, and what stands behind that; None without proofs.

    :param proven: the requirement with its proofs
    :param language: ISO 639-1 code
    :param _: translates to it
    """
    root = proven.requirement.id
    parts = [part for part in proven.parts if not part.supports]
    first = [branch for p in parts for branch in (p.main, *p.others) if branch]
    found: dict[str, tuple[int, Branch]] = {}
    edges: dict[tuple[str, str], None] = {}
    waiting = [(root, 0, branch) for branch in reversed(first)]
    while waiting:
        above, depth, branch = waiting.pop()
        edges[above, branch.item.id] = None
        if branch.item.id not in found or found[branch.item.id][0] < depth:
            found[branch.item.id] = depth, branch  # behind all that it stands behind
        below = reversed(branch.branches)
        waiting += [(branch.item.id, depth + 1, part) for part in below]
    if not found:
        return None
    columns: list[dict[str, Branch]] = [{} for _ in range(1 + max(c for c, _ in found.values()))]
    for name, (depth, branch) in found.items():
        columns[depth][name] = branch
    boxes = {root: _box(root, root, root, "nw-draw-req", (0, 0))}
    notes = []
    for number, column in enumerate(columns, start=1):
        for row, branch in enumerate(list(column.values())[:_MOST]):
            kind = in_language(TYPE[branch.item.type].title, language)
            name = branch.item.title
            title = f"{kind} {branch.item.id}: {name}"
            css = f"nw-draw-object nw-draw-{branch.item.type}"
            boxes[branch.item.id] = _box(branch.item.id, name, title, css, (number, row))
        if len(column) > _MOST:
            text = _("and {count} more").format(count=len(column) - _MOST)
            notes.append(Words(20 + number * _COLUMN, 26 + _MOST * _ROW, text, "nw-draw-note"))
    rows = max(min(len(column), _MOST + 1) for column in columns)
    return Drawing(
        name="trace",
        title=_("What proves it, as a graph"),
        summary=". ".join(_told(columns, language)),
        width=(len(columns) + 1) * _COLUMN - 40,
        height=rows * _ROW + 10,
        boxes=tuple(boxes.values()),
        lines=tuple(
            Line(
                path=curve(
                    (boxes[a].x + _WIDTH, boxes[a].y + _HEIGHT // 2),
                    (boxes[b].x, boxes[b].y + _HEIGHT // 2),
                ),
                css="nw-draw-chain",
            )
            for a, b in edges
            if a in boxes and b in boxes
        ),
        words=tuple(notes),
    )


def _box(name: str, label: str, title: str, css: str, place: tuple[int, int]) -> Box:
    column, row = place
    return Box(
        x=10 + column * _COLUMN,
        y=5 + row * _ROW,
        width=_WIDTH,
        height=_HEIGHT,
        label=short(label, 30),
        title=title,
        css=css,
        target=Target(item=name) if column else Target(),
    )


def _told(columns: Sequence[dict[str, Branch]], language: str) -> list[str]:
    return [
        f"{in_language(TYPE[b.item.type].title, language)} {b.item.id}"
        for column in columns
        for b in list(column.values())[:_MOST]
    ]
