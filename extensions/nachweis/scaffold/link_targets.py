"""The links of a new object: the link of its type for each given target."""

from __future__ import annotations

import difflib
from collections.abc import Sequence

from nachweis.model.items import Item, split_list
from nachweis.model.kinds import Link, ObjectType
from nachweis.model.messages import Message
from nachweis.scaffold.errors import CannotAddError
from nachweis.trace.graph import Graph


def resolve_links(
    graph: Graph, kind: ObjectType, written: Sequence[str]
) -> dict[str, tuple[str, ...]]:
    """Assign targets to links, in the order of the type's links.

    :param graph: catalogue and project
    :param kind: the type of the new object
    :param written: targets, each with or without the link's name: ``[NAME=]ID``
    :raises CannotAddError: if a target does not exist, or no link may point to it
    """
    found: dict[str, dict[str, None]] = {link.name: {} for link in kind.links}
    for text in written:
        name, _, rest = text.rpartition("=")
        for target in split_list(rest):
            found[_link(graph, kind, name.strip(), target).name][target] = None
    return {name: tuple(targets) for name, targets in found.items() if targets}


def _link(graph: Graph, kind: ObjectType, name: str, target: str) -> Link:
    end = graph.items.get(target)
    if end is None:
        raise CannotAddError(
            Message(
                "there is no object {target!r}{suggestion}",
                target=target,
                suggestion=_suggestion(graph, target),
            )
        )
    if name and kind.link(name) is None:
        names = ", ".join(link.name for link in kind.links) or "no link"
        raise CannotAddError(
            Message(
                "a {name} has no link {name2!r}; it has {names}",
                name=kind.name,
                name2=name,
                names=names,
            )
        )
    fitting = [link for link in kind.links if name in ("", link.name) and end.type in link.targets]
    if not fitting:
        allowed = ", ".join(dict.fromkeys(t for link in kind.links for t in link.targets))
        raise CannotAddError(
            Message(
                "a {name} cannot link to {target}, which is a {type}; allowed are {allowed}",
                name=kind.name,
                target=target,
                type=end.type,
                allowed=allowed or "no links at all",
            )
        )
    if len(fitting) > 1:
        ways = " or ".join(f"--link {link.name}={target}" for link in fitting)
        raise CannotAddError(
            Message(
                "{target} can be linked in more than one way; write {ways}",
                target=target,
                ways=ways,
            )
        )
    if end.type == "measure" and not _stands_for_requirements(graph, end):
        raise CannotAddError(
            Message(
                "{target} is a measure with topics; name its topics or requirements", target=target
            )
        )
    return fitting[0]


def _stands_for_requirements(graph: Graph, measure: Item) -> bool:
    return any(r.part_of == measure.id for r in graph.catalogue.requirements.values())


def _suggestion(graph: Graph, target: str) -> str:
    close = difflib.get_close_matches(target.upper(), graph.items, n=1, cutoff=0.8)
    return f"; did you mean {close[0]}?" if close else "; correct the ID or add the object first"
