"""The first difference between two PDFs, in the words of a reader."""

from __future__ import annotations

import io
from typing import Any

from nachweis.model.messages import Message


def first_difference(pdf: bytes, other: bytes) -> str:
    """Return where one PDF first differs from another; nothing if they are the same bytes.

    :param pdf: a PDF
    :param other: the one to compare with
    """
    if pdf == other:
        return ""
    try:
        pages, others = _pages(pdf), _pages(other)
    except Exception:  # noqa: BLE001 - the library fails anywhere in what it cannot read
        pages = others = []
    for number, (page, counterpart) in enumerate(zip(pages, others, strict=False), start=1):
        if page != counterpart:
            return Message("page {number} differs", number=number)
    if len(pages) != len(others):
        return Message("it has {count} pages, not {other}", count=len(pages), other=len(others))
    at = next(
        (n for n, pair in enumerate(zip(pdf, other, strict=False)) if pair[0] != pair[1]),
        min(len(pdf), len(other)),
    )
    return Message(
        "its pages are the same, but not what stands around them (byte {number})", number=at + 1
    )


def _pages(pdf: bytes) -> list[bytes]:
    """Return what the pages paint, in their order."""
    from pyhanko.pdf_utils.reader import PdfFileReader

    reader = PdfFileReader(io.BytesIO(pdf))
    waiting: list[Any] = [reader.root["/Pages"]]
    found = []
    while waiting:
        node = waiting.pop()
        if "/Kids" in node:
            waiting += [kid.get_object() for kid in reversed(list(node["/Kids"]))]
            continue
        contents = node["/Contents"]
        parts = contents if isinstance(contents, list) else [contents]
        found.append(b"\n".join(part.get_object().data for part in parts))
    return found
