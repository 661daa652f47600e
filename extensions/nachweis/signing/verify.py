"""What the signatures of a PDF prove, and what they do not."""

from __future__ import annotations

import contextlib
import dataclasses
import datetime
import hashlib
import io
import logging
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

from nachweis.model.annex_statement import AnnexStatement, AnnexStatus
from nachweis.model.messages import Message, joined
from nachweis.signing.files import read_file, refused, words_of
from nachweis.signing.proofs import Judgement, Proofs
from nachweis.signing.revisions import History, read_history
from nachweis.signing.services import Level
from nachweis.sources.bounds import MEMORY, SECONDS, OutOfBoundsError, bounds

if TYPE_CHECKING:
    from pyhanko.pdf_utils.reader import HistoricalResolver
    from pyhanko.sign.validation import EmbeddedPdfSignature

_HEAD: Final = 1024
"""How far from the beginning of a file viewers look for the head of a PDF."""


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Signature:
    """What one signature proves.

    :param field: the name of its field in the document
    :param signer: the subject of the certificate
    :param issuer: the issuer of the certificate
    :param claimed: the time of signing by the signer's own clock; no third party confirms it
    :param proven: the time at which a trusted timestamp says that it existed
    :param authority: who gave that timestamp
    :param level: how long it can be judged, by what the file holds
    :param unrevoked: whether the file proves that no certificate was revoked then
    :param valid_from: the first moment at which the certificate is valid
    :param valid_to: the last moment
    :param intact: whether the signed bytes are still there unchanged
    :param whole: whether it covers the file to its end
    :param later: what was added to the file after it, in words
    :param unchanged: whether nothing but signatures was ever added to the document
    :param trusted: whether the certificate leads to a trusted one; ``None`` if none was given
    :param doubts: further reasons not to rely on it
    """

    field: str
    signer: str
    issuer: str
    claimed: datetime.datetime | None
    proven: datetime.datetime | None
    authority: str
    level: Level
    unrevoked: bool
    valid_from: datetime.datetime
    valid_to: datetime.datetime
    intact: bool
    whole: bool
    later: str
    unchanged: bool
    trusted: bool | None
    doubts: tuple[Message, ...]

    @property
    def good(self) -> bool:
        """Whether nothing speaks against it."""
        return self.intact and self.unchanged and self.trusted is not False and not self.doubts


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class SignedFile:
    """A PDF with signatures, as it is.

    :param title: the title that the document has for itself
    :param statement: what an annex says of itself; nothing in a file of others
    :param document: the bytes of the document without its signatures
    :param signatures: in the order in which they were made
    :param objections: what was done to the file beyond signatures; then none of them is good
    """

    title: str = ""
    statement: AnnexStatement | None = None
    document: bytes = b""
    signatures: tuple[Signature, ...] = ()
    objections: tuple[Message, ...] = ()

    @property
    def good(self) -> bool:
        """Whether it has signatures, and nothing speaks against one of them."""
        signed = bool(self.signatures) and not self.objections
        return signed and all(signature.good for signature in self.signatures)

    @property
    def digest(self) -> str:
        """The SHA-256 of the document without its signatures, in hexadecimal."""
        return hashlib.sha256(self.document).hexdigest()


def read_trust(path: Path) -> tuple[bytes, ...]:
    """Return the certificates of a file, PEM or DER, as DER.

    :param path: the file
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
        message = Message("holds no certificate; give one as PEM or DER")
        raise refused(str(path), message) from error
    return tuple(certificate.public_bytes(Encoding.DER) for certificate in found)


def verify(pdf: bytes, path: str, trust: Sequence[bytes], moment: datetime.datetime) -> SignedFile:
    """Judge the signatures of a PDF.

    Nothing is fetched: revoked certificates are found only by the answers that the file holds.

    :param path: the name of the PDF in messages
    :param trust: certificates that are trusted; without any, trust is not judged
    :param moment: when the certificates have to be valid
    :raises SourceError: if it is not a readable PDF, or takes too much to be read
    """
    from pyhanko.pdf_utils.reader import PdfFileReader

    try:
        with bounds(), _silence():
            reader = PdfFileReader(io.BytesIO(pdf))
            history = read_history(reader, pdf)
            title, statement = _about(reader.get_historical_resolver(0))
            if statement is not None and statement.status is AnnexStatus.COMPARISON:
                both = Message("it compares two states; nobody can agree to both")
                history = dataclasses.replace(history, objections=(*history.objections, both))
            proofs = Proofs(reader, trust, moment, stored=not history.objections)
            return SignedFile(
                title=title,
                statement=statement,
                document=pdf[: history.ends[0]],
                signatures=tuple(
                    _judge(proofs, pdf, history, signature)
                    for signature in reader.embedded_regular_signatures
                ),
                objections=history.objections,
            )
    except OutOfBoundsError as error:
        message = Message(
            "takes more than {seconds} seconds or {size} MiB to be checked, which no annex does; "
            "get it again from its sender",
            seconds=SECONDS,
            size=MEMORY // 1024 // 1024,
        )
        raise refused(path, message) from error
    except Exception as error:  # a damaged file fails anywhere in the library
        reason = words_of(error)
        if b"%PDF-" in pdf[:_HEAD] and (b"/ByteRange" in pdf or b"/SigFlags" in pdf):
            return SignedFile(objections=(Message("it is damaged: {reason}", reason=reason),))
        what = Message(
            "is not a PDF, or is damaged: {reason}; get it again from its sender", reason=reason
        )
        raise refused(path, what) from error


def statement_of(pdf: bytes) -> AnnexStatement | None:
    """Return what a PDF says of itself; nothing if it is no annex, or cannot be read."""
    from pyhanko.pdf_utils.reader import PdfFileReader

    try:
        return _about(PdfFileReader(io.BytesIO(pdf)).get_historical_resolver(0))[1]
    except Exception:  # noqa: BLE001 - whoever reads all of it says what is wrong
        return None


def _about(document: HistoricalResolver) -> tuple[str, AnnexStatement | None]:
    """Return title and statement of the first revision of a file."""
    if "/Info" not in document.trailer_view:
        return "", None
    info = document.trailer_view["/Info"]
    title, keywords = (str(info[key]) if key in info else "" for key in ("/Title", "/Keywords"))
    return title, AnnexStatement.parse(keywords.split(", "))


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
    proofs: Proofs, pdf: bytes, history: History, embedded: EmbeddedPdfSignature
) -> Signature:
    judgement = proofs.judge(embedded)
    status = judgement.status
    certificate = status.signing_cert
    revision = embedded.signed_revision
    known = judgement.authority is not None
    return Signature(
        field=str(embedded.field_name),
        signer=_person(certificate.subject.native),
        issuer=_person(certificate.issuer.native),
        claimed=status.signer_reported_dt,
        proven=judgement.at if known else None,
        authority=_person(judgement.authority) if known else "",
        level=_level(proofs, judgement, revision),
        unrevoked=judgement.unrevoked,
        valid_from=certificate.not_valid_before,
        valid_to=certificate.not_valid_after,
        intact=status.intact and status.valid and _covers(embedded, pdf, history.ends[revision]),
        whole=revision == len(history.ends) - 1 and history.ends[-1] == len(pdf),
        later=_later(history, revision),
        unchanged=not history.objections,
        trusted=status.trusted if proofs.trust else None,
        doubts=tuple(_doubts(judgement)),
    )


def _level(proofs: Proofs, judgement: Judgement, revision: int) -> Level:
    """Return how long a signature can be judged, by what the file holds."""
    if not judgement.stamped:
        return Level.BASIC
    if not proofs.has_answers:
        return Level.TIMESTAMPED
    archived = any(stamp.revision > revision for stamp in proofs.timestamps)
    return Level.ARCHIVED if archived else Level.LONG_TERM


def _covers(embedded: EmbeddedPdfSignature, pdf: bytes, end: int) -> bool:
    """Whether a signature covers everything up to the end of its revision, but for itself.

    What lies in the gap has to be the signature, and nothing else (ISO 32000-1, 12.8.1).
    """
    numbers = [int(number) for number in embedded.byte_range]
    if len(numbers) != 4:
        return False
    first, before, second, after = numbers
    gap = pdf[before:second]
    return (
        first == 0
        and 0 < before < second
        and not pdf[second + after : end].strip()
        and second + after <= end
        and gap[:1] + gap[-1:] == b"<>"
        and gap[1:-1].lower() == embedded.pkcs7_content.hex().encode()
    )


def _later(history: History, revision: int) -> str:
    """Return what was added to a file after a signature, in words."""
    if history.objections:
        return Message("more than signatures: {objection}", objection=history.objections[0])
    found = history.added[revision:]
    if not found:
        return Message("nothing")
    return Message("{what} only", what=joined(map(_told, dict.fromkeys(found))))


def _told(kind: str) -> str:
    """Return what a revision adds, in the plural."""
    return {
        "signature": Message("further signatures"),
        "timestamp": Message("timestamps"),
        "proofs of validity": Message("proofs of validity"),
    }.get(kind, kind)


def _person(name: Mapping[str, object]) -> str:
    """Return the parts of a distinguished name that people use."""
    parts = [name.get(part) for part in ("common_name", "organization_name")]
    return ", ".join(str(part) for part in parts if part) or "; ".join(map(str, name.values()))


def _doubts(judgement: Judgement) -> Iterator[Message]:
    status, at = judgement.status, judgement.at
    certificate = status.signing_cert
    began, ended = certificate.not_valid_before, certificate.not_valid_after
    claimed = status.signer_reported_dt
    if claimed is not None and not began <= claimed <= ended:
        yield Message("the certificate was not valid at the time that the signer claims")
    if not began <= at <= ended:
        if judgement.authority is not None:
            yield Message(
                "the certificate was not valid on {day}, when a timestamp was made", day=at.date()
            )
        elif judgement.stamped:
            yield Message(
                "the certificate is not valid on {day}, and the authority of its timestamp "
                "is not trusted then",
                day=at.date(),
            )
        else:
            yield Message(
                "the certificate is not valid on {day}, and only the signer says "
                "that the signature is older",
                day=at.date(),
            )
    if status.revocation_details is not None:
        day = status.revocation_details.revocation_date.date()
        yield Message("the certificate was revoked on {day}", day=day)
    if status.md_algorithm in {"md5", "sha1"}:
        yield Message("the digest {name} can be forged", name=status.md_algorithm)
