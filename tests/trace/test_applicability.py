"""What a project has to meet and to prove: by its catalogue, its protection need and its side."""

from __future__ import annotations

import pytest

from nachweis.model.terms import BasicValue, Level, Party, ProtectionNeed, Side
from nachweis.trace.applicability import not_applicable, not_owed, selected_requirements
from tests.support.models import project, small_catalogue

CLIENT, PROVIDER, NETWORK, THIRD = (
    *(Party.CLIENT, Party.PROVIDER, Party.NETWORK_PROVIDER, Party.THIRD_PARTY),
)
REQUIREMENT = small_catalogue().requirements["TSA_GEN_01"]
SETTINGS = project().settings


@pytest.mark.parametrize(
    ("side", "responsible", "kinds"),
    [
        (Side.CLIENT, (PROVIDER,), ""),
        (Side.JOINT, (CLIENT,), ""),
        (Side.PROVIDER, (CLIENT,), "section record"),
        (Side.PROVIDER, (CLIENT, PROVIDER), ""),
        (Side.PROVIDER, (CLIENT, THIRD), "section record"),
        (Side.PROVIDER, (THIRD,), ""),
        (Side.PROVIDER, (PROVIDER,), ""),
        (Side.NETWORK_PROVIDER, (CLIENT,), "clause section record"),
        (Side.NETWORK_PROVIDER, (PROVIDER, CLIENT), "clause section record"),
        (Side.NETWORK_PROVIDER, (NETWORK,), ""),
        (Side.NETWORK_PROVIDER, (PROVIDER, NETWORK), ""),
    ],
)
def test_what_a_side_does_not_owe(side: Side, responsible: tuple[Party, ...], kinds: str) -> None:
    settings = SETTINGS._replace(side=side)
    requirement = REQUIREMENT._replace(responsible=responsible)
    kinds_of_all = ("clause", "section", "record")
    found = {kind: not_owed(requirement, kind, settings) for kind in kinds_of_all}
    assert [kind for kind, reason in found.items() if reason is not None] == kinds.split()


@pytest.mark.parametrize(
    ("responsible", "said"),
    [((CLIENT,), "client"), ((CLIENT, PROVIDER), "client and provider"), ((THIRD, NETWORK), None)],
)
def test_whose_duty_it_is_instead_is_said(responsible: tuple[Party, ...], said: str | None) -> None:
    settings = SETTINGS._replace(side=Side.NETWORK_PROVIDER)
    reason = not_owed(REQUIREMENT._replace(responsible=responsible), "record", settings)
    expected = f"the duty of the {said} alone, which this side does not prove" if said else None
    assert reason == expected


@pytest.mark.parametrize(
    ("level", "cia", "needs", "names"),
    [
        (None, "", "", None),
        (Level.BASIC, "C", "", None),
        (Level.STANDARD, "C", "", None),
        (Level.INCREASED, "C", "", "confidentiality"),
        (Level.INCREASED, "C", "IA", "confidentiality"),
        (Level.INCREASED, "C", "C", None),
        (Level.INCREASED, "IA", "C", "integrity and availability"),
        (Level.INCREASED, "IA", "A", None),
        (Level.INCREASED, "", "A", None),
        (Level.INCREASED, "", "", "confidentiality and integrity and availability"),
    ],
)
@pytest.mark.parametrize("need", [ProtectionNeed.HIGH, ProtectionNeed.VERY_HIGH])
def test_an_increased_level_applies_to_a_high_need(
    level: Level | None, cia: str, needs: str, names: str | None, need: ProtectionNeed
) -> None:
    requirement = REQUIREMENT._replace(level=level, cia=tuple(map(BasicValue, cia)))
    high = dict.fromkeys(map(BasicValue, needs), need)
    settings = SETTINGS._replace(protection={**SETTINGS.protection, **high})
    said = f"level increased applies to a high protection need in {names} only"
    assert not_applicable(requirement, settings) == (said if names else None)


@pytest.mark.parametrize(
    ("catalog", "found"),
    [
        (["TSB"], "TSB_M1_01 TSB_M1_02 TSB_M1_03 TSB_M1_04"),
        (["TSB_M1"], "TSB_M1_01 TSB_M1_02 TSB_M1_03 TSB_M1_04"),
        (["TSA_M2_EMG"], "TSA_M2_EMG_01 TSA_M2_EMG_02"),
        (["TSA_M1_02", "TSA_M2_EMG_01"], "TSA_M1_02 TSA_M2_EMG_01"),
        (["TSC"], ""),
    ],
)
def test_modules_measures_topics_and_requirements_are_selected(
    catalog: list[str], found: str
) -> None:
    settings = SETTINGS._replace(catalog=tuple(catalog))
    assert [*selected_requirements(small_catalogue(), settings)] == found.split()
