"""Whether a file that is attached shows anything, by files as programs write them."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Mapping
from pathlib import Path

import pytest

from nachweis.sources.shown import nothing_in


def archive(**files: str) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as target:
        for name, text in files.items():
            target.writestr(name.replace("__", "/").replace("_xml", ".xml"), text)
    return made.getvalue()


def png(width: int, height: int) -> bytes:
    return b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + struct.pack(">II", width, height) + b"\x08\0\0\0\0"


def pdf(content: bytes, *, packed: bool = False, more: bytes = b"") -> bytes:
    head = b"/Filter /FlateDecode" if packed else b""
    data = zlib.compress(content) if packed else content
    page = b"2 0 obj <</Type /Page /Contents 3 0 R>> endobj\n"
    stream = b"3 0 obj <<" + head + b"/Length 9>> stream\n" + data + b"\nendstream endobj\n"
    return b"%PDF-1.7\n" + page + stream + more


CLIP = b"0.1 w\nq 0 0.028 595.275 841.861 re\nW* n\nQ "
TEXT = CLIP + b"BT /F1 12 Tf (All is well) Tj ET"
WORD = "<w:document><w:body><w:p>{}</w:p></w:body></w:document>"

NOTHING: Mapping[str, tuple[str, bytes]] = {
    "empty": ("a.pdf", b""),
    "blanks": ("a.txt", b"\xef\xbb\xbf \r\n" * 400),
    "placeholder": ("a.md", b"Zu tun.\n"),
    "no PDF": ("a.pdf", b"All is well.\n"),
    "page of an error": ("a.docx", b"<!DOCTYPE html><title>404</title>"),
    "pointer": ("a.png", b"version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 9\n"),
    "point": ("a.png", png(1, 1)),
    "point of a GIF": ("a.GIF", b"GIF89a\x01\0\x01\0"),
    "point of a JPEG": ("a.jpg", b"\xff\xd8\xff\xe0\0\x02\xff\xc0\0\x0b\x08\0\x01\0\x01"),
    "no file": ("a.zip", archive()),
    "empty files": ("a.zip", archive(a="", b="")),
    "document without words": ("a.docx", archive(word__document_xml=WORD.format("<w:r/>"))),
    "page without anything": ("a.pdf", pdf(b"")),
    "page with a frame to clip": ("a.pdf", pdf(CLIP)),
    "the same, packed": ("a.pdf", pdf(CLIP, packed=True)),
}
SOMETHING: Mapping[str, tuple[str, bytes]] = {
    "words": ("a.txt", b"TODO lists were looked at.\n"),
    "many blanks, and a word": ("a.txt", b" " * 5000 + b"x"),
    "picture": ("a.png", png(800, 600)),
    "line": ("a.png", png(400, 1)),
    "document": ("a.docx", archive(word__document_xml=WORD.format("<w:t>Words</w:t>"))),
    "document with a password": ("a.docx", b"\xd0\xcf\x11\xe0 and so on"),
    "archive": ("a.zip", archive(a="", b="Words")),
    "damaged archive": ("a.zip", b"PK\x03\x04 and so on"),
    "text": ("a.pdf", pdf(TEXT)),
    "packed text": ("a.pdf", pdf(TEXT, packed=True)),
    "drawing": ("a.pdf", pdf(CLIP + b"0 0 m 9 9 l S ")),
    "picture on a page": ("a.pdf", pdf(b"q /Im0 Do Q")),
    "note on a page": ("a.pdf", pdf(CLIP, more=b"4 0 obj <</Annots [5 0 R]>> endobj")),
    "encrypted": ("a.pdf", pdf(b"\x01\x02", more=b"trailer <</Encrypt 9 0 R>>")),
    "packed in another way": ("a.pdf", pdf(b"x").replace(b"/Length", b"/Filter/LZWDecode/Length")),
    "no page to be seen": ("a.pdf", b"%PDF-1.7\n1 0 obj <</Type/Catalog>> endobj"),
    "of another kind": ("a.dat", b"\x01"),
}


@pytest.mark.parametrize("name", NOTHING)
def test_a_file_shows_nothing(tmp_path: Path, name: str) -> None:
    file, content = NOTHING[name]
    (tmp_path / file).write_bytes(content)
    assert nothing_in(tmp_path / file)


@pytest.mark.parametrize("name", SOMETHING)
def test_what_may_show_something_is_not_told(tmp_path: Path, name: str) -> None:
    file, content = SOMETHING[name]
    (tmp_path / file).write_bytes(content)
    assert nothing_in(tmp_path / file) == ""


def test_what_is_large_is_not_looked_into(tmp_path: Path) -> None:
    (tmp_path / "a.pdf").write_bytes(pdf(CLIP) + b" " * 200_000)
    assert nothing_in(tmp_path / "a.pdf") == ""
