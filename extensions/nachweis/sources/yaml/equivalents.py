"""Reading ``catalog/equivalents.yaml``: requirements that say the same."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Final

from nachweis.model.catalogue import Equivalent
from nachweis.model.messages import Message
from nachweis.model.relations import Certainty, Relation
from nachweis.sources.errors import Problem, SourceError
from nachweis.sources.yaml.file import read_yaml
from nachweis.sources.yaml.shapes import Id, Words
from nachweis.sources.yaml.validation import Before, Shape, Written, check_shape

_RELATIONS: Final = ("equal", "subset", "superset")


def _relation(value: object) -> object:
    if value not in _RELATIONS:
        raise ValueError(Message("must be equal, subset or superset"))
    return value


_Declared = Annotated[
    Relation,
    Before(_relation),
    Written(lambda: {"type": "string", "enum": list(_RELATIONS)}),
]


class EquivalentShape(Shape):
    """An entry of ``pairs:``."""

    one: Id
    other: Id
    relation: _Declared
    certainty: Certainty
    reason: Words


class EquivalentsFile(Shape):
    """``equivalents.yaml``."""

    pairs: tuple[EquivalentShape, ...]


def read_equivalents(path: Path, root: Path, data: bytes) -> Iterator[Equivalent]:
    """Yield the declared pairs of requirements.

    :param path: absolute path of the file
    :param root: the folder that paths in messages are relative to
    :param data: the file's content
    :raises SourceError: if it is not valid, or pairs two requirements twice
    """
    file = read_yaml(path, root, data)
    pairs = [
        Equivalent(place=file.place(("pairs", number)), **dict(pair))
        for number, pair in enumerate(check_shape(file, EquivalentsFile).pairs)
    ]
    if problems := list(_repeated(pairs)):
        raise SourceError(problems)
    yield from pairs


def _repeated(pairs: list[Equivalent]) -> Iterator[Problem]:
    """Yield what pairs a requirement with itself, or with another one once more."""
    first: dict[frozenset[str], Equivalent] = {}
    for pair in pairs:
        known = first.setdefault(frozenset((pair.one, pair.other)), pair)
        if pair.one == pair.other:
            message = Message("{one} is paired with itself; name another requirement", one=pair.one)
            yield Problem(place=pair.place, message=message)
        elif known is not pair:
            message = Message(
                "{one} and {other} are paired twice, first in line {line}; keep one of them",
                one=pair.one,
                other=pair.other,
                line=known.place.line,
            )
            yield Problem(place=pair.place, message=message)
