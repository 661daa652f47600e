"""Positions in the sources, so that every message can point there."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from nachweis.model.named_tuples import NamedTuple

CONTROLS: Final = "[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]"


class Place(NamedTuple):
    """A position in a source file, or another subject of a message.

    :param path: POSIX path relative to the workspace
    :param line: line, counted from 1; 0 if there are no lines
    :param column: column, counted from 1
    """

    path: str
    line: int = 1
    column: int = 1

    def __str__(self) -> str:
        return f"{self.path}:{self.line}:{self.column}" if self.line else self.path


class Rows(NamedTuple):
    """The lines of options that follow each other without gaps, as nearly all do.

    :param names: the options
    :param first: line of the first one, counted from 1
    """

    names: tuple[str, ...]
    first: int

    def get(self, name: str) -> int | None:
        """Return the line of an option, or None."""
        return self.first + self.names.index(name) if name in self.names else None

    def items(self) -> Iterable[tuple[str, int]]:
        """Return each option with its line."""
        return zip(self.names, self.values(), strict=True)

    def values(self) -> Iterable[int]:
        """Return the lines."""
        return range(self.first, self.first + len(self.names))


def one_line(text: str) -> str:
    """Remove from a message line breaks and what controls a terminal.

    Names of files and values of objects are untrusted, and go into messages.

    :param text: the message
    """
    if text.isprintable():  # nearly all messages are
        return text
    return re.sub(CONTROLS, lambda match: ascii(match[0])[1:-1], text)
