"""Risks: the matrix of likelihood and damage, as a table and drawn, and how each is treated."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape
from typing import Final

from nachweis.i18n import Words, translator
from nachweis.model.items import Item
from nachweis.trace.graph import Graph
from nachweis.trace.risks import LEVELS, level, level_of, residual, scale, signatures
from nachweis.views.table import CellValue, Drawing, Reference, Table, ViewRequest

_FILLS: Final = dict(zip(LEVELS, ("#d8eadb", "#fbf0c4", "#f8d3ae", "#eeb4b0"), strict=True))
_CELL: Final = (150, 64)
_LEFT: Final = 120
_TOP: Final = 34
_A_LINE: Final = 4
"""Names of risks that stand beside each other in a cell of the drawing."""


def risk_matrix(request: ViewRequest) -> Table:
    """Place the risks by likelihood and damage, as they are once treated, and as they were.

    :source: BSI 200-3, 5.2
    """
    _, threats = translator(request.language), request.verdict.graph.of_type("threat")
    chances, losses = scale("likelihood"), scale("damage")[::-1]
    head = (_("Damage"), *(_.word(word, "threat.likelihood") for word in chances))
    rows = tuple(
        (
            _.word(damage, "threat.damage"),
            *(_cell(_, threats, chance, damage) for chance in chances),
        )
        for damage in losses
    )
    empty = _("No risk is known.")
    if not threats:
        return Table(columns=head, rows=(), empty=empty)
    lead = _(
        "The risks by damage and likelihood, as they were and, in brackets, as they remain once "
        "treated. What remains high or very high needs more treatment, or somebody who accepts it."
    )
    return Table(columns=head, rows=rows, empty=empty, drawing=_drawn(_, threats), lead=lead)


def _cell(_: Words, threats: Iterable[Item], chance: str, damage: str) -> CellValue:
    remains = _("remains")
    there = tuple(
        Reference(t.id, f"{short(t)} ({remains})")
        for t in threats
        if residual(t) == (chance, damage)
    )
    before = tuple(
        Reference(t.id, short(t))
        for t in threats
        if (t.get("likelihood"), t.get("damage")) == (chance, damage)
    )
    return _.word(level_of(chance, damage), "threat.level"), *before, *there


def short(threat: Item) -> str:
    """Return the name of a risk in the matrix: the end of its ID.

    :param threat: an entry of the register of threats
    """
    return threat.id.rpartition("_")[2]


def _drawn(_: Words, threats: Sequence[Item]) -> Drawing:
    """Draw the matrix: outlined where each risk was, in bold where it is once treated."""
    chances, losses = scale("likelihood"), scale("damage")[::-1]
    width, height = _CELL
    whole = (_LEFT + width * len(chances) + 2, _TOP + height * len(losses) + 28)
    title = _("Risks by likelihood and damage; in bold what remains once they are treated")
    space = 'xmlns="http://www.w3.org/2000/svg" font-family="Source Sans 3, sans-serif"'
    parts = [
        f'<svg {space} class="nw-risks" viewBox="0 0 {whole[0]} {whole[1]}" role="img"',
        f' aria-label="{escape(title)}"><rect width="100%" height="100%" fill="#ffffff"/>',
    ]
    for row, damage in enumerate(losses):
        y = _TOP + row * height
        parts.append(_words(_.word(damage, "threat.damage"), _LEFT - 8, y + height / 2 + 4, "end"))
        for column, chance in enumerate(chances):
            x = _LEFT + column * width
            found = level_of(chance, damage)
            parts.append(
                f'<rect x="{x}" y="{y}" width="{width}" height="{height}" '
                f'fill="{_FILLS[found]}" stroke="#5b6470"/>'
            )
            parts.append(_words(_.word(found, "threat.level"), x + 6, y + height - 7, "start", 10))
            parts += _names(threats, (chance, damage), x, y)
    for column, chance in enumerate(chances):
        middle = _LEFT + column * width + width / 2
        parts.append(_words(_.word(chance, "threat.likelihood"), middle, _TOP - 10, "middle"))
    parts.append(_words(title, _LEFT, whole[1] - 10, "start", 11))
    return Drawing("".join((*parts, "</svg>")), title)


def _names(threats: Sequence[Item], place: tuple[str, str], x: float, y: float) -> Iterable[str]:
    """Yield the names of the risks of a cell: before their treatment, then what remains."""
    before = [(t, "") for t in threats if (t.get("likelihood"), t.get("damage")) == place]
    after = [(t, ' font-weight="bold"') for t in threats if residual(t) == place]
    for number, (threat, weight) in enumerate((*before, *after)):
        line, column = divmod(number, _A_LINE)
        yield _words(short(threat), x + 8 + column * 35, y + 16 + line * 14, "start", 11, weight)


def _words(text: str, x: float, y: float, anchor: str, size: int = 12, weight: str = "") -> str:
    return (
        f'<text x="{x:g}" y="{y:g}" text-anchor="{anchor}" font-size="{size}"{weight} '
        f'fill="#1c2430">{escape(text)}</text>'
    )


def risk_treatment(request: ViewRequest) -> Table:
    """List the risks, the highest first: threats, level, treatment, what remains, who signed it.

    :source: BSI 200-3, 6
    """
    _, graph = translator(request.language), request.verdict.graph
    columns = (
        *(_("Risk"), _("Threatens"), _("Based on"), _("Risk level"), _("Treatment")),
        *(_("Measures"), _("Remains"), _("Accepted by")),
    )
    ranked = sorted(graph.of_type("threat"), key=lambda t: -_rank(level(t)))
    return Table(
        columns=columns,
        rows=tuple(_treated(_, graph, threat) for threat in ranked),
        empty=_("No risk is known."),
        lead=_(
            "How each risk is treated, by what, and who accepts what remains until when; the "
            "highest come first. A risk that is not treated, or whose acceptance has ended, has to "
            "be decided."
        ),
        choices=(3, 4),
    )


def _treated(_: Words, graph: Graph, threat: Item) -> tuple[CellValue, ...]:
    actions = (action.id for action in graph.sources(threat.id, "reduces"))
    treatment = threat.get("treatment")
    until = _("until %(date)s")
    return (
        Reference(threat.id),
        tuple(map(Reference, threat.targets("threatens"))),
        tuple(map(Reference, threat.targets("based_on"))),
        _.word(level(threat), "threat.level") if level(threat) else "–",
        _.word(treatment, "threat.treatment") if treatment else "–",
        tuple(map(Reference, (*threat.targets("motivates"), *actions))),
        _.word(level_of(*residual(threat)), "threat.level") if level_of(*residual(threat)) else "–",
        tuple(
            Reference(item.id, f"{item.title}, {until % {'date': _.day(item.get('until'))}}")
            for item in signatures(graph, threat)
        ),
    )


def _rank(name: str) -> int:
    return LEVELS.index(name) if name in LEVELS else -1
