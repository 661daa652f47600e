"""Defects in the files that are attached to records, and in their digests."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import PurePosixPath

from nachweis.model.items import Item
from tests.mutations.changes import Block, Change, option_line, replaced
from tests.mutations.workspace import Examples, Files

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


changed = _in_file(lambda content: content + b"One more line.\n")
cut_short = _in_file(lambda content: content[: len(content) // 2])
emptied_without_digest = _in_file(lambda _: b"")
emptied_with_digest = _emptied
taken_away = _in_file(lambda _: None)
of_another = _of_another(with_digest=False)
with_digest_of_another = _of_another(with_digest=True)
