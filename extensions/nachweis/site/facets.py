"""By what the entries of a search are told apart: phase, measure, language, state."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Final, NamedTuple

from nachweis.i18n import translator
from nachweis.model.items import Item
from nachweis.model.terms import Phase
from nachweis.site.scripts import data
from nachweis.trace.graph import Graph
from nachweis.views.catalogue import phase_title
from nachweis.views.trace import Traces, state_of


class Facets(NamedTuple):
    """By what an entry is told apart, as words that people read; its language is the site's.

    :param phases: in which its proofs are due
    :param measures: labels of the measures that it belongs to, or whose requirements it proves
    :param state: of a requirement the worst of its proofs, else its status or result
    """

    phases: tuple[str, ...] = ()
    measures: tuple[str, ...] = ()
    state: str = ""


NO_FACETS: Final = Facets()


def facets_of(graph: Graph, traces: Traces | None, item: Item, language: str) -> Facets:
    """Return by what an object is told apart.

    :param graph: catalogue and project
    :param traces: the proofs of the project; nothing where none is judged
    :param item: the object
    :param language: ISO 639-1 code of the site
    """
    words = translator(language)
    about = [item.id, *(target for targets in item.links.values() for target in targets)]
    cells = traces.cells if traces else {}
    due = {cell.due for name in about for cell in cells.get(name, ())}
    worst = state_of(traces, item.id) if traces else None
    state = worst or item.get("status") or item.get("result")
    return Facets(
        phases=tuple(phase_title(graph.catalogue, phase, words) for phase in Phase if phase in due),
        measures=tuple(dict.fromkeys(_measures(graph, about))),
        state=words.word(state) if state else "",
    )


def _measures(graph: Graph, names: Iterable[str]) -> Iterator[str]:
    catalogue = graph.catalogue
    for name in names:
        requirement = catalogue.requirements.get(name)
        group = catalogue.groups.get(requirement.measure if requirement else name)
        if group is not None and group.label:
            yield group.label


def facets_script(rows: Sequence[Facets], language: str) -> str:
    """Return the script with the facets of all entries, in their order.

    :param rows: a row for each entry
    :param language: ISO 639-1 code of the site
    """
    known: dict[str, int] = {}

    def number(word: str) -> int:
        return known.setdefault(word, len(known))

    table = [
        [
            [number(word) for word in row.phases],
            [number(word) for word in row.measures],
            [number(language)],
            [number(row.state)] if row.state else [],
        ]
        for row in rows
    ]
    return f"window.nachweisFacets={data({'words': list(known), 'rows': table})};\n"
