"""The items of a catalogue and a project as a graph that answers in constant time."""

from __future__ import annotations

import dataclasses
from collections import defaultdict
from collections.abc import Iterator, Mapping

from nachweis.model.catalogue import Catalogue, Requirement, group_item, requirement_item
from nachweis.model.items import Item
from nachweis.model.project import Project
from nachweis.trace.applicability import selected_requirements
from nachweis.trace.fingerprint import Fingerprints


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Graph:
    """Catalogue and project together.

    :param requirements: the requirements that the project's ``catalog`` selects, by ID
    :param items: every object by ID; of a duplicate the first
    :param incoming: for each ID, the pairs of link name and source ID that point to it
    :param members: for each topic or measure that stands for requirements, their IDs
    :param fingerprints: the wording of its objects, as links are confirmed with
    """

    catalogue: Catalogue
    project: Project
    requirements: Mapping[str, Requirement]
    items: Mapping[str, Item]
    incoming: Mapping[str, tuple[tuple[str, str], ...]]
    members: Mapping[str, tuple[str, ...]]
    fingerprints: Fingerprints = dataclasses.field(default_factory=Fingerprints, compare=False)

    def sources(self, identifier: str, link: str) -> Iterator[Item]:
        """Yield the objects that point to an ID by a link.

        :param identifier: ID of the target
        :param link: name of the link
        """
        for name, source in self.incoming.get(identifier, ()):
            if name == link:
                yield self.items[source]

    def of_type(self, name: str) -> Iterator[Item]:
        """Yield the project's objects of a type, in the order of the files.

        :param name: name of the type
        """
        return (item for item in self.project.items if item.type == name)

    def stands_for(self, target: str) -> tuple[str, ...]:
        """Return the IDs of the selected requirements that a link to an ID reaches.

        :param target: ID of a requirement, of a topic, or of a measure without topics
        """
        return (target,) if target in self.requirements else self.members.get(target, ())


def _reading_order(item: Item) -> tuple[str, int, int]:
    """Return what makes every verdict the same, in whatever order the files come."""
    return item.place.path, item.place.line, item.place.column


def build_graph(catalogue: Catalogue, project: Project) -> Graph:
    """Return the graph of a project and its catalogue.

    :param catalogue: the catalogue
    :param project: the project
    """
    requirements = selected_requirements(catalogue, project.settings)
    language = project.settings.language
    items = catalogue_items(catalogue, language)
    for item in project.items:
        if item.id:
            items.setdefault(item.id, item)
    incoming: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for item in sorted(items.values(), key=_reading_order):
        for name, targets in item.links.items():
            for target in targets:
                incoming[target].append((name, item.id))
    members: dict[str, list[str]] = defaultdict(list)
    for requirement in requirements.values():
        members[requirement.part_of].append(requirement.id)
    return Graph(
        catalogue=catalogue,
        project=project,
        requirements=requirements,
        items=items,
        incoming={target: tuple(pairs) for target, pairs in incoming.items()},
        members={group: tuple(ids) for group, ids in members.items()},
    )


def catalogue_items(catalogue: Catalogue, language: str) -> dict[str, Item]:
    """Return the groups and requirements of a catalogue as objects, by ID.

    :param catalogue: the catalogue
    :param language: ISO 639-1 code of their titles
    """
    items = {group.id: group_item(group, language) for group in catalogue.groups.values()}
    for requirement in catalogue.requirements.values():
        items[requirement.id] = requirement_item(requirement, language)
    return items
