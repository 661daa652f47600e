"""The parties of a project as a drawing: who works for whom, and where their systems meet."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Final

from nachweis.i18n import Words as Translation
from nachweis.model.items import Item
from nachweis.trace.graph import Graph
from nachweis.views.drawing import Box, Drawing, Line, Target, Words, curve, short
from nachweis.views.party import chain_below

_WIDTH: Final = 200
_HEIGHT: Final = 42
_ROW: Final = 58
_COLUMN: Final = 290
_MOST: Final = 40
"""Parties that are drawn."""


def draw_parties(graph: Graph, _: Translation) -> Drawing | None:
    """Draw the chain of contracts, with the number of interfaces between two parties.

    :param graph: the project
    :param _: translates to the language of the page
    """
    places = dict(list(_places(graph).items())[:_MOST])
    if not places:
        return None
    items = [graph.items[name] for name in places]
    corner = {
        name: (10 + column * _COLUMN, 10 + row * _ROW) for name, (column, row) in places.items()
    }

    def path(start: str, end: str) -> str:
        (x, y), (to_x, to_y) = sorted((corner[start], corner[end]))
        y, to_y = y + _HEIGHT // 2, to_y + _HEIGHT // 2
        return curve((x + _WIDTH, y), (to_x if to_x > x else x + _WIDTH, to_y))

    chains = [(i, above) for i in items for above in i.targets("works_for") if above in corner]
    meetings = {pair: n for pair, n in _interfaces(graph).items() if set(pair) <= set(corner)}
    lines = [Line(path=path(above, i.id), css="nw-draw-chain") for i, above in chains]
    lines += [Line(path=path(*pair), css="nw-draw-interface") for pair in meetings]
    notes = []
    for (one, other), number in meetings.items():
        (x, y), (to_x, to_y) = sorted((corner[one], corner[other]))
        middle = max(to_x, x + _COLUMN) - 45
        text = _.catalogue.ngettext("{count} interface", "{count} interfaces", number)
        notes.append(
            Words(
                x=middle,
                y=to_y + _HEIGHT // 2 - 4 if to_x > x else (y + to_y + _HEIGHT) // 2 - 4,
                text=text.format(count=number),
                css="nw-draw-note",
                anchor="middle",
            )
        )
    told = [f"{i.title} {_.word('works for', 'link')} {graph.items[a].title}" for i, a in chains]
    return Drawing(
        name="parties",
        title=_("Parties: who works for whom (solid), and where they meet (dashed)"),
        summary=". ".join(told or [item.title for item in items]),
        width=max(x for x, _ in corner.values()) + _WIDTH + 110,
        height=max(y for _, y in corner.values()) + _HEIGHT + 10,
        boxes=tuple(
            Box(
                x=corner[item.id][0],
                y=corner[item.id][1],
                width=_WIDTH,
                height=_HEIGHT,
                label=short(item.title, 27),
                title=f"{item.title}, {_.word(item.get('role'), 'party.role')}",
                css=f"nw-draw-party nw-draw-{item.get('role') or 'none'}",
                target=Target(page=f"parties/{item.id}"),
            )
            for item in items
        ),
        lines=tuple(lines),
        words=tuple(notes),
    )


def _places(graph: Graph) -> Mapping[str, tuple[int, int]]:
    """Return column and row of each party: below each other what is in one chain."""
    parties = [item for item in graph.of_type("party") if item.id]
    known = {item.id for item in parties}
    places: dict[str, tuple[int, int]] = {}
    heads = [item for item in parties if not known.intersection(item.targets("works_for"))]
    row = 0
    for head in (*heads, *parties):  # a circle has no head
        if head.id in places:
            continue
        branch: list[tuple[int, Item]] = [(0, head), *chain_below(graph, head)]
        before = -1
        for depth, item in branch:
            if item.id in places:
                continue
            row += before >= depth
            places[item.id] = depth, row
            before = depth
        row += 1
    return places


def _interfaces(graph: Graph) -> Mapping[tuple[str, str], int]:
    """Count the interfaces between two parties; a system belongs to the one with its sphere."""
    roles: dict[str, list[str]] = {}
    for party in graph.of_type("party"):
        roles.setdefault(party.get("role"), []).append(party.id)

    def owner(name: str) -> str:
        item = graph.items.get(name)
        if item is None or item.type == "party":
            return name
        found = roles.get(item.get("sphere"), [])
        return found[0] if len(found) == 1 else ""

    pairs: Counter[tuple[str, str]] = Counter()
    for item in graph.of_type("interface"):
        ends = sorted({owner(name) for name in item.targets("between")} - {""})
        if len(ends) == 2:
            pairs[ends[0], ends[1]] += 1
    return pairs
