"""The files of a catalogue: what each of them says, in the shape that it must have."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from nachweis.model.catalogue import Group, PhaseText, Requirement, Term, Threat, in_language
from nachweis.model.messages import Message
from nachweis.sources.files import problem
from nachweis.sources.yaml.file import read_yaml
from nachweis.sources.yaml.shapes import (
    CitedFile,
    GlossaryFile,
    MeasureFile,
    PhasesFile,
    ThreatsFile,
)
from nachweis.sources.yaml.validation import check_shape


def read_measure(
    path: Path, root: Path, data: bytes | None = None
) -> Iterator[Group | Requirement]:
    """Yield the groups and requirements of one catalogue file, groups first.

    :param path: absolute path of the file
    :param root: the folder that paths in messages are relative to
    :param data: the file's content, where it has been read already
    :raises SourceError: if it is not a valid catalogue file
    """
    file = read_yaml(path, root, data)
    shape = check_shape(file, MeasureFile)
    head = shape.module or shape.measure
    if head is None or (shape.module and shape.measure):
        raise problem(
            file.place(), Message("must have exactly one of the keys 'module' and 'measure'")
        )
    kind = "module" if shape.module else "measure"
    yield Group(
        type="bsi_module" if shape.module else "measure",
        place=file.place((kind,)),
        document=file.path,
        **dict(head),
    )
    for number, topic in enumerate(shape.topics):
        yield Group(
            type="req_topic",
            label=head.label,
            part_of=head.id,
            place=file.place(("topics", number)),
            document=file.path,
            **dict(topic),
        )
    topics = {topic.id for topic in shape.topics}
    for number, entry in enumerate(shape.requirements):
        if entry.topic is not None and entry.topic not in topics:
            raise problem(
                file.place(("requirements", number, "topic")),
                Message(
                    "topic {topic} is not one of this file's topics; correct it", topic=entry.topic
                ),
            )
        given = dict(entry)
        topic = given.pop("topic")
        yield Requirement(
            label=head.label,
            part_of=topic or head.id,
            measure=head.id,
            level=given.pop("level") or head.level,
            place=file.place(("requirements", number)),
            document=file.path,
            **given,
        )


def read_cited(path: Path, root: Path, data: bytes) -> Iterator[Group]:
    """Yield the stubs of what the sources cite and do not contain.

    :param path: absolute path of the file
    :param root: the folder that paths in messages are relative to
    :param data: the file's content
    :raises SourceError: if it is not valid
    """
    file = read_yaml(path, root, data)
    for number, stub in enumerate(check_shape(file, CitedFile).cited):
        place = file.place(("cited", number))
        yield Group(place=place, document=file.path, cited=True, **dict(stub))


def read_phases(path: Path, root: Path, data: bytes) -> Iterator[PhaseText]:
    """Yield what is said of each phase.

    :param path: absolute path of the file
    :param root: the folder that paths in messages are relative to
    :param data: the file's content
    :raises SourceError: if it is not valid
    """
    for entry in check_shape(read_yaml(path, root, data), PhasesFile).phases:
        yield PhaseText(**dict(entry))


def read_glossary(path: Path, root: Path, data: bytes) -> Iterator[Term]:
    """Yield the terms of the glossary.

    :param path: absolute path of the file
    :param root: the folder that paths in messages are relative to
    :param data: the file's content
    :raises SourceError: if it is not valid
    """
    file = read_yaml(path, root, data)
    known: set[str] = set()
    for number, entry in enumerate(check_shape(file, GlossaryFile).terms):
        given = dict(entry)
        name = given.pop("id") or _term_id(in_language(entry.term, "en"))
        if name in known:
            message = Message("the ID {id} is used twice in the glossary; rename one", id=name)
            raise problem(file.place(("terms", number)), message)
        known.add(name)
        yield Term(id=name, **given)


def _term_id(term: str) -> str:
    """Return the ID of a term that has none: its word, without the abbreviation in brackets."""
    word = re.sub(r"[^A-Z0-9]+", "_", re.sub(r"\(.*?\)", "", term).upper())
    return f"TERM_{word.strip('_')}"


def read_threats(path: Path, root: Path, data: bytes) -> Iterator[Threat]:
    """Yield the threats that the modules name.

    :param path: absolute path of the file
    :param root: the folder that paths in messages are relative to
    :param data: the file's content
    :raises SourceError: if it is not valid
    """
    file = read_yaml(path, root, data)
    for number, entry in enumerate(check_shape(file, ThreatsFile).threats):
        place = file.place(("threats", number))
        yield Threat(place=place, document=file.path, **dict(entry))
