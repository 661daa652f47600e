"""Rules about decisions and derogations, asked of models in memory."""

from __future__ import annotations

import pytest

from nachweis.model.items import Item
from nachweis.model.terms import Phase
from nachweis.trace.rules.decisions import against, derogations, incomplete
from tests.support.models import item, told

D1 = "TEST_DECISION_001"


def decision(number: int = 1, /, *targets: str, **fields: str) -> Item:
    known = {"kind": "accepted-risk", "date": "2026-01-01", "approved_by": "Us"}
    return item("decision", number, {"concerns": [*targets]}, **{**known, **fields})


@pytest.mark.parametrize(
    ("made", "rules"),
    [
        (decision(), "decision-without-end"),
        (decision(until="2027-01-01"), ""),
        (decision(kind="deferred"), "decision-without-end"),
        (decision(kind="not-applicable"), ""),
        (decision(kind="weakening", weakens="x"), ""),
        (decision(kind="weakening"), "unclear-weakening"),
        (decision(kind="weakening", weakens="x", until="2027-01-01"), "unclear-weakening kind"),
        (decision(1, "TSA_M1", kind="weakening", weakens="x"), "unclear-weakening kind"),
        (
            decision(1, "TSA_M1", kind="weakening"),
            "unclear-weakening unclear-weakening kind",
        ),
        (decision()._replace(body=" \n"), "decision-without-reason decision-without-end"),
        (decision(kind="not-applicable")._replace(body=""), "decision-without-reason"),
        (decision(kind="weakening", weakens="x")._replace(body=""), "decision-without-reason"),
    ],
)
def test_a_decision_is_whole(made: Item, rules: str) -> None:
    found = told(
        incomplete, item("clause", 1, {}), decision(2, kind="weakening", weakens="x"), made
    )
    assert " ".join(found).replace(f" error - {D1}", "") == rules


@pytest.mark.parametrize(
    ("proof", "found"),
    [
        (item("clause", 1, {"fulfils": ["TSA_M1_01"]}, status="agreed"), "TSA_M1_01 clause"),
        (item("clause", 1, {"fulfils": ["TSA_M1_01"]}, status="offered"), ""),
        (item("clause", 1, {"fulfils": ["TSA_M1"]}, status="agreed"), ""),
        (item("clause", 1, {"fulfils": ["TSA_M1_03"]}, status="agreed"), ""),
        (item("record", 1, {"proves": ["TSA_M1_02"]}, date="2026-01-01"), "TSA_M1_02 record"),
        (item("record", 1, {"proves": ["TSA_M1_02"]}, status="draft"), ""),
        (item("record", 1, {"proves": ["TSA_M1_02"]}, status="superseded"), ""),
        (item("record", 1, {"proves": ["TSA_M1_02"]}, status="open"), ""),
        (item("section", 1, {"addresses": ["TSA_M1_02"]}, status="approved"), "TSA_M1_02 section"),
    ],
)
def test_what_is_tailored_out_is_not_proven(proof: Item, found: str) -> None:
    taken = decision(1, "TSA_M1_01", "TSA_M1_02", kind="not-applicable")
    draft = proof._replace(
        id="TEST_0", fields={"status": "draft"}, place=proof.place._replace(line=0)
    )
    again = proof._replace(id="TEST_Z", place=proof.place._replace(line=99))
    expected = [f"tailored-and-proven warning - {D1} {found}"] if found else []
    assert told(against, taken, draft, proof, again) == expected
    waived = decision(1, "TSA_M1_01", "TSA_M1_02", until="2027-01-01")
    assert told(against, waived, proof) == []


def test_each_kind_of_proof_of_each_requirement_is_told_once() -> None:
    taken = decision(1, "TSA_M1", kind="not-applicable")
    proofs = [
        item("clause", 1, {"fulfils": ["TSA_M1_03", "TSA_M1_02"]}, status="agreed"),
        item("record", 1, {"proves": ["TSA_M1_02"]}, date="2026-01-01"),
    ]
    assert told(against, taken, *proofs) == [
        f"tailored-and-proven warning - {D1} TSA_M1_02 clause",
        f"tailored-and-proven warning - {D1} TSA_M1_02 record",
        f"tailored-and-proven warning - {D1} TSA_M1_03 clause",
    ]


def derogation(number: int = 1, /, **fields: str) -> Item:
    return item("derogation", number, {"departs_from": ["TSA_M1_01"]}, **fields)


ENDLESS = "derogation-without-end error -"
OPEN = "open-derogation error -"


@pytest.mark.parametrize(
    ("fields", "found"),
    [
        ({}, [ENDLESS]),
        ({"until": "soon"}, [ENDLESS]),
        ({"ends_with": "summer"}, [ENDLESS]),
        ({"lifted": "2026-05-01"}, [ENDLESS]),
        ({"until": "2026-06-01"}, []),
        ({"until": "2026-05-31"}, [OPEN]),
        ({"until": "2026-05-31", "lifted": "2026-06-01"}, []),
        ({"until": "2026-05-31", "lifted": "2026-06-02"}, [OPEN]),
        ({"ends_with": "migration"}, ["open-derogation error migration"]),
        ({"ends_with": "operation"}, []),
        ({"ends_with": "migration", "lifted": "2026-06-01"}, []),
        ({"ends_with": "migration", "until": "2026-05-31"}, [OPEN]),
        ({"ends_with": "migration", "until": "2026-06-01"}, ["open-derogation error migration"]),
        ({"ends_with": "operation", "until": "2026-05-31"}, [OPEN]),
    ],
)
def test_a_derogation_ends_with_its_day_or_phase(fields: dict[str, str], found: list[str]) -> None:
    lifted = derogation(2, until="2026-05-31", lifted="2026-05-31")
    objects = [decision(until="2026-05-31"), lifted, derogation(**fields)]
    assert told(derogations, *objects, closed=Phase.MIGRATION) == [
        f"{line} TEST_DEROGATION_001" for line in found
    ]
