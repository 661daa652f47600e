"""Reading the catalogue: a YAML file a measure, plus phases, glossary, threats and stubs.

Beside ours, or the workspace's own, stand the catalogues that were imported into the workspace.
"""

from __future__ import annotations

import functools
import zlib
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from nachweis.model.catalogue import (
    Catalogue,
    Equivalent,
    Group,
    ImportSource,
    Requirement,
    Threat,
)
from nachweis.model.messages import Message
from nachweis.model.places import Place
from nachweis.sources.cache import NO_CACHE, Cache
from nachweis.sources.errors import Problem, SourceError
from nachweis.sources.files import problem, read_bytes, relative
from nachweis.sources.workspace import IMPORTED, Workspace

if TYPE_CHECKING:
    from nachweis.sources.yaml.imported import MappingRule

CITED: Final = "cited.yaml"
PHASES: Final = "phases.yaml"
GLOSSARY: Final = "glossary.yaml"
EQUIVALENTS: Final = "equivalents.yaml"
THREATS: Final = "threats.yaml"
SOURCE: Final = "source.yaml"
"""File of an imported catalogue that says where it comes from."""
MAPPING: Final = "mapping.yaml"
"""File of an imported catalogue that says who meets it, when, and what proves it."""
_MEASURE: Final = "measure"


def measure_files(folder: Path) -> list[Path]:
    """List the files of the measures, in the order of their labels.

    :param folder: the ``catalog/`` folder
    """
    return sorted(folder.glob("grundschutz-*/*.yaml"))


def imported_folders(root: Path) -> list[Path]:
    """List the folders of the catalogues that were imported into a workspace, by name.

    :param root: the workspace
    """
    return sorted(path.parent for path in root.glob(f"{IMPORTED}/*/{SOURCE}"))


def imported_files(folder: Path) -> list[Path]:
    """List the files of an imported catalogue that hold its groups and controls, 2 before 12.

    :param folder: one of :func:`imported_folders`
    """
    files = (p for p in folder.glob("*.yaml") if p.name not in (SOURCE, MAPPING))
    return sorted(files, key=lambda p: [part.zfill(6) for part in p.stem.split("_")])


def catalogue_of(
    workspace: Workspace, cache: Cache = NO_CACHE, *, named: Collection[str] = ()
) -> Catalogue:
    """Read the catalogue that applies in a workspace, with those that were imported into it.

    :param workspace: the workspace
    :param cache: what was read before
    :param named: as for :func:`read_catalogue`
    :raises SourceError: with everything that is wrong in any of the files
    """
    return read_catalogue(
        workspace.catalog,
        workspace.catalog_root,
        cache,
        named=named,
        imported_into=workspace.root,
    )


def read_catalogue(
    folder: Path,
    root: Path,
    cache: Cache = NO_CACHE,
    *,
    named: Collection[str] = (),
    imported_into: Path | None = None,
) -> Catalogue:
    """Read a catalogue folder.

    :param folder: the ``catalog/`` folder
    :param root: the folder that paths in messages are relative to
    :param cache: what was read before
    :param imported_into: a workspace with imported catalogues
    :param named: IDs that must be found; editions that hold none of these measures and modules
        are left out as long as nothing else refers to them. Without any, all editions are read.
    :raises SourceError: with everything that is wrong in any of its files
    """
    files = measure_files(folder)
    if not files:
        place = Place(path=relative(folder, root))
        raise problem(place, Message("holds no catalogue (no grundschutz-*/*.yaml)"))
    imports = imported_folders(imported_into) if imported_into else []
    inside = {path: [*imported_files(path)] for path in imports}
    everything = [*files, *(path for paths in inside.values() for path in paths)]
    editions = {path.parent for path in everything if path.stem in named}
    chosen = [path for path in files if path.parent in editions]
    wanted = {path: paths for path, paths in inside.items() if path in editions}
    if editions and len(chosen) + sum(map(len, wanted.values())) < len(everything):
        catalogue, problems = _read_files(chosen, folder, root, cache, wanted, imported_into)
        if not problems and all(map(catalogue.has, named)):
            return _with_equivalents(catalogue, folder, root, cache)
    catalogue, problems = _read_files(files, folder, root, cache, inside, imported_into)
    if not problems:
        problems.extend(_without_module(catalogue))
    if problems:
        raise SourceError(problems)
    return _with_equivalents(catalogue, folder, root, cache, whole=True)


def _with_equivalents(
    catalogue: Catalogue, folder: Path, root: Path, cache: Cache, *, whole: bool = False
) -> Catalogue:
    """Return a catalogue with the pairs of its requirements.

    :param whole: whether all editions were read, so that what is not there does not exist
    """
    path = folder / EQUIVALENTS
    if not path.exists():
        return catalogue
    pairs: tuple[Equivalent, ...] = _read(path, root, cache, EQUIVALENTS)
    known = catalogue.requirements
    problems = [
        Problem(
            place=pair.place,
            message=Message("{name} is no requirement of the catalogue; correct it", name=name),
        )
        for pair in pairs
        for name in (pair.one, pair.other)
        if whole and name not in known
    ]
    if problems:
        raise SourceError(problems)
    return catalogue._replace(
        equivalents=tuple(pair for pair in pairs if pair.one in known and pair.other in known)
    )


def _read_files(
    files: Sequence[Path],
    folder: Path,
    root: Path,
    cache: Cache,
    imports: Mapping[Path, Sequence[Path]],
    imported_into: Path | None,
) -> tuple[Catalogue, list[Problem]]:
    """Read files of measures, the files beside them and imports; return also the problems."""
    problems: list[Problem] = []
    groups: dict[str, Group] = {}
    requirements: dict[str, Requirement] = {}
    sources: dict[str, ImportSource] = {}
    reading: list[Callable[[], Iterable[Group | Requirement]]] = [
        functools.partial(_read, path, root, cache, _MEASURE) for path in files
    ]
    reading += [
        functools.partial(_read_import, path, paths, imported_into or root, cache, sources)
        for path, paths in imports.items()
    ]
    for read in reading:
        try:
            for entry in read():
                if entry.id in groups or entry.id in requirements:
                    problems.append(_used_twice(entry))
                if isinstance(entry, Group):
                    groups[entry.id] = entry
                else:
                    requirements[entry.id] = entry
        except SourceError as error:
            problems.extend(error.problems)
    extras = _extras(folder, root, cache, problems)
    groups.update((group.id, group) for group in extras.get(CITED, ()))
    threats: dict[str, Threat] = {}
    for threat in extras.get(THREATS, ()):
        if threat.id in threats or threat.id in groups or threat.id in requirements:
            problems.append(_used_twice(threat))
        threats[threat.id] = threat
    if not problems:
        problems.extend(_unresolved(groups, requirements))
    catalogue = Catalogue(
        groups=groups,
        requirements=requirements,
        phases={text.phase: text for text in extras.get(PHASES, ())},
        glossary=extras.get(GLOSSARY, ()),
        threats=threats,
        sources=sources,
    )
    return catalogue, problems


def known_source(workspace: Workspace, name: str) -> ImportSource | None:
    """Return where an imported catalogue comes from, or None if there is none of that name.

    :param workspace: the workspace
    :param name: name of the catalogue
    :raises SourceError: if that cannot be read
    """
    path = workspace.root / IMPORTED / name / SOURCE
    if not path.exists():
        return None
    [source] = _read(path, workspace.root, NO_CACHE, SOURCE)
    found: ImportSource = source
    return found


def _read_import(
    folder: Path,
    files: Sequence[Path],
    root: Path,
    cache: Cache,
    sources: dict[str, ImportSource],
) -> Iterator[Group | Requirement]:
    """Yield the groups and requirements of an imported catalogue, and add where it comes from."""
    [sources[folder.name]] = _read(folder / SOURCE, root, cache, SOURCE)
    mapping = folder / MAPPING
    there = read_bytes(mapping, root) if mapping.exists() else b"rules: []"

    @functools.cache
    def rules() -> tuple[MappingRule, ...]:
        from nachweis.sources.yaml.imported import read_import_mapping

        return read_import_mapping(mapping, root, there)

    def parse(path: Path, data: bytes) -> tuple[Group | Requirement, ...]:
        from nachweis.sources.yaml.imported import read_imported

        return tuple(read_imported(path, root, data, rules()))

    kind = f"imported {len(there)} {zlib.crc32(there)} {zlib.adler32(there)}"
    for path in files:
        yield from cache.read(kind, path, root, functools.partial(parse, path))


def _extras(
    folder: Path, root: Path, cache: Cache, problems: list[Problem]
) -> dict[str, tuple[Any, ...]]:
    """Read the files other than those of measures; the result is by file name."""
    found: dict[str, tuple[Any, ...]] = {}
    for name in (CITED, PHASES, GLOSSARY, THREATS):
        try:
            if (folder / name).exists():
                found[name] = _read(folder / name, root, cache, name)
        except SourceError as error:
            problems.extend(error.problems)
    return found


def _read(path: Path, root: Path, cache: Cache, kind: str) -> tuple[Any, ...]:
    """Read one file of the catalogue."""

    def parse(data: bytes) -> tuple[Any, ...]:
        from nachweis.sources.yaml import equivalents, measures

        if kind == SOURCE:  # to import its reader takes 2 ms, and few workspaces have one
            from nachweis.sources.yaml.imported import read_source

            return tuple(read_source(path, root, data))
        readers: Mapping[str, Callable[[Path, Path, bytes], Iterator[Any]]] = {
            _MEASURE: measures.read_measure,
            CITED: measures.read_cited,
            PHASES: measures.read_phases,
            GLOSSARY: measures.read_glossary,
            EQUIVALENTS: equivalents.read_equivalents,
            THREATS: measures.read_threats,
        }
        return tuple(readers[kind](path, root, data))

    return cache.read(kind, path, root, parse)


def _used_twice(entry: Group | Requirement | Threat) -> Problem:
    message = Message("the ID {id} is used twice in the catalogue; rename one", id=entry.id)
    return Problem(place=entry.place, message=message)


def _without_module(catalogue: Catalogue) -> Iterator[Problem]:
    """Yield a problem for every threat of a module that no edition has."""
    for threat in catalogue.threats.values():
        group = catalogue.groups.get(threat.module)
        if threat.module and (group is None or group.type != "bsi_module"):
            message = Message(
                "{id} is a threat of {module}, which is no module of the catalogue; correct it",
                id=threat.id,
                module=threat.module,
            )
            yield Problem(place=threat.place, message=message)


def _unresolved(
    groups: dict[str, Group], requirements: dict[str, Requirement]
) -> Iterator[Problem]:
    entries: list[Group | Requirement] = [*groups.values(), *requirements.values()]
    for entry in entries:
        above = (entry.part_of,) if entry.part_of else ()
        for target in (*above, *entry.see):
            if target not in groups and target not in requirements:
                message = Message(
                    "{id} refers to {target}, which the catalogue does not have; correct it",
                    id=entry.id,
                    target=target,
                )
                yield Problem(place=entry.place, message=message)
