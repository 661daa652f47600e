"""Rules about agreements, asked of models in memory: which there are, and what each settles."""

from __future__ import annotations

import pytest

from nachweis.model.catalogue import Catalogue
from nachweis.model.items import Item
from nachweis.model.steering_types import AGREEMENT_MEASURES
from nachweis.model.terms import Phase
from nachweis.trace.rules.agreements import PROCESSING_DUTIES, gaps, missing, processing
from tests.support.models import changed_catalogue, item, told

KIND = "staff"
MEASURE = AGREEMENT_MEASURES[KIND]


def agreement(number: int = 1, *contains: str, settles: str = "", **fields: str) -> Item:
    links = {"contains": [*contains], "settles": settles.split()}
    return item("agreement", number, links, **{"kind": KIND, "status": "agreed", **fields})


def clause(number: int, *targets: str, **fields: str) -> Item:
    return item("clause", number, {"fulfils": [*targets]}, **{"status": "agreed", **fields})


C1, C2, S1 = "TEST_CLAUSE_001", "TEST_CLAUSE_002", "TEST_SECTION_001"
GAP = "agreement-gap warning {} TEST_AGREEMENT_001"


@pytest.mark.parametrize(
    ("made", "found"),
    [
        (agreement(settles="TSA_M1_01"), "contract"),
        (agreement(1, C1, settles="TSA_M1_01"), None),
        (agreement(1, C2, settles="TSA_M1_01"), "contract"),
        (agreement(1, C1, settles="TSA_M1"), "contract"),
        (agreement(1, C1, C2, settles="TSA_M1"), "contract"),
        (agreement(1, C1, S1, settles="TSA_M1_01 TSA_M1_02"), None),
        (agreement(1, C1, settles="TSA_M1_01 TSA_GEN_01"), "strategy"),
        (agreement(1, "TEST_CLAUSE_003", settles="TSA_M1"), None),
        (agreement(1, "TEST_CLAUSE_004", settles="TSA_M1_03"), "contract"),
        (agreement(1, "TEST_GONE", "TEST_PARTY_001", settles="TSA_M1_03"), "contract"),
        (agreement(1, C1, settles="TSA_M2_OPS"), None),
        (agreement(), "-"),
        (agreement(kind="data-processing"), None),
    ],
)
def test_an_agreement_answers_its_checklist(made: Item, found: str | None) -> None:
    objects = [
        clause(1, "TSA_M1_01"),
        clause(2, "TSA_M1_02"),
        clause(3, "TSA_M1"),
        clause(4, "TSA_M1_03", status="open"),
        item("section", 1, {"addresses": ["TSA_M1_02"]}, status="draft"),
        item("party", 1, {}),
        agreement(2, C1, settles="TSA_M1_01"),
    ]
    assert told(gaps, *objects, made) == ([GAP.format(found)] if found else [])


def test_what_is_due_later_or_does_not_apply_is_not_settled_yet() -> None:
    made = agreement(settles="TSA_M1_01")
    assert told(gaps, made, closed=Phase.REQUIREMENTS) == []
    known = {"date": "2026-01-01", "approved_by": "Us"}
    for kind in ("not-applicable", "deferred"):
        taken = item(
            "decision", 1, {"concerns": ["TSA_M1"]}, kind=kind, until="2027-01-01", **known
        )
        assert told(gaps, made, taken) == []


def test_the_first_cell_that_asks_for_a_text_says_when_it_is_due() -> None:
    made = agreement(settles="TSA_M1_02")
    assert told(gaps, made) == [GAP.format("contract")]


def _catalogue(first: Phase, second: Phase) -> Catalogue:
    """Return a catalogue in which two requirements are of the measure of an agreement."""
    catalogue = changed_catalogue(
        TSA_M1_01={"measure": MEASURE, "proofs": {"clause": first}},
        TSA_M1_03={"measure": MEASURE, "proofs": {"section": second, "record": Phase.STRATEGY}},
    )
    group = catalogue.groups["TSA_M1"]._replace(id=MEASURE, label="The measure")
    return catalogue._replace(groups={**catalogue.groups, MEASURE: group})


OTHER = agreement(2, kind="other")
LACKS = f"missing-agreement warning {{}} {MEASURE} {KIND}"


@pytest.mark.parametrize(
    ("made", "closed", "found"),
    [
        ([], Phase.CONCEPT, None),
        ([OTHER], Phase.CONCEPT, "contract"),
        ([OTHER], Phase.REQUIREMENTS, None),
        ([OTHER], Phase.SELECTION, "contract"),
        ([agreement(status="draft")], Phase.SELECTION, None),
        ([agreement(status="draft")], Phase.CONTRACT, "contract"),
        ([OTHER, agreement(status="draft"), agreement(3)], Phase.CONTRACT, None),
        ([agreement()], Phase.CONTRACT, None),
    ],
)
def test_a_measure_that_wants_an_agreement_has_one_that_binds(
    made: list[Item], closed: Phase, found: str | None
) -> None:
    for phases in ((Phase.CONTRACT, Phase.CONCEPT), (Phase.CONCEPT, Phase.CONTRACT)):
        said = told(missing, *made, closed=closed, catalogue=_catalogue(*phases))
        assert said == ([LACKS.format(found)] if found else [])


def process(number: int, data: str) -> Item:
    return item("process", number, {}, personal_data=data)


ALL = ", ".join(PROCESSING_DUTIES)
PROCESSING = agreement(1, C1, kind="data-processing")
NONE_YET = "processing-agreement-gap {} contract TEST_PROCESS_001"


@pytest.mark.parametrize(
    ("closed", "weight"),
    [(Phase.REQUIREMENTS, None), (Phase.SELECTION, "warning"), (Phase.CONTRACT, "error")],
)
def test_personal_data_want_an_agreement_with_the_contract(
    closed: Phase, weight: str | None
) -> None:
    expected = [NONE_YET.format(weight)] if weight else []
    processes = [process(2, "none"), process(3, ""), process(1, "personal"), process(4, "special")]
    assert told(processing, *processes, agreement(2), closed=closed) == expected
    assert told(processing, *processes[:2], closed=closed) == []
    answered = item("clause", 1, {}, answers=ALL)
    assert told(processing, *processes, PROCESSING, answered, closed=closed) == []


def test_every_duty_has_a_clause_of_the_agreement() -> None:
    left = [name for name in PROCESSING_DUTIES if name != "GDPR 28.3.c"]
    answers = item("clause", 1, {}, answers=", ".join(left))
    expected = ["processing-agreement-gap error contract TEST_AGREEMENT_001 GDPR 28.3.c"]
    assert told(processing, answers, PROCESSING) == expected
    beside = item("clause", 2, {}, answers=ALL)
    assert told(processing, answers, beside, PROCESSING) == expected
    both = agreement(1, "TEST_GONE", C1, C2, kind="data-processing")
    assert told(processing, answers, beside, both) == []
    superseded = beside._replace(fields={**beside.fields, "status": "superseded"})
    assert told(processing, answers, superseded, both) == expected
