"""The object types that settle what is not proven: decisions and derogations."""

from __future__ import annotations

from typing import Final

from nachweis.model.kinds import (
    REQUIREMENT_TARGETS,
    Field,
    FieldKind,
    Link,
    ObjectType,
    Origin,
    Review,
    Tense,
    choice,
    contact,
    day,
)
from nachweis.model.terms import DecisionKind, Phase, Severity

DECISION_TYPES: Final = (
    ObjectType(
        name="decision",
        title={"en": "Decision", "de": "Entscheidung"},
        plural_title={"en": "Decisions", "de": "Entscheidungen"},
        plural="decisions",
        origin=Origin.MARKDOWN,
        prefix="D",
        color="#8a6d00",
        review=Review(days=("date", "reviewed")),
        folder="decisions",
        particulars=("kind", "date", "until", "approved_by"),
        fields=(
            choice(
                "status",
                ("open", "draft", "taken", "rejected", "superseded"),
                "How far it has come; without a status it is taken, and only then it counts.",
                None,
                default="open",
            ),
            Field(
                name="kind",
                kind=FieldKind.ENUM,
                values=tuple(DecisionKind),
                demand=Severity.ERROR,
                help="Tailoring, an accepted risk, a deferral, or a weakening of the gate.",
                default="deferred",
            ),
            day("date", "When it was taken.", Severity.ERROR, tense=Tense.PAST),
            day(
                "until",
                "Last day on which it holds; required unless it is tailoring.",
                suggest="nachweis.scaffold.defaults:end_of_decision",
                tense=Tense.PLANNED,
                not_before="date",
            ),
            day(
                "reviewed",
                "When somebody last looked whether it still holds; tailoring without an end is "
                "looked at in the regular interval.",
                tense=Tense.PAST,
                not_before="date",
            ),
            contact("approved_by", "Contact who approved it.", Severity.ERROR, in_register=True),
            Field(
                name="weakens",
                kind=FieldKind.LIST,
                help="What a weakening lowers, as the gate names it: a phase, an entry, a file …",
            ),
        ),
        either=(("concerns", "weakens"),),
        links=(
            Link(
                name="concerns",
                incoming="subject of",
                targets=(*REQUIREMENT_TARGETS, "threat"),
                help="Requirements, topics or threats that it is about.",
            ),
        ),
    ),
    ObjectType(
        name="derogation",
        title={"en": "Derogation", "de": "Ausnahmeregelung"},
        plural_title={"en": "Derogations", "de": "Ausnahmeregelungen"},
        plural="derogations",
        origin=Origin.MARKDOWN,
        prefix="X",
        color="#a23b3b",
        folder="decisions",
        particulars=("since", "until", "ends_with", "lifted", "approved_by"),
        fields=(
            day("since", "First day.", Severity.ERROR, tense=Tense.OPEN),
            day(
                "until",
                "Last day on which it may hold.",
                suggest="nachweis.scaffold.defaults:end_of_derogation",
                tense=Tense.PLANNED,
                not_before="since",
            ),
            Field(
                name="ends_with",
                kind=FieldKind.ENUM,
                values=tuple(Phase),
                help="Phase with whose closing it must have ended.",
                suggest="nachweis.scaffold.defaults:phase_of_derogation",
            ),
            contact("approved_by", "Contact who approved it.", Severity.ERROR, in_register=True),
            day("lifted", "Day on which it was ended.", tense=Tense.PAST, not_before="since"),
        ),
        links=(
            Link(
                name="departs_from",
                incoming="departed from by",
                targets=("req", "clause", "section"),
                help="What is not kept while it lasts.",
                demand=Severity.WARNING,
            ),
        ),
    ),
)
