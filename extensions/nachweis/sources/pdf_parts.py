"""What a PDF would do in the program that shows it: nobody sees that in the file.

A program for PDF runs scripts, starts other programs and opens files inside when the document says
so. Nothing is interpreted here: a document is one that might do it if it has a name by which it
would (ISO 32000-2, 12.6.4, 7.11.4), wherever that stands.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

from nachweis.model.files import FileUse
from nachweis.model.findings import Finding
from nachweis.model.messages import Message, gettext_noop
from nachweis.model.patterns import regex
from nachweis.model.reading_rules import ACTIVE_FILE
from nachweis.sources.cache import NO_CACHE, Cache
from nachweis.sources.evidence import LARGEST_EVIDENCE, Noted
from nachweis.sources.files import file_status

SUFFIX: Final = ".pdf"
_PARTS: Final = {
    b"/JavaScript": gettext_noop("a script"),
    b"/Launch": gettext_noop("an action that starts a program"),
    b"/SubmitForm": gettext_noop("a form that is sent"),
    b"/ImportData": gettext_noop("an action that reads a file"),
    b"/RichMedia": gettext_noop("a film with a program"),
    b"/XFA": gettext_noop("a form with scripts"),
    b"/EmbeddedFile": gettext_noop("a file inside"),
}
_UNSEEN: Final = gettext_noop("parts that are packed or encrypted so that they cannot be seen")
_OBJECTS: Final = b"/ObjStm"
_UNPACKED: Final = 64 * 1024 * 1024
"""Bytes of packed objects that are looked into."""
_HEAD: Final = 1_000
"""Bytes between what a packed part says of itself and its content."""
_ESCAPE: Final = regex(rb"#([0-9A-Fa-f]{2})")
_OTHERWISE: Final = regex(
    rb"/(?:LZW|ASCII85|ASCIIHex|RunLength)Decode|/Predictor\s*(?!1\b)|/Crypt\b"
)
"""Ways to pack that are not looked into; none of the usual programs uses them for objects."""


def active_findings(
    files: Iterable[FileUse], root: Path, cache: Cache = NO_CACHE
) -> Iterator[Finding]:
    """Yield a finding for every PDF that a page or a record names and that could do something.

    :param files: the files
    :param root: the workspace
    :param cache: remembers what was found in files that have not been touched since
    """
    noted = Noted(root, cache, "pdf", active_part)
    for use in files:
        path = root / use.path
        if not path.name.lower().endswith(SUFFIX) or not (status := file_status(path, root)):
            continue
        if part := noted.of(path, status):
            message = Message(
                "{file} has {part}, which readers do not see; print it to a new PDF",
                file=repr(use.written),
                part=Message(part),
            )
            yield ACTIVE_FILE.at(use.place, "", message, related=use.written)
    noted.keep()


def active_part(path: Path) -> str:
    """Return what of a PDF could do something when it is opened, or nothing.

    :param path: the file
    :raises OSError: if it cannot be read
    """
    if path.stat().st_size > LARGEST_EVIDENCE:
        return _UNSEEN
    data = path.read_bytes()
    plain = _ESCAPE.sub(_character, data)
    for text in (plain, *(texts := [*_unpacked(data)])):
        whole = plain if text is plain else _ESCAPE.sub(_character, text)
        for name, part in _PARTS.items():
            if name in whole:
                return part
    return _UNSEEN if len(texts) < plain.count(_OBJECTS) else ""


def _unpacked(data: bytes) -> Iterator[bytes]:
    """Yield the packed objects of a document, as far as they can be unpacked."""
    left, position = _UNPACKED, 0
    while left > 0 and (mark := data.find(_OBJECTS, position)) >= 0:
        begin = data.find(b"stream", mark, mark + _HEAD)
        position = data.find(b"endstream", begin) if begin >= 0 else -1
        if position < 0 or _OTHERWISE.search(data, max(mark - _HEAD, 0), begin):
            return
        packed = data[begin:position].removeprefix(b"stream").lstrip(b"\r\n")
        unpacker = zlib.decompressobj()
        try:
            text = unpacker.decompress(packed, left)
        except zlib.error:
            return
        if not unpacker.eof:
            return
        left -= len(text)
        yield text


def _character(found: re.Match[bytes]) -> bytes:
    return bytes([int(found[1], 16)])
