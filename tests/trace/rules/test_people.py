"""Rules about people, asked of models in memory: roles, deputies, partners and rights."""

from __future__ import annotations

import pytest

from nachweis.model.catalogue import Catalogue
from nachweis.model.items import Item
from nachweis.model.terms import Party, Phase
from nachweis.trace.rules.people import (
    contacts_without_deputy,
    dependencies,
    partners,
    rights,
    unnamed,
)
from tests.support.models import changed_catalogue, item, told


def _catalogue() -> Catalogue:
    """Return a catalogue in which the first requirement that names a role is due later."""
    return changed_catalogue(
        TSA_GEN_01={"roles": {Party.CLIENT: ("ISO",)}, "proofs": {"section": Phase.CONCEPT}},
        TSA_GEN_02={"roles": {Party.CLIENT: ("Data protection", "ISO")}},
        TSA_M1_01={"roles": {Party.PROVIDER: ("provider ISO",), Party.CLIENT: ("ISO",)}},
        TSA_M1_02={"roles": {Party.PROVIDER: ("Watch",)}, "proofs": {"record": Phase.EXIT}},
    )


def contact(number: int, roles: str = "", *deputies: str) -> Item:
    return item("contact", number, {"deputy": [*deputies]}, roles=roles)


@pytest.mark.parametrize(
    ("contacts", "closed", "found"),
    [
        (
            ["other"],
            Phase.CONCEPT,
            ["contract provider-iso", "selection data-protection", "selection iso"],
        ),
        (["ISO"], Phase.CONCEPT, ["contract provider-iso", "selection data-protection"]),
        (["iso, Provider ISO", "data protection"], Phase.CONCEPT, []),
        (["other"], Phase.REQUIREMENTS, ["selection data-protection", "selection iso"]),
        (["other"], Phase.STRATEGY, []),
        ([], Phase.CONCEPT, []),
    ],
)
def test_a_role_is_asked_for_from_the_first_phase_on_that_names_it(
    contacts: list[str], closed: Phase, found: list[str]
) -> None:
    people = [contact(number, roles) for number, roles in enumerate(contacts)]
    said = told(unnamed, *people, closed=closed, catalogue=_catalogue())
    expected = [f"unnamed-contact warning {line.replace(' ', ' TEST ')}" for line in found]
    assert sorted(said) == expected


@pytest.mark.parametrize(
    ("people", "found"),
    [
        ([contact(1, "ISO")], ["selection TEST_CONTACT_001"]),
        ([contact(1, "ISO", "TEST_CONTACT_002"), contact(2)], []),
        ([contact(1, "Watch")], []),
        ([contact(1, "gate, provider ISO, ISO")], ["contract TEST_CONTACT_001"]),
        (
            [contact(1, "gate"), contact(2, "ISO"), contact(3, "data protection")],
            ["selection TEST_CONTACT_002", "selection TEST_CONTACT_003"],
        ),
    ],
)
def test_who_has_a_role_that_is_asked_for_has_a_deputy(
    people: list[Item], found: list[str]
) -> None:
    said = told(contacts_without_deputy, *people, catalogue=_catalogue(), closed=Phase.CONCEPT)
    assert said == [f"no-deputy warning {line}" for line in found]


@pytest.mark.parametrize(
    ("closed", "found"),
    [(Phase.REQUIREMENTS, False), (Phase.SELECTION, True), (Phase.CONTRACT, True)],
)
def test_duties_are_passed_on_from_the_contract_on(closed: Phase, *, found: bool) -> None:
    bound = item("dependency", 1, {"passes_on": ["TSA_M1_01"]})
    said = told(dependencies, bound, item("dependency", 2, {}), closed=closed)
    expected = ["duty-not-passed-on warning contract TEST_DEPENDENCY_002"]
    assert said == (expected if found else [])


def partner(number: int, **fields: str) -> Item:
    return item("partner", number, {}, **fields)


def test_partners_are_authorised_by_somebody_by_the_day() -> None:
    people = [
        partner(1, authorised="2026-06-01", authorised_by="Us"),
        partner(2, authorised="2026-06-02", authorised_by="Us"),
        partner(3, authorised="2026-06-01"),
        partner(4, authorised_by="Us"),
    ]
    assert told(partners, *people) == [
        f"unauthorised-partner error - TEST_PARTNER_00{number}" for number in (2, 3, 4)
    ]


@pytest.mark.parametrize(("closed", "found"), [(Phase.OPERATION, False), (Phase.EXIT, True)])
def test_rights_are_withdrawn_once_exit_is_closed(closed: Phase, *, found: bool) -> None:
    given = [
        item("right", 1, {}, withdrawn="2026-06-01"),
        item("right", 2, {}, withdrawn="2026-06-02"),
        item("right", 3, {}),
    ]
    expected = [f"open-right error exit TEST_RIGHT_00{number}" for number in (2, 3)]
    assert told(rights, *given, closed=closed) == (expected if found else [])
