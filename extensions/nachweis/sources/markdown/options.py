"""The option block of a directive, as MyST reads it."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence
from typing import Final, TypeAlias

from nachweis.model.messages import Message
from nachweis.model.patterns import regex
from nachweis.sources.limits import OPTION_BLOCK

_OPTION: Final = regex(r"\s*:(?!::)")
_PLAIN: Final = r"[^#:\n]*"
_OPTION_LINE: Final = regex(r"[^\S\n]*:(?!::)")
_PLAIN_OPTION: Final = regex(
    rf"^:([A-Za-z_][\w-]*): +([A-Za-z0-9_./(]{_PLAIN}(?::(?=\S){_PLAIN})*)$", re.MULTILINE
)
_END: Final = regex(r"\n(?!:)")
ID_OPTION: Final = regex(r"^[ \t]*:?id:[ \t]*(\S+)", re.MULTILINE)
"""The option with the ID of an object, where its options are not read."""
_NO_COLON: Final = regex(r"^([A-Za-z_]\w*)(?: [^:\n]*)?$", re.MULTILINE)


Plain: TypeAlias = tuple[Sequence[tuple[str, str]], str]
"""Names and values of the options, one a line, and the body."""


def plain_options(content: str) -> Plain | None:
    """Return options and body of a directive whose options need no YAML parser, or nothing.

    Nearly all are plain one-line values, each written once. To read these without a parser saves
    0.42 s without the cache at 5000 objects.

    :param content: all between the fences, without a character that breaks lines but line feed
    """
    if not content.startswith(":"):
        return None
    end = found.start() if (found := _END.search(content)) else len(content)
    if not content[:end].replace("\n", "").isprintable():
        return None
    options: list[tuple[str, str]] = _PLAIN_OPTION.findall(content, 0, end)
    if len(dict(options)) <= content.count("\n", 0, end) or _OPTION_LINE.match(content, end + 1):
        return None
    return options, content[end + 1 :].removesuffix("\n")


def split_content(content: str, line: int) -> tuple[str, int, str, int]:
    """Return the option block of a directive, its first line, the body, and the body's first line.

    :param content: all between the fences
    :param line: line of the opening fence
    """
    lines = content.splitlines()
    if content.startswith(":::"):
        return "", line + 1, "\n".join(lines), line + 1
    if content.startswith("---"):
        for index, written in enumerate(lines[1:]):
            if written.startswith("---"):
                rest = lines[index + 2 :]
                trailing = written.lstrip("-").removeprefix(" ")
                body = [trailing, *rest] if trailing else rest
                start = line + index + (2 if trailing else 3)
                return _dedent(lines[1 : index + 1]), line + 2, "\n".join(body), start
        return _dedent(lines[1:]), line + 2, "", line + 1 + len(lines)
    if content.lstrip().startswith(":"):
        block = [written.lstrip()[1:] for written in itertools.takewhile(_OPTION.match, lines)]
        count = len(block)
        return "\n".join(block), line + 1, "\n".join(lines[count:]), line + 1 + count
    return "", line + 1, "\n".join(lines), line + 1


def _dedent(lines: list[str]) -> str:
    from textwrap import dedent

    return dedent("\n".join(lines))


class OptionsError(ValueError):
    """An option block that cannot be read.

    :param problem: why
    :param written: the option that lacks the colon after its name, where there is one
    :param line: its line
    :param identifier: the ID that the object seems to have
    """

    def __init__(self, problem: str, block: str, line: int) -> None:
        """Look for what is wrong.

        :param problem: why the block cannot be read
        :param block: the block
        :param line: its first line
        """
        super().__init__(problem)
        self.problem = problem
        found = _NO_COLON.search(block)
        self.written = found[1] if found else ""
        self.line = line + block.count("\n", 0, found.start() if found else 0)
        named = ID_OPTION.search(block)
        self.identifier = named[1] if named else ""


def read_options(block: str, line: int) -> Iterator[tuple[str, str, int]]:
    """Yield key, value and line of each option, as MyST's own reader finds them.

    :param block: the option block
    :param line: its first line
    :raises OptionsError: if it cannot be read, or is too long for that reader
    """
    if len(block) > OPTION_BLOCK:
        problem = Message("they have more than {size} KiB", size=OPTION_BLOCK // 1024)
        raise OptionsError(problem, "", line)
    from myst_parser.parsers.options import TokenizeError, options_to_tokens

    try:
        tokens, _ = options_to_tokens(block)
    except TokenizeError as error:
        raise OptionsError(error.problem, block, line) from error
    for key, value in tokens:
        yield key.value, value.value if value is not None else "", line + key.start.line
