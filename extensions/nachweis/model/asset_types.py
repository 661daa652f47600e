"""The object types of the information network: processes, assets, interfaces, threats, levels.

Source: BSI 200-2 (structure analysis, protection needs, modelling), 200-3 (risks), 200-4 (business
impact); M 2.251, M 2.254 (interfaces, threats), OPS.3.1.M1 and M2 (objectives, service levels).
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
    Guard,
    Link,
    ObjectType,
    Tense,
    Weaker,
    choice,
    contact,
    day,
    number,
    span,
)
from nachweis.model.recovery import RECOVERY_TIMES, RESTORES
from nachweis.model.terms import Party, ProtectionNeed, Severity

_NEEDS: Final = tuple(ProtectionNeed)
_DAMAGES: Final = (
    *("legal-violation", "privacy", "personal-safety"),
    *("task-performance", "reputation", "finances"),
)
"""Damage scenarios of BSI 200-2, 8.2.1."""


def _need(value: str) -> Field:
    return choice(
        value,
        _NEEDS,
        f"Protection need in {value}.",
        suggest=f"nachweis.scaffold.defaults:{value}_of_project",
        guard=LESS,
    )


def _scenarios(value: str) -> Field:
    return Field(
        name=f"damage_{value}",
        kind=FieldKind.ENUM_LIST,
        values=_DAMAGES,
        help=f"Damage scenarios that reach the need in {value}, rated as if there were no "
        "controls.",
        guard=LESS,
    )


_REASON: Final = Field(
    name="reason",
    help="Why the need is what it is.",
    suggest="nachweis.scaffold.defaults:to_do",
)
_CHANCES: Final = ("rare", "medium", "frequent", "very-frequent")
_LOSSES: Final = ("low", "limited", "considerable", "existential")

ASSET_TYPES: Final = (
    ObjectType(
        name="process",
        title={"en": "Business process", "de": "Geschäftsprozess"},
        plural_title={"en": "Business processes", "de": "Geschäftsprozesse"},
        plural="processes",
        prefix="W",
        view="business-impact",
        fields=(
            contact("owner", "Contact who answers for it.", Severity.WARNING),
            *map(_need, ("confidentiality", "integrity", "availability")),
            *map(_scenarios, ("confidentiality", "integrity", "availability")),
            _REASON,
            span(
                "mtpd",
                "Longest outage that the house survives (maximum tolerable period).",
                guard=MORE,
            ),
            span(
                "rto", "Time after which it has to run again (recovery time objective).", guard=MORE
            ),
            span(
                "rpo", "Longest span whose data may be lost (recovery point objective).", guard=MORE
            ),
            choice(
                "personal_data",
                ("none", "personal", "special"),
                "Whether it treats personal data, or special categories of them (GDPR 9, 10).",
                Severity.WARNING,
                guard=Guard(weaker=Weaker.LESS, unset="none"),
            ),
        ),
        links=(
            Link(
                name="uses",
                incoming="used by",
                targets=("asset", "process"),
                help="Assets and processes without which it does not run.",
                demand=Severity.WARNING,
                guard=LESS,
            ),
            Link(
                name="recovered_by",
                incoming="recovers",
                targets=("section",),
                help="Sections of the emergency plan by which it is kept up and brought back.",
            ),
            Link(
                name="assessed_by",
                incoming="assesses",
                targets=("section", "record"),
                help="Its data protection impact assessment.",
            ),
        ),
    ),
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
            choice(
                "sphere",
                tuple(Party),
                "The party in whose sphere of influence it lies.",
                guard=OTHER,
            ),
            *map(_need, ("confidentiality", "integrity", "availability")),
            _REASON,
            choice(
                "effect",
                ("cumulation", "maximum", "distribution"),
                "How the need follows from what it carries: the maximum principle, or more "
                "(cumulation) or less (distribution) than that.",
                None,
                guard=Guard(weaker=Weaker.MORE, unset="maximum"),
            ),
            number("count", "How many alike ones it stands for, where it is a group.", guard=LESS),
            Field(
                name="modules",
                kind=FieldKind.LIST,
                help="Modules of IT-Grundschutz that are applied to it, by their labels.",
                guard=LESS,
            ),
        ),
        links=(
            Link(
                name="carries",
                incoming="runs on",
                targets=("asset",),
                help="Assets that depend on it and whose need it inherits.",
                guard=LESS,
            ),
        ),
    ),
    ObjectType(
        name="interface",
        title={"en": "Interface", "de": "Schnittstelle"},
        plural_title={"en": "Interfaces", "de": "Schnittstellen"},
        plural="interfaces",
        demanded_by=("B111_MOD_03", "M2254_PAR_06", "OPS31_M03_05", "OPS23_A01_02"),
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
                guard=LESS,
            ),
        ),
    ),
    ObjectType(
        name="sla",
        title={"en": "Service level", "de": "Service-Level"},
        plural_title={"en": "Service levels", "de": "Service-Levels"},
        plural="slas",
        demanded_by=(
            "B111_P4_02",
            "OPS31_M02_GEN_01",
            "OPS31_M01_OBJ_05",
            "OPS23_A14_03",
            "OPS32_A02_09",
        ),
        prefix="V",
        view="levels",
        fields=(
            number("target", "The agreed value.", Severity.WARNING, default="99.5", guard=LESS),
            Field(
                name="unit",
                demand=Severity.WARNING,
                help="Unit of target and measured values.",
                default="%",
                guard=OTHER,
            ),
            choice(
                "direction",
                ("at least", "at most"),
                "Which side of the target is good.",
                guard=OTHER,
            ),
            Field(
                name="interval",
                kind=FieldKind.DURATION,
                demand=Severity.WARNING,
                help="How often it is measured, or the duty renewed.",
                default="P1M",
                guard=MORE,
            ),
            Field(
                name="measured",
                kind=FieldKind.MEASUREMENTS,
                help="What was measured: '2026-08: 99.81, 2026-09: 99.72', or a mapping in YAML.",
                guard=LESS,
            ),
            choice(
                "quantity",
                RECOVERY_TIMES,
                "Where the target in min, h or d is the time until something runs again, or the "
                "span whose data are lost.",
                None,
                guard=OTHER,
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
            RESTORES,
        ),
    ),
    ObjectType(
        name="threat",
        title={"en": "Threat", "de": "Gefährdung"},
        plural_title={"en": "Threats", "de": "Gefährdungen"},
        plural="threats",
        demanded_by=("M2254_CON_01",),
        prefix="T",
        view="risk-matrix",
        fields=(
            choice("likelihood", _CHANCES, "How often it is expected.", guard=LESS),
            choice("damage", _LOSSES, "What it costs.", guard=LESS),
            choice(
                "treatment",
                ("avoid", "reduce", "transfer", "accept"),
                "How the risk is treated (BSI 200-3).",
                None,
                guard=MORE,
            ),
            choice(
                "residual_likelihood", _CHANCES, "How often, once it is treated.", None, guard=LESS
            ),
            choice(
                "residual_damage", _LOSSES, "What it costs, once it is treated.", None, guard=LESS
            ),
        ),
        links=(
            Link(
                name="motivates",
                incoming="motivated by",
                targets=(*REQUIREMENT_TARGETS, "section"),
                help="Requirements and sections that answer it.",
                guard=LESS,
            ),
            Link(
                name="based_on",
                incoming="basis of",
                targets=("bsi_threat",),
                help="Threats of the catalogue that it makes concrete.",
                guard=LESS,
            ),
            Link(
                name="threatens",
                incoming="threatened by",
                targets=("asset", "process"),
                help="Target objects and processes that it endangers.",
                guard=LESS,
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
            Field(
                name="goal", demand=Severity.WARNING, help="The value to be reached.", guard=OTHER
            ),
            day(
                "due",
                "When it has to be reached.",
                Severity.WARNING,
                suggest="nachweis.scaffold.defaults:in_a_year",
                tense=Tense.PLANNED,
                guard=MORE,
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
