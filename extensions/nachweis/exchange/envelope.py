"""Sealing what a party states: a DSSE envelope with an in-toto statement, signed."""

from __future__ import annotations

import asyncio
import base64
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from nachweis.model.messages import Message
from nachweis.model.places import Place
from nachweis.sources.errors import reason_of
from nachweis.sources.files import problem
from nachweis.sources.statements import LARGEST, PAYLOAD, encoded, key_of

if TYPE_CHECKING:
    from pyhanko.sign.signers import Signer

_HASH: Final = "sha256"


def seal(statement: dict[str, Any], signer: Signer) -> dict[str, Any]:
    """Return an envelope with a statement, signed.

    :param statement: the in-toto statement
    :param signer: key and certificate
    """
    payload = json.dumps(statement, sort_keys=True, ensure_ascii=False).encode()
    signed = asyncio.run(signer.async_sign_raw(encoded(payload), _HASH))
    certificate = signer.signing_cert
    if certificate is None:  # a signer without one is refused where it is made
        raise ValueError
    der = certificate.dump()
    signature = {
        "keyid": key_of(der),
        "sig": base64.b64encode(signed).decode(),
        "cert": base64.b64encode(der).decode(),
    }
    return {
        "payloadType": PAYLOAD,
        "payload": base64.b64encode(payload).decode(),
        "signatures": [signature],
    }


def read_limited(path: Path) -> bytes:
    """Return a file, or one byte more than an envelope may have.

    :param path: the file
    :raises SourceError: if it cannot be read
    """
    try:
        with path.open("rb") as stream:
            return stream.read(LARGEST + 1)
    except OSError as error:
        reason = reason_of(error)
        message = Message("cannot be read: {reason}", reason=reason)
        raise problem(Place(path=str(path), line=0), message) from error
