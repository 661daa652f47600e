"""The wording of an object when its links were confirmed, from a baseline or from git history."""

from __future__ import annotations

import functools
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

from nachweis.git import exported, git_or_empty
from nachweis.model.baseline import Baseline
from nachweis.model.catalogue import Group, Requirement, group_item, in_language, requirement_item
from nachweis.model.facts import shown_item
from nachweis.model.items import Item
from nachweis.model.places import Place
from nachweis.sources.baselines import read_baseline
from nachweis.sources.catalogue import MAPPING
from nachweis.sources.errors import SourceError
from nachweis.sources.files import read_bytes
from nachweis.sources.markdown.documents import read_document
from nachweis.sources.workspace import IMPORTED, Workspace, baselines
from nachweis.sources.yaml.imported import read_import_mapping, read_imported
from nachweis.sources.yaml.lists import read_list
from nachweis.sources.yaml.measures import read_measure
from nachweis.trace.confirmation import End
from nachweis.trace.fingerprint import fingerprint, together
from nachweis.trace.graph import Graph

_NO_RULES: Final = b"rules: []"
_DEEPEST: Final = 200
"""How many commits of a file are searched."""


class Wordings:
    """Finds earlier wordings of the objects of a project."""

    def __init__(self, workspace: Workspace, graph: Graph) -> None:
        """Search one project.

        :param workspace: where it lies
        :param graph: the project with its catalogue, as they are
        """
        self._workspace = workspace
        self._graph = graph
        self._language = graph.project.settings.language

    def find(self, end: End) -> tuple[str, dict[str, Item]] | None:
        """Return where an earlier wording was found, and the object as it was, by its ID.

        For a topic, the requirements that it stood for are returned, too.

        :param end: names the object and the fingerprint of its wording
        """
        for baseline in self._baselines:
            prints = baseline.fingerprints
            parts = [r.id for r in baseline.requirements.values() if r.part_of == end.id]
            own = prints.get(end.id)
            if own and together(own, {name: prints[name] for name in parts}) == end.fingerprint:
                return baseline.version, {n: self._past(baseline, n) for n in (end.id, *parts)}
        for commit, items in self._history(end.id):
            shown = {n: shown_item(self._graph.items, i, self._language) for n, i in items.items()}
            if _fingerprint(end.id, shown) == end.fingerprint:
                return f"commit {commit[:10]}", shown
        return None

    @functools.cached_property
    def _baselines(self) -> list[Baseline]:
        """The baselines of the project, the newest first."""
        root = self._workspace.root
        folder = self._workspace.project(self._graph.project.settings.key)
        return [read_baseline(path, root) for path in reversed(baselines(folder).values())]

    def _past(self, baseline: Baseline, name: str) -> Item:
        """Return an object, requirement or group as it is in a baseline."""
        entry = baseline.requirements.get(name) or baseline.groups.get(name)
        if entry is None:
            return shown_item(baseline.items, baseline.items[name], self._language)
        return Item(
            type=entry.type,
            id=entry.id,
            title=in_language(entry.title, self._language),
            fields=entry.fields,
            place=Place(path=""),
            document="",
        )

    def _history(self, identifier: str) -> Iterator[tuple[str, dict[str, Item]]]:
        """Yield an object as it was at each commit that changed its file, the newest first.

        For a topic, its requirements are yielded, too: they are in the same file.
        """
        path = self._graph.items[identifier].place.path
        root = self._workspace.root
        log = git_or_empty(root, "log", f"-{_DEEPEST}", "--format=%H", "HEAD", "--", path)
        for commit in log.split():
            try:
                with exported(root, commit, path) as folder:
                    found = {
                        old.id: old
                        for old in self._read(folder / path, folder)
                        if old.id == identifier
                        or (old.type == "req" and identifier in old.targets("part_of"))
                    }
            except SourceError:  # it did not exist yet, or was broken
                continue
            if identifier in found:
                yield commit, found

    def _read(self, path: Path, root: Path) -> Iterator[Item]:
        """Yield the objects of a file."""
        if not path.is_file():
            return
        if path.suffix == ".md":
            entries: Iterator[object] = read_document(path, root)
        elif path.is_relative_to(root / IMPORTED):
            mapping = self._workspace.root / IMPORTED / path.parent.name / MAPPING
            rules = read_bytes(mapping, self._workspace.root) if mapping.exists() else _NO_RULES
            entries = read_imported(
                path,
                root,
                read_bytes(path, root),
                read_import_mapping(mapping, self._workspace.root, rules),
            )
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


def _fingerprint(identifier: str, items: Mapping[str, Item]) -> str:
    """Return the fingerprint of an object together with that of its requirements."""
    parts = {name: fingerprint(item) for name, item in items.items() if name != identifier}
    return together(fingerprint(items[identifier]), parts)
