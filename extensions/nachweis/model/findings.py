"""What somebody has to do something about: rules with stable names, and findings of them."""

from __future__ import annotations

import enum
from typing import Final, NamedTuple

from nachweis.model.places import Place
from nachweis.model.terms import Phase, ProofKind, Severity, State


class Rule(enum.StrEnum):
    """What a finding is about; the value is what users put into a filter or a waiver."""

    MISSING_CLAUSE = "missing-clause"
    """A requirement needs a contract clause and none is linked."""
    MISSING_SECTION = "missing-section"
    """A requirement needs a concept section and none is linked."""
    MISSING_RECORD = "missing-record"
    """A requirement needs a record and none is linked."""
    DRAFT_CLAUSE = "draft-clause"
    """Only clauses that are not agreed yet are linked."""
    DRAFT_SECTION = "draft-section"
    """Only sections that are not approved yet are linked."""
    DRAFT_RECORD = "draft-record"
    """Only records that are drafts, or lie in the future, are linked."""
    STALE_RECORD = "stale-record"
    """The newest record is older than the interval by which it has to be renewed."""
    FAILED_RECORD = "failed-record"
    """The newest record has the result *fail*."""
    PARTIAL_RECORD = "partial-record"
    """The newest record has the result *partial*: it counts, but something is open."""
    SUSPECT_LINK = "suspect-link"
    """The text at the other end changed since the link was confirmed."""
    EXPIRED_DECISION = "expired-decision"
    """A decision stood for a proof, and its end date has passed."""
    WAIVED = "waived"
    """A decision stands for a proof; listed so that nobody forgets it."""
    DECISION_WITHOUT_END = "decision-without-end"
    """An accepted risk or a deferral needs an end date."""
    DECISION_WITHOUT_REASON = "decision-without-reason"
    """A decision needs a reason: its text is empty."""
    OPEN_DEROGATION = "open-derogation"
    """A derogation is still open after the date or phase with which it had to end."""
    DEROGATION_WITHOUT_END = "derogation-without-end"
    """A derogation needs ``until`` or ``ends_with``."""
    UNKNOWN_TARGET = "unknown-target"
    """A link points to an ID that does not exist."""
    WRONG_TARGET = "wrong-target"
    """A link points to an object of a type that it may not point to."""
    NOT_SELECTED = "not-selected"
    """A link points to a requirement that the project's ``catalog`` does not select."""
    USELESS_LINK = "useless-link"
    """A link points to requirements none of which asks for this kind of proof."""
    DUPLICATE_ID = "duplicate-id"
    """Two objects have the same ID."""
    BAD_ID = "bad-id"
    """An ID is missing, has a forbidden character, or lacks the project's key."""
    UNKNOWN_FIELD = "unknown-field"
    """An object has an option that its type does not have."""
    MISSING_FIELD = "missing-field"
    """An object lacks an option that its type requires."""
    BAD_VALUE = "bad-value"
    """A value is none of the allowed ones, or no date."""
    MISSING_FILE = "missing-file"
    """A record names a file that is not there."""
    BAD_DIRECTIVE = "bad-directive"
    """An option block or an include cannot be read."""
    UNDECIDED_OBJECT = "undecided-object"
    """Nobody can say before a build whether an object comes to the page, so it does not count."""
    UNKNOWN_CONTACT = "unknown-contact"
    """A field names a contact that no register holds."""
    PHASE_ORDER = "phase-order"
    """A phase is closed although an earlier one is not."""
    PHASE_WITHOUT_APPROVAL = "phase-without-approval"
    """A phase was closed and nobody is named who approved it."""
    UNNAMED_CONTACT = "unnamed-contact"
    """A role that an applicable requirement names is filled by no contact."""
    NO_DEPUTY = "no-deputy"
    """A contact fills a role that a requirement names, and nobody stands in."""
    DUTY_NOT_PASSED_ON = "duty-not-passed-on"
    """A supplier is depended on, and no duty is passed on to it."""
    UNAUTHORISED_PARTNER = "unauthorised-partner"
    """A communication partner is listed that nobody has authorised yet."""
    OPEN_RIGHT = "open-right"
    """The exit is closed, and an access right is not withdrawn."""
    UNREVIEWED_RIGHT = "unreviewed-right"
    """An access right was granted or reviewed longer ago than the regular interval."""
    PROTECTION_TOO_LOW = "protection-too-low"
    """An asset has a lower protection need than something it carries, without distribution."""
    PROTECTION_WITHOUT_REASON = "protection-without-reason"
    """The protection need of an asset has no reason."""
    UNDESCRIBED_INTERFACE = "undescribed-interface"
    """No section of any concept describes an interface."""
    ONE_SIDED_INTERFACE = "one-sided-interface"
    """An interface names one end only, or the concept of the party at one end omits it."""
    UNANSWERED_THREAT = "unanswered-threat"
    """A threat motivates no requirement and no section."""
    UNMEASURED_OBJECTIVE = "unmeasured-objective"
    """An objective is due, or has no date, and neither a service level nor a record measures it."""
    MISSED_SLA = "missed-sla"
    """The newest measured value of a service level is on the wrong side of its target."""
    UNMEASURED_SLA = "unmeasured-sla"
    """Operation has begun, and a service level has no value or none for its last interval."""
    NOT_AGREED = "not-agreed"
    """A demand on a requirement has not come to *agreed*, and no decision stands for it."""
    MISSING_CONCEPT = "missing-concept"
    """The set of concepts lacks one that the parties of the project need."""
    UNCOORDINATED_CONCEPT = "uncoordinated-concept"
    """No record shows that a concept was coordinated among the parties."""
    UNAUDITED_CONCEPT = "unaudited-concept"
    """No record shows that the client audited the provider's concept."""
    PREMATURE_FINAL = "premature-final"
    """A concept is *final* although migration is not closed."""
    MISSING_AGREEMENT = "missing-agreement"
    """A measure that the project selects wants an agreement, and there is none, or a draft only."""
    AGREEMENT_GAP = "agreement-gap"
    """An agreement leaves a requirement that it settles without a clause or section of its own."""
    OVERDUE_DUTY = "overdue-duty"
    """A recurring duty was to be done before the date of judgement, and no record shows it."""


MISSING: Final = {
    ProofKind.CLAUSE: Rule.MISSING_CLAUSE,
    ProofKind.SECTION: Rule.MISSING_SECTION,
    ProofKind.RECORD: Rule.MISSING_RECORD,
}
DRAFT: Final = {
    ProofKind.CLAUSE: Rule.DRAFT_CLAUSE,
    ProofKind.SECTION: Rule.DRAFT_SECTION,
    ProofKind.RECORD: Rule.DRAFT_RECORD,
}


class Finding(NamedTuple):
    """One thing that somebody has to do something about.

    :param rule: what it is about
    :param severity: whether it fails the gate
    :param subject: ID of the object that it is about
    :param message: a sentence that says what is wrong and what to do
    :param place: where to do it
    :param phase: phase whose gate it concerns, or in which it is to be settled
    :param state: state of that cell
    :param kind: kind of proof of that cell, where it is about one
    :param related: what else tells it from others of its rule and subject: the link and its
        target, an option, a role; never a line, a date or the wording
    """

    rule: Rule
    severity: Severity
    subject: str
    message: str
    place: Place
    phase: Phase | None = None
    state: State | None = None
    kind: ProofKind | None = None
    related: str = ""
