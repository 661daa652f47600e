"""Taking an imported catalogue, and the projects that link to it, to another release."""

from __future__ import annotations

import dataclasses
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final

from nachweis.model.catalogue import Catalogue, Group, ImportSource, Requirement
from nachweis.model.items import WRITTEN_ID, Item
from nachweis.model.kinds import Origin
from nachweis.model.objects import TYPE
from nachweis.model.project import Project
from nachweis.scaffold.imported import ImportedTexts, history
from nachweis.scaffold.writing import text_as_written, write_texts
from nachweis.sources.catalogue import MAPPING, SOURCE, imported_files
from nachweis.sources.lock import LOCK_FILE, format_lock
from nachweis.sources.workspace import BASELINES, EVIDENCE_STORE, IMPORTED, Workspace
from nachweis.sources.yaml.imported import read_import_mapping, read_imported
from nachweis.trace.confirmation import LinkId, is_stub
from nachweis.trace.graph import Graph, build_graph
from nachweis.trace.moves import Fate, Move, Release, is_same_duty, match_releases, text_of

_WRITTEN: Final = (".md", ".yaml", ".yml")


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Moving:
    """A release of an imported catalogue, and the files that it changes.

    :param files: new texts of all files that change, by absolute path
    :param gone: files of groups that are no longer there
    """

    release: Release
    files: Mapping[Path, str]
    gone: tuple[Path, ...]


def plan_moving(
    workspace: Workspace,
    source: ImportSource,
    texts: ImportedTexts,
    graphs: Sequence[Graph],
    catalogue: Catalogue,
) -> Moving:
    """Plan how a catalogue gets to another release, and its projects with it.

    :param workspace: the workspace
    :param source: the catalogue as it is
    :param texts: the files of the release, without aliases
    :param graphs: the projects as they are
    :param catalogue: the catalogue with all imports as it is
    """
    name, folder = source.name, workspace.root / IMPORTED / source.name
    old = _entries_of(catalogue, name)
    mapping = folder / MAPPING
    mark, rules = text_as_written(mapping, workspace.root)
    new = _read(texts, folder, workspace.root, rules)
    moves = match_releases(_requirements(old), _requirements(new))
    renamed = {**_moved_groups(old, new), **_moved(moves)}
    if rules:
        rules = rename(rules, renamed)
        new = _read(texts, folder, workspace.root, rules)
    newer = _with(catalogue, name, new)
    files = {folder / file: text for file, text in texts.files.items() if file != SOURCE}
    files[folder / SOURCE] = _with_history(texts.files[SOURCE], source, moves, renamed, new)
    if rules:
        files[mapping] = f"{mark}{rules}"
    for graph in graphs:
        files |= _project_files(workspace, graph, newer, moves, renamed)
    names = {move.before.id for move in moves if move.before and move.fate is not Fate.SAME}
    return Moving(
        release=Release(
            name=name,
            moves=moves,
            renamed=renamed,
            hanging={i: tuple(_hanging(graphs, i)) for i in sorted(names)},
        ),
        files={path: text for path, text in files.items() if _differs(path, text)},
        gone=tuple(path for path in imported_files(folder) if path not in files),
    )


def write_moving(moving: Moving, root: Path) -> None:
    """Write what a release changes; if it does not fit on the disk, all stays as it was.

    :param moving: the plan
    :param root: the workspace
    :raises SourceError: if it cannot be written
    """
    write_texts(moving.files, root)
    for path in moving.gone:
        path.unlink()


def rename(text: str, renamed: Mapping[str, str]) -> str:
    """Return a text with new IDs in the place of old ones, all at once: two may be exchanged.

    :param text: a source, in which people wrote IDs
    :param renamed: new IDs by old ones
    """
    if not renamed or not any(identifier in text for identifier in renamed):
        return text
    return WRITTEN_ID.sub(lambda match: renamed.get(match[0], match[0]), text)


def _differs(path: Path, text: str) -> bool:
    return not path.exists() or path.read_bytes() != text.encode()


def _entries_of(catalogue: Catalogue, name: str) -> list[Group | Requirement]:
    entries: Iterable[Group | Requirement] = (
        *catalogue.groups.values(),
        *catalogue.requirements.values(),
    )
    return [entry for entry in entries if entry.imported and entry.imported.catalogue == name]


def _requirements(entries: Iterable[Group | Requirement]) -> list[Requirement]:
    return [entry for entry in entries if isinstance(entry, Requirement)]


def _read(texts: ImportedTexts, folder: Path, root: Path, rules: str) -> list[Group | Requirement]:
    """Read the files of a release before they are written."""
    mapped = read_import_mapping(folder / MAPPING, root, (rules or "rules: []").encode())
    return [
        entry
        for file, text in texts.files.items()
        if file != SOURCE
        for entry in read_imported(folder / file, root, text.encode(), mapped)
    ]


def _moved(moves: Iterable[Move]) -> dict[str, str]:
    return {
        move.before.id: move.after.id
        for move in moves
        if move.before and move.after and move.before.id != move.after.id
    }


def _moved_groups(
    old: Iterable[Group | Requirement], new: Iterable[Group | Requirement]
) -> dict[str, str]:
    """Return the new IDs of groups that have the same UUID and another ID."""
    after = {_uuid(group): group.id for group in new if isinstance(group, Group)}
    return {
        group.id: after[_uuid(group)]
        for group in old
        if isinstance(group, Group) and after.get(_uuid(group), group.id) != group.id
        if _uuid(group)
    }


def _uuid(group: Group) -> str:
    return group.imported.facts.get("uuid", "") if group.imported else ""


def _with(catalogue: Catalogue, name: str, new: Iterable[Group | Requirement]) -> Catalogue:
    """Return a catalogue with the entries of another release in the place of those of an import."""
    entries = list(new)
    groups = {
        i: g
        for i, g in catalogue.groups.items()
        if not (g.imported and g.imported.catalogue == name)
    }
    requirements = {
        i: r
        for i, r in catalogue.requirements.items()
        if not (r.imported and r.imported.catalogue == name)
    }
    groups.update((e.id, e) for e in entries if isinstance(e, Group))
    requirements.update((e.id, e) for e in entries if isinstance(e, Requirement))
    return catalogue._replace(groups=groups, requirements=requirements)


def _with_history(
    text: str,
    source: ImportSource,
    moves: Iterable[Move],
    renamed: Mapping[str, str],
    new: Iterable[Group | Requirement],
) -> str:
    """Return ``source.yaml`` with the IDs and texts that are used no longer."""
    there = {entry.id for entry in new}
    aliases = {was: renamed.get(now, now) for was, now in source.aliases.items()} | dict(renamed)
    withdrawn = dict(source.withdrawn) | {
        move.before.id: text_of(move.before)
        for move in moves
        if move.before and move.fate is Fate.WITHDRAWN
    }
    return text + history(
        {was: now for was, now in aliases.items() if was not in there and now in there},
        {was: said for was, said in withdrawn.items() if was not in there},
    )


def _project_files(
    workspace: Workspace,
    graph: Graph,
    newer: Catalogue,
    moves: Sequence[Move],
    renamed: Mapping[str, str],
) -> dict[Path, str]:
    """Return the files of a project with the IDs of the release, and its locks."""
    folder = workspace.project(graph.project.settings.key)
    files = {}
    for path in _sources(folder):
        mark, text = text_as_written(path, workspace.root)
        if (made := rename(text, renamed)) != text:
            files[path] = f"{mark}{made}"
    locks = _locks(graph, newer, moves, renamed)
    if locks != graph.project.locks:
        files[folder / LOCK_FILE] = format_lock(locks)
    return files


def _sources(folder: Path) -> Iterator[Path]:
    """Yield the files of a project in which people write IDs."""
    aside = {str(folder / BASELINES), str(folder / EVIDENCE_STORE)}
    for above, folders, names in os.walk(folder):
        folders[:] = sorted(f for f in folders if f"{above}/{f}" not in aside and f[0] != ".")
        for name in sorted(names):
            if name.endswith(_WRITTEN):
                yield Path(above, name)


def _locks(
    graph: Graph, newer: Catalogue, moves: Sequence[Move], renamed: Mapping[str, str]
) -> Mapping[LinkId, str]:
    """Return the locks of a project after the release.

    A link whose duty is the same stays confirmed, a link to another text becomes suspect, whether
    it was ever confirmed or not.
    """
    project = graph.project
    after = build_graph(newer, _renamed(project, renamed))
    same = _same_targets(graph, after, moves, renamed)
    locks = {
        (item, link, renamed.get(target, target)): lock
        for (item, link, target), lock in project.locks.items()
    }
    for item in project.items:
        if TYPE[item.type].origin is not Origin.MARKDOWN:
            continue
        for link in TYPE[item.type].links:
            for target in item.targets(link.name):
                if target not in same:
                    continue
                key = (item.id, link.name, renamed.get(target, target))
                lock = project.locks.get((item.id, link.name, target))
                was = graph.link_fingerprint(item, target)
                if same[target] and lock == was:
                    locks[key] = after.link_fingerprint(after.items[item.id], key[2])
                elif not same[target] and lock is None and not is_stub(graph, item):
                    locks[key] = was
    return locks


def _renamed(project: Project, renamed: Mapping[str, str]) -> Project:
    """Return a project whose links and selection have the new IDs."""
    items = tuple(
        item._replace(
            links={
                link: tuple(renamed.get(target, target) for target in targets)
                for link, targets in item.links.items()
            }
        )
        for item in project.items
    )
    selected = tuple(renamed.get(name, name) for name in project.settings.catalog)
    return project._replace(items=items, settings=project.settings._replace(catalog=selected))


def _same_targets(
    graph: Graph, after: Graph, moves: Sequence[Move], renamed: Mapping[str, str]
) -> dict[str, bool]:
    """Return, for each ID of the import, whether a link to it stands for the same duties."""
    same = {
        move.before.id: move.after is not None and is_same_duty(move.before, move.after)
        for move in moves
        if move.before
    }
    for group in {move.before.part_of for move in moves if move.before}:
        members = graph.members.get(group, ())
        there = after.members.get(renamed.get(group, group), ())
        alike = {renamed.get(member, member) for member in members} == set(there)
        same[group] = alike and all(same.get(member, False) for member in members)
    return same


def _hanging(graphs: Iterable[Graph], identifier: str) -> Iterator[Item]:
    for graph in graphs:
        seen = {
            item.id: item
            for link in graph.incoming
            for item in graph.sources(identifier, link)
            if item.type not in ("req", "measure", "bsi_module", "req_topic")
        }
        yield from seen.values()
