"""Options of directives, line by line where each is a plain word on its line.

MyST reads them sign by sign, as YAML: at 5 000 objects a twentieth of a build.
"""

from __future__ import annotations

import re
from typing import Any, Final

from myst_parser.parsers import directives, options
from myst_parser.parsers.options import KeyToken, Position, State, ValueToken
from sphinx.application import Sphinx

_LINE: Final = re.compile(r'([a-z][\w-]*): (?:"([^"\\]*)"|(\w(?:[^:#]*[^:#\s])?))')
"""A key, and a value that YAML takes as it stands: quoted without escapes, or plain."""
_read: Final = options.options_to_tokens


def setup(_: Sphinx) -> None:
    """Take over the reading of options.

    :param _: the application
    """
    vars(directives).update(options_to_tokens=read_options)


def read_options(
    text: str, line_offset: int = 0, column_offset: int = 0
) -> tuple[list[tuple[KeyToken, ValueToken | None]], State]:
    """Read the options of a directive as MyST does.

    :param text: the options, one a line
    :param line_offset: where they stand, for messages
    :param column_offset: the same
    :raises myst_parser.parsers.options.TokenizeError: if they cannot be read
    """
    found: list[tuple[KeyToken, ValueToken | None]] = []
    start = 0
    for number, line in enumerate(text.split("\n")):
        match = _LINE.fullmatch(line)
        if match is None or not line.isprintable():
            return _read(text, line_offset, column_offset)

        def at(column: int, line: int = number, start: int = start) -> Any:
            return Position(start + column, line, column)

        key, quoted, plain = match.groups()
        name = KeyToken(at(0), at(len(key)), key)
        begin, end = len(key) + 2, len(line)
        style = None if quoted is None else '"'
        value = plain if quoted is None else quoted
        found.append((name, ValueToken(at(begin), at(end), value, style)))  # type: ignore[arg-type]  # MyST lists the signs
        start += len(line) + 1
    return found, State()
