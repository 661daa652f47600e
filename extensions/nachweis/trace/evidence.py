"""What a record is worth without the file that shows it."""

from __future__ import annotations

from collections.abc import Collection

from nachweis.model.foreign import is_stated
from nachweis.model.items import Item
from nachweis.model.terms import Result


def has_evidence(record: Item) -> bool:
    """Return whether a record names files, each with its digest.

    :param record: the record
    """
    files = record.list("file")
    return bool(files) and len(files) == len(record.list("sha256"))


def result_of(record: Item, evidence: Collection[str]) -> str:
    """Return the result of a record, which without a file is *partial* at best.

    :param record: the record
    :param evidence: the kinds of record that need a file; what another party states has its
        envelope
    """
    result = record.get("result")
    if not evidence:
        return result
    needs_none = record.get("kind") not in evidence or is_stated(record)
    if result == Result.FAIL or needs_none or has_evidence(record):
        return result
    return Result.PARTIAL
