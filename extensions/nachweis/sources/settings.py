"""What ``project.yaml`` says."""

from __future__ import annotations

from pathlib import Path

from nachweis.model.intervals import DEFAULT_INTERVALS, parse_interval
from nachweis.model.project import Closing, Settings
from nachweis.model.terms import BasicValue
from nachweis.sources.files import problem
from nachweis.sources.shapes import ProjectFile
from nachweis.sources.workspace import PROJECT_FILE
from nachweis.sources.yamlfile import check_shape, read_yaml


def read_settings(folder: Path, root: Path, data: bytes | None = None) -> Settings:
    """Read ``project.yaml``.

    :param folder: the project's folder
    :param root: the workspace
    :param data: the file's content, where it has been read already
    :raises SourceError: if it is not valid
    """
    file = read_yaml(folder / PROJECT_FILE, root, data)
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
