"""Whether a file that is attached shows anything: what is empty proves nothing, whatever its name.

Only what is surely nothing is told. What is large, encrypted or packed otherwise is taken for
something.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final, Literal

from nachweis.model.empty_words import PLACEHOLDERS, bare
from nachweis.model.messages import gettext_noop

_BLANK: Final = b" \t\r\n\0\xef\xbb\xbf"
"""Bytes that show nothing: blanks, ends of lines, and what marks the encoding."""
_HEAD: Final = 1024
"""Bytes at the beginning of a file by which its kind is known."""
_SMALL: Final = 128 * 1024
"""Bytes up to which a document or archive is looked into."""
_UNPACKED: Final = 4 * 1024 * 1024
"""Bytes that are unpacked of one."""
_POINTS: Final = 16
"""Width and height up to which a picture shows nothing that anybody could read."""
_POINTER: Final = b"version https://git-lfs.github.com/spec/"

_ZIP: Final = (b"PK\x03\x04", b"PK\x05\x06")
_OLE: Final = b"\xd0\xcf\x11\xe0"
"""What a document of an office begins with where it has a password."""
_OFFICE: Final = (*_ZIP, _OLE)
_SIGNS: Final[Mapping[str, tuple[bytes, ...]]] = {
    ".png": (b"\x89PNG",),
    ".gif": (b"GIF8",),
    **dict.fromkeys((".jpg", ".jpeg"), (b"\xff\xd8",)),
    **dict.fromkeys((".tif", ".tiff"), (b"II*\0", b"MM\0*")),
    ".webp": (b"RIFF",),
    **dict.fromkeys((".docx", ".xlsx", ".pptx", ".odt", ".ods", ".odp"), _OFFICE),
    ".zip": _ZIP,
    ".7z": (b"7z\xbc\xaf",),
    ".gz": (b"\x1f\x8b",),
}
"""What files of each kind begin with, by the end of their names."""
_SIZES: Final[Sequence[tuple[re.Pattern[bytes], Literal["big", "little"]]]] = (
    (re.compile(rb"\x89PNG\r\n\x1a\n.{8}(.{4})(.{4})", re.DOTALL), "big"),
    (re.compile(rb"GIF8[79]a(..)(..)", re.DOTALL), "little"),
    (re.compile(rb"\xff\xd8\xff.*?\xff[\xc0-\xc2]\0.\x08(..)(..)", re.DOTALL), "big"),
)
"""Where pictures say how wide and high they are, and in which order of bytes."""

_EMPTY: Final = gettext_noop("is empty")
_TO_DO: Final = gettext_noop("says only that it is still to be written")
_OTHER: Final = gettext_noop("is not of the kind that its name says")
_LFS: Final = gettext_noop("is a pointer of Git LFS")
_DOT: Final = gettext_noop("is a picture of a few points")
_NO_FILE: Final = gettext_noop("is an archive without content")
_NO_TEXT: Final = gettext_noop("has no text and no picture")

_PAGE: Final = re.compile(rb"/Type\s*/Page\b")
_STREAM: Final = re.compile(rb"stream\r?\n")
_PAINTED: Final = re.compile(rb"T[jJ]\b|\b(?:Do|BI|sh|[fFSsbB]\*?)\s|['\"]\s")
"""Operators of a page that show text, a picture or a drawing (ISO 32000-2, annex A)."""
_WORDS: Final = re.compile(rb"<w:(?:t|drawing|pict|object)[\s>]")


def nothing_in(path: Path) -> str:
    """Return why a file shows nothing, as the template of half a sentence; empty if it may.

    :param path: the file
    :raises OSError: if it cannot be read
    """
    with path.open("rb") as stream:
        head = stream.read(_HEAD)
        suffix = path.suffix.lower()
        look = _INSIDE.get(suffix)
        rest = stream.read(_SMALL) if look or len(head) == _HEAD else b""
    whole = head + rest if len(head) + len(rest) <= _SMALL else b""
    if not head or (whole and not whole.strip(_BLANK)):
        return _EMPTY
    return _by_head(head, suffix) or (look(whole) if look and whole else "")


def _by_head(head: bytes, suffix: str) -> str:
    if head.startswith(_POINTER):
        return _LFS
    is_other = suffix in _SIGNS and not head.startswith(_SIGNS[suffix])
    if is_other or (suffix == ".pdf" and b"%PDF-" not in head):
        return _OTHER
    said = head.strip(_BLANK).decode("utf-8", "replace")
    if len(head) < _HEAD and bare(said) in PLACEHOLDERS:
        return _TO_DO
    return _DOT if _is_dot(head) else ""


def _is_dot(head: bytes) -> bool:
    """Whether a picture says that it has hardly any points."""
    for pattern, order in _SIZES:
        if size := pattern.match(head):
            sides = (int.from_bytes(side, order) for side in size.groups())
            return max(sides) <= _POINTS
    return False


def _empty_pages(data: bytes) -> str:
    """Return that a PDF has pages on which nothing is painted, where that is sure."""
    streams = [*_streams(data)]
    if b"/Encrypt" in data or b"/Annots" in data or None in streams:
        return ""
    if not any(map(_PAGE.search, (data, *filter(None, streams)))):
        return ""
    return "" if any(map(_PAINTED.search, filter(None, streams))) else _NO_TEXT


def _streams(data: bytes) -> Iterator[bytes | None]:
    """Yield what a PDF holds beside its objects; None for what cannot be unpacked."""
    left = _UNPACKED
    for begin in _STREAM.finditer(data):
        head = data[max(begin.start() - _HEAD, 0) : begin.start()]
        head = head[head.rfind(b" obj") :]
        end = data.find(b"endstream", begin.end())
        packed = data[begin.end() : end] if end >= 0 else b""
        if b"/Filter" not in head:
            yield packed
            continue
        if not re.search(rb"/Filter\s*\[?\s*/FlateDecode\s*\]?\s*(?:/|>>)", head):
            yield None
            continue
        try:
            unpacker = zlib.decompressobj()
            text = unpacker.decompress(packed, left)
        except zlib.error:
            yield None
            return
        left -= len(text)
        yield text if left > 0 else None
        if left <= 0:
            return


def _empty_archive(data: bytes) -> str:
    """Return that an archive holds no file that has a byte."""
    import io
    import zipfile

    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return "" if any(part.file_size for part in archive.infolist()) else _NO_FILE
    except (zipfile.BadZipFile, NotImplementedError, ValueError):
        return ""


def _empty_document(data: bytes) -> str:
    """Return that a document of Word has no text and no picture."""
    import io
    import zipfile

    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
        with archive, archive.open("word/document.xml") as stream:
            text = stream.read(_UNPACKED)
    except (
        KeyError,
        zipfile.BadZipFile,
        zlib.error,
        NotImplementedError,
        RuntimeError,
        ValueError,
    ):
        return ""
    return "" if _WORDS.search(text) else _NO_TEXT


_INSIDE: Final[Mapping[str, Callable[[bytes], str]]] = {
    ".pdf": _empty_pages,
    ".docx": _empty_document,
    ".zip": _empty_archive,
}
"""What looks into small files of a kind, by the end of their names."""
