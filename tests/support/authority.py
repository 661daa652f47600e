"""A certificate authority with its services, on this machine: timestamps, and revocation."""

from __future__ import annotations

import contextlib
import datetime
import functools
import http.server
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from asn1crypto import tsp
from asn1crypto.keys import PrivateKeyInfo
from asn1crypto.x509 import Certificate
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    pkcs12,
)
from cryptography.x509 import ocsp
from cryptography.x509.oid import AuthorityInformationAccessOID, ExtendedKeyUsageOID, NameOID
from pyhanko.sign.timestamps.dummy_client import DummyTimeStamper

from tests.support.keys import DAY, LOCKED

YEAR: Final = 365 * DAY
Key = ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey


@functools.cache
def _key_of_timestamps() -> rsa.RSAPrivateKey:
    """Return the one key of all authorities: a tenth of a second to make."""
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


class Authority:
    """An authority that certifies signers and timestamps, and says what is revoked.

    :param trust: the file with its own certificate
    :param revoked: serial numbers of the certificates that it revoked
    :param asked: the paths that were asked for
    """

    def __init__(self, folder: Path, port: int) -> None:
        self.folder, self.address = folder, f"http://127.0.0.1:{port}"
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.certificate = self._certify("Root of trust", self.key, 30 * YEAR, authority=True)
        self.trust = folder / "root.pem"
        self.trust.write_bytes(self.certificate.public_bytes(Encoding.PEM))
        self.revoked: dict[int, datetime.datetime] = {}
        self.asked: list[str] = []
        self.certificates: dict[int, x509.Certificate] = {}
        self.timestamper = self._timestamper(10 * YEAR)

    @property
    def timestamps(self) -> str:
        return f"{self.address}/timestamps"

    def _timestamper(
        self, until: datetime.timedelta, at: datetime.datetime | None = None
    ) -> DummyTimeStamper:
        key = _key_of_timestamps()
        made = self._certify("Timestamps", key, until, stamps=True)
        self.certificates[made.serial_number] = made
        private = key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
        certificate = Certificate.load(made.public_bytes(Encoding.DER))
        return DummyTimeStamper(certificate, PrivateKeyInfo.load(private), fixed_dt=at)

    def renew_timestamps(self, later: datetime.timedelta) -> None:
        """Give timestamps of a later time from now on, with a certificate that lasts longer."""
        now = datetime.datetime.now(datetime.UTC)
        self.timestamper = self._timestamper(20 * YEAR, now + later)

    def signer(self, name: str, until: datetime.timedelta = 30 * DAY) -> Path:
        """Write a key with its certificate as PKCS#12, and return the file."""
        key = ec.generate_private_key(ec.SECP256R1())
        made = self._certify(name, key, until)
        self.certificates[made.serial_number] = made
        path = self.folder / f"{name.replace(' ', '-').lower()}.p12"
        content = pkcs12.serialize_key_and_certificates(name.encode(), key, made, None, LOCKED)
        path.write_bytes(content)
        return path

    def revoke(self, name: str) -> None:
        """Revoke the certificates of a name as of now."""
        for number, made in self.certificates.items():
            if any(entry.value == name for entry in made.subject):
                self.revoked[number] = datetime.datetime.now(datetime.UTC)

    def _certify(
        self,
        name: str,
        key: Key,
        until: datetime.timedelta,
        *,
        authority: bool = False,
        stamps: bool = False,
    ) -> x509.Certificate:
        subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
        issuer = subject if authority else self.certificate.subject
        now = datetime.datetime.now(datetime.UTC)
        access = AuthorityInformationAccessOID.OCSP
        address = x509.UniformResourceIdentifier(f"{self.address}/revocation")
        usage = {
            name: name in (("key_cert_sign", "crl_sign") if authority else ("digital_signature",))
            for name in (
                *("digital_signature", "content_commitment", "key_encipherment"),
                *("data_encipherment", "key_agreement", "key_cert_sign", "crl_sign"),
                *("encipher_only", "decipher_only"),
            )
        }
        builder = (
            x509.CertificateBuilder()
            .subject_name(subject)
            .issuer_name(issuer)
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(now - DAY)
            .not_valid_after(now + until)
            .add_extension(x509.BasicConstraints(ca=authority, path_length=None), critical=True)
            .add_extension(x509.KeyUsage(**usage), critical=True)
            .add_extension(
                x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False
            )
        )
        if not authority:
            issuing = x509.AuthorityKeyIdentifier.from_issuer_public_key(self.key.public_key())
            builder = builder.add_extension(issuing, critical=False).add_extension(
                x509.AuthorityInformationAccess([x509.AccessDescription(access, address)]),
                critical=False,
            )
        if stamps:
            only = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING])
            builder = builder.add_extension(only, critical=True)
        return builder.sign(self.key, hashes.SHA256())

    def answer(self, path: str, request: bytes) -> tuple[str, bytes]:
        """Return the media type and the content of an answer."""
        self.asked.append(path)
        if path == "/timestamps":
            asked: Any = tsp.TimeStampReq.load(request)
            return "application/timestamp-reply", self.timestamper.request_tsa_response(
                asked
            ).dump()
        number = ocsp.load_der_ocsp_request(request).serial_number
        since = self.revoked.get(number)
        now = datetime.datetime.now(datetime.UTC)
        status = ocsp.OCSPCertStatus.REVOKED if since else ocsp.OCSPCertStatus.GOOD
        response = (
            ocsp.OCSPResponseBuilder()
            .add_response(
                cert=self.certificates[number],
                issuer=self.certificate,
                algorithm=hashes.SHA1(),
                cert_status=status,
                this_update=now,
                next_update=now + DAY,
                revocation_time=since,
                revocation_reason=None,
            )
            .responder_id(ocsp.OCSPResponderEncoding.NAME, self.certificate)
            .sign(self.key, hashes.SHA256())
        )
        return "application/ocsp-response", response.public_bytes(Encoding.DER)


@contextlib.contextmanager
def running(folder: Path) -> Iterator[Authority]:
    """Run an authority, and stop it afterwards."""

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            request = self.rfile.read(int(self.headers["Content-Length"]))
            kind, content = authority.answer(self.path, request)
            self.send_response(200)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_: object) -> None:
            """Print nothing."""

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        authority = Authority(folder, server.server_port)
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            yield authority
        finally:
            server.shutdown()
            thread.join()
