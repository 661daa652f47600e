"""What a branch asks less for, in the catalogue and in registers."""

from __future__ import annotations

from typing import Final

import pytest

from nachweis.model.catalogue import Requirement
from nachweis.model.evidence import MappingRule
from nachweis.model.kinds import Field, Link, ObjectType, Origin, Tense
from nachweis.model.objects import TYPE
from nachweis.model.places import Place
from nachweis.model.terms import BasicValue, Level, Modal, Party, Phase, Recurrence
from nachweis.trace.asked import asks

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
        {"part_of": "TSA_OTHER"},
        {"stated": ("TSA_OTHER",)},
        {"level": Level.INCREASED, "cia": (BasicValue.AVAILABILITY,)},
        {"level": Level.INCREASED, "cia": (*BasicValue,)},
    ],
)
def test_a_requirement_asks_for_less(weaker: dict[str, object]) -> None:
    after = BEFORE._replace(**weaker)  # type: ignore[arg-type]  # any of its fields
    assert {*asks(BEFORE)} - {*asks(after)}
    new = {*asks(after)} - {*asks(BEFORE)}
    assert not new - {"part of TSA_OTHER", "stated by TSA_OTHER"}


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


FREE: Final = {
    "*": {
        "reason": "words for people",
        "owner": "whoever answers; a contact that is not there is told",
        "kind": "what it is; what rests on it is asked for by the rules about its kind",
        "by": "whoever it was; a contact that is not there is told",
        "date": "says that something was done; a day to come is told",
        "version": "words for people",
        "model": "where its text comes from",
        "statement": "verified against the signed file of the party",
        "stated_by": "verified against the signed file of the party",
        "valid_until": "verified against the signed file of the party",
        "status": "goes on by negotiation; from where it counts, the gate asks for what is missing",
    },
    "party": {
        "sphere": "words for people",
        "works_for": "the chain of contracts; duty-not-passed-on asks for what is missing in it",
    },
    "contact": {
        **dict.fromkeys(("phone", "mail", "hours", "customer_number"), "how it is reached"),
        "roles": "a role that nobody fills is told",
        "deputy": "a contact without one is told",
    },
    "dependency": {
        **dict.fromkeys(("service", "location"), "words for people"),
        "supplier": "a dependency without one is told",
        "passes_on": "duty-not-passed-on asks for what is missing",
    },
    "infoclass": {"handling": "words for people"},
    "partner": {
        **dict.fromkeys(("channel", "purpose"), "words for people"),
        "authorised": "without it the partner receives nothing",
        "authorised_by": "without it the partner receives nothing",
    },
    "right": {
        "holder": "who holds it is what reviews ask for; a right without a holder is told",
        "grants": "what it opens is what reviews ask for; a right without it is told",
    },
    "process": {
        "recovered_by": "unplanned-recovery and untried-recovery ask for it",
        "assessed_by": "missing-dpia asks for it",
    },
    "interface": {
        "purpose": "words for people",
        "protocol": "words for people",
    },
    "sla": {"agreed_in": "unmeasured levels and those without a clause are told"},
    "objective": {
        "metric": "words for people",
        "measured_by": "unmeasured-objective asks for it",
    },
    "concept": {
        "coordinated_by": "uncoordinated-concept asks for it",
        "audited_by": "unaudited-concept asks for it",
    },
    "agreement": {"contains": "the checklist of what it settles asks for each part"},
    "action": {"checked_by": "overdue-action asks for it"},
    "criterion": {
        "clause": "words for people",
        **dict.fromkeys(
            ("weight", "knock_out", "minimum", "weighs"),
            "weakened-weight tells it once a bidder has answered",
        ),
    },
    "question": {"about": "words for people"},
    "offer": dict.fromkeys(
        ("evidence", "rendered_by", "remark", "version"), "words of a bidder; its answer is guarded"
    ),
    "particular": dict.fromkeys(
        ("service", "location", "reach", "issuer", "valid_until", "level"), "words of a bidder"
    ),
    "clause": {
        "number": "words for people",
        "obliges": "part of what it says, which makes links to it suspect",
        "answers": "processing-agreement-gap asks for it",
        "fulfils": "the gate asks for the proof that is missing",
    },
    "section": {
        "concept": "part of what it says, which makes links to it suspect",
        "answers": "processing-agreement-gap asks for it",
        "addresses": "the gate asks for the proof that is missing",
        "implements": "the gate asks for a clause that is put into practice",
        "describes": "undescribed interfaces are told",
    },
    "record": {
        "file": "evidence-missing and evidence-changed watch it",
        "sha256": "evidence-missing and evidence-changed watch it",
        "answers": "processing-agreement-gap asks for it",
        "proves": "the gate asks for the proof that is missing; of what did not pass, see below",
        "checks": "untried-recovery asks for it",
    },
}
"""Fields and links of which no change asks for less in silence, and why."""
WORDED: Final = {"decision", "derogation"}
"""Types of which no word may change."""


@pytest.mark.parametrize(
    "kind", [t for t in TYPE.values() if t.origin is not Origin.CATALOGUE], ids=lambda t: t.name
)
def test_each_field_is_guarded_or_asks_for_nothing(kind: ObjectType) -> None:
    given: tuple[Field | Link, ...] = (*kind.fields, *kind.links)
    parts = {part.name: part for part in given}
    watched = {name for name, part in parts.items() if part.guard}
    watched |= {f.name for f in kind.fields if f.tense is Tense.PAST and f.guard is None}
    free = FREE.get(kind.name, {}).keys() | (FREE["*"].keys() & parts.keys() - watched)
    assert free <= parts.keys()
    assert not free & watched
    if kind.name not in WORDED:
        lacking = parts.keys() - free - watched
        assert not lacking, (
            "which change of it asks for less? declare a guard, or say here why none"
        )


COMPARED: Final = {
    *("id", "part_of", "modal", "responsible", "recurrence", "proofs", "level", "cia"),
    *("record_kinds", "stated"),
}
"""Fields of a requirement that :func:`asks` compares."""
WORDS: Final = {
    **dict.fromkeys(("uuid", "label", "source", "place", "document"), "where it comes from"),
    **dict.fromkeys(("text", "derived", "sharper"), "a changed text makes links to it suspect"),
    "measure": "follows from the topic that it is part of",
    "phases": "words for people; proofs say when they are due",
    "roles": "words for people; a role that nobody fills is told",
    "see": "words for people",
    "imported": "what the mapping decides of it stands in the other fields",
}
"""Fields of a requirement of which no change asks for less in silence, and why."""


def test_each_field_of_a_requirement_is_compared_or_asks_for_nothing() -> None:
    assert set(Requirement._fields) == COMPARED | WORDS.keys()


MAPPED: Final = {
    "report": "a case that failed and is mapped no longer is gone (weakened-record)",
    "case": "the same",
    "proves": "of what failed, a requirement less is told (weakened-record)",
    "checks": "untried-recovery asks for it",
    "kind": "what it is; a requirement that wants another kind asks for it",
    "title": "words for people",
    "by": "whoever it was",
    "infoclass": "a less strict class of a record is told (weakened-disclosure)",
    "place": "where it stands",
}
"""What an entry of ``evidence/mapping.yaml`` says, and why no change of it is silent."""


def test_each_field_of_the_mapping_of_evidence_is_thought_of() -> None:
    assert set(MappingRule._fields) == MAPPED.keys()
