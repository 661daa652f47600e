"""The items of a catalogue and a project as a graph with constant-time lookups."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from itertools import chain, groupby
from operator import attrgetter

from nachweis.model.catalogue import (
    Catalogue,
    Requirement,
    group_item,
    requirement_item,
    threat_item,
)
from nachweis.model.items import Item
from nachweis.model.named_tuples import NamedTuple
from nachweis.model.objects import TYPE
from nachweis.model.project import Project
from nachweis.model.summary import Summary, summary_of
from nachweis.trace.applicability import selected_requirements
from nachweis.trace.equivalents import proven_by
from nachweis.trace.fingerprint import Fingerprints
from nachweis.trace.unwritten import Texts


class Incoming(Mapping[str, Mapping[str, Sequence[str]]]):
    """For each link name, by target ID, the IDs of its sources: collected when it is asked for.

    A check of a project that lacks nothing asks for few of them.
    """

    def __init__(
        self,
        items: Mapping[str, Item],
        of_catalogue: Sequence[Item],
        by_type: Mapping[str, Sequence[Item]],
        summary: Summary,
    ) -> None:
        """Begin with none.

        :param items: every object by ID; the first of duplicates
        :param of_catalogue: those of the catalogue
        :param by_type: the project's objects by type, duplicates included
        :param summary: what they have and name
        """
        self._items, self._of_catalogue = items, of_catalogue
        self._by_type, self._summary = by_type, summary
        self._names = dict.fromkeys(link.name for kind in TYPE.values() for link in kind.links)
        self._known: dict[str, Mapping[str, Sequence[str]]] = {}

    def __getitem__(self, link: str) -> Mapping[str, Sequence[str]]:
        """Return the IDs of the sources of a link by target ID."""
        if link not in self._names:
            raise KeyError(link)
        if link not in self._known:
            self._known[link] = self._collected(link)
        return self._known[link]

    def __iter__(self) -> Iterator[str]:
        """Return the names of all links."""
        return iter(self._names)

    def __len__(self) -> int:
        """Return how many there are."""
        return len(self._names)

    def _collected(self, link: str) -> Mapping[str, Sequence[str]]:
        kinds = (name for name, used in self._summary.options.items() if link in used)
        own = chain.from_iterable(self._by_type[name] for name in kinds)
        known, found = self._items, defaultdict[str, list[str]](list)
        # By place, so that every verdict is the same, in whatever order the files come.
        for item in sorted(chain(self._of_catalogue, own), key=attrgetter("place")):
            source = item.id
            if link in item.links and known.get(source) is item:
                for target in item.links[link]:
                    found[target].append(source)
        return dict(found)


class Graph(NamedTuple):
    """Catalogue and project together.

    :param requirements: the requirements that the project's ``catalog`` selects, by ID
    :param items: every object by ID; the first of duplicates
    :param incoming: for each link name, by target ID, the IDs of its sources
    :param by_type: the project's objects by type, in the order of the files
    :param summary: what its objects have and name at all
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
    summary: Summary
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
        if field in self.summary.options.get(kind, ()):
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
    of_catalogue = tuple(items.values())
    by_type: dict[str, list[Item]] = defaultdict(list)
    for name, found in groupby(project.items, attrgetter("type")):  # a file has objects of few
        by_type[name].extend(found)
    for item in filter(attrgetter("id"), project.items):
        items.setdefault(item.id, item)
    summary = summary_of(project.items, project.settings.key)
    members: dict[str, list[str]] = defaultdict(list)
    for requirement in requirements.values():
        members[requirement.part_of].append(requirement.id)
    return Graph(
        catalogue=catalogue,
        project=project,
        requirements=requirements,
        items=items,
        incoming=Incoming(items, of_catalogue, by_type, summary),
        by_type=dict(by_type),
        summary=summary,
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
