"""A signed envelope: DSSE with an in-toto statement, as it is made, read and verified."""

from __future__ import annotations

import asyncio
import base64
import binascii
import hashlib
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from nachweis.model.messages import Message
from nachweis.model.places import Place
from nachweis.sources.errors import SourceError, reason_of
from nachweis.sources.files import problem
from nachweis.sources.reports.jsonparts import load_json

if TYPE_CHECKING:
    from pyhanko.sign.signers import Signer

TYPE: Final = "application/vnd.in-toto+json"
STATEMENT: Final = "https://in-toto.io/Statement/v1"
LARGEST: Final = 16 * 1024 * 1024
"""Bytes of an envelope."""
_HASH: Final = "sha256"


class Envelope(NamedTuple):
    """An envelope whose signature holds.

    :param statement: the in-toto statement
    :param key: SHA-256 of the public key (SubjectPublicKeyInfo) that signed it, in hexadecimal
    """

    statement: dict[str, Any]
    key: str


def key_of(certificate: bytes) -> str:
    """Return the SHA-256 of the public key of a certificate, in hexadecimal.

    :param certificate: the certificate, DER
    """
    from cryptography import x509
    from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

    public = x509.load_der_x509_certificate(certificate).public_key()
    data = public.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    return hashlib.sha256(data).hexdigest()


def seal(statement: dict[str, Any], signer: Signer) -> str:
    """Return an envelope with a statement, signed.

    :param statement: the in-toto statement
    :param signer: key and certificate
    """
    payload = json.dumps(statement, sort_keys=True, ensure_ascii=False).encode()
    signed = asyncio.run(signer.async_sign_raw(_encoded(payload), _HASH))
    certificate = signer.signing_cert
    if certificate is None:  # a signer without one is refused where it is made
        raise ValueError
    der = certificate.dump()
    signature = {
        "keyid": key_of(der),
        "sig": base64.b64encode(signed).decode(),
        "cert": base64.b64encode(der).decode(),
    }
    envelope = {
        "payloadType": TYPE,
        "payload": base64.b64encode(payload).decode(),
        "signatures": [signature],
    }
    return json.dumps(envelope, indent=1) + "\n"


def unseal(data: bytes, name: str) -> Envelope:
    """Return what an envelope holds, if its one signature is valid.

    :param data: the file
    :param name: its path, for messages
    :raises SourceError: if it is larger than a limit, is no envelope, or was changed
    """
    if len(data) > LARGEST:
        what = Message("has more than {most} MiB", most=LARGEST // 1024 // 1024)
        raise _refused(name, what)
    try:
        outer = load_json(data.decode(), name).data
        signatures = outer["signatures"]
        [signature] = signatures
        payload, signed, der = (
            base64.b64decode(text, validate=True)
            for text in (outer["payload"], signature["sig"], signature["cert"])
        )
        kind = outer["payloadType"]
    except SourceError:
        raise
    except (UnicodeError, KeyError, TypeError, ValueError, binascii.Error) as error:
        raise _refused(name, Message("is no signed statement")) from error
    if kind != TYPE:
        raise _refused(name, Message("is no signed statement"))
    key = _verified(payload, signed, der, name)
    try:
        statement = load_json(payload.decode(), name).data
    except UnicodeError as error:
        raise _refused(name, Message("is no signed statement")) from error
    if not isinstance(statement, dict) or statement.get("_type") != STATEMENT:
        raise _refused(name, Message("is no in-toto statement of version 1"))
    return Envelope(statement=statement, key=key)


def _verified(payload: bytes, signed: bytes, der: bytes, name: str) -> str:
    from cryptography import x509
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
    from cryptography.hazmat.primitives.hashes import SHA256

    try:
        public = x509.load_der_x509_certificate(der).public_key()
        if isinstance(public, ec.EllipticCurvePublicKey):
            public.verify(signed, _encoded(payload), ec.ECDSA(SHA256()))
        elif isinstance(public, rsa.RSAPublicKey) and public.key_size >= 2048:
            public.verify(signed, _encoded(payload), padding.PKCS1v15(), SHA256())
        else:
            raise _refused(name, Message("is signed with a key of a kind that is not taken"))
        return key_of(der)
    except InvalidSignature as error:
        raise _refused(name, Message("was changed after it was signed")) from error
    except ValueError as error:
        raise _refused(name, Message("is no signed statement")) from error


def _encoded(payload: bytes) -> bytes:
    """Return what is signed (PAE of DSSE): type and payload, each with its length."""
    kind = TYPE.encode()
    return b"DSSEv1 %d %b %d %b" % (len(kind), kind, len(payload), payload)


def _refused(name: str, message: Message) -> SourceError:
    return problem(Place(path=name, line=0), message)


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
