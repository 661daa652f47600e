"""Rules about the information network, asked of models in memory."""

from __future__ import annotations

import pytest

from nachweis.model.items import Item
from nachweis.model.terms import BasicValue, Phase, ProtectionNeed
from nachweis.trace.rules.network import interfaces, modelling, protection, threats
from tests.support.models import item, told

A1, A2, A3, A4 = (f"TEST_ASSET_00{number}" for number in (1, 2, 3, 4))
EVERYTHING = dict.fromkeys(BasicValue, ProtectionNeed.VERY_HIGH)


def asset(number: int, need: str, /, *carries: str, **fields: str) -> Item:
    known = {"availability": need, "reason": "It is so"}
    return item("asset", number, {"carries": [*carries]}, **{**known, **fields})


def process(number: int, need: str, /, *uses: str, **fields: str) -> Item:
    known = {"availability": need, "reason": "It is so", "damage_availability": "finances"}
    return item("process", number, {"uses": [*uses]}, **{**known, **fields})


@pytest.mark.parametrize(
    ("objects", "low"),
    [
        ([asset(1, "high"), asset(2, "high", A1)], []),
        ([asset(1, "high"), asset(2, "normal", A1)], [A2]),
        ([asset(1, "very high"), asset(2, "high", A1), asset(3, "high", A2)], [A2, A3]),
        ([asset(1, "high"), asset(2, "very high", A1)], []),
        ([asset(1, "high"), asset(2, "", A1)], []),
        ([asset(1, "high"), asset(2, "normal", A1, effect="distribution")], []),
        (
            [
                asset(1, "high"),
                asset(2, "normal", A1, effect="distribution"),
                asset(3, "normal", A1, effect="cumulation"),
                asset(4, "normal", A2),
            ],
            [A3],
        ),
        ([process(1, "high", A1), asset(1, "normal"), asset(2, "high")], [A1]),
        ([process(1, "high", "TEST_PROCESS_002"), process(2, "normal")], ["TEST_PROCESS_002"]),
    ],
)
def test_what_carries_something_needs_as_much(objects: list[Item], low: list[str]) -> None:
    expected = [f"protection-too-low error - {name} availability" for name in low]
    assert told(protection, *objects, protection=EVERYTHING) == expected


@pytest.mark.parametrize(
    ("objects", "found"),
    [
        ([asset(1, "high", kind="application")], True),
        ([asset(1, "high", kind="system")], False),
        ([asset(1, "normal", kind="application")], False),
        ([asset(1, "normal", kind="application"), process(1, "high")], True),
        ([asset(1, "high", kind="application"), process(1, "normal")], True),
        ([process(1, "high")], True),
        ([process(1, "")], False),
    ],
)
def test_the_project_needs_as_much_as_what_is_outsourced_with_it(
    objects: list[Item], *, found: bool
) -> None:
    said = told(protection, *objects)
    assert said == (["protection-too-low warning - TEST availability"] if found else [])
    assert told(protection, *objects, protection=EVERYTHING) == []


@pytest.mark.parametrize(
    ("made", "related"),
    [
        (process(1, "high"), None),
        (process(1, "high", damage_availability=""), "availability"),
        (process(1, "normal", damage_availability=""), None),
        (process(1, "normal", integrity="very high"), "integrity"),
        (process(1, "high", reason=""), ""),
        (asset(1, "high"), None),
        (asset(1, "high", reason=""), ""),
        (asset(1, "high", reason="", effect="distribution"), ""),
    ],
)
def test_a_need_has_its_reason(made: Item, related: str | None) -> None:
    line = f"protection-without-reason warning - {made.id} {related}".strip()
    expected = [] if related is None else [line]
    assert told(protection, made, protection=EVERYTHING) == expected


def interface(number: int, *ends: str) -> Item:
    return item("interface", number, {"between": [*ends]})


def section(number: int, concept: str, *described: str, status: str = "approved") -> Item:
    return item("section", number, {"describes": [*described]}, concept=concept, status=status)


ENDS = [
    item("party", 1, {}, role="provider"),
    item("party", 2, {}, role="third-party"),
    item("party", 3, {}, role="network-provider"),
    item("asset", 1, {}, sphere="client"),
    item("contact", 1, {}, role="provider"),
]
P1, P2, P3 = (f"TEST_PARTY_00{number}" for number in (1, 2, 3))
I1 = "TEST_INTERFACE_001"
UNDESCRIBED, ONE_SIDED = "undescribed-interface", "one-sided-interface"


@pytest.mark.parametrize(
    ("ends", "concepts", "rule"),
    [
        ([P1], ["overall"], ONE_SIDED),
        ([A1, P1], [], UNDESCRIBED),
        ([A1, P1], ["client"], ONE_SIDED),
        ([A1, P1], ["client", "provider"], None),
        ([A1, P1], ["interface"], None),
        ([A1, P1], ["client", "overall"], None),
        ([A1, P2], ["client"], None),
        ([A1, P3], ["client"], ONE_SIDED),
        ([A1, "TEST_GONE"], ["client"], None),
        ([A1, "TEST_CONTACT_001"], ["client"], None),
    ],
)
def test_an_interface_is_described_from_both_ends(
    ends: list[str], concepts: list[str], rule: str | None
) -> None:
    sections = [section(n, concept, I1) for n, concept in enumerate(concepts)]
    fine = interface(2, A1, P1), section(9, "overall", "TEST_INTERFACE_002")
    gone = section(8, "overall", I1, status="superseded")
    objects = [*ENDS, *sections, *fine, gone, interface(1, *ends)]
    expected = [f"{rule} {{}} concept {I1}"] if rule else []
    for closed, weight in ((Phase.CONTRACT, "warning"), (Phase.CONCEPT, "error")):
        said = told(interfaces, *objects, closed=closed)
        assert said == [line.format(weight) for line in expected]
    assert told(interfaces, *objects, closed=Phase.SELECTION) == []


@pytest.mark.parametrize(
    ("ends", "found"),
    [
        ([], True),
        (["TEST_GONE"], True),
        (["TSA_M1_01"], False),
        (["TEST_SECTION_001"], True),
        (["TEST_SECTION_001", "TEST_SECTION_002"], False),
    ],
)
def test_a_threat_is_answered(ends: list[str], *, found: bool) -> None:
    objects = [
        section(1, "client", status="open"),
        section(2, "client", status="draft"),
        item("threat", 2, {"motivates": ["TSA_M1_01"]}),
        item("threat", 1, {"motivates": ends}),
    ]
    expected = ["unanswered-threat warning concept TEST_THREAT_001"] if found else []
    assert told(threats, *objects) == expected
    assert told(threats, *objects, closed=Phase.CONTRACT) == expected
    assert told(threats, *objects, closed=Phase.SELECTION) == []


@pytest.mark.parametrize(
    ("closed", "weight"),
    [(Phase.SELECTION, None), (Phase.CONTRACT, "warning"), (Phase.CONCEPT, "error")],
)
def test_once_the_modelling_has_begun_every_asset_is_modelled(
    closed: Phase, weight: str | None
) -> None:
    objects = [item("asset", 1, {}, modules="APP.6"), item("asset", 2, {}), item("asset", 3, {})]
    expected = [f"unmodelled-target {weight} concept {name}" for name in (A2, A3)]
    assert told(modelling, *objects, closed=closed) == (expected if weight else [])
    assert told(modelling, *objects[1:], closed=closed) == []
