"""Where something stands in the sources, so that every message can point there."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final, NamedTuple

_CONTROLS: Final = "[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]"


class Place(NamedTuple):
    """A position in a source file, or what else a message is about.

    :param path: POSIX path relative to the workspace
    :param line: line, counted from 1; 0 where it is about no file with lines
    :param column: column, counted from 1
    """

    path: str
    line: int = 1
    column: int = 1

    def __str__(self) -> str:
        return f"{self.path}:{self.line}:{self.column}" if self.line else self.path


class Rows(NamedTuple):
    """The lines of options that stand one below the other, as nearly all do.

    :param names: the options
    :param first: line of the first one, counted from 1
    """

    names: tuple[str, ...]
    first: int

    def get(self, name: str) -> int | None:
        """Return the line of an option, or nothing where there is none of that name."""
        return self.first + self.names.index(name) if name in self.names else None

    def items(self) -> Iterable[tuple[str, int]]:
        """Return each option with its line."""
        return zip(self.names, self.values(), strict=True)

    def values(self) -> Iterable[int]:
        """Return the lines."""
        return range(self.first, self.first + len(self.names))


def one_line(text: str) -> str:
    """Return a message without what would break its line or steer a terminal.

    Names of files and values of objects come from anybody, and go into messages.

    :param text: the message
    """
    if text.isprintable():  # nearly all are
        return text
    return re.sub(_CONTROLS, lambda match: ascii(match[0])[1:-1], text)
