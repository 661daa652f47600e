"""The list of sites that the search over all projects looks through."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final, NamedTuple

from nachweis.site.scripts import data

SITES: Final = "nachweis-sites.js"
"""The script that lists them, beside the home page."""


class Site(NamedTuple):
    """A site with an index of its own.

    :param key: key of the project
    :param title: title of the project, with the version where there are several
    :param url: its folder, relative to the script, with a slash at its end
    """

    key: str
    title: str
    url: str


def sites_script(sites: Iterable[Site]) -> str:
    """Return the script.

    :param sites: in the order in which they are offered
    """
    return f"window.nachweisSites={data([site._asdict() for site in sites])};\n"
