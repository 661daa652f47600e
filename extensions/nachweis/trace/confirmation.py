"""Links that can be confirmed, and what changed at their ends since."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from typing import TypeAlias

from nachweis.model.foreign import STATED_BY
from nachweis.model.items import Item
from nachweis.model.kinds import Origin
from nachweis.model.objects import TYPE
from nachweis.trace.graph import Graph

LinkId: TypeAlias = tuple[str, str, str]
"""ID of the source, name of the link, ID of the target."""


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True, order=True)
class End:
    """An end of a link whose wording changed since the link was confirmed.

    :param fingerprint: of its wording at confirmation
    """

    id: str
    fingerprint: str


def current_locks(graph: Graph, *, stubs: bool = False) -> dict[LinkId, str]:
    """Compute the current fingerprint of every link that can be confirmed.

    These are the links of clauses, sections, records, decisions and derogations to what exists,
    but for those of stubs: to write the text of one is no change of anything confirmed; nor by whom
    something is stated, which its signature says.

    :param graph: catalogue and project
    :param stubs: whether to return those of stubs instead
    """
    return {
        (item.id, link.name, target): graph.link_fingerprint(item, target)
        for item in graph.project.items
        if TYPE[item.type].origin is Origin.MARKDOWN and is_stub(graph, item) is stubs
        for link in TYPE[item.type].links
        if link.name != STATED_BY
        for target in item.targets(link.name)
        if target in graph.items
    }


def is_stub(graph: Graph, item: Item) -> bool:
    """Return whether an object still waits for its text.

    :param graph: catalogue and project
    :param item: the object
    """
    return item.get("status") == "open" or bool(graph.texts.lack(item))


def changed_ends(link: LinkId, locked: str, current: str) -> tuple[End, ...]:
    """Return the ends of a link whose wording changed since its confirmation.

    :param link: the link
    :param locked: its fingerprint at confirmation: that of its source, then of its target
    :param current: its current fingerprint
    """
    half = len(current) // 2
    pairs = ((link[0], locked[:half], current[:half]), (link[2], locked[half:], current[half:]))
    return tuple(End(id=name, fingerprint=was) for name, was, now in pairs if was != now)


def find_renamed(link: LinkId, fingerprint: str, gone: Mapping[str, LinkId]) -> LinkId | None:
    """Find the confirmed link that a new one replaces: the same words under other IDs.

    :param link: a link that was never confirmed
    :param fingerprint: its current fingerprint
    :param gone: confirmed links that no longer exist, by fingerprint
    """
    was = gone.get(fingerprint)
    return was if was is not None and was[1] == link[1] else None
