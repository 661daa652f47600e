"""Where requirements come from: the paragraphs of the sources, and how many duties each has."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from nachweis.sources.yaml.file import read_yaml
from nachweis.sources.yaml.validation import Shape, check_shape

FILE: Final = "paragraphs.yaml"
SOURCE: Final = re.compile(
    r"(?P<paragraph>[^/]+(?: / [^/]+)? / ¶[1-9]\d*)(?:\.(?P<item>[1-9]\d*))?"
)
"""A requirement's ``source``: document, heading where it has any, paragraph, item of its list."""


class _ParagraphsShape(Shape):
    document: str
    heading: str = ""
    paragraph: int
    duties: int


class ParagraphsFile(Shape):
    """``paragraphs.yaml``, which only the handbook reads."""

    paragraphs: tuple[_ParagraphsShape, ...]


def read_paragraphs(folder: Path, root: Path) -> Mapping[str, int]:
    """Return the number of duties of each paragraph, by what a ``source`` calls it.

    :param folder: the ``catalog/`` folder
    :param root: the folder that paths in messages are relative to
    :raises SourceError: if the file is not valid
    """
    shape = check_shape(read_yaml(folder / FILE, root), ParagraphsFile)
    return {
        " / ".join((*filter(None, (entry.document, entry.heading)), f"¶{entry.paragraph}")): (
            entry.duties
        )
        for entry in shape.paragraphs
    }


def paragraph_of(source: str) -> str:
    """Return the paragraph that a requirement's ``source`` lies in, without the item.

    :param source: such as ``M 2.251 / ¶3.2``
    :raises ValueError: if it is none
    """
    found = SOURCE.fullmatch(source)
    if found is None:
        raise ValueError(source)
    return found["paragraph"]
