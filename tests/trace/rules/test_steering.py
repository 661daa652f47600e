"""Rules about how a project is steered, asked of models in memory."""

from __future__ import annotations

import pytest

from nachweis.i18n import translator
from nachweis.model.items import Item
from nachweis.model.terms import Party, Phase
from nachweis.trace.coverage import cover
from nachweis.trace.graph import build_graph
from nachweis.trace.rules.steering import MISSING_CONCEPT, concepts, demands, duties
from tests.support.models import FIRST, NOW, changed_catalogue, item, project, small_catalogue, told


def demand(number: int, status: str, *targets: str, date: str = "2026-01-01") -> Item:
    return item("demand", number, {"asks_for": [*targets]}, status=status, date=date)


def decision(kind: str, until: str = "", status: str = "") -> Item:
    known = {"kind": kind, "until": until, "status": status, "approved_by": "Us"}
    return item("decision", 1, {"concerns": ["TSA_M1_01"]}, date="2026-01-01", **known)


OPEN = ["not-agreed error contract TEST_DEMAND_001"]


@pytest.mark.parametrize(
    ("others", "found"),
    [
        pytest.param([], OPEN, id="offered"),
        pytest.param([demand(2, "agreed", "TSA_M1_01")], [], id="agreed"),
        pytest.param([demand(2, "agreed", "TSA_M1")], [], id="agreed for the topic"),
        pytest.param([demand(2, "agreed", "TSA_M1_02")], OPEN, id="another is agreed"),
        pytest.param([demand(2, "agreed", "TSA_M1_01", date="2026-06-02")], OPEN, id="tomorrow"),
        pytest.param([demand(2, "agreed", "TSA_M1_01", date="2026-06-01")], [], id="today"),
        pytest.param([demand(2, "desired", "TSA_M1_01")], OPEN, id="it has come further before"),
        pytest.param(
            [demand(2, "refined", "TSA_M1_01")],
            ["not-agreed error contract TEST_DEMAND_002"],
            id="it has come further",
        ),
        pytest.param([demand(2, "rejected", "TSA_M1_01")], OPEN, id="a status that is none"),
        pytest.param([decision("deferred", "2026-06-01")], [], id="deferred until today"),
        pytest.param([decision("deferred", "2026-05-31")], OPEN, id="deferred until yesterday"),
        pytest.param([decision("deferred")], OPEN, id="deferred for ever"),
        pytest.param([decision("not-applicable")], [], id="tailored out"),
        pytest.param([decision("deferred", "2026-06-01", "draft")], OPEN, id="not decided yet"),
    ],
)
def test_a_demand_is_agreed_or_decided_on(others: list[Item], found: list[str]) -> None:
    assert told(demands, demand(1, "offered", "TSA_M1_01"), *others) == found


def test_what_does_not_apply_hides_nothing_behind_it() -> None:
    several = [demand(1, "offered", "TSB_M1_01", "TSA_M1_02"), demand(2, "agreed", "TSA_M1_01")]
    assert told(demands, *several) == OPEN
    assert told(demands, demand(1, "offered", "TSB_M1_01")) == []
    assert told(demands, demand(1, "never", "TSA_M1_01")) == []


@pytest.mark.parametrize(
    ("closed", "weight"),
    [(Phase.REQUIREMENTS, None), (Phase.SELECTION, "warning"), (Phase.CONTRACT, "error")],
)
def test_demands_are_settled_by_the_contract(closed: Phase, weight: str | None) -> None:
    found = told(demands, demand(1, "offered", "TSA_M1_01"), closed=closed)
    assert [line.split()[1] for line in found] == ([weight] if weight else [])


def concept(number: int, kind: str, status: str, *records: str, audited: str = "") -> Item:
    links = {"coordinated_by": [*records], "audited_by": [audited] if audited else []}
    return item("concept", number, links, kind=kind, status=status)


def record(number: int, **fields: str) -> Item:
    return item("record", number, {}, **{"date": "2026-01-01", "result": "pass", **fields})


R1, R2 = "TEST_RECORD_001", "TEST_RECORD_002"
ALL = [
    concept(number, kind, "coordinated", R1, audited=R1)
    for number, kind in enumerate(("client", "provider", "interface", "overall"), start=1)
]


@pytest.mark.parametrize(
    ("fields", "shown"),
    [
        ({}, True),
        ({"result": "partial"}, True),
        ({"result": "fail"}, False),
        ({"status": "draft"}, False),
        ({"date": "2026-06-01"}, True),
        ({"date": "2026-06-02"}, False),
        ({"date": ""}, False),
    ],
)
def test_a_record_shows_that_a_concept_was_coordinated_and_audited(
    fields: dict[str, str], *, shown: bool
) -> None:
    made = concept(2, "provider", "coordinated", R2, audited=R2)
    objects = [*ALL[:1], made, *ALL[2:], record(1), record(2, **fields)]
    expected = [
        f"{rule}-concept warning concept {made.id}" for rule in ("uncoordinated", "unaudited")
    ]
    assert told(concepts, *objects) == ([] if shown else expected)


def test_only_a_record_shows_it_and_one_of_several_does() -> None:
    section = item("section", 1, {}, date="2026-01-01")
    made = concept(1, "client", "draft", section.id)
    found = ["uncoordinated-concept warning concept TEST_CONCEPT_001"]
    assert told(concepts, made, *ALL[1:], record(1), section) == found
    several = concept(1, "client", "draft", "TEST_GONE", section.id, R1)
    assert told(concepts, several, *ALL[1:], record(1), section) == []


@pytest.mark.parametrize(
    ("status", "closed", "rules"),
    [
        ("draft", Phase.SELECTION, ""),
        ("coordinated", Phase.SELECTION, "uncoordinated-concept"),
        ("final", Phase.SELECTION, "uncoordinated-concept premature-final"),
        ("draft", Phase.CONTRACT, "uncoordinated-concept unaudited-concept"),
        ("final", Phase.CONCEPT, "uncoordinated-concept unaudited-concept premature-final"),
        ("final", Phase.MIGRATION, "uncoordinated-concept unaudited-concept"),
    ],
)
def test_what_a_concept_says_of_itself_is_held_against_it(
    status: str, closed: Phase, rules: str
) -> None:
    made = concept(2, "provider", status)
    found = told(concepts, *ALL[:1], made, *ALL[2:], record(1), closed=closed)
    assert [line.split()[0] for line in found] == rules.split()


@pytest.mark.parametrize(
    ("role", "kinds", "missing"),
    [
        ("third-party", "client provider interface overall", ""),
        ("network-provider", "client provider interface overall", "network-provider"),
        ("network-provider", "client provider interface overall network-provider", ""),
        ("client", "provider", "client interface overall"),
    ],
)
def test_the_set_of_concepts_is_whole(role: str, kinds: str, missing: str) -> None:
    made = [concept(n, kind, "draft", R1, audited=R1) for n, kind in enumerate(kinds.split())]
    party = item("party", 1, {}, role=role)
    expected = [f"missing-concept warning concept TEST {kind}" for kind in missing.split()]
    assert told(concepts, party, record(1), *made) == expected
    assert told(concepts, party, record(1), *made, closed=Phase.SELECTION) == []


def duty(number: int = 1, **fields: str) -> Item:
    known = {"kind": "exercise", "interval": "P6M"}
    return item("duty", number, {"renews": ["TSA_M2_EMG_01"]}, **{**known, **fields})


def done(number: int, date: str, *targets: str, **fields: str) -> Item:
    return item(
        "record", number, {"proves": [*targets]}, date=date, **{"kind": "exercise", **fields}
    )


LATE = ["overdue-duty error operation TEST_DUTY_001"]


@pytest.mark.parametrize(
    ("objects", "found"),
    [
        pytest.param([duty(first="2026-05-31")], LATE, id="yesterday"),
        pytest.param([duty(first="2026-06-01")], [], id="today"),
        pytest.param([duty()], LATE, id="six months after operation began"),
        pytest.param([duty(interval="P17M")], [], id="operation began less long ago"),
        pytest.param([duty(interval="often")], [], id="an interval that is none"),
        pytest.param([duty(), done(1, "2025-12-01", "TSA_M2_EMG_01")], [], id="to the day"),
        pytest.param([duty(), done(1, "2025-11-30", "TSA_M2_EMG_01")], LATE, id="a day more"),
        pytest.param([duty(), done(1, "2026-05-01", "TSA_M2_EMG")], [], id="of the topic"),
        pytest.param([duty(), done(1, "2026-05-01", "TSA_M2_OPS")], LATE, id="of another topic"),
        pytest.param(
            [duty(), done(1, "2026-05-01", "TSA_M2_EMG_01", kind="test")], LATE, id="another kind"
        ),
        pytest.param(
            [duty(kind=""), done(1, "2026-05-01", "TSA_M2_EMG_01", kind="test")], [], id="any kind"
        ),
        pytest.param(
            [duty(), done(1, "2026-05-01", "TSA_M2_EMG_01", status="draft")], LATE, id="a draft"
        ),
        pytest.param(
            [
                duty(),
                done(1, "2025-01-01", "TSA_M2_EMG_01"),
                done(2, "2026-05-01", "TSA_M2_EMG_01"),
                done(3, "2025-03-01", "TSA_M2_EMG_01"),
            ],
            [],
            id="the newest counts",
        ),
        pytest.param(
            [duty(2, first="2027-01-01"), duty(3, interval="often"), duty()], LATE, id="others"
        ),
    ],
)
def test_duties_are_done_again_in_time(objects: list[Item], found: list[str]) -> None:
    assert told(duties, *objects) == found


def test_a_duty_for_a_topic_is_done_by_a_record_of_one_of_its_requirements() -> None:
    whole = duty()._replace(links={"renews": ("TSA_M2_EMG",)})
    assert told(duties, whole, done(1, "2026-05-01", "TSA_M2_EMG_02")) == []


def test_no_duty_is_left_once_exit_is_closed() -> None:
    assert told(duties, duty(first="2026-05-31"), closed=Phase.EXIT) == []


def test_a_requirement_of_the_provider_alone_is_no_less_demanded() -> None:
    catalogue = changed_catalogue(TSA_M1_01={"responsible": (Party.PROVIDER,)})
    assert told(demands, demand(1, "offered", "TSA_M1_01"), catalogue=catalogue) == OPEN


def test_the_kind_of_a_concept_is_no_party_in_german() -> None:
    closed = {phase: FIRST for phase in Phase if phase.position <= Phase.CONTRACT.position}
    graph = build_graph(small_catalogue(), project(*ALL[1:], record(1), closed=closed))
    [missing] = [f for f in concepts(graph, cover(graph, NOW)) if f.rule == MISSING_CONCEPT.name]
    assert "Konzept des Auftraggebers" in translator("de").translate(missing.message)
