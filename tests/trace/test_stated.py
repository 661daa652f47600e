"""What becomes of the statements of other parties, asked of models."""

from __future__ import annotations

import datetime
import hashlib
from collections.abc import Mapping
from typing import Any

import pytest

from nachweis.model.catalogue import Catalogue
from nachweis.model.foreign import Foreign
from nachweis.model.terms import Party, Phase, Side
from nachweis.trace.graph import Graph, build_graph
from nachweis.trace.stated import Made, differs, party_of, taken
from tests.support.models import changed_catalogue, item, project
from tests.support.statements import (
    NET,
    PRO,
    foreign,
    made_item,
    said,
    section_and_record,
)

PROVIDERS = section_and_record(Party.PROVIDER)


def graph_of(
    catalogue: Catalogue, *, side: Side = Side.CLIENT, language: str = "en", role: str = "provider"
) -> Graph:
    """Return a project of a side, with a register of two other parties."""
    sender = PRO._replace(fields={**PRO.fields, "role": role})
    made = project(sender, NET)
    settings = made.settings._replace(side=side, languages=(language,))
    return build_graph(catalogue, made._replace(settings=settings))


@pytest.mark.parametrize(
    ("change", "known"),
    [
        ({}, True),
        ({"domain": "PRO.Example"}, True),
        ({"key": "AA:11"}, True),
        ({"domain": "other.example"}, False),
        ({"key": "bb22"}, False),
        ({"key": ""}, False),
    ],
)
def test_a_party_is_known_by_its_key_and_its_domain(
    change: Mapping[str, str], *, known: bool
) -> None:
    party = PRO._replace(fields={**PRO.fields, **change})
    assert party_of(foreign(), [NET, party]) == (party if known else None)


def test_a_key_of_two_parties_is_that_of_nobody() -> None:
    assert party_of(foreign(), [PRO, PRO._replace(id="TEST_PARTY_009")]) is None


@pytest.mark.parametrize(
    ("statements", "changes", "made", "unknown"),
    [
        ([said(kind="section")], {}, ["S"], 0),
        ([said(kind="record")], {}, ["R"], 0),
        ([said(kind="section"), said(kind="record")], {}, ["S", "R"], 0),
        ([said(kind="clause")], {}, [], 0),
        ([said("TSA_NONE", "record")], {}, [], 1),
        ([said("TSA_NONE", "record"), said("TSA_NONE", "section")], {}, [], 2),
        ([said("TSA_NONE", "clause")], {}, [], 0),
        ([said()], {"responsible": (Party.CLIENT, Party.PROVIDER)}, [], 1),
        ([said()], {"responsible": (Party.NETWORK_PROVIDER,)}, [], 1),
        ([said()], {"responsible": (Party.PROVIDER, Party.NETWORK_PROVIDER)}, ["R"], 0),
        ([said(kind="record")], {"proofs": {"section": Phase.CONCEPT}}, [], 0),
        ([said(kind="section")], {"proofs": {"record": Phase.CONCEPT}}, [], 0),
        ([said(by="meeting")], {"record_kinds": ("exercise", "test")}, [], 0),
        ([said(by="test")], {"record_kinds": ("exercise", "test")}, ["R"], 0),
        ([said(by="meeting")], {"record_kinds": ("exercise", "statement")}, ["R"], 0),
        ([said(kind="section")], {"record_kinds": ("exercise", "test")}, ["S"], 0),
        ([said(on="net.example")], {}, ["R"], 0),
    ],
)
def test_what_is_the_duty_of_others_alone_is_taken_over(
    statements: list[Any], changes: Mapping[str, Any], made: list[str], unknown: int
) -> None:
    catalogue = changed_catalogue(TSA_M1_02={**PROVIDERS, **changes})
    found = taken(foreign(*statements), graph_of(catalogue))
    assert [*found.made] == [f"TEST_{letter}_PRO_TSA_M1_02" for letter in made]
    assert found.unknown == unknown


def test_whoever_nobody_knows_states_nothing() -> None:
    envelope = foreign(said(), said(kind="clause"), pin="cc33")
    found = taken(envelope, graph_of(changed_catalogue(TSA_M1_02=PROVIDERS)))
    assert (found.made, found.unknown) == ({}, 2)


@pytest.mark.parametrize(("kind", "unknown"), [("section", 1), ("record", 1)])
def test_a_provider_takes_over_nothing_that_it_does_not_owe(kind: str, unknown: int) -> None:
    catalogue = changed_catalogue(TSA_M1_02=section_and_record(Party.CLIENT))
    graph = graph_of(catalogue, side=Side.PROVIDER, role="client")
    found = taken(foreign(said(kind=kind)), graph)
    assert ([*found.made], found.unknown) == ([], unknown)


BOTH = {"responsible": (Party.PROVIDER, Party.NETWORK_PROVIDER)}
BELOW = foreign(
    said(fresh_until=datetime.date(2026, 9, 9)),
    pin="bb22",
    sender="net.example",
    project="NET",
    until=datetime.date(2026, 10, 10),
)


@pytest.mark.parametrize(
    ("own", "envelope", "below", "until"),
    [
        (None, "2026-12-31", None, "2026-12-31"),
        ("2026-08-08", "2026-12-31", None, "2026-08-08"),
        ("2027-08-08", "2026-12-31", None, "2026-12-31"),
        (None, "2026-12-31", BELOW, "2026-09-09"),
        ("2026-08-08", "2026-12-31", BELOW, "2026-08-08"),
        (None, "2026-07-07", BELOW, "2026-07-07"),
        (None, "2026-12-31", BELOW._replace(statements=(said(),)), "2026-10-10"),
    ],
)
def test_a_statement_counts_as_long_as_all_that_it_rests_on(
    own: str | None, envelope: str, below: Foreign | None, until: str
) -> None:
    fresh = datetime.date.fromisoformat(own) if own else None
    statement = said(fresh_until=fresh, on="net.example" if below else "")
    whole = foreign(
        statement,
        until=datetime.date.fromisoformat(envelope),
        rests_on=(below,) if below else (),
    )
    catalogue = changed_catalogue(TSA_M1_02={**PROVIDERS, **BOTH})
    [made] = taken(whole, graph_of(catalogue)).made.values()
    assert made.fields["valid_until"] == until


def test_what_rests_on_somebody_unknown_is_not_taken_over() -> None:
    whole = foreign(said(on="net.example"), rests_on=(BELOW._replace(pin="dd44"),))
    found = taken(whole, graph_of(changed_catalogue(TSA_M1_02=PROVIDERS)))
    assert (found.made, found.unknown) == ({}, 1)


def test_whoever_it_rests_on_has_to_owe_it() -> None:
    duty = {**PROVIDERS, "responsible": (Party.NETWORK_PROVIDER,)}
    whole = foreign(said(kind="section", on="net.example"), rests_on=(_section_below(),))
    [made] = taken(whole, graph_of(changed_catalogue(TSA_M1_02=duty))).made.values()
    assert made.fields["concept"] == "network-provider"
    assert made.links["stated_by"] == (PRO.id, NET.id)
    assert taken(whole, graph_of(changed_catalogue(TSA_M1_02=PROVIDERS))).unknown == 1


def _section_below() -> Foreign:
    return BELOW._replace(statements=(said(kind="section"),))


SINCE = datetime.date(2026, 4, 1)


def test_a_record_says_what_was_stated_and_by_whom() -> None:
    statement = said(since=SINCE, on="net.example", texts=(("Review", "Read whole."), ("B", "C")))
    below = BELOW._replace(statements=(said(),))
    whole = foreign(statement, rests_on=(below,))
    found = taken(whole, graph_of(changed_catalogue(TSA_M1_02={**PROVIDERS, **BOTH})))
    assert found.made == {
        "TEST_R_PRO_TSA_M1_02": Made(
            type="record",
            id="TEST_R_PRO_TSA_M1_02",
            title="Stated by House pro: TSA_M1_02",
            fields={
                "kind": "statement",
                "date": "2026-04-01",
                "result": "pass",
                "by": "House pro",
                "statement": "digest of TSA_M1_02 record",
                "valid_until": "2026-10-10",
            },
            links={"proves": ("TSA_M1_02",), "stated_by": (PRO.id, NET.id)},
            body="House pro states that TSA_M1_02 is proven there (record); nobody here has looked "
            "at it.\n\nFor TSA_M1_02, House pro rests on what House net stated to it.\n\n"
            "Since 2026-04-01.\n\nReview: Read whole.\n\nB: C",
        )
    }


def test_a_section_says_so_in_the_language_of_the_project() -> None:
    statement = said(kind="section", since=SINCE, on="net.example")
    whole = foreign(statement, rests_on=(_section_below(),))
    catalogue = changed_catalogue(TSA_M1_02={**PROVIDERS, **BOTH})
    [made] = taken(whole, graph_of(catalogue, language="de")).made.values()
    assert made == Made(
        type="section",
        id="TEST_S_PRO_TSA_M1_02",
        title="Angabe von House pro: TSA_M1_02",
        fields={
            "status": "approved",
            "concept": "network-provider",
            "owner": "House pro",
            "statement": "digest of TSA_M1_02 section",
            "valid_until": "2026-10-10",
        },
        links={"addresses": ("TSA_M1_02",), "stated_by": (PRO.id, NET.id)},
        body="House pro gibt an, dass TSA_M1_02 dort nachgewiesen ist (Konzept); hier hat es "
        "niemand geprüft.\n\nFür TSA_M1_02 stützt sich House pro auf das, was House net "
        "angegeben hat.\n\nSeit 2026-04-01.",
    )
    assert (
        taken(whole, graph_of(catalogue, language="fr"))
        .made[made.id]
        .body.startswith("House pro states that TSA_M1_02 is proven there (concept); nobody")
    )


def test_a_record_without_a_day_is_of_the_day_of_its_envelope() -> None:
    catalogue = changed_catalogue(TSA_M1_02=PROVIDERS)
    [made] = taken(foreign(said()), graph_of(catalogue, language="de")).made.values()
    assert made.fields["date"] == "2026-05-20"
    assert made.body == (
        "House pro gibt an, dass TSA_M1_02 dort nachgewiesen ist (Beleg); hier hat es niemand "
        "geprüft."
    )


AUDIT: Mapping[str, Any] = {
    "responsible": (Party.CLIENT,),
    "proofs": {"record": Phase.CONCEPT},
    "stated": ("TSA_M1_01", "TSA_M1_02"),
}
WHOLE = [
    said("TSA_M1_01", "section", since=datetime.date(2026, 3, 1), texts=(("T", "T"),)),
    said("TSA_M1_01", "record", since=datetime.date(2026, 5, 1)),
    said("TSA_M1_02", "section", fresh_until=datetime.date(2026, 7, 1)),
    said("TSA_M1_02", "record", since=datetime.date(2026, 2, 1)),
]


def audited(*statements: Any, side: Side = Side.CLIENT) -> Mapping[str, Made]:
    """Return what states of TSA_GEN_02 that both of the duties it looks at are proven."""
    catalogue = changed_catalogue(TSA_M1_01=PROVIDERS, TSA_M1_02=PROVIDERS, TSA_GEN_02=AUDIT)
    found = taken(foreign(*statements), graph_of(catalogue, side=side)).made
    return {name: made for name, made in found.items() if name.endswith("_TSA_GEN_02")}


def test_that_something_exists_rests_on_all_that_is_stated_of_it() -> None:
    [made] = audited(*WHOLE).values()
    assert (made.id, made.type) == ("TEST_R_PRO_TSA_GEN_02", "record")
    assert made.links == {"proves": ("TSA_GEN_02",), "stated_by": (PRO.id,)}
    assert made.fields["date"] == "2026-05-01"
    assert made.fields["valid_until"] == "2026-07-01"
    digests = "\n".join(sorted(part.digest for part in WHOLE))
    assert made.fields["statement"] == hashlib.sha256(digests.encode()).hexdigest()
    assert made.body.endswith("Since 2026-05-01.")
    [again] = audited(*reversed(WHOLE)).values()
    assert again.fields == made.fields


@pytest.mark.parametrize("number", range(4))
def test_a_part_of_it_does_not_do(number: int) -> None:
    assert audited(*WHOLE[:number], *WHOLE[number + 1 :]) == {}


def test_a_provider_states_nothing_of_what_it_does_not_owe() -> None:
    assert audited(*WHOLE, side=Side.PROVIDER) == {}


TRUE = Made(
    type="section",
    id="TEST_SECTION_001",
    title="A section",
    fields={"status": "approved", "owner": "House pro"},
    links={"addresses": ("TSA_M1_02",), "stated_by": (PRO.id,)},
    body="It is\nso.",
)


@pytest.mark.parametrize(
    ("change", "name"),
    [
        ({}, ""),
        ({"type": "record"}, "title"),
        ({"title": "Another"}, "title"),
        ({"fields": {**TRUE.fields, "status": "superseded"}}, "status"),
        ({"fields": {"status": "approved"}}, "owner"),
        ({"fields": {**TRUE.fields, "valid_until": "2029-01-01"}}, "valid_until"),
        ({"fields": {**TRUE.fields, "tags": "a"}}, ""),
        ({"fields": {**TRUE.fields, "infoclass": "Shut"}}, ""),
        ({"links": {**TRUE.links, "addresses": ("TSA_M1_01",)}}, "addresses"),
        ({"links": {"addresses": ("TSA_M1_02",)}}, "stated_by"),
        ({"links": {**TRUE.links, "implements": ("TEST_C_1",)}}, "implements"),
        ({"body": "It  is so."}, ""),
        ({"body": "It is not so."}, "text"),
    ],
)
def test_an_object_says_what_its_statement_says(change: Mapping[str, Any], name: str) -> None:
    assert differs(made_item(TRUE)._replace(**change), TRUE) == name


def test_only_objects_of_parties_are_asked_for_keys() -> None:
    catalogue = changed_catalogue(TSA_M1_02=PROVIDERS)
    other = item("contact", 1, {}, key="AA11", domain="pro.example")
    made = project(PRO, NET, other)
    assert taken(foreign(said()), build_graph(catalogue, made)).unknown == 0
