"""What the signatures of a PDF prove, and what they do not."""

from __future__ import annotations

import contextlib
import dataclasses
import datetime
import io
import logging
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

from nachweis.signing.files import read_file, refused

if TYPE_CHECKING:
    from pyhanko.sign.validation import EmbeddedPdfSignature
    from pyhanko.sign.validation.status import PdfSignatureStatus
    from pyhanko_certvalidator import ValidationContext

_LATER: Final = {
    "NONE": "nothing",
    "LTA_UPDATES": "material for validation only",
    "FORM_FILLING": "further signatures only",
    "ANNOTATIONS": "annotations",
    "OTHER": "what was signed was changed",
}
_ALLOWED: Final = frozenset({"NONE", "LTA_UPDATES", "FORM_FILLING"})


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Signature:
    """What one signature proves.

    :param field: the name of its field in the document
    :param signer: the subject of the certificate
    :param issuer: the issuer of the certificate
    :param claimed: the time of signing by the signer's own clock; no third party confirms it
    :param valid_from: the first moment at which the certificate is valid
    :param valid_to: the last moment
    :param intact: whether the signed bytes are still there unchanged
    :param whole: whether it covers the file to its end
    :param later: what was added to the file after it, in words
    :param unchanged: whether only what a signature allows was added
    :param trusted: whether the certificate leads to a trusted one; ``None`` if none was given
    :param doubts: further reasons not to rely on it
    """

    field: str
    signer: str
    issuer: str
    claimed: datetime.datetime | None
    valid_from: datetime.datetime
    valid_to: datetime.datetime
    intact: bool
    whole: bool
    later: str
    unchanged: bool
    trusted: bool | None
    doubts: tuple[str, ...]

    @property
    def good(self) -> bool:
        """Whether nothing speaks against it."""
        return self.intact and self.unchanged and self.trusted is not False and not self.doubts


def read_trust(path: Path) -> tuple[bytes, ...]:
    """Return the certificates of a file, PEM or DER, as DER.

    :raises SourceError: if it has none
    """
    from cryptography import x509
    from cryptography.hazmat.primitives.serialization import Encoding

    content = read_file(path)
    try:
        if content.lstrip().startswith(b"-----"):
            found = x509.load_pem_x509_certificates(content)
        else:
            found = [x509.load_der_x509_certificate(content)]
    except ValueError as error:
        raise refused(str(path), "holds no certificate; give one as PEM or DER") from error
    return tuple(certificate.public_bytes(Encoding.DER) for certificate in found)


def verify(
    pdf: bytes, path: str, trust: Sequence[bytes], moment: datetime.datetime
) -> tuple[Signature, ...]:
    """Return what each signature of a PDF proves, in the order in which they were made.

    Nothing is fetched, so revoked certificates are not found.

    :param path: the name of the PDF in messages
    :param trust: certificates that are trusted; without any, trust is not judged
    :param moment: when the certificates have to be valid
    :raises SourceError: if it is not a readable PDF
    """
    from pyhanko.pdf_utils.reader import PdfFileReader

    try:
        with _silence():
            embedded = PdfFileReader(io.BytesIO(pdf)).embedded_regular_signatures
            return tuple(_judge(signature, trust, moment) for signature in embedded)
    except Exception as error:  # a damaged file fails anywhere in the library
        reason = " ".join(str(error).split()) or type(error).__name__
        message = f"is not a PDF, or is damaged: {reason}; get it again from its sender"
        raise refused(path, message) from error


@contextlib.contextmanager
def _silence() -> Iterator[None]:
    """Keep the library from logging each doubt with a traceback: the result has them."""
    logger = logging.getLogger("pyhanko")
    before = logger.level
    logger.setLevel(logging.CRITICAL + 1)
    try:
        yield
    finally:
        logger.setLevel(before)


def _judge(
    embedded: EmbeddedPdfSignature, trust: Sequence[bytes], moment: datetime.datetime
) -> Signature:
    from pyhanko.sign.validation import validate_pdf_signature
    from pyhanko.sign.validation.settings import KeyUsageConstraints
    from pyhanko.sign.validation.status import SignatureCoverageLevel

    usage = KeyUsageConstraints(
        key_usage={"digital_signature", "non_repudiation"}, match_all_key_usages=False
    )
    context = _context(trust, moment)
    status = validate_pdf_signature(embedded, context, key_usage_settings=usage)
    level = status.modification_level
    name = level.name if level is not None else "OTHER"
    certificate = status.signing_cert
    return Signature(
        field=str(embedded.field_name),
        signer=_person(certificate.subject.native),
        issuer=_person(certificate.issuer.native),
        claimed=status.signer_reported_dt,
        valid_from=certificate.not_valid_before,
        valid_to=certificate.not_valid_after,
        intact=status.intact and status.valid,
        whole=status.coverage == SignatureCoverageLevel.ENTIRE_FILE,
        later=_LATER[name],
        unchanged=name in _ALLOWED and status.docmdp_ok is not False,
        trusted=status.trusted if trust else None,
        doubts=tuple(_doubts(status, moment)),
    )


def _person(name: Mapping[str, object]) -> str:
    """Return the parts of a distinguished name that people use."""
    parts = [name.get(part) for part in ("common_name", "organization_name")]
    return ", ".join(str(part) for part in parts if part) or "; ".join(map(str, name.values()))


def _context(trust: Sequence[bytes], moment: datetime.datetime) -> ValidationContext:
    from asn1crypto.x509 import Certificate
    from pyhanko_certvalidator import ValidationContext

    roots = [Certificate.load(der) for der in trust]
    return ValidationContext(trust_roots=roots, moment=moment, allow_fetching=False)


def _doubts(status: PdfSignatureStatus, moment: datetime.datetime) -> Iterator[str]:
    certificate = status.signing_cert
    began, ended = certificate.not_valid_before, certificate.not_valid_after
    claimed = status.signer_reported_dt
    if claimed is not None and not began <= claimed <= ended:
        yield "the certificate was not valid at the time that the signer claims"
    if not began <= moment <= ended:
        yield (
            f"the certificate is not valid on {moment.date()}, and only the signer says "
            "that the signature is older"
        )
    if status.md_algorithm in {"md5", "sha1"}:
        yield f"the digest {status.md_algorithm} can be forged"
