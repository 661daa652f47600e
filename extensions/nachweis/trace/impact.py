"""Impact of a change of the catalogue: which links of a project lead to it."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator

from nachweis.model.changes import CatalogueChanges
from nachweis.model.items import Item
from nachweis.model.objects import TYPE
from nachweis.trace.graph import Graph


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Impact:
    """A link of a project to a changed entry of the catalogue.

    :param target: ID that the link points to
    :param requirement: ID of the changed entry: the target, or a requirement that it stands for
    :param confirmed: whether the link was confirmed, so that a changed target makes it suspect
    """

    project: str
    item: Item
    link: str
    target: str
    requirement: str
    confirmed: bool


def find_impacts(graph: Graph, changes: CatalogueChanges) -> Iterator[Impact]:
    """Yield the links of a project to changed or removed entries, in the order of its files.

    :param graph: catalogue and project
    :param changes: differences between two editions of the catalogue
    """
    gone = {entry.id: entry.part_of for entry in changes.removed}
    gone.update({pair.old.id: "" for pair in changes.renamed})
    changed = {pair.new.id: pair.new.part_of for pair in changes.changed if pair.new.type == "req"}
    others = {pair.new.id for pair in changes.changed if pair.new.type != "req"}
    reached: dict[str, list[str]] = {identifier: [identifier] for identifier in others}
    for identifier, part_of in {**gone, **changed}.items():
        reached.setdefault(identifier, []).append(identifier)
        if part_of:
            reached.setdefault(part_of, []).append(identifier)
    for item in graph.project.items:
        for link in TYPE[item.type].links:
            for target in item.targets(link.name):
                for requirement in reached.get(target, ()):
                    yield Impact(
                        project=graph.project.settings.key,
                        item=item,
                        link=link.name,
                        target=target,
                        requirement=requirement,
                        confirmed=(item.id, link.name, target) in graph.project.locks,
                    )
