"""Reading ``catalog/crosswalks/*.yaml``; the gate does not need them, the site does."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field

from nachweis.model.catalogue import Catalogue
from nachweis.model.crosswalk import Crosswalk, CrosswalkRow
from nachweis.sources.errors import Problem, SourceError
from nachweis.sources.files import relative
from nachweis.sources.yaml.file import read_yaml
from nachweis.sources.yaml.shapes import Id, Words
from nachweis.sources.yaml.validation import Shape, check_shape


class _HeadShape(Shape):
    id: Id
    label: str
    title: Words
    note: Words


class _RowShape(Shape):
    reference: str
    measures: Annotated[tuple[Id, ...], Field(min_length=1)]
    match: Literal["close", "partial"]
    certainty: Literal["seen", "background", "suggested"]


class CrosswalkFile(Shape):
    """One file of ``crosswalks/``."""

    crosswalk: _HeadShape
    rows: tuple[_RowShape, ...]


def crosswalk_files(folder: Path) -> list[Path]:
    """Return the files of the crosswalks, sorted.

    :param folder: the ``catalog/`` folder
    """
    return sorted((folder / "crosswalks").glob("*.yaml"))


def read_crosswalk(path: Path, root: Path, catalogue: Catalogue) -> Crosswalk:
    """Read a crosswalk.

    :param path: absolute path of the file
    :param root: the folder that paths in messages are relative to
    :param catalogue: the catalogue whose measures it names
    :raises SourceError: if it is not valid, or names what the catalogue does not have
    """
    file = read_yaml(path, root)
    shape = check_shape(file, CrosswalkFile)
    unknown = [
        Problem(
            place=file.place(("rows", number, "measures")),
            message=f"{measure} is not a measure of the catalogue; correct it",
        )
        for number, row in enumerate(shape.rows)
        for measure in row.measures
        if measure not in catalogue.groups
    ]
    if unknown:
        raise SourceError(unknown)
    return Crosswalk(
        rows=tuple(CrosswalkRow(**dict(row)) for row in shape.rows),
        document=relative(path, root),
        **dict(shape.crosswalk),
    )
