"""Risks: how high each is, who has signed what remains of it, and until when."""

from __future__ import annotations

from typing import Any

import pytest

from nachweis.model.items import Item
from nachweis.model.terms import Phase
from nachweis.trace.coverage import cover
from nachweis.trace.graph import build_graph
from nachweis.trace.risks import level_of
from nachweis.trace.rules.risks import acceptance, treatment
from tests.support.models import FIRST, NOW, item, project, small_catalogue

T1 = "TEST_THREAT_001"
ACCEPTED = {"likelihood": "frequent", "damage": "considerable", "treatment": "accept"}


def threat(**fields: str) -> Item:
    return item("threat", 1, {}, **fields)


def decision(number: int = 1, until: str = "2027-01-01", /, **fields: str) -> Item:
    known = {"kind": "accepted-risk", "status": "taken", "approved_by": "Us", "until": until}
    return item("decision", number, {"concerns": [T1]}, **{**known, **fields})


def said(rule: Any, *items: Item, closed: Phase = Phase.CONCEPT) -> list[str]:
    """Return rule and severity of each finding, and its message up to the first semicolon."""
    phases = {phase: FIRST for phase in Phase if phase.position <= closed.position}
    graph = build_graph(small_catalogue(), project(*items, closed=phases))
    found = rule(graph, cover(graph, NOW))
    return [f"{f.rule} {f.severity} {f.message.partition(';')[0]}" for f in found]


@pytest.mark.parametrize(
    ("damage", "levels"),
    [
        ("low", ["low", "low", "low", "low"]),
        ("limited", ["low", "low", "medium", "high"]),
        ("considerable", ["medium", "medium", "high", "very high"]),
        ("existential", ["medium", "high", "very high", "very high"]),
        ("none", ["", "", "", ""]),
    ],
)
def test_the_level_follows_from_likelihood_and_damage(damage: str, levels: list[str]) -> None:
    chances = ("rare", "medium", "frequent", "very-frequent")
    assert [level_of(likelihood, damage) for likelihood in chances] == levels
    assert level_of("", damage) == level_of("never", damage) == ""


UNSIGNED = [
    f"unsigned-risk error {T1}: a risk of the level high remains, and no decision accepts it"
]


def expired(number: int, day: str) -> list[str]:
    return [f"expired-risk error {T1}: TEST_DECISION_00{number} accepted what remains until {day}"]


@pytest.mark.parametrize(
    ("decisions", "expected"),
    [
        pytest.param([], UNSIGNED, id="nobody"),
        pytest.param([decision()], [], id="signed"),
        pytest.param([decision(1, "2026-06-01")], [], id="until today"),
        pytest.param([decision(1, "2026-05-31")], expired(1, "2026-05-31"), id="until yesterday"),
        pytest.param([decision(1, "")], UNSIGNED, id="without an end"),
        pytest.param([decision(status="")], [], id="no status"),
        *(
            pytest.param([decision(status=status)], UNSIGNED, id=status)
            for status in ("draft", "open", "rejected", "superseded")
        ),
        pytest.param([decision(kind="deferred")], UNSIGNED, id="of another kind"),
        pytest.param([decision(approved_by="")], UNSIGNED, id="approved by nobody"),
        pytest.param(
            [decision(1, "2026-05-31"), decision(2, "2026-05-30"), decision(3, "")],
            expired(1, "2026-05-31"),
            id="the last to expire is named",
        ),
        pytest.param([decision(1, "2026-05-31"), decision(2)], [], id="decided anew"),
    ],
)
def test_what_remains_is_signed_until_a_day(decisions: list[Item], expected: list[str]) -> None:
    assert said(acceptance, threat(**ACCEPTED), *decisions) == expected


@pytest.mark.parametrize(
    ("fields", "level"),
    [
        pytest.param({}, "high", id="as it is"),
        pytest.param({"residual_damage": "existential"}, "very high", id="another damage"),
        pytest.param({"residual_likelihood": "rare"}, "medium", id="another likelihood"),
        pytest.param({"residual_damage": "low"}, None, id="little is left"),
        pytest.param({"treatment": "reduce"}, None, id="not told"),
        pytest.param({"treatment": "reduce", "residual_damage": "limited"}, None, id="half told"),
        pytest.param(
            {
                "treatment": "reduce",
                "residual_damage": "limited",
                "residual_likelihood": "frequent",
            },
            "medium",
            id="told",
        ),
    ],
)
def test_what_remains_is_what_the_entry_says(fields: dict[str, str], level: str | None) -> None:
    found = said(acceptance, threat(**{**ACCEPTED, **fields}))
    assert [line.split(" remains")[0].split("level ")[1] for line in found] == (
        [level] if level else []
    )


WARNS = f"risk-without-treatment warning {T1}"
UNTREATED = f"{WARNS} is a risk of the level high, and nothing says how it is treated"
UNTOLD = f"{WARNS} does not say what remains once it is treated"


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        pytest.param({"treatment": ""}, [UNTREATED], id="not treated"),
        pytest.param({"treatment": "reduce"}, [UNTOLD], id="what remains is not told"),
        pytest.param({"treatment": "reduce", "residual_damage": "low"}, [UNTOLD], id="half told"),
        pytest.param({}, [], id="accepted"),
        pytest.param({"treatment": "", "damage": "low"}, [], id="low"),
        pytest.param({"treatment": "", "damage": ""}, [], id="not rated"),
    ],
)
def test_a_risk_above_low_is_treated(fields: dict[str, str], expected: list[str]) -> None:
    assert said(treatment, threat(**{**ACCEPTED, **fields})) == expected


@pytest.mark.parametrize(
    ("closed", "weight"),
    [(Phase.SELECTION, []), (Phase.CONTRACT, ["warning"]), (Phase.CONCEPT, ["error"])],
)
def test_risks_are_looked_at_from_the_concept_on(closed: Phase, weight: list[str]) -> None:
    found = said(acceptance, threat(**ACCEPTED), closed=closed)
    assert [line.split()[1] for line in found] == weight
    found = said(treatment, threat(**{**ACCEPTED, "treatment": ""}), closed=closed)
    assert bool(found) == bool(weight)
