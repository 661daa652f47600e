"""Sources without what an audience may not see: cut out of pages and registers, or left out."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Collection, Container, Iterable, Sequence
from typing import Any, Final, NamedTuple
from urllib.parse import unquote

from nachweis.model.items import WRITTEN_ID, split_list

OMISSION: Final = "[…]"
"""Stands in a text for the name of something that is withheld."""

_OPTION: Final = re.compile(r"(\s*:[\w-]+:\s*)(.*)$")
_MODEL: Final = ":model:"
"""The option that goes from every page: it tells others how far a house would give way."""
_ROLE: Final = re.compile(r"\{[\w:-]+\}(`+)(.+?)\1(?!`)")
_LINK: Final = re.compile(
    r"!?\[(?:[^\[\]]|\[[^\[\]]*\])*\]\(([^()\s]*)[^()]*\)|<((?:\./|\.\./|#)[^<>\s]*)>"
)
_OPENING: Final = re.compile(r"[\s>*+-]*(`{3,}|~{3,}|:{3,})\s*(?:\{([\w:-]+)\}\s*(\S*))?")
_FILES: Final = frozenset({"include", "literalinclude", "image", "figure", "csv-table"})
_COMMENT: Final = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)
_REMARK: Final = re.compile(r"^ {0,3}%.*\n?", re.MULTILINE)


class Hidden(NamedTuple):
    """What may not be named.

    :param ids: IDs of objects
    :param paths: paths of pages and files, relative to the workspace
    """

    ids: frozenset[str]
    paths: frozenset[str]

    def names(self, written: str, document: str) -> bool:
        """Return whether a reference leads to something that is hidden.

        :param written: ID, path, or path with an anchor, as a page says it
        :param document: path of the page
        """
        path, _, anchor = unquote(written).partition("#")
        if anchor in self.ids or path in self.ids:
            return True
        if not path or "://" in path:
            return False
        base = "" if path.startswith("/") else posixpath.dirname(document)
        full = posixpath.normpath(posixpath.join(base, path.lstrip("/")))
        return full in self.paths or f"{full}.md" in self.paths


NOTHING: Final = Hidden(ids=frozenset(), paths=frozenset())


def end_of(lines: Sequence[str], first: int) -> int:
    """Return the line on which a fence ends; the last one if nothing closes it.

    :param lines: the lines of the file
    :param first: line of the opening fence, counted from 1
    """
    opening = _OPENING.match(lines[first - 1])
    if opening is None:
        return first
    mark = opening[1]
    for number in range(first + 1, len(lines) + 1):
        text = lines[number - 1].strip().lstrip("> ")
        if len(text) >= len(mark) and not text.strip(mark[0]):
            return number
    return len(lines)


def page_text(text: str, document: str, cut: Iterable[tuple[int, int]], hidden: Hidden) -> str:
    """Return a page without some of its objects, without comments, and without names of others.

    :param text: the Markdown
    :param document: its path, relative to the workspace
    :param cut: first and last line of each object that goes
    :param hidden: what may not be named
    """
    lines = text.split("\n")
    gone = {number for first, last in cut for number in range(first, last + 1)}
    for number, line in enumerate(lines, 1):
        found = _OPENING.match(line) if number not in gone else None
        if found and found[2] in _FILES and found[3] and hidden.names(found[3], document):
            gone.update(range(number, end_of(lines, number) + 1))
    gone |= _emptied(lines, gone)
    kept = "\n".join(line for number, line in enumerate(lines, 1) if number not in gone)
    kept = _REMARK.sub("", _COMMENT.sub("", kept))
    shown = []
    for line in kept.split("\n"):
        bare = line.strip()
        if bare and not bare.startswith("#") and " " not in bare and hidden.names(bare, document):
            continue  # an entry of a table of contents
        option = _OPTION.match(line)
        if option and option[1].strip() == _MODEL:
            continue
        if option and any(name in hidden.ids for name in WRITTEN_ID.findall(option[2])):
            rest = _without(option[2], hidden.ids)
            if rest:
                shown.append(f"{option[1]}{rest}")
            continue
        shown.append(prose(line, document, hidden))
    return "\n".join(shown)


def _emptied(lines: Sequence[str], gone: Collection[int]) -> set[int]:
    """Return the lines of directives of which nothing is left, however deep they lie."""
    found: set[int] = set()
    for number in range(len(lines), 0, -1) if gone else ():  # the inner ones first
        if number in gone or not (
            lines[number - 1][:1] in ":`~ \t>" and _OPENING.match(lines[number - 1])
        ):
            continue
        last = end_of(lines, number)
        inside = range(number + 1, last)
        if not any(n in gone for n in inside):
            continue
        if all(n in gone or n in found or not lines[n - 1].strip() for n in inside):
            found.update(range(number, last + 1))
    return found


def prose(line: str, document: str, hidden: Hidden) -> str:
    """Return text in which nothing that is hidden is named.

    :param line: Markdown
    :param document: path of the page
    :param hidden: what may not be named
    """

    def role(match: re.Match[str]) -> str:
        target = match[2].rpartition("<")[2].rstrip("> ").strip()
        first = target.partition(".")[0].partition(" ")[0]
        is_hidden = first in hidden.ids or hidden.names(target, document)
        return OMISSION if is_hidden else match[0]

    def link(match: re.Match[str]) -> str:
        return OMISSION if hidden.names(match[1] or match[2] or "", document) else match[0]

    if "{" in line and "`" in line:
        line = _ROLE.sub(role, line)
    if "](" in line or "<" in line:
        line = _LINK.sub(link, line)
    return WRITTEN_ID.sub(lambda match: OMISSION if match[0] in hidden.ids else match[0], line)


def _without(value: str, ids: Container[str]) -> str:
    """Return the value of an option without some IDs, whether it is a list or a sentence."""
    parts = split_list(value)
    if all(map(WRITTEN_ID.fullmatch, parts)):
        return ", ".join(part for part in parts if part not in ids)
    return WRITTEN_ID.sub(lambda match: OMISSION if match[0] in ids else match[0], value)


def without(value: Any, document: str, hidden: Hidden) -> Any:
    """Return a value of a YAML file without what is hidden; None where nothing is left.

    Entries of lists go whose ``id`` is hidden.

    :param value: texts, numbers, lists and mappings
    :param document: path of the file
    :param hidden: what may not be named
    """
    if isinstance(value, str):
        if value in hidden.ids or ("/" in value and hidden.names(value, document)):
            return None
        rest = _without(value, hidden.ids) if WRITTEN_ID.search(value) else value
        return prose(rest, document, hidden) if rest else None
    if isinstance(value, list):
        kept = [
            without(entry, document, hidden)
            for entry in value
            if not (isinstance(entry, dict) and entry.get("id") in hidden.ids)
        ]
        return [entry for entry in kept if entry is not None] or (None if value else value)
    if isinstance(value, dict):
        pairs = {
            key: without(entry, document, hidden)
            for key, entry in value.items()
            if key not in hidden.ids
        }
        return {key: e for key, e in pairs.items() if e is not None or value[key] is None}
    return value
