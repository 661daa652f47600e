"""Searching an output for what its audience may not see, in time that grows with its size only."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final, NamedTuple

from ahocorasick_rs import AhoCorasick

from nachweis.leaks.containers import texts
from nachweis.leaks.lines import Lines
from nachweis.leaks.secrets import Found, Secret
from nachweis.leaks.words import of_anything, plain

_BY_LINE: Final = (".html", ".js", ".css", ".svg", ".json", ".txt", ".md", ".xml", ".csv", ".ics")
"""Texts whose lines are searched once, in whatever file they stand: pages share most of theirs."""


_NOTHING: Final = Secret(words="", what="", path="", line=0)


class Leak(NamedTuple):
    """Something that an output holds and may not.

    :param place: the file, and what is inside it
    :param what: ``ID``, ``title``, ``text``, ``name`` or ``file``
    :param origin: path and line of the source
    """

    place: str
    what: str
    origin: str


class Scan:
    """A search for secrets."""

    def __init__(self, found: Found, known: Iterable[str] = ()) -> None:
        """Prepare the search.

        What may be seen elsewhere is no secret: the same title on a page that the audience sees, a
        sentence of the catalogue, a word of the interface.

        :param found: what the sources hold
        :param known: what every output may hold
        """
        self._digests = {
            hashlib.sha256(path.read_bytes()).hexdigest(): path for path in found.files
        }
        self._sizes = {path.stat().st_size for path in found.files}
        of_files = [
            Secret(words=f" {digest} ", what="file", path=path.as_posix(), line=1)
            for digest, path in self._digests.items()
        ]
        secrets = {s.words: s for s in (*of_files, *reversed(found.secrets)) if s.words.strip()}
        if secrets:
            for hit in [*_matches([*secrets], plain("\n".join((found.seen, *known))))]:
                if secrets.get(hit, _NOTHING).what != "ID":  # one that is named is taken out there
                    secrets.pop(hit, None)
        self.secrets: tuple[Secret, ...] = tuple(secrets.values())
        self._words = [secret.words for secret in self.secrets]
        self._finder = AhoCorasick(self._words, store_patterns=False) if self._words else None
        longest = max((words.count(" ") - 1 for words in self._words), default=0)
        self._lines = {is_markup: Lines(longest) for is_markup in (True, False)}

    def folder(self, folder: Path) -> Iterator[Leak]:
        """Yield what a folder holds and may not.

        :param folder: the output
        :raises UnreadableError: if a file of it cannot be searched
        """
        for above, _, names in os.walk(folder):
            for name in sorted(names):
                path = Path(above, name)
                shown = path.relative_to(folder).as_posix()
                yield from self.file(shown, path.read_bytes())

    def file(self, name: str, data: bytes) -> Iterator[Leak]:
        """Yield what a file holds and may not, once for each source.

        :param name: its name, which is searched, too
        :param data: its content
        :raises UnreadableError: if it cannot be searched
        """
        told: set[Leak] = set()
        is_alike = len(data) in self._sizes
        digest = hashlib.sha256(data).hexdigest() if is_alike else ""
        if digest in self._digests and data:
            told.add(Leak(place=name, what="file", origin=self._digests[digest].as_posix()))
        if name.endswith(_BY_LINE):
            is_markup = data.lstrip()[:1] == b"<"
            data = (b"<html>\n" if is_markup else b"") + self._lines[is_markup].fresh(data)
        told.update(self._in_words(name, of_anything(name)))
        for place, words in texts(name, data):
            told.update(self._in_words(place, words))
        yield from sorted(told)

    def _in_words(self, place: str, words: str) -> Iterator[Leak]:
        if self._finder is None:
            return
        for index, _, _ in self._finder.find_matches_as_indexes(words, overlapping=True):
            secret = self.secrets[index]
            yield Leak(place=place, what=secret.what, origin=f"{secret.path}:{secret.line}")


def _matches(words: list[str], text: str) -> Iterator[str]:
    finder = AhoCorasick(words, store_patterns=False)
    for index, _, _ in finder.find_matches_as_indexes(text, overlapping=True):
        yield words[index]
