"""Rules about what other parties state, asked of models: without envelopes, keys and files."""

from __future__ import annotations

import datetime
from collections.abc import Iterable

import pytest

from nachweis.model.findings import Check, Finding
from nachweis.model.foreign import UNCLOSED, Figure, Foreign
from nachweis.model.intervals import DEFAULT_INTERVALS, parse_interval
from nachweis.model.items import Item
from nachweis.model.messages import Message, Term
from nachweis.model.project import Project
from nachweis.model.terms import Party, Phase
from nachweis.trace.coverage import cover
from nachweis.trace.graph import Graph, build_graph
from nachweis.trace.rules.statements import altered, contradicted, ended
from nachweis.trace.stated import taken
from tests.support.models import FIRST, NOW, changed_catalogue, item, project
from tests.support.statements import (
    NET,
    PRO,
    foreign,
    made_item,
    said,
    section_and_record,
)

CATALOGUE = changed_catalogue(TSA_M1_02=section_and_record(Party.PROVIDER))
ENVELOPE = foreign(said(kind="section"), said(kind="record", since=datetime.date(2026, 5, 1)))


def stating(
    *items: Item, envelopes: Iterable[Foreign] = (ENVELOPE,), closed: Phase | None = None
) -> Project:
    """Return a project with envelopes, and its phases closed up to one."""
    days = {phase: FIRST for phase in Phase if closed and phase.position <= closed.position}
    return project(PRO, NET, *items, closed=days)._replace(foreign=tuple(envelopes))


def found(check: Check, made: Project, as_of: datetime.date = NOW) -> list[Finding]:
    graph = build_graph(CATALOGUE, made)
    return list(check(graph, cover(graph, as_of)))


def words(findings: Iterable[Finding]) -> list[str]:
    """Return all that findings say: where, how severe, in which phase, and what."""
    return [
        f"{f.rule} {f.severity} {f.phase or '-'} {f.place.path.rpartition('/')[2]}:{f.place.line} "
        f"{f.subject or '-'} [{f.kind or ''} {f.state or ''}] [{f.related}] {f.message}"
        for f in findings
    ]


def graph_of(made: Project) -> Graph:
    return build_graph(CATALOGUE, made)


OBJECTS = [made_item(made) for made in taken(ENVELOPE, graph_of(stating())).made.values()]
SECTION, RECORD = OBJECTS


def test_objects_are_as_their_envelope_has_them() -> None:
    assert found(altered, stating(*OBJECTS)) == []
    assert found(altered, project(PRO, NET)) == []


def test_an_envelope_of_an_unknown_key_is_found() -> None:
    envelope = ENVELOPE._replace(pin="ee55")
    assert words(found(altered, stating(envelopes=[envelope]))) == [
        (
            "broken-statement error - pro.dsse.json:1 - [ ] "
            "[projects/TEST/evidence/files/stated/pro.dsse.json] is of pro.example, signed with "
            "a key "
            "that no party of the register has (ee55); if it is right, write it into 'key' of "
            "the party"
        )
    ]


def test_an_object_that_no_envelope_has_is_found() -> None:
    nothing = (
        "altered-statement error - stated-pro.yaml:{line} {id} [ ] [] {id} is stated by "
        "TEST_PARTY_001, but no envelope of it that is kept says so; delete it, or run "
        "'nachweis accept' with the envelope"
    )
    expected = [
        nothing.format(id=part.id, line=part.where("stated_by").line) for part in (SECTION, RECORD)
    ]
    assert words(found(altered, stating(SECTION, RECORD, envelopes=[]))) == expected
    another = SECTION._replace(id="TEST_S_PRO_TSA_M1_01")
    assert [f.subject for f in found(altered, stating(another, RECORD))] == [another.id]
    of_net = SECTION._replace(links={**SECTION.links, "stated_by": (NET.id,)})
    assert [f.subject for f in found(altered, stating(of_net, RECORD))] == [of_net.id]


def test_what_is_stated_no_longer_is_no_longer_compared() -> None:
    gone = SECTION._replace(fields={**SECTION.fields, "status": "superseded"})
    assert found(altered, stating(gone, envelopes=[])) == []
    assert words(found(altered, stating(gone))) == [
        (
            "altered-statement error - stated-pro.yaml:11 TEST_S_PRO_TSA_M1_02 [ ] [] "
            "TEST_S_PRO_TSA_M1_02: status is not as TEST_PARTY_001 stated it; run 'nachweis "
            "accept' "
            "with the kept envelope, which writes it again"
        )
    ]


@pytest.mark.parametrize(
    ("closed", "state"),
    [(Phase.CONCEPT, "suspect"), (Phase.CONTRACT, "suspect"), (Phase.SELECTION, "suspect")],
)
def test_a_withdrawn_statement_weighs_as_its_phase_does(closed: Phase, state: str) -> None:
    gone = SECTION._replace(fields={**SECTION.fields, "status": "superseded"})
    severity = {Phase.CONCEPT: "error", Phase.CONTRACT: "warning"}.get(closed)
    expected = (
        f"withdrawn-statement {severity} concept stated-pro.yaml:11 TSA_M1_02 [section {state}] [] "
        "TSA_M1_02 (TS.A.M1): TEST_PARTY_001 states no longer what TEST_S_PRO_TSA_M1_02 says; ask "
        "why, and bring another proof, or decide on it"
    )
    assert words(found(ended, stating(gone, closed=closed))) == ([expected] if severity else [])


@pytest.mark.parametrize(("day", "ends"), [("2026-12-31", False), ("2027-01-01", True)])
def test_a_statement_ends_after_its_last_day(day: str, *, ends: bool) -> None:
    made = stating(SECTION, closed=Phase.SELECTION)
    line = SECTION.where("valid_until").line
    expected = [
        (
            f"stale-statement error concept stated-pro.yaml:{line} TSA_M1_02 [section stale] [] "
            "TSA_M1_02 (TS.A.M1): what TEST_PARTY_001 states in TEST_S_PRO_TSA_M1_02 counted until "
            "2026-12-31; ask for a new statement and run 'nachweis accept'"
        )
    ]
    assert words(found(ended, made, datetime.date.fromisoformat(day))) == (expected if ends else [])


def test_what_is_our_own_ends_by_other_rules() -> None:
    own = item("section", 9, {"addresses": ["TSA_M1_02"]}, status="approved")
    old = own._replace(fields={**own.fields, "valid_until": "2026-01-01"})
    assert found(ended, stating(old, SECTION, closed=Phase.CONCEPT)) == []


CLAUSE = item(
    "clause", 1, {"restores": ["TEST_ASSET_001"]}, number="7.1", status="agreed", rto="PT6H"
)
ASSET = item("asset", 1, {}, sphere="provider")
LEVEL = item("sla", 1, {"agreed_in": [CLAUSE.id]}, target="98", unit="% in time", status="agreed")
HIRED = item("party", 3, {"works_for": ["TEST_PARTY_009"]}, role="client")
"""Our own side, where it works for somebody."""
OURS = HIRED._replace(links={})
SUPPLIER = PRO._replace(links={"works_for": (OURS.id,)})


def clashing(
    figure: tuple[str, str, str], *parties: Item, closed: Phase | None = Phase.STRATEGY
) -> list[str]:
    """Return what contradicts a figure of the other party."""
    made = stating(closed=closed, envelopes=[ENVELOPE._replace(figures=(Figure(*figure),))])
    intervals = {**DEFAULT_INTERVALS, "TSA_M1_02": parse_interval("P6M")}
    places = {"intervals.TSA_M1_02": made.settings.place._replace(line=7)}
    settings = made.settings._replace(intervals=intervals, places=places)
    items = (*(parties or (SUPPLIER, OURS)), CLAUSE, ASSET, LEVEL)
    return words(found(contradicted, made._replace(settings=settings, items=items)))


@pytest.mark.parametrize(
    ("figure", "about", "says"),
    [
        (
            ("ASSET_001", "rto", "PT8H"),
            "contract clause.md:11 TEST_CLAUSE_001",
            (
                "ASSET_001: RTO is 6\u00a0h here, and 8\u00a0h with TEST_PARTY_001; settle which "
                "is "
                "right"
            ),
        ),
        (
            ("§ 7.1", "status", "superseded"),
            "contract clause.md:11 TEST_CLAUSE_001",
            (
                "§ 7.1: the status is agreed here, and superseded with TEST_PARTY_001; settle "
                "which is "
                "right"
            ),
        ),
        (
            ("§ 7.1", "target in %", "97"),
            "contract sla.md:11 TEST_SLA_001",
            "§ 7.1: the target in % is 98 here, and 97 with TEST_PARTY_001; settle which is right",
        ),
        (
            ("TSA_M1_02", "interval", "P12M0D"),
            "operation project.yaml:7 TSA_M1_02",
            (
                "TSA_M1_02: the interval is P6M here, and P12M with TEST_PARTY_001; settle which "
                "is "
                "right"
            ),
        ),
        (
            ("strategy", "closed", UNCLOSED),
            "strategy project.yaml:1 strategy",
            (
                "strategy is closed here since 2025-01-01, and not with TEST_PARTY_001; settle "
                "what is "
                "open"
            ),
        ),
        (
            ("exit", "closed", "2026-02-02"),
            "exit project.yaml:1 exit",
            (
                "exit is not closed here, and closed since 2026-02-02 with TEST_PARTY_001; "
                "settle what "
                "is open"
            ),
        ),
    ],
)
def test_a_contradiction_says_both_sides(
    figure: tuple[str, str, str], about: str, says: str
) -> None:
    name = f"TEST_PARTY_001 {figure[0]} {figure[1]}"
    expected = [f"contradicted-statement warning {about} [ ] [{name}] {says}"]
    assert clashing(figure) == expected


def test_words_of_a_contradiction_are_told_in_the_language_of_the_reader() -> None:
    figures = (Figure("§ 7.1", "status", "superseded"), Figure("exit", "closed", "2026-02-02"))
    made = stating(envelopes=[ENVELOPE._replace(figures=figures)])
    status, phase = found(contradicted, made._replace(items=(PRO, CLAUSE)))
    assert isinstance(status.message, Message)
    assert isinstance(phase.message, Message)
    assert {n for n, p in status.message.parts.items() if isinstance(p, Term)} == {"ours", "theirs"}
    assert isinstance(status.message.parts["name"], Message)
    assert isinstance(phase.message.parts["phase"], Term)


@pytest.mark.parametrize(
    ("figure", "parties", "found"),
    [
        (("ASSET_001", "rto", "PT6H"), (SUPPLIER, OURS), ""),
        (("ASSET_001", "rto", "PT5H"), (SUPPLIER, OURS), ""),
        (("ASSET_001", "rto", "PT7H"), (SUPPLIER, OURS), "settle"),
        (("ASSET_001", "rto", "PT5H"), (PRO, OURS), "settle"),
        (("ASSET_001", "rto", "PT7H"), (PRO, OURS), ""),
        (("ASSET_001", "rto", "PT5H"), (SUPPLIER,), "settle"),  # nobody is our own side
        (("ASSET_001", "rto", "PT6H"), (SUPPLIER, HIRED), "nothing"),
        (("ASSET_001", "rto", "PT6H"), (PRO, HIRED), ""),
        (("ASSET_001", "rto", "P1M"), (SUPPLIER, OURS), "settle"),
        (("ASSET_001", "rto", "soon"), (SUPPLIER, OURS), ""),
        (("ASSET_001", "rpo", "PT9H"), (SUPPLIER, OURS), ""),
        (("ASSET_002", "rto", "PT9H"), (SUPPLIER, OURS), ""),
        (("§ 7.1", "status", "agreed"), (SUPPLIER, OURS), ""),
        (("TSA_M1_02", "interval", "P6M0D"), (SUPPLIER, HIRED), ""),
        (("TSA_M1_02", "interval", "P3M0D"), (SUPPLIER, OURS), ""),
        (("TSA_M1_02", "interval", "P3M0D"), (PRO, OURS), "settle"),
    ],
)
def test_only_what_is_worse_contradicts(
    figure: tuple[str, str, str], parties: tuple[Item, ...], found: str
) -> None:
    said = clashing(figure, *parties)
    assert [found in line for line in said] == ([True] if found else [])


def test_without_reserve_both_say_the_same() -> None:
    assert [
        line.partition("] ")[2] for line in clashing(("ASSET_001", "rto", "PT6H"), SUPPLIER, HIRED)
    ] == [
        (
            "[TEST_PARTY_001 ASSET_001 rto] ASSET_001: RTO is 6\u00a0h here and with "
            "TEST_PARTY_001, "
            "which leaves nothing of what is owed to others; agree on less"
        )
    ]


OWN = item("record", 9, {"proves": ["TSA_M1_02"]}, kind="audit", date="2026-04-01", result="fail")


@pytest.mark.parametrize(
    ("envelope", "record", "result"),
    [
        (ENVELOPE, OWN, "fail"),
        (ENVELOPE, OWN._replace(fields={**OWN.fields, "result": "partial"}), "partial"),
        (ENVELOPE, OWN._replace(fields={**OWN.fields, "result": "pass"}), None),
        (foreign(said(kind="section")), OWN, None),
        (foreign(said("TSA_M1_01")), OWN, None),
        (foreign(said(), pin="ee55"), OWN, None),
        (ENVELOPE, OWN._replace(links={"proves": ("TSA_GEN_02",)}), None),
    ],
)
def test_a_record_of_our_own_that_did_not_pass_contradicts(
    envelope: Foreign, record: Item, result: str | None
) -> None:
    made = stating(record._replace(lines={"result": 95}), envelopes=[envelope])
    assert words(found(contradicted, made)) == (
        [
            (
                "contradicted-statement warning concept record.md:95 TEST_RECORD_009 [ ] "
                "[TEST_PARTY_001 TSA_M1_02] TSA_M1_02: TEST_PARTY_001 states that it is proven, "
                "and "
                f"TEST_RECORD_009 of 2026-04-01 says {result}; settle which is right"
            )
        ]
        if result
        else []
    )


def test_what_others_state_later_than_our_own_contradicts_nothing() -> None:
    assert found(contradicted, stating(RECORD)) == []
