"""One object of a project or of the catalogue, as both readers see it."""

from __future__ import annotations

import datetime
import functools
from collections.abc import Mapping
from typing import Final

from nachweis.model.dates import parse_date
from nachweis.model.named_tuples import NamedTuple
from nachweis.model.patterns import regex
from nachweis.model.places import Place, Rows

WRITTEN_ID: Final = regex(r"(?<![A-Za-z0-9_])[A-Z][A-Z0-9_]{2,}(?![A-Za-z0-9_])")
"""What people write of an ID in a text; whether something has it, is asked afterwards."""


def split_list(text: str) -> tuple[str, ...]:
    """Split a list as sphinx-needs does, without empty parts.

    :param text: values separated by commas, semicolons or bars
    """
    if ";" in text or "|" in text:
        text = text.replace(";", ",").replace("|", ",")
    if "," not in text:
        return (only,) if (only := text.strip()) else ()
    return tuple(filter(None, map(str.strip, text.split(","))))


_parts: Final = functools.lru_cache(maxsize=1024)(split_list)
"""Most lists in fields are of few words, and many objects have the same."""


WORDS_READ: Final[set[str]] = set()
"""IDs of the objects whose titles or texts were asked for: on no others does the outcome depend."""


class _Parts(NamedTuple):
    """The parts of an :class:`Item`."""

    type: str
    id: str
    title: str
    place: Place
    document: str
    fields: Mapping[str, str] = {}
    links: Mapping[str, tuple[str, ...]] = {}
    body: str = ""
    lines: Mapping[str, int] | Rows = Rows(names=(), first=0)
    plain: bool = False


TITLE: Final = 2
BODY: Final = 7
"""Where the title and the text stand in an :class:`Item`, for those who only carry or compare them,
and for readers, who see nothing but their file."""


class Item(_Parts):
    """An object with its fields and links.

    :param type: name of its :class:`~nachweis.model.objects.ObjectType`
    :param id: identifier, unique in a project and its catalogue
    :param title: plain text
    :param fields: values as written, without the empty ones
    :param links: IDs of the targets by link name, in the order written
    :param body: the Markdown text
    :param place: position of its directive or YAML entry
    :param document: path of the Sphinx document that shows it, relative to the workspace
    :param plain: whether its reader saw that the text is long, and nothing a placeholder or example
    :param lines: line of each option, counted from 1, where it differs from the place's
    """

    __slots__ = ()

    @property
    def title(self) -> str:
        """The title, as plain text."""
        WORDS_READ.add(self.id)
        return self[TITLE]

    @property
    def body(self) -> str:
        """The Markdown text."""
        WORDS_READ.add(self.id)
        return self[BODY]

    def get(self, name: str, default: str = "") -> str:
        """Return the value of a field as written."""
        return self.fields.get(name, default)

    def list(self, name: str) -> tuple[str, ...]:
        """Return the parts of a field that holds a list, in the order written."""
        text = self.fields.get(name)
        return _parts(text) if text else ()

    def date(self, name: str) -> datetime.date | None:
        """Return a date field, or None if it is absent or not a date."""
        try:
            return parse_date(self.fields[name])
        except (KeyError, ValueError):
            return None

    def targets(self, link: str) -> tuple[str, ...]:
        """Return the IDs that a link points to."""
        return self.links.get(link, ())

    def where(self, option: str) -> Place:
        """Return the position of one option, or of the object where it has none."""
        line = self.lines.get(option)
        if line is None:
            return self.place
        return Place(path=self.place.path, line=line, column=self.place.column)
