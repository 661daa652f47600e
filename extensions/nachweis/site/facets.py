"""By what the entries of a search are told apart: phase, measure, language, state."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final, NamedTuple

from nachweis.i18n import translator
from nachweis.model.catalogue import in_language
from nachweis.model.items import Item
from nachweis.model.terms import Phase, State
from nachweis.sources.markdown.policy import harmless
from nachweis.trace.coverage import Cell
from nachweis.trace.graph import Graph


class Facets(NamedTuple):
    """By what an entry is told apart, as words that people read.

    :param phases: in which its proofs are due
    :param measures: labels of the measures that it belongs to, or whose requirements it proves
    :param language: ISO 639-1 code
    :param state: of a requirement the worst of its proofs, else its status or result
    """

    phases: tuple[str, ...] = ()
    measures: tuple[str, ...] = ()
    language: str = ""
    state: str = ""


NO_FACETS: Final = Facets()
_STATES: Final = list(State)


def facets_of(
    graph: Graph, cells: Mapping[str, Sequence[Cell]], item: Item, language: str
) -> Facets:
    """Return by what an object is told apart.

    :param graph: catalogue and project
    :param cells: the proofs of each requirement of the project, by its ID
    :param item: the object
    :param language: ISO 639-1 code of the site
    """
    words = translator(language)
    own = cells.get(item.id, ())
    about = [item.id, *(target for targets in item.links.values() for target in targets)]
    due = {cell.due for name in about for cell in cells.get(name, ())}
    worst = min((cell.state for cell in own), key=_STATES.index, default="")
    state = worst or item.get("status") or item.get("result")
    return Facets(
        phases=tuple(_phase(graph, phase, language) for phase in Phase if phase in due),
        measures=tuple(dict.fromkeys(_measures(graph, about))),
        language=item.get("lang") or language,
        state=words.word(state) if state else "",
    )


def _phase(graph: Graph, phase: Phase, language: str) -> str:
    entry = graph.catalogue.phases.get(phase)
    return in_language(entry.title, language) if entry else translator(language).word(phase)


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
    :param language: ISO 639-1 code of the site, which entries without one have
    """
    known: dict[str, int] = {}

    def number(word: str) -> int:
        return known.setdefault(word, len(known))

    table = [
        [
            [number(word) for word in row.phases],
            [number(word) for word in row.measures],
            [number(row.language or language)],
            [number(row.state)] if row.state else [],
        ]
        for row in rows
    ]
    values = {"words": list(known), "rows": table}
    text = json.dumps(values, ensure_ascii=False, separators=(",", ":"))
    return f"window.nachweisFacets={harmless(text)};\n"
