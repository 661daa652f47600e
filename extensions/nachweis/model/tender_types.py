"""The object types of a tender: what is asked and weighed, what bidders answer and ask.

Source: M 2.251 (second round: bidders are compared), M 2.252 (choice of the provider), B 1.11
phase 3.
"""

from __future__ import annotations

import enum
from typing import Final

from nachweis.model.kinds import (
    LESS,
    REQUIREMENT_TARGETS,
    Field,
    FieldKind,
    Guard,
    Link,
    ObjectType,
    Tense,
    Weaker,
    choice,
    day,
    number,
)
from nachweis.model.terms import Severity


class Answer(enum.StrEnum):
    """What a bidder says of a requirement, the best first."""

    FULFILLED = "fulfilled"
    PARTLY = "partly"
    NOT = "not"
    ALTERNATIVE = "alternative"


class Detail(enum.StrEnum):
    """What a bidder tells of itself, beside its answers."""

    SUBCONTRACTOR = "subcontractor"
    CONTACT = "contact"
    CERTIFICATE = "certificate"
    SERVICE_LEVEL = "service-level"


BIDDER: Final = "bidder"
"""The role of a party that answers a tender; no duty of the catalogue is its own."""
COMPARED: Final = frozenset({"offer", "particular"})
"""Types whose objects the client compares; they go to nobody who has no class for them."""
RENDERED_BY: Final = ("bidder", "subcontractor", "client")
"""Who does what is offered; several share it."""
_OF_BIDDER: Final = Link(
    name="offered_by",
    incoming="offers",
    targets=("party",),
    help="The bidder whose offer it belongs to.",
    demand=Severity.ERROR,
    guard=LESS,
)
_READ: Final = "`nachweis tender --read` writes it."

TENDER_TYPES: Final = (
    ObjectType(
        name="criterion",
        title={"en": "Criterion", "de": "Zuschlagskriterium"},
        plural_title={"en": "Criteria", "de": "Zuschlagskriterien"},
        plural="criteria",
        prefix="M",
        folder="tender",
        fields=(
            number(
                "weight",
                "How much it counts, in any unit; that of the nearest criterion above counts for "
                "a requirement: its own, its topic's, its measure's.",
                Severity.WARNING,
                default="1",
            ),
            choice(
                "knock_out",
                ("yes", "no"),
                "Whether a bidder that does not fulfil it is out.",
                None,
                default="no",
            ),
            Field(name="minimum", help="What we want at least; bidders read it."),
            day(
                "fixed",
                "When the weight was fixed: before the first answer is read.",
                Severity.WARNING,
                tense=Tense.PAST,
            ),
        ),
        links=(
            Link(
                name="weighs",
                incoming="weighed by",
                targets=(*REQUIREMENT_TARGETS, "bsi_module"),
                help="Requirements, topics or measures that it is about.",
                demand=Severity.WARNING,
                whole=True,
            ),
            Link(
                name="clause",
                incoming="comes from",
                targets=("clause",),
                help="Where it will stand in the contract; bidders read its number.",
            ),
        ),
    ),
    ObjectType(
        name="question",
        title={"en": "Bidders' question", "de": "Bieterfrage"},
        plural_title={"en": "Bidders' questions", "de": "Bieterfragen"},
        plural="questions",
        prefix="Y",
        folder="tender",
        fields=(
            day("asked", "When it was asked.", Severity.WARNING, tense=Tense.PAST),
            day(
                "answered",
                "When it was answered; from then on all bidders read it.",
                tense=Tense.PAST,
                not_before="asked",
            ),
        ),
        links=(
            Link(
                name="about",
                incoming="asked about",
                targets=(*REQUIREMENT_TARGETS, "clause", "section", "criterion"),
                help="What it is about.",
            ),
        ),
    ),
    ObjectType(
        name="offer",
        title={"en": "Answer of a bidder", "de": "Antwort eines Bieters"},
        plural_title={"en": "Answers of bidders", "de": "Antworten der Bieter"},
        plural="offers",
        prefix="J",
        folder="tender/offers",
        fields=(
            choice(
                "answer",
                tuple(Answer),
                f"What the bidder says. {_READ}",
                Severity.ERROR,
                guard=Guard(weaker=Weaker.OTHER, same_day=True),
            ),
            Field(name="evidence", help="Evidence that the bidder offers."),
            Field(
                name="rendered_by",
                kind=FieldKind.ENUM_LIST,
                values=RENDERED_BY,
                help="Who renders it; several share the responsibility.",
            ),
            Field(name="remark", help="What the bidder remarks."),
            Field(
                name="version",
                help="Fingerprint of the version of the requirements that was answered.",
            ),
            day("date", "When it was read.", Severity.WARNING, tense=Tense.PAST),
        ),
        links=(
            _OF_BIDDER,
            Link(
                name="responds_to",
                incoming="answered by",
                targets=("req",),
                help="The requirement that it is about.",
                demand=Severity.ERROR,
                guard=LESS,
            ),
        ),
    ),
    ObjectType(
        name="particular",
        title={"en": "Particular of an offer", "de": "Angabe zum Angebot"},
        plural_title={"en": "Particulars of offers", "de": "Angaben zu den Angeboten"},
        plural="particulars",
        prefix="Z",
        folder="tender/offers",
        fields=(
            choice("kind", tuple(Detail), f"What it is about. {_READ}", Severity.ERROR),
            Field(
                name="service",
                help="What a subcontractor does, what a contact is for, what a certificate covers, "
                "how a level is measured.",
            ),
            Field(name="location", help="Where that is done, or where data are kept."),
            Field(name="reach", help="Mail address or telephone number of a contact."),
            Field(name="issuer", help="Who has issued a certificate."),
            day("valid_until", "Last day on which a certificate is valid.", tense=Tense.OPEN),
            Field(name="level", help="The level that is offered."),
            day("date", "When it was read.", Severity.WARNING, tense=Tense.PAST),
        ),
        links=(_OF_BIDDER,),
    ),
)
