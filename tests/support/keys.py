"""Keys and certificates that tests make for themselves, and a small PDF to sign with them."""

from __future__ import annotations

import asyncio
import contextlib
import datetime
import functools
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import typst
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    KeySerializationEncryption,
    PrivateFormat,
    pkcs12,
)
from cryptography.x509.oid import NameOID

PASSPHRASE: Final = "open sesame"
DAY: Final = datetime.timedelta(days=1)

_SOURCE: Final = """\
#set document(title: "A title", date: datetime(year: 2026, month: 11, day: 20))
#set text(lang: "en", font: "Libertinus Serif")
= A heading
Words.
#pagebreak()
Words with a #link("https://example.org")[link].
"""

LOCKED: Final[KeySerializationEncryption] = (
    PrivateFormat.PKCS12.encryption_builder()
    .key_cert_algorithm(pkcs12.PBES.PBESv2SHA256AndAES256CBC)
    .hmac_hash(hashes.SHA256())
    .kdf_rounds(10)
    .build(PASSPHRASE.encode())
)
"""As keys are usually locked, but that guessing is easy, and so is opening them in each test."""

Key = ec.EllipticCurvePrivateKey | ed25519.Ed25519PrivateKey | rsa.RSAPrivateKey


@functools.cache
def small_pdf(folder: Path) -> bytes:
    """Return a PDF/A-2a and PDF/UA-1 of two pages; the first has no annotation."""
    source = folder / "small.typ"
    source.write_text(_SOURCE, encoding="utf-8")
    pdf: bytes = typst.compile(
        str(source), pdf_standards=["a-2a", "ua-1"], ignore_system_fonts=True
    )
    return pdf


def certificate(
    key: Key,
    name: str,
    *,
    since: datetime.timedelta = -DAY,
    until: datetime.timedelta = 30 * DAY,
    signs: bool = True,
) -> x509.Certificate:
    """Return a certificate that its own key has signed."""
    subject = x509.Name(
        [
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, "Client AG"),
            x509.NameAttribute(NameOID.COMMON_NAME, name),
        ]
    )
    now = datetime.datetime.now(datetime.UTC)
    usage = x509.KeyUsage(
        digital_signature=signs,
        content_commitment=signs,
        key_encipherment=not signs,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=False,
        crl_sign=False,
        encipher_only=False,
        decipher_only=False,
    )
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now + since)
        .not_valid_after(now + until)
        .add_extension(usage, critical=True)
        .sign(key, None if isinstance(key, ed25519.Ed25519PrivateKey) else hashes.SHA256())
    )


def key_file(
    folder: Path,
    name: str = "Client ISO",
    key: Key | None = None,
    *,
    since: datetime.timedelta = -DAY,
    until: datetime.timedelta = 30 * DAY,
    signs: bool = True,
) -> Path:
    """Write key and certificate as PKCS#12, and the certificate as PEM beside it."""
    key = key or ec.generate_private_key(ec.SECP256R1())
    made = certificate(key, name, since=since, until=until, signs=signs)
    target = folder / f"{name.replace(' ', '-').lower()}.p12"
    target.write_bytes(
        pkcs12.serialize_key_and_certificates(name.encode(), key, made, None, LOCKED)
    )
    target.with_suffix(".pem").write_bytes(made.public_bytes(Encoding.PEM))
    return target


@contextlib.contextmanager
def no_running_loop() -> Iterator[None]:
    """Hide the browser's event loop, which runs as long as the tests: pyHanko starts its own."""
    running = asyncio._get_running_loop()
    asyncio._set_running_loop(None)
    try:
        yield
    finally:
        asyncio._set_running_loop(running)
