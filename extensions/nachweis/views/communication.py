"""The communication matrix: which partner may receive which class of information, and how."""

from __future__ import annotations

import dataclasses
import datetime
from collections.abc import Sequence

from nachweis.model.items import Item
from nachweis.trace.graph import Graph
from nachweis.trace.rules.people import is_authorised


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class PartnerRow:
    """A communication partner.

    :param receives: for each class of the matrix, whether the partner may receive it
    :param authorised: whether the partner is authorised at the date of judgement
    """

    partner: Item
    receives: tuple[bool, ...]
    authorised: bool


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Communication:
    """Partners by classes of information.

    :param classes: the least strict first
    """

    classes: tuple[Item, ...]
    rows: tuple[PartnerRow, ...]


def build_communication(
    graph: Graph, partners: Sequence[Item], as_of: datetime.date
) -> Communication:
    """Build the communication matrix.

    :param graph: catalogue and project
    :param partners: the partners to show
    :param as_of: the date of judgement
    :source: OPS.3.1.M4: who may receive what, over which channel
    """
    classes = tuple(sorted(graph.of_type("infoclass"), key=_rank))
    return Communication(
        classes=classes,
        rows=tuple(
            PartnerRow(
                partner=partner,
                receives=tuple(c.id in partner.targets("may_receive") for c in classes),
                authorised=is_authorised(partner, as_of),
            )
            for partner in partners
        ),
    )


def _rank(item: Item) -> tuple[float, str]:
    """Return the sort key of a class: its rank as a number if it is one, then as written."""
    rank = item.get("rank")
    try:
        return float(rank), rank
    except ValueError:
        return float("inf"), rank
