"""Files that a page shows or offers, beside its own text."""

from __future__ import annotations

from typing import NamedTuple

from nachweis.model.places import Place


class FileUse(NamedTuple):
    """A file that a page names.

    :param path: relative to the workspace, as written: nobody has looked yet where it leads
    :param written: what the page says
    :param place: where it says so
    """

    path: str
    written: str
    place: Place
