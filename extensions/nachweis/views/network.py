"""The information network: inherited protection needs, and descriptions of interfaces."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence

from nachweis.model.items import Item
from nachweis.model.terms import NOT_LINKED
from nachweis.trace.graph import Graph
from nachweis.trace.rules.network import (
    SHARED,
    WRITERS,
    inherited_needs,
    parties_at,
    rank,
)


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Need:
    """The protection need of an asset in one basic value.

    :param declared: as in the register
    :param derived: the highest need of what depends on the asset; empty if nothing does
    :param source: ID of the asset that it comes from
    :param relation: how they compare: ``own`` if nothing is inherited, ``equal``,
        ``higher`` (cumulation, or a need of its own), ``lower`` (distribution), or ``too low``
    """

    declared: str
    derived: str
    source: str
    relation: str


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Protection:
    """An asset with its needs by basic value.

    :param inherits: whether something depends on it
    """

    asset: Item
    needs: Mapping[str, Need]
    inherits: bool


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class InterfaceRow:
    """An interface with its ends and its descriptions.

    :param parties: parties in whose spheres the ends lie, and whether a concept that covers
        them describes the interface
    :param sections: sections that describe it by concept
    """

    interface: Item
    parties: Mapping[str, bool]
    sections: Mapping[str, tuple[Item, ...]]


def build_protection(graph: Graph, assets: Sequence[Item]) -> tuple[Protection, ...]:
    """Compute the protection needs of assets, declared and derived.

    :param graph: catalogue and project
    :param assets: the assets to show
    :source: M 2.251: maximum principle, cumulation, distribution
    """
    inherited = inherited_needs(graph)
    return tuple(
        Protection(
            asset=asset,
            inherits=any(asset.id in sources for sources in inherited.values()),
            needs={
                value: _need(asset, value, sources.get(asset.id))
                for value, sources in inherited.items()
            },
        )
        for asset in assets
    )


def _need(asset: Item, value: str, highest: Item | None) -> Need:
    own = rank(asset.get(value))
    inherited = rank(highest.get(value)) if highest else -1
    if highest is None or inherited < 0:
        relation = "own"
    elif own == inherited:
        relation = "equal"
    elif own > inherited:
        relation = "higher"
    else:
        relation = "lower" if asset.get("effect") == "distribution" else "too low"
    return Need(
        declared=asset.get(value),
        derived=highest.get(value) if highest else "",
        source=highest.id if highest else "",
        relation=relation,
    )


def build_interfaces(graph: Graph, interfaces: Sequence[Item]) -> tuple[InterfaceRow, ...]:
    """Build the table of interfaces with both ends and the concepts that describe them.

    :param graph: catalogue and project
    :param interfaces: the interfaces to show
    :source: M 2.254: a partial concept for the interfaces between spheres of influence
    """
    return tuple(_interface(graph, item) for item in interfaces)


def _interface(graph: Graph, item: Item) -> InterfaceRow:
    sections: dict[str, tuple[Item, ...]] = {}
    for section in graph.sources(item.id, "describes"):
        if section.get("status") not in NOT_LINKED:
            concept = section.get("concept")
            sections[concept] = (*sections.get(concept, ()), section)
    shared = not SHARED.isdisjoint(sections)
    return InterfaceRow(
        interface=item,
        parties={
            party: party not in WRITERS or shared or party in sections
            for party in sorted(parties_at(graph, item))
            if party
        },
        sections=sections,
    )
