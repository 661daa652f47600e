"""What the timestamps and the proofs of validity in a file say: since when it exists, and of whom.

A certificate ends, and with it what its signature proves, unless somebody else says that the
signature is older. So timestamps are judged from the newest to the oldest: the newest now, each
older one at the time of the next newer one, and the signature at the time of the oldest that
covers it (ETSI EN 319 102-1, 5.6).
"""

from __future__ import annotations

import dataclasses
import datetime
import functools
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from pyhanko.pdf_utils.reader import PdfFileReader
    from pyhanko.sign.validation import EmbeddedPdfSignature
    from pyhanko.sign.validation.status import PdfSignatureStatus, TimestampSignatureStatus
    from pyhanko_certvalidator import ValidationContext

_IF_KNOWN: Final = "soft-fail"
_ALWAYS: Final = "require"


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Timestamp:
    """A timestamp over a file.

    :param revision: number of the revision that it was added by
    :param time: what it says
    :param authority: the subject of its certificate
    :param good: whether it is intact, and its authority trusted at the time of the next one
    """

    revision: int
    time: datetime.datetime
    authority: Any
    good: bool


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Judgement:
    """A signature at the time at which it is known to have existed.

    :param status: what the library says of it at that time
    :param at: that time
    :param authority: the subject of the certificate of the oldest timestamp; nothing without one
    :param stamped: whether it has a timestamp, good or not
    :param unrevoked: whether the file proves that no certificate was revoked then
    """

    status: PdfSignatureStatus
    at: datetime.datetime
    authority: Any
    stamped: bool
    unrevoked: bool


class Proofs:
    """The timestamps of a file and its proofs of validity, judged at a moment.

    :param stored: whether the proofs in the file are read; false ones may be anything
    """

    def __init__(
        self,
        reader: PdfFileReader,
        trust: Sequence[bytes],
        moment: datetime.datetime,
        *,
        stored: bool,
    ) -> None:
        self.reader, self.trust, self.moment = reader, trust, moment
        self.stored = stored and "/DSS" in reader.root

    @functools.cached_property
    def has_answers(self) -> bool:
        """Whether the file holds answers about revocation."""
        store = self.reader.root["/DSS"] if self.stored else {}
        return any(key in store for key in ("/OCSPs", "/CRLs"))

    @functools.cached_property
    def timestamps(self) -> tuple[Timestamp, ...]:
        """The timestamps over the whole file, newest first."""
        from pyhanko.sign.validation import validate_pdf_timestamp

        at = self.moment
        found = []
        for embedded in reversed(self.reader.embedded_timestamp_signatures):
            chain = self._context(at, answers=False)
            status: Any = validate_pdf_timestamp(embedded, chain, skip_diff=True)
            then = self._context(status.timestamp)
            revoked: Any = validate_pdf_timestamp(embedded, then, skip_diff=True)
            made = _timestamp(status, embedded.signed_revision, revoked=revoked)
            found.append(made)
            if made.good:
                at = min(at, made.time)
        return tuple(found)

    def judge(self, embedded: EmbeddedPdfSignature) -> Judgement:
        """Return what holds of a signature at the earliest time at which it is known."""
        covering = [stamp for stamp in self.timestamps if stamp.revision > embedded.signed_revision]
        good = [stamp for stamp in covering if stamp.good and stamp.time <= self.moment]
        at, authority = self.moment, None
        if good:
            at, authority = good[-1].time, good[-1].authority
        status = self._status(embedded, at, _IF_KNOWN)
        inner = status.timestamp_validity
        if inner is not None:
            then = self._status(embedded, inner.timestamp, _IF_KNOWN, answers=True)
            revoked = then.timestamp_validity
            own = _timestamp(inner, embedded.signed_revision, revoked=revoked)
            if own.good and own.time <= at:
                at, authority = own.time, own.authority
                status = self._status(embedded, at, _IF_KNOWN)
        unrevoked = self.has_answers and self._status(embedded, at, _ALWAYS).trusted
        return Judgement(
            status=status,
            at=at,
            authority=authority,
            stamped=bool(covering) or inner is not None,
            unrevoked=unrevoked,
        )

    def _status(
        self,
        embedded: EmbeddedPdfSignature,
        at: datetime.datetime,
        mode: str,
        *,
        answers: bool = False,
    ) -> PdfSignatureStatus:
        """Return what the library says of a signature at a time.

        :param answers: whether its timestamp has to be unrevoked at that time by the answers in
            the file, which are fresh only at the time of the timestamp itself
        """
        from pyhanko.sign.validation import validate_pdf_signature
        from pyhanko.sign.validation.settings import KeyUsageConstraints

        usage = KeyUsageConstraints(
            key_usage={"digital_signature", "non_repudiation"}, match_all_key_usages=False
        )
        return validate_pdf_signature(
            embedded,
            self._context(at, mode),
            self._context(at, answers=answers),
            key_usage_settings=usage,
            skip_diff=True,
        )

    def _context(
        self, at: datetime.datetime, mode: str = _IF_KNOWN, *, answers: bool = True
    ) -> ValidationContext:
        """Return what certificates are judged by: what the file holds, and nothing from outside.

        :param answers: whether answers about revocation count
        """
        from asn1crypto.x509 import Certificate
        from pyhanko.sign.validation import DocumentSecurityStore
        from pyhanko_certvalidator import ValidationContext

        settings: dict[str, Any] = {
            "trust_roots": [Certificate.load(der) for der in self.trust],
            "moment": at,
            "allow_fetching": False,
            "revocation_mode": mode,
            "retroactive_revinfo": True,  # answers are asked for after the signature was made
        }
        if not self.stored:
            return ValidationContext(**settings)
        store = DocumentSecurityStore.read_dss(self.reader)
        if answers:
            return store.as_validation_context(settings)
        return ValidationContext(other_certs=list(store.load_certs()), **settings)


def _timestamp(
    status: TimestampSignatureStatus, revision: int, *, revoked: TimestampSignatureStatus | None
) -> Timestamp:
    """Return a timestamp.

    :param revoked: what the library says of it by the answers in the file
    """
    unrevoked = revoked is None or revoked.revocation_details is None
    return Timestamp(
        revision=revision,
        time=status.timestamp,
        authority=status.signing_cert.subject.native,
        good=status.intact and status.valid and status.trusted and unrevoked,
    )
