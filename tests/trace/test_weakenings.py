"""What a project demanded, or had, and lacks now: asked of models, with all that is said of it."""

from __future__ import annotations

import datetime
import json
import zlib
from collections.abc import Iterable
from typing import Any, Final

import pytest

from nachweis.model.catalogue import Catalogue, Equivalent
from nachweis.model.findings import Finding
from nachweis.model.intervals import DEFAULT_INTERVALS, parse_interval
from nachweis.model.items import Item
from nachweis.model.places import Place
from nachweis.model.project import Closing, DeclaredAnnex, Disclosure, Project, Tender
from nachweis.model.relations import Certainty, Relation
from nachweis.model.terms import BasicValue, Party, Phase, ProtectionNeed, Side
from nachweis.model.weakening import Columns, Demands
from nachweis.trace.confirmation import current_locks
from nachweis.trace.demanded import demands_of
from nachweis.trace.gate import Verdict, judge
from nachweis.trace.weakening import against_base, weakenings
from tests.support.models import FIRST, NOW, changed_catalogue, item, project, small_catalogue

WAY_OUT: Final = "; undo that, or name {} in ':weakens:' of a new decision of the kind 'weakening'"
PLACE: Final = Place(path="projects/TEST/project.yaml")


def verdict(*items: Item, catalogue: Catalogue | None = None, **settings: Any) -> Verdict:
    made = project(*items)
    changed = made.settings._replace(**settings)
    return judge(catalogue or small_catalogue(), made._replace(settings=changed), NOW)


def verdict_of(changed: Project) -> Verdict:
    return judge(small_catalogue(), changed, NOW)


def told(found: Iterable[Finding]) -> list[str]:
    """Return all that findings say, without the way out."""
    return [
        f"{f.rule} {f.severity} {f.subject} {f.place.path.rpartition('/')[2]}:{f.place.line}: "
        + f.message.removesuffix(WAY_OUT.format(f.subject))
        for f in found
    ]


def weaker(now: Verdict, before: Verdict) -> list[str]:
    return told(weakenings(now, demands_of(before, "main")))


def closed(*phases: Phase, day: datetime.date = FIRST) -> dict[Phase, Closing]:
    return {p: Closing(date=day, approved_by="Us", place=PLACE._replace(line=9)) for p in phases}


S, R, M = Phase.STRATEGY, Phase.REQUIREMENTS, Phase.MIGRATION
HIGH = {BasicValue.INTEGRITY: ProtectionNeed.HIGH}
NORMAL = dict.fromkeys(BasicValue, ProtectionNeed.NORMAL)
TWO: Final = datetime.date(2026, 2, 2)


def interval(name: str, span: str) -> dict[str, Any]:
    return {"intervals": {**DEFAULT_INTERVALS, name: parse_interval(span)}}


@pytest.mark.parametrize(
    ("before", "now", "found"),
    [
        ({}, {}, []),
        (
            {"closed": closed(S, R)},
            {"closed": closed(S)},
            [
                (
                    "weakened-phase error requirements project.yaml:1: requirements was closed "
                    "at main "
                    "and is open again"
                )
            ],
        ),
        ({"closed": closed(S)}, {"closed": closed(S, R)}, []),
        (
            {"closed": closed(M)},
            {"closed": closed(M, day=TWO)},
            [
                (
                    "weakened-phase error operation project.yaml:1: operation began on "
                    "2025-01-01 at "
                    "main, and on 2026-02-02 now"
                )
            ],
        ),
        ({"closed": closed(M, day=TWO)}, {"closed": closed(M)}, []),
        (
            {"begun": {Phase.EXIT: FIRST}},
            {},
            [
                (
                    "weakened-setting error begun project.yaml:1: 'begun' of the project asked "
                    "for more "
                    "at main"
                )
            ],
        ),
        (
            {"catalog": ("TSA", "TSB")},
            {"catalog": ("TSA",)},
            [
                (
                    "weakened-catalogue error TSB project.yaml:1: TSB applied at main and "
                    "applies no "
                    "longer"
                )
            ],
        ),
        ({"catalog": ("TSA",)}, {"catalog": ("TSA", "TSB")}, []),
        ({"catalog": ("TSA", "TSA_M1")}, {"catalog": ("TSA",)}, []),
        (
            {"protection": {**NORMAL, **HIGH}},
            {"protection": NORMAL},
            [
                (
                    "weakened-protection error integrity project.yaml:1: the protection need of "
                    "integrity "
                    "was high at main and is lower now"
                )
            ],
        ),
        ({"protection": NORMAL}, {"protection": {**NORMAL, **HIGH}}, []),
        (
            {"strict_must": True},
            {"strict_must": False},
            [
                (
                    "weakened-setting error strict_must project.yaml:1: 'strict_must' of the "
                    "project "
                    "asked for more at main"
                )
            ],
        ),
        ({"strict_must": False}, {"strict_must": True}, []),
        (
            {"evidence": ("test", "audit")},
            {"evidence": ("audit",)},
            [
                (
                    "weakened-setting error evidence project.yaml:1: 'evidence' of the project "
                    "asked for "
                    "more at main"
                )
            ],
        ),
        ({"evidence": ("test",)}, {"evidence": ("audit", "test")}, []),
        (
            {"side": Side.CLIENT},
            {"side": Side.JOINT},
            [
                (
                    "weakened-setting error side project.yaml:1: 'side' of the project asked for "
                    "more at "
                    "main"
                )
            ],
        ),
        (
            {"example": False},
            {"example": True},
            [
                (
                    "weakened-setting error example project.yaml:1: 'example' of the project "
                    "asked for "
                    "more at main"
                )
            ],
        ),
        ({"example": True}, {"example": False}, []),
        (
            interval("regular", "P12M"),
            interval("regular", "P13M"),
            [
                (
                    "weakened-interval error regular project.yaml:1: records of regular stay "
                    "fresh for "
                    "longer than at main"
                )
            ],
        ),
        (interval("regular", "P12M"), interval("regular", "P364D"), []),
        (
            interval("regular", "P12M"),
            interval("regular", "P365D"),
            [
                (
                    "weakened-interval error regular project.yaml:1: records of regular stay "
                    "fresh for "
                    "longer than at main"
                )
            ],
        ),
        (
            interval("TSA_M1_02", "P1M"),
            {},
            [
                (
                    "weakened-interval error TSA_M1_02 project.yaml:1: records of TSA_M1_02 stay "
                    "fresh "
                    "for longer than at main"
                )
            ],
        ),
        (interval("TSA_M1_02", "P9Y"), {}, []),
        (interval("TSA_NONE", "P1M"), {}, []),
    ],
)
def test_settings_ask_for_less(
    before: dict[str, Any], now: dict[str, Any], found: list[str]
) -> None:
    assert weaker(verdict(**now), verdict(**before)) == found


def test_an_annex_that_is_gone_is_told() -> None:
    whole, annex = verdict(), DeclaredAnnex("agreement", "", 3, ())
    before = verdict_of(whole.graph.project._replace(annexes=(annex,)))
    assert weaker(whole, before) == [
        "weakened-setting error agreement annexes.yaml:1: agreement was there at main and is gone"
    ]
    assert weaker(before, whole) == []
    assert weaker(before, before) == []


def test_links_whose_confirmation_is_gone_are_told_as_long_as_they_are_there() -> None:
    clauses = [item("clause", n, {"fulfils": ["TSA_M1_01"]}) for n in (1, 2)]
    now = verdict(*clauses)
    confirmed = dict.fromkeys(current_locks(now.graph), "0")
    assert confirmed
    before = verdict_of(now.graph.project._replace(locks=confirmed))
    assert weaker(now, before) == [
        f"weakened-setting error {clause.id} clause.md:{clause.place.line}: links of {clause.id} "
        "were confirmed at main and are no longer"
        for clause in clauses
    ]
    assert weaker(before, now) == []
    gone = weaker(verdict(), before)
    assert not any("confirmed" in line for line in gone)  # nothing is left of what was confirmed


def test_an_interval_points_to_its_line() -> None:
    places = {"intervals.regular": PLACE._replace(line=8)}
    longer = verdict(places=places, **interval("regular", "P9Y"))
    [found] = weakenings(longer, demands_of(verdict(), "main"))
    assert found.place == places["intervals.regular"]
    assert found.message.endswith(WAY_OUT.format("regular"))


def test_who_is_told_more_asks_for_less() -> None:
    parties = [item("party", 1, {}), item("partner", 2, {}), item("infoclass", 3, {})]
    for party in parties:
        open_to = Disclosure(proven_to=(party.id,))
        assert weaker(verdict(*parties, disclosure=open_to), verdict(*parties)) == [
            (
                "weakened-setting error disclosure project.yaml:1: 'disclosure' of the project "
                "asked "
                "for more at main"
            )
        ]
        assert weaker(verdict(*parties), verdict(*parties, disclosure=open_to)) == []


ASSET = item("asset", 1, {"carries": ["TEST_ASSET_002"]}, availability="high", reason="So")
OTHER = item("asset", 2, {}, reason="So")
LIFTED = item("derogation", 3, {"departs_from": ["TSA_M1_01"]}, until="2026-12-31")
DECIDED = item("decision", 4, {"concerns": ["TSA_M1_01"]}, until="2026-12-31", status="taken")
FAILED = item("record", 5, {"proves": ["TSA_GEN_02"]}, date="2026-05-01", result="fail")


def changed(made: Item, **fields: str) -> Item:
    known = {name: value for name, value in {**made.fields, **fields}.items() if value}
    return made._replace(fields=known, lines=dict.fromkeys((*fields, *made.links), 50))


@pytest.mark.parametrize(
    ("before", "now", "found"),
    [
        ([ASSET, OTHER], [ASSET, OTHER], []),
        (
            [ASSET, OTHER],
            [ASSET],
            [
                (
                    "weakened-register error TEST_ASSET_002 project.yaml:1: TEST_ASSET_002 was "
                    "there at "
                    "main and is gone"
                )
            ],
        ),
        (
            [LIFTED],
            [],
            [
                (
                    "weakened-register error TEST_DEROGATION_003 project.yaml:1: "
                    "TEST_DEROGATION_003 was "
                    "there at main and is gone"
                )
            ],
        ),
        (
            [ASSET],
            [changed(ASSET, availability="normal")],
            [
                (
                    "weakened-protection error TEST_ASSET_001 asset.md:50: availability of "
                    "TEST_ASSET_001 "
                    "asked for more at main"
                )
            ],
        ),
        ([ASSET], [changed(ASSET, availability="very high")], []),
        (
            [ASSET, OTHER],
            [changed(ASSET)._replace(links={}), OTHER],
            [
                (
                    "weakened-register error TEST_ASSET_001 asset.md:50: carries of "
                    "TEST_ASSET_001 asked "
                    "for more at main"
                )
            ],
        ),
        (
            [FAILED],
            [changed(FAILED, result="pass")],
            [
                f"weakened-record error TEST_RECORD_005 record.md:50: {name} of TEST_RECORD_005 "
                "asked for more at main"
                for name in ("proves", "result")
            ],
        ),
        ([FAILED], [changed(FAILED, result="pass", date="2026-05-20")], []),
        (
            [FAILED],
            [],
            [
                (
                    "weakened-record error TEST_RECORD_005 project.yaml:1: TEST_RECORD_005 did "
                    "not pass "
                    "at main and is gone"
                )
            ],
        ),
        ([changed(FAILED, result="pass")], [], []),
        (
            [DECIDED],
            [changed(DECIDED, until="2027-12-31")],
            [
                (
                    "weakened-decision error TEST_DECISION_004 decision.md:41: TEST_DECISION_004 "
                    "was "
                    "reworded since main"
                )
            ],
        ),
        ([DECIDED], [DECIDED._replace(body="Because  it is\nso.")], []),
        ([DECIDED], [], []),
        ([changed(DECIDED, status="draft")], [changed(DECIDED, until="2027-12-31")], []),
    ],
)
def test_objects_ask_for_less(before: list[Item], now: list[Item], found: list[str]) -> None:
    assert weaker(verdict(*now), verdict(*before)) == found


@pytest.mark.parametrize(
    ("change", "found"),
    [
        ({"proofs": {"record": Phase.OPERATION}}, True),
        ({"responsible": ()}, True),
        ({"modal": "may"}, True),
        ({"text": {"en": "Other words"}}, False),
    ],
)
def test_the_catalogue_asks_for_less(change: dict[str, Any], *, found: bool) -> None:
    duty = {"proofs": {"clause": Phase.CONTRACT, "record": Phase.OPERATION}}
    before = verdict(catalogue=changed_catalogue(TSA_M1_01=duty))
    after = verdict(catalogue=changed_catalogue(TSA_M1_01={**duty, **change}))
    assert weaker(after, before) == (
        [
            "weakened-catalogue error TSA_M1_01 project.yaml:1: TSA_M1_01 asked for more at main",
        ]
        if found
        else []
    )


def test_a_requirement_that_is_gone_asks_for_less() -> None:
    whole = small_catalogue()
    rest = {name: r for name, r in whole.requirements.items() if name != "TSA_M1_03"}
    now = verdict(catalogue=whole._replace(requirements=rest))
    expected = "weakened-catalogue error TSA_M1_03 project.yaml:1: TSA_M1_03 asked for more at main"
    assert weaker(now, verdict()) == [expected]
    released = demands_of(verdict(), "main", whole=False)
    assert told(weakenings(now, released)) == []  # an edition since lacks it
    narrowed = verdict(catalog=("TSA_M2", "TSB"))
    assert [f.subject for f in weakenings(narrowed, released)] == ["TSA"]


def test_a_pair_replaces_no_proof_in_silence() -> None:
    pair = Equivalent(
        one="TSA_M1_01",
        other="TSA_M1_03",
        relation=Relation.EQUAL,
        certainty=Certainty.SEEN,
        reason={"en": "Same"},
        place=PLACE,
    )
    paired = small_catalogue()._replace(equivalents=(pair,))
    clause = item("clause", 1, {"fulfils": ["TSA_M1_03"]}, status="agreed")
    own = item("clause", 2, {"fulfils": ["TSA_M1_01"]}, status="agreed")
    before = verdict(clause, own)
    assert weaker(verdict(clause, own, catalogue=paired), before) == []
    now = verdict(clause, catalogue=paired)
    assert weaker(now, before) == [
        (
            "weakened-catalogue error TSA_M1_01 project.yaml:1: TSA_M1_01 rests on a proof of "
            "TSA_M1_03, which did not count for it at main"
        )
    ]
    assert weaker(now, now) == []
    unknown = demands_of(before, "main")._replace(equivalents=None)
    assert told(weakenings(now, unknown)) == []


def criterion(number: int, weight: str) -> Item:
    return item("criterion", number, {"weighs": ["TSA_M1_01"]}, weight=weight)


OFFER = item("offer", 1, {"offered_by": ["TEST_PARTY_001"], "responds_to": ["TSA_M1_01"]})


@pytest.mark.parametrize(
    ("before", "now", "found"),
    [
        (["3"], ["3"], []),
        (["3"], ["4"], ["TEST_CRITERION_000 criterion.md:50"]),
        (["3"], ["3", "1"], ["TEST_CRITERION_001 criterion.md:50"]),
        ([], ["3"], []),
    ],
)
def test_weights_stand_once_somebody_has_answered(
    before: list[str], now: list[str], found: list[str]
) -> None:
    def weighed(weights: list[str]) -> list[Item]:
        return [changed(criterion(number, w), weight=w) for number, w in enumerate(weights)]

    expected = [
        f"weakened-weight error {line}: {line.split()[0]} weighed otherwise at main, when bidders "
        "had answered already"
        for line in found
    ]
    assert weaker(verdict(OFFER, *weighed(now)), verdict(OFFER, *weighed(before))) == expected
    assert weaker(verdict(OFFER, *weighed(now)), verdict(*weighed(before))) == []


def test_what_partly_counts_is_a_weight() -> None:
    made = [OFFER, criterion(1, "3")]
    half, more = Tender(partly=0.5), Tender(partly=0.9)
    found = weaker(verdict(*made, tender=more), verdict(*made, tender=half))
    assert found == [
        (
            "weakened-weight error partly project.yaml:1: partly weighed otherwise at main, when "
            "bidders had answered already"
        )
    ]
    assert weaker(verdict(*made, tender=more), verdict(*made)) == []  # a baseline does not know it
    assert weaker(verdict(*made), verdict(*made, tender=half)) == []


def test_who_is_not_chosen_may_leave() -> None:
    parties = [item("party", number, {}, role="bidder") for number in (1, 2)]
    before = verdict(*parties)
    gone = "weakened-register error TEST_PARTY_002 project.yaml:1: TEST_PARTY_002 was there at main"
    chosen = Tender(chosen="TEST_PARTY_001")
    found = weaker(verdict(parties[0], tender=Tender()), before)
    assert f"{gone} and is gone" in found
    assert not [line for line in weaker(verdict(parties[0], tender=chosen), before) if gone in line]
    [kept] = weaker(verdict(parties[1], tender=chosen), before)[1:]
    assert kept.startswith("weakened-register error TEST_PARTY_001 ")


CLASSES: Final = {
    "infoclass": 3.0,
    "projects/TEST/concept": 3.0,
    "projects/TEST/concept/a.md": 3.0,
    "TEST_ASSET_001": 3.0,
    "projects/TEST/asset.md": 3.0,
}


@pytest.mark.parametrize(
    ("change", "found"),
    [
        ({}, []),
        (dict.fromkeys(CLASSES, 4.0), []),
        (
            dict.fromkeys(CLASSES, 1.0),
            ["infoclass project.yaml:1: 'infoclass' of the project asked for more at main"],
        ),
        (
            {"TEST_ASSET_001": 2.0},
            ["TEST_ASSET_001 asset.md:50: TEST_ASSET_001 had a stricter information class at main"],
        ),
        (
            {"projects/TEST/asset.md": 1.0, "TEST_ASSET_001": 1.0},
            [
                (
                    "projects/TEST/asset.md project.yaml:1: projects/TEST/asset.md had a stricter "
                    "information class at main"
                )
            ],
        ),
        (
            {"projects/TEST/asset.md": 1.0, "TEST_ASSET_001": 2.0},
            [
                (
                    "projects/TEST/asset.md project.yaml:1: projects/TEST/asset.md had a stricter "
                    "information class at main"
                ),
                (
                    "TEST_ASSET_001 asset.md:50: TEST_ASSET_001 had a stricter information class "
                    "at "
                    "main"
                ),
            ],
        ),
        (
            {"projects/TEST/concept": 1.0, "projects/TEST/concept/a.md": 1.0},
            [
                (
                    "projects/TEST/concept project.yaml:1: projects/TEST/concept had a stricter "
                    "information class at main"
                )
            ],
        ),
    ],
)
def test_what_more_people_may_see_is_told_once(change: dict[str, float], found: list[str]) -> None:
    asset = changed(ASSET, infoclass="Shut")
    before = demands_of(verdict(asset), "main", classes=lambda _: CLASSES)
    after = weakenings(verdict(asset), before, lambda _: {**CLASSES, **change})
    assert sorted(told(after)) == sorted(f"weakened-disclosure error {line}" for line in found)
    assert told(weakenings(verdict(asset), before)) == []


def weakening(**fields: str) -> Item:
    known = {"kind": "weakening", "weakens": "side, strict_must", "approved_by": "Us"}
    return item("decision", 9, {}, **{**known, "date": "2026-06-01", **fields})


@pytest.mark.parametrize(
    ("decision", "settled"),
    [
        (weakening(), True),
        (weakening(date=""), True),
        (weakening(status="taken"), True),
        (weakening(weakens="side"), False),
        (weakening(date="2026-06-02"), False),
        (weakening(approved_by=""), False),
        (weakening(status="draft"), False),
        (weakening(status="rejected"), False),
        (weakening(kind="deferred"), False),
        (weakening()._replace(body="TODO"), False),
        (weakening()._replace(type="derogation"), False),
    ],
)
def test_only_a_new_decision_that_was_taken_settles_it(decision: Item, *, settled: bool) -> None:
    before, now = verdict(strict_must=True), verdict(decision)
    assert ("strict_must" in {f.subject for f in weakenings(now, demands_of(before))}) != settled
    again = verdict(decision, strict_must=True)
    assert "strict_must" in {f.subject for f in weakenings(now, demands_of(again))} or (
        decision.get("status") == "draft"
    )


def test_beside_a_base_findings_join_the_verdict_of_each_project() -> None:
    one, before = verdict(), verdict(strict_must=True)
    two = one._replace(
        graph=one.graph._replace(
            project=one.graph.project._replace(
                settings=one.graph.project.settings._replace(key="T2")
            )
        )
    )
    first, second = against_base(
        [one, two], "main (0123456789)", {"TEST": before}, lost=["GONE"], changed=["conf.py"]
    )
    more = [f for f in first.findings if f.rule.startswith("weakened-")]
    assert told(more) == [
        (
            "weakened-trusted-file error conf.py conf.py:1: conf.py decides how the gate runs or "
            "what "
            "pages may show, and differs from main (0123456789)"
        ),
        (
            "weakened-project error GONE project.yaml:1: the project GONE was there at main "
            "(0123456789) and is gone"
        ),
        (
            "weakened-setting error strict_must project.yaml:1: 'strict_must' of the project "
            "asked for "
            "more at main (0123456789)"
        ),
    ]
    assert more[1].place.path == "projects/GONE/project.yaml"
    assert not first.holds
    assert second == two


def test_a_decision_beside_a_base_settles_what_is_of_no_project() -> None:
    named = verdict(weakening(weakens="GONE, conf.py, strict_must"))
    before = {"TEST": verdict(strict_must=True)}
    [found] = against_base([named], "main", before, lost=["GONE"], changed=["conf.py"])
    assert found.findings == named.findings
    known = {"TEST": verdict(weakening(weakens="GONE, conf.py, strict_must"), strict_must=True)}
    [found] = against_base([named], "main", known, lost=["GONE"], changed=["conf.py"])
    assert len(found.findings) == len(named.findings) + 3
    [again] = against_base([found], "main", known)
    assert again.findings == found.findings  # what was said is not said twice


def columns(*rows: tuple[str, Any]) -> Columns:
    """Return a table as baselines keep it."""
    others = json.dumps([other for _, other in rows]).encode()
    return Columns(ids="\n".join(name for name, _ in rows), others=zlib.compress(others))


def released(**more: Any) -> Demands:
    return demands_of(verdict(), "1.0.0", whole=False)._replace(**more)


CLAUSE = item("clause", 1, {"fulfils": ["TSA_M1_01"]}, status="agreed")
OBJECTS = columns(
    ("TEST_CLAUSE_001", ["clause", "A clause", "projects/TEST/clause.md"]),
    ("TEST_CLAUSE_002", ["clause", "Another", "projects/TEST/clause.md"]),
    ("TEST_SECTION_003", ["section", "A section", "projects/TEST/gone.md"]),
)
BACK: Final = (
    "put it back, or name {0} in ':weakens:' of a new decision of the kind 'weakening', unless the "
    "next release is to be without it"
)


@pytest.mark.parametrize(
    ("items", "gone"),
    [
        (
            [CLAUSE],
            ["TEST_CLAUSE_002 clause.md:1 Another", "TEST_SECTION_003 project.yaml:1 A section"],
        ),
        (
            [CLAUSE, CLAUSE._replace(id="TEST_C_9", title="Another")],
            ["TEST_SECTION_003 project.yaml:1 A section"],
        ),
        (
            [CLAUSE, CLAUSE._replace(id="TEST_C_9", type="section", title="Another")],
            ["TEST_CLAUSE_002 clause.md:1 Another", "TEST_SECTION_003 project.yaml:1 A section"],
        ),
        (
            [CLAUSE._replace(id="TEST_CLAUSE_002"), item("section", 3, {})],
            ["TEST_CLAUSE_001 clause.md:1 A clause"],
        ),
    ],
)
def test_objects_of_a_release_are_missed(items: list[Item], gone: list[str]) -> None:
    expected = []
    for line in gone:
        name, place, title = line.split(" ", 2)
        said = f"{name} ({title}) was there at 1.0.0 and is gone; {BACK.format(name)}"
        expected.append(f"lost-object warning {name} {place}: {said}")
    assert told(weakenings(verdict(*items), released(objects=OBJECTS))) == expected


PROVEN = columns(
    ("TSA_M1_01 clause", ["TEST_CLAUSE_001"]),
    ("TSA_GEN_02 record", ["TEST_RECORD_008", "TEST_RECORD_009"]),
)


def test_proofs_of_a_release_are_missed() -> None:
    linked = changed(CLAUSE._replace(links={"fulfils": ("TSA_M1_03",)}))
    record = item("record", 9, {}, date="2026-05-01")._replace(lines={"proves": 95})
    now = verdict(linked, record)
    lost = (
        "lost-proof warning {0} {1}: the {2} of {0} was there at 1.0.0 ({3}), and is not any more; "
        "link it again, or name {0} in ':weakens:' of a new decision of the kind 'weakening', "
        "unless the next release is to be without it"
    )
    [*found] = weakenings(now, released(proven=PROVEN))
    assert told(found) == [
        lost.format("TSA_M1_01", "clause.md:50", "clause", "TEST_CLAUSE_001"),
        lost.format("TSA_GEN_02", "record.md:95", "record", "TEST_RECORD_008, TEST_RECORD_009"),
    ]
    assert [f.related for f in found] == ["clause", "record"]
    whole = released(proven=PROVEN, objects=columns(("TEST_CLAUSE_001", ["clause", "T", "x.md"])))
    assert [f.rule for f in weakenings(verdict(), whole)] == ["lost-object", "lost-proof"]
    assert told(weakenings(verdict(CLAUSE), released(proven=PROVEN)))[0].startswith(
        "lost-proof warning TSA_GEN_02 project.yaml:1: "
    )


@pytest.mark.parametrize(("settings", "found"), [({}, True), ({"closed": closed(S, R)}, False)])
def test_what_a_phase_asks_for_is_said_elsewhere(settings: dict[str, Any], *, found: bool) -> None:
    proven = columns(("TSA_GEN_02 record", ["TEST_RECORD_009"]))
    now = verdict(**settings)
    assert bool(told(weakenings(now, released(proven=proven)))) == found


def test_what_the_other_side_owes_is_missed_together() -> None:
    duty = {"responsible": (Party.CLIENT,), "proofs": {"section": Phase.CONCEPT}}
    catalogue = changed_catalogue(TSA_M1_01=duty, TSA_M1_02=duty)
    proven = columns(("TSA_M1_02 section", ["TEST_S_1"]), ("TSA_M1_01 section", ["TEST_S_1"]))
    now = verdict(catalogue=catalogue, side=Side.PROVIDER)
    before = demands_of(now, "1.0.0", whole=False)._replace(proven=proven)
    assert told(weakenings(now, before)) == [
        (
            "lost-proof warning side project.yaml:1: 2 proofs that were there at 1.0.0, such as "
            "that "
            "of TSA_M1_02, count no longer: they are for the other side to give, as 'side' is "
            "provider; undo that, or name side in ':weakens:' of a new decision of the kind "
            "'weakening', unless the next release is to be without them"
        )
    ]


@pytest.mark.parametrize(
    ("results", "found"),
    [
        ("TEST_RECORD_005 2026-05-01 fail", False),
        ("TEST_RECORD_005 2026-05-01 pass", True),
        ("TEST_RECORD_005 2026-05-02 pass", False),
        ("TEST_RECORD_006 2026-05-01 pass", False),
        ("TEST_R_9 2026-05-01 pass\nTEST_RECORD_005 2026-05-01 pass", True),
        ("", False),
    ],
)
def test_results_of_a_release_stand(results: str, *, found: bool) -> None:
    record = FAILED._replace(links={}, lines={"result": 55})
    expected = (
        "lost-result warning TEST_RECORD_005 record.md:55: TEST_RECORD_005 had the result pass at "
        "1.0.0 and has fail now; put it back and write a record of its own, or name "
        "TEST_RECORD_005 in ':weakens:' of a new decision of the kind 'weakening', unless the next "
        "release is to say so"
    )
    now = verdict(record)._replace(findings=())
    assert told(weakenings(now, released(results=results))) == ([expected] if found else [])


def test_a_result_that_a_rule_speaks_of_is_told_once() -> None:
    now = verdict(FAILED._replace(links={}, lines={"result": 55}))
    assert any(f.place.line == 55 for f in now.findings)
    assert told(weakenings(now, released(results="TEST_RECORD_005 2026-05-01 pass"))) == []


def test_beside_a_base_classes_are_compared() -> None:
    asset = verdict(ASSET)
    first = iter([4.0, 1.0])
    [found] = against_base(
        [asset], "main", {"TEST": asset}, classes=lambda _: {"infoclass": next(first)}
    )
    assert [f.subject for f in found.findings if f.rule == "weakened-disclosure"] == ["infoclass"]


@pytest.mark.parametrize("there", [False, True])
def test_what_came_after_a_release_makes_no_entry_weaker(*, there: bool) -> None:
    old, new = (item("infoclass", number, {}) for number in (1, 2))
    partner = item("partner", 1, {"may_receive": [old.id, new.id]})
    before = columns((partner.id, ["partner", {}, {"may_receive": [old.id]}]))
    entries = (partner.id, old.id, *([new.id] if there else []))
    found = weakenings(verdict(old, new, partner), released(registered=before, entries=entries))
    assert [f.subject for f in found if f.rule == "weakened-register"] == [partner.id] * there
