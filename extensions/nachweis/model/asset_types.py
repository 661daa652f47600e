"""The object types of the information network: assets, interfaces, threats, objectives, levels.

Source: M 2.251 (structure analysis, protection needs), M 2.254 (interfaces, threats),
OPS.3.1.M1 and M2 (objectives, service levels).
"""

from __future__ import annotations

from typing import Final

from nachweis.model.kinds import (
    REQUIREMENT_TARGETS,
    Field,
    FieldKind,
    Link,
    ObjectType,
    Tense,
    choice,
    day,
    number,
)
from nachweis.model.terms import Party, ProtectionNeed, Severity

_NEEDS: Final = tuple(ProtectionNeed)

ASSET_TYPES: Final = (
    ObjectType(
        name="asset",
        title={"en": "Asset", "de": "Zielobjekt"},
        plural_title={"en": "Assets", "de": "Zielobjekte"},
        plural="assets",
        demanded_by=("M2251_MIN_07", "M2251_MIN_08", "OPS31_M02_GEN_03"),
        prefix="A",
        view="protection",
        fields=(
            choice("kind", ("application", "system", "connection", "room"), "What it is."),
            choice("sphere", tuple(Party), "The party in whose sphere of influence it lies."),
            choice(
                "confidentiality",
                _NEEDS,
                "Protection need in confidentiality.",
                suggest="nachweis.scaffold.defaults:confidentiality_of_project",
            ),
            choice(
                "integrity",
                _NEEDS,
                "Protection need in integrity.",
                suggest="nachweis.scaffold.defaults:integrity_of_project",
            ),
            choice(
                "availability",
                _NEEDS,
                "Protection need in availability.",
                suggest="nachweis.scaffold.defaults:availability_of_project",
            ),
            Field(
                name="reason",
                help="Why the need is what it is.",
                suggest="nachweis.scaffold.defaults:to_do",
            ),
            choice(
                "effect",
                ("maximum", "cumulation", "distribution"),
                "How the need follows from what it carries: the maximum principle, or more "
                "(cumulation) or less (distribution) than that.",
                None,
            ),
        ),
        links=(
            Link(
                name="carries",
                incoming="runs on",
                targets=("asset",),
                help="Assets that depend on it and whose need it inherits.",
            ),
        ),
    ),
    ObjectType(
        name="interface",
        title={"en": "Interface", "de": "Schnittstelle"},
        plural_title={"en": "Interfaces", "de": "Schnittstellen"},
        plural="interfaces",
        demanded_by=("B111_MOD_03", "M2254_PAR_06", "OPS31_M03_05"),
        prefix="I",
        view="interfaces",
        fields=(
            Field(name="purpose", demand=Severity.WARNING, help="What it is for."),
            Field(
                name="protocol",
                demand=Severity.WARNING,
                help="How its ends talk to each other.",
            ),
        ),
        links=(
            Link(
                name="between",
                incoming="end of",
                targets=("asset", "party"),
                help="Its two ends.",
            ),
        ),
    ),
    ObjectType(
        name="sla",
        title={"en": "Service level", "de": "Service-Level"},
        plural_title={"en": "Service levels", "de": "Service-Levels"},
        plural="slas",
        demanded_by=("B111_P4_02", "OPS31_M02_GEN_01", "OPS31_M01_OBJ_05", "OPS32_A02_09"),
        prefix="V",
        view="levels",
        fields=(
            number("target", "The agreed value.", Severity.WARNING, default="99.5"),
            Field(
                name="unit",
                demand=Severity.WARNING,
                help="Unit of target and measured values.",
                default="%",
            ),
            choice("direction", ("at least", "at most"), "Which side of the target is good."),
            Field(
                name="interval",
                kind=FieldKind.DURATION,
                demand=Severity.WARNING,
                help="How often it is measured, or the duty renewed.",
                default="P1M",
            ),
            Field(
                name="measured",
                kind=FieldKind.MEASUREMENTS,
                help="What was measured: '2026-08: 99.81, 2026-09: 99.72', or a mapping in YAML.",
            ),
        ),
        links=(
            Link(
                name="agreed_in",
                incoming="agrees",
                targets=("clause",),
                help="The clause that agrees it.",
                demand=Severity.WARNING,
            ),
        ),
    ),
    ObjectType(
        name="threat",
        title={"en": "Threat", "de": "Gefährdung"},
        plural_title={"en": "Threats", "de": "Gefährdungen"},
        plural="threats",
        demanded_by=("M2254_CON_01",),
        prefix="T",
        fields=(
            choice("likelihood", ("rare", "medium", "frequent"), "How often it is expected."),
            choice("damage", ("low", "limited", "considerable", "existential"), "What it costs."),
        ),
        links=(
            Link(
                name="motivates",
                incoming="motivated by",
                targets=(*REQUIREMENT_TARGETS, "section"),
                help="Requirements and sections that answer it.",
            ),
            Link(
                name="based_on",
                incoming="basis of",
                targets=("bsi_threat",),
                help="Threats of the catalogue that it makes concrete.",
            ),
        ),
    ),
    ObjectType(
        name="objective",
        title={"en": "Objective", "de": "Ziel"},
        plural_title={"en": "Objectives", "de": "Ziele"},
        plural="objectives",
        demanded_by=("B111_GEN_03", "OPS31_M01_OBJ_01", "OPS31_M01_OBJ_02"),
        prefix="O",
        fields=(
            Field(name="metric", demand=Severity.WARNING, help="How success is measured."),
            Field(name="goal", demand=Severity.WARNING, help="The value to be reached."),
            day(
                "due",
                "When it has to be reached.",
                Severity.WARNING,
                suggest="nachweis.scaffold.defaults:in_a_year",
                tense=Tense.PLANNED,
            ),
        ),
        links=(
            Link(
                name="measured_by",
                incoming="measures",
                targets=("sla", "record"),
                help="The service level or record that measures it.",
            ),
        ),
    ),
)
