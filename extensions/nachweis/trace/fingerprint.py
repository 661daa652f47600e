"""Fingerprints of texts: the same for the same words, whatever the line breaks."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from nachweis.model.facts import shown_item
from nachweis.model.foreign import is_stated
from nachweis.model.items import Item

_IGNORED = frozenset({"status", "tags", "file", "sha256", "model"})


def fingerprint(item: Item) -> str:
    """Compute the fingerprint of the wording of an object: 16 hexadecimal digits.

    White space and line wrapping do not count, words do; neither do status and tags,
    which say how far a text has come and not what it says, nor the model that it began with, nor
    the files that are attached, which have digests of their own. What another party states has the
    digest of its proof: the next statement repeats it for longer.

    :param item: the object
    """
    if is_stated(item):
        return digest(item.get("statement"))
    fields = sorted((k, v) for k, v in item.fields.items() if k not in _IGNORED)
    words = [item.title, *(f"{name}={value}" for name, value in fields), item.body]
    text = "\x1f".join(" ".join(part.split()) for part in words)
    return digest(text)


def together(own: str, parts: Mapping[str, str]) -> str:
    """Compute the fingerprint of a group with the requirements that a link to it stands for.

    :param own: fingerprint of the group
    :param parts: fingerprints of its requirements by ID; without any, it is that of the group
    """
    if not parts:
        return own
    text = "\n".join((own, *(f"{name} {value}" for name, value in sorted(parts.items()))))
    return digest(text)


def digest(text: str) -> str:
    """Compute a digest of a text: 16 hexadecimal digits.

    :param text: any text
    """
    from hashlib import sha256  # it starts OpenSSL, and many projects have no confirmed links yet

    return sha256(text.encode()).hexdigest()[:16]


class Fingerprints:
    """A cache of fingerprints: one computation per object, however many links it has.

    An object that states a fact has another fingerprint once the fact has another value: what is
    read there has changed.
    """

    def __init__(self, items: Mapping[str, Item], language: str) -> None:
        """Start empty.

        :param items: the objects that facts are taken from, by ID
        :param language: ISO 639-1 code of the project's first language
        """
        self._items = items
        self._language = language
        self._known: dict[str, tuple[Item, str]] = {}
        self._groups: dict[str, str] = {}

    def of(self, item: Item) -> str:
        """Return the fingerprint of an object.

        :param item: the object; a duplicate of its ID has its own fingerprint
        """
        known = self._known.get(item.id)
        if known is None or known[0] is not item:
            shown = shown_item(self._items, item, self._language)
            known = self._known[item.id] = item, fingerprint(shown)
        return known[1]

    def of_group(self, group: Item, parts: Iterable[Item]) -> str:
        """Compute the fingerprint of a group with the requirements that a link to it stands for.

        :param group: the group
        :param parts: its requirements, always the same
        """
        if group.id not in self._groups:
            prints = {part.id: self.of(part) for part in parts}
            self._groups[group.id] = together(self.of(group), prints)
        return self._groups[group.id]
