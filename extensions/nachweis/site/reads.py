"""What a part of a page reads of the model, object by object, so that the rest may change.

Cards and pages of proofs get a graph that notes the objects which are asked for. As long as none
of these shows anything else, a part that was made from them would be the same again.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Iterator
from typing import Any, Final, cast

from nachweis.model.catalogue import Requirement
from nachweis.model.items import Item
from nachweis.sources.digest import digest
from nachweis.trace.graph import Graph
from nachweis.views.trace import Traces

EVERYTHING: Final = "*"
"""What stands for all objects where a part looks through them."""


class Noted(dict[str, Item]):
    """Objects by ID; notes the IDs that are asked for."""

    def __init__(self, items: Iterable[tuple[str, Item]]) -> None:
        """Begin without notes.

        :param items: IDs and objects
        """
        super().__init__(items)
        self._notes: set[str] = set()

    @contextlib.contextmanager
    def noting(self) -> Iterator[set[str]]:
        """Yield the IDs that are asked for until the end of the block."""
        before, self._notes = self._notes, set()
        try:
            yield self._notes
        finally:
            self._notes = before

    def note(self, identifier: str) -> None:
        """Note an ID.

        :param identifier: the ID
        """
        self._notes.add(identifier)

    def __getitem__(self, identifier: str) -> Item:
        """Return an object, and note it."""
        self._notes.add(identifier)
        return super().__getitem__(identifier)

    def get(self, identifier: str, default: Any = None) -> Any:
        """Return an object or a default, and note it."""
        self._notes.add(identifier)
        return super().get(identifier, default)

    def __contains__(self, identifier: object) -> bool:
        """Return whether there is an object, and note it."""
        self._notes.add(str(identifier))
        return super().__contains__(identifier)

    def __iter__(self) -> Iterator[str]:
        """Look through all objects, and note that."""
        self._notes.add(EVERYTHING)
        return super().__iter__()

    def items(self) -> Any:
        """Look through all objects, and note that."""
        self._notes.add(EVERYTHING)
        return super().items()

    def values(self) -> Any:
        """Look through all objects, and note that."""
        self._notes.add(EVERYTHING)
        return super().values()


class NotedGraph(Graph):
    """A graph that notes the objects which are asked for."""

    __slots__ = ()

    @property
    def noted(self) -> Noted:
        """The objects, which keep the notes."""
        return cast("Noted", self.items)

    def sources(self, identifier: str, link: str) -> Iterator[Item]:
        """Return the objects that point to an ID by a link, and note it and them."""
        self.noted.note(identifier)
        return super().sources(identifier, link)

    def proven_at(self, requirement: Requirement, kind: str) -> Iterator[tuple[str, str | None]]:
        """Yield the IDs a link to which brings a kind of proof, and note the equivalents."""
        for identifier in (requirement.id, *self.equivalents.get(requirement.id, ())):
            self.noted.note(identifier)
        return super().proven_at(requirement, kind)


def noted_graph(graph: Graph) -> NotedGraph:
    """Return a graph that notes the objects which are asked for.

    :param graph: the graph
    """
    return NotedGraph(*graph._replace(items=Noted(graph.items.items())))


class Digests:
    """Digests of what is shown of each object: what it says, its links, states and history."""

    def __init__(self, graph: Graph, traces: Traces | None, everything: str) -> None:
        """Begin without digests.

        :param graph: catalogue and project
        :param traces: the cells and negotiations of a project
        :param everything: digest of the whole model
        """
        self._graph, self._traces = graph, traces
        self._incoming: dict[str, list[object]] = {}
        for link, targets in graph.incoming.items() if traces else ():
            for target, sources in targets.items():
                self._incoming.setdefault(target, []).append((link, sources))
        self._known = {EVERYTHING: everything}

    def of(self, identifier: str) -> str:
        """Return the digest of an object, its text apart; of an ID that nothing has, too.

        :param identifier: its ID
        """
        if identifier not in self._known:
            self._known[identifier] = digest([repr(tuple(self._parts(identifier)))])
        return self._known[identifier]

    def together(self, identifiers: Iterable[str]) -> str:
        """Return a digest of several objects.

        :param identifiers: their IDs
        """
        return digest(map(self.of, identifiers))

    def _parts(self, identifier: str) -> Iterator[object]:
        graph, item = self._graph, self._graph.items.get(identifier)
        if item is not None:
            yield item.type, item.id, item.title, item.fields, item.links, item.document
        yield self._incoming.get(identifier)
        catalogue = graph.catalogue
        yield catalogue.requirements.get(identifier) or catalogue.groups.get(identifier)
        yield identifier in graph.requirements, graph.members.get(identifier)
        yield graph.equivalents.get(identifier)
        if self._traces is not None:
            yield [cell[1:] for cell in self._traces.cells.get(identifier, ())]
            talks = self._traces.negotiations.get(identifier)
            yield talks and (talks.status, [item.id for item in talks.history])


def around_objects(graph: Graph) -> Iterator[str]:
    """Yield what cards and proofs show of a model beside its objects.

    :param graph: catalogue and project
    """
    catalogue = graph.catalogue
    yield repr(catalogue._replace(groups={}, requirements={}, threats={}))
    yield repr(graph.project.settings)
