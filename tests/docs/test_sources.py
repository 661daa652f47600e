"""The handbook leads from every paragraph of the sources to every requirement."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from nachweis.i18n import translator
from nachweis.model.catalogue import Requirement
from nachweis.model.objects import TYPE
from nachweis.site.reference import TABLES
from nachweis.sources.catalogue import read_catalogue
from nachweis.sources.workspace import package_data
from nachweis.sources.yaml.paragraphs import SOURCE, paragraph_of, read_paragraphs
from nachweis.trace.rules import RULES

CATALOG = package_data("catalog")
EDITIONS = ("grundschutz-2013", "grundschutz-2018")
PAGE = Path(__file__).resolve().parents[2] / "docs" / "reference" / "sources.md"


@pytest.fixture(scope="module")
def requirements() -> dict[str, list[Requirement]]:
    """Return the requirements of the seeds' editions by the paragraph they come from."""
    found: dict[str, list[Requirement]] = {}
    for requirement in read_catalogue(CATALOG, CATALOG.parent).requirements.values():
        if requirement.document.split("/")[1] in EDITIONS:
            assert SOURCE.fullmatch(requirement.source), f"{requirement.id}: {requirement.source}"
            found.setdefault(paragraph_of(requirement.source), []).append(requirement)
    return found


def test_every_requirement_is_reachable_from_its_paragraph(
    requirements: dict[str, list[Requirement]],
) -> None:
    table = TABLES["sources"](translator("en")).splitlines()
    for paragraph, found in requirements.items():
        row = next(line for line in table if line.startswith(f"| {paragraph} |"))
        assert all(f" <{requirement.id}>`" in row for requirement in found)


def test_every_sentence_of_2023_leads_to_its_requirements() -> None:
    table = TABLES["sources"](translator("en")).splitlines()
    for requirement in read_catalogue(CATALOG, CATALOG.parent).requirements.values():
        if requirement.document.split("/")[1] not in EDITIONS:
            row = next(line for line in table if f" <{requirement.id}>`" in line)
            assert row.startswith(f"| {requirement.source} |")


def test_every_paragraph_with_duties_has_requirements_and_no_other_has(
    requirements: dict[str, list[Requirement]],
) -> None:
    duties = read_paragraphs(CATALOG, CATALOG.parent)
    assert set(requirements) <= set(duties)
    for paragraph, count in duties.items():
        drawn = [r.id for r in requirements.get(paragraph, []) if not r.derived]
        assert bool(drawn) == bool(count), f"{paragraph} has {count} duties and {drawn}"


def test_every_rule_and_register_that_the_page_names_exists() -> None:
    text = PAGE.read_text(encoding="utf-8")
    rules = set(RULES)
    assert set(re.findall(r"`([a-z]+(?:-[a-z]+)+)`", text)) <= rules
    registers = {kind.plural for kind in TYPE.values()}
    for row in text.split("| source |")[1].split("## Which")[0].splitlines()[2:]:
        if row.strip():
            named = row.split("|")[2]
            assert {word.strip() for word in named.split(",")} <= registers, row
