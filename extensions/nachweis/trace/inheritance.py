"""What assets inherit from the processes and assets that depend on them."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from nachweis.model.items import Item
from nachweis.trace.graph import Graph


def inherited(graph: Graph, value: Callable[[Item], Any]) -> Mapping[str, Item]:
    """Return for each asset and process what it inherits from: whatever needs most of it.

    A need goes down from a process to what it *uses* and from an asset to what *carries* it,
    through circles as well. A distribution stops it: what lies below inherits the lower need.
    Each object is visited once, the highest needs first.

    :param graph: catalogue and project
    :param value: returns the need of an object, the greater the higher; None: it has none
    :source: BSI 200-2, 8.2: maximum principle, dependencies, cumulation, distribution
    """
    rated = [
        (need, item)
        for kind in ("process", "asset")
        for item in graph.of_type(kind)
        if (need := value(item)) is not None
    ]
    found: dict[str, Item] = {}
    for _, source in sorted(rated, key=lambda entry: entry[0], reverse=True):
        queue = deque([source])
        while queue:
            for item in needed_by(graph, queue.popleft()):
                if item.id in found or item.id == source.id:
                    continue
                found[item.id] = source
                if item.get("effect") != "distribution":
                    queue.append(item)
    return found


def needed_by(graph: Graph, item: Item) -> Iterator[Item]:
    """Yield the assets and processes without which an object does not run, one step down.

    :param graph: catalogue and project
    :param item: an asset or a process
    """
    if item.type == "process":
        ends = map(graph.items.get, item.targets("uses"))
        yield from (end for end in ends if end is not None and end.type in ("asset", "process"))
    else:
        yield from (end for end in graph.sources(item.id, "carries") if end.type == "asset")
