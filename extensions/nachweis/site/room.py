"""How many names each list of a card has room for, so that no page grows with its project.

A page ends where a browser still scrolls. What a list leaves out is counted, by document.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final, NamedTuple

from nachweis.model.items import Item
from nachweis.model.objects import PROOFS, TYPE
from nachweis.site.state import State
from nachweis.trace.graph import Graph
from nachweis.views.trace import Traces


class Room(NamedTuple):
    """How much of a list is shown.

    :param names: objects of a list of links
    :param branches: proofs of a kind, and what stands behind each of them
    :param documents: documents in which the others are counted
    """

    names: int
    branches: int
    documents: int

    @property
    def values(self) -> dict[str, int]:
        """As the variables of templates."""
        return {
            "most_back_links": self.names,
            "most_in_card": self.branches,
            "most_documents": self.documents,
        }


ROOMS: Final = (Room(20, 6, 15), Room(10, 4, 6), Room(5, 2, 3), Room(2, 1, 1), Room(0, 0, 1))
"""From all that a card shows to what it shows on the fullest pages."""
_ELEMENTS: Final = 5300
_OF_A_CARD: Final = 26
_OF_A_PROOF: Final = 8
_OF_A_FIELD: Final = 4
_OF_A_NAME: Final = 5
"""Elements that they mostly have, with their states."""


def room_on(state: State, docname: str) -> Room:
    """Return how much the cards of a page show.

    :param state: the state of the build
    :param docname: name of the page
    """
    return state.once(("rooms",), lambda: _rooms(state)).get(docname, ROOMS[0])


def _rooms(state: State) -> dict[str, Room]:
    """Return the rooms of pages on which not everything can be shown, by name."""
    graph = state.verdicts[0].graph
    shown: dict[str, list[Item]] = {}
    for item in graph.items.values():
        shown.setdefault(state.docname_of(item) or "", []).append(item)
    lists = _Listed(graph, state.traces)
    found = {}
    for docname, items in shown.items():
        cards = [lists.of(item) for item in items]
        room = next((room for room in ROOMS if _elements(cards, room) <= _ELEMENTS), ROOMS[-1])
        if room != ROOMS[0]:
            found[docname] = room
    return found


class _Lists(NamedTuple):
    """What a card lists: how many objects each list has.

    :param text: elements of what is written, and of the fields of an entry
    :param links: of links in both directions
    :param proofs: of proofs, with what stands behind each
    :param history: demands on a requirement
    """

    text: int
    links: tuple[int, ...]
    proofs: tuple[tuple[int, ...], ...] = ()
    history: int = 0


def _elements(cards: Iterable[_Lists], room: Room) -> int:
    """Return about how many elements some cards have."""
    count = 0
    for card in cards:
        count += card.text + _OF_A_CARD + len(card.links) + _OF_A_PROOF * len(card.proofs)
        for lengths, most in ((card.links, room.names), ((card.history,), 2 * room.branches)):
            count += sum(_OF_A_NAME * min(length, most) for length in lengths)
            count += sum(2 * room.documents + 3 for length in lengths if length > most)
        for proofs in card.proofs:
            if len(proofs) > room.branches:
                count += _OF_A_NAME * min(2, room.branches)
            else:
                count += sum(_OF_A_NAME * (1 + min(below, room.branches)) for below in proofs)
    return count


class _Listed:
    """Counts what cards list."""

    def __init__(self, graph: Graph, traces: Traces | None) -> None:
        """Count the links to each object.

        :param graph: catalogue and project
        :param traces: cells and negotiations; None where cards show no project
        """
        self._graph, self._traces = graph, traces
        self._links: dict[str, list[tuple[str, int]]] = {}
        for link, targets in graph.incoming.items() if traces else ():
            for target, sources in targets.items():
                self._links.setdefault(target, []).append((link, len(sources)))

    def of(self, item: Item) -> _Lists:
        """Return how much there is to list on the card of an object.

        :param item: the object
        """
        text = item.body.count("\n\n") + item.body.count("|")
        if TYPE[item.type].origin == "register":
            text += _OF_A_FIELD * len(item.fields)
        links = [len(targets) for link, targets in item.links.items() if link != "part_of"]
        if item.id not in self._graph.catalogue.requirements:
            known = self._links.get(item.id, ())
            links += [count for link, count in known if link not in ("part_of", "see")]
            return _Lists(text, tuple(links))
        talks = self._traces.negotiations.get(item.id) if self._traces else None
        history = len(talks.history) if talks else 0
        return _Lists(text, tuple(links), tuple(self._proofs(item.id)), history)

    def _proofs(self, identifier: str) -> Iterator[tuple[int, ...]]:
        graph = self._graph
        requirement = graph.catalogue.requirements[identifier]
        for kind in PROOFS if self._traces else ():
            found = {
                source
                for target, via in graph.proven_at(requirement, kind)
                if via is None or kind in requirement.proofs
                for source in graph.incoming[PROOFS[kind].link].get(target, ())
            }
            few = found if len(found) <= ROOMS[0].branches else ()
            yield tuple(map(self._below, few)) or (0,) * len(found)

    def _below(self, identifier: str) -> int:
        """Return how many objects stand behind a proof."""
        known = self._links.get(identifier, ())
        return sum(count for link, count in known if link in ("implements", "checks"))
