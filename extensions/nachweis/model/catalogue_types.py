"""The object types of the catalogue."""

from __future__ import annotations

from typing import Final

from nachweis.model.kinds import Field, FieldKind, Link, ObjectType, Origin

_CATALOGUE_LINKS: Final = (
    Link(
        name="see",
        incoming="seen from",
        targets=("req", "req_topic", "measure", "bsi_module"),
        help="Says the same thing, or is needed to understand it.",
    ),
)


def _part_of(*targets: str) -> Link:
    return Link(name="part_of", incoming="has parts", targets=targets, help="One level up.")


CATALOGUE_TYPES: Final = (
    ObjectType(
        name="bsi_module",
        title={"en": "Module", "de": "Baustein"},
        plural_title={"en": "Modules", "de": "Bausteine"},
        plural="modules",
        origin=Origin.CATALOGUE,
        prefix="",
        color="#5b6b82",
        fields=(
            Field(name="label", help="Official label."),
            Field(name="source", help="Where it comes from."),
        ),
        links=_CATALOGUE_LINKS,
    ),
    ObjectType(
        name="measure",
        title={"en": "Measure", "de": "Maßnahme"},
        plural_title={"en": "Measures", "de": "Maßnahmen"},
        plural="measures",
        origin=Origin.CATALOGUE,
        prefix="",
        color="#5b6b82",
        fields=(
            Field(name="label", help="Official label."),
            Field(name="level", help="basic, standard or increased."),
            Field(name="source", help="Where it comes from."),
        ),
        links=(_part_of("bsi_module"), *_CATALOGUE_LINKS),
    ),
    ObjectType(
        name="req_topic",
        title={"en": "Topic", "de": "Thema"},
        plural_title={"en": "Topics", "de": "Themen"},
        plural="topics",
        origin=Origin.CATALOGUE,
        prefix="",
        color="#5b6b82",
        fields=(Field(name="label", help="Official label of its measure."),),
        links=(_part_of("measure", "bsi_module"),),
    ),
    ObjectType(
        name="req",
        title={"en": "Requirement", "de": "Anforderung"},
        plural_title={"en": "Requirements", "de": "Anforderungen"},
        plural="requirements",
        origin=Origin.CATALOGUE,
        prefix="",
        color="#2f6f9f",
        fields=(
            Field(name="label", help="Official label of its measure."),
            Field(name="modal", help="must, should or may."),
            Field(name="level", help="basic, standard or increased."),
            Field(name="cia", kind=FieldKind.LIST, help="Basic values that it serves, as letters."),
            Field(name="responsible", kind=FieldKind.LIST, help="Parties that have to meet it."),
            Field(name="roles", help="Roles that initiate and implement it."),
            Field(name="phases", kind=FieldKind.LIST, help="Phases that it belongs to."),
            Field(name="proofs", help="Kinds of proof with the phase in which each is due."),
            Field(name="recurrence", help="How often its proof is renewed."),
            Field(name="source", help="Where it comes from."),
            Field(name="uuid", help="Permanent identifier for exchange formats."),
        ),
        links=(_part_of("req_topic", "measure", "bsi_module"), *_CATALOGUE_LINKS),
    ),
    ObjectType(
        name="bsi_threat",
        title={"en": "Threat of the catalogue", "de": "Gefährdung des Katalogs"},
        plural_title={"en": "Threats of the catalogue", "de": "Gefährdungen des Katalogs"},
        plural="module_threats",
        origin=Origin.CATALOGUE,
        prefix="",
        color="#8a4b3c",
        links=(_part_of("bsi_module"),),
    ),
)
