"""The object types by which a project is steered: demands, concepts, agreements, duties, actions.

Source: M 2.251 (iterations of requirements), M 2.254 (set of concepts), M 2.256
(recurring duties), OPS.3.1.M5-M9 and M12 (agreements).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from nachweis.model.kinds import (
    LESS,
    MORE,
    OTHER,
    REQUIREMENT_TARGETS,
    Field,
    FieldKind,
    Link,
    ObjectType,
    Tense,
    choice,
    contact,
    day,
)
from nachweis.model.proof_types import CONCEPT_KINDS, RECORD_KINDS
from nachweis.model.terms import Severity

DEMAND_STATUS: Final = ("desired", "offered", "refined", "agreed")
AGREEMENT_MEASURES: Final[Mapping[str, str]] = {
    "network-connection": "OPS31_M08",
    "data-exchange": "OPS31_M09",
    "tenant-concept": "OPS31_M07",
    "staff": "OPS31_M05",
    "external-staff": "OPS31_M06",
    "change-management": "OPS31_M12",
}
"""The kinds of agreements that the catalogue requires, with the measure that does."""
DATA_PROCESSING: Final = "data-processing"
"""The kind of the agreement by which somebody processes personal data for another (GDPR 28)."""
STEERING_TYPES: Final = (
    ObjectType(
        name="demand",
        title={"en": "Demand", "de": "Sicherheitsanforderung"},
        plural_title={"en": "Demands", "de": "Sicherheitsanforderungen"},
        plural="demands",
        demanded_by=("M2251_PROC_05", "M2254_DET_01", "OPS31_M02_GEN_04"),
        prefix="B",
        fields=(
            choice(
                "status",
                DEMAND_STATUS,
                "How far it has come between the parties.",
                default="desired",
            ),
            day("date", "When it came to that.", Severity.WARNING, tense=Tense.PAST),
            contact("by", "Contact who brought it there.", Severity.WARNING),
        ),
        links=(
            Link(
                name="asks_for",
                incoming="asked for by",
                targets=REQUIREMENT_TARGETS,
                help="The requirements of the catalogue that it makes concrete.",
                demand=Severity.WARNING,
                guard=LESS,
            ),
        ),
    ),
    ObjectType(
        name="concept",
        title={"en": "Concept", "de": "Konzept"},
        plural_title={"en": "Concepts", "de": "Konzepte"},
        plural="concepts",
        demanded_by=(
            "M2254_PAR_03",
            "M2254_PAR_04",
            "M2254_PAR_07",
            "OPS31_M03_02",
            "OPS23_A06_03",
        ),
        prefix="E",
        view="concepts",
        fields=(
            choice(
                "kind",
                CONCEPT_KINDS,
                "Which concept of the set it is.",
                suggest="nachweis.scaffold.defaults:first_unused_kind",
                guard=OTHER,
            ),
            choice("status", ("draft", "coordinated", "final"), "Its maturity.", default="draft"),
            Field(name="version", demand=Severity.WARNING, help="Its version."),
            contact("owner", "Contact who answers for it.", Severity.WARNING),
        ),
        links=(
            Link(
                name="coordinated_by",
                incoming="coordinates",
                targets=("record",),
                help="The record of its coordination among the parties.",
            ),
            Link(
                name="audited_by",
                incoming="audits",
                targets=("record",),
                help="The record of the client's audit that it exists and suffices.",
            ),
        ),
    ),
    ObjectType(
        name="agreement",
        title={"en": "Agreement", "de": "Vereinbarung"},
        plural_title={"en": "Agreements", "de": "Vereinbarungen"},
        plural="agreements",
        demanded_by=(
            "OPS31_M08_AGR_01",
            "OPS31_M09_01",
            "OPS31_M07_01",
            "OPS31_M12_16",
            "OPS32_A04_01",
        ),
        prefix="H",
        view="agreements",
        fields=(
            choice(
                "kind",
                (*AGREEMENT_MEASURES, DATA_PROCESSING),
                "What it settles.",
                suggest="nachweis.scaffold.defaults:first_unused_kind",
                guard=OTHER,
            ),
            choice("status", ("draft", "agreed"), "Whether it binds.", default="draft", guard=LESS),
            day(
                "date",
                "When it was agreed.",
                Severity.WARNING,
                once=("agreed",),
                tense=Tense.PAST,
            ),
        ),
        links=(
            Link(
                name="settles",
                incoming="settled by",
                targets=REQUIREMENT_TARGETS,
                help="The measures and topics whose checklist it has to answer.",
                guard=LESS,
            ),
            Link(
                name="contains",
                incoming="part of",
                targets=("clause", "section"),
                help="Its clauses and sections.",
            ),
        ),
    ),
    ObjectType(
        name="duty",
        title={"en": "Recurring duty", "de": "Wiederkehrende Pflicht"},
        plural_title={"en": "Recurring duties", "de": "Wiederkehrende Pflichten"},
        plural="duties",
        demanded_by=(
            "B111_P7_01",
            "OPS31_M14_09",
            "M2256_MTG_01",
            "OPS31_M10_12",
            "OPS23_A16_02",
            "OPS32_A21_03",
        ),
        prefix="U",
        fields=(
            choice("kind", RECORD_KINDS, "What is done, as in a record.", guard=OTHER),
            Field(
                name="interval",
                kind=FieldKind.DURATION,
                demand=Severity.ERROR,
                help="How often it is measured, or the duty renewed.",
                default="P12M",
                guard=MORE,
            ),
            day(
                "first",
                "When it is due for the first time.",
                Severity.WARNING,
                suggest="nachweis.scaffold.defaults:after_an_interval",
                tense=Tense.PLANNED,
                guard=MORE,
            ),
            contact("owner", "Contact who answers for it.", Severity.WARNING),
        ),
        links=(
            Link(
                name="renews",
                incoming="renewed by",
                targets=REQUIREMENT_TARGETS,
                help="Requirements and topics whose records it renews.",
                demand=Severity.WARNING,
                guard=LESS,
            ),
        ),
    ),
    ObjectType(
        name="action",
        title={"en": "Corrective action", "de": "Korrekturmaßnahme"},
        plural_title={"en": "Corrective actions", "de": "Korrekturmaßnahmen"},
        plural="actions",
        prefix="F",
        view="actions",
        either=(("corrects", "reduces"),),
        fields=(
            contact("owner", "Contact who answers for it.", Severity.WARNING),
            day(
                "due",
                "Last day by which it has to be done.",
                Severity.ERROR,
                suggest="nachweis.scaffold.defaults:in_three_months",
                tense=Tense.PLANNED,
                guard=MORE,
            ),
            day("done", "When it was done.", tense=Tense.PAST),
        ),
        links=(
            Link(
                name="corrects",
                incoming="corrected by",
                targets=("record",),
                help="The record whose *partial* or *fail* it follows up.",
                guard=LESS,
            ),
            Link(
                name="reduces",
                incoming="reduced by",
                targets=("threat",),
                help="The risk that it treats.",
                guard=LESS,
            ),
            Link(
                name="checked_by",
                incoming="shows the effect of",
                targets=("record",),
                help="The later record that shows that it works.",
            ),
        ),
    ),
)
