"""YAML files that list objects: registers, and records."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from nachweis.model.findings import Finding
from nachweis.model.items import Item, split_list
from nachweis.model.kinds import ObjectType
from nachweis.model.messages import Message
from nachweis.model.objects import project_types
from nachweis.sources.bounded import few, refuse_options, too_many_objects
from nachweis.sources.errors import Problem, SourceError
from nachweis.sources.files import problem
from nachweis.sources.letters import deceptive_letters_of_yaml
from nachweis.sources.limits import OBJECTS
from nachweis.sources.yaml.file import YamlFile, read_yaml


def read_list(path: Path, root: Path, data: bytes | None = None) -> Iterator[Item | Finding]:
    """Yield the objects of a register or of a YAML file of records.

    :param path: absolute path of the file
    :param root: the workspace
    :param data: the file's content, where it has been read already
    :raises SourceError: with everything in it that is no list of objects
    """
    known = {kind.plural: kind for kind in project_types().values()}
    file = read_yaml(path, root, data, turned=True)
    if path.suffix != ".yaml":
        raise problem(file.place(), Message("ends in .yml and would not be read; call it .yaml"))
    if not isinstance(file.data, dict):
        raise problem(
            file.place(), Message("must have one of the keys {known}", known=", ".join(known))
        )
    yield from deceptive_letters_of_yaml(data or path.read_bytes(), file.place().path)
    problems: list[Problem] = []
    for plural, entries in file.data.items():
        kind = known.get(plural)
        if kind is None:
            message = f"unknown key {plural!r}; allowed are {', '.join(known)}"
            problems.append(Problem(place=file.place((plural,)), message=message))
        elif not isinstance(entries, list):
            message = f"{plural} must be a list of entries, each after '- '"
            problems.append(Problem(place=file.place((plural,)), message=message))
        elif len(entries) > OBJECTS:
            problems.append(Problem(place=file.place((plural,)), message=too_many_objects()))
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
        raise problem(
            file.place(location),
            Message("each of {plural} must have keys such as 'id:'", plural=kind.plural),
        )
    for name in ("id", "title", "text"):
        if not isinstance(entry.get(name, ""), str):
            raise problem(file.place((*location, name)), Message("{name} must be text", name=name))
    refuse_options(len(entry), file.place(location))
    links = kind.relations
    place = file.place(location)
    return Item(
        type=kind.name,
        id=str(entry.get("id", "")),
        title=" ".join(str(entry.get("title", "")).split()),
        fields={
            name: text
            for name, value in entry.items()
            if name not in links and name not in ("id", "title", "text") and (text := _plain(value))
        },
        links={
            name: few(targets, name, place)
            for name, value in entry.items()
            if name in links and (targets := split_list(_plain(value)))
        },
        body=str(entry.get("text", "")),
        place=place,
        document=place.path,
        lines={name: file.place((*location, name)).line for name in entry},
    )


def _plain(value: object) -> str:
    if isinstance(value, (list, tuple)):
        return ", ".join(_plain(part) for part in value)
    if isinstance(value, Mapping):
        return ", ".join(f"{_plain(name)}: {_plain(part)}" for name, part in value.items())
    return str(value)
