"""The language in which a command speaks: that of the project, unless ``--lang`` names another."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Final

from nachweis.i18n import Words, has_words, translator
from nachweis.model.places import one_line
from nachweis.sources.languages import language_of

_arguments: Final[list[str]] = []
_spoken: Final[list[Words]] = []


def begin(arguments: Sequence[str]) -> None:
    """Begin a command; which language it speaks is found out when it first says something.

    :param arguments: its name and arguments as typed
    """
    _arguments[:] = arguments
    _spoken.clear()


def words() -> Words:
    """Return the translations to the language of the command that runs."""
    if not _spoken:
        chosen = value_of(_arguments, "--lang")
        known = chosen and has_words(chosen)
        _spoken.append(translator(chosen if known else _of_project()))
    return _spoken[0]


def _of_project() -> str:
    try:
        return language_of(Path(value_of(_arguments, "--root") or "."), _arguments[1:])
    except (MemoryError, RecursionError):  # what is to be said may be just that
        return ""


def say(message: str) -> str:
    """Translate what a command says, without what controls a terminal.

    :param message: a text, or a message that knows its parts
    """
    return shown(words().translate(message))


def shown(text: str) -> str:
    """Return a text of several lines without what controls a terminal: parts come from strangers.

    :param text: any text
    """
    return text if text.isprintable() else "\n".join(map(one_line, text.split("\n")))


def value_of(arguments: Sequence[str], option: str) -> str:
    """Return the value of an option before arguments are parsed; empty if it is not given.

    :param arguments: arguments as typed
    :param option: its name, such as ``--root``
    """
    for position, argument in enumerate(arguments):
        if argument.startswith(f"{option}="):
            return argument.partition("=")[2]
        if argument == option and position + 1 < len(arguments):
            return arguments[position + 1]
    return ""
