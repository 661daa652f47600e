"""What tests of the cache compare: whole results, and how much is read for them."""

from __future__ import annotations

import datetime
import enum
from collections.abc import Callable
from pathlib import Path
from typing import Any

from nachweis.load import judge_projects
from nachweis.sources.cache import Cache
from nachweis.sources.errors import SourceError
from tests.support.sandbox import Sandbox

DATE = datetime.date(2026, 11, 20)


def outcome(root: Path, *arguments: str) -> tuple[int, str, str]:
    """Return how a check ends and all that it says."""
    sandbox = Sandbox.__new__(Sandbox)
    sandbox.root = root
    result = sandbox.check("--format", "json", *arguments)
    return result.exit_code, result.stdout, result.stderr


def parsed(root: Path, cache: Cache) -> int:
    """Judge, and return how many files were parsed and not remembered."""
    count = 0
    recall = cache.read

    def read(kind: str, path: Path, base: Path, parse: Callable[[bytes], Any], **more: Any) -> Any:
        def counted(data: bytes) -> Any:
            nonlocal count
            count += 1
            return parse(data)

        return recall(kind, path, base, counted, **more)

    cache.read = read  # type: ignore[method-assign,assignment]  # to count
    judge_projects(root, [], DATE, cache=cache)
    return count


def entries(folder: Path) -> list[Path]:
    return sorted(folder.glob("?/*"))


def facts(root: Path, cache: Cache) -> object:
    """Return everything that is read and found, or what is wrong with the sources."""
    try:
        [verdict] = judge_projects(root, [], DATE, cache=cache)
    except SourceError as error:
        return error.problems
    return verdict.graph.project, verdict.graph.catalogue, verdict.findings


def describe(value: object) -> object:
    """Return a value with the type of every part of it."""
    kind = type(value).__name__
    if isinstance(value, enum.Enum):
        return kind, value.name
    if isinstance(value, dict):
        return kind, [(describe(key), describe(part)) for key, part in value.items()]
    if isinstance(value, tuple):
        return kind, [describe(part) for part in value]
    slots = getattr(type(value), "__slots__", ())
    parts = [describe(getattr(value, name)) for name in slots]
    more = vars(value) if hasattr(value, "__dict__") else {}
    return kind, str(value), parts, describe(dict(more)) if more else None
