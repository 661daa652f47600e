"""Reads and compares objects of a PDF as they are in one of its revisions."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Final

from nachweis.model.messages import Message

if TYPE_CHECKING:
    from pyhanko.pdf_utils.reader import HistoricalResolver

Ref = tuple[int, int]
"""Number and generation of an object."""

_OF_XMP: Final = frozenset({"ModifyDate", "MetadataDate", "Producer", "InstanceID"})
"""Properties that every change of a file renews."""


class RefusedError(Exception):
    """A revision does more than a signature may; the message says what."""

    def __init__(self, message: Message) -> None:
        """Keep what it does.

        :param message: the predicate of a sentence about the revision
        """
        super().__init__(message)
        self.message = message


def read_object(resolver: HistoricalResolver, ref: Ref) -> Any:
    """Return an object as it is in a revision.

    :param resolver: the revision
    :param ref: its number and generation
    """
    from pyhanko.pdf_utils.generic import Reference

    return resolver(Reference(*ref, resolver))


def page_nodes(resolver: HistoricalResolver) -> Iterator[Any]:
    """Yield the references of the pages, in their order.

    :param resolver: the revision
    :raises RefusedError: if a page is there twice
    """
    waiting = [resolver.root.raw_get("/Pages")]
    seen: set[Ref] = set()
    while waiting:
        node = waiting.pop()
        if ref_of(node) in seen:
            raise RefusedError(Message("has a page twice"))
        seen.add(ref_of(node))
        entry = resolver(node.reference)
        if get(entry, "/Type") == "/Pages":
            waiting += reversed(list(entry["/Kids"]))
        else:
            yield node


def ref_of(thing: Any) -> Ref:
    """Return the number and generation of a reference."""
    return thing.idnum, thing.generation


def as_set(ref: Ref | None) -> set[Ref]:
    """Return a set of a reference, or none."""
    return set() if ref is None else {ref}


def get(holder: Any, key: str, default: Any = None) -> Any:
    """Return the value of a dictionary, with references followed."""
    return holder[key] if key in holder else default  # noqa: SIM401 - get() follows no references


def get_raw(holder: Any, key: str) -> Any:
    """Return the value of a dictionary as it is written; None if it has none."""
    return holder.raw_get(key) if key in holder else None


def reference(holder: Any, key: str) -> Ref | None:
    """Return the reference that a dictionary has under a key, if its value is one."""
    value = get_raw(holder, key)
    return ref_of(value) if hasattr(value, "idnum") else None


def same(old: Any, new: Any) -> bool:
    """Whether two values are written alike; references are not followed."""
    if hasattr(old, "idnum") or hasattr(new, "idnum"):
        both = hasattr(old, "idnum") and hasattr(new, "idnum")
        return both and ref_of(old) == ref_of(new)
    if getattr(old, "encoded_data", None) != getattr(new, "encoded_data", None):
        return False
    if isinstance(old, dict):
        return isinstance(new, dict) and same_but(old, new, frozenset())
    if isinstance(old, list):
        return isinstance(new, list) and len(old) == len(new) and all(map(same, old, new))
    return type(old) is type(new) and bool(old == new)


def same_but(old: Any, new: Any, allowed: frozenset[str]) -> bool:
    """Whether two dictionaries are alike but for some keys."""
    keys = (set(old) | set(new)) - allowed
    return all(
        key in old and key in new and same(get_raw(old, key), get_raw(new, key)) for key in keys
    )


def is_plain(thing: Any, resolver: HistoricalResolver | None) -> bool:
    """Whether a value holds no streams, and no references unless they can be followed."""
    if hasattr(thing, "idnum"):
        return resolver is not None and is_plain(resolver(thing.reference), None)
    if hasattr(thing, "encoded_data"):
        return False
    if isinstance(thing, dict):
        return all(is_plain(value, resolver) for value in thing.values())
    return not isinstance(thing, list) or all(is_plain(value, resolver) for value in thing)


def covers(rectangle: Any) -> bool:
    """Whether a rectangle covers anything; one that cannot be read might."""
    if rectangle is None:
        return False
    try:
        left, bottom, right, top = map(float, rectangle)
    except (TypeError, ValueError):
        return True
    return left != right and bottom != top


def properties(xmp: bytes) -> list[str]:
    """Return the properties of XMP metadata, but for those that every change of a file renews."""
    from pyhanko.pdf_utils.metadata.xmp_xml import parse_xmp

    return sorted(
        f"{name} {_property(value)}"
        for root in parse_xmp(io.BytesIO(xmp))
        for name, value in root
        if name.local_name not in _OF_XMP
    )


def _property(value: Any) -> str:
    inner = value.value
    if hasattr(inner, "entries"):
        return f"{inner.array_type}[{'; '.join(map(_property, inner.entries))}]"
    if hasattr(inner, "_fields"):
        return f"{{{'; '.join(sorted(f'{name} {_property(entry)}' for name, entry in inner))}}}"
    return str(inner)


def describe(resolver: HistoricalResolver, refs: set[Ref]) -> Message:
    """Return what one of several objects is."""
    ref = min(refs)
    entry = read_object(resolver, ref)
    kind = get(entry, "/Type") if isinstance(entry, dict) else None
    other = Message("a stream") if hasattr(entry, "encoded_data") else Message("an object")
    return Message(
        "{kind}, number {number}", kind=str(kind).lstrip("/") if kind else other, number=ref[0]
    )
