"""PDFs that would do something when they are opened."""

from __future__ import annotations

import zlib
from pathlib import Path

import pytest

from nachweis.sources import pdf_parts
from nachweis.sources.pdf_parts import active_part

PLAIN = b"%PDF-1.7\n1 0 obj\n<</Type/Catalog/OpenAction[2 0 R/Fit]>>\nendobj\n"
SCRIPT = b"<</S/JavaScript/JS(app.alert\\(1\\))>>"


def packed(
    objects: bytes, head: bytes = b"/Filter/FlateDecode", end: bytes = b"endstream"
) -> bytes:
    content = zlib.compress(objects)
    return b"9 0 obj\n<</Type/ObjStm/N 1/First 4" + head + b">>\nstream\r\n" + content + end + b"\n"


@pytest.mark.parametrize(
    ("content", "part"),
    [
        (PLAIN, ""),
        (PLAIN + packed(b"1 0 <</Type/Page>>"), ""),
        (PLAIN + SCRIPT, "a script"),
        (PLAIN + SCRIPT.replace(b"Java", b"J#61v#61"), "a script"),
        (PLAIN + packed(b"1 0 " + SCRIPT), "a script"),
        (PLAIN + packed(b"1 0 " + SCRIPT.replace(b"S", b"#53")), "a script"),
        (PLAIN + packed(b"1 0 x") + packed(b"1 0 " + SCRIPT), "a script"),
        (PLAIN + b"<</S/Launch/F(x.exe)>>", "an action that starts a program"),
        (PLAIN + b"<</Type/EmbeddedFile>>", "a file inside"),
        (PLAIN + packed(SCRIPT, b"/Filter/ASCII85Decode"), "parts that are packed"),
        (PLAIN + packed(SCRIPT, b"/Filter/FlateDecode/DecodeParms<</Predictor 12>>"), "parts"),
        (PLAIN + packed(SCRIPT, end=b"").replace(b"x\x9c", b"(("), "parts that are packed"),
        (PLAIN + packed(SCRIPT).replace(b"ObjStm", b"Obj#53tm"), "parts that are packed"),
        (PLAIN + packed(bytes(70_000)) + packed(SCRIPT), "parts that are packed"),
        (b"/ObjStm stream " * 200_000, "parts that are packed"),
        (b"/ObjStm" * 500_000, "parts that are packed"),
        (b"", ""),
    ],
    ids=lambda value: f"{len(value)} bytes" if isinstance(value, bytes) else value,
)
def test_what_a_pdf_would_do(
    content: bytes, part: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pdf_parts, "_UNPACKED", 50_000)
    file = tmp_path / "a.pdf"
    file.write_bytes(content)
    assert active_part(file).startswith(part)
    assert bool(active_part(file)) == bool(part)
