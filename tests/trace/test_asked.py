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
