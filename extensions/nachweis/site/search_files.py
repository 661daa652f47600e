"""The files of a search's index, of which an edit writes those that become different.

What stood in them says which words an entry had before. An index that is only half written has no
list of entries, which is deleted before the first and written after the last of its files.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final, NamedTuple

from nachweis.site.facets import NO_FACETS, Facets, facets_script
from nachweis.site.scripts import FACETS, INDEX, data

_HEAD: Final = "/* 5 */"
"""What the files look like; another one makes them anew."""
_FOLDER: Final = "search"
_TOGETHER: Final = 100
"""Texts in one file."""
_MOST: Final = 40_000
"""Letters of a file of words; more are split by the third letter."""
_FEW: Final = 200
"""Entries of an edit; for more, all files are made anew."""
_NAMED: Final = "[U+"
"""How a script names a character that controls what shows it: it cannot be read back."""
_WORD: Final = re.compile(r"[^\W_]+(?:[.\-][^\W_]+)*")
_PART: Final = re.compile(r"[.\-]")
_UMLAUTS: Final = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"})
_SIGNS: Final = "0123456789abcdefghijklmnopqrstuvwxyz"


class Entry(NamedTuple):
    """Something that a search finds.

    :param id: ID of an object; empty for a section of a page
    :param number: number of a clause, label of a requirement
    :param kind: what it is, for people
    :param address: relative to the home page
    :param facets: by what it is told apart, see :mod:`nachweis.site.facets`
    """

    id: str
    number: str
    title: str
    kind: str
    address: str
    text: str
    facets: Facets = NO_FACETS


class _Files(NamedTuple):
    """Files of texts and words by name.

    :param texts: those that are different
    :param gone: names of those that are no more
    :param shards: the parts of the names of all files of words, in their order
    """

    texts: Mapping[str, str]
    gone: Sequence[str]
    shards: Sequence[str]


def write_index(
    static: Path, entries: Sequence[Entry], pairs: Mapping[str, Sequence[str]], language: str
) -> None:
    """Write the files that are not there as they should be.

    :param static: folder of our scripts
    :param entries: what a search finds
    :param pairs: words that mean the same
    :param language: ISO 639-1 code of the site
    """
    rows = data([entry[:5] for entry in entries])
    texts = dict(_texts(entries))
    index, folder = static / INDEX, static / _FOLDER
    try:
        files = _edited(index, rows, entries, texts)
    except (OSError, ValueError, TypeError, LookupError):  # there is none, or somebody was at it
        files = None
    if files is None:
        folder.mkdir(parents=True, exist_ok=True)
        shards = _shards(entries)
        every = {**texts, **_by_file(shards)}
        gone = [path.name for path in folder.iterdir() if path.name not in every]
        files = _Files(every, gone, sorted(shards))
    listed = (
        f"{_HEAD}\nwindow.nachweisIndex={rows};\nwindow.nachweisSynonyms={data(pairs)};\n"
        f"window.nachweisShards={data(files.shards)};\n"
    )
    facets = facets_script([entry.facets for entry in entries], language)
    if not files.texts and _holds(static / FACETS, facets) and _holds(index, listed):
        return
    index.unlink(missing_ok=True)
    for name in files.gone:
        (folder / name).unlink()
    for name, text in files.texts.items():
        (folder / name).write_text(text, encoding="utf-8")
    (static / FACETS).write_text(facets, encoding="utf-8")
    index.write_text(listed, encoding="utf-8")


def _holds(path: Path, text: str) -> bool:
    """Whether a file has exactly a text."""
    return path.is_file() and path.read_bytes() == text.encode()


def _edited(
    index: Path, rows: str, entries: Sequence[Entry], texts: Mapping[str, str]
) -> _Files | None:
    """Return the files that become different; nothing if these are most of them.

    :raises Exception: if what is there cannot be read
    """
    folder = index.with_name(_FOLDER)
    head, listed, _, shards, _ = index.read_text(encoding="utf-8").split("\n")
    if head != _HEAD:
        return None
    titles = [entry.title for entry in entries]
    if (written := listed.partition("=")[2][:-1]) != rows:
        titles = [row[2] for row in json.loads(written)]
        if len(titles) != len(entries) or _NAMED in rows or _NAMED in written:
            return None
    different: dict[str, str] = {}
    old: dict[int, str] = {}
    for number, (name, text) in enumerate(texts.items()):
        before = (folder / name).read_text(encoding="utf-8")
        if before != text:
            different[name] = text
            if _NAMED in before or _NAMED in text:
                return None
            old.update(enumerate(_read(before), start=number * _TOGETHER))
    changed = {n for n, entry in enumerate(entries) if titles[n] != entry.title}
    changed |= {n for n, text in old.items() if text != entries[n].text}
    if len(changed) > _FEW:
        return None
    words: dict[str, dict[str, set[str]]] = {}
    for n in changed:
        entry = entries[n]
        was = _words(f"{titles[n]} {old.get(n, entry.text)}")
        now = _words(f"{entry.title} {entry.text}")
        for word in was ^ now:
            words.setdefault(shard_of(word), {}).setdefault(word, set()).add(_base36(n))
    return _with_words(folder, different, json.loads(shards.partition("=")[2][:-1]), words)


def _with_words(
    folder: Path,
    different: Mapping[str, str],
    shards: Sequence[str],
    words: Mapping[str, Mapping[str, set[str]]],
) -> _Files:
    """Add the files of words that become different.

    :param words: the entries that lose or get a word, by the first signs of words
    """
    files, known = dict(different), {*shards}
    gone: list[str] = []
    for shard, changes in words.items():
        there = [name for name in shards if name.startswith(shard)]
        part: dict[str, str] = {}
        for name in there:
            part.update(_read((folder / _words_file(name)).read_text(encoding="utf-8")))
        for word, numbers in changes.items():
            found = numbers.symmetric_difference(part.pop(word, "").split())
            if found:
                part[word] = " ".join(sorted(found, key=lambda number: int(number, 36)))
        made = dict(_shard_files(shard, {word: part[word] for word in sorted(part)}))
        known = known.difference(there).union(made)
        gone += [_words_file(name) for name in there if name not in made]
        files |= _by_file(made)
    return _Files(files, gone, sorted(known))


def _read(script: str) -> Any:
    """Return the data of a script that says ``(window.…)[…]=…;``."""
    return json.loads(script.partition("]=")[2][:-2])


def _texts(entries: Sequence[Entry]) -> Iterator[tuple[str, str]]:
    for start in range(0, len(entries), _TOGETHER):
        number, part = start // _TOGETHER, entries[start : start + _TOGETHER]
        texts = data([entry.text for entry in part])
        yield f"text-{number}.js", f"(window.nachweisTexts??={{}})[{number}]={texts};\n"


def _shards(entries: Sequence[Entry]) -> Mapping[str, str]:
    """Return the scripts of words by their first signs, with the numbers of entries."""
    words: dict[str, list[str]] = {}
    for number, entry in enumerate(entries):
        written = _base36(number)
        for word in _words(f"{entry.title} {entry.text}"):
            words.setdefault(word, []).append(written)
    shards: dict[str, dict[str, str]] = {}
    for word in sorted(words):
        shards.setdefault(shard_of(word), {})[word] = " ".join(words[word])
    return dict(file for shard, whole in shards.items() for file in _shard_files(shard, whole))


def _shard_files(shard: str, words: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Yield the scripts of words that begin with the same two signs, by the part of their names."""
    for name, part in _apart(shard, words) if words else ():
        yield name, f'(window.nachweisWords??={{}})["{name}"]={data(part)};\n'


def _words_file(shard: str) -> str:
    return f"words-{shard}.js"


def _by_file(scripts: Mapping[str, str]) -> Mapping[str, str]:
    return {_words_file(shard): script for shard, script in scripts.items()}


def _apart(shard: str, words: Mapping[str, str]) -> Iterator[tuple[str, Mapping[str, str]]]:
    """Yield the words of a file, or of several by their third sign where they are many."""
    if sum(len(word) + len(numbers) for word, numbers in words.items()) <= _MOST:
        yield shard, words
        return
    parts: dict[str, dict[str, str]] = {}
    for word, numbers in words.items():
        parts.setdefault(shard_of(word, 3), {})[word] = numbers
    yield from parts.items()


def fold(text: str) -> str:
    """Return a text as it is searched: small letters, umlauts written out, no accents.

    :param text: any text
    """
    text = unicodedata.normalize("NFC", text.lower())
    if text.isascii():
        return text
    parts = unicodedata.normalize("NFD", text.translate(_UMLAUTS))
    return "".join(sign for sign in parts if not unicodedata.combining(sign))


def _words(text: str) -> set[str]:
    words = set(_WORD.findall(fold(text)))
    return words.union(*(_PART.split(word) for word in words if not word.isalnum()))


def shard_of(word: str, signs: int = 2) -> str:
    """Return the part of a file's name in which a word stands.

    :param word: the folded word
    :param signs: how many of its signs
    """
    plain = (sign if sign.isascii() and sign.isalnum() else "_" for sign in word[:signs])
    return "".join(plain).ljust(signs, "_")


def _base36(number: int) -> str:
    written = ""
    while True:
        number, rest = divmod(number, 36)
        written = _SIGNS[rest] + written
        if not number:
            return written
