"""The object types that prove: clauses, sections and records."""

from __future__ import annotations

from typing import Final

from nachweis.model.foreign import DIGEST, ENDS, STATED_LINK
from nachweis.model.kinds import (
    REQUIREMENT_TARGETS,
    Field,
    FieldKind,
    Guard,
    Link,
    ObjectType,
    Origin,
    Proof,
    Tense,
    Weaker,
    contact,
    day,
)
from nachweis.model.messages import gettext_noop
from nachweis.model.recovery import PROMISES, RESTORES
from nachweis.model.terms import Party, Result, Severity

CONCEPT_KINDS: Final = ("client", "provider", "network-provider", "interface", "overall")
"""The concepts of the set (M 2.254)."""

RECORD_KINDS: Final = (
    "audit",
    "test",
    "exercise",
    "meeting",
    "review",
    "training",
    "statement",
    "report",
)
"""What can be done and recorded."""

_ANSWERS: Final = Field(
    name="answers",
    kind=FieldKind.LIST,
    help="References of other standards that it answers by itself, such as *GDPR 28.3.a*.",
)

_MODEL: Final = Field(
    name="model",
    help="The model of the library that its text began with: ID, edition, digest and variant, as "
    "`nachweis add --from` writes them.",
)

PROOF_TYPES: Final = (
    ObjectType(
        name="clause",
        title={"en": "Clause", "de": "Vertragsklausel"},
        plural_title={"en": "Clauses", "de": "Vertragsklauseln"},
        plural="clauses",
        origin=Origin.MARKDOWN,
        prefix="C",
        color="#7a5195",
        folder="contract",
        particulars=("obliges",),
        fields=(
            Field(
                name="status",
                kind=FieldKind.ENUM,
                values=("open", "draft", "offered", "refined", "agreed", "superseded"),
                demand=Severity.WARNING,
                help="How far it has been negotiated; *open* and *superseded* count as not there, "
                "only *agreed* covers.",
                default="open",
            ),
            Field(
                name="number",
                demand=Severity.WARNING,
                help="Number in the contract or annex.",
                suggest="nachweis.scaffold.defaults:next_number_of_clause",
            ),
            Field(
                name="obliges",
                kind=FieldKind.ENUM_LIST,
                values=tuple(Party),
                demand=Severity.WARNING,
                help="The parties that owe it, separated by commas.",
                suggest="nachweis.scaffold.defaults:obliged_parties",
            ),
            _ANSWERS,
            _MODEL,
            *PROMISES,
        ),
        links=(
            Link(
                name="fulfils",
                incoming="fulfilled by",
                targets=REQUIREMENT_TARGETS,
                help="Requirements or topics that the clause makes somebody owe.",
            ),
            RESTORES,
        ),
        proof=Proof(
            link="fulfils",
            valid=frozenset({"agreed"}),
            missing="A requirement needs a contract clause and none is linked.",
            unfinished="Only clauses that are not agreed yet are linked.",
            finish=gettext_noop("{requirement} rests on the draft {id} only; agree it"),
        ),
    ),
    ObjectType(
        name="section",
        title={"en": "Concept section", "de": "Konzeptabschnitt"},
        plural_title={"en": "Concept sections", "de": "Konzeptabschnitte"},
        plural="sections",
        origin=Origin.MARKDOWN,
        prefix="S",
        color="#1f7a6d",
        folder="concept",
        particulars=("owner",),
        fields=(
            Field(
                name="status",
                kind=FieldKind.ENUM,
                values=("open", "draft", "approved"),
                demand=Severity.WARNING,
                help="*open* counts as missing, only *approved* covers.",
                default="open",
            ),
            Field(
                name="concept",
                kind=FieldKind.ENUM,
                values=CONCEPT_KINDS,
                demand=Severity.WARNING,
                help="Which concept of the set the section belongs to (M 2.254).",
                suggest="nachweis.scaffold.defaults:concept_of_file",
            ),
            contact("owner", "Contact who answers for the text.", Severity.WARNING),
            ENDS,
            DIGEST,
            _ANSWERS,
            _MODEL,
        ),
        links=(
            Link(
                name="addresses",
                incoming="addressed by",
                targets=REQUIREMENT_TARGETS,
                help="Requirements or topics whose fulfilment it describes.",
            ),
            Link(
                name="implements",
                incoming="implemented by",
                targets=("clause",),
                help="Clauses that it puts into practice.",
            ),
            Link(
                name="describes",
                incoming="described by",
                targets=("interface", "asset"),
                help="Interfaces and assets that it describes.",
            ),
            STATED_LINK,
        ),
        proof=Proof(
            link="addresses",
            valid=frozenset({"approved"}),
            missing="A requirement needs a concept section and none is linked.",
            unfinished="Only sections that are not approved yet are linked.",
            finish=gettext_noop("{requirement} rests on the draft {id} only; approve it"),
        ),
    ),
    ObjectType(
        name="record",
        title={"en": "Record", "de": "Beleg"},
        plural_title={"en": "Records", "de": "Belege"},
        plural="records",
        origin=Origin.MARKDOWN,
        prefix="R",
        color="#b5651d",
        folder="evidence",
        particulars=("kind", "date", "result", "by"),
        fields=(
            Field(
                name="status",
                kind=FieldKind.ENUM,
                values=("open", "draft", "final"),
                help="*open* counts as missing, a *draft* proves nothing yet; without a status "
                "it is final.",
                default="open",
            ),
            Field(
                name="kind",
                kind=FieldKind.ENUM,
                values=RECORD_KINDS,
                demand=Severity.WARNING,
                help="What was done.",
            ),
            day("date", "When it was done.", Severity.ERROR, tense=Tense.PAST),
            Field(
                name="result",
                kind=FieldKind.ENUM,
                values=tuple(Result),
                demand=Severity.ERROR,
                once=("final", ""),
                help="What came out; the newest record with *fail* fails the cell.",
                guard=Guard(weaker=Weaker.LESS, same_day=True),
            ),
            ENDS._replace(not_before="date", guard=Guard(weaker=Weaker.MORE, same_day=True)),
            DIGEST,
            contact("by", "Contact or body that did it.", Severity.WARNING),
            Field(
                name="file",
                kind=FieldKind.PATH,
                help="The originals, separated by commas: paths from where the record stands, or "
                "addresses; `nachweis attach` writes them.",
            ),
            Field(
                name="sha256",
                kind=FieldKind.LIST,
                help="The digest of each of them, in the same order.",
            ),
            _ANSWERS,
            _MODEL,
            *PROMISES,
        ),
        links=(
            Link(
                name="proves",
                incoming="proven by",
                targets=REQUIREMENT_TARGETS,
                help="Requirements or topics that it proves.",
            ),
            Link(
                name="checks",
                incoming="checked by",
                targets=("clause", "section"),
                help="Clauses or sections whose practice it looked at.",
            ),
            STATED_LINK,
            RESTORES,
        ),
        proof=Proof(
            link="proves",
            is_dated=True,
            missing="A requirement needs a record and none is linked.",
            unfinished="Only records that are drafts, or lie in the future, are linked.",
            finish=gettext_noop(
                "{requirement} rests on the draft {id} only; carry out and record it"
            ),
        ),
    ),
)
