"""The editions of the catalogue that a project selects, and whether they are withdrawn."""

from __future__ import annotations

from collections.abc import Sequence

from nachweis.model.catalogue import Group
from nachweis.trace.coverage import Coverage
from nachweis.trace.graph import Graph


def selected_modules(graph: Graph) -> Sequence[Group]:
    """Return the modules that a project selects, or of which it selects a part.

    :param graph: catalogue and project
    """
    found = map(graph.catalogue.module_of, graph.project.settings.catalog)
    return tuple({group.id: group for group in found if group is not None}.values())


def withdrawn_modules(graph: Graph, coverage: Coverage) -> Sequence[Group]:
    """Return the withdrawn modules of a project that selects none of their successors.

    :param graph: catalogue and project
    :param coverage: for its date
    """
    modules = selected_modules(graph)
    labels = {module.label for module in modules}
    return tuple(
        module
        for module in modules
        if module.is_withdrawn(coverage.as_of) and labels.isdisjoint(module.superseded_by)
    )


def successors_of(modules: Sequence[Group]) -> str:
    """Return the labels of the modules that supersede others, as a list to read.

    :param modules: the superseded modules
    """
    return ", ".join(dict.fromkeys(label for module in modules for label in module.superseded_by))


def with_last_years(modules: Sequence[Group]) -> str:
    """Return the labels of withdrawn modules, each with its last year or day, as *(–2023)*.

    :param modules: the modules
    """
    return ", ".join(f"{module.label} (–{module.valid_until})" for module in modules)
