"""The items of a catalogue and a project as a graph with constant-time lookups."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from itertools import chain
from operator import attrgetter
from typing import NamedTuple

from nachweis.model.catalogue import (
    Catalogue,
    Requirement,
    group_item,
    requirement_item,
    threat_item,
)
from nachweis.model.items import Item
from nachweis.model.objects import TYPE
from nachweis.model.project import Project
from nachweis.trace.applicability import selected_requirements
from nachweis.trace.equivalents import proven_by
from nachweis.trace.fingerprint import Fingerprints
from nachweis.trace.unwritten import Texts


class Graph(NamedTuple):
    """Catalogue and project together.

    :param requirements: the requirements that the project's ``catalog`` selects, by ID
    :param items: every object by ID; the first of duplicates
    :param incoming: for each link name, by target ID, the IDs of its sources
    :param by_type: the project's objects by type, in the order of the files
    :param written: the names of the fields and links that any of its objects of a type has
    :param members: for each topic or measure that stands for requirements, their IDs
    :param fingerprints: fingerprints of its objects, with which links are confirmed
    :param texts: which of its objects have been written
    :param equivalents: the IDs of the requirements whose proofs count for another one, by its ID
    """

    catalogue: Catalogue
    project: Project
    requirements: Mapping[str, Requirement]
    items: Mapping[str, Item]
    incoming: Mapping[str, Mapping[str, Sequence[str]]]
    by_type: Mapping[str, Sequence[Item]]
    written: Mapping[str, Mapping[str, None]]
    members: Mapping[str, tuple[str, ...]]
    fingerprints: Fingerprints
    texts: Texts
    equivalents: Mapping[str, tuple[str, ...]] = {}

    def sources(self, identifier: str, link: str) -> Iterator[Item]:
        """Return the objects that point to an ID by a link.

        :param identifier: ID of the target
        :param link: name of the link
        """
        return map(self.items.__getitem__, self.incoming.get(link, {}).get(identifier, ()))

    def of_type(self, name: str) -> Sequence[Item]:
        """Return the project's objects of a type, in the order of the files.

        :param name: name of the type
        """
        return self.by_type.get(name, ())

    def having(self, kind: str, field: str) -> Iterator[Item]:
        """Yield the project's objects of a type that have a field, in the order of the files.

        :param kind: name of the type
        :param field: name of the field
        """
        if field in self.written.get(kind, ()):
            yield from (item for item in self.by_type[kind] if field in item.fields)

    def stands_for(self, target: str) -> tuple[str, ...]:
        """Return the IDs of the selected requirements that a link to an ID reaches.

        :param target: ID of a requirement, of a topic, or of a measure without topics
        """
        return (target,) if target in self.requirements else self.members.get(target, ())

    def proven_at(self, requirement: Requirement, kind: str) -> Iterator[tuple[str, str | None]]:
        """Yield the IDs a link to which brings a kind of proof, and via what it counts.

        The requirement itself comes first, then its group, then its equivalents and their groups.

        :param requirement: what is to be proven
        :param kind: the kind of proof
        """
        yield requirement.id, None
        yield requirement.part_of, requirement.part_of
        for identifier in self.equivalents.get(requirement.id, ()):
            other = self.requirements[identifier]
            if kind in other.proofs:
                yield other.id, other.id
                yield other.part_of, other.id

    def link_fingerprint(self, source: Item, target: str) -> str:
        """Compute the fingerprint with which a confirmed link is locked: that of its two ends.

        The far end of a link to a topic is the topic with every requirement that it stands for.

        :param source: the object that holds the link
        :param target: ID of the far end
        """
        prints, end = self.fingerprints, self.items.get(target)
        if end is None:
            return prints.of(source)
        if members := self.members.get(target):
            far = prints.of_group(end, map(self.items.__getitem__, members))
        else:
            far = prints.of(end)
        return f"{prints.of(source)}{far}"


def build_graph(catalogue: Catalogue, project: Project) -> Graph:
    """Build the graph of a project and its catalogue.

    :param catalogue: the catalogue
    :param project: the project
    """
    requirements = selected_requirements(catalogue, project.settings)
    language = project.settings.language
    items = catalogue_items(catalogue, language)
    by_type: dict[str, list[Item]] = defaultdict(list)
    for item in project.items:
        by_type[item.type].append(item)
        if item.id:
            items.setdefault(item.id, item)
    incoming: dict[str, dict[str, list[str]]] = {
        link.name: defaultdict(list) for kind in TYPE.values() for link in kind.links
    }
    # By place, so that every verdict is the same, in whatever order the files come.
    for item in sorted(items.values(), key=attrgetter("place")):
        source = item.id
        for name, targets in item.links.items():
            sources = incoming[name]
            for target in targets:
                sources[target].append(source)
    members: dict[str, list[str]] = defaultdict(list)
    for requirement in requirements.values():
        members[requirement.part_of].append(requirement.id)
    return Graph(
        catalogue=catalogue,
        project=project,
        requirements=requirements,
        items=items,
        incoming={name: dict(sources) for name, sources in incoming.items()},
        by_type=dict(by_type),
        written={
            name: dict.fromkeys(
                chain.from_iterable(chain.from_iterable(map(attrgetter("fields", "links"), found)))
            )
            for name, found in by_type.items()
        },
        members={group: tuple(ids) for group, ids in members.items()},
        fingerprints=Fingerprints(items, language),
        texts=Texts(catalogue.requirements, members),
        equivalents=proven_by(catalogue.equivalents, requirements),
    )


def catalogue_items(catalogue: Catalogue, language: str) -> dict[str, Item]:
    """Convert the groups, requirements and threats of a catalogue to objects, by ID.

    :param catalogue: the catalogue
    :param language: ISO 639-1 code of their titles
    """
    items = {group.id: group_item(group, language) for group in catalogue.groups.values()}
    for requirement in catalogue.requirements.values():
        items[requirement.id] = requirement_item(requirement, language)
    for threat in catalogue.threats.values():
        items[threat.id] = threat_item(threat, language)
    return items
