"""Files and objects that a page names, beside its own."""

from __future__ import annotations

from typing import TypeAlias

from nachweis.model.findings import Finding
from nachweis.model.items import Item
from nachweis.model.named_tuples import NamedTuple
from nachweis.model.places import Place


class FileUse(NamedTuple):
    """A file that a page names.

    :param path: relative to the workspace, as written: nobody has looked yet where it leads
    :param written: what the page says
    :param place: where it says so
    :param cost: microseconds that a build takes for each byte of it; 0 where it stays a file
    """

    path: str
    written: str
    place: Place
    cost: int = 0


class Mention(NamedTuple):
    """An object, or a fact of one, that a page names in its text.

    :param id: the ID as written, or all that the role of a fact holds
    :param place: where it says so
    :param is_fact: whether it is a fact
    """

    id: str
    place: Place
    is_fact: bool = False


class PageClass(NamedTuple):
    """The information class that a page has in its front matter.

    :param name: ID or title of the class, as written
    :param place: the page, with the line
    """

    name: str
    place: Place


class Listed(NamedTuple):
    """A page that another one names in its table of contents (``toctree``).

    :param document: path of the page that names it
    :param entry: as written, without title and ending
    :param is_pattern: whether it stands for all pages whose names match
    :param place: where the page says so
    """

    document: str
    entry: str
    is_pattern: bool
    place: Place


Entry: TypeAlias = Item | Finding | FileUse | Mention | PageClass | Listed
"""What a reader finds in a file: objects, what is wrong with it, and what it names."""
