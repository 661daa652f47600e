"""The address of a key on a token: a PKCS#11 URI (RFC 7512)."""

from __future__ import annotations

import dataclasses
import urllib.parse
from collections.abc import Iterator
from typing import Final

from nachweis.model.messages import Message
from nachweis.signing.files import refused

SCHEME: Final = "pkcs11:"
_KNOWN: Final = frozenset({"token", "object", "id", "slot-id", "type", "module-path"})
_SECRET: Final = frozenset({"pin-value", "pin-source"})


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Token:
    """A key on a token.

    :param uri: the address as it was given
    :param module: path of the token's PKCS#11 library
    :param token: label of the token
    :param slot: number of its slot
    :param label: label of key and certificate
    :param key_id: ID of key and certificate
    """

    uri: str
    module: str
    token: str | None
    slot: int | None
    label: str | None
    key_id: bytes | None

    @staticmethod
    def is_token(source: str) -> bool:
        """Return whether a key is on a token rather than in a file."""
        return source.lower().startswith(SCHEME)

    @classmethod
    def parse(cls, uri: str) -> Token:
        """Parse a PKCS#11 URI.

        :raises SourceError: if it names no module or no key, or holds a PIN
        """
        path, _, query = uri[len(SCHEME) :].partition("?")
        parts = dict([*_parts(path, ";"), *_parts(query, "&")])
        if not _SECRET.isdisjoint(parts):
            message = Message(
                "leave the PIN out of the address; it is asked for, or read from a file"
            )
            raise refused(SCHEME, message)
        if unknown := sorted(set(parts) - _KNOWN):
            message = Message(
                "does not know {name!r}; it takes {known}",
                name=unknown[0],
                known=", ".join(sorted(_KNOWN)),
            )
            raise refused(SCHEME, message)
        if "module-path" not in parts:
            message = Message(
                "needs the library of the token: pkcs11:token=…;object=…?module-path=/…/x.so"
            )
            raise refused(SCHEME, message)
        if "object" not in parts and "id" not in parts:
            raise refused(SCHEME, Message("needs the key: object=LABEL or id=%01%02"))
        slot = _text(parts.get("slot-id"))
        if slot is not None and not slot.isdecimal():
            message = Message("slot-id is {slot!r}, not a number; correct it", slot=slot)
            raise refused(SCHEME, message)
        return cls(
            uri=uri,
            module=_text(parts["module-path"]) or "",
            token=_text(parts.get("token")),
            slot=None if slot is None else int(slot),
            label=_text(parts.get("object")),
            key_id=parts.get("id"),
        )


def _parts(text: str, separator: str) -> Iterator[tuple[str, bytes]]:
    for part in filter(None, text.split(separator)):
        name, _, value = part.partition("=")
        yield name, urllib.parse.unquote_to_bytes(value)


def _text(value: bytes | None) -> str | None:
    return None if value is None else value.decode(errors="replace")
