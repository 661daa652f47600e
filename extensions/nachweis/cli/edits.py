"""What was said of a project, after edits that change nothing of it.

What readers made of an edited page is compared with what they had made of it when the project was
judged. If its objects differ in words only that nothing had looked at while judging, the same would
be said again: whatever looks at titles and texts, it would look at the same ones and find in them
what it found. Lines may have moved; then they move in what was said.
"""

from __future__ import annotations

import math
import re
import stat
from collections.abc import Collection, Mapping, Sequence
from itertools import pairwise
from operator import attrgetter
from pathlib import Path
from typing import Any, TypeAlias

from nachweis.model.items import BODY, TITLE, WORDS_READ, Item
from nachweis.model.named_tuples import NamedTuple
from nachweis.model.places import Place, one_line
from nachweis.model.project import Project
from nachweis.model.summary import Summary, summary_of
from nachweis.sources.bounded import Budget
from nachweis.sources.cache import Cache, Entry
from nachweis.sources.errors import SourceError
from nachweis.sources.files import relative
from nachweis.sources.project import Source, read_source

Notes: TypeAlias = Mapping[str, tuple[int, ...]]
"""What the system notes of files and folders, by their paths: the mode first, last the time of the
last change in nanoseconds since 1970."""


class Basis(NamedTuple):
    """What a project was judged by.

    :param general: a digest of all that projects have in common
    :param notes: what the system notes of each file and folder of it, as far as that tells an edit
    :param entries: the entry of each of its pages, by the path of the page
    :param key: its key
    :param read: the IDs of the objects whose titles or texts were looked at
    :param texts: the checksums of texts, by the type of their objects
    """

    general: str
    notes: Notes
    entries: Mapping[str, tuple[object, ...]]
    key: str
    read: Collection[str]
    texts: Mapping[str, Sequence[int]]


def basis_of(general: str, notes: Notes, settled: int, project: Project, cache: Cache) -> Basis:
    """Return what a project was judged by, right after that.

    :param general: a digest of all that projects have in common
    :param notes: what the system noted before it was read
    :param settled: a time, in nanoseconds since 1970: what changed later may change once more and
        have the same notes
    :param project: the project
    :param cache: with which it was read
    """
    key = project.settings.key
    return Basis(
        general=general,
        notes=_lasting(notes, settled),
        entries={
            path: tuple(cache.entries[path])
            for path in notes
            if path.endswith(".md") and path in cache.entries
        },
        key=key,
        read=tuple(WORDS_READ.intersection(map(attrgetter("id"), project.items))),
        texts=summary_of(project.items, key).texts,
    )


def after_edits(
    basis: Basis,
    notes: Notes,
    settled: int,
    lines: Sequence[str],
    named: Collection[str],
    root: Path,
    cache: Cache,
) -> tuple[Sequence[str], Basis] | None:
    """Return what would be said of a project now, and by what, if edits have changed nothing of it.

    :param basis: what it was judged by
    :param notes: what the system notes now
    :param settled: as for :func:`basis_of`
    :param lines: what was said
    :param named: the files that its pages name, which are more than their objects
    :param root: the workspace
    :param cache: where what was read is remembered
    """
    now = _lasting(notes)
    if basis.notes.keys() != now.keys():
        return None
    alike = _Alike(basis)
    entries = dict(basis.entries)
    for path in (path for path, seen in basis.notes.items() if seen != now[path]):
        name = relative(Path(path), root)
        if path not in entries or not stat.S_ISREG(now[path][0]) or name in named:
            return None
        before = cache.earlier(Path(path), root, Entry._make(entries[path]))
        try:
            source = read_source(Path(path), root, basis.key, cache, Budget())
        except SourceError:  # told where all of it is read
            return None
        moved = alike.moves(before[0], source, name) if before is not None else None
        if moved is None or path in cache.not_kept or path not in cache.entries:
            return None
        if any(line != to for line, to in moved.items()):
            shifted = _shifted(lines, one_line(name), moved)
            if shifted is None:
                return None
            lines = shifted
        entries[path] = tuple(cache.entries[path])
    texts = {kind: tuple(sums) for kind, sums in alike.texts.items()}
    after = basis._replace(notes=_lasting(notes, settled), entries=entries, texts=texts)
    return lines, after


def _lasting(notes: Notes, settled: float = math.inf) -> Notes:
    """Return of notes what tells an edit: of a folder its rights, as its names are the paths.

    :param settled: what changed later has none
    """
    return {
        path: seen[:1] if stat.S_ISDIR(seen[0]) else seen if seen[-1] < settled else ()
        for path, seen in notes.items()
    }


class _Alike:
    """Compares what was made of pages when a project was judged with what is made of them now."""

    def __init__(self, basis: Basis) -> None:
        self.texts = {kind: set(sums) for kind, sums in basis.texts.items()}
        self._read = frozenset(basis.read)
        self._path = ""
        self._moved: dict[int, int] = {}

    def moves(self, before: Source, now: Source, path: str) -> Mapping[int, int] | None:
        """Return where lines of a page went, or None if more has changed than texts.

        :param path: of the page, relative to the workspace
        """
        self._path, self._moved = path, {}
        if not self._same(before, now):
            return None
        ends = [to for _, to in sorted(self._moved.items())]
        in_order = all(one < other for one, other in pairwise(ends))
        return self._moved if in_order else None

    def _same(self, before: Any, now: Any) -> bool:
        """Whether the same would be said of both."""
        if type(before) is not type(now):
            return False
        if isinstance(before, Item):
            return self._same_item(before, now)
        if isinstance(before, Summary):
            return self._same_summary(before, now)
        if isinstance(before, Place) and before.path == self._path:
            return before._replace(line=now.line) == now and self._line(before.line, now.line)
        if isinstance(before, tuple):
            return len(before) == len(now) and all(map(self._same, before, now))
        # Of a message its parts count, too, which are translated.
        return bool(before == now) and getattr(before, "__dict__", 0) == getattr(now, "__dict__", 0)

    def _line(self, before: int, now: int) -> bool:
        return self._moved.setdefault(before, now) == now

    def _same_item(self, before: Item, now: Item) -> bool:
        same, lines, moved = now, dict(before.lines.items()), dict(now.lines.items())
        if before.id not in self._read:
            same = now._replace(title=before[TITLE], body=before[BODY])
        return (
            before._replace(place=now.place, lines=now.lines) == same
            and self._same(before.place, now.place)
            and lines.keys() == moved.keys()
            and all(self._line(line, moved[name]) for name, line in lines.items())
        )

    def _same_summary(self, before: Summary, now: Summary) -> bool:
        """Whether two summaries differ in checksums only that no other text has.

        Where several texts had one, all were looked at: so the one that goes was the only one.
        """
        for kind, sums in before.texts.items():
            for old, new in zip(sums, now.texts[kind], strict=True):
                if old != new:
                    if new in self.texts[kind]:
                        return False
                    self.texts[kind].discard(old)
                    self.texts[kind].add(new)
        return before._replace(texts={}) == now._replace(texts={})


def _shifted(lines: Sequence[str], path: str, moved: Mapping[int, int]) -> list[str] | None:
    """Return what was said with other lines of a page, or None if it says more of them."""
    begins = re.compile(rf"((?:\x1b\[[\d;]*m)*{re.escape(path)}:)(\d+)(?=:)")
    shifted = []
    for line in lines:
        told = begins.match(line)
        if path in (line[told.end() :] if told else line):
            return None
        if told and int(told[2]) not in moved:
            return None
        shifted.append(f"{told[1]}{moved[int(told[2])]}{line[told.end() :]}" if told else line)
    return shifted
