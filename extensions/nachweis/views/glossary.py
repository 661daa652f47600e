"""The terms of the glossary in texts: where they stand, and where they are used."""

from __future__ import annotations

import dataclasses
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final, NamedTuple

from nachweis.model.catalogue import Term

_TOKEN: Final = re.compile(r"[^\W_]+(?:[-/_.][^\W_]+)*")
_ENDINGS: Final[Mapping[str, tuple[str, ...]]] = {
    "en": ("", "s", "es"),
    "de": ("", "s", "es", "n", "en", "e", "er", "ern", "nen"),
}
"""What words have at their end where they are not in their basic form."""


class Found(NamedTuple):
    """A term in a text, from one sign to another."""

    start: int
    end: int
    term: Term


class Finder:
    """Finds the terms of a language in texts, whatever their number, in one pass."""

    def __init__(self, glossary: Iterable[Term], language: str) -> None:
        """Prepare the words.

        :param glossary: the terms
        :param language: ISO 639-1 code of the texts
        """
        self._endings = _ENDINGS.get(language, ("",))
        self._first: dict[str, list[tuple[tuple[str, ...], Term]]] = {}
        for term in glossary:
            for words in term.words(language):
                parts = tuple(_TOKEN.findall(words))
                if not parts:
                    continue
                if not words.isupper():
                    parts = tuple(part.casefold() for part in parts)
                entry = parts, term
                for ending in self._endings if not words.isupper() else ("", "s"):
                    self._first.setdefault(parts[0] + ending, []).append(entry)
        for entries in self._first.values():
            entries.sort(key=lambda entry: -len(entry[0]))

    def find(self, text: str) -> Iterator[Found]:
        """Yield the terms of a text, in their order; the longest where several begin.

        :param text: plain text
        """
        first = self._first
        words = enumerate(_TOKEN.findall(text))
        begins = [at for at, word in words if word in first or word.casefold() in first]
        tokens = list(_TOKEN.finditer(text)) if begins else ()
        end = 0
        for at in begins:
            found = self._at(text, tokens, at) if at >= end else None
            if found is not None:
                count, term = found
                end = at + count
                yield Found(tokens[at].start(), tokens[end - 1].end(), term)

    def _at(self, text: str, tokens: Sequence[re.Match[str]], at: int) -> tuple[int, Term] | None:
        word = tokens[at][0]
        for name in (word, word.casefold()):
            for parts, term in self._first.get(name, ()):
                count = len(parts)
                rest = tokens[at + 1 : at + count]
                if len(rest) == count - 1 and all(map(self._is, rest, parts[1:])):
                    end = tokens[at + count - 1].end()
                    if not (parts[0].isupper() and text[end : end + 2].strip()[:1].isdigit()):
                        return count, term
        return None

    def _is(self, token: re.Match[str], word: str) -> bool:
        """Return whether a token is a word, perhaps with an ending."""
        folded = token[0].casefold()
        return folded.startswith(word) and folded[len(word) :] in self._endings


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Use:
    """Where a term is used.

    :param count: in how many objects
    :param first: IDs of the first ones
    """

    count: int
    first: tuple[str, ...]


SHOWN: Final = 12
"""IDs that are kept of those that use a term."""


def terms_in(finder: Finder, text: str) -> tuple[str, ...]:
    """Return the IDs of the terms in a text.

    :param finder: finds the terms
    :param text: plain text
    """
    return tuple(sorted({found.term.id for found in finder.find(text)}))


def uses_of(terms: Iterable[tuple[str, Iterable[str]]]) -> dict[str, Use]:
    """Return where each term is used, by its ID.

    :param terms: IDs of objects, each with those of the terms in its text
    """
    counts: Counter[str] = Counter()
    first: dict[str, list[str]] = {}
    for identifier, names in terms:
        for name in names:
            counts[name] += 1
            if counts[name] <= SHOWN:
                first.setdefault(name, []).append(identifier)
    return {name: Use(count=count, first=tuple(first[name])) for name, count in counts.items()}
