"""How a document breaks NIST's schema, said by its own words: patterns, lists, what is missing.

A part of the schema, so that no library is needed: what documents in circulation break.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Final

from nachweis.model.messages import Message
from nachweis.sources.errors import Problem
from nachweis.sources.oscal.document import Document, Steps

_UUID: Final = re.compile(
    r"[0-9A-Fa-f]{8}-[0-9A-Fa-f]{4}-[45][0-9A-Fa-f]{3}-[89ABab][0-9A-Fa-f]{3}-[0-9A-Fa-f]{12}"
)
_TOKEN: Final = re.compile(r"[^\W\d][\w.\-]*")
_FILLED: Final = re.compile(r"\S(.*\S)?", re.DOTALL)
_TIME: Final = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:\d{2})")
_TOKENS: Final = frozenset(
    {"id", "control-id", "param-id", "role-id", "statement-id", "objective-id", "by-id"}
)
_TIMES: Final = frozenset({"last-modified", "published", "start", "end", "collected", "expires"})
_FREE: Final = frozenset(
    {"title", "prose", "remarks", "description", "text", "label", "usage", "choice", "statement"}
)
"""Keys with Markdown, which may be anything."""
_NEEDED: Final = {
    "metadata": ("title", "last-modified", "version", "oscal-version"),
    "groups": ("title",),
    "controls": ("id", "title"),
    "parts": ("name",),
    "props": ("name", "value"),
    "links": ("href",),
    "params": ("id",),
    "resources": ("uuid",),
}
_KNOWN: Final = {
    "groups": frozenset(
        {"id", "class", "title", "params", "props", "links", "parts", "groups", "controls"}
        | {"insert-controls"}
    ),
    "controls": frozenset(
        {"id", "class", "title", "params", "props", "links", "parts", "controls"}
    ),
    "parts": frozenset({"id", "name", "ns", "class", "title", "props", "prose", "parts", "links"}),
    "props": frozenset({"name", "uuid", "ns", "value", "class", "group", "remarks"}),
    "links": frozenset({"href", "rel", "media-type", "resource-fragment", "text"}),
    "provenance": frozenset(
        {"method", "matching-rationale", "status", "confidence-score", "coverage", "remarks"}
        | {"mapping-description", "responsible-parties", "props", "links"}
    ),
}
_LISTS: Final = frozenset({"parties", "resources", "components", *(_NEEDED.keys() - {"metadata"})})
_QUOTED: Final = re.compile("^'.*'", re.DOTALL)
_MOST: Final = 20
"""Kinds of breaches after which the others are only counted."""


def breaches(document: Document) -> list[Problem]:
    """Return how a document breaks NIST's schema, each kind of breach where it occurs first.

    :param document: a document of any model
    """
    found = [*_breaches(document.data, ()), *_repeated(document.data, (), set())]
    if not document.data.get("uuid"):
        found.insert(0, ((), "lacks 'uuid'"))
    if not isinstance(document.data.get("metadata"), dict):
        found.insert(0, ((), "lacks 'metadata'"))
    kinds: dict[tuple[object, str], list[tuple[Steps, str]]] = {}
    for steps, how in found:
        key = next((step for step in reversed(steps) if isinstance(step, str)), "")
        kinds.setdefault((key, _QUOTED.sub("", how)), []).append((steps, how))
    told = []
    for alike in [*kinds.values()][:_MOST]:
        steps, how = alike[0]
        said = Message("breaks NIST's schema: {how}", how=how)
        if len(alike) > 1:
            said = Message(
                "breaks NIST's schema: {how} (and {count} times more, the last in line {line})",
                how=how,
                count=len(alike) - 1,
                line=document.problem(alike[-1][0], "").place.line,
            )
        told.append(document.problem(steps, said))
    if len(kinds) > _MOST:
        more = Message("breaks it in {count} ways more", count=len(kinds) - _MOST)
        told.append(document.problem((), more))
    return told


def _repeated(part: Any, steps: Steps, known: set[object]) -> Iterator[tuple[Steps, str]]:
    """Yield each control whose ID another one had before it."""
    if isinstance(part, dict):
        for key in ("groups", "controls"):
            inner = part.get(key)
            for number, entry in enumerate(inner if isinstance(inner, list) else ()):
                way = (*steps, key, number)
                identifier = entry.get("id") if isinstance(entry, dict) else None
                if key == "controls" and isinstance(identifier, str):
                    if identifier in known:
                        yield (*way, "id"), f"{identifier!r} is the ID of another control, too"
                    known.add(identifier)
                yield from _repeated(entry, way, known)


def _breaches(part: Any, steps: Steps) -> Iterator[tuple[Steps, str]]:
    if isinstance(part, list):
        if not part:
            yield steps, "is an empty list; leave it out"
        for number, entry in enumerate(part):
            yield from _breaches(entry, (*steps, number))
    elif isinstance(part, dict):
        yield from _of_keys(part, steps)
        for key, value in part.items():
            if key in _LISTS and not isinstance(value, list):
                yield (*steps, key), "is no list"
            if isinstance(value, (dict, list)):
                yield from _breaches(value, (*steps, key))
            elif isinstance(value, str) and (how := _wrong(key, value)):
                yield (*steps, key), how
            elif value is None:
                yield (*steps, key), "is null; leave it out"


def _of_keys(part: dict[str, Any], steps: Steps) -> Iterator[tuple[Steps, str]]:
    """Yield the keys that an object lacks, and those that it may not have."""
    kind = next((step for step in reversed(steps) if isinstance(step, str)), "")
    if isinstance(steps[-1] if steps else "", int) or kind in ("metadata", "provenance"):
        yield from ((steps, f"lacks {key!r}") for key in _NEEDED.get(kind, ()) if key not in part)
        for key in sorted(part.keys() - _KNOWN.get(kind, part.keys())):
            yield (*steps, key), "is a key that it does not have there"


def _wrong(key: str, value: str) -> str:
    """Return how a text breaks the pattern of its key; nothing if it does not."""
    if key == "uuid" or (key.endswith("-uuid") and key != "alt-uuid"):
        return "" if _UUID.fullmatch(value) else f"{value!r} is no UUID of version 4 or 5"
    if key in _TOKENS:
        if _TOKEN.fullmatch(value):
            return ""
        return f"{value!r} is no token: it begins with a letter, and has letters, digits, . - _"
    if key in _TIMES:
        return "" if _TIME.fullmatch(value) else f"{value!r} is no time with a zone"
    if key not in _FREE and not _FILLED.fullmatch(value):
        return "is empty, or begins or ends with a blank"
    return ""
