"""Errors that make a project impossible to judge, collected and raised once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from nachweis.model.messages import Message, gettext_noop
from nachweis.model.named_tuples import NamedTuple
from nachweis.model.places import Place, one_line


class Problem(NamedTuple):
    """One thing that could not be read.

    :param place: its position
    :param message: what is wrong and what to do, in one line
    """

    place: Place
    message: str

    def __str__(self) -> str:
        return one_line(f"{self.place}: {self.message}")


def told(error: OSError) -> str:
    """Format a failure of the system, with its file, in one line.

    :param error: the failure; that of a copied folder has one for each of its files, which are
        thousands on a full disk, and is told by the first
    """
    parts = error.args[0] if error.args and isinstance(error.args[0], list) else ()
    if parts:
        said = str(parts[0][-1])
        return one_line(said.partition("] ")[2] or said)
    said = reason_of(error)
    return one_line(f"{error.filename}: {said}" if error.filename else said)


_REASONS: Final = (
    gettext_noop("no such file or directory"),
    gettext_noop("permission denied"),
    gettext_noop("is a directory"),
    gettext_noop("not a directory"),
    gettext_noop("no space left on device"),
    gettext_noop("file name too long"),
    gettext_noop("read-only file system"),
    gettext_noop("address already in use"),
)
"""What systems say most often, in their words."""


def reason_of(error: OSError) -> str:
    """Return why the system refused something, in its words.

    :param error: the failure
    """
    said = (error.strerror or str(error)).lower()
    return Message(said) if said in _REASONS else said


class SourceError(Exception):
    """The sources cannot be read; holds every problem found, not only the first."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        """Keep the problems in the order of their places.

        :param problems: at least one
        """
        super().__init__("\n".join(str(problem) for problem in problems))
        self.problems = tuple(problems)
