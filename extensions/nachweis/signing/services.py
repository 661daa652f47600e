"""The services of others that make a signature hold: timestamps, and answers about revocation.

Nothing of this is called unless the user names a service: only here does signing use the network.
"""

from __future__ import annotations

import dataclasses
import datetime
import enum
import io
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from pyhanko.sign.timestamps import TimeStamper
    from pyhanko_certvalidator import ValidationContext

_DIGEST: Final = "sha256"
_SECONDS: Final = 30
_APART: Final = datetime.timedelta(minutes=5)
"""How far the clock of a service may be from ours: an answer from the future was refused after one
second, and on a slow machine each answer is from after the beginning."""


class Level(enum.StrEnum):
    """How long a signature can be judged; the levels of PAdES (ETSI EN 319 142-1)."""

    BASIC = "B-B"
    """While its certificate is valid."""
    TIMESTAMPED = "B-T"
    """A timestamp proves that it is older than the end of its certificate."""
    LONG_TERM = "B-LT"
    """The file holds the chain of its certificate, and answers about revocation."""
    ARCHIVED = "B-LTA"
    """A timestamp covers these proofs, too; a newer one renews it before it ends."""


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Services:
    """What is asked for when a file is signed.

    :param timestamps: address of a timestamp authority (RFC 3161); empty: none is asked
    :param level: what is made; beyond ``B-T``, addresses in certificates are asked as well
    :param trust: certificates, as DER, to which those of signer and authority lead
    """

    timestamps: str = ""
    level: Level = Level.BASIC
    trust: Sequence[bytes] = ()

    @property
    def lasting(self) -> bool:
        """Whether proofs of validity are put into the file."""
        return self.level in (Level.LONG_TERM, Level.ARCHIVED)

    def timestamper(self) -> TimeStamper | None:
        """Return what asks the timestamp authority."""
        if not self.timestamps:
            return None
        from pyhanko.sign.timestamps.requests_client import RequestsHTTPTimeStamper

        client: Any = RequestsHTTPTimeStamper  # it has no types
        made: TimeStamper = client(self.timestamps, timeout=_SECONDS)
        return made

    def context(self) -> ValidationContext:
        """Return what asks whether certificates are revoked; all of them have to be judged."""
        from asn1crypto.x509 import Certificate
        from pyhanko_certvalidator import ValidationContext
        from pyhanko_certvalidator.fetchers.requests_fetchers import RequestsFetcherBackend

        return ValidationContext(
            trust_roots=[Certificate.load(der) for der in self.trust],
            allow_fetching=True,
            revocation_mode="require",
            fetcher_backend=RequestsFetcherBackend(per_request_timeout=_SECONDS),
            time_tolerance=_APART,
        )


def make_last(pdf: bytes, services: Services) -> bytes:
    """Return a signed PDF with proofs of validity, and with a timestamp over them.

    :param pdf: the PDF; its last signature is the one to make last
    :param services: what is asked
    """
    from pyhanko.pdf_utils.reader import PdfFileReader
    from pyhanko.sign.validation import add_validation_info

    signature = PdfFileReader(io.BytesIO(pdf)).embedded_regular_signatures[-1]
    proven: Any = add_validation_info(signature, services.context(), output=io.BytesIO())
    if services.level is Level.ARCHIVED:
        return archive(proven.getvalue(), services)
    made: bytes = proven.getvalue()
    return made


def archive(pdf: bytes, services: Services) -> bytes:
    """Return a PDF with one more timestamp over all of it, and proofs of the timestamp's validity.

    :param pdf: the PDF; an older timestamp in it is renewed by that
    :param services: what is asked
    """
    from pyhanko.pdf_utils.generic import pdf_name
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
    from pyhanko.sign.fields import InvisSigSettings
    from pyhanko.sign.signers import PdfTimeStamper
    from pyhanko.sign.signers.pdf_signer import TimestampDSSContentSettings

    writer: Any = IncrementalPdfFileWriter(io.BytesIO(pdf))
    field = f"Timestamp{1 + len(writer.prev.embedded_timestamp_signatures)}"
    page, _ = writer.find_page_for_modification(0)  # the field of the timestamp stands there
    page.get_object()[pdf_name("/Tabs")] = pdf_name("/S")  # as PDF/UA wants it
    writer.mark_update(page)
    outside = InvisSigSettings(box_out_of_bounds=True)
    timestamper: Any = services.timestamper()
    stamping = PdfTimeStamper(timestamper, field, outside, readable_field_name=field)
    stamped = stamping.timestamp_pdf(
        writer,
        _DIGEST,
        validation_context=services.context(),
        dss_settings=TimestampDSSContentSettings(include_vri=False, update_before_ts=True),
        output=io.BytesIO(),
    )
    made: bytes = stamped.getvalue()
    return made
