"""What ``project.yaml`` says."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from pathlib import Path

from nachweis.model.intervals import DEFAULT_INTERVALS, parse_interval
from nachweis.model.kinds import Tense
from nachweis.model.messages import Message
from nachweis.model.project import Closing, Disclosure, SettingDate, Settings, Tender
from nachweis.model.terms import BasicValue, Phase
from nachweis.sources.files import problem
from nachweis.sources.workspace import PROJECT_FILE
from nachweis.sources.yaml.file import Location, YamlFile, read_yaml
from nachweis.sources.yaml.shapes import ProjectFile
from nachweis.sources.yaml.validation import Shape, check_shape, key_of


def read_settings(folder: Path, root: Path, data: bytes | None = None) -> Settings:
    """Read ``project.yaml``.

    :param folder: the project's folder
    :param root: the workspace
    :param data: the file's content, where it has been read already
    :raises SourceError: if it is not valid
    """
    file = read_yaml(folder / PROJECT_FILE, root, data, turned=True)
    shape = check_shape(file, ProjectFile)
    if shape.key != folder.name:
        raise problem(
            file.place(("key",)),
            Message(
                "key is {key}, but the folder is called {name}; make them the same",
                key=shape.key,
                name=folder.name,
            ),
        )
    given = dict(shape)
    phases = given.pop("phases")
    closed = {
        phase: Closing(
            date=entry.date, approved_by=entry.approved_by, place=file.place(("phases", phase))
        )
        for phase, entry in phases.items()
        if entry.date is not None
    }
    begun = {phase: entry.begun for phase, entry in phases.items() if entry.begun is not None}
    for phase in begun:
        if phase is not Phase.EXIT:
            raise problem(
                file.place(("phases", phase, "begun")),
                Message(
                    "begun: {phase} begins when the phase before it is closed; only exit has a "
                    "begin of its own, the day of the notice of termination; drop it",
                    phase=phase,
                ),
            )
    if shape.tender and shape.tender.sent and shape.tender.due:
        _refuse_late(file, shape.tender.sent, shape.tender.due)
    own = {name: parse_interval(text) for name, text in shape.intervals.items()}
    places: dict[str, Location] = {
        f"catalog.{name}": ("catalog", i) for i, name in enumerate(shape.catalog)
    }
    places |= {f"tender.{name}": ("tender", name) for name in Tender._fields if shape.tender}
    places |= {f"intervals.{name}": ("intervals", name) for name in own}
    places |= {
        f"disclosure.{part}": ("disclosure", part)
        for part in Disclosure._fields
        if shape.disclosure
    }
    given["protection"] = {BasicValue[name.upper()]: need for name, need in shape.protection}
    given["disclosure"] = Disclosure(**dict(shape.disclosure))
    given["tender"] = Tender(**dict(shape.tender)) if shape.tender else None
    given["intervals"] = {**DEFAULT_INTERVALS, **own}
    return Settings(
        closed=closed,
        begun=begun,
        folder=file.place().path.removesuffix(f"/{PROJECT_FILE}"),
        place=file.place(),
        places={name: file.place(location) for name, location in places.items()},
        dates=tuple(_dates(file, shape, ())),
        **given,
    )


def _dates(file: YamlFile, shape: Shape, way: Location) -> Iterator[SettingDate]:
    """Yield the dates of a shape, and of those below it.

    :param way: the keys from the top down to it
    """
    for name, value in shape:
        kind = shape.field_types[name]
        here = (*way, key_of(name, kind))
        if isinstance(value, datetime.date):
            [tense] = (mark for mark in kind.__metadata__ if isinstance(mark, Tense))
            yield SettingDate(
                name=".".join(map(str, here)), date=value, tense=tense, place=file.place(here)
            )
        elif isinstance(value, Shape):
            yield from _dates(file, value, here)
        elif isinstance(value, dict):
            for key, part in value.items():
                if isinstance(part, Shape):
                    yield from _dates(file, part, (*here, key))


def _refuse_late(file: YamlFile, sent: datetime.date, due: datetime.date) -> None:
    if sent > due:
        message = Message(
            "sent: {sent} is after the last day for answers, {due}; correct one",
            sent=sent,
            due=due,
        )
        raise problem(file.place(("tender", "sent")), message)
