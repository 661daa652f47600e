"""What many objects have and name at all, so that a rule looks at each only where it may find one.

It is made of each file once, and kept with what was read of it.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Final, Self

from nachweis.model.items import Item
from nachweis.model.named_tuples import NamedTuple
from nachweis.model.patterns import regex

TELLING: Final = ("clause", "section")
"""Types of objects each of which has a text of its own."""

_NO: Final = regex(
    r"[^.!?]*\b(?:did not take place|(?:was|were) not (?:carried out|held|done|passed)"
    r"|ha(?:s|ve) not (?:yet )?been (?:carried out|held|done|passed)|fand(?:en)? nicht statt"
    r"|wurden? (?:noch )?nicht (?:durchgeführt|abgehalten|geprüft|getestet|bestanden))"
    r"(?:[.,;]| and\b| und\b|$)",
    re.IGNORECASE,
)
"""A first sentence by which nothing was done."""
_HEAD: Final = 300
"""Characters in which a first sentence ends."""
_RESULT: Final = regex(
    r"^\W*(?:overall )?(?:result|outcome|(?:gesamt)?ergebnis)\W+"
    r"(?:not (?:passed|met)|fail\w*|nicht (?:bestanden|erfüllt)|durchgefallen)\b",
    re.IGNORECASE | re.MULTILINE,
)
"""A line that says another result."""


class Summary(NamedTuple):
    """What some objects have and name.

    :param options: the names of the fields and links of objects of a type, by the type
    :param ends: the IDs to which links lead, by the link
    :param words: IDs of the project that texts name in plain words
    :param texts: a checksum of the text of each object of the :data:`TELLING` types, by the type
    :param denials: the IDs of records whose texts say that nothing was done, or another result
    """

    options: Mapping[str, Collection[str]]
    ends: Mapping[str, Collection[str]]
    words: Collection[str]
    texts: Mapping[str, Sequence[int]]
    denials: Collection[str] = ()


class Items(tuple[Item, ...]):
    """Objects with their summary, which no other objects can have by mistake."""

    summary: Summary

    def __new__(cls, items: Iterable[Item], summary: Summary) -> Self:
        """Put both together.

        :param items: the objects
        :param summary: theirs
        """
        made = super().__new__(cls, items)
        made.summary = summary
        return made


def summary_of(items: Sequence[Item], key: str) -> Summary:
    """Return the summary of the objects of a project.

    :param items: the objects
    :param key: the project's key
    """
    return items.summary if isinstance(items, Items) else summarise(items, key)


def summarise(items: Iterable[Item], key: str) -> Summary:
    """Look through objects for what they have and name.

    :param items: the objects
    :param key: the key of their project
    """
    options: dict[str, set[str]] = {}
    ends: dict[str, set[str]] = {}
    words: set[str] = set()
    texts: dict[str, list[int]] = {kind: [] for kind in TELLING}
    denials: list[str] = []
    sign = f"{key}_"
    for kind, name, _, _, _, fields, links, body, *_ in items:
        names = options.setdefault(kind, set())
        names.update(fields, links)
        for link, targets in links.items():
            ends.setdefault(link, set()).update(targets)
        if sign in body:
            words.update(named_in(body, key))
        if kind == "record" and says_no(body):
            denials.append(name)
        if kind in texts:
            texts[kind].append(zlib.crc32(body.strip().encode("utf-8", "surrogateescape")))
    return Summary(
        options={kind: tuple(sorted(names)) for kind, names in options.items()},
        ends={link: tuple(sorted(targets)) for link, targets in ends.items()},
        words=tuple(sorted(words)),
        texts={kind: tuple(sums) for kind, sums in texts.items()},
        denials=tuple(denials),
    )


def together(summaries: Iterable[Summary]) -> Summary:
    """Return the summary of the objects of several files.

    :param summaries: those of the files
    """
    options: dict[str, set[str]] = {}
    ends: dict[str, set[str]] = {}
    words: set[str] = set()
    texts: dict[str, list[int]] = {kind: [] for kind in TELLING}
    denials: list[str] = []
    for summary in summaries:
        for kind, names in summary.options.items():
            options.setdefault(kind, set()).update(names)
        for link, targets in summary.ends.items():
            ends.setdefault(link, set()).update(targets)
        words.update(summary.words)
        for kind, sums in summary.texts.items():
            texts[kind] += sums
        denials += summary.denials
    return Summary(options=options, ends=ends, words=words, texts=texts, denials=denials)


def says_no(text: str) -> bool:
    """Return whether the text of a record says that it was not done, or has another result.

    :param text: Markdown
    """
    head = text[:_HEAD]
    begins = (" not " in head or "nicht " in head) and _NO.match(head.lstrip()) is not None
    return begins or (("esult" in text or "rgebnis" in text) and _RESULT.search(text) is not None)


def named_in(text: str, key: str) -> list[str]:
    """Return what looks like an ID of a project in a text, in plain words.

    :param text: Markdown
    :param key: the project's key
    """
    if f"{key}_" not in text:
        return []
    found = re.findall(rf"(?<![\w./-]){re.escape(key)}_[A-Z0-9_]*[A-Z0-9](?!\w|[./-]\w)", text)
    return list(dict.fromkeys(found))
