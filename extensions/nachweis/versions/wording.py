"""How an object read when its links were confirmed: in a baseline, or in its file's history."""

from __future__ import annotations

import functools
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from nachweis.model.baseline import Baseline, Entry
from nachweis.model.catalogue import Group, Requirement, group_item, in_language, requirement_item
from nachweis.model.items import Item
from nachweis.model.places import Place
from nachweis.sources.baselines import read_baseline, released
from nachweis.sources.documents import read_document
from nachweis.sources.errors import SourceError
from nachweis.sources.git import exported
from nachweis.sources.lists import read_list
from nachweis.sources.measures import read_measure
from nachweis.sources.workspace import Workspace
from nachweis.trace.confirmation import End
from nachweis.trace.fingerprint import fingerprint
from nachweis.trace.graph import Graph
from nachweis.versions.repository import known

_DEEPEST: Final = 200
"""Commits of a file that are looked at."""


class Wordings:
    """Finds earlier wordings of the objects of a project."""

    def __init__(self, workspace: Workspace, graph: Graph) -> None:
        """Begin with a project.

        :param workspace: where it lies
        :param graph: the project with its catalogue, as they are
        """
        self._workspace = workspace
        self._graph = graph
        self._language = graph.project.settings.language

    def find(self, end: End) -> tuple[str, Item] | None:
        """Return where an earlier wording was found, and the object as it was.

        :param end: names the object and the fingerprint of its wording
        """
        for baseline in self._baselines:
            if baseline.fingerprints.get(end.id) == end.fingerprint:
                entry = baseline.requirements.get(end.id) or baseline.groups.get(end.id)
                item = self._item(entry) if entry else baseline.items[end.id]
                return baseline.version, item
        for commit, item in self._history(end.id):
            if fingerprint(item) == end.fingerprint:
                return f"commit {commit[:10]}", item
        return None

    @functools.cached_property
    def _baselines(self) -> list[Baseline]:
        """The baselines of the project, the newest first."""
        root = self._workspace.root
        folder = self._workspace.project(self._graph.project.settings.key)
        return [read_baseline(path, root) for path in reversed(released(folder).values())]

    def _item(self, entry: Entry) -> Item:
        return Item(
            type=entry.type,
            id=entry.id,
            title=in_language(entry.title, self._language),
            fields=entry.fields,
            place=Place(path=""),
            document="",
        )

    def _history(self, identifier: str) -> Iterator[tuple[str, Item]]:
        """Yield an object as it was at each commit that touched its file, the newest first."""
        path = self._graph.items[identifier].place.path
        log = known(self._workspace.root, "log", f"-{_DEEPEST}", "--format=%H", "HEAD", "--", path)
        for commit in log.split():
            try:
                with exported(self._workspace.root, commit, path) as root:
                    items = self._read(root / path, root)
                    found = next((old for old in items if old.id == identifier), None)
            except SourceError:  # it was not there yet, or broken
                continue
            if found is not None:
                yield commit, found

    def _read(self, path: Path, root: Path) -> Iterator[Item]:
        """Yield the objects of a file."""
        if not path.is_file():
            return
        if path.suffix == ".md":
            entries: Iterator[object] = read_document(path, root)
        elif path.relative_to(root).parts[0] == self._workspace.catalog.name:
            entries = read_measure(path, root)
        else:
            entries = read_list(path, root)
        for entry in entries:
            if isinstance(entry, Item):
                yield entry
            elif isinstance(entry, Requirement):
                yield requirement_item(entry, self._language)
            elif isinstance(entry, Group):
                yield group_item(entry, self._language)
