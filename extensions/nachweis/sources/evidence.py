"""The files that records name: whether each is there, and still what was attached."""

from __future__ import annotations

import itertools
import os
import posixpath
import re
import time
from collections.abc import Callable, Collection, Iterable, Iterator
from pathlib import Path
from typing import Final, TypeAlias

from nachweis.model.files import FileUse
from nachweis.model.findings import Finding
from nachweis.model.items import Item
from nachweis.model.kinds import FieldKind
from nachweis.model.messages import Message
from nachweis.model.objects import TYPE
from nachweis.model.patterns import regex
from nachweis.model.reading_rules import (
    BAD_VALUE,
    EVIDENCE_CHANGED,
    EVIDENCE_MISSING,
    EVIDENCE_WITHOUT_DIGEST,
)
from nachweis.model.terms import Severity
from nachweis.sources.cache import Cache
from nachweis.sources.files import file_status, relative
from nachweis.sources.inside import outside

LARGEST_EVIDENCE: Final = 50 * 1024 * 1024
"""Bytes above which a file is kept elsewhere; nearly every git host takes files up to here."""
DIGEST: Final = regex(r"[0-9a-f]{64}")
_NOWHERE: Final = regex(r"file:|\w+://(?:localhost|127\.|\[::1\])", re.IGNORECASE)
"""Addresses that lead somewhere else on each machine."""
_SETTLED: Final = 2_000_000_000
"""Nanoseconds after which a change of a file surely has another time than the one before."""

_State: TypeAlias = tuple[int, int, int, int]


def is_address(name: str) -> bool:
    """Return whether a file is kept elsewhere.

    :param name: what a record names
    """
    return "://" in name


def file_digest(path: Path) -> str:
    """Return the SHA-256 of a file, read piece by piece.

    :param path: the file
    :raises OSError: if it cannot be read
    """
    from hashlib import file_digest as digest  # it starts OpenSSL; digests are mostly remembered

    with path.open("rb") as stream:
        return digest(stream, "sha256").hexdigest()


def check_evidence(items: Iterable[Item], root: Path) -> Iterator[Finding | FileUse]:
    """Yield the files of objects, and what is wrong with how they are named; none is read.

    :param items: the objects of a project
    :param root: the workspace
    """
    for item, option in _naming_files(items):
        yield from _check_files(item, option, root)


def _naming_files(items: Iterable[Item]) -> Iterator[tuple[Item, str]]:
    """Yield the objects that name files, with each option that does."""
    fields = {name: kind.of_kind(FieldKind.PATH) for name, kind in TYPE.items()}
    for item in items:
        for field in fields[item.type]:
            if item.get(field.name):
                yield item, field.name


def _with_digests(item: Item, option: str) -> Iterator[tuple[str, str | None]]:
    """Yield the files that an option names, each with its digest if there is one for each."""
    names, known = item.list(option), item.list("sha256")
    return itertools.zip_longest(names, known if len(known) == len(names) else ())


def _check_files(item: Item, option: str, root: Path) -> Iterator[Finding | FileUse]:
    names, known = item.list(option), item.list("sha256")
    folder = posixpath.dirname(item.place.path)
    for name in names:
        if not is_address(name):
            path = posixpath.join(folder, name)
            yield FileUse(path=path, written=name, place=item.where(option))
    attached = len(known) == len(names)
    found = [
        finding
        for name, digest in _with_digests(item, option)
        if (finding := _check_file(item, option, name, digest, root)) is not None
    ]
    if not attached and (known or not found) and "sha256" in TYPE[item.type].known:
        yield _without_digest(item, option, len(names), len(known))
    for finding in found:
        # Where a file lies outside, that is what is wrong with it, and said of all that is named.
        if finding.rule != EVIDENCE_MISSING.name or not outside(
            root / folder / finding.related, root
        ):
            yield finding


def _check_file(
    item: Item, option: str, name: str, digest: str | None, root: Path
) -> Finding | None:
    """Check one file, or its digest if there is one for each."""
    if digest is not None and not DIGEST.fullmatch(digest):
        message = Message(
            "{id}: {value} is not a SHA-256 digest; run 'nachweis attach {id}' with {file}",
            id=item.id,
            value=repr(digest),
            file=repr(name),
        )
        return BAD_VALUE.about(item, message, "sha256", related=name)
    if is_address(name):
        return _check_address(item, option, name)
    path = (root / item.place.path).parent / name
    if file_status(path, root) is None:
        message = Message(
            "{id}: there is no file {file} beside {document}; add it or correct the path",
            id=item.id,
            file=repr(name),
            document=item.place.path,
        )
        return EVIDENCE_MISSING.about(item, message, option, related=name)
    return None


def content_findings(
    items: Iterable[Item], root: Path, hidden: Collection[str], cache: Cache
) -> Iterator[Finding]:
    """Yield what is wrong inside the files of objects: not what was attached, or nothing at all.

    :param items: the objects of a project
    :param root: the workspace
    :param hidden: paths of files that git ignores, none of which is read
    :param cache: remembers what files held that have not been touched since
    """
    digests = Noted(root, cache, "digests", file_digest)
    shown = Noted(root, cache, "shown", _nothing_in)
    for item, option in _naming_files(items):
        folder = posixpath.dirname(item.place.path)
        for name, digest in _with_digests(item, option):
            named = posixpath.join(folder, name)
            path = root / named
            if is_address(name) or named in hidden or not (status := file_status(path, root)):
                continue
            if digest and DIGEST.fullmatch(digest) and digests.of(path, status) != digest:
                message = Message(
                    "{id}: {file} is not what was attached: its SHA-256 is no longer {digest}…; "
                    "restore it, or attach it again if the change is right",
                    id=item.id,
                    file=repr(name),
                    digest=digest[:12],
                )
                yield EVIDENCE_CHANGED.about(item, message, option, related=name)
            if why := shown.of(path, status):
                message = Message(
                    "{id}: {file} {why}, and shows nothing; attach the file that was meant",
                    id=item.id,
                    file=repr(name),
                    why=Message(why),
                )
                yield EVIDENCE_MISSING.about(item, message, option, related=name)
    digests.keep()
    shown.keep()


def _nothing_in(path: Path) -> str:
    from nachweis.sources.shown import nothing_in  # what it finds is mostly remembered

    return nothing_in(path)


def _check_address(item: Item, option: str, name: str) -> Finding | None:
    if not _NOWHERE.match(name):
        return None
    message = Message(
        "{id}: {file} leads to another file on each machine; attach the file, or write an address "
        "at which others find it",
        id=item.id,
        file=repr(name),
    )
    return EVIDENCE_MISSING.about(item, message, option, related=name)


def _without_digest(item: Item, option: str, files: int, digests: int) -> Finding:
    if digests:
        severity = Severity.ERROR
        message = Message(
            "{id} names {files} files and {digests} digests; there must be one for each: "
            "run 'nachweis attach {id}' with the files",
            id=item.id,
            files=files,
            digests=digests,
        )
    else:
        severity = Severity.WARNING
        message = Message(
            "{id} names a file without its digest, so that nobody would see a change; "
            "run 'nachweis attach {id}' with the file",
            id=item.id,
        )
    return EVIDENCE_WITHOUT_DIGEST.about(item, message, option, severity=severity, related=option)


class Noted:
    """What was found out about files, anew only where one is not as it was when last seen."""

    def __init__(self, root: Path, cache: Cache, name: str, find: Callable[[Path], str]) -> None:
        """Begin with what is remembered.

        :param root: the workspace
        :param cache: where it is remembered
        :param name: of what is found out
        :param find: finds it out; may raise :class:`OSError`
        """
        self._root, self._cache, self._find = root, cache, find
        self._name = f"{name}\0{root}"
        self._known: dict[str, tuple[_State, str]] | None = None
        self._seen: dict[str, str] = {}
        self._new: dict[str, tuple[_State, str]] = {}

    def of(self, path: Path, status: os.stat_result) -> str:
        """Return it for a file; nothing where that cannot be one that was attached.

        :param path: the file
        :param status: its status
        """
        if status.st_size > LARGEST_EVIDENCE:
            return ""
        if self._known is None:
            self._known = self._cache.recall(self._name) or {}
        name = relative(path, self._root)
        if name in self._seen:  # a report that many records come from
            return self._seen[name]
        changed = max(status.st_mtime_ns, status.st_ctime_ns)
        state = (status.st_size, status.st_mtime_ns, status.st_ctime_ns, status.st_ino)
        if name in self._known and self._known[name][0] == state:
            return self._known[name][1]
        try:
            found = self._find(path)
        except OSError:
            return ""
        self._seen[name] = found
        if changed < time.time_ns() - _SETTLED:
            self._new[name] = state, found
        return found

    def keep(self) -> None:
        """Remember what was found out."""
        if self._new:
            self._cache.remember(self._name, {**(self._known or {}), **self._new})
