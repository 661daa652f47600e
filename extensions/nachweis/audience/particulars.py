"""What a project says of itself, for those who may not know its title, catalogue or days."""

from __future__ import annotations

import datetime
from collections.abc import Collection, Iterable
from typing import Any, Final, NamedTuple

from nachweis.model.catalogue import Catalogue
from nachweis.model.items import Item
from nachweis.model.project import Project

TITLE: Final = "title"
CATALOGUE: Final = "catalogue"
PHASES: Final = "phases"


class Judged(NamedTuple):
    """A project with the catalogue and the day that it was judged by."""

    project: Project
    catalogue: Catalogue
    day: datetime.date


def withhold_particulars(
    data: dict[str, Any], hides: Collection[str], judged: Judged, items: Iterable[Item]
) -> None:
    """Take from ``project.yaml`` what may not be known, and leave it valid.

    Of the catalogue those measures stay that something visible names. Phases that are closed bear
    the day of judgement.

    :param data: the file, which is changed
    :param hides: what may not be known: ``title``, ``catalogue``, ``phases``
    :param judged: the project
    :param items: the objects that may be seen
    """
    if TITLE in hides:
        said = data["title"]
        data["title"] = dict.fromkeys(said, data["key"]) if isinstance(said, dict) else data["key"]
    if CATALOGUE in hides:
        _narrow(data, judged.catalogue, items)
    if PHASES in hides:
        day, closed = judged.day, judged.project.settings.closed
        data["phases"] = {str(p): {"closed": day} for p, c in closed.items() if c.date <= day}


def _narrow(data: dict[str, Any], catalogue: Catalogue, items: Iterable[Item]) -> None:
    linked = {end for item in items for ends in item.links.values() for end in ends}
    known = sorted(end for end in linked if catalogue.has(end))
    above = {group for end in known for group in (end, *catalogue.chain(end))}
    chosen = {
        name
        for name in above & catalogue.groups.keys()
        if catalogue.groups[name].type == "measure"
        and _is_selected(data, catalogue.chain(name), name)
    }
    data["catalog"] = sorted(chosen) or data["catalog"][:1]
    spans = data.get("intervals")
    if spans:
        data["intervals"] = {n: s for n, s in spans.items() if n.islower() or n in linked}


def _is_selected(data: dict[str, Any], chain: Iterable[str], name: str) -> bool:
    return not {name, *chain}.isdisjoint(data["catalog"])
