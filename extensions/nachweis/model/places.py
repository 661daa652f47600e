"""Where something stands in the sources, so that every message can point there."""

from __future__ import annotations

import dataclasses


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True, order=True)
class Place:
    """A position in a source file.

    :param path: POSIX path relative to the workspace
    :param line: line, counted from 1
    :param column: column, counted from 1
    """

    path: str
    line: int = 1
    column: int = 1

    def __str__(self) -> str:
        return f"{self.path}:{self.line}:{self.column}"
