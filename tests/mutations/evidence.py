"""Defects in the files that are attached to records, and in their digests."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from pathlib import PurePosixPath

from nachweis.model.items import Item
from tests.mutations.changes import Block, Change, find_option, option_line, replaced
from tests.mutations.workspace import Examples, Files

ALL_WELL = b"All is well.\n"
BARE_PDF = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
    b"2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
    b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>endobj\n"
)
DOT = b"GIF89a\x01\0\x01\0\x80\0\0\xff\xff\xff\0\0\0,\0\0\0\0\x01\0\x01\0\0\x02\x02D\x01\0;"
NO_FILE = b"PK\x05\x06" + bytes(18)
EMPTY = hashlib.sha256(b"").hexdigest()


def _in_file(new: Callable[[bytes], bytes | None]) -> Change:
    """Return the change of the first file that a record names; nothing takes the file away."""

    def change(examples: Examples, item: Item, _: Block) -> Files | None:
        if not item.list("file"):
            return None
        name = (PurePosixPath(item.place.path).parent / item.list("file")[0]).as_posix()
        return [(name, new((examples.root / name).read_bytes()))]

    return change


def _emptied(examples: Examples, item: Item, block: Block) -> Files | None:
    """Empty the file, and note the digest of the empty one."""
    files = emptied_without_digest(examples, item, block)
    noted = option_line("sha256", r"[0-9a-f]{64}", EMPTY)(examples, item, block)
    return [*files, *noted] if files and noted else None


def _of_another(*, with_digest: bool) -> Change:
    """Return the change that names the file of another record, with its digest or not."""

    def change(examples: Examples, item: Item, block: Block) -> Files | None:
        others = [
            other
            for key, other in examples.items("record")
            if other.place.path.rpartition("/")[0] == item.place.path.rpartition("/")[0]
            if len(other.list("sha256")) == 1 and other.place.path.endswith(".md")
            if other.list("sha256") != item.list("sha256")
        ]
        if not others or not item.list("file"):
            return None
        other = others[len(item.id) * block.first % len(others)]
        named = replaced("file", other.get("file"))(examples, item, block)
        if not with_digest or named is None:
            return named
        own = block._replace(lines=str(named[0][1]).splitlines(keepends=True))
        return replaced("sha256", other.get("sha256"))(examples, item, own)

    return change


def attached(name: str, content: bytes) -> Change:
    """Return the change that attaches another file, with its digest, in the place of the own one.

    :param name: of the file; ``DAY`` stands for the day of the record
    """

    def change(_: Examples, item: Item, block: Block) -> Files | None:
        if len(item.list("file")) != 1 or not item.list("sha256") or not block.is_directive:
            return None
        new = PurePosixPath(item.list("file")[0]).with_name(name.replace("DAY", item.get("date")))
        own, file, digest = block.own, find_option(block.own, "file"), hashlib.sha256(content)
        noted = find_option(own, "sha256")
        if file is None or noted is None:
            return None
        own[file], own[noted] = f":file: {new}\n", f":sha256: {digest.hexdigest()}\n"
        path = (PurePosixPath(item.place.path).parent / new).as_posix()
        return [*block.with_own(own), (path, content)]

    return change


def one_for_all(_: Examples, item: Item, block: Block) -> Files | None:
    """Let one file show all records of a page."""
    digest = hashlib.sha256(ALL_WELL).hexdigest()
    text = re.sub(r"^:(?:file|sha256):.*\n", "", "".join(block.lines), flags=re.MULTILINE)
    options = f":file: all.txt\n:sha256: {digest}\n"
    text, count = re.subn(r"^(:result:.*\n)", rf"\1{options}", text, flags=re.MULTILINE)
    path = (PurePosixPath(item.place.path).parent / "all.txt").as_posix()
    return [(block.path, text), (path, ALL_WELL)] if count > 5 else None


def of_another_project(examples: Examples, item: Item, block: Block) -> Files | None:
    """Name a file of another project, with its digest."""
    key = examples.verdict_of(item).key
    others = (
        other
        for project, other in examples.items("record")
        if project != key and len(other.list("sha256")) == 1
        if other.place.path.endswith(".md") and "://" not in other.get("file")
    )
    other = next(others, None)
    if other is None or len(item.list("sha256")) != 1:
        return None
    folder = PurePosixPath(other.place.path).parent.relative_to("projects")
    named = replaced("file", f"../../{folder / other.get('file')}")(examples, item, block)
    if named is None:
        return None
    own = block._replace(lines=str(named[0][1]).splitlines(keepends=True))
    return replaced("sha256", other.get("sha256"))(examples, item, own)


changed = _in_file(lambda content: content + b"One more line.\n")
cut_short = _in_file(lambda content: content[: len(content) // 2])
emptied_without_digest = _in_file(lambda _: b"")
emptied_with_digest = _emptied
taken_away = _in_file(lambda _: None)
of_another = _of_another(with_digest=False)
with_digest_of_another = _of_another(with_digest=True)
