"""Which terms of the glossary a text uses; of texts that nobody edited that is remembered."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from nachweis.sources.cache import Cache
from nachweis.sources.digest import digest
from nachweis.views.glossary import Finder, terms_in


def remembered_terms(
    texts: Iterable[tuple[str, str]], finder: Finder, stamp: str, key: str, cache: Cache
) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield the IDs of objects, each with those of the terms in its text.

    :param texts: IDs of objects, each with its text
    :param finder: finds the terms
    :param stamp: of the glossary that the finder has
    :param key: of whose texts they are
    :param cache: remembers the terms of a text by its digest
    """
    name, stamp = f"terms\0{key}", digest([stamp])
    before = cache.recall(name)
    known: dict[str, tuple[str, ...]] = before[1] if before and before[0] == stamp else {}
    found: dict[str, tuple[str, ...]] = {}
    for identifier, text in texts:
        place = digest([text])
        if place not in found:
            found[place] = known[place] if place in known else terms_in(finder, text)
        yield identifier, found[place]
    if found.keys() != known.keys():
        cache.remember(name, (stamp, found))
