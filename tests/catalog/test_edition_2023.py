"""Each sentence of the edition 2023 that obliges has its requirement, as binding as it is."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml

from nachweis.model.catalogue import Catalogue, Requirement
from nachweis.model.terms import Level, Modal, Party
from nachweis.sources.catalogue import read_catalogue
from nachweis.sources.workspace import package_data

SENTENCES: dict[str, list[str]] = yaml.safe_load(
    Path(__file__).with_name("edition-2023-sentences.yaml").read_text(encoding="utf-8")
)
MODULES = {"OPS23": Party.CLIENT, "OPS32": Party.PROVIDER}
"""Each module with the party that applies it."""


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return read_catalogue(package_data("catalog"), package_data("catalog").parent)


@pytest.fixture(scope="module")
def requirements(catalogue: Catalogue) -> list[Requirement]:
    return [r for r in catalogue.requirements.values() if MODULES.keys() & catalogue.chain(r.id)]


def sentences(requirement: Requirement) -> list[int]:
    return [int(number) for number in re.findall(r" / sentence (\d+)", requirement.source)]


def test_every_requirement_of_the_source_is_a_measure_with_its_label(catalogue: Catalogue) -> None:
    labels = [g.label for g in catalogue.groups.values() if g.part_of in MODULES]
    assert sorted(labels) == sorted(SENTENCES)


@pytest.mark.parametrize("label", SENTENCES)
def test_every_sentence_has_its_requirement(label: str, requirements: list[Requirement]) -> None:
    drawn = {number for r in requirements if r.label == label for number in sentences(r)}
    assert drawn == set(range(1, len(SENTENCES[label]) + 1))


def test_every_requirement_names_its_sentences(requirements: list[Requirement]) -> None:
    for requirement in requirements:
        place = re.fullmatch(r"(.+?)(?: / sentence \d+)+", requirement.source)
        assert place, requirement.id
        assert place[1] == requirement.label, requirement.id


def test_every_requirement_binds_as_its_strictest_sentence(requirements: list[Requirement]) -> None:
    order = list(Modal)
    for requirement in requirements:
        modals = [Modal(SENTENCES[requirement.label][n - 1]) for n in sentences(requirement)]
        assert requirement.modal is min(modals, key=order.index), requirement.id


def test_every_requirement_binds_the_party_that_applies_its_module(
    catalogue: Catalogue, requirements: list[Requirement]
) -> None:
    for requirement in requirements:
        (party,) = (MODULES[m] for m in MODULES.keys() & catalogue.chain(requirement.id))
        assert party in requirement.responsible, requirement.id


def test_levels_rise_with_the_numbers_of_a_module(catalogue: Catalogue) -> None:
    order = list(Level)
    for module in MODULES:
        levels = [
            order.index(group.level)
            for group in catalogue.groups.values()
            if group.part_of == module and group.level
        ]
        assert levels == sorted(levels)


def test_every_text_is_there_in_both_languages(
    catalogue: Catalogue, requirements: list[Requirement]
) -> None:
    measures = [g for g in catalogue.groups.values() if g.part_of in MODULES or g.id in MODULES]
    for texts in (*(r.text for r in requirements), *(g.title for g in measures)):
        assert set(texts) == {"en", "de"}
    for group in measures:
        assert set(group.summary) == {"en", "de"}, group.id


def test_the_threats_of_each_module_are_there_in_both_languages(catalogue: Catalogue) -> None:
    data = yaml.safe_load((package_data("catalog") / "threats.yaml").read_text(encoding="utf-8"))
    threats = [threat for threat in data["threats"] if "module" in threat]
    assert {threat["module"] for threat in threats} == MODULES.keys()
    for threat in threats:
        assert threat["id"].startswith(f"{threat['module']}_T")
        assert threat["id"] not in catalogue.requirements
        assert set(threat["title"]) == set(threat["text"]) == {"en", "de"}
    assert len({threat["id"] for threat in threats}) == len(threats)
