"""Signed envelopes (DSSE with an in-toto statement) in which a party states what it proves."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, Final, NamedTuple

from nachweis.model.dates import parse_date
from nachweis.model.findings import Finding
from nachweis.model.foreign import ENVELOPE, Figure, Foreign, Said
from nachweis.model.messages import Message
from nachweis.model.places import Place
from nachweis.model.proof_types import RECORD_KINDS
from nachweis.model.reading_rules import BROKEN_STATEMENT
from nachweis.sources.cache import Cache
from nachweis.sources.errors import SourceError
from nachweis.sources.evidence import DIGEST
from nachweis.sources.files import problem, relative
from nachweis.sources.reports.jsonparts import load_json
from nachweis.sources.workspace import STATEMENTS

PAYLOAD: Final = "application/vnd.in-toto+json"
IN_TOTO: Final = "https://in-toto.io/Statement/v1"
OFFER: Final = "https://nachweis.example/offer/1"
"""Type of what a party states to another one; another number stands for another schema."""
ONWARD: Final = "https://nachweis.example/onward/1"
"""Type of what the other one may pass on: the same without texts, and for nobody by name."""
LARGEST: Final = 16 * 1024 * 1024
"""Bytes of an envelope."""
MOST: Final = 20_000
"""Statements, or figures, of an envelope."""
_CHAIN: Final = 20
"""Parties on whose statements a sender may rest its own."""
_KEY: Final = re.compile(r"[A-Z][A-Z0-9_]{0,19}")
_ID: Final = re.compile(r"[A-Z][A-Z0-9_]{2,79}")
_KINDS: Final = frozenset({"clause", "section", "record"})
_LONGEST: Final = 2_000
"""Letters of a text that is kept."""
_SHORT: Final = 80
"""Letters of a name or value."""


class Envelope(NamedTuple):
    """An envelope whose signature holds.

    :param statement: the in-toto statement
    :param key: SHA-256 of the public key (SubjectPublicKeyInfo) that signed it, in hexadecimal
    """

    statement: dict[str, Any]
    key: str


def kept_statements(folder: Path, root: Path, cache: Cache) -> Iterator[Foreign | Finding]:
    """Yield what the kept envelopes of a project say, and which of them are broken.

    Signatures are verified here, not only when an envelope is accepted: whoever writes to the
    repository could change it afterwards. The cache remembers it for the same bytes only.

    :param folder: the project's folder
    :param root: the workspace
    :param cache: what was read before
    """
    for path in sorted((folder / STATEMENTS).glob(f"*{ENVELOPE}")):
        name = relative(path, root)
        try:
            yield cache.read("statement", path, root, _reader(name), largest=LARGEST)
        except SourceError as error:
            for found in error.problems:
                yield BROKEN_STATEMENT.at(found.place, "", found.message, related=name)


def _reader(name: str) -> Callable[[bytes], Foreign]:
    def parse(data: bytes) -> Foreign:
        return read_statement(data, name)

    return parse


def read_statement(data: bytes, name: str) -> Foreign:
    """Return what an envelope says, if its signature and its form hold.

    :param data: the file
    :param name: its path, for messages
    :raises SourceError: with the one reason why it is refused
    """
    found = _read(unseal(data, name), OFFER, name)
    return found._replace(sha256=hashlib.sha256(data).hexdigest(), path=name)


def _read(envelope: Envelope, schema: str, name: str) -> Foreign:
    said = str(envelope.statement.get("predicateType"))
    if said != schema:
        message = Message(
            "has another schema ({schema}) than this version of Nachweis reads; upgrade it",
            schema=said[:_SHORT],
        )
        raise _refused(name, message)
    try:
        predicate = envelope.statement["predicate"]
        chain = [_sealed(part, name) for part in _few(predicate.get("rests_on", ()), _CHAIN)]
        found = _foreign(predicate, envelope.key)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise _refused(name, Message("is signed, but says nothing that can be read")) from error
    found = found._replace(rests_on=tuple(chain))
    for entry in found.statements:
        if entry.on and not any(found.below(entry)):
            message = Message(
                "rests {id} on {domain}, which does not state it",
                id=entry.requirement,
                domain=entry.on,
            )
            raise _refused(name, message)
    return found


def _sealed(part: Mapping[str, Any], name: str) -> Foreign:
    """Return what another party stated to the sender: signed by it, whoever passes it on."""
    try:
        return _read(unseal(json.dumps(part).encode(), name), ONWARD, name)
    except SourceError as error:
        [found, *_] = error.problems
        message = Message("rests on a statement that {reason}", reason=found.message)
        raise _refused(name, message) from error


def _foreign(predicate: Mapping[str, Any], pin: str) -> Foreign:
    sequence = predicate["sequence"]
    if not isinstance(sequence, int) or isinstance(sequence, bool) or sequence < 1:
        raise ValueError
    key = predicate["from"]["key"]
    if not _KEY.fullmatch(key):
        raise ValueError
    return Foreign(
        pin=pin,
        sender=_short(predicate["from"]["domain"]),
        recipient=_short(predicate["to"]["domain"]) if "to" in predicate else "",
        project=key,
        sequence=sequence,
        issued=parse_date(predicate["issued"]),
        until=parse_date(predicate["until"]),
        statements=tuple(map(_said, _few(predicate["statements"], MOST))),
        figures=tuple(map(_figure, _few(predicate.get("figures", []), MOST))),
    )


def _few(entries: Any, most: int) -> list[Any]:
    if not isinstance(entries, (list, tuple)) or len(entries) > most:
        raise ValueError
    return list(entries)


def _short(value: Any) -> str:
    if not isinstance(value, str) or not 0 < len(value) <= _SHORT or not value.isprintable():
        raise ValueError
    return value


def _figure(entry: Mapping[str, Any]) -> Figure:
    return Figure(*(plain(_short(entry[name])) for name in ("about", "name", "value")))


def _said(entry: Mapping[str, Any]) -> Said:
    requirement, kind, digest = entry["requirement"], entry["kind"], entry["digest"]
    fits = _ID.fullmatch(requirement) and DIGEST.fullmatch(digest)
    by = entry.get("by", "")
    if not fits or kind not in _KINDS or by not in ("", *RECORD_KINDS):
        raise ValueError
    since, fresh = entry.get("since"), entry.get("fresh_until")
    return Said(
        requirement=requirement,
        kind=kind,
        digest=digest,
        since=parse_date(since) if since else None,
        fresh_until=parse_date(fresh) if fresh else None,
        by=by,
        on=_short(entry["on"]) if "on" in entry else "",
        texts=tuple((plain(p["title"]), plain(p["text"])) for p in entry.get("texts", ())),
    )


def plain(text: str) -> str:
    """Return a text of others on one line, without what could mean something in Markdown.

    :param text: any text
    """
    bare = re.sub(r"[^\w\s.,;:()§%/+'\"?!-]", " ", text)
    return " ".join(bare.split())[:_LONGEST]


def key_of(certificate: bytes) -> str:
    """Return the SHA-256 of the public key of a certificate, in hexadecimal.

    :param certificate: the certificate, DER
    """
    from cryptography import x509
    from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

    public = x509.load_der_x509_certificate(certificate).public_key()
    data = public.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    return hashlib.sha256(data).hexdigest()


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
    except (KeyError, TypeError, ValueError) as error:
        raise _refused(name, Message("is no signed statement")) from error
    if kind != PAYLOAD:
        raise _refused(name, Message("is no signed statement"))
    key = _verified(payload, signed, der, name)
    try:
        statement = load_json(payload.decode(), name).data
    except UnicodeError as error:
        raise _refused(name, Message("is no signed statement")) from error
    if not isinstance(statement, dict) or statement.get("_type") != IN_TOTO:
        raise _refused(name, Message("is no in-toto statement of version 1"))
    return Envelope(statement=statement, key=key)


def _verified(payload: bytes, signed: bytes, der: bytes, name: str) -> str:
    try:
        from cryptography import x509
        from cryptography.exceptions import InvalidSignature
        from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
        from cryptography.hazmat.primitives.hashes import SHA256
    except ImportError as error:
        what = Message("cannot be verified here; install it with: pip install 'nachweis[sign]'")
        raise _refused(name, what) from error
    try:
        public = x509.load_der_x509_certificate(der).public_key()
        if isinstance(public, ec.EllipticCurvePublicKey):
            public.verify(signed, encoded(payload), ec.ECDSA(SHA256()))
        elif isinstance(public, rsa.RSAPublicKey) and public.key_size >= 2048:
            public.verify(signed, encoded(payload), padding.PKCS1v15(), SHA256())
        else:
            raise _refused(name, Message("is signed with a key of a kind that is not taken"))
        return key_of(der)
    except InvalidSignature as error:
        raise _refused(name, Message("was changed after it was signed")) from error
    except ValueError as error:
        raise _refused(name, Message("is no signed statement")) from error


def encoded(payload: bytes) -> bytes:
    """Return what is signed (PAE of DSSE): type and payload, each with its length.

    :param payload: the in-toto statement
    :source: DSSE 1.0, PAE
    """
    kind = PAYLOAD.encode()
    return b"DSSEv1 %d %b %d %b" % (len(kind), kind, len(payload), payload)


def _refused(name: str, message: Message) -> SourceError:
    return problem(Place(path=name, line=0), message)
