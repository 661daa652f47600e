"""The cache of what readers made of files that have not changed since.

An entry holds the tool, all input of the reader (kind of source, path in the workspace, content),
and the result. It is used for exactly the same input only, so it is never out
of date, only unused. It may vanish or be corrupted at any time: then the file is read.
"""

from __future__ import annotations

import contextlib
import os
import stat
import struct
import time
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TypeVar

from nachweis.model.named_tuples import NamedTuple
from nachweis.model.registry import active_house
from nachweis.sources.files import file_status, read_bytes, relative
from nachweis.sources.limits import LARGEST_FILE
from nachweis.sources.pickles import dump_records, load_records
from nachweis.sources.tool import identity

if TYPE_CHECKING:
    import mmap

MOST_BYTES: Final = 1024 * 1024 * 1024
"""Size of the folder in bytes above which the least recently used entries are dropped, to half.

300 projects of the size of VKN have 300 MB of entries."""
OLDEST: Final = 30 * 86_400
"""Seconds after which an unused entry is dropped."""
_DAY: Final = 86_400
_SETTLED: Final = 2
"""Seconds after which another writing to a file has another time on any file system."""
_LARGE: Final = 1024 * 1024
_ENDS: Final = 32 * 1024
"""Bytes at both ends of a large file that name its entry."""
_MAGIC: Final = b"nachweis\x04"
_LENGTHS: Final = struct.Struct("<QQ")
_SUM: Final = struct.Struct("<QI")
_MARKER: Final = "swept"
_PLAINLY: Final = (
    getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
)
"""Flags for opening a file without following a link or waiting for a pipe."""

_ValueT = TypeVar("_ValueT")


def cache_folder() -> Path | None:
    """Return the folder of the cache, ``NACHWEIS_CACHE`` or the user's, if there is one."""
    named = os.environ.get("NACHWEIS_CACHE")
    if named:
        return Path(named)
    general = os.environ.get("XDG_CACHE_HOME") or os.environ.get("LOCALAPPDATA")
    if general and Path(general).is_absolute():
        return Path(general, "nachweis")
    try:
        return Path.home() / ".cache" / "nachweis"
    except RuntimeError:  # the user has no home folder
        return None


def open_cache(*, wanted: bool = True, memory: bool = False) -> Cache:
    """Open the user's cache; without a folder for it nothing is kept beyond the process.

    :param wanted: whether to keep anything beyond the process
    :param memory: whether to keep what was read as objects, for the next reading
    """
    return Cache(cache_folder() if wanted else None, memory=memory)


class Entry(NamedTuple):
    """What something was read from, or written to.

    :param kind: the reader, as for :meth:`Cache.read`
    :param place: where it stands
    :param seen: what the system notes of it, which is another after it was written again
    """

    kind: str
    place: str
    seen: tuple[int, ...]


class Cache:
    """Remembers what readers made of files, in a folder, in memory, in both, or not at all."""

    def __init__(self, folder: Path | None = None, *, memory: bool = False) -> None:
        """Open the cache in a folder.

        :param folder: where to keep entries; None: keep none beyond the process
        :param memory: whether to keep what was read as objects, for the next reading
        """
        self._folder = folder if folder is not None and _is_ours(folder) else None
        self._memory: dict[str, tuple[bytes, Any]] | None = {} if memory else None
        self._new = 0
        self.not_kept: set[str] = set()
        """Files of which nothing was kept, as their reader looks at others."""
        self.entries: dict[str, Entry] = {}
        """The entry of each file that was read, by its path."""
        try:
            self._tool = identity() if self._folder is not None else b""
        except OSError:
            self._tool, self._folder = b"", None

    @property
    def keeps(self) -> bool:
        """Whether anything is remembered at all."""
        return self._folder is not None or self._memory is not None

    def read(
        self,
        kind: str,
        path: Path,
        root: Path,
        parse: Callable[[bytes], _ValueT],
        *,
        unless: bytes = b"",
        largest: int = LARGEST_FILE,
    ) -> _ValueT:
        """Read a file, or return what its reader made of the same content before.

        :param kind: the reader, and whatever it depends on beside the file
        :param path: absolute path of the file
        :param root: the workspace
        :param parse: the reader; it may look at nothing but the bytes, and at the file's path
        :param unless: a lower-case text that a file contains, in any case, if its reader looks at
            others; what is made of such a file is not kept
        :param largest: how many bytes the file may have
        :raises SourceError: if the file cannot be read, and whatever the reader raises
        """
        data = read_bytes(path, root, largest)
        if not self.keeps:
            return parse(data)
        name = _name(kind, path, root)
        known = self._memory.get(name) if self._memory is not None else None
        if known is not None and known[0] == data:
            return known[1]  # type: ignore[no-any-return]  # the same reader made it
        place, head = self._entry(name, data), self._head(name, data)
        kept = _load(place, head, data) if self._folder is not None else None
        value: _ValueT = kept[0] if kept is not None else parse(data)
        if kept is None and unless and unless in data.lower():
            self.not_kept.add(str(path))
            return value
        if self._memory is not None:
            self._memory[name] = data, value
        seen = kept[1] if kept is not None else self._keep(place, head + data, value)
        if seen is not None:
            self.entries[str(path)] = Entry(kind=kind, place=place, seen=seen)
        return value

    def earlier(self, path: Path, root: Path, entry: Entry) -> tuple[Any] | None:
        """Return what was made of a file before, or None where its entry is another by now.

        :param path: absolute path of the file, whatever it holds now
        :param root: the workspace
        :param entry: its entry at the time
        """
        name = _name(entry.kind, path, root)
        try:
            with os.fdopen(os.open(entry.place, os.O_RDONLY | _PLAINLY), "rb") as stream:
                raw = stream.read()
            tool, length = _LENGTHS.unpack_from(raw, len(_MAGIC))
        except (OSError, struct.error):
            return None
        start = len(_MAGIC) + _LENGTHS.size + tool
        data = raw[start + len(_bytes(name)) : start + length]
        found = _load(entry.place, self._head(name, data), data)
        return found[:1] if found is not None and found[1] == entry.seen else None

    def read_unchanged(
        self, kind: str, path: Path, root: Path, parse: Callable[[bytes], _ValueT], largest: int
    ) -> _ValueT:
        """Read a large file, or return what was made of it while nobody has written to it since.

        To read and compare megabytes takes longer than to use what was made of them. No branch
        decides what the system notes of a file: its number, and when it was written to.

        :param kind: the reader, and whatever it depends on beside the file
        :param path: absolute path of the file
        :param root: the workspace
        :param parse: the reader, as for :meth:`read`
        :param largest: how many bytes the file may have
        :raises SourceError: as :meth:`read`
        """
        status = file_status(path, root) if self._folder is not None else None
        if status is None or os.name != "posix":  # elsewhere the time of writing can be set
            return self.read(kind, path, root, parse, largest=largest)
        name = f"{kind}{active_house().digest.hex()}\0{path}"
        stamp = _notes(status)
        known = self.recall(name)
        if known is not None and known[0] == stamp:
            return known[1]  # type: ignore[no-any-return]  # the same reader made it
        value = self.read(kind, path, root, parse, largest=largest)
        if status.st_ctime < time.time() - _SETTLED:
            self.remember(name, (stamp, value))
        return value

    def recall(self, name: str) -> Any:
        """Return the value stored under a name, or None.

        :param name: of what only its reader can tell whether it still holds
        """
        if self._memory is not None and name in self._memory:
            return self._memory[name][1]
        if self._folder is None:
            return None
        kept = _load(self._entry(name), self._head(name))
        return kept[0] if kept is not None else None

    def remember(self, name: str, value: object) -> None:
        """Remember something under a name, in place of what was there.

        :param name: as for :meth:`recall`
        :param value: records of the model, and plain data
        """
        if self._memory is not None:
            self._memory[name] = b"", value
        if self._folder is not None:
            self._keep(self._entry(name), self._head(name), value)

    def _entry(self, name: str, data: bytes = b"") -> str:
        """Return the file name of an entry; entries with the same name replace each other.

        The name of a file and its content each have a sum of their own: files of one template,
        which differ in few bytes, would share the sum of the whole.
        """
        if len(data) > _LARGE:  # a sum of all of it would cost more than to compare it
            data = b"%d %b" % (len(data), data[:_ENDS] + data[-_ENDS:])
        sums = zlib.crc32(_bytes(name)), zlib.adler32(data)
        return f"{self._folder}/{sums[0] & 15:x}/{sums[0]:08x}{sums[1]:08x}"

    def _head(self, name: str, data: bytes = b"") -> bytes:
        """Return what an entry begins with, before the content of the file."""
        seen = _bytes(name)
        lengths = _LENGTHS.pack(len(self._tool), len(seen) + len(data))
        return b"".join((_MAGIC, lengths, self._tool, seen))

    def _keep(self, place: str, head: bytes, value: object) -> tuple[int, ...] | None:
        """Write an entry; return what the system notes of it, or None if there is none."""
        if self._folder is None:
            return None
        try:
            content = dump_records(value)
        except Exception:  # noqa: BLE001 - what cannot be pickled is read again next time
            return None
        seen = _save(place, b"".join((head, _sum(content), content)))
        if seen is not None:
            self._new += 1
        else:
            self._folder = None
        return seen

    def sweep(self) -> None:
        """Drop entries that were not used for long, if some were added and a sweep is due."""
        if self._folder is None or not self._new:
            return
        with contextlib.suppress(OSError):
            marker = self._folder / _MARKER
            if self._new < 500 and marker.exists() and _age(marker.stat()) < _DAY:
                return
            marker.touch(mode=0o600)
            _sweep(self._folder)


def _name(kind: str, path: Path, root: Path) -> str:
    """Return what an entry holds beside the content of a file."""
    return f"{kind}{active_house().digest.hex()}\0{relative(path, root)}\0"


def _bytes(name: str) -> bytes:
    return name.encode("utf-8", "surrogateescape")


def _notes(status: os.stat_result) -> tuple[int, ...]:
    """Return what the system notes of a file, which no branch decides."""
    return status.st_dev, status.st_ino, status.st_size, status.st_mtime_ns, status.st_ctime_ns


def _age(status: os.stat_result) -> float:
    return time.time() - status.st_mtime


def _is_ours(folder: Path) -> bool:
    """Return whether only its user can write to a folder, which is made if missing."""
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        status = folder.stat()
    except OSError:
        return False
    return _private(status)


def _private(status: os.stat_result) -> bool:
    if not hasattr(os, "geteuid"):
        return True
    return status.st_uid == os.geteuid() and not status.st_mode & 0o022


def _load(target: str, head: bytes, data: bytes = b"") -> tuple[Any, tuple[int, ...]] | None:
    """Return the value of an entry, and what the system notes of that.

    It is None if the entry is missing or cannot be trusted.

    The content of the file is compared where it stands: a baseline has megabytes, and each copy
    of them would cost more than the comparison.
    """
    try:
        handle = os.open(target, os.O_RDONLY | _PLAINLY)
    except OSError:
        return None
    try:
        status = os.fstat(handle)
        if not stat.S_ISREG(status.st_mode) or not _private(status):
            return None
        end = len(head) + len(data)
        start = end + _SUM.size
        raw = memoryview(_whole(handle, status.st_size))
        content = raw[start:]
        # Bytes compare a beginning at once, which views do byte by byte.
        same = head.startswith(raw[: len(head)]) and data.startswith(raw[len(head) : end])
        if not same or raw[end:start] != _sum(content):
            return None
        if _age(status) > _DAY:
            with contextlib.suppress(OSError):
                os.utime(target)
            status = os.fstat(handle)
        return load_records(content), _notes(status)
    except Exception:  # noqa: BLE001 - a corrupted pickle raises anything; then the file is read
        return None
    finally:
        os.close(handle)


def _whole(handle: int, size: int) -> bytes | mmap.mmap:
    """Return the content of a file that nobody changes in place, a large one without a copy."""
    if size < _LARGE:
        return os.read(handle, size)
    import mmap

    return mmap.mmap(handle, size, access=mmap.ACCESS_READ)


def _sum(content: bytes | memoryview) -> bytes:
    """Return the checksum of an entry.

    It detects accidental damage; against intent, only the user can write there.
    """
    return _SUM.pack(len(content), zlib.crc32(content))


def _save(target: str, whole: bytes) -> tuple[int, ...] | None:
    """Write an entry; return what the system notes of it, or None if the folder takes no more.

    It is written where it will stand, as a new file: its sum tells whoever reads it meanwhile that
    it is not whole. To write elsewhere and move took a tenth of a cold run with 130 entries.
    """
    try:
        try:
            return _write(target, whole)
        except FileNotFoundError:
            Path(target).parent.mkdir(mode=0o700, exist_ok=True)
            return _write(target, whole)
    except OSError:
        return None


def _write(target: str, whole: bytes) -> tuple[int, ...]:
    with contextlib.suppress(FileNotFoundError):
        os.unlink(target)  # noqa: PTH108 - to make a Path takes as long
    handle = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL | _PLAINLY, 0o600)
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(whole)
            stream.flush()
            return _notes(os.fstat(handle))
    except OSError:
        os.unlink(target)  # noqa: PTH108 - as above
        raise


def _sweep(folder: Path) -> None:
    """Drop entries that are old, and the oldest while the folder is too large."""
    found = []
    for path in folder.glob("[0-9a-f]*/*"):
        with contextlib.suppress(OSError):  # another process may be sweeping, too
            status = path.lstat()
            found.append((status.st_mtime, status.st_size, path))
    total = sum(size for _, size, _ in found)
    limit = MOST_BYTES // 2 if total > MOST_BYTES else MOST_BYTES
    oldest = time.time() - OLDEST
    for changed, size, path in sorted(found):
        if changed > oldest and total <= limit:
            break
        with contextlib.suppress(OSError):
            path.unlink()
        total -= size


NO_CACHE: Final = Cache()
"""A cache that keeps nothing."""
