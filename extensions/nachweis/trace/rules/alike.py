"""Suggests which ID is meant where one is written that does not exist."""

from __future__ import annotations

from typing import Final

from nachweis.model.messages import Message
from nachweis.sources.limits import COMPARED, SUGGESTED
from nachweis.trace.graph import Graph

_CUTOFF: Final = 0.8
"""How much of two IDs must be the same for one to be suggested for the other."""
_LONGEST: Final = 60
"""Characters of an ID above which nothing is suggested for it: to compare takes their square."""


class Alike:
    """Suggested IDs for the first few unknown ones, as each search takes long."""

    def __init__(self, graph: Graph) -> None:
        """Suggest objects of a graph.

        :param graph: catalogue and project
        """
        self._graph = graph
        self._suggestions, self._comparisons = SUGGESTED, COMPARED
        self._labels: dict[str, str] = {}

    def hint(self, target: str, types: tuple[str, ...]) -> str:
        """Say how to correct a link to an unknown ID.

        :param target: the ID
        :param types: the types of objects that it may be of
        """
        if meant := self._meant(target, types) or self._moved(target):
            return meant
        close = []
        if self._suggestions > 0 and self._comparisons > 0:
            known = (item for item in self._graph.items.values() if item.type in types)
            alike = [
                item.id for item in known if item.id[:3] == target[:3] and _near(item.id, target)
            ]
            self._suggestions -= 1
            self._comparisons -= len(alike)
            import difflib

            close = difflib.get_close_matches(target, alike, n=1, cutoff=_CUTOFF)
        if close:
            return Message("did you mean {id}?", id=close[0])
        return Message("correct the ID or add the object")

    def _moved(self, target: str) -> str:
        """Say what a later release of an imported catalogue made of an ID."""
        for source in self._graph.catalogue.sources.values():
            if target in source.aliases:
                return Message(
                    "{release} calls it {id}", release=source.release, id=source.aliases[target]
                )
            if target in source.withdrawn:
                return Message(
                    "{release} withdrew it: {text}; link what replaces it, or drop the link",
                    release=source.release,
                    text=source.withdrawn[target],
                )
        return ""

    def _meant(self, target: str, types: tuple[str, ...]) -> str:
        """Find the ID that another spelling stands for: small letters, a label, a blank."""
        several = target.split()
        if len(several) > 1 and all(self._has(part, types) for part in several):
            return Message("separate the IDs with commas: {ids}", ids=", ".join(several))
        if self._has(target.upper(), types):
            return Message("did you mean {id}?", id=target.upper())
        if not self._labels:
            for group in self._graph.catalogue.groups.values():  # topics come after their measure
                self._labels.setdefault(plain(group.label), group.id)
        named = self._labels.get(plain(target))
        if named is None:
            return ""
        if self._has(named, types) and named in self._graph.members:
            return Message("did you mean {id}?", id=named)
        members = self._graph.members
        below = [group for group in members if named in self._graph.catalogue.chain(group)]
        if below:
            return Message("it has topics; name one of them, such as {id}", id=below[0])
        return Message("did you mean {id}?", id=named)

    def _has(self, target: str, types: tuple[str, ...]) -> bool:
        item = self._graph.items.get(target)
        return item is not None and item.type in types


def plain(label: str) -> str:
    """Return a label without what people leave out of it: case, blanks, dots and lines.

    :param label: the label
    """
    return "".join(filter(str.isalnum, label.casefold()))


def _near(known: str, target: str) -> bool:
    """Whether two IDs are short, and of such lengths that they may be alike."""
    short, long = sorted((len(known), len(target)))
    return long <= _LONGEST and 2 * short >= _CUTOFF * (short + long)
