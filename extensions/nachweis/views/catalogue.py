"""Overview of the catalogue: its modules and measures, their coverage, and titles of phases."""

from __future__ import annotations

import dataclasses
import unicodedata
from collections import Counter
from collections.abc import Mapping

from nachweis.i18n import Words
from nachweis.model.catalogue import Catalogue, Group, in_language
from nachweis.model.terms import Phase, State
from nachweis.trace.coverage import Cell, Coverage
from nachweis.views.matrix import count_states


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Entry:
    """A module or measure.

    :param requirements: number of its requirements
    :param states: number of cells of a project by state; empty if it is not selected
    """

    group: Group
    requirements: int
    states: Mapping[State, int]


def alphabetical(word: str) -> tuple[str, str]:
    """Return the sort key of a word in a glossary, ignoring case and accents.

    :param word: a term, in any language
    :source: DIN 5007-1: ä is sorted as a
    """
    letters = unicodedata.normalize("NFKD", word.casefold())
    return "".join(c for c in letters if not unicodedata.combining(c)), word


def build_entries(catalogue: Catalogue, coverage: Coverage | None) -> tuple[Entry, ...]:
    """List the modules and measures of the catalogue, in its order.

    :param catalogue: the catalogue
    :param coverage: the states of a project's cells, if there is a project
    """
    requirements = Counter(r.measure for r in catalogue.requirements.values())
    cells: dict[str, list[Cell]] = {}
    for cell in coverage.cells if coverage else ():
        cells.setdefault(cell.requirement.measure, []).append(cell)
    return tuple(
        Entry(
            group=group,
            requirements=requirements[group.id],
            states=count_states(iter(cells.get(group.id, ()))),
        )
        for group in catalogue.groups.values()
        if group.type != "req_topic" and not group.cited
    )


def phase_title(catalogue: Catalogue, phase: Phase, _: Words) -> str:
    """Return the title of a phase, or its word where the catalogue has none.

    :param catalogue: has the texts of the phases
    :param phase: the phase
    :param _: translates to the language of the title
    """
    text = catalogue.phases.get(phase)
    return in_language(text.title, _.language) if text else _.word(phase)
