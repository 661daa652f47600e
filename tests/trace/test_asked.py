"""What a branch asks less for, in the catalogue and in registers."""

from __future__ import annotations

import pytest

from nachweis.model.catalogue import Requirement
from nachweis.model.items import Item
from nachweis.model.places import Place
from nachweis.model.terms import BasicValue, Level, Modal, Party, Phase, Recurrence
from nachweis.trace.asked import asks, bounds

BEFORE = Requirement(
    id="TSA_01",
    uuid="",
    label="",
    part_of="",
    measure="",
    source="",
    modal=Modal.MUST,
    text={},
    phases=(),
    responsible=(Party.CLIENT, Party.PROVIDER),
    proofs={"clause": Phase.CONTRACT, "record": Phase.OPERATION},
    recurrence=Recurrence.REGULAR,
    place=Place(path="x.yaml"),
    document="",
)


@pytest.mark.parametrize(
    "weaker",
    [
        {"proofs": {"clause": Phase.CONTRACT}},
        {"proofs": {"clause": Phase.EXIT, "record": Phase.OPERATION}},
        {"responsible": (Party.CLIENT,)},
        {"modal": Modal.SHOULD},
        {"recurrence": Recurrence.ONCE},
        {"recurrence": Recurrence.NONE},
        {"level": Level.INCREASED, "cia": (BasicValue.AVAILABILITY,)},
        {"level": Level.INCREASED, "cia": (*BasicValue,)},
    ],
)
def test_a_requirement_asks_for_less(weaker: dict[str, object]) -> None:
    after = BEFORE._replace(**weaker)  # type: ignore[arg-type]  # any of its fields
    assert {*asks(BEFORE)} - {*asks(after)}
    assert not {*asks(after)} - {*asks(BEFORE)}


def test_a_requirement_asks_for_more() -> None:
    earlier = {"clause": Phase.CONCEPT, "record": Phase.CONCEPT, "section": Phase.CONCEPT}
    after = BEFORE._replace(proofs=earlier, recurrence=Recurrence.CONTINUOUS)
    assert not {*asks(BEFORE)} - {*asks(after)} - {"clause by contract"}


def test_records_of_other_kinds_are_something_else() -> None:
    exercised, either, again = (
        {*asks(BEFORE._replace(record_kinds=kinds))}
        for kinds in (("test",), ("test", "exercise"), ("exercise", "test"))
    )
    assert either == again
    assert either - exercised == {"one of exercise test"}
    assert exercised - {*asks(BEFORE)} == {"one of test"}


def test_an_increased_level_asks_for_the_basic_values_that_it_names() -> None:
    level = BEFORE._replace(level=Level.INCREASED, cia=(BasicValue.AVAILABILITY,))
    assert {word for word in asks(level) if word.startswith("for ")} == {"for A"}
    assert {*asks(BEFORE)} - {*asks(level)} == {"always", "for C", "for I"}


@pytest.mark.parametrize(
    ("kind", "fields", "expected"),
    [
        (
            "process",
            {
                "availability": "very high",
                "integrity": "high",
                "confidentiality": "normal",
                "mtpd": "P1D",
                "rto": "PT4H",
                "rpo": "PT1H",
                "personal_data": "none",
            },
            {
                "availability": -2,
                "integrity": -1,
                "confidentiality": 0,
                "mtpd": 86400,
                "rto": 14400,
                "rpo": 3600,
                "personal_data": 0,
            },
        ),
        ("process", {"mtpd": "soon", "personal_data": "special"}, {"personal_data": 0}),
        ("asset", {"availability": "any", "rto": "PT4H", "personal_data": "special"}, {}),
        ("asset", {"rank": "4", "target": "5"}, {}),
        ("infoclass", {"rank": "4", "target": "5"}, {"rank": -4}),
        ("infoclass", {"rank": "first"}, {}),
        ("sla", {"target": "99.7", "direction": "at least"}, {"target": -99.7}),
        ("sla", {"target": "4", "rank": "5"}, {"target": 4}),
    ],
)
def test_the_limits_of_an_entry(
    kind: str, fields: dict[str, str], expected: dict[str, float]
) -> None:
    place = Place(path="x.yaml")
    entry = Item(type=kind, id="T_1", title="", place=place, document="", fields=fields)
    assert dict(bounds(entry)) == expected


@pytest.mark.parametrize(
    ("kind", "before", "after"),
    [
        ("asset", {"availability": "high"}, {"availability": "normal"}),
        ("process", {"availability": "very high"}, {}),
        ("process", {"mtpd": "P1D"}, {"mtpd": "P2D"}),
        ("process", {"rto": "PT4H"}, {}),
        ("process", {"personal_data": "personal"}, {}),
        (
            "sla",
            {"target": "99.7", "direction": "at least"},
            {"target": "9", "direction": "at least"},
        ),
        ("sla", {"target": "4", "direction": "at most"}, {"target": "40", "direction": "at most"}),
        ("infoclass", {"rank": "4"}, {"rank": "1"}),
    ],
)
def test_an_entry_limits_less(kind: str, before: dict[str, str], after: dict[str, str]) -> None:
    def bound(fields: dict[str, str]) -> dict[str, float]:
        place = Place(path="x.yaml")
        return dict(
            bounds(Item(type=kind, id="T_1", title="", place=place, document="", fields=fields))
        )

    [(name, limit)] = bound(before).items()
    assert not bound(after).get(name, float("inf")) <= limit
    assert bound(before)[name] <= limit
