"""How heavy the pages of a site are: for the person who opens them, and for the browser."""

from __future__ import annotations

import re
import statistics
from pathlib import Path
from typing import Final, NamedTuple

MOST_BYTES: Final = 400_000
MOST_ELEMENTS: Final = 6000
MOST_SHELL: Final = 25_000
_ELEMENT: Final = re.compile(rb"<[a-zA-Z]")


class Weight(NamedTuple):
    """The weight of the pages of a site.

    :param mean: bytes of a page
    :param largest: name and bytes of the largest page
    :param fullest: name and elements of the page with the most
    :param shell: bytes of the smallest page, which has little but what all have
    """

    mean: float
    largest: tuple[str, int]
    fullest: tuple[str, int]
    shell: int

    @property
    def holds(self) -> bool:
        """Whether the goals are met."""
        pages = self.largest[1] <= MOST_BYTES and self.fullest[1] <= MOST_ELEMENTS
        return pages and self.shell <= MOST_SHELL

    def __str__(self) -> str:
        """Format it for a table of measurements."""
        return (
            f"mean {self.mean / 1000:.0f} kB, largest {self.largest[1] / 1000:.0f} kB "
            f"({self.largest[0]}), most elements {self.fullest[1]} ({self.fullest[0]}), "
            f"smallest {self.shell / 1000:.1f} kB; goals {MOST_BYTES // 1000} kB, "
            f"{MOST_ELEMENTS}, {MOST_SHELL // 1000} kB: {'hold' if self.holds else 'MISSED'}"
        )


def weigh(site: Path) -> Weight:
    """Return the weight of the pages of a site.

    :param site: its folder
    """
    found = {}
    for path in site.rglob("*.html"):
        page = path.read_bytes()
        found[path.relative_to(site).as_posix()] = len(page), len(_ELEMENT.findall(page))
    largest = max(found, key=lambda name: found[name][0])
    fullest = max(found, key=lambda name: found[name][1])
    return Weight(
        mean=statistics.mean(size for size, _ in found.values()),
        largest=(largest, found[largest][0]),
        fullest=(fullest, found[fullest][1]),
        shell=min(size for size, _ in found.values()),
    )
