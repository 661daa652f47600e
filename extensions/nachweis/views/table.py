"""The request to a view, and the plain table that any view may return."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from typing import Any, NamedTuple, TypeAlias

from nachweis.model.terms import State
from nachweis.trace.gate import Verdict


class Reference(NamedTuple):
    """A cell that names an object and leads to it.

    :param id: ID of the object
    :param text: text to display; empty: the object's title
    """

    id: str
    text: str = ""


class Quote(NamedTuple):
    """Words of the project, which are in its language whatever that of the table is.

    :param words: the text
    """

    words: str


class Drawing(NamedTuple):
    """A table as a picture.

    :param svg: a drawing whose texts are escaped
    :param title: what it shows, for those who do not see it
    """

    svg: str
    title: str


CellValue: TypeAlias = (
    str | Quote | Reference | State | tuple["str | Quote | Reference | State", ...]
)
"""A text, words of the project, an object, a state of coverage, or several of them."""


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Table:
    """A table as a value, which the site and annexes render each in their own way.

    :param columns: headings; the first column is the heading of its row
    :param rows: a cell for each column
    :param empty: text to display if there are no rows
    :param drawing: the same as a picture, which stands above it
    :param lead: what is seen, and what to do with it; stands above it on a page
    :param choices: numbers of the columns by whose values a page can show fewer rows
    :param marks: states that look like some of its texts, by the text
    :param of: number of rows that there are, where these are the first ones of them
    """

    columns: tuple[str, ...]
    rows: tuple[tuple[CellValue, ...], ...]
    empty: str = ""
    drawing: Drawing | None = None
    lead: str = ""
    choices: tuple[int, ...] = ()
    marks: Mapping[str, State] = dataclasses.field(default_factory=dict)
    of: int = 0


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class ViewRequest:
    """The request to a view.

    :param verdicts: the judged project, or all of them on the page over all projects
    :param options: options of the directive or annex by name; ``for`` is the argument of a page
    :param language: ISO 639-1 code of the page or annex
    :param build: further data of the build; for the views of Nachweis itself only
    """

    verdicts: tuple[Verdict, ...]
    options: Mapping[str, Any]
    language: str
    build: Any = None

    @property
    def verdict(self) -> Verdict:
        """The judged project."""
        return self.verdicts[0]


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class PageRequest:
    """What the pages of a view depend on.

    :param verdict: the judged project
    :param versions: the versions that pages compare with, the newest first
    """

    verdict: Verdict
    versions: tuple[str, ...] = ()
