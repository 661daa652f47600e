"""The texts inside a file of any kind: those of archives, PDFs, pictures and compressed streams."""

from __future__ import annotations

import gzip
import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from typing import Final

from nachweis.leaks.words import of_anything, of_markup, plain

MOST: Final = 512 * 1024 * 1024
"""Bytes that the files inside one file may have together."""
DEEPEST: Final = 4
"""Archives inside archives that are opened."""
_STREAM: Final = re.compile(rb"stream\r?\n(.*?)\r?\n?endstream", re.DOTALL)
_MARKUP: Final = re.compile(rb"\s*<(?:!doctype|\?xml|html|svg)", re.IGNORECASE)
_CHUNKS: Final = re.compile(rb"(tEXt|iTXt|zTXt|eXIf)")


class UnreadableError(Exception):
    """A file in which nobody can search."""


def texts(name: str, data: bytes, depth: int = 0) -> Iterator[tuple[str, str]]:
    """Yield the words of a file, and of the files in it, each with its name.

    :param name: name of the file
    :param data: its content
    :param depth: in how many archives it lies
    :raises UnreadableError: if it cannot be searched, or is larger inside than a file may be
    """
    if depth > DEEPEST:
        raise UnreadableError(f"{name}: archives in archives, more than {DEEPEST} deep")
    if data[:2] == b"PK":
        yield from _archive(name, data, depth)
    elif data[:2] == b"\x1f\x8b":
        yield from texts(f"{name} (unpacked)", _gunzipped(name, data), depth + 1)
    elif data[:5] == b"%PDF-":
        yield from _pdf(name, data, depth)
    elif data[:18] == b"# Sphinx inventory":
        head, _, body = data.partition(b"zlib.\n")
        yield name, of_anything((head + b"\n" + _unzipped(body)).decode("utf-8", "replace"))
    elif data[:8] == b"\x89PNG\r\n\x1a\n":
        yield from _picture(name, data)
    elif b"\0" in data[:1000]:
        yield name, of_anything(data.decode("latin-1"))
        for start in (0, 1):
            yield name, of_anything(data[start:].decode("utf-16-le", "ignore"))
            yield name, of_anything(data[start:].decode("utf-16-be", "ignore"))
    else:
        text = data.decode("utf-8", "replace")
        yield name, of_anything(text)
        if _MARKUP.match(data):
            yield name, of_markup(text)


def _picture(name: str, data: bytes) -> Iterator[tuple[str, str]]:
    yield name, of_anything(data.decode("latin-1"))
    for found in _CHUNKS.finditer(data):
        rest = data[found.end() : found.end() + 1_000_000]
        for start in range(min(len(rest), 120)):
            if rest[start : start + 1] == b"\x78":
                yield name, of_anything(_unzipped(rest[start:]).decode("utf-8", "ignore"))


def _archive(name: str, data: bytes, depth: int) -> Iterator[tuple[str, str]]:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            _refuse_large(name, sum(entry.file_size for entry in archive.infolist()))
            yield name, plain(archive.comment.decode("utf-8", "replace"))
            for entry in archive.infolist():
                yield (
                    name,
                    of_anything(f"{entry.filename} {entry.comment.decode('utf-8', 'replace')}"),
                )
                with archive.open(entry) as stream:
                    inner = stream.read(entry.file_size + 1)
                yield from texts(f"{name} ({entry.filename})", inner, depth + 1)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, zlib.error) as error:
        raise UnreadableError(f"{name}: cannot be unpacked ({error})") from error


def _pdf(name: str, data: bytes, depth: int) -> Iterator[tuple[str, str]]:
    try:
        import pypdfium2
    except ImportError as error:
        raise UnreadableError(f"{name}: install nachweis[pdf] to search PDFs") from error
    yield name, of_anything(data.decode("latin-1"))
    total = 0
    for found in _STREAM.finditer(data):
        inner = _unzipped(found[1])
        total += len(inner)
        _refuse_large(name, total)
        if inner[:2] == b"PK" or inner[:5] == b"%PDF-":
            yield from texts(f"{name} (attached)", inner, depth + 1)
        elif inner:
            yield name, of_anything(inner.decode("utf-8", "replace"))
            if b"\0" in inner[:1000]:
                yield name, of_anything(inner.decode("utf-16-be", "ignore"))
    document = pypdfium2.PdfDocument(data)
    pages = []
    for page in document:
        text = page.get_textpage()
        pages.append(text.get_text_range())
        text.close()
        page.close()
    document.close()
    joined = "\n".join(pages)
    yield name, plain(joined)
    yield name, plain(re.sub(r"[-\u00ad\ufffe\u2010]\r?\n", "", joined))


def _gunzipped(name: str, data: bytes) -> bytes:
    try:
        with gzip.open(io.BytesIO(data)) as stream:
            inner = stream.read(MOST + 1)
    except (OSError, EOFError, zlib.error) as error:
        raise UnreadableError(f"{name}: cannot be unpacked ({error})") from error
    _refuse_large(name, len(inner))
    return inner


def _unzipped(data: bytes) -> bytes:
    try:
        return zlib.decompressobj().decompress(data, MOST)
    except zlib.error:
        return b""


def _refuse_large(name: str, size: int) -> None:
    if size > MOST:
        raise UnreadableError(f"{name}: is larger than {MOST // 1024 // 1024} MiB inside")
