"""Rules about registers, asked of models in memory: reviews, parties, sides, links to oneself."""

from __future__ import annotations

from typing import Any

import pytest

from nachweis.model.intervals import DEFAULT_INTERVALS, Interval
from nachweis.model.items import Item
from nachweis.model.terms import Party, Phase, Side
from nachweis.trace.rules.registers import parties, reviews, selves, sides
from tests.support.models import changed_catalogue, item, told

RIGHT = "unreviewed-right warning operation TEST_RIGHT_001"


def right(**fields: str) -> Item:
    return item("right", 1, {}, **fields)


def tailoring(**fields: str) -> Item:
    known = {"kind": "not-applicable", "date": "2025-05-31", "approved_by": "Us"}
    return item("decision", 1, {"concerns": ["TSA_GEN_02"]}, **{**known, **fields})


@pytest.mark.parametrize(
    ("entry", "found"),
    [
        (right(granted="2025-05-31"), [RIGHT]),
        (right(granted="2025-06-01"), []),
        (right(granted="2024-01-01", reviewed="2025-06-01"), []),
        (right(granted="2025-06-01", reviewed="2024-01-01"), []),
        (right(granted="2024-01-01", reviewed="2025-05-31"), [RIGHT]),
        (right(), []),
        (right(granted="2025-05-31", withdrawn="2026-06-01"), []),
        (right(granted="2025-05-31", withdrawn="2026-06-02"), [RIGHT]),
        (right(granted="2025-05-31", status="superseded"), []),
        (tailoring(), [RIGHT.replace("right", "entry").replace("RIGHT", "DECISION")]),
        (tailoring(status="taken"), [RIGHT.replace("right", "entry").replace("RIGHT", "DECISION")]),
        (tailoring(date="2025-06-01"), []),
        (tailoring(until="2027-01-01"), []),
        (tailoring(kind="deferred"), []),
        *((tailoring(status=status), []) for status in ("open", "draft", "rejected", "superseded")),
    ],
)
def test_what_has_to_be_looked_at_once_a_year(entry: Item, found: list[str]) -> None:
    assert told(reviews, entry) == found


@pytest.mark.parametrize(
    ("name", "found"), [("OPS31_M11_04", [RIGHT]), ("OPS31_M04_02", []), ("continuous", [])]
)
def test_the_interval_of_the_requirement_counts_before_the_regular_one(
    name: str, found: list[str]
) -> None:
    intervals = {**DEFAULT_INTERVALS, name: Interval(months=1, days=0)}
    assert told(reviews, right(granted="2026-04-30"), intervals=intervals) == found


def test_nothing_is_looked_at_again_without_an_interval_or_once_exit_is_closed() -> None:
    entry = right(granted="2024-01-01")
    assert told(reviews, entry, closed=Phase.OPERATION) == [RIGHT.replace("operation", "exit")]
    assert told(reviews, entry, closed=Phase.EXIT) == []
    first = {"first": DEFAULT_INTERVALS["first"]}
    assert told(reviews, tailoring(), intervals=first) == []


def clause(number: int, obliges: str, *targets: str, **fields: str) -> Item:
    return item("clause", number, {"fulfils": [*targets]}, obliges=obliges, **fields)


@pytest.mark.parametrize(
    ("made", "found"),
    [
        (clause(1, "provider", "TSA_M1_01"), []),
        (clause(1, "client", "TSA_M1_01"), ["TSA_M1_01"]),
        (clause(1, "client, provider", "TSA_M1_01"), []),
        (clause(1, "third-party", "TSA_M1_02", "TSA_M1_01"), ["TSA_M1_02", "TSA_M1_01"]),
        (clause(1, "client", "TSA_M1_02", "TSA_M1_01"), ["TSA_M1_01"]),
        (clause(1, "client", "TSA_M1"), []),
        (clause(1, "third-party", "TSA_M1"), ["TSA_M1"]),
        (clause(1, "", "TSA_M1_01"), []),
        (clause(1, "client", "TSA_NONE"), []),
        (clause(1, "client", "TSA_M1_01", status="open"), []),
        (clause(1, "client", "TSA_M1_01", status="draft"), ["TSA_M1_01"]),
    ],
)
def test_a_clause_obliges_somebody_whose_duty_it_is(made: Item, found: list[str]) -> None:
    expected = [f"wrong-party warning - TEST_CLAUSE_001 {target}" for target in found]
    assert told(parties, made) == expected
    handed_down = item("dependency", 1, {"passes_on": ["TEST_CLAUSE_001"]})
    assert told(parties, made, handed_down) == []
    other = item("dependency", 1, {"passes_on": ["TEST_CLAUSE_002"]})
    assert told(parties, clause(2, "", "TSA_M1_01"), other, made) == expected


@pytest.mark.parametrize(
    ("changed", "found"),
    [
        ({"responsible": (Party.CLIENT,), "proofs": {"section": Phase.SELECTION}}, False),
        ({"responsible": (Party.CLIENT,), "proofs": {"section": Phase.CONTRACT}}, True),
        ({"responsible": (Party.NETWORK_PROVIDER,), "proofs": {"clause": Phase.STRATEGY}}, True),
    ],
)
def test_a_demand_of_the_client_is_laid_on_whoever_provides(
    changed: dict[str, Any], *, found: bool
) -> None:
    catalogue = changed_catalogue(TSA_M1_01=changed)
    assert bool(told(parties, clause(1, "provider", "TSA_M1_01"), catalogue=catalogue)) == found
    early = {"responsible": (Party.CLIENT,), "proofs": {"section": Phase.SELECTION}}
    catalogue = changed_catalogue(TSA_M1_01=changed, TSA_M1_02=early, TSA_M1_03=early)
    assert bool(told(parties, clause(1, "provider", "TSA_M1"), catalogue=catalogue)) == found


def contact(*parties: str) -> list[Item]:
    ends = [item("party", n, {}, role=role) for n, role in enumerate(parties, start=1)]
    named = item("contact", 1, {"party": [end.id for end in ends] or ["TEST_GONE"]})
    return [named._replace(id="Us"), *ends]


@pytest.mark.parametrize(
    ("side", "roles", "found"),
    [
        (Side.CLIENT, ["client"], False),
        (Side.CLIENT, ["provider"], True),
        (Side.CLIENT, ["provider", "client"], False),
        (Side.CLIENT, ["third-party"], False),
        (Side.CLIENT, [], False),
        (Side.PROVIDER, ["client"], True),
        (Side.PROVIDER, ["provider"], False),
        (Side.JOINT, ["client"], False),
    ],
)
def test_a_phase_is_closed_by_somebody_of_the_own_side(
    side: Side, roles: list[str], *, found: bool
) -> None:
    expected = [
        f"wrong-side warning {phase} TEST {phase}" for phase in ("strategy", "requirements")
    ]
    said = told(sides, *contact(*roles), closed=Phase.REQUIREMENTS, side=side)
    assert said == (expected if found else [])


def test_each_link_of_each_object_to_itself_is_told() -> None:
    me = "TEST_CONTACT_001"
    deputies = [item("contact", 2, {"deputy": [me]}), item("contact", 1, {"deputy": [me]})]
    process = item("process", 1, {"uses": ["TEST_PROCESS_001"], "recovered_by": ["TEST_X"]})
    assert told(selves, *deputies, process) == [
        f"self-link error - {me} deputy",
        "self-link error - TEST_PROCESS_001 uses",
    ]
