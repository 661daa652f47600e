"""Unresolved conflicts of git: nothing is built of a text that says two things."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Final

from nachweis.model.messages import Message
from nachweis.model.patterns import regex
from nachweis.model.places import Place
from nachweis.sources.errors import Problem, SourceError
from nachweis.sources.files import read_text, relative

if TYPE_CHECKING:
    from nachweis.sources.workspace import Workspace

_MARKER: Final = regex(r"^(?:<{7}|>{7})(?: .*)?$", re.MULTILINE)


def refuse_conflict(text: str, path: str) -> None:
    """Refuse a text in which a conflict is not resolved.

    :param text: the text of a source
    :param path: its path, relative to the workspace
    :raises SourceError: with the first line of each conflict
    """
    problems = _problems(text, path)
    if problems:
        raise SourceError(problems)


def _problems(text: str, path: str) -> list[Problem]:
    return [
        Problem(place=Place(path=path, line=line), message=conflict_message())
        for line in conflict_lines(text)
    ]


def conflict_lines(text: str) -> Iterator[int]:
    """Yield the line on which each conflict begins, counted from 1; of a half one, its end.

    :param text: the text of a source
    """
    if not any(sign in text and 7 * sign in text for sign in "<>"):
        return
    begun = False
    for match in _MARKER.finditer(text):
        begins = match[0][0] == "<"
        if begins or not begun:
            yield text.count("\n", 0, match.start()) + 1
        begun = begins


def conflict_message() -> Message:
    """Describe how to resolve a conflict."""
    return Message(
        "an unresolved conflict of git begins here; keep what is right of both sides and delete "
        "the lines with '<<<<<<<', '=======' and '>>>>>>>'"
    )


def refuse_conflicts(workspace: Workspace, keys: Sequence[str] = ()) -> None:
    """Refuse projects in whose sources a conflict is not resolved.

    :param workspace: where they lie
    :param keys: names of the projects; none means all
    :raises SourceError: with the first line of each conflict
    """
    problems = [
        problem
        for key in keys or workspace.projects
        for path in sorted(workspace.project(key).rglob("*"))
        if path.suffix in (".md", ".yaml", ".yml", ".lock") and path.is_file()
        for problem in _problems(read_text(path, workspace.root), relative(path, workspace.root))
    ]
    if problems:
        raise SourceError(problems)
