"""Contents and titles of the pages of YAML files."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from pathlib import PurePosixPath
from typing import Final

from nachweis.i18n import translator
from nachweis.model.catalogue import in_language
from nachweis.model.foreign import STATED_BY
from nachweis.model.items import Item
from nachweis.model.kinds import ObjectType
from nachweis.model.objects import TYPE
from nachweis.trace.graph import Graph


def items_of(graph: Graph, document: str) -> list[Item]:
    """List the objects of a YAML file.

    :param graph: catalogue and project
    :param document: path of the file
    """
    return [item for item in graph.project.items if item.document == document]


def kinds_of(items: Iterable[Item]) -> list[ObjectType]:
    """List the types of objects, in the order in which they first appear.

    :param items: the objects of a YAML file
    """
    return [TYPE[name] for name in dict.fromkeys(item.type for item in items)]


_DAY_OR_HYPHEN: Final = re.compile(r"(?<!\d)(\d{4}-\d\d-\d\d)(?!\d)|-")
_STATED: Final = {"en": "Stated by {party}", "de": "Angaben von {party}"}


def list_title(graph: Graph, document: str, items: Sequence[Item], language: str) -> str:
    """Return the heading of a YAML file: what it lists, or its name if that is more specific.

    One that is called like an object, such as a bidder's offer, has the title of that.

    :param graph: catalogue and project
    :param document: path of the file
    :param items: its objects
    :param language: language of the site
    """
    parties = {item.targets(STATED_BY)[:1] for item in items}
    if len(parties) == 1 and (party := graph.items.get(*parties.pop() or ("",))):
        return in_language(_STATED, language).format(party=party.title)
    kinds = kinds_of(items)
    name = PurePosixPath(document).stem
    if name in graph.items:
        return graph.items[name].title
    files = {item.document for item in graph.project.items if [TYPE[item.type]] == kinds}
    alone = not any(f.endswith((".yaml", ".yml")) for f in files - {document})
    listed = document.endswith((".yaml", ".yml"))  # else it is a machine's report, one of several
    for kind in kinds if listed else ():
        if kind.plural == name or (len(kinds) == 1 and alone):
            return in_language(kind.plural_title, language)
    words = translator(language)
    return _DAY_OR_HYPHEN.sub(lambda m: words.day(m[1]) if m[1] else " ", name).capitalize()
