"""The outline of new projects: whole, and every text in both languages."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest

from nachweis.model.catalogue import Catalogue
from nachweis.model.objects import TYPE
from nachweis.model.proof_types import CONCEPT_KINDS, RECORD_KINDS
from nachweis.model.steering_types import AGREEMENT_MEASURES
from nachweis.scaffold.new_object import TextsShape
from nachweis.scaffold.outline import Document, place_stubs, read_outline
from nachweis.sources.workspace import package_data
from nachweis.sources.yaml.file import read_yaml
from nachweis.sources.yaml.validation import check_shape

TEMPLATES = package_data("templates") / "project"
SUBJECT_AREAS = ("INF", "ORG", "PER", "EMG", "LAW", "SUB", "TEN", "CHG", "TST", "AUD")
"""Topics of OPS.3.1.M2, beside its general duties."""


@pytest.fixture(scope="module")
def outline() -> tuple[Document, ...]:
    return read_outline(TEMPLATES / "outline.yaml")


def test_names_only_what_the_catalogue_has(
    outline: tuple[Document, ...], catalogue: Catalogue
) -> None:
    known = {*catalogue.groups, *catalogue.requirements}
    for document in outline:
        assert not document.holds - known, document.path
        assert not {*document.describes} - {*catalogue.requirements}, document.path


def test_every_document_of_the_outline_is_of_use_but_those_for_the_rest(
    outline: tuple[Document, ...], catalogue: Catalogue
) -> None:
    stubs = place_stubs(catalogue, catalogue.requirements, outline)
    unused = [d.path for d in outline if d.kind and not stubs[d.path]]
    assert unused == [
        "contract/annex-d-further-provisions.md",
        "concept/overall/07-further-measures.md",
        "evidence/further-records.md",
    ]


def test_no_document_repeats_its_title_in_a_heading(
    outline: tuple[Document, ...], catalogue: Catalogue
) -> None:
    stubs = place_stubs(catalogue, catalogue.requirements, outline)
    repeated = {
        (document.path, language)
        for document in outline
        for stub in stubs[document.path]
        for language, title in document.title.items()
        if catalogue.groups[stub.requirement.part_of].title[language] == title
    }
    assert repeated == set()


def test_each_subject_area_of_the_contract_has_its_document(
    outline: tuple[Document, ...], catalogue: Catalogue
) -> None:
    homes: dict[str, list[str]] = {}
    for path, stubs in place_stubs(catalogue, catalogue.requirements, outline).items():
        for stub in stubs:
            if stub.document.kind == "clause":
                homes.setdefault(stub.requirement.part_of, []).append(path)
    usual = [Counter(homes[f"OPS31_M02_{area}"]).most_common(1)[0][0] for area in SUBJECT_AREAS]
    assert len(set(usual)) == len(SUBJECT_AREAS) - 1
    assert usual[7] == usual[8] == "contract/06-changes-and-tests.md"


def test_each_concept_of_the_set_has_a_document(outline: tuple[Document, ...]) -> None:
    assert {d.concept for d in outline if d.kind == "section"} == {*CONCEPT_KINDS}


def test_texts_are_in_both_languages(outline: tuple[Document, ...]) -> None:
    for document in outline:
        assert set(document.title) == {"en", "de"}
        assert set(document.about) in ({"en", "de"}, set())


def test_no_two_documents_have_a_title_in_common(outline: tuple[Document, ...]) -> None:
    for language in ("en", "de"):
        titles = Counter((d.kind, d.title[language]) for d in outline)
        assert max(titles.values()) == 1


def test_records_of_every_kind_have_their_points_in_both_languages() -> None:
    shape = check_shape(read_yaml(TEMPLATES / "bodies.yaml", TEMPLATES), TextsShape)
    kinds = TYPE["record"].field("kind")
    assert kinds is not None
    assert list(shape.record) == list(kinds.values) == list(RECORD_KINDS)
    for points in shape.record.values():
        assert set(points) == {"en", "de"}
        assert len(points["en"]) == len(points["de"]) > 2


@pytest.mark.parametrize(
    "path", sorted((TEMPLATES / "registers").glob("*.j2")), ids=lambda p: p.stem
)
def test_registers_name_only_what_the_catalogue_has(path: Path, catalogue: Catalogue) -> None:
    names = re.findall(r"\b(?:OPS31|B111|M22\d\d)(?:_\w+)?\b", path.read_text(encoding="utf-8"))
    assert not {*names} - {*catalogue.groups, *catalogue.requirements}
    if path.name.startswith("agreements"):
        assert {*names} == {*AGREEMENT_MEASURES.values()}
