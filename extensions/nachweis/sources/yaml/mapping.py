"""``evidence/mapping.yaml``: which cases of the reports there prove which requirements."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from nachweis.model.evidence import MappingRule
from nachweis.sources.yaml.file import read_yaml
from nachweis.sources.yaml.shapes import Id, RecordKind
from nachweis.sources.yaml.validation import FILLED, Shape, check_shape


class MappingShape(Shape):
    """An entry of ``mapping:``."""

    report: Annotated[str, FILLED]
    case: Annotated[str, FILLED] = "*"
    proves: Annotated[tuple[Id, ...], FILLED]
    checks: tuple[Id, ...] = ()
    kind: RecordKind = "test"
    title: str = ""
    by: str = ""
    infoclass: str = ""


class MappingFile(Shape):
    """``evidence/mapping.yaml``."""

    mapping: tuple[MappingShape, ...]


def read_mapping(path: Path, root: Path, data: bytes | None = None) -> tuple[MappingRule, ...]:
    """Read ``evidence/mapping.yaml``.

    :param path: absolute path of the file
    :param root: the workspace
    :param data: the file's content, where it has been read already
    :raises SourceError: if it is not valid
    """
    file = read_yaml(path, root, data, turned=True)
    return tuple(
        MappingRule(place=file.place(("mapping", number)), **dict(entry))
        for number, entry in enumerate(check_shape(file, MappingFile).mapping)
    )
