"""Findings point to the option that has to be corrected, each on a line of its own."""

from __future__ import annotations

from typing import Any, Final

import pytest

from nachweis.model.findings import Check
from nachweis.model.intervals import DEFAULT_INTERVALS, parse_interval
from nachweis.model.items import Item
from nachweis.model.project import Tender
from nachweis.model.terms import Phase, Side
from nachweis.trace.coverage import cover
from nachweis.trace.graph import build_graph
from nachweis.trace.rules import (
    actions,
    agreements,
    cells,
    dates,
    decisions,
    levels,
    links,
    network,
    people,
    processes,
    records,
    registers,
    risks,
    steering,
    tender,
    texts,
)
from tests.support.models import FIRST, NOW, item, project, small_catalogue

SETTINGS: Final = ("intervals.regular", "tender.chosen", "catalog.TSA", "catalog.TSA_M1")


def options(check: Check, *items: Item, closed: Phase = Phase.MIGRATION, **more: Any) -> list[str]:
    """Return rule and subject of what a check finds, with the option or setting it points to."""
    names = sorted({name for made in items for name in (*made.fields, *made.links)})
    at = {name: 100 + number for number, name in enumerate(names)}
    placed = [
        made._replace(lines={name: at[name] for name in (*made.fields, *made.links)})
        for made in items
    ]
    made = project(*placed, closed={p: FIRST for p in Phase if p.position <= closed.position})
    place = made.settings.place
    wheres = {name: place._replace(line=500 + n) for n, name in enumerate(SETTINGS)}
    closings = {
        phase: closing._replace(place=place._replace(line=600 + phase.position))
        for phase, closing in made.settings.closed.items()
    }
    settings = made.settings._replace(**{"places": wheres, "closed": closings, **more})
    graph = build_graph(small_catalogue(), made._replace(settings=settings))
    called = {
        **{line: name for name, line in at.items()},
        **{500 + number: name for number, name in enumerate(SETTINGS)},
        **{600 + phase.position: f"phases.{phase}" for phase in Phase},
    }
    return [
        f"{f.rule} {f.subject.removeprefix('TEST_')} {called.get(f.place.line, 'id')}"
        for f in check(graph, cover(graph, NOW))
    ]


def record(number: int = 1, *proves: str, **fields: str) -> Item:
    known = {"kind": "audit", "date": "2026-05-01", "result": "pass", **fields}
    return item("record", number, {"proves": [*proves]}, **known)


def action(*checked: str, **fields: str) -> Item:
    named = {"checked_by": [*checked]} if checked else {"checked_by": ["TEST_NONE"]}
    return item("action", 1, {"corrects": ["TEST_RECORD_001"], **named}, **fields)


DECIDED: Final = {"date": "2026-01-01", "approved_by": "Us"}


@pytest.mark.parametrize(
    ("check", "items", "found"),
    [
        (actions.missing, [record(result="fail")], ["missing-action RECORD_001 result"]),
        (actions.overdue, [action(due="2026-05-01")], ["overdue-action ACTION_001 due"]),
        (
            actions.overdue,
            [action(due="2026-01-01", done="2026-01-01")],
            ["overdue-action ACTION_001 checked_by"],
        ),
        (
            actions.checks,
            [action("TEST_RECORD_001", due="2026-05-30", done="2026-05-30"), record()],
            ["unfitting-check ACTION_001 checked_by"],
        ),
        (
            agreements.processing,
            [item("process", 1, {}, personal_data="basic")],
            ["processing-agreement-gap PROCESS_001 personal_data"],
        ),
        (
            agreements.processing,
            [item("agreement", 1, {"contains": []}, kind="data-processing")],
            ["processing-agreement-gap AGREEMENT_001 contains"] * 9,
        ),
        (
            agreements.gaps,
            [item("agreement", 1, {"settles": []}, kind="incident")],
            ["agreement-gap AGREEMENT_001 id"],
        ),
        (
            agreements.gaps,
            [item("agreement", 1, {"settles": ["TSA_M1_01"], "contains": []}, kind="incident")],
            ["agreement-gap AGREEMENT_001 contains"],
        ),
        (
            dates.dates,
            [record(date="2027-01-01")],
            ["date-in-the-future RECORD_001 date"],
        ),
        (
            dates.dates,
            [item("derogation", 1, {}, since="2026-05-01", until="2026-04-30")],
            ["date-order DEROGATION_001 until"],
        ),
        (
            dates.intervals,
            [item("duty", 1, {}, interval="P6Y")],
            ["long-interval DUTY_001 interval"],
        ),
        (
            decisions.incomplete,
            [item("decision", 1, {}, kind="weakening", weakens="side", until="2027-01-01")],
            ["unclear-weakening DECISION_001 kind"],
        ),
        (
            decisions.incomplete,
            [item("decision", 1, {}, kind="weakening")],
            ["unclear-weakening DECISION_001 id"],
        ),
        (
            decisions.incomplete,
            [item("decision", 1, {}, kind="deferred")._replace(body=" ")],
            ["decision-without-reason DECISION_001 id", "decision-without-end DECISION_001 id"],
        ),
        (
            decisions.against,
            [
                item("decision", 1, {"concerns": ["TSA_M1_01"]}, kind="not-applicable", **DECIDED),
                item("clause", 2, {"fulfils": ["TSA_M1_01"]}, status="agreed"),
            ],
            ["tailored-and-proven DECISION_001 concerns"],
        ),
        (
            decisions.derogations,
            [item("derogation", 1, {}, until="2026-05-31")],
            ["open-derogation DEROGATION_001 until"],
        ),
        (
            decisions.derogations,
            [item("derogation", 1, {}, ends_with="contract")],
            ["open-derogation DEROGATION_001 ends_with"],
        ),
        (
            decisions.derogations,
            [item("derogation", 1, {}, since="2026-05-31")],
            ["derogation-without-end DEROGATION_001 id"],
        ),
        (
            levels.service_levels,
            [
                item("sla", 1, {}, target="4", direction="at most", measured="2026-05: 5"),
                item("sla", 2, {}, target="4", direction="at most", measured="soon"),
            ],
            ["missed-sla SLA_001 measured", "unmeasured-sla SLA_002 measured"],
        ),
        (
            levels.objectives,
            [item("objective", 1, {}, due="2026-05-31", goal="9")],
            ["unmeasured-objective OBJECTIVE_001 due"],
        ),
        (
            links.targets,
            [item("clause", 1, {"fulfils": ["TSA_NONE"]}, number="1")],
            ["unknown-target CLAUSE_001 fulfils"],
        ),
        (
            links.useless,
            [item("clause", 1, {"fulfils": ["TSA_GEN_02"]}, number="1")],
            ["useless-link CLAUSE_001 fulfils"],
        ),
        (
            links.contacts,
            [item("contact", 1, {}), record(2, by="TEST_K_9")],
            ["unknown-contact RECORD_002 by"],
        ),
        (
            network.protection,
            [
                item("process", 1, {"uses": ["TEST_ASSET_002"]}, availability="high", reason="So"),
                item("asset", 2, {}, availability="normal", reason="So"),
            ],
            [
                "protection-without-reason PROCESS_001 availability",
                "protection-too-low ASSET_002 availability",
                "protection-too-low TEST id",
            ],
        ),
        (
            network.interfaces,
            [item("interface", 1, {"between": ["TEST_ASSET_001"]}, protocol="SSH")],
            ["one-sided-interface INTERFACE_001 between"],
        ),
        (
            network.interfaces,
            [item("interface", 1, {"between": ["A", "B"]}, protocol="SSH")],
            ["undescribed-interface INTERFACE_001 id"],
        ),
        (
            people.partners,
            [
                item("partner", 1, {}, authorised="2026-06-02", authorised_by="Us"),
                item("partner", 2, {}, authorised_by="Us"),
                item("partner", 3, {}, authorised="2026-05-02"),
            ],
            [
                "unauthorised-partner PARTNER_001 authorised",
                "unauthorised-partner PARTNER_002 id",
                "unauthorised-partner PARTNER_003 authorised",
            ],
        ),
        (
            processes.plans,
            [item("process", 1, {"recovered_by": []}, rto="PT4H")],
            ["unplanned-recovery PROCESS_001 recovered_by"],
        ),
        (
            processes.plans,
            [
                item("process", 1, {"recovered_by": ["TEST_SECTION_002"]}, rto="PT4H"),
                item("section", 2, {}, status="approved"),
            ],
            ["untried-recovery PROCESS_001 recovered_by"],
        ),
        (
            processes.recovery,
            [item("process", 1, {}, rto="PT4H", mtpd="PT4H")],
            ["recovery-gap PROCESS_001 rto"],
        ),
        (
            processes.impact_assessments,
            [item("process", 1, {}, personal_data="special")],
            ["missing-dpia PROCESS_001 personal_data"],
        ),
        (
            processes.agreed_values,
            [
                item("clause", 1, {"restores": ["TEST_ASSET_001"]}, number="1", rpo="PT4H"),
                item("clause", 2, {"restores": ["TEST_ASSET_001"]}, number="2", rpo="PT5H"),
            ],
            ["contradictory-promise CLAUSE_002 rpo"],
        ),
        (
            records.shared_evidence,
            [
                record(1, file="a.pdf", sha256="00"),
                record(2, file="b.pdf", sha256="00"),
                record(3, file="TEST_RECORD_001/c.pdf", sha256="11"),
            ],
            ["evidence-of-another RECORD_002 file", "evidence-of-another RECORD_003 file"],
        ),
        (
            registers.reviews,
            [
                item("right", 1, {}, granted="2025-01-01", reviewed="2025-02-01"),
                item("right", 2, {}, granted="2025-01-01"),
            ],
            ["unreviewed-right RIGHT_001 reviewed", "unreviewed-right RIGHT_002 granted"],
        ),
        (
            registers.parties,
            [item("clause", 1, {"fulfils": ["TSA_M1_01"]}, number="1", obliges="client")],
            ["wrong-party CLAUSE_001 obliges"],
        ),
        (
            registers.classes,
            [item("infoclass", 1, {}), record(2, infoclass="Shut")],
            ["unknown-infoclass RECORD_002 infoclass"],
        ),
        (
            registers.selves,
            [item("contact", 1, {"deputy": ["TEST_CONTACT_001"]}, roles="ISO")],
            ["self-link CONTACT_001 deputy"],
        ),
        (
            risks.treatment,
            [item("threat", 1, {}, likelihood="frequent", damage="existential", treatment="avoid")],
            ["risk-without-treatment THREAT_001 treatment"],
        ),
        (
            risks.acceptance,
            [
                item(
                    "threat", 1, {}, likelihood="frequent", damage="existential", treatment="accept"
                )
            ],
            ["unsigned-risk THREAT_001 treatment"],
        ),
        (
            risks.acceptance,
            [
                item(
                    "threat",
                    1,
                    {},
                    treatment="reduce",
                    residual_likelihood="frequent",
                    residual_damage="existential",
                )
            ],
            ["unsigned-risk THREAT_001 residual_damage"],
        ),
        (
            steering.demands,
            [item("demand", 1, {"asks_for": ["TSA_M1_01"]}, status="offered", date="2026-01-01")],
            ["not-agreed DEMAND_001 status"],
        ),
        (
            steering.duties,
            [
                item("duty", 1, {"renews": ["TSA_GEN_02"]}, interval="P1M", first="2026-01-01"),
                item("duty", 2, {"renews": ["TSA_M1_02"]}, interval="P1M", first="2026-01-01"),
                record(3, "TSA_M1_02", date="2026-02-01"),
            ],
            ["overdue-duty DUTY_001 first", "overdue-duty DUTY_002 interval"],
        ),
        (
            texts.repeated_numbers,
            [item("clause", 1, {}, number="7.1"), item("clause", 2, {}, number="7.1")],
            ["duplicate-number CLAUSE_002 number"],
        ),
        (
            texts.examples,
            [item("contact", 1, {}, tags="example")],
            ["example-entry CONTACT_001 tags"],
        ),
        (
            texts.examples,
            [item("contact", 1, {}, mail="a@b.example")],
            ["example-entry CONTACT_001 id"],
        ),
        (
            tender.weights,
            [
                item("criterion", 1, {}, weight="much", fixed="2026-05-02"),
                item("offer", 2, {}, date="2026-05-01"),
            ],
            ["unusable-weight CRITERION_001 weight", "late-weight CRITERION_001 fixed"],
        ),
    ],
)
def test_a_finding_points_to_the_option(check: Check, items: list[Item], found: list[str]) -> None:
    assert options(check, *items) == found


CLAUSE: Final = {"fulfils": ["TSA_M1_01"]}


@pytest.mark.parametrize(
    ("items", "found"),
    [
        (
            [item("clause", 1, CLAUSE, number="1", status="draft")],
            "draft-clause TSA_M1_01 status",
        ),
        ([item("clause", 1, CLAUSE, number="1", status="open")], "missing-clause TSA_M1_01 status"),
        ([], "missing-clause TSA_M1_01 catalog.TSA_M1"),
        (
            [item("decision", 1, {"concerns": ["TSA_M1_01"]}, until="2026-05-31", **DECIDED)],
            "expired-decision TSA_M1_01 until",
        ),
        ([], "missing-record TSA_GEN_02 catalog.TSA"),
        ([record(1, "TSA_GEN_02", result="fail")], "failed-record TSA_GEN_02 result"),
        ([record(1, "TSA_GEN_02", result="partial")], "partial-record TSA_GEN_02 result"),
        ([record(1, "TSA_GEN_02", date="2020-05-01")], "stale-record TSA_GEN_02 date"),
        ([record(1, "TSA_GEN_02", status="draft")], "draft-record TSA_GEN_02 status"),
        ([record(1, "TSA_GEN_02", date="2027-05-01")], "draft-record TSA_GEN_02 date"),
        (
            [
                item(
                    "section",
                    1,
                    {"addresses": ["TSA_GEN_01"]},
                    status="approved",
                    valid_until="2026-05-01",
                )
            ],
            "stale-record TSA_GEN_01 valid_until",
        ),
    ],
)
def test_a_finding_about_a_cell_points_to_what_it_rests_on(items: list[Item], found: str) -> None:
    intervals = {**DEFAULT_INTERVALS, "TSA_GEN_02": parse_interval("P1Y")}
    assert found in options(cells.unproven, *items, intervals=intervals)


def test_a_waiver_points_to_its_end() -> None:
    waiver = item("decision", 1, {"concerns": ["TSA_M1_01"]}, until="2026-12-31", **DECIDED)
    assert options(cells.waived, waiver) == ["waived TSA_M1_01 until"]


def test_a_finding_about_a_setting_points_to_it() -> None:
    long = {**DEFAULT_INTERVALS, "regular": parse_interval("P6Y")}
    assert options(dates.intervals, intervals=long) == ["long-interval TEST intervals.regular"]
    chosen = Tender(chosen="TEST_NONE")
    assert options(tender.award, tender=chosen) == ["no-award TEST tender.chosen"]
    bidder = item("party", 1, {}, role="bidder")
    answered = Tender(chosen=bidder.id, asks=("TSA_M1_03",))
    assert options(tender.award, bidder, tender=answered) == [
        "unanswered-requirement TSA_M1 tender.chosen"
    ]


def test_a_finding_about_a_phase_points_to_its_closing() -> None:
    found = options(
        registers.sides,
        item("contact", 1, {"party": ["TEST_PARTY_002"]})._replace(id="Us"),
        item("party", 2, {}, role="provider"),
        closed=Phase.REQUIREMENTS,
        side=Side.CLIENT,
    )
    assert found == ["wrong-side TEST phases.strategy", "wrong-side TEST phases.requirements"]
