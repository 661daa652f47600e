"""Reading a project: settings, documents, registers and confirmed links."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from nachweis.model.findings import Finding
from nachweis.model.intervals import parse_interval
from nachweis.model.items import Item
from nachweis.model.kinds import Origin
from nachweis.model.objects import TYPES
from nachweis.model.project import Closing, Project, Settings
from nachweis.model.terms import BasicValue
from nachweis.sources.documents import read_document
from nachweis.sources.errors import Problem, SourceError
from nachweis.sources.files import problem
from nachweis.sources.lock import read_lock
from nachweis.sources.objects import check_object, from_mapping
from nachweis.sources.shapes import ProjectFile
from nachweis.sources.workspace import PROJECT_FILE, Workspace, documents, lists
from nachweis.sources.yamlfile import YamlFile, check_shape, read_yaml

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
    if problems or settings is None:
        raise SourceError(problems)
    for item in items:
        findings.extend(check_object(item, settings.key))
    return Project(
        settings=settings,
        items=tuple(items),
        findings=tuple(findings),
        locks=read_lock(folder, workspace.root),
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
        intervals={name: parse_interval(text) for name, text in shape.intervals.items()},
        languages=shape.languages,
        strict_must=shape.strict_must,
        infoclass=shape.infoclass,
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


def read_list(path: Path, root: Path) -> Iterator[Item | Finding]:
    """Yield the objects of a register or of a YAML file of records.

    :param path: absolute path of the file
    :param root: the workspace
    :raises SourceError: if it is no mapping from object lists to entries
    """
    file = read_yaml(path, root)
    if not isinstance(file.data, dict):
        raise problem(file.place(), f"must have one of the keys {', '.join(_LISTS)}")
    for plural, entries in file.data.items():
        kind = _LISTS.get(plural)
        if kind is None:
            message = f"unknown key {plural!r}; allowed are {', '.join(_LISTS)}"
            raise problem(file.place((plural,)), message)
        if not isinstance(entries, list):
            raise problem(file.place((plural,)), f"{plural} must be a list of entries")
        for number, entry in enumerate(entries):
            location = (plural, number)
            if not isinstance(entry, dict):
                raise problem(file.place(location), f"each of {plural} must be a mapping")
            yield from_mapping(kind, entry, file.place(location), _lines(file, location, entry))


def _lines(file: YamlFile, location: tuple[str, int], entry: dict[str, object]) -> dict[str, int]:
    return {str(name): file.place((*location, str(name))).line for name in entry}
