"""Tables of contents of pages (``toctree``): none leads back to its page, and all stay small.

A site shows each with all pages below those that it names, so that two pages that name two others
each, and so on, double it with every step; in a circle it has no end.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Collection, Container, Iterable, Iterator, Mapping, Sequence
from pathlib import PurePosixPath
from typing import Final

from nachweis.model.files import Listed
from nachweis.model.findings import Finding
from nachweis.model.messages import Message
from nachweis.model.outputs import HOME
from nachweis.model.patterns import regex
from nachweis.model.places import Place
from nachweis.model.reading_rules import REFUSED_CONSTRUCT
from nachweis.sources.limits import CONTENTS

_SUFFIXES: Final = (".md", ".yaml", ".xml")
_SPECIAL: Final = regex(r"\*\*|\*|\?|\[(!?)(.[^\]]*)\]", re.DOTALL)


def contents_findings(
    listed: Sequence[Listed], documents: Iterable[str], folder: str
) -> Iterator[Finding]:
    """Yield a finding for every entry of a table of contents that a build leaves out.

    :param listed: the entries of all pages
    :param documents: paths of all pages
    :param folder: the folder from which pages have their names, relative to the workspace
    """
    if not listed:
        return
    names = {_name(path, folder) for path in documents}
    tree: dict[str, list[str]] = {HOME: sorted(names)}
    places: dict[tuple[str, str], Place] = {}
    for entry in listed:
        page = _name(entry.document, folder)
        for target in _targets(entry, page, names):
            tree.setdefault(page, []).append(target)
            places.setdefault((page, target), entry.place)
    for page, target, why in refused_entries(tree, names):
        message = Message("{what} is refused: it {why}", what="{toctree}", why=why)
        if place := places.get((page, target)):
            yield REFUSED_CONSTRUCT.at(place, "", message, related="{toctree}")


def refused_entries(
    tree: Mapping[str, Sequence[str]], written: Container[str]
) -> Iterator[tuple[str, str, Message]]:
    """Yield page, entry and reason of what no table of contents may name.

    :param tree: what each page names, and the home page, which names all
    :param written: the pages that have it from their authors
    """
    order, circles = _walk(tree)
    for page, entry in circles:
        yield page, entry, Message("leads from {page} back to it; name each page once", page=entry)
    sizes: dict[str, int] = {}
    left = CONTENTS
    for page in order:
        sizes[page] = 1
        for entry in tree.get(page, ()):
            if (page, entry) in circles or page not in written:
                continue
            if sizes[entry] > left:
                why = Message(
                    "shows more than {count} pages with all below them; name each page once",
                    count=CONTENTS,
                )
                yield page, entry, why
            else:
                left -= sizes[entry]
                sizes[page] += sizes[entry]


def _walk(tree: Mapping[str, Sequence[str]]) -> tuple[list[str], dict[tuple[str, str], None]]:
    """Return all pages, each behind those that it names, and the entries that lead back."""
    done: dict[str, None] = {}
    circles: dict[tuple[str, str], None] = {}
    for first in (HOME, *sorted(tree)):
        way = {} if first in done else {first: iter(tree.get(first, ()))}
        while way:
            page = next(reversed(way))
            entry = next(way[page], None)
            if entry is None:
                done[page] = None
                del way[page]
            elif entry in way:
                circles[page, entry] = None
            elif entry not in done:
                way[entry] = iter(tree.get(entry, ()))
    return [*done], circles


def _name(path: str, folder: str) -> str:
    """Return the name of a page, by which tables of contents know it."""
    inside = PurePosixPath(path)
    if inside.is_relative_to(folder):
        inside = inside.relative_to(folder)
    return inside.with_suffix("").as_posix()


def _targets(entry: Listed, page: str, names: Collection[str]) -> Iterable[str]:
    written = entry.entry
    if entry.is_pattern:
        try:
            pattern = _pattern(_join(page, written))
        except re.error:
            return []
        return sorted(name for name in names if name != page and pattern.fullmatch(name))
    suffix = next((ending for ending in _SUFFIXES if written.endswith(ending)), "")
    target = _join(page, written.removesuffix(suffix))
    return [target] if target in names or target == HOME else []


def _join(page: str, written: str) -> str:
    return posixpath.normpath(posixpath.join(f"/{page}", "..", written))[1:]


def _pattern(written: str) -> re.Pattern[str]:
    """Compile a pattern as Sphinx understands it."""
    parts, end = [], 0
    for found in _SPECIAL.finditer(written):
        parts.append(re.escape(written[end : found.start()]))
        end = found.end()
        if found[2]:
            inside = found[2].replace("\\", r"\\")
            parts.append(f"[^/{inside}]" if found[1] else f"[{inside}]")
        else:
            parts.append({"**": ".*", "*": "[^/]*", "?": "[^/]"}[found[0]])
    return re.compile("".join((*parts, re.escape(written[end:]))))
