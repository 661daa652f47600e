"""The object types of the registers of people: contacts, partners, classes and rights.

Source: M 2.251 (rights), M 2.254 (contacts), OPS.3.1.M1, M2, M4, M6, M11.
"""

from __future__ import annotations

from typing import Final

from nachweis.model.kinds import (
    REQUIREMENT_TARGETS,
    Field,
    FieldKind,
    Link,
    ObjectType,
    choice,
    contact,
    day,
)
from nachweis.model.terms import Party, Severity

REGISTER_TYPES: Final = (
    ObjectType(
        name="party",
        title={"en": "Party", "de": "Beteiligter"},
        plural_title={"en": "Parties", "de": "Beteiligte"},
        plural="parties",
        prefix="P",
        fields=(
            choice(
                "role",
                tuple(Party),
                "Which of the parties of an outsourcing it is.",
                default="third-party",
            ),
            Field(
                name="sphere",
                demand=Severity.WARNING,
                help="Sphere of influence: what it controls.",
            ),
            Field(name="domain", help="Its internet domain."),
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
        prefix="K",
        either=(("mail", "phone"),),
        fields=(
            Field(
                name="roles",
                kind=FieldKind.LIST,
                help="Roles of the catalogue that the contact fills, by ID.",
            ),
            Field(name="phone", help="Telephone number, international form."),
            Field(name="mail", help="Mail address."),
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
        prefix="N",
        fields=(
            Field(name="service", demand=Severity.WARNING, help="What is bought from it."),
            Field(
                name="location",
                demand=Severity.WARNING,
                help="Where the service is rendered or data are kept.",
            ),
            day("approved", "When the client agreed to it.", Severity.WARNING),
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
        ),
    ),
    ObjectType(
        name="infoclass",
        title={"en": "Information class", "de": "Informationsklasse"},
        plural_title={"en": "Information classes", "de": "Informationsklassen"},
        plural="infoclasses",
        prefix="L",
        fields=(
            Field(
                name="rank",
                demand=Severity.WARNING,
                help="Order; the highest is strictest.",
                suggest="nachweis.scaffold.defaults:next_rank",
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
        prefix="Q",
        view="communication",
        fields=(
            Field(name="channel", demand=Severity.WARNING, help="How information is passed."),
            Field(
                name="purpose",
                demand=Severity.WARNING,
                help="What the information may be used for.",
            ),
            day("authorised", "When the partner was authorised."),
            contact("authorised_by", "Contact who authorised it."),
            day("reviewed", "When the entry was last reviewed."),
        ),
        links=(
            Link(
                name="party",
                incoming="contacts",
                targets=("party",),
                help="The party that the contact or partner belongs to.",
                demand=Severity.WARNING,
            ),
            Link(
                name="may_receive",
                incoming="may go to",
                targets=("infoclass",),
                help="Information classes that the partner may receive.",
                demand=Severity.WARNING,
            ),
        ),
    ),
    ObjectType(
        name="right",
        title={"en": "Access right", "de": "Zutritts-, Zugangs- oder Zugriffsrecht"},
        plural_title={"en": "Access rights", "de": "Zutritts-, Zugangs- und Zugriffsrechte"},
        plural="rights",
        prefix="G",
        view="rights",
        fields=(
            choice("kind", ("entry", "system", "data"), "Premises, systems, or data."),
            day("granted", "When it was granted.", Severity.WARNING),
            day("reviewed", "When it was last reviewed."),
            day("withdrawn", "When it was withdrawn."),
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
