"""The object types of the registers."""

from __future__ import annotations

from typing import Final

from nachweis.model.kinds import Field, FieldKind, Link, ObjectType, Origin
from nachweis.model.terms import Party, Severity

REGISTER_TYPES: Final = (
    ObjectType(
        name="party",
        title={"en": "Party", "de": "Beteiligter"},
        plural="parties",
        origin=Origin.REGISTER,
        prefix="P",
        color="#4c566a",
        fields=(
            Field(
                name="role",
                kind=FieldKind.ENUM,
                values=tuple(Party),
                demand=Severity.WARNING,
                help="Which of the parties of an outsourcing it is.",
            ),
            Field(name="sphere", help="What it controls."),
            Field(name="domain", help="Its internet domain."),
        ),
    ),
    ObjectType(
        name="contact",
        title={"en": "Contact", "de": "Ansprechpartner"},
        plural="contacts",
        origin=Origin.REGISTER,
        prefix="K",
        color="#4c566a",
        fields=(
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
                help="The party that the contact works for.",
            ),
            Link(
                name="deputy",
                incoming="deputises for",
                targets=("contact",),
                help="Who stands in.",
            ),
        ),
    ),
)
