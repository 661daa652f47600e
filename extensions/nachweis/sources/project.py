"""Reading a project: settings, documents, registers and confirmed links."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from nachweis.model.findings import Finding, Rule
from nachweis.model.intervals import DEFAULT_INTERVALS, parse_interval
from nachweis.model.items import Item
from nachweis.model.kinds import FieldKind, ObjectType, Origin
from nachweis.model.messages import Message
from nachweis.model.objects import TYPES
from nachweis.model.places import Place
from nachweis.model.project import Closing, Project, Settings
from nachweis.model.terms import BasicValue, Severity
from nachweis.sources.documents import read_document
from nachweis.sources.errors import Problem, SourceError
from nachweis.sources.files import problem, relative
from nachweis.sources.lock import read_lock
from nachweis.sources.objects import check_object, from_mapping
from nachweis.sources.shapes import ProjectFile
from nachweis.sources.workspace import PROJECT_FILE, Workspace, documents, lists
from nachweis.sources.yamlfile import YamlFile, check_shape, read_yaml

_PATHS = {
    kind.name: tuple(field for field in kind.fields if field.kind is FieldKind.PATH)
    for kind in TYPES
}
_LISTS = {kind.plural: kind for kind in TYPES if kind.origin is not Origin.CATALOGUE}


def read_project(workspace: Workspace, key: str) -> Project:
    """Read everything of a project.

    :param workspace: where it lies
    :param key: its key
    :raises SourceError: with everything in it that cannot be read
    """
    folder = workspace.project(key)
    problems: list[Problem] = []
    items: list[Item] = []
    findings: list[Finding] = []
    settings = None
    try:
        settings = read_settings(folder, workspace.root)
    except SourceError as error:
        problems.extend(error.problems)
    problems.extend(_linked_folders(folder, workspace.root))
    for path in (*documents(folder), *lists(folder)):
        reader = read_document if path.suffix == ".md" else read_list
        try:
            for entry in reader(path, workspace.root):
                if isinstance(entry, Item):
                    items.append(entry)
                else:
                    findings.append(entry)
        except SourceError as error:
            problems.extend(error.problems)
    try:
        locks = read_lock(folder, workspace.root)
    except SourceError as error:
        problems.extend(error.problems)
    if problems or settings is None:
        raise SourceError(problems)
    for item in items:
        findings.extend(check_object(item, settings.key))
    findings.extend(_missing_files(items, workspace.root))
    return Project(
        settings=settings,
        items=tuple(items),
        findings=tuple(findings),
        locks=locks,
    )


def read_settings(folder: Path, root: Path) -> Settings:
    """Read ``project.yaml``.

    :param folder: the project's folder
    :param root: the workspace
    :raises SourceError: if it is not valid
    """
    file = read_yaml(folder / PROJECT_FILE, root)
    shape = check_shape(file, ProjectFile)
    if shape.key != folder.name:
        raise problem(
            file.place(("key",)),
            f"key is {shape.key}, but the folder is called {folder.name}; make them the same",
        )
    closed = {
        phase: Closing(
            date=entry.closed,
            approved_by=entry.approved_by,
            place=file.place(("phases", phase)),
        )
        for phase, entry in shape.phases.items()
        if entry.closed is not None
    }
    protection = shape.protection
    return Settings(
        key=shape.key,
        title=shape.title,
        side=shape.side,
        catalog=shape.catalog,
        protection={
            BasicValue.CONFIDENTIALITY: protection.confidentiality,
            BasicValue.INTEGRITY: protection.integrity,
            BasicValue.AVAILABILITY: protection.availability,
        },
        closed=closed,
        intervals={
            **DEFAULT_INTERVALS,
            **{name: parse_interval(text) for name, text in shape.intervals.items()},
        },
        languages=shape.languages,
        strict_must=shape.strict_must,
        infoclass=shape.infoclass,
        versions=shape.versions,
        folder=file.place().path.removesuffix(f"/{PROJECT_FILE}"),
        place=file.place(),
        places={
            **{
                f"catalog.{name}": file.place(("catalog", i))
                for i, name in enumerate(shape.catalog)
            },
            **{f"intervals.{name}": file.place(("intervals", name)) for name in shape.intervals},
        },
    )


def _linked_folders(folder: Path, root: Path) -> Iterator[Problem]:
    """Yield a problem for every link to a folder: what lies behind it would not be read."""
    for path in sorted(folder.rglob("*")):
        if path.is_symlink() and path.is_dir():
            place = Place(path=relative(path, root))
            message = "is a link to a folder, which is not followed; copy the folder instead"
            yield Problem(place=place, message=message)


def read_list(path: Path, root: Path) -> Iterator[Item | Finding]:
    """Yield the objects of a register or of a YAML file of records.

    :param path: absolute path of the file
    :param root: the workspace
    :raises SourceError: with everything in it that is no list of objects
    """
    file = read_yaml(path, root)
    if path.suffix != ".yaml":
        raise problem(file.place(), "ends in .yml and would not be read; call it .yaml")
    if not isinstance(file.data, dict):
        raise problem(file.place(), f"must have one of the keys {', '.join(_LISTS)}")
    problems: list[Problem] = []
    for plural, entries in file.data.items():
        kind = _LISTS.get(plural)
        if kind is None:
            message = f"unknown key {plural!r}; allowed are {', '.join(_LISTS)}"
            problems.append(Problem(place=file.place((plural,)), message=message))
        elif not isinstance(entries, list):
            message = f"{plural} must be a list of entries, each behind '- '"
            problems.append(Problem(place=file.place((plural,)), message=message))
        else:
            for number in range(len(entries)):
                try:
                    yield _entry(file, kind, (plural, number))
                except SourceError as error:
                    problems.extend(error.problems)
    if problems:
        raise SourceError(problems)


def _entry(file: YamlFile, kind: ObjectType, location: tuple[str, int]) -> Item:
    entry = file.written(location)
    if not isinstance(entry, dict):
        raise problem(file.place(location), f"each of {kind.plural} must have keys such as 'id:'")
    for name in ("id", "title", "text"):
        if not isinstance(entry.get(name, ""), str):
            raise problem(file.place((*location, name)), f"{name} must be a text")
    lines = {name: file.place((*location, name)).line for name in entry}
    return from_mapping(kind, entry, file.place(location), lines)


def _missing_files(items: list[Item], root: Path) -> Iterator[Finding]:
    """Yield a finding for every file that an object names and that is not there."""
    for item in items:
        for field in _PATHS[item.type]:
            name = item.get(field.name)
            if not name or "://" in name:
                continue
            path = (root / item.place.path).parent / name
            if path.is_file() and path.resolve().is_relative_to(root):
                continue
            yield Finding(
                rule=Rule.MISSING_FILE,
                severity=Severity.ERROR,
                subject=item.id,
                message=Message(
                    "{id}: there is no file {file} beside {document}; add it or correct the path",
                    id=item.id,
                    file=repr(name),
                    document=item.place.path,
                ),
                place=item.where(field.name),
                related=field.name,
            )
