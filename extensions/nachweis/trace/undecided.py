"""What nobody has decided yet about requirements of imported catalogues."""

from __future__ import annotations

from collections.abc import Iterator

from nachweis.model.catalogue import Requirement
from nachweis.model.terms import State
from nachweis.trace.coverage import Coverage
from nachweis.trace.graph import Graph


def undecided_requirements(graph: Graph, coverage: Coverage) -> Iterator[Requirement]:
    """Yield the requirements that apply and of which something is undecided.

    What a decision tailors out asks nothing of anybody.

    :param graph: catalogue and project
    :param coverage: the states of all cells
    """
    applies = {cell.requirement.id for cell in coverage.cells if cell.state is not State.NA}
    for requirement in graph.requirements.values():
        if requirement.undecided and requirement.id in applies:
            yield requirement
