"""Where something stands in the sources, so that every message can point there."""

from __future__ import annotations

import re
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


def one_line(text: str) -> str:
    """Return a message without what would break its line or steer a terminal.

    Names of files and values of objects come from anybody, and go into messages.

    :param text: the message
    """
    return re.sub(_CONTROLS, lambda match: ascii(match[0])[1:-1], text)
