"""The object types of the registers of people: contacts, partners, classes and rights.

Source: M 2.251 (rights), M 2.254 (contacts), OPS.3.1.M1, M2, M4, M6, M11.
"""

from __future__ import annotations

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
    Review,
    Tense,
    choice,
    contact,
    day,
)
from nachweis.model.recovery import PROMISES, RESTORES
from nachweis.model.tender_types import BIDDER
from nachweis.model.terms import Party, Severity

REGISTER_TYPES: Final = (
    ObjectType(
        name="party",
        title={"en": "Party", "de": "Beteiligter"},
        plural_title={"en": "Parties", "de": "Beteiligte"},
        plural="parties",
        demanded_by=("M2254_PAR_01", "B111_MOD_02", "OPS23_A11_04"),
        prefix="P",
        fields=(
            choice(
                "role",
                (*Party, BIDDER),
                "Which of the parties of an outsourcing it is; a bidder is none of them yet.",
                default="third-party",
                guard=OTHER,
            ),
            Field(
                name="sphere",
                demand=Severity.WARNING,
                help="Sphere of influence: what it controls.",
            ),
            Field(name="domain", help="Its internet domain.", guard=OTHER),
            Field(
                name="key",
                help="SHA-256 of the public key with which it signs statements; "
                "`nachweis accept` takes no other.",
                guard=OTHER,
            ),
        ),
        links=(
            Link(
                name="works_for",
                incoming="has subcontractors",
                targets=("party",),
                help="The party one up in the chain of contracts.",
            ),
        ),
    ),
    ObjectType(
        name="contact",
        title={"en": "Contact", "de": "Ansprechpartner"},
        plural_title={"en": "Contacts", "de": "Ansprechpartner"},
        plural="contacts",
        demanded_by=(
            "B111_P4_03",
            "M2254_DET_03",
            "OPS31_M02_ORG_02",
            "OPS31_M13_END_03",
            "OPS23_A10_04",
            "OPS32_A10_05",
        ),
        prefix="K",
        either=(("mail", "phone"),),
        fields=(
            Field(
                name="roles",
                kind=FieldKind.LIST,
                help="Roles of the catalogue that the contact fills, by ID.",
            ),
            Field(name="phone", help="Telephone number, international form.", signs="0123456789"),
            Field(name="mail", help="Mail address.", signs="@"),
            Field(name="hours", help="When the contact can be reached."),
            Field(name="customer_number", help="Reference that the contact asks for."),
        ),
        links=(
            Link(
                name="party",
                incoming="contacts",
                targets=("party",),
                help="The party that the contact or partner belongs to.",
                demand=Severity.WARNING,
                guard=LESS,
            ),
            Link(
                name="deputy",
                incoming="deputises for",
                targets=("contact",),
                help="The contact's deputies.",
            ),
        ),
    ),
    ObjectType(
        name="dependency",
        title={"en": "Dependency", "de": "Abhängigkeit"},
        plural_title={"en": "Dependencies", "de": "Abhängigkeiten"},
        plural="dependencies",
        demanded_by=("B111_GEN_05", "OPS31_M01_DEP_01", "OPS31_M02_SUB_02", "OPS32_A16_01"),
        review=Review(days=("approved", "reviewed"), requirement="B111_GEN_05"),
        prefix="N",
        fields=(
            Field(name="service", demand=Severity.WARNING, help="What is bought from it."),
            Field(
                name="location",
                demand=Severity.WARNING,
                help="Where the service is rendered or data are kept.",
            ),
            *PROMISES,
            day("approved", "When the client agreed to it.", Severity.WARNING, tense=Tense.PAST),
            day(
                "reviewed",
                "When the entry was last reviewed.",
                tense=Tense.PAST,
                not_before="approved",
            ),
        ),
        links=(
            Link(
                name="supplier",
                incoming="supplies",
                targets=("party",),
                help="The third party or subcontractor.",
                demand=Severity.WARNING,
            ),
            Link(
                name="passes_on",
                incoming="passed on by",
                targets=(*REQUIREMENT_TARGETS, "clause"),
                help="Duties that are passed on down the chain.",
            ),
            RESTORES,
        ),
    ),
    ObjectType(
        name="infoclass",
        title={"en": "Information class", "de": "Informationsklasse"},
        plural_title={"en": "Information classes", "de": "Informationsklassen"},
        plural="infoclasses",
        demanded_by=("OPS31_M03_08", "OPS31_M03_09", "OPS31_M04_07", "OPS32_A05_06"),
        prefix="L",
        fields=(
            Field(
                name="rank",
                demand=Severity.WARNING,
                help="Order; the highest is strictest.",
                suggest="nachweis.scaffold.defaults:next_rank",
                guard=LESS,
            ),
            Field(
                name="handling",
                demand=Severity.WARNING,
                help="How information of the class is handled.",
            ),
        ),
    ),
    ObjectType(
        name="partner",
        title={"en": "Communication partner", "de": "Kommunikationspartner"},
        plural_title={"en": "Communication partners", "de": "Kommunikationspartner"},
        plural="partners",
        demanded_by=("OPS31_M04_01", "OPS31_M04_08", "OPS32_A10_05"),
        needed_by=("infoclass",),
        review=Review(days=("authorised", "reviewed"), requirement="OPS31_M04_02"),
        prefix="Q",
        view="communication",
        fields=(
            Field(name="channel", demand=Severity.WARNING, help="How information is passed."),
            Field(
                name="purpose",
                demand=Severity.WARNING,
                help="What the information may be used for.",
            ),
            day("authorised", "When the partner was authorised.", tense=Tense.OPEN),
            contact("authorised_by", "Contact who authorised it.", in_register=True),
            day(
                "reviewed",
                "When the entry was last reviewed.",
                tense=Tense.PAST,
                not_before="authorised",
            ),
        ),
        links=(
            Link(
                name="party",
                incoming="contacts",
                targets=("party",),
                help="The party that the contact or partner belongs to.",
                demand=Severity.WARNING,
                guard=LESS,
            ),
            Link(
                name="may_receive",
                incoming="may go to",
                targets=("infoclass",),
                help="Information classes that the partner may receive.",
                demand=Severity.WARNING,
                guard=MORE,
            ),
        ),
    ),
    ObjectType(
        name="right",
        title={"en": "Access right", "de": "Zutritts-, Zugangs- oder Zugriffsrecht"},
        plural_title={"en": "Access rights", "de": "Zutritts-, Zugangs- und Zugriffsrechte"},
        plural="rights",
        demanded_by=(
            "OPS31_M08_AGR_03",
            "OPS31_M11_03",
            "OPS31_M11_13",
            "M2256_CHK_04",
            "OPS23_A07_06",
            "OPS32_A17_04",
        ),
        review=Review(days=("granted", "reviewed"), requirement="OPS31_M11_04"),
        prefix="G",
        view="rights",
        fields=(
            choice("kind", ("entry", "system", "data"), "Premises, systems, or data."),
            day("granted", "When it was granted.", Severity.WARNING, tense=Tense.PAST),
            day("reviewed", "When it was last reviewed.", tense=Tense.PAST, not_before="granted"),
            day("withdrawn", "When it was withdrawn.", tense=Tense.PAST, not_before="granted"),
            Field(name="reason", demand=Severity.WARNING, help="What it is needed for."),
        ),
        links=(
            Link(
                name="holder",
                incoming="holds",
                targets=("party", "contact"),
                help="Who may use the right.",
                demand=Severity.WARNING,
            ),
            Link(
                name="grants",
                incoming="granted by",
                targets=("asset",),
                help="The room, system or application that the right opens.",
                demand=Severity.WARNING,
            ),
        ),
    ),
)
