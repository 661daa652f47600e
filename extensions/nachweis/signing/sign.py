"""Signs a finished PDF: PAdES, invisible, appended to bytes that stay as they are."""

from __future__ import annotations

import contextlib
import datetime
import io
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from nachweis.model.messages import Message
from nachweis.signing.files import read_file, refused, words_of
from nachweis.signing.services import Services, archive, make_last
from nachweis.signing.token import Token
from nachweis.sources.errors import SourceError

if TYPE_CHECKING:
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
    from pyhanko.sign.signers import Signer

FIELD: Final = "Signature"
"""The name of the fields of signatures; a number follows it."""

_CURVES: Final = frozenset({"secp256r1", "secp384r1", "secp521r1"})


def sign(pdf: bytes, signer: Signer, path: str, services: Services | None = None) -> bytes:
    """Return a PDF with one more signature, appended to its bytes.

    The field of the signature is invisible and lies outside of its page, which both PDF/A and
    PDF/UA allow: a document that conforms to them still does when it is signed.

    :param pdf: the PDF, with signatures or without
    :param signer: key and certificate
    :param path: the name of the PDF in messages
    :param services: who is asked for timestamps and proofs; nobody by default
    :raises SourceError: if it is not a PDF, or the signer or a service refuses
    """
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
    from pyhanko.sign import PdfSignatureMetadata
    from pyhanko.sign.fields import InvisSigSettings, SigFieldSpec, SigSeedSubFilter

    from nachweis.signing.pades import ArchivedPdfSigner

    if not pdf.endswith((b"\n", b"\r")):
        pdf += b"\n"  # PDF/A wants an end of line before the objects that are appended
    with _reported(path):
        writer = IncrementalPdfFileWriter(io.BytesIO(pdf))
        number = 1 + len(writer.prev.embedded_regular_signatures)
        name = f"{FIELD}{number}"
        metadata = PdfSignatureMetadata(field_name=name, subfilter=SigSeedSubFilter.PADES)
        field = SigFieldSpec(
            name,
            on_page=_page_of_field(writer),
            invis_sig_settings=InvisSigSettings(box_out_of_bounds=True),
            readable_field_name=f"Signature {number}",
        )
        asked = services or Services()
        signing = ArchivedPdfSigner(
            metadata, signer, timestamper=asked.timestamper(), new_field_spec=field
        )
        signing.sign_pdf(writer, output=(out := io.BytesIO()))
        if not asked.lasting:
            return out.getvalue()
        return make_last(out.getvalue(), asked)


def renew(pdf: bytes, path: str, services: Services) -> bytes:
    """Return a signed PDF with a new timestamp over everything in it.

    :param pdf: the PDF
    :param path: its name in messages
    :param services: who is asked for timestamp and proofs
    :raises SourceError: if it is not a signed PDF, or a service refuses
    """
    from pyhanko.pdf_utils.reader import PdfFileReader

    with _reported(path):
        if not PdfFileReader(io.BytesIO(pdf)).embedded_regular_signatures:
            raise refused(path, Message("holds no signature that a timestamp could renew"))
        return archive(pdf, services)


def _page_of_field(writer: IncrementalPdfFileWriter) -> int:
    """Return the number of a page whose annotations are read in the order of its structure.

    PDF/UA requires that order on each page with an annotation. A later signature finds the page
    of the first one, and so changes nothing that the first one covers.
    """
    from pyhanko.pdf_utils.generic import pdf_name

    document: Any = writer  # the method for pages has no types
    for number in range(int(writer.prev.root["/Pages"]["/Count"])):
        reference, _ = document.find_page_for_modification(number)
        if reference.get_object().get("/Tabs") == "/S":
            return number
    reference, _ = document.find_page_for_modification(0)
    reference.get_object()["/Tabs"] = pdf_name("/S")
    writer.mark_update(reference)
    return 0


@contextlib.contextmanager
def signer_of(source: str, secret: bytes | None, now: datetime.datetime) -> Iterator[Signer]:
    """Yield a signer with key and certificate, from a file or a token.

    :param source: a PKCS#12 file, or a PKCS#11 URI with ``module-path``
    :param secret: passphrase of the file, or PIN of the token
    :param now: the time of signing
    :raises SourceError: if there is no such key, the secret is wrong, or it cannot sign
    """
    if Token.is_token(source):
        with _on_token(Token.parse(source), secret) as signer:
            yield _checked(signer, source, now)
    else:
        yield _checked(_in_file(Path(source), secret), source, now)


def _in_file(path: Path, secret: bytes | None) -> Signer:
    from cryptography.hazmat.primitives.serialization import pkcs12
    from pyhanko.sign import SimpleSigner

    place, content = str(path), read_file(path)
    try:
        key, certificate, _ = pkcs12.load_key_and_certificates(content, secret)
    except ValueError as error:
        message = Message(
            "is not a PKCS#12 file, or the passphrase is wrong; correct one or the other"
        )
        raise refused(place, message) from error
    if key is None or certificate is None:
        message = Message("holds no private key with its certificate; export both into it")
        raise refused(place, message)
    with _reported(place):
        signer: Signer = SimpleSigner.load_pkcs12_data(content, (), secret)
        return signer


@contextlib.contextmanager
def _on_token(token: Token, secret: bytes | None) -> Iterator[Signer]:
    from pyhanko.config.pkcs11 import PKCS11SignatureConfig, TokenCriteria
    from pyhanko.sign.pkcs11 import PKCS11SigningContext

    config = PKCS11SignatureConfig(
        module_path=token.module,
        token_criteria=TokenCriteria(label=token.token) if token.token else None,
        slot_no=token.slot,
        cert_label=token.label,
        key_label=token.label,
        key_id=token.key_id,
        cert_id=token.key_id,
        user_pin=secret.decode() if secret is not None else None,
        other_certs_to_pull=None,
    )
    with contextlib.ExitStack() as stack:
        with _reported(token.uri):
            signer = stack.enter_context(PKCS11SigningContext(config))
            if signer.signing_cert is None:
                message = Message("holds no certificate of that name; correct object or id")
                raise refused(token.uri, message)
            # most tokens sign a digest with a curve, few compute it
            signer.use_raw_mechanism = signer.signing_cert.public_key.algorithm == "ec"
        yield signer


def _checked(signer: Signer, source: str, now: datetime.datetime) -> Signer:
    """Return the signer if its signature would be valid, and is one that PDF/A allows."""
    certificate = signer.signing_cert
    if certificate is None:
        raise refused(source, Message("holds no certificate; a signature needs one"))
    if not certificate.not_valid_before <= now <= certificate.not_valid_after:
        message = Message(
            "the certificate is valid from {begin} to {end}; get one that is valid today",
            begin=certificate.not_valid_before.date(),
            end=certificate.not_valid_after.date(),
        )
        raise refused(source, message)
    if not _usable(certificate):
        message = Message("PDF 1.7 does not know keys of this kind; use RSA or a NIST curve")
        raise refused(source, message)
    usage = certificate.key_usage_value
    if usage is not None and usage.native.isdisjoint({"digital_signature", "non_repudiation"}):
        message = Message("the certificate is not meant for signing documents; use another")
        raise refused(source, message)
    return signer


def _usable(certificate: Any) -> bool:
    algorithm = certificate.public_key.algorithm
    return algorithm == "rsa" or (algorithm == "ec" and certificate.public_key.curve[1] in _CURVES)


@contextlib.contextmanager
def _reported(source: str) -> Iterator[None]:
    """Turn whatever the library raises into one line: a damaged file fails anywhere in it."""
    try:
        yield
    except SourceError:
        raise
    except Exception as error:
        message = Message("cannot be signed: {reason}", reason=words_of(error))
        raise refused(source, message) from error
