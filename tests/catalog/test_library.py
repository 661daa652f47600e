"""The library that is shipped: whole in both languages, and in our own words."""

from __future__ import annotations

from pathlib import Path

import pytest

from nachweis.model.catalogue import Catalogue
from nachweis.model.library import OPEN, Model, fill
from nachweis.model.texts import LANGUAGES
from nachweis.sources.catalogue import catalogue_of
from nachweis.sources.library import read_library, unknown_targets
from nachweis.sources.workspace import find_workspace
from nachweis.trace.models import values_in
from tests.support.own_words import shared_runs

WORKSPACE = find_workspace(Path(__file__).resolve().parents[2])


MEASURES = tuple(f"OPS31_M{number}" for number in ("02", "07", "08", "09", "12", "13", "14", "15"))
"""Measures of the older edition that have models, beside the whole edition of 2023."""


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return read_library(WORKSPACE, catalogue_of(WORKSPACE))


@pytest.fixture(scope="module")
def models(catalogue: Catalogue) -> list[Model]:
    return list(catalogue.models.values())


def texts(model: Model) -> list[str]:
    written = [model.title, model.negotiate, model.current.text]
    written += [text for v in model.current.variants for text in (v.text, v.adds)]
    written += [parameter.what for parameter in model.parameters.values()]
    return [part for text in written for part in text.values()]


def test_every_model_covers_what_the_catalogue_has_and_asks_for(catalogue: Catalogue) -> None:
    assert list(unknown_targets(catalogue, WORKSPACE.root)) == []
    for model in catalogue.models.values():
        for name in model.covers:
            asked = [r for r in catalogue.requirements.values() if name in (r.id, r.part_of)]
            assert any(model.kind in r.proofs for r in asked), f"{model.id} covers {name}"


@pytest.mark.parametrize("kind", ["clause", "section", "record"])
def test_every_proof_that_they_ask_for_has_a_model(catalogue: Catalogue, kind: str) -> None:
    covered = {n for m in catalogue.models.values() if m.kind == kind for n in m.covers}
    wanted = {
        r.id
        for r in catalogue.requirements.values()
        if kind in r.proofs and (r.measure in MEASURES or r.measure.startswith(("OPS23", "OPS32")))
    }
    assert sorted(wanted - covered) == []


def test_a_model_of_a_record_has_a_kind_that_proves(catalogue: Catalogue) -> None:
    for model in catalogue.models.values():
        for name in model.covers if model.kind == "record" else ():
            [requirement] = [r for r in catalogue.requirements.values() if r.id == name]
            kinds = requirement.record_kinds
            assert not kinds or model.fields["kind"] in kinds, f"{model.id}: {name} wants {kinds}"


def test_every_model_is_whole_in_both_languages(models: list[Model]) -> None:
    for model in models:
        written = [model.title, model.negotiate, model.current.text]
        written += [text for v in model.current.variants for text in (v.text, v.adds)]
        written += [parameter.what for parameter in model.parameters.values()]
        assert model.negotiate or model.kind != "clause", model.id
        for text in filter(None, written):
            assert {*text} == {*LANGUAGES}, model.id
            assert text["en"] != text["de"], model.id
        for words in ((), *((name,) for name in model.variants)):
            english, german = (OPEN.findall(model.current.template(words, x)) for x in LANGUAGES)
            assert {*english} == {*german}, f"{model.id} {words}"


def test_no_model_shares_six_words_in_a_row_with_the_sources(models: list[Model]) -> None:
    found = {(m.id, run) for m in models for text in texts(m) for run in shared_runs(text)}
    assert not found


def test_no_two_models_have_a_title(models: list[Model]) -> None:
    titles = [(model.kind, text) for model in models for text in model.title.values()]
    assert len({*titles}) == len(titles)


def test_values_are_found_again_in_every_text_that_is_offered(models: list[Model]) -> None:
    for model in models:
        for words in ((), *((name,) for name in model.variants)):
            for language in LANGUAGES:
                template = model.current.template(words, language)
                offered = model.current.offered(words, language)
                found = fill(template, values_in(template, offered))
                assert found.split() == offered.split(), f"{model.id} {words} {language}"
